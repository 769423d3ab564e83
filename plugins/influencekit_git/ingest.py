"""Rows of the log → columns of the store: texts become numbers, parents and files indices."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from influencekit.columns import Texts
from influencekit.lineage import FILE, GITLINK, NONE, SYMLINK
from influencekit.trailers import parse_trailers
from influencekit_git.log import Change, CommitRow
from influencekit_git.store import Array, Store

_KINDS = {b"120000": SYMLINK, b"160000": GITLINK}
_DELETED, _RENAMED, _ADDED = b"DRA"


class Numbers(dict[bytes, int]):
    """Numbers for byte strings, in the order in which they are first asked for.

    Examples
    --------
    >>> numbers = Numbers([b"a"])
    >>> numbers[b"b"], numbers[b"a"], numbers.take_new()
    (1, 0, [b'b'])
    """

    def __init__(self, texts: Sequence[bytes]) -> None:
        super().__init__(zip(texts, range(len(texts)), strict=True))
        self._new: list[bytes] = []

    def __missing__(self, text: bytes) -> int:
        self._new.append(text)
        self[text] = number = len(self)
        return number

    def take_new(self) -> list[bytes]:
        """Return what came since the last call."""
        new, self._new = self._new, []
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
    oids: list[bytes] = np.frombuffer(digits, f"V{width}").tolist()
    return oids


def oid_column(oids: Iterable[bytes]) -> Array:
    """Return one column of bytes for hex object ids."""
    return np.frombuffer(bytes.fromhex(b"".join(oids).decode()), np.uint8)


class Ingest:
    """Turns commits into columns, numbering on from what the store holds."""

    def __init__(self, store: Store, width: int) -> None:
        self.commits = Numbers(stored_oids(store, "commit.oid", width))
        self.blobs = Numbers(stored_oids(store, "blob.oid", width))
        self.identities, self.paths, self.roles = (
            Numbers([text.encode("utf-8", "surrogateescape") for text in stored_texts(store, name)])
            for name in ("identity", "path", "role")
        )
        self._named: dict[bytes, list[tuple[int, int]]] = {}
        """Identity and role of each trailer seen: most of them come again and again."""

    def columns(self, rows: Iterable[CommitRow]) -> dict[str, Array]:
        """Return the parts to append for `rows`, whose parents must have come before them."""
        commits, parents, credit, subjects = [], [], [], []
        entries: list[tuple[int, ...]] = []
        for row in rows:
            found = [self.commits[parent] for parent in row.parents if parent in self.commits]
            number = self.commits[row.oid]
            commits.append(self._commit(row, len(found)))
            parents += found
            subjects.append(row.subject)
            for line in row.trailers:
                credit += [(number, *named) for named in self._credits(line)]
            entries += [self._entry(number, change) for change in row.changes]
        columns = (
            _table("commit", _COMMIT, commits)
            | _table("credit", _CREDIT, credit)
            | _table("entry", _ENTRY, entries)
            | text_columns("subject", subjects)
            | text_columns("identity", self.identities.take_new())
            | text_columns("path", self.paths.take_new())
            | text_columns("role", self.roles.take_new())
        )
        columns["parent"] = np.array(parents, np.int32)
        columns["commit.oid"] = oid_column(self.commits.take_new())
        columns["blob.oid"] = oid_column(self.blobs.take_new())
        return columns

    def merged(self, rows: Iterable[CommitRow]) -> dict[str, Array]:
        """Return the parts to append for what merges did; their commits are known."""
        entries = [
            entry
            for row in rows
            for change in row.changes
            for entry in self._merged(self.commits[row.oid], change)
        ]
        columns = _table("merged", _ENTRY, entries) | text_columns("path", self.paths.take_new())
        columns["blob.oid"] = oid_column(self.blobs.take_new())
        return columns

    def _commit(self, row: CommitRow, parents: int) -> tuple[int, ...]:
        author = self.identities[b"\0".join(row.author)]
        committer = self.identities[b"\0".join(row.committer)]
        authored_at, offset = _moment(row.authored)
        committed_at, _ = _moment(row.committed)
        return author, committer, authored_at, offset, committed_at, parents

    def _credits(self, line: bytes) -> list[tuple[int, int]]:
        if line not in self._named:
            self._named[line] = [
                (
                    self.identities[f"{who.name}\0{who.email}".encode("utf-8", "surrogateescape")],
                    self.roles[role.encode()],
                )
                for role, who in parse_trailers(line.decode("utf-8", "surrogateescape"))
            ]
        return self._named[line]

    def _entry(self, commit: int, change: Change) -> tuple[int, ...]:
        """Return a row of the entry table for what an ordinary commit did."""
        status, old_mode, mode, _, blob, path, old_path = change
        number = self.paths[path]
        if status == _DELETED:
            return commit, number, NONE, NONE, _KINDS.get(old_mode, FILE), status
        old = self.paths[old_path] if status == _RENAMED else NONE
        return commit, number, old, self.blobs[blob], _KINDS.get(mode, FILE), status

    def _merged(self, commit: int, change: Change) -> Iterator[tuple[int, ...]]:
        """Yield rows for what a merge did; a rename becomes a loss and a gain.

        What a merge brings in is told by the commits that it joins, the rename too.
        """
        if change.status == _RENAMED:
            yield self._entry(commit, change._replace(status=_DELETED, path=change.old_path))
            change = change._replace(status=_ADDED, old_path=change.path)
        yield self._entry(commit, change)


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


ENTRY = tuple(_ENTRY)
"""The fields of the tables ``entry`` and ``merged``."""


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
