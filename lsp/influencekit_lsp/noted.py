"""Notes as editors show them: which are in a document, where they are there, and what they say."""

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from influencekit.domain import Carried, FileVersion, Identity, Note
from influencekit.notes import Placed, place
from influencekit.words import count, date
from influencekit_lsp.markup import emphasis, said

LONGEST = 600
"""Characters of a note that a hover shows."""


@attrs.frozen(eq=False)
class Noted:
    """A note, and where a source says that its lines are now."""

    note: Note
    carried: Carried

    @property
    def path(self) -> str:
        """The file that it is in now, or was in last."""
        return self.carried.new.path if self.carried.new else self.note.anchor.path


@attrs.frozen
class Mark:
    """A note in a text."""

    note: Note
    placed: Placed

    @property
    def first(self) -> int:
        """First line in the text, from 0; a note on the file as a whole, and an orphan: 0."""
        return max(0, self.placed.first - 1)

    @property
    def last(self) -> int:
        """Last line in the text, from 0."""
        return max(0, self.placed.last - 1)

    @property
    def orphaned(self) -> bool:
        """Whether its lines are not surely anywhere."""
        return self.placed.state == "orphaned"

    @property
    def here(self) -> bool:
        """Whether it is about some lines, and these are in the text."""
        return bool(self.placed.first) and not self.orphaned


def marks(notes: Iterable[Noted], path: str, lines: Sequence[str]) -> list[Mark]:
    """Return the notes in the file `path`, whose text is `lines`; by line, then by age.

    Parameters
    ----------
    lines
        As git counts them, without their ends.
    """
    found = []
    for it in notes:
        if it.path != path:
            continue
        carried = it.carried
        if carried.new is None:  # not committed yet: the text is all there is
            new = FileVersion(path=path, commit="", blob="", lines=tuple(lines))
            carried = Carried(old=None, new=new)
        found.append(Mark(it.note, place(it.note.anchor, carried, lines)))
    return sorted(found, key=lambda mark: (mark.first, mark.note.at, mark.note.id))


def everywhere(notes: Iterable[Noted]) -> list[Mark]:
    """Return where all notes are in what is committed."""
    return [Mark(it.note, place(it.note.anchor, it.carried)) for it in notes]


def shown(mark: Mark) -> list[str]:
    """Return a note as lines of Markdown."""
    note = mark.note
    to = f" for {said(note.to.name)}" if note.to else ""
    head = f"{emphasis(note.kind.capitalize())} by {said(note.author.name)}{to}, {date(note.at)}"
    state = [it for it in (note.state, mark.placed.state) if it not in {"open", "exact"}]
    lines = [head + (f" ({', '.join(state)})" if state else ""), _quoted(note.text.strip())]
    if note.goal:
        lines.append(f"Goal: {said(note.goal)}")
    replies = [entry for entry in note.entries if entry.kind == "reply"]
    if replies:
        last = replies[-1]
        lines.append(
            f"{count(len(replies), 'reply').replace('replys', 'replies')}, the last by "
            f"{said(last.author.name)}: {_quoted(last.text.strip())}"
        )
    return lines


def _quoted(text: str) -> str:
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "  \n".join(said(line) for line in cut.splitlines() if line.strip())


def title(note: Note) -> str:
    """Return the first line that a note says, at most 80 characters of it."""
    first = next((line.strip() for line in note.text.splitlines() if line.strip()), "")
    return first if len(first) <= 80 else f"{first[:79]}…"


def plain(mark: Mark) -> dict[str, Any]:
    """Return a note as editors of ours are told of it; no address is in it."""
    note, placed = mark.note, mark.placed
    return {
        "id": note.id,
        "kind": note.kind,
        "state": note.state,
        "author": note.author.name,
        "to": _name(note.to),
        "at": note.at,
        "text": note.text,
        "goal": note.goal,
        "tour": note.tour,
        "step": note.step,
        "private": note.private,
        "locator": note.locator,
        "entries": [
            {"id": it.id, "kind": it.kind, "author": it.author.name, "at": it.at, "text": it.text}
            for it in note.entries
        ],
        "placed": {
            "state": placed.state,
            "path": placed.path,
            "first": placed.first,
            "last": placed.last,
            "by": placed.by,
            "candidates": [attrs.asdict(it) for it in placed.candidates],
        },
    }


def _name(who: Identity | None) -> str:
    return who.name if who else ""
