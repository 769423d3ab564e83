"""Reads blogs: the layouts of common engines, plain folders of texts, and the ledger."""

from typing import TYPE_CHECKING

from influencekit import hookimpl

if TYPE_CHECKING:
    from influencekit.protocols import Register, Source


@hookimpl
def influencekit_register_sources(register: "Register[Source]") -> None:
    """Offer the source of posts."""
    from influencekit_blogs.source import BlogSource  # noqa: PLC0415 - parsers load when asked for

    register(BlogSource())
