"""Asks ``git blame`` itself: where our own line history has no answer, and for what it looks through."""

import attrs

from influencekit_git.repository import Repository


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
    r"""Return the runs in what ``git blame --incremental`` printed.

    Examples
    --------
    >>> oid = "c" * 40
    >>> parse(f"{oid} 4 1 2\nauthor Ada\nsummary x\nfilename a b\n".encode())[0].path
    b'a b'
    """
    runs = []
    head: list[bytes] = []
    for line in output.split(b"\n"):
        if line.startswith(b"filename "):
            commit, source, final, count = head
            path = _unquoted(line.removeprefix(b"filename "))
            runs.append(BlameRun(int(final), int(count), commit, path, int(source)))
            head = []
        elif not head:
            head = line.split(b" ")
    return sorted(runs, key=lambda run: run.line)


def _unquoted(path: bytes) -> bytes:
    """Undo git's C-style quoting of a path."""
    if not path.startswith(b'"'):
        return path
    text = path[1:-1].decode("latin-1")
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")
