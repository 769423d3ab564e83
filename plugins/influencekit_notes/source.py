"""The source of mentoring notes. What it needs is loaded when it is first asked something."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from influencekit_notes.files import FOLDER

if TYPE_CHECKING:
    from influencekit.domain import Note, NoteEntry
    from influencekit.mentoring import Entry, Pair
    from influencekit.protocols import ReadRequest
    from influencekit.report import Check, Problem
    from influencekit_notes.store import Shelf


class NotesSource:
    """Keeps mentoring notes and records of pairs. Writes only when asked to, and only into their folders.

    As a source of evidence it yields the notes in the repository, never the user's private ones.
    """

    name = "notes"
    gives = ("notes",)
    reads = "the mentoring notes in .mentoring/notes"
    watch = (".mentoring/notes/*.md", ".mentoring/pairs/*.md")

    @property
    def _notes(self) -> "Shelf[Note, NoteEntry]":
        from influencekit_notes.shelves import NOTES  # noqa: PLC0415 - parsers load when they are used

        return NOTES

    @property
    def _pairs(self) -> "Shelf[Pair, Entry]":
        from influencekit_notes.shelves import PAIRS  # noqa: PLC0415 - as in `_notes`

        return PAIRS

    def detect(self, root: Path) -> bool:
        """Whether there are notes in `root`."""
        return (root / FOLDER / "notes").is_dir()

    def read(self, root: Path, request: "ReadRequest") -> "Iterator[Note | Problem]":
        """Yield the notes in `root`, and what could not be read."""
        notes, problems = self._notes.team(root)
        request.task.check()
        yield from problems
        yield from notes

    def check(self, root: Path) -> "Iterator[Check]":
        """Tell whether git merges what is kept in `root` as it is meant to be merged."""
        from influencekit_notes.store import check  # noqa: PLC0415 - as in `_notes`

        return check(root, (self._notes, self._pairs))

    def notes(
        self, root: Path, request: "ReadRequest"
    ) -> "tuple[Sequence[Note], Sequence[Problem]]":
        """Return the notes in `root` and the user's own ones, oldest first."""
        return self._notes.all(root, request.data)

    def add(self, root: Path, note: "Note", request: "ReadRequest") -> "Note":
        """Keep a new note."""
        return self._notes.add(root, note, request.data)

    def append(
        self, root: Path, note: "Note", entry: "NoteEntry", request: "ReadRequest"
    ) -> "Note":
        """Add `entry` to `note`."""
        return self._notes.append(root, note, entry, request.data)

    def pairs(
        self, root: Path, request: "ReadRequest"
    ) -> "tuple[Sequence[Pair], Sequence[Problem]]":
        """Return the pairs of `root` and the user's own ones, oldest first."""
        if request.data is None and not (root / FOLDER / "pairs").is_dir():
            return (), ()  # asked of every repository: the parsers need not load for this
        return self._pairs.all(root, request.data)

    def add_pair(self, root: Path, pair: "Pair", request: "ReadRequest") -> "Pair":
        """Keep the record of a new pair."""
        return self._pairs.add(root, pair, request.data)

    def append_to_pair(
        self, root: Path, pair: "Pair", entry: "Entry", request: "ReadRequest"
    ) -> "Pair":
        """Add `entry` to the record of `pair`."""
        return self._pairs.append(root, pair, entry, request.data)
