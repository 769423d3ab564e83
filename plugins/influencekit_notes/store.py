"""Notes and records of pairs in files: reads whole folders of them, adds one, appends to one."""

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import attrs

from influencekit.domain import Note, NoteEntry
from influencekit.errors import InputError
from influencekit.mentoring import Entry, Pair
from influencekit.report import Check, Problem
from influencekit.words import date, listed
from influencekit_notes.entries import CONFLICT, Fault, digest
from influencekit_notes.files import FOLDER, LARGEST, NoteFolder, UnreadableError

ATTRIBUTES = """# Two people who write to one file at the same time: git keeps both.
notes/*.md text merge=union
pairs/*.md text merge=union
"""
"""What stands in ``.mentoring/.gitattributes``."""
_ATTRIBUTES = ".gitattributes"
_ID = re.compile(r"[\w][\w.-]{0,99}")

Kept = TypeVar("Kept", bound=Note | Pair)
Added = TypeVar("Added", bound=NoteEntry | Entry)


@attrs.frozen(kw_only=True)
class Shelf(Generic[Kept, Added]):
    """One sort of file, in the repository and in the user's own folder."""

    name: str
    """Of the folder."""
    one: str
    """What one of them is called."""
    read: Callable[[str], tuple[Kept | None, list[Fault]]]
    text_of: Callable[[Kept], str]
    """The file of a new one; raises `ValueError` for what could not be read as it is now."""
    text_of_entry: Callable[[Added], str]
    check: Callable[[Kept], None]
    """Raises `InputError` for one that is not to be written."""
    check_entry: Callable[[Added], None]

    @property
    def parts(self) -> tuple[str, str]:
        """The folder in a repository."""
        return FOLDER, self.name

    def there(self, root: Path) -> bool:
        """Whether the repository has the folder, and may have it."""
        try:
            return NoteFolder(root, self.parts).exists
        except InputError:
            return False

    def team(self, root: Path) -> tuple[list[Kept], list[Problem]]:
        """Return those in the repository, oldest first, and what cannot be read."""
        return self._read(NoteFolder(root, self.parts), private=False)

    def all(self, root: Path, data: Path | None) -> tuple[list[Kept], list[Problem]]:
        """Return those in the repository and the user's own, oldest first."""
        team, problems = self.team(root)
        own, others = self._read(self._private(root, data), private=True) if data else ([], [])
        known = {it.id for it in team}
        message = f"has the id of a {self.one} in the repository; rename it to reach it"
        others += [_problem(message, it.locator) for it in own if it.id in known]
        return sorted([*team, *own], key=_age), [*problems, *others]

    def add(self, root: Path, new: Kept, data: Path | None) -> Kept:
        """Keep a new one; return it with its id and locator."""
        folder = self._folder(root, new.private, data)
        new = attrs.evolve(new, id="", locator="", entries=())  # type: ignore[arg-type] # no entry is of either sort
        self.check(new)
        try:
            content = self._checked(self.text_of(new))
        except ValueError as error:
            raise InputError(f"{error}") from error
        if not new.private:
            _attributes(root)
        taken: list[str] = []
        while True:
            tail = digest(new, taken)
            name = f"{date(new.at).replace('-', '')}-{tail}"
            try:
                folder.create(f"{name}.md", content)
            except FileExistsError:
                taken.append(tail)
                continue
            locator = self._locator(folder, f"{name}.md", new.private)
            return attrs.evolve(new, id=name, locator=locator)

    def append(self, root: Path, to: Kept, entry: Added, data: Path | None) -> Kept:
        """Add `entry` to the file of `to`; return that as it is now."""
        folder = self._folder(root, to.private, data)
        if not _ID.fullmatch(to.id):
            raise InputError(f"{to.id!r} is no {self.one}'s id.")
        self.check_entry(entry)
        changed: list[Kept] = []

        def appended(content: bytes) -> bytes:
            text = _decoded(content)
            before, faults = self.read(text)
            if before is None or any(fault.message == CONFLICT for fault in faults):
                what = faults[0]
                raise InputError(f"{to.locator}:{what.line}: {what.message}. Mend it first.")
            latest = max((it.at for it in before.entries), default=before.at)
            own = attrs.evolve(entry, at=max(entry.at, latest))  # a clock may be slow
            own = attrs.evolve(own, id=digest(own, [it.id for it in before.entries]))
            try:
                more = self.text_of_entry(own)
            except ValueError as error:
                raise InputError(f"{error}") from error
            whole = f"{text}{'' if text.endswith(chr(10)) else chr(10)}{more}"
            if "\r\n" in text:
                whole = whole.replace("\r\n", "\n").replace("\n", "\r\n")
            after, _ = self.read(whole)
            assert after is not None  # noqa: S101 - it was one before, and nothing of it changed
            after = attrs.evolve(after, id=to.id, locator=to.locator, private=to.private)
            changed.append(after)
            return self._checked(whole)

        folder.change(f"{to.id}.md", appended)
        return changed[-1]

    def _folder(self, root: Path, private: bool, data: Path | None) -> NoteFolder:  # noqa: FBT001 - as in `Note`
        if not private:
            if not root.is_dir() or ((root / "objects").is_dir() and (root / "HEAD").is_file()):
                raise InputError(
                    f"{root}: no folder with files of a repository, so no place for {self.name}."
                )
            return NoteFolder(root, self.parts)
        if data is None:
            raise InputError(f"There is no folder for private {self.name} here.")
        return self._private(root, data)

    def _private(self, root: Path, data: Path) -> NoteFolder:
        """Return where the user's own ones on the repository `root` are."""
        key = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:20]
        parts = (self.name, f"{root.resolve().name[:40] or 'root'}-{key}")
        return NoteFolder(data, parts, mode=0o700)

    def _read(self, folder: NoteFolder, *, private: bool) -> tuple[list[Kept], list[Problem]]:
        found: list[Kept] = []
        problems: list[Problem] = []
        try:
            names = folder.names()
        except InputError as error:
            return [], [_problem(str(error), str(folder.path))]
        except OSError as error:
            return [], [_problem(f"cannot be read: {error.strerror}", str(folder.path))]
        for name in names:
            locator = self._locator(folder, name, private)
            try:
                text = _decoded(folder.read(name))
            except (UnreadableError, UnicodeDecodeError) as error:
                why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
                problems.append(_problem(f"not read: {why}", locator))
                continue
            one, faults = self.read(text)
            id_ = name.removesuffix(".md")
            if not _ID.fullmatch(id_):
                message = "its name is no id: letters, digits, '.', '_', '-'"
                problems.append(_problem(message, locator))
            elif one is not None:
                found.append(attrs.evolve(one, id=id_, locator=locator, private=private))
            problems += (_problem(it.message, f"{locator}:{it.line}") for it in faults)
        return sorted(found, key=_age), problems

    def _locator(self, folder: NoteFolder, name: str, private: bool) -> str:  # noqa: FBT001 - as in `Note`
        return str(folder.path / name) if private else "/".join((*self.parts, name))

    def _checked(self, text: str) -> bytes:
        """Return `text` as bytes; raise `InputError` where it could not be read again."""
        content = text.encode()
        if len(content) > LARGEST:
            raise InputError(
                f"A {self.one} holds {LARGEST:,} bytes at most; this one has {len(content):,}."
            )
        return content


