"""Reads what a command is about, the way the settings say."""

from collections.abc import Callable, Sequence
from pathlib import Path

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.evidence import Evidence


def survey(
    call: Call,
    *roots: Path,
    blogs: Sequence[Path] = (),
    lines: bool = True,
    on_first: Callable[[Evidence], None] | None = None,
) -> _api.Survey:
    """Read `roots` and `blogs`; the other options are those of `_api.Options`."""
    try:
        found = _api.survey(
            *roots,
            blogs=blogs,
            settings=call.settings,
            registry=call.registry,
            as_of=call.as_of,
            cache=call.cache,
            lines=lines,
            task=call.task,
            on_first=on_first,
        )
    finally:
        call.task.hide()
    call.problems.extend(found.problems)
    return found
