"""The two sorts of files that are kept, and what must hold before one is written."""

from influencekit.domain import Note, NoteEntry
from influencekit.errors import InputError
from influencekit.mentoring import KINDS as STEPS
from influencekit.mentoring import LOOP, Entry, Pair
from influencekit.notes import KINDS
from influencekit.words import listed
from influencekit_notes import pairs, text
from influencekit_notes.entries import one_line
from influencekit_notes.store import Shelf


def _note(note: Note) -> None:
    if note.kind not in KINDS:
        raise InputError(f"A note is of the kind {listed(KINDS)}, not {note.kind!r}.")
    if not note.text.strip():
        raise InputError("A note without text says nothing; write some.")


def _reply(entry: NoteEntry) -> None:
    if entry.kind == "reply" and not entry.text.strip():
        raise InputError("A reply without text says nothing; write some.")
    if (entry.kind == "moved") != (entry.anchor is not None):
        raise InputError("An entry names lines where it moves a note, and only there.")


def _pair(pair: Pair) -> None:
    names = [one_line(who.name) for who in (pair.mentor, pair.mentee)]
    if not all(names) or any(mark in name for name in names for mark in "@<"):
        raise InputError("A pair is a mentor and a mentee, by name; no addresses are kept.")
    if names[0].casefold() == names[1].casefold():
        raise InputError(f"{names[0]} can hardly be mentor and mentee at once; name two people.")
    if pair.since is None or (pair.end is not None and pair.end < pair.since):
        raise InputError("A pair begins on some day, and does not end before.")


def _step(entry: Entry) -> None:
    if entry.kind not in STEPS:
        raise InputError(f"An entry is of the kind {listed(STEPS)}, not {entry.kind!r}.")
    if entry.kind in LOOP and not entry.text.strip():
        raise InputError(f"A {entry.kind} without text says nothing; write some.")
    if entry.author is None:
        raise InputError("An entry names who wrote it.")


NOTES: Shelf[Note, NoteEntry] = Shelf(
    name="notes",
    one="note",
    read=text.read,
    text_of=text.text_of,
    text_of_entry=text.text_of_entry,
    check=_note,
    check_entry=_reply,
)
PAIRS: Shelf[Pair, Entry] = Shelf(
    name="pairs",
    one="record of a pair",
    read=pairs.read,
    text_of=pairs.text_of,
    text_of_entry=pairs.text_of_entry,
    check=_pair,
    check_entry=_step,
)
