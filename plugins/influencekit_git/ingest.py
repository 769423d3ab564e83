"""Rows of the log → columns of the store: texts become numbers, parents and files indices."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from influencekit.columns import Texts
from influencekit.lineage import FILE, GITLINK, NONE, SYMLINK
from influencekit.trailers import parse_trailers
from influencekit_git.log import Change, CommitRow
from influencekit_git.store import Array, Store

_KINDS = {b"120000": SYMLINK, b"160000": GITLINK}
_DELETED, _RENAMED, _ADDED = b"DRA"


@attrs.define
class Interner:
    """Numbers for byte strings, in the order in which they are first seen."""

    numbers: dict[bytes, int] = attrs.field(factory=dict)
    kept: int = 0
    """How many are in the store already."""

    @classmethod
    def of(cls, texts: Sequence[bytes]) -> "Interner":
        """Take up numbering behind `texts`."""
        return cls({text: number for number, text in enumerate(texts)}, len(texts))

    def number(self, text: bytes) -> int:
        """Return the number of `text`."""
        return self.numbers.setdefault(text, len(self.numbers))

    def take_new(self) -> list[bytes]:
        """Return what came since the last call."""
        new = list(self.numbers)[self.kept :]
        self.kept = len(self.numbers)
        return new


def text_columns(name: str, texts: Sequence[bytes]) -> dict[str, Array]:
    """Return the two columns that hold byte strings."""
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    return {f"{name}.data": np.frombuffer(b"".join(texts), np.uint8), f"{name}.length": lengths}


def stored_texts(store: Store, name: str) -> Texts:
    """Read what `text_columns` made."""
    lengths = store.column(f"{name}.length", np.int64)
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return Texts(store.column(f"{name}.data", np.uint8).tobytes(), starts)


def stored_oids(store: Store, name: str, width: int) -> list[bytes]:
    """Read object ids of `width` hex digits, as hex."""
    digits = store.column(name, np.uint8).tobytes().hex().encode()
    return [digits[at : at + width] for at in range(0, len(digits), width)]


def oid_column(oids: Iterable[bytes]) -> Array:
    """Return one column of bytes for hex object ids."""
    return np.frombuffer(bytes.fromhex(b"".join(oids).decode()), np.uint8)


class Ingest:
    """Turns commits into columns, numbering on from what the store holds."""

    def __init__(self, store: Store, width: int) -> None:
        self.commits = Interner.of(stored_oids(store, "commit.oid", width))
        self.blobs = Interner.of(stored_oids(store, "blob.oid", width))
        self.texts = {
            name: Interner.of([text.encode("utf-8", "surrogateescape") for text in found])
            for name in ("identity", "path", "role")
            for found in (stored_texts(store, name),)
        }

    def columns(self, rows: Iterable[CommitRow]) -> dict[str, Array]:
        """Return the parts to append for `rows`, whose parents must have come before them."""
        commits, parents, credit, entries, subjects = [], [], [], [], []
        for row in rows:
            known = [self.commits.numbers.get(parent) for parent in row.parents]
            found = [parent for parent in known if parent is not None]
            number = self.commits.number(row.oid)
            commits.append(self._commit(row, len(found)))
            parents += found
            credit += [(number, *who) for who in self._credits(row.trailers)]
            merge = len(row.parents) > 1
            for change in row.changes:
                entries += [(number, *entry) for entry in self._entries(change, merge=merge)]
            subjects.append(row.subject)
        columns = (
            _table("commit", _COMMIT, commits)
            | _table("credit", _CREDIT, credit)
            | _table("entry", _ENTRY, entries)
            | text_columns("subject", subjects)
        )
        columns["parent"] = np.array(parents, np.int32)
        columns["commit.oid"] = oid_column(self.commits.take_new())
        columns["blob.oid"] = oid_column(self.blobs.take_new())
        for name, interner in self.texts.items():
            columns |= text_columns(name, interner.take_new())
        return columns

    def _commit(self, row: CommitRow, parents: int) -> tuple[int, ...]:
        authored_at, offset = _moment(row.authored)
        author, committer = (
            self.texts["identity"].number(b"\0".join(who)) for who in (row.author, row.committer)
        )
        return author, committer, authored_at, offset, _moment(row.committed)[0], parents

    def _credits(self, trailers: Iterable[bytes]) -> Iterator[tuple[int, int]]:
        for line in trailers:
            for role, who in parse_trailers(line.decode("utf-8", "surrogateescape")):
                text = f"{who.name}\0{who.email}".encode("utf-8", "surrogateescape")
                yield self.texts["identity"].number(text), self.texts["role"].number(role.encode())

    def _entries(self, change: Change, *, merge: bool) -> Iterator[tuple[int, ...]]:
        """Yield rows of the entry table; a rename in a merge becomes a loss and a gain.

        What a merge brings in is told by the commits that it joins, the rename too.
        """
        path, old_path = (self.texts["path"].number(p) for p in (change.path, change.old_path))
        kind = _KINDS.get(change.mode, FILE)
        if change.status == _DELETED:
            yield path, NONE, NONE, _KINDS.get(change.old_mode, FILE), change.status
            return
        blob = self.blobs.number(change.blob)
        if change.status != _RENAMED:
            yield path, NONE, blob, kind, change.status
        elif merge:
            yield old_path, NONE, NONE, _KINDS.get(change.old_mode, FILE), _DELETED
            yield path, NONE, blob, kind, _ADDED
        else:
            yield path, old_path, blob, kind, change.status


_COMMIT: dict[str, type[np.signedinteger[Any]]] = {
    "author": np.int32,
    "committer": np.int32,
    "authored_at": np.int64,
    "offset": np.int32,
    "committed_at": np.int64,
    "parents": np.int32,
}
_CREDIT: dict[str, type[np.signedinteger[Any]]] = dict.fromkeys(
    ("commit", "identity", "role"), np.int32
)
_ENTRY: dict[str, type[np.signedinteger[Any]]] = dict.fromkeys(
    ("commit", "path", "old_path", "blob", "kind", "status"), np.int32
)


def _table(
    name: str, fields: Mapping[str, type[np.signedinteger[Any]]], rows: Sequence[tuple[int, ...]]
) -> dict[str, Array]:
    """Return rows as columns ``name.field``."""
    table = np.array(rows, np.int64).reshape(len(rows), len(fields))
    return {
        f"{name}.{field}": table[:, number].astype(dtype)
        for number, (field, dtype) in enumerate(fields.items())
    }


def _moment(text: bytes) -> tuple[int, int]:
    """Read ``seconds +hhmm`` as (seconds, minutes east); what cannot be read is 1970 in UTC.

    Examples
    --------
    >>> _moment(b"1117584000 -0430")
    (1117584000, -270)
    """
    seconds, _, zone = text.partition(b" ")
    try:
        offset = int(zone[:-2] or b"0") * 60
        offset += int(zone[:1] + zone[-2:]) if len(zone) >= 5 else 0
        return min(max(int(seconds), 0), 1 << 53), max(min(offset, 1439), -1439)
    except ValueError:
        return 0, 0
