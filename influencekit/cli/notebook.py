"""The notes of one repository as commands see them: where they are now, who wrote them, in the work tree."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import attrs
import click

from influencekit.cli.call import Call
from influencekit.cli.layers import data_folder
from influencekit.cli.output import is_terminal
from influencekit.domain import Alias, Anchor, Carried, FileVersion, Identity, Note, NoteEntry
from influencekit.errors import InputError
from influencekit.evidence import NOBODY
from influencekit.linediff import lines_of
from influencekit.mentoring import Entry, Pair
from influencekit.notes import Placed, anchor_at, place
from influencekit.people.identity import resolve
from influencekit.people.mailmap import Mailmap, for_names
from influencekit.people.mailmap import parse as parse_mailmap
from influencekit.protocols import NoteStore, PairStore, ReadRequest, UserSource, VersionSource
from influencekit.report import Problem
from influencekit.settings.places import Place, locate
from influencekit.settings.requests import people_options

_LARGEST = 16 * 1024 * 1024
"""Bytes of a file of the work tree that is looked at."""

MESSAGE = click.option(
    "-m", "--message", metavar="TEXT", help="What to say, in Markdown. Default: standard input."
)
_Kept = TypeVar("_Kept", Note, Pair)


@attrs.frozen
class Placing:
    """A note, and where it is now."""

    note: Note
    placed: Placed


@attrs.define(eq=False)
class Notebook:
    """What a command does with notes."""

    call: Call
    root: Path
    _texts: dict[str, tuple[str, ...] | None] = attrs.field(factory=dict)

    @property
    def store(self) -> Any:
        """The plugin that keeps notes.

        Raises
        ------
        InputError
            There is none.
        """
        stores = self.call.sources(NoteStore)
        if not stores:
            raise InputError("No plugin keeps notes; is it blocked by the settings?")
        return stores[0]

    def request(self, source: str) -> ReadRequest:
        """Return how `source` should read."""
        return attrs.evolve(self.call.request(source), data=data_folder())

    def notes(self) -> list[Note]:
        """Return all notes, oldest first; what cannot be read is a problem of the call."""
        store = self.store
        read = partial(store.notes, self.root, self.request(store.name))
        notes, problems = self.call.ask(store.name, read)
        self.call.problems.extend(problems)
        return list(notes)

    def find(self, named: str) -> Note:
        """Return the note whose id is `named`, or begins or ends with it.

        Raises
        ------
        InputError
            There is none, or there are several.
        """
        hint = "'influencekit notes list --state all' lists them"
        return self._one(self.notes(), named, lambda it: _named(it.id, named), "note", hint)

    def find_pair(self, named: str) -> Pair:
        """Return the pair whose id is `named`, or begins or ends with it, or whose mentee it names.

        Raises
        ------
        InputError
            There is none, or there are several.
        """

        def meant(pair: Pair) -> bool:
            mentee = pair.until is None and pair.mentee.name.casefold() == named.casefold()
            return mentee or _named(pair.id, named)

        hint = "'influencekit mentor pairs' lists them"
        return self._one(self.pairs(), named, meant, "pair", hint)

    def _one(
        self,
        all_: Sequence[_Kept],
        named: str,
        meant: Callable[[_Kept], bool],
        what: str,
        hint: str,
    ) -> _Kept:
        exact = [it for it in all_ if it.id == named]
        near = exact[:1] or [it for it in all_ if named and meant(it)]
        if len(near) == 1:
            return near[0]
        found = f"several {what}s" if near else f"no {what}"
        told = ", ".join(it.id for it in near[:5])
        more = f": {told}." if near else f"; {hint}."
        raise InputError(f"{named or repr(named)}: {found} in {self.root} by that id{more}")

    def placed(self, notes: Sequence[Note]) -> list[Placing]:
        """Return where `notes` are: in the work tree, or at the revision that was asked for."""
        anchors = [note.anchor for note in notes]
        found = zip(notes, anchors, self._carried(anchors), strict=True)
        return [Placing(note, self._place(anchor, it)) for note, anchor, it in found]

    def _place(self, anchor: Anchor, carried: Carried) -> Placed:
        path = carried.new.path if carried.new else anchor.path
        return place(anchor, carried, None if self.revision else self.text(path))

    @property
    def revision(self) -> str:
        """The revision that was asked for; empty: the work tree is looked at."""
        return str(self.call.options.settings.get("filters", {}).get("revision", ""))

    def _carried(self, anchors: Sequence[Anchor]) -> Sequence[Carried]:
        for source in self._versions() if anchors else ():
            ask = partial(source.carry, self.root, anchors, self.request(source.name))
            carried: Sequence[Carried] = self.call.ask(source.name, ask)
            self.call.task.hide()
            return carried
        return [Carried(old=None, new=None)] * len(anchors)

    def _versions(self) -> list[Any]:
        sources = self.call.sources(VersionSource)
        return [source for source in sources if source.detect(self.root)]

    def version(self, path: str, revision: str = "") -> FileVersion | None:
        """Return a file of the revision; None: it is not there, or nobody knows."""
        for source in self._versions():
            request = self.request(source.name)
            if revision:
                request = attrs.evolve(request, revision=revision)
            try:
                found: FileVersion = self.call.ask(
                    source.name, partial(source.version, self.root, path, request)
                )
            except InputError:
                return None
            return found
        return None

    def text(self, path: str) -> tuple[str, ...] | None:
        """Return the lines of a file in the work tree; None: none that could be looked at."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _read(self, path: str) -> tuple[str, ...] | None:
        asked = Place(path=path, base=self.root, trust="repository", origin="notes")
        found = locate(asked)
        if isinstance(found, Problem) or not found.is_file():
            return None
        if found.stat().st_size > _LARGEST:
            return None
        return lines_of(found.read_bytes().decode("utf-8", "surrogateescape"))

    def anchor(self, path: str, first: int, last: int) -> Anchor:
        """Return the anchor of lines as they are in the work tree, or at the revision asked for.

        Raises
        ------
        InputError
            There is no such file, or it has no such lines.
        """
        version = self.version(path)
        text = None if self.revision else self.text(path)
        if version is None and text is None:
            raise InputError(f"{self.root / path}: no such file, or it is no text.")
        try:
            return anchor_at(path, first, last, version, text)
        except ValueError as error:
            raise InputError(f"{error}.") from error

    def add(self, note: Note) -> Note:
        """Keep a new note."""
        store = self.store
        ask = partial(store.add, self.root, note, self.request(store.name))
        added: Note = self.call.ask(store.name, ask)
        return added

    def append(self, note: Note, entry: NoteEntry) -> Note:
        """Add to a note."""
        store = self.store
        ask = partial(store.append, self.root, note, entry, self.request(store.name))
        changed: Note = self.call.ask(store.name, ask)
        return changed

    def pairs(self) -> list[Pair]:
        """Return the records of all pairs, oldest first; what cannot be read is a problem of the call."""
        found: list[Pair] = []
        for store in self.call.sources(PairStore):
            read = partial(store.pairs, self.root, self.request(store.name))
            pairs, problems = self.call.ask(store.name, read)
            self.call.problems.extend(problems)
            found += pairs
        return found

    def add_pair(self, pair: Pair) -> Pair:
        """Keep the record of a new pair."""
        store = self._keeper()
        ask = partial(store.add_pair, self.root, pair, self.request(store.name))
        added: Pair = self.call.ask(store.name, ask)
        return added

    def append_to_pair(self, pair: Pair, entry: Entry) -> Pair:
        """Add to the record of a pair."""
        store = self._keeper()
        ask = partial(store.append_to_pair, self.root, pair, entry, self.request(store.name))
        changed: Pair = self.call.ask(store.name, ask)
        return changed

    def _keeper(self) -> Any:
        stores = self.call.sources(PairStore)
        if not stores:
            raise InputError("No plugin keeps records of pairs; is it blocked by the settings?")
        return stores[0]

    def author(self) -> Identity:
        """Return who writes.

        Raises
        ------
        InputError
            Nobody says who that is.
        """
        told = [self.call.settings.people.me]
        for source in self.call.sources(UserSource):
            user = self.call.ask(source.name, partial(source.user, self.root))
            told += [Mailmap.of(self._aliases()).canonical(user).name] if user else []
        name = next((name for name in told if name and "@" not in name), "")
        if not name:
            raise InputError(
                "Nobody knows who writes this: say it with --me 'Your Name', or tell git with "
                "git config --global user.name 'Your Name'."
            )
        return Identity(name)

    def _aliases(self) -> list[Alias]:
        """Return what the repository's mailmap says."""
        mailmap = self.version(".mailmap")
        return parse_mailmap("\n".join(mailmap.lines if mailmap else ()))[0]

    def names(self, kept: Iterable[Note | Pair]) -> Mapping[str, str]:
        """Return what to call everybody in `kept`: nobody's old name, and nobody who opted out."""
        seen = {
            who: max(at, 0) for each in kept for who, at in _spelled_by(each) if who is not None
        }
        aliases = self._aliases()
        options = people_options(self.call.settings, self.call.problems)
        aliases += for_names(aliases, ())
        people = resolve(list(seen), aliases, last_seen=list(seen.values()), options=options)
        return {
            who.name: "" if number == NOBODY else people.persons[number].name
            for who, number in zip(seen, people.of.tolist(), strict=True)
        }


def _spelled_by(it: Note | Pair) -> Iterator[tuple[Identity | None, int]]:
    """Yield everybody whom `it` names, with the time where they wrote that themselves, else 0."""
    if isinstance(it, Note):
        yield it.author, it.at
        yield it.to, 0
    else:
        yield it.mentor, 0
        yield it.mentee, 0
    for entry in it.entries:
        yield entry.author, entry.at


def _named(id_: str, named: str) -> bool:
    return id_.startswith(named) or id_.endswith(named)


def now() -> int:
    """Return the time, in seconds since 1970-01-01T00:00:00Z."""
    return int(time.time())


def said(message: str | None) -> str:
    """Return what the user says: given, typed into an editor, or on standard input.

    Raises
    ------
    InputError
        Nothing.
    """
    text: str | None = message
    if text is None:
        text = click.edit("") if is_terminal(sys.stdin) else sys.stdin.read()
    if not text or not text.strip():
        raise InputError("There is no text, so nothing was written. Give some with --message.")
    return text.strip()
