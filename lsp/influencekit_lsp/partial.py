"""What is known of one file before its history is read: as far as ``git blame`` has come."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

import attrs

from influencekit.domain import FileVersion, Identity, LineRun
from influencekit.words import count, date, listed
from influencekit_lsp.cards import Range, commit, unsettled
from influencekit_lsp.documents import NEW
from influencekit_lsp.markup import emphasis, joined

NAMED = 3
"""People that a card names; further ones are counted."""


@attrs.define(eq=False)
class Blamed:
    """One file as it is committed. A thread adds to it while others read; nothing is taken away."""

    path: str
    version: FileVersion | None = None
    """None: not known yet, or there is no such file."""
    runs: dict[int, LineRun] = attrs.field(factory=dict)
    """By their first line."""
    names: Mapping[Identity, str] = attrs.field(factory=dict)
    """Under which name each author of `runs` may be shown; empty: under none."""
    ended: bool = False
    """Whether nothing more will come."""

    @property
    def whole(self) -> bool:
        """Whether the origin of each line is known."""
        lines = self.version.lines if self.version else ()
        return self.ended and sum(run.lines for run in self.runs.values()) == len(lines) > 0

    def lines(self) -> list[LineRun | None]:
        """Return for each committed line the run that it is in; None: not known yet."""
        found: list[LineRun | None] = [None] * len(self.version.lines if self.version else ())
        for run in list(self.runs.values()):  # at once: the other thread may add to it
            found[run.line - 1 : run.line - 1 + run.lines] = repeat(run, run.lines)
        return found


def of_lines(blamed: Blamed, some: Range, line: int) -> str:
    """Return the card of some lines of a file, of which not all may be known.

    Parameters
    ----------
    line
        The committed line under the cursor, from 0, or `NEW`.
    """
    lines = blamed.lines()
    runs = [lines[at] for at in some.committed if at < len(lines)]
    known = [run for run in runs if run is not None]
    new = len(some.places) - len(some.committed)
    facts = [
        *_written(known, some, blamed.names),
        *([f"{count(len(runs) - len(known), 'line')} not looked up yet."] if runs != known else []),
        *([f"{count(new, 'line')} {unsettled(unread=False)}."] if new else []),
    ]
    return joined([facts, _line(lines, line, blamed.names)])


def _written(known: Sequence[LineRun], some: Range, names: Mapping[Identity, str]) -> Iterator[str]:
    """Yield who wrote these lines, whoever did so last first, and how old they are."""
    if not known:
        return
    last: dict[str, int] = {}
    for run in known:
        name = names.get(run.author, "")
        last[name] = max(run.time, last.get(name, run.time))
    last.pop("", None)
    latest = sorted(last, key=lambda name: (-last[name], name))
    people = [f"{emphasis(name)} ({date(last[name])})" for name in latest[:NAMED]]
    if others := len(latest) - len(people):
        people.append(f"{count(others, 'other')}")
    if people:
        yield f"{listed(people)} wrote {some.label}."
    times = [run.time for run in known]
    days = dict.fromkeys((date(min(times)), date(max(times))))
    commits = count(len({run.commit for run in known}), "commit")
    yield f"{count(len(known), 'line')} from {commits}, {' to '.join(days)}."


def _line(
    lines: Sequence[LineRun | None], line: int, names: Mapping[Identity, str]
) -> Iterator[str]:
    if line == NEW:
        yield f"This line: {unsettled(unread=False)}."
    elif line < len(lines):
        run = lines[line]
        told = run and commit(run.commit, run.time, names.get(run.author, ""), run.summary)
        yield f"This line: {told or 'not looked up yet.'}"
