"""Notes as people and programs see them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from influencekit.cli.notebook import Placing
from influencekit.domain import Note
from influencekit.notes import Placed
from influencekit.render.page import Page, Section
from influencekit.report import Table
from influencekit.words import count, date

_SHOWN = 60
"""Characters of a note in a list."""
_CODE = 12
"""Lines of code under a note."""
_SAY = {
    "exact": "the same lines",
    "moved": "the same text, elsewhere",
    "edited": "the text was edited",
    "orphaned": "not surely anywhere",
}


def data_of(found: Sequence[Placing], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what JSON shows."""
    return [_data(it.note, it.placed, names) for it in found]


def _data(note: Note, placed: Placed, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": note.id,
        "kind": note.kind,
        "state": note.state,
        "author": names[note.author.name],
        "to": names[note.to.name] if note.to else "",
        "at": note.at,
        "goal": note.goal,
        "pair": note.pair,
        "tour": note.tour,
        "step": note.step,
        "private": note.private,
        "file": note.locator,
        "text": note.text,
        "placed": placed.state,
        "path": placed.path,
        "first": placed.first,
        "last": placed.last,
        "by": placed.by,
        "candidates": [
            {
                "path": it.path,
                "first": it.first,
                "last": it.last,
                "likeness": it.likeness,
                "text": it.text,
            }
            for it in placed.candidates
        ],
        "entries": [
            {
                "id": entry.id,
                "kind": entry.kind,
                "author": names[entry.author.name],
                "at": entry.at,
                "text": entry.text,
            }
            for entry in note.entries
        ],
    }


def list_page(found: Sequence[Placing], names: Mapping[str, str]) -> Page:
    """Return one row a note."""
    table = Table(
        name="notes",
        title="Mentoring notes",
        columns=("id", "where", "now", "kind", "from", "to", "state", "replies", "says"),
        rows=tuple(
            (
                it.note.id,
                where(it.placed),
                it.placed.state,
                it.note.kind,
                names[it.note.author.name],
                names[it.note.to.name] if it.note.to else "",
                "private, " * it.note.private + it.note.state,
                sum(entry.kind == "reply" for entry in it.note.entries),
                _first_line(it.note.text),
            )
            for it in found
        ),
    )
    orphans = sum(it.placed.state == "orphaned" for it in found)
    lost = f"{count(orphans, 'note')} lost its lines" if orphans == 1 else ""
    lost = lost or f"{count(orphans, 'note')} lost their lines" if orphans else ""
    advice = (f"{lost}: 'influencekit notes show ID' names candidates.",) if lost else ()
    nothing = () if found else ("No notes.",)
    section = Section(
        heading="Mentoring notes", sentences=nothing, table=table if found else None, notes=advice
    )
    return Page(sections=(section,))


def where(placed: Placed) -> str:
    """Return ``path:first-last``; of an orphan the path alone, for its lines are not known.

    Examples
    --------
    >>> where(Placed(state="moved", path="a.py", first=3, last=5))
    'a.py:3-5'
    """
    if not placed.first:
        return placed.path
    lines = f"{placed.first}-{placed.last}" if placed.last > placed.first else str(placed.first)
    return f"{placed.path}:{lines}"


def note_page(it: Placing, code: Sequence[str], names: Mapping[str, str]) -> Page:
    """Return all of one note, with the lines of code that it is on."""
    note, placed = it.note, it.placed
    to = f" to {names[note.to.name]}" if note.to else ""
    facts = [
        f"{note.kind} by {names[note.author.name] or 'somebody'}{to}, {date(note.at)}, {note.state}",
        f"{where(placed)}: {placed.state}, {_SAY[placed.state]}"
        + (f" (found by {placed.by})" if placed.by else ""),
    ]
    facts += [f"Goal: {note.goal}"] * bool(note.goal)
    facts += [f"Of the pair {note.pair}"] * bool(note.pair)
    facts += [f"Step {note.step} of the tour {note.tour}"] * bool(note.tour)
    facts += [f"Kept in {note.locator}"]
    sections = [
        Section(heading=note.id, sentences=tuple(facts)),
        Section(heading="Says", sentences=tuple(_lines(note.text))),
        *(
            Section(
                heading=f"{entry.kind} by {names[entry.author.name] or 'somebody'}, {date(entry.at)}",
                sentences=tuple(_lines(entry.text)),
            )
            for entry in note.entries
        ),
        *_code(placed, code),
    ]
    return Page(sections=tuple(sections))


def _code(placed: Placed, code: Sequence[str]) -> Iterable[Section]:
    if placed.first:
        shown = code[placed.first - 1 : placed.last][:_CODE]
        lines = [f"{number:>6}  {line}" for number, line in enumerate(shown, placed.first)]
        yield Section(heading="Code now", sentences=tuple(lines))
    elif placed.candidates:
        table = Table(
            name="candidates",
            title="Where it may belong",
            columns=("candidate", "where", "likeness", "text"),
            rows=tuple(
                (
                    number,
                    where(Placed(state="", path=it.path, first=it.first, last=it.last)),
                    f"{100 * it.likeness:.0f} %",
                    it.text.strip()[:_SHOWN],
                )
                for number, it in enumerate(placed.candidates, 1)
            ),
        )
        told = "'influencekit notes move ID --candidate N' attaches it there."
        yield Section(heading="Where it may belong", table=table, notes=(told,))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _first_line(text: str) -> str:
    line = next(iter(_lines(text)), "").strip()
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
