"""Columns on disk: one SQLite file a repository, in the user's cache folder, appended to in batches.

A batch is one transaction, so a process that is killed at any moment loses the batch in flight and
nothing else. A file that is damaged, or of another format, is removed and made again, never trusted:
SQLite notices broken pages; checksums notice broken columns, and columns or facts that are not all
there.
"""

import contextlib
import hashlib
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from influencekit.protocols import Task

FORMAT = "4"
"""Goes up whenever what is kept, or what it means, changes."""

Array = npt.NDArray[Any]

_LARGEST_KEPT = 4_000_000
"""Bytes of a column above which it is read again when it is asked for again."""

_SCHEMA = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE part (
    name TEXT NOT NULL, batch INTEGER NOT NULL, dtype TEXT NOT NULL, running INTEGER NOT NULL,
    length INTEGER NOT NULL, digest INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (name, batch)
);
"""


_PARTS = "SELECT name, batch, dtype, running, length, digest FROM part WHERE name > ''"
"""By way of the index, as columns are looked for."""


class Damaged(Exception):  # noqa: N818 - private to this package, always answered by rebuilding
    """The file is not what this version wrote."""


def store_path(cache: Path, repository: Path) -> Path:
    """Return the file that keeps what is known of the repository at `repository`."""
    digest = hashlib.sha256(os.fsencode(repository.resolve())).hexdigest()[:20]
    return cache / "git" / f"{digest}.sqlite"


class Store:
    """Named columns, each a sequence of parts; reading joins the parts.

    Parameters
    ----------
    path
        The file; None keeps everything in memory.
    facts
        What a file must say of itself to be believed; a new file is told it.
    """

    def __init__(self, path: Path | None, facts: Mapping[str, str]) -> None:
        self.path = path
        self._facts = {"format": FORMAT, **facts}
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._read: dict[str, Array] = {}
        """Columns of modest size that were read, until they change."""
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except (sqlite3.DatabaseError, ValueError, Damaged) as error:
            if self.path is None or not _is_damage(error):
                raise
            self.remove()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path or ":memory:", timeout=30, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.executemany("INSERT INTO fact VALUES (?, ?)", self._facts.items())
                Batch(connection, self._read, 0).seal()
            connection.execute("COMMIT")
        found = dict(connection.execute("SELECT name, value FROM fact"))
        marks = sum(map(_mark, connection.execute(_PARTS)))
        if found.get("seal") != Batch(connection, {}, marks).wanted_seal() or any(
            found.get(name) != value for name, value in self._facts.items()
        ):
            raise Damaged

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def remove(self) -> None:
        """Delete the file."""
        if self.path is not None:
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def forget(self) -> None:
        """Start over with an empty file."""
        self.close()
        self.remove()
        self._read.clear()
        self._connection = self._connect()

    @property
    def size(self) -> int:
        """Bytes on disk."""
        if self.path is None:
            return 0
        files = (self.path.with_name(self.path.name + suffix) for suffix in ("", "-wal", "-shm"))
        return sum(file.stat().st_size for file in files if file.exists())

    def fact(self, name: str, otherwise: str = "") -> str:
        """Return what is noted under `name`."""
        rows = self._ask("SELECT value FROM fact WHERE name = ?", name)
        return str(rows[0][0]) if rows else otherwise

    def _ask(self, query: str, name: str) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, (name,)).fetchall()
        except (sqlite3.DatabaseError, ValueError) as error:  # its message may be no UTF-8
            if _is_damage(error):
                raise Damaged from error
            raise

    @contextlib.contextmanager
    def writing(self) -> Iterator["Batch"]:
        """One transaction: everything in the block is kept, or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            batch = Batch(self._connection, self._read, int(self.fact("seal", "0").split(" ")[0]))
            yield batch
            batch.seal()
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError) and _is_damage(error):
                raise Damaged from error
            raise

    def length(self, name: str) -> int:
        """Return how many values a column has."""
        query = "SELECT coalesce(sum(length), 0) FROM part WHERE name = ?"
        return int(self._ask(query, name)[0][0])

    def column(self, name: str, dtype: npt.DTypeLike = np.int32) -> Array:
        """Return a whole column; empty where nothing was kept under `name`.

        Raises
        ------
        Damaged
            The file does not hold what was written.
        """
        if name not in self._read:
            found = self._joined(name, dtype)
            if found.nbytes > _LARGEST_KEPT:
                return found
            self._read[name] = found
        return self._read[name].astype(dtype, copy=False)

    def _joined(self, name: str, dtype: npt.DTypeLike) -> Array:
        query = (
            "SELECT dtype, running, length, digest, data FROM part WHERE name = ? ORDER BY batch"
        )
        try:
            parts = [unpack(*row) for row in self._ask(query, name)]
        except (ValueError, TypeError) as error:
            raise Damaged from error
        if len(parts) == 1:
            return parts[0].astype(dtype, copy=False)
        return np.concatenate([np.zeros(0, dtype), *parts]).astype(dtype, copy=False)


