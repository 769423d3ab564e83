"""Keeps mentoring notes: Markdown files in the repository, and private ones beside it."""

from typing import TYPE_CHECKING

from influencekit import hookimpl
from influencekit_notes.source import NotesSource

if TYPE_CHECKING:
    from influencekit.protocols import Register, Source


@hookimpl
def influencekit_register_sources(register: "Register[Source]") -> None:
    """Offer the source of notes."""
    register(NotesSource())