def check(root: Path, shelves: Sequence[Shelf[Any, Any]]) -> Iterator[Check]:
    """Tell whether git merges them as they are meant to be merged; nothing where there are none."""
    used = [it.name for it in shelves if it.there(root)]
    if not used:
        return
    try:
        content = NoteFolder(root, (FOLDER,)).read(_ATTRIBUTES)
    except UnreadableError:
        content = b""
    lines = content.decode("utf-8", "replace").splitlines()
    missing = [f"{it}/*.md text merge=union" for it in used if not _merged(lines, it)]
    yield Check(
        name="merging of notes",
        ok=not missing,
        message="two replies would be a conflict" if missing else "git keeps both of two replies",
        advice=f"Put {listed(list(map(repr, missing)))} into .mentoring/{_ATTRIBUTES}."
        if missing
        else "",
    )


def _merged(lines: Sequence[str], name: str) -> bool:
    """Whether a line of ``.gitattributes`` says that git keeps both sides in the folder `name`."""
    return any("merge=union" in line and line.startswith((f"{name}/", "*")) for line in lines)


def _age(it: Note | Pair) -> tuple[int, str, bool]:
    return it.at, it.id, it.private


def _decoded(content: bytes) -> str:
    return content.decode("utf-8")


def _attributes(root: Path) -> None:
    """Tell git once how to merge notes."""
    with contextlib.suppress(FileExistsError):
        NoteFolder(root, (FOLDER,)).create(_ATTRIBUTES, ATTRIBUTES.encode())


def _problem(message: str, locator: str) -> Problem:
    return Problem(kind="source", name="notes", message=message, locator=locator)