def _is_damage(error: Exception) -> bool:
    """Whether the file is not what was written; else the machine is in the way."""
    if not isinstance(error, sqlite3.OperationalError):
        return True
    # "No such table" is one of these; what Python cannot decode has no code at all.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return bool(code == sqlite3.SQLITE_ERROR)


def _mark(row: Any) -> int:
    return zlib.crc32(repr(row).encode())


class Batch:
    """What one transaction writes."""

    def __init__(self, connection: sqlite3.Connection, read: dict[str, Array], marks: int) -> None:
        self._connection = connection
        self._read = read
        self._marks = marks
        """Sum of the marks of all parts."""

    def wanted_seal(self) -> str:
        """Return what tells whether all parts and facts are there, and only these."""
        facts = self._connection.execute(
            "SELECT name, value FROM fact WHERE name != 'seal' ORDER BY name"
        )
        return f"{self._marks} {_mark(facts.fetchall())}"

    def seal(self) -> None:
        """Keep it."""
        self.note("seal", self.wanted_seal())

    def append(self, columns: Mapping[str, Array]) -> None:
        """Add a part to each column."""
        for name, values in columns.items():
            self._read.pop(name, None)
            if len(values):
                query = "SELECT coalesce(max(batch), -1) + 1 FROM part WHERE name = ?"
                (batch,) = self._connection.execute(query, (name,)).fetchone()
                row = (name, batch, *pack(values))
                self._connection.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?)", row)
                self._marks += _mark(row[:-1])

    def replace(self, columns: Mapping[str, Array]) -> None:
        """Put one part in the place of all that each column has."""
        for name in columns:
            self._delete("name = ?", name)
        self.append(columns)

    def remove(self, prefix: str) -> None:
        """Remove the fact `prefix` and every column ``prefix.…``."""
        for name in [name for name in self._read if name.startswith(f"{prefix}.")]:
            del self._read[name]
        self._connection.execute("DELETE FROM fact WHERE name = ?", (prefix,))
        self._delete("substr(name, 1, ?) = ?", len(prefix) + 1, f"{prefix}.")

    def _delete(self, where: str, *values: str | int) -> None:
        self._marks -= sum(map(_mark, self._connection.execute(f"{_PARTS} AND {where}", values)))
        self._connection.execute(f"DELETE FROM part WHERE {where}", values)  # noqa: S608 - constant

    def note(self, name: str, value: str) -> None:
        """Keep a fact."""
        self._connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))


def pack(values: Array) -> tuple[str, int, int, int, bytes]:
    """Return (dtype, running, length, digest, data): integers in the fewest bytes.

    A column that grows slowly is kept as differences (`running`), where these are narrower. Nothing
    is deflated: the file would be half as large, and reading it would take three times as long.

    Examples
    --------
    >>> pack(np.array([70000, 70001, 70003]))[:3]
    ('|u1', 1, 3)
    """
    running, first = 0, b""
    if values.dtype.kind in "iu" and values.dtype.itemsize > 1:
        narrow = _narrow(values)
        steps = _narrow(np.diff(values.astype(np.int64)))
        if steps.dtype.itemsize < narrow.dtype.itemsize:
            running, first = 1, np.array([values[0]], np.int64).tobytes()
            narrow = steps
        length, values = len(values), narrow
    else:
        length = len(values)
    data = first + values.tobytes()
    return values.dtype.str, running, length, zlib.crc32(data), data


def _narrow(values: Array) -> Array:
    if not len(values):
        return values.astype(np.int8)
    low, high = int(values.min()), int(values.max())
    for dtype in (np.uint8, np.int8, np.uint16, np.int16, np.int32, np.int64):
        limits = np.iinfo(dtype)
        if limits.min <= low and high <= limits.max:
            return values.astype(dtype)
    return values


def unpack(dtype: str, running: int, length: int, digest: int, data: bytes) -> Array:
    """Undo `pack`.

    Raises
    ------
    ValueError
        The data are not what was written.
    """
    if zlib.crc32(data) != digest:
        raise ValueError("the checksum is another one")
    if running:
        steps = np.frombuffer(data, dtype, offset=8)
        values = np.empty(len(steps) + 1, np.int64)
        values[0] = np.frombuffer(data, np.int64, 1)[0]
        np.cumsum(steps, out=values[1:])
        values[1:] += values[0]
    else:
        values = np.frombuffer(data, dtype)
    if len(values) != length:
        raise ValueError(f"{len(values)} values where {length} were written")
    return values


@contextlib.contextmanager
def only_writer(path: Path | None, task: Task) -> Iterator[None]:
    """Wait until no other process builds the same index, and keep others waiting meanwhile.

    The lock is an open transaction in a file of its own: the system lets go of it with the process,
    however that ends.
    """
    if path is None:
        yield
        return
    lock = sqlite3.connect(path.with_suffix(".lock"), timeout=0, isolation_level=None)
    try:
        while True:
            try:
                lock.execute("BEGIN EXCLUSIVE")
                break
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
                task.progress("waiting for another influencekit", 0, 0)
                task.check()
                time.sleep(0.1)
        yield
    finally:
        lock.close()
