"""Asks the sources that are installed about single files and notes; in threads, not in the loop."""

import functools
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from influencekit.cli.layers import cache_folder, data_folder, find_layers
from influencekit.domain import (
    Anchor,
    Carried,
    FileVersion,
    Identity,
    LineRun,
    Note,
    NoteEntry,
)
from influencekit.errors import InputError, SettingsError
from influencekit.evidence import NOBODY
from influencekit.notes import anchor_at
from influencekit.people.identity import resolve
from influencekit.people.mailmap import Mailmap
from influencekit.people.mailmap import parse as parse_mailmap
from influencekit.protocols import (
    BlameSource,
    NoteStore,
    ReadRequest,
    Task,
    UserSource,
    VersionSource,
)
from influencekit.registry import Registry, guarded
from influencekit.report import Problem
from influencekit.settings.keys import Settings
from influencekit.settings.layers import load
from influencekit.settings.requests import located, people_options, read_request
from influencekit_lsp.noted import Noted

NOBODYS = "somebody"
"""The name of people who opted out."""
log = logging.getLogger("influencekit")


@functools.cache
def registry_of(block: tuple[str, ...]) -> Registry:
    """Return the plugins that are installed, but for those that `block` names."""
    return Registry.discover(block=block)


def _settings(root: Path) -> Settings:
    """Return the settings that hold in `root`; defaults where the user's own file is broken."""
    try:
        return load(find_layers((root,), {}, []))[0]
    except SettingsError as error:
        log.warning("%s", error)
        return Settings()


def request(root: Path, head: str = "HEAD") -> ReadRequest:
    """Return how to ask about the revision `head`."""
    cache = located(_settings(root).sources.cache, []) or cache_folder()
    return ReadRequest(revision=head, cache=cache, data=data_folder(), jobs=1)


def having(capability: type, root: Path, *, everywhere: bool = False) -> list[Any]:
    """Return the sources with the optional `capability`, a protocol, that know `root`.

    Parameters
    ----------
    everywhere
        Whether to return those too that do not know it yet.
    """
    sources = registry_of(_settings(root).plugins.block).collect("sources").values()
    able: list[Any] = [it for it in sources if isinstance(it, capability)]
    return [it for it in able if everywhere or asked(it.name, functools.partial(it.detect, root))]


def asked(source: str, ask: Callable[[], Any]) -> Any:
    """Return what a source says; None, and a line in the log, where it has no answer."""
    problems: list[Problem] = []
    worked, found = guarded("source", source, ask, problems)
    for problem in problems:
        log.info("%s", problem)
    return found if worked else None


def version(root: Path, path: str, head: str) -> FileVersion | None:
    """Return `path` at `head`; None where no source has it."""
    for source in having(VersionSource, root):
        ask = functools.partial(source.version, root, path, request(root, head))
        if isinstance(found := asked(source.name, ask), FileVersion):
            return found
    return None


def committed(root: Path, path: str, head: str) -> Sequence[str] | None:
    """Return the lines of `path` at `head`; None where no source has them."""
    found = version(root, path, head)
    return found.lines if found else None


def notes(root: Path, problems: list[Problem]) -> list[Noted]:
    """Return the notes of a repository, and where their lines are at HEAD."""
    found: list[Note] = []
    for store in having(NoteStore, root, everywhere=True):
        worked, got = guarded(
            "source", store.name, functools.partial(store.notes, root, request(root)), problems
        )
        if worked:
            found += got[0]
            problems += got[1]
    anchors = [note.anchor for note in found]
    carried: Sequence[Carried] = [Carried(old=None, new=None)] * len(anchors)
    for source in having(VersionSource, root) if anchors else ():
        ask = functools.partial(source.carry, root, anchors, request(root))
        worked, got = guarded("source", source.name, ask, problems)
        if worked and len(got) == len(anchors):
            carried = got
            break
    shown = _named(root, found)
    return [Noted(note, there) for note, there in zip(shown, carried, strict=True)]


def blame(root: Path, path: str, task: Task) -> tuple[FileVersion, Iterator[LineRun]] | None:
    """Return a file as it is committed, and where its lines are from as that is found out.

    None: no source has it. What goes wrong on the way is raised.
    """
    how = read_request(_settings(root), [], task=task)
    for source in having(BlameSource, root):
        there = version(root, path, how.revision) if isinstance(source, VersionSource) else None
        if there is not None:
            how = attrs.evolve(how, revision=there.commit)
            return there, source.blame(root, path, how)
    return None


def names(root: Path, task: Task) -> Mapping[Identity, str]:
    """Return under which name everybody in a history may be shown; what goes wrong is raised.

    Nobody who opted out has one, and nobody has one that they have given up.
    """
    how = read_request(_settings(root), [], task=task)
    seen: dict[Identity, int] = {}
    for source in having(BlameSource, root):
        seen |= source.identities(root, how)
    return _names(root, seen)


def _names(root: Path, seen: Mapping[Identity, int]) -> Mapping[Identity, str]:
    """Return the name of each identity, as it is and as the mailmap has it; empty for none."""
    text = version(root, ".mailmap", "HEAD")
    aliases, _ = parse_mailmap("\n".join(text.lines if text else ()))
    mailmap = Mailmap.of(aliases)
    both = {mailmap.canonical(who): max(at, 0) for who, at in seen.items()}
    both |= {who: max(at, 0) for who, at in seen.items()}
    people = resolve(
        list(both),
        aliases,
        last_seen=list(both.values()),
        options=people_options(_settings(root), []),
    )
    return {
        who: "" if number == NOBODY else people.persons[number].name
        for who, number in zip(both, people.of.tolist(), strict=True)
    }


def _named(root: Path, found: Sequence[Note]) -> list[Note]:
    """Return notes with everybody's name as it may be shown."""
    if not found:
        return []
    seen = {note.author: note.at for note in found}
    seen |= {entry.author: entry.at for note in found for entry in note.entries}
    seen |= {note.to: 0 for note in found if note.to is not None and note.to not in seen}
    names = {who: Identity(name or NOBODYS) for who, name in _names(root, seen).items()}
    return [
        attrs.evolve(
            note,
            author=names[note.author],
            to=names[note.to] if note.to is not None else None,
            entries=tuple(attrs.evolve(it, author=names[it.author]) for it in note.entries),
        )
        for note in found
    ]


def user(root: Path) -> Identity:
    """Return who writes notes here.

    Raises
    ------
    InputError
        Nobody says.
    """
    told = [_settings(root).people.me]
    users = having(UserSource, root)
    said = [asked(it.name, functools.partial(it.user, root)) for it in users]
    told += [who.name for who in said if who is not None]
    for name in told:
        if name and "@" not in name:
            return Identity(name)
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
    return _stored(root, lambda store: store.add(root, note, request(root)))


def append(root: Path, note: Note, entry: NoteEntry) -> Note:
    """Add to a note; raise what the store does."""
    return _stored(root, lambda store: store.append(root, note, entry, request(root)))


def _stored(root: Path, write: Callable[[Any], Note]) -> Note:
    stores = having(NoteStore, root, everywhere=True)
    if not stores:
        raise InputError("No plugin that keeps notes is installed.")
    return write(stores[0])


def named(who: str) -> Identity | None:
    """Return whom a note is for; None: everybody."""
    return Identity(who.strip()) if who.strip() else None
