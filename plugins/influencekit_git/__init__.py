"""Reads local git history: commits, who wrote which line, who replaced whose."""

from typing import Any

from influencekit.hookspecs import hookimpl


@hookimpl
def influencekit_register_sources(register: Any) -> None:
    """Offer the git source."""
    from influencekit_git.source import GitSource  # noqa: PLC0415 - numpy is loaded when it is used

    register(GitSource())
