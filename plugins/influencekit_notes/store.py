"""Notes in files: reads whole folders of them, adds one, appends to one."""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from influencekit.domain import Note, NoteEntry
from influencekit.errors import InputError
from influencekit.notes import KINDS
from influencekit.report import Check, Problem
from influencekit.words import date, listed
from influencekit_notes.files import FOLDER, LARGEST, NoteFolder, UnreadableError
from influencekit_notes.text import CONFLICT, digest, read, text_of, text_of_entry

ATTRIBUTES = "# Two people who reply to one note at the same time: git keeps both.\nnotes/*.md text merge=union\n"
"""What stands in ``.mentoring/.gitattributes``."""
_ATTRIBUTES = ".gitattributes"
_ID = re.compile(r"[\w][\w.-]{0,99}")


def team_notes(root: Path) -> tuple[list[Note], list[Problem]]:
    """Return the notes in the repository, oldest first, and what cannot be read."""
    return _read(NoteFolder(root, FOLDER), private=False)


def all_notes(root: Path, data: Path | None) -> tuple[list[Note], list[Problem]]:
    """Return the notes in the repository and the user's own, oldest first."""
    team, problems = team_notes(root)
    own, others = _read(_private(root, data), private=True) if data else ([], [])
    known = {note.id for note in team}
    others += [
        _problem("has the id of a note in the repository; rename it to reach it", note.locator)
        for note in own
        if note.id in known
    ]
    return sorted([*team, *own], key=_age), [*problems, *others]


def add(root: Path, note: Note, data: Path | None) -> Note:
    """Keep a new note; return it with its id and locator."""
    folder = _folder(root, note.private, data)
    if note.kind not in KINDS:
        raise InputError(f"A note is of the kind {listed(KINDS)}, not {note.kind!r}.")
    if not note.text.strip():
        raise InputError("A note without text says nothing; write some.")
    note = attrs.evolve(note, id="", locator="", entries=())
    try:
        content = _checked(text_of(note))
    except ValueError as error:
        raise InputError(f"{error}") from error
    if not note.private:
        _attributes(root)
    taken: list[str] = []
    while True:
        tail = digest(note, taken)
        name = f"{date(note.at).replace('-', '')}-{tail}"
        try:
            folder.create(f"{name}.md", content)
        except FileExistsError:
            taken.append(tail)
            continue
        return attrs.evolve(note, id=name, locator=_locator(folder, f"{name}.md", note.private))


def append(root: Path, note: Note, entry: NoteEntry, data: Path | None) -> Note:
    """Add `entry` to the file of `note`; return the note as it is now."""
    folder = _folder(root, note.private, data)
    if not _ID.fullmatch(note.id):
        raise InputError(f"{note.id!r} is no note's id.")
    if entry.kind == "reply" and not entry.text.strip():
        raise InputError("A reply without text says nothing; write some.")
    if (entry.kind == "moved") != (entry.anchor is not None):
        raise InputError("An entry names lines where it moves a note, and only there.")
    changed: list[Note] = []

    def appended(content: bytes) -> bytes:
        before, faults = read(_decoded(content))
        if before is None or any(fault.message == CONFLICT for fault in faults):
            what = faults[0]
            raise InputError(f"{note.locator}:{what.line}: {what.message}. Mend it first.")
        latest = max((it.at for it in before.entries), default=before.at)
        own = attrs.evolve(entry, at=max(entry.at, latest))  # a clock may be slow
        own = attrs.evolve(own, id=digest(own, [it.id for it in before.entries]))
        try:
            more = text_of_entry(own)
        except ValueError as error:
            raise InputError(f"{error}") from error
        text = _decoded(content)
        whole = f"{text}{'' if text.endswith(chr(10)) else chr(10)}{more}"
        if "\r\n" in text:
            whole = whole.replace("\r\n", "\n").replace("\n", "\r\n")
        after, _ = read(whole)
        assert after is not None  # noqa: S101 - it was a note before, and nothing of it changed
        changed.append(attrs.evolve(after, id=note.id, locator=note.locator, private=note.private))
        return _checked(whole)

    folder.change(f"{note.id}.md", appended)
    return changed[-1]


def check(root: Path) -> Iterator[Check]:
    """Tell whether git merges notes as they are meant to be merged; nothing where there are none."""
    try:
        if not NoteFolder(root, FOLDER).exists:
            return
        content = NoteFolder(root, FOLDER[:1]).read(_ATTRIBUTES)
    except (InputError, UnreadableError):
        content = b""
    lines = content.decode("utf-8", "replace").splitlines()
    merged = any("merge=union" in line and not line.startswith("#") for line in lines)
    yield Check(
        name="merging of notes",
        ok=merged,
        message="git keeps both of two replies" if merged else "two replies would be a conflict",
        advice=""
        if merged
        else f"Put 'notes/*.md text merge=union' into .mentoring/{_ATTRIBUTES}.",
    )


def _folder(root: Path, private: bool, data: Path | None) -> NoteFolder:  # noqa: FBT001 - as in `Note`
    if not private:
        if not root.is_dir() or ((root / "objects").is_dir() and (root / "HEAD").is_file()):
            raise InputError(
                f"{root}: no folder with files of a repository, so no place for notes."
            )
        return NoteFolder(root, FOLDER)
    if data is None:
        raise InputError("There is no folder for private notes here.")
    return _private(root, data)


def _private(root: Path, data: Path) -> NoteFolder:
    """Return where the user's own notes on the repository `root` are."""
    key = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:20]
    return NoteFolder(data, ("notes", f"{root.resolve().name[:40] or 'root'}-{key}"), mode=0o700)


def _read(folder: NoteFolder, *, private: bool) -> tuple[list[Note], list[Problem]]:
    notes: list[Note] = []
    problems: list[Problem] = []
    try:
        names = folder.names()
    except InputError as error:
        return [], [_problem(str(error), str(folder.path))]
    except OSError as error:
        return [], [_problem(f"cannot be read: {error.strerror}", str(folder.path))]
    for name in names:
        locator = _locator(folder, name, private)
        try:
            text = _decoded(folder.read(name))
        except (UnreadableError, UnicodeDecodeError) as error:
            why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            problems.append(_problem(f"not read: {why}", locator))
            continue
        note, faults = read(text)
        id_ = name.removesuffix(".md")
        if not _ID.fullmatch(id_):
            problems.append(_problem("its name is no id: letters, digits, '.', '_', '-'", locator))
        elif note is not None:
            notes.append(attrs.evolve(note, id=id_, locator=locator, private=private))
        problems += (_problem(it.message, f"{locator}:{it.line}") for it in faults)
    return sorted(notes, key=_age), problems


def _age(note: Note) -> tuple[int, str, bool]:
    return note.at, note.id, note.private


def _locator(folder: NoteFolder, name: str, private: bool) -> str:  # noqa: FBT001 - as in `Note`
    return str(folder.path / name) if private else "/".join((*FOLDER, name))


def _decoded(content: bytes) -> str:
    return content.decode("utf-8")


def _checked(text: str) -> bytes:
    """Return `text` as bytes; raise `InputError` where it could not be read again."""
    content = text.encode()
    if len(content) > LARGEST:
        raise InputError(f"A note holds {LARGEST:,} bytes at most; this one has {len(content):,}.")
    return content


def _attributes(root: Path) -> None:
    """Tell git once how to merge notes."""
    with contextlib.suppress(FileExistsError):
        NoteFolder(root, FOLDER[:1]).create(_ATTRIBUTES, ATTRIBUTES.encode())


def _problem(message: str, locator: str) -> Problem:
    return Problem(kind="source", name="notes", message=message, locator=locator)
