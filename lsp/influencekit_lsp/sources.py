"""Asks the sources that are installed about single files and notes; in threads, not in the loop."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from influencekit.cli.layers import cache_folder, data_folder
from influencekit.domain import Anchor, Carried, FileVersion, Identity, Note, NoteEntry
from influencekit.errors import InfluenceKitError, InputError
from influencekit.notes import anchor_at
from influencekit.protocols import NoteStore, ReadRequest, UserSource, VersionSource
from influencekit.registry import Registry, guarded
from influencekit.report import Problem
from influencekit_lsp.noted import Noted


@functools.cache
def registry() -> Registry:
    """Return the plugins that are installed."""
    return Registry.discover()


def request(head: str = "HEAD") -> ReadRequest:
    """Return how to ask about the revision `head`."""
    return ReadRequest(revision=head, cache=cache_folder(), data=data_folder(), jobs=1)


def having(capability: type, root: Path | None = None) -> list[Any]:
    """Return the sources with the optional `capability`, a protocol, that know `root`."""
    sources: list[Any] = list(registry().collect("sources").values())
    return [
        it for it in sources if isinstance(it, capability) and (root is None or it.detect(root))
    ]


def version(root: Path, path: str, head: str) -> FileVersion | None:
    """Return `path` at `head`; None where no source has it."""
    for source in having(VersionSource, root):
        try:
            found: FileVersion = source.version(root, path, request(head))
        except InfluenceKitError:
            continue
        return found
    return None


def committed(root: Path, path: str, head: str) -> Sequence[str] | None:
    """Return the lines of `path` at `head`; None where no source has them."""
    found = version(root, path, head)
    return found.lines if found else None


def notes(root: Path, problems: list[Problem]) -> list[Noted]:
    """Return the notes of a repository, and where their lines are at HEAD."""
    found: list[Note] = []
    for store in having(NoteStore):
        worked, got = guarded(
            "source", store.name, functools.partial(store.notes, root, request()), problems
        )
        if worked:
            found += got[0]
            problems += got[1]
    anchors = [note.anchor for note in found]
    carried: Sequence[Carried] = [Carried(old=None, new=None)] * len(anchors)
    for source in having(VersionSource, root) if anchors else ():
        ask = functools.partial(source.carry, root, anchors, request())
        worked, got = guarded("source", source.name, ask, problems)
        if worked and len(got) == len(anchors):
            carried = got
            break
    return [Noted(note, there) for note, there in zip(found, carried, strict=True)]


def user(root: Path) -> Identity:
    """Return who writes notes here.

    Raises
    ------
    InputError
        Nobody says.
    """
    for source in having(UserSource):
        if (found := source.user(root)) is not None and found.name:
            return Identity(found.name)
    raise InputError(
        "Nobody knows who you are: git config --global user.name 'Your Name' tells it."
    )


def anchored(root: Path, path: str, span: tuple[int, int], buffer: Sequence[str]) -> Anchor:
    """Return the anchor of lines (from 1, both included) of the text `buffer`.

    Raises
    ------
    InputError
        There are no such lines.
    """
    try:
        return anchor_at(path, *span, version(root, path, "HEAD"), buffer)
    except ValueError as error:
        raise InputError(f"{error}.") from None


def add(root: Path, note: Note) -> Note:
    """Keep a new note; raise what the store does."""
    return _stored(lambda store: store.add(root, note, request()))


def append(root: Path, note: Note, entry: NoteEntry) -> Note:
    """Add to a note; raise what the store does."""
    return _stored(lambda store: store.append(root, note, entry, request()))


def _stored(write: Callable[[Any], Note]) -> Note:
    stores = having(NoteStore)
    if not stores:
        raise InputError("No plugin that keeps notes is installed.")
    return write(stores[0])


def named(who: str) -> Identity | None:
    """Return whom a note is for; None: everybody."""
    return Identity(who.strip()) if who.strip() else None
