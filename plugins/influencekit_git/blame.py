"""Asks ``git blame`` itself: where our own line history has no answer, and for what it looks through."""

import os
import select
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

import attrs

from influencekit.domain import Identity, LineRun
from influencekit.errors import InputError
from influencekit.protocols import Task
from influencekit_git.repository import Repository, complaint

_DETAILS = frozenset({b"author", b"author-mail", b"author-time", b"summary"})
"""What is kept of that which git tells of a commit."""
_WHO = (
    "--no-mailmap",
    "--encoding=UTF-8",
    "--format=%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct",
)
_PACE = 0.05
"""Seconds between two looks at whether somebody asked to stop."""


@attrs.frozen
class BlameRun:
    """Consecutive lines from consecutive lines of one commit."""

    line: int
    """First line, counted from 1."""
    lines: int
    commit: bytes
    """Object id, hex."""
    path: bytes
    """The file's name in that commit."""
    source_line: int
    """The first line's number in that commit, counted from 1."""


Details = Mapping[bytes, bytes]
"""What git tells of a commit, by git's own names of it."""


def blame(repository: Repository, revision: str, path: bytes, *options: str) -> list[BlameRun]:
    """Return the runs of `path` at `revision`, in order of lines.

    Raises
    ------
    InputError
        There is no such file there.
    """
    output = repository.run("blame", "--incremental", *options, revision, "--", path)
    return parse(output)


def parse(output: bytes) -> list[BlameRun]:
    r"""Return the runs in what ``git blame --incremental`` printed, in order of lines.

    Examples
    --------
    >>> oid = "c" * 40
    >>> parse(f"{oid} 4 1 2\nauthor Ada\nsummary x\nfilename a b\n".encode())[0].path
    b'a b'
    """
    return sorted((run for run, _ in runs(output.split(b"\n"))), key=lambda run: run.line)


def tell(
    repository: Repository, revision: str, path: bytes, task: Task, *options: str
) -> Iterator[LineRun]:
    """Yield the runs of `path` at `revision` as git finds them, which is in no order of lines.

    git itself applies the mailmap at HEAD.

    Raises
    ------
    InputError
        There is no such file there, or git ended early.
    Cancelled
        Somebody asked to stop; git is stopped at once.
    """
    what = ("--encoding=UTF-8", *options, revision, "--")
    with repository.stream("blame", "--incremental", *what, path) as (process, errors):
        assert process.stdout is not None  # noqa: S101 - it was asked for
        for run, details in runs(_lines(process.stdout, task)):
            yield _told(run, details)
        if process.wait():
            place = path.decode("utf-8", "backslashreplace")
            raise InputError(f"{place} at {revision[:12]}: {complaint(errors())}.")


def identities(repository: Repository, head: str, task: Task) -> dict[Identity, int]:
    """Return who wrote or committed anything behind `head`, and when they did so last."""
    found: dict[Identity, int] = {}
    with repository.stream("log", *_WHO, head) as (process, errors):
        assert process.stdout is not None  # noqa: S101 - it was asked for
        for line in _lines(process.stdout, task):
            fields = line.decode("utf-8", "replace").split("\0")
            for name, email, time in (fields[:3], fields[3:6]):
                who, at = Identity(name, email), int(time or 0)
                if found.get(who, -1) < at:
                    found[who] = at
        if process.wait():
            raise InputError(f"{head[:12]}: {complaint(errors())}.")
    return found


def _lines(stream: IO[bytes], task: Task) -> Iterator[bytes]:
    """Yield lines as they come, and ask also between them whether to go on."""
    rest = b""
    while True:
        task.check()
        if select.select([stream], [], [], _PACE)[0]:
            got = os.read(stream.fileno(), 1 << 16)
            if not got:
                return
            *lines, rest = (rest + got).split(b"\n")
            yield from lines


def runs(lines: Iterable[bytes]) -> Iterator[tuple[BlameRun, Details]]:
    r"""Yield the runs that ``git blame --incremental`` prints, with what it tells of their commits.

    git tells of a commit once, with the first run of its lines.

    Examples
    --------
    >>> oid = "c" * 40
    >>> said = f"{oid} 4 1 2\nauthor Ada\nfilename a b\n{oid} 9 3 1\nfilename a b\n".encode()
    >>> [(run.line, run.path, details) for run, details in runs(said.split(b"\n"))]
    [(1, b'a b', {b'author': b'Ada'}), (3, b'a b', {b'author': b'Ada'})]
    """
    told: dict[bytes, dict[bytes, bytes]] = {}
    head: list[bytes] = []
    for line in lines:
        name, _, value = line.partition(b" ")
        if not head:
            head = line.split(b" ")
        elif name == b"filename":
            commit, source, final, count = head
            run = BlameRun(int(final), int(count), commit, _unquoted(value), int(source))
            yield run, told.get(commit, {})
            head = []
        elif name in _DETAILS:
            told.setdefault(head[0], {})[name] = value


def _told(run: BlameRun, details: Details) -> LineRun:
    text = {name: value.decode("utf-8", "replace") for name, value in details.items()}
    return LineRun(
        line=run.line,
        lines=run.lines,
        commit=run.commit.decode(),
        author=Identity(
            text.get(b"author", ""),
            text.get(b"author-mail", "").removeprefix("<").removesuffix(">"),
        ),
        time=int(text.get(b"author-time", "0")),
        summary=text.get(b"summary", ""),
        source_path=run.path.decode("utf-8", "surrogateescape"),
        source_line=run.source_line,
    )


def _unquoted(path: bytes) -> bytes:
    """Undo git's C-style quoting of a path."""
    if not path.startswith(b'"'):
        return path
    text = path[1:-1].decode("latin-1")
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")
