"""The source of mentoring notes. What it needs is loaded when it is first asked something."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from influencekit_notes.files import FOLDER

if TYPE_CHECKING:
    from influencekit.domain import Note, NoteEntry
    from influencekit.mentoring import Pair
    from influencekit.protocols import ReadRequest
    from influencekit.report import Check, Problem


class NotesSource:
    """Keeps mentoring notes. Writes only in `add` and `append`, and only into the folder of notes.

    As a source of evidence it yields the notes in the repository, never the user's private ones.
    """

    name = "notes"
    gives = ("notes",)
    reads = "the mentoring notes in .mentoring/notes"
    watch = (".mentoring/notes/*.md",)

    def detect(self, root: Path) -> bool:
        """Whether there are notes in `root`."""
        return root.joinpath(*FOLDER).is_dir()

    def read(self, root: Path, request: "ReadRequest") -> "Iterator[Note | Problem]":
        """Yield the notes in `root`, and what could not be read."""
        from influencekit_notes import store  # noqa: PLC0415 - parsers load when they are used

        notes, problems = store.team_notes(root)
        request.task.check()
        yield from problems
        yield from notes

    def check(self, root: Path) -> "Iterator[Check]":
        """Tell whether git merges the notes in `root` as they are meant to be merged."""
        from influencekit_notes import store  # noqa: PLC0415 - parsers load when they are used

        return store.check(root)

    def notes(
        self, root: Path, request: "ReadRequest"
    ) -> "tuple[Sequence[Note], Sequence[Problem]]":
        """Return the notes in `root` and the user's own ones, oldest first."""
        from influencekit_notes import store  # noqa: PLC0415 - parsers load when they are used

        return store.all_notes(root, request.data)

    def pairs(self, root: Path) -> "tuple[Sequence[Pair], Sequence[Problem]]":
        """Return the pairs that `root` keeps records of, and what cannot be read."""
        from influencekit_notes import pairs  # noqa: PLC0415 - parsers load when they are used

        return pairs.pairs(root)

    def add(self, root: Path, note: "Note", request: "ReadRequest") -> "Note":
        """Keep a new note."""
        from influencekit_notes import store  # noqa: PLC0415 - parsers load when they are used

        return store.add(root, note, request.data)

    def append(
        self, root: Path, note: "Note", entry: "NoteEntry", request: "ReadRequest"
    ) -> "Note":
        """Add `entry` to `note`."""
        from influencekit_notes import store  # noqa: PLC0415 - parsers load when they are used

        return store.append(root, note, entry, request.data)
