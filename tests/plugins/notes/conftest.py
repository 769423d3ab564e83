from pathlib import Path
from typing import Any

import attrs
import pytest

from influencekit.domain import Anchor, Identity, Note, NoteEntry
from influencekit.protocols import ReadRequest

ANCHOR = Anchor(
    path="src/engine.py",
    commit="a" * 40,
    blob="b" * 40,
    first=3,
    last=4,
    text=("def start():", "    return 1"),
    before=("", "import os", ""),
    after=("# end",),
)


@pytest.fixture
def note():
    """Return a function that makes a note."""

    def make(text="Why is this so?", **fields):
        given = {"kind": "question", "author": Identity("Ada"), "at": 1_767_312_000} | fields
        return Note(text=text, **({"placed": ANCHOR} | given))

    return make


@pytest.fixture
def entry():
    """Return a function that makes what is added to a note."""

    def make(text="Because.", **fields):
        given = {"kind": "reply", "author": Identity("Bob"), "at": 1_767_315_600} | fields
        return NoteEntry(text=text, **given)

    return make


@attrs.frozen
class Book:
    """A repository and the plugin that keeps notes, with a folder for private ones."""

    store: Any
    root: Path
    request: ReadRequest

    def add(self, note):
        return self.store.add(self.root, note, self.request)

    def append(self, note, entry):
        return self.store.append(self.root, note, entry, self.request)

    def notes(self):
        return self.store.notes(self.root, self.request)

    def read(self):
        return list(self.store.read(self.root, self.request))


@pytest.fixture
def book(tmp_path, git):
    """Return an empty repository."""
    from influencekit_notes.source import NotesSource  # noqa: PLC0415 - a broken module fails tests

    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=Begin")
    return Book(NotesSource(), folder, ReadRequest(data=tmp_path / "data"))
