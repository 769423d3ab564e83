"""Code lenses and inlay hints: where they stand, and what they say."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from influencekit.evidence import NOBODY
from influencekit.words import count, date
from influencekit_lsp.documents import NEW
from influencekit_lsp.knowledge import Place
from influencekit_lsp.noted import Mark
from influencekit_lsp.structure import Block
from influencekit_lsp.values import Hint, Lens

NAMED = 2
"""People that a lens names; further ones are counted."""


def lenses(blocks: Sequence[Block], lines: int) -> Iterator[Lens]:
    """Yield the lens of a file and those of its functions and classes; sections have none."""
    if lines:
        yield Lens(0, 0, lines - 1, "")
    for block in blocks:
        if block.kind != "section" and (block.first or not block.name):
            yield Lens(block.head, block.first, block.last, block.name)


def title(place: Place, places: Sequence[int] | None, marks: Sequence[Mark]) -> str:
    """Return what a lens says: who knows these lines, the last change, open notes.

    Parameters
    ----------
    places
        The committed lines, from 0, or `NEW`; None: the whole file.
    marks
        Notes on these lines.
    """
    committed = None if places is None else [it for it in places if it != NEW]
    if committed == []:
        return _noted("Not committed yet", marks)
    if place.lines is not None and committed:
        committed = [it for it in committed if it < len(place.lines)]
    known = place.knowers(committed, limit=0)
    names = [it.person.name for it in known[:NAMED]]
    if len(known) > NAMED:
        names.append(f"{len(known) - NAMED} more")
    parts = [", ".join(names) or "Nobody who is known", last_change(place, committed)]
    return _noted(" · ".join(filter(None, parts)), marks)


def _noted(text: str, marks: Sequence[Mark]) -> str:
    notes = sum(mark.note.state == "open" for mark in marks)
    return f"{text} · {count(notes, 'note')}" if notes else text


def last_change(place: Place, committed: Sequence[int] | None) -> str:
    """Return the day of the latest commit that wrote these lines, or touched the file."""
    times = place.evidence.commits.authored_at
    if committed is not None and place.lines is not None:
        times = times[place.lines[list(committed)]]
    elif len(place.evidence.touches):
        times = times[place.evidence.touches.commit]
    return f"changed {date(int(times.max()))}" if len(times) else ""


def hints(place: Place, where: Sequence[int], first: int, last: int) -> Iterator[Hint]:
    """Yield a hint for each run of lines (from 0) of one commit between `first` and `last`."""
    lines = place.lines
    if lines is None:
        return
    commits, people = place.evidence.commits, place.evidence.people

    def commit(line: int) -> int:
        at = where[line] if line < len(where) else NEW
        return int(lines[at]) if at != NEW and at < len(lines) else NEW

    for row, run in groupby(range(first, min(last + 1, len(where))), commit):
        line = next(run)
        if line == first and line and commit(line - 1) == row:
            continue  # the run began above what is seen: its hint stands there
        if row == NEW:
            yield Hint(line, "not committed yet")
        else:
            author = commits.author[row]
            name = "" if author == NOBODY else f"{people[author].name}, "
            yield Hint(line, f"{name}{date(int(commits.authored_at[row]))}")
