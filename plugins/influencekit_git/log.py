"""Reads commits and what they changed: ``git log --raw``, in chunks that several processes share.

Only trees are read here, no file contents but those that rename detection looks at; the first
tables of a report come from this long before the hunks are in.
"""

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

from influencekit.errors import InputError
from influencekit.protocols import Task
from influencekit.report import Problem
from influencekit_git.repository import MEND, Repository, complaint

_FORMAT = "%H%x00%P%x00%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00%s%x00"
_TRAILERS = "%(trailers:only=true,unfold=true,separator=%x00)%x00"
_LOG = (
    "log",
    "--stdin",
    "--no-walk=unsorted",
    "-z",
    "--no-textconv",
    "--no-ext-diff",
    "--no-color",
    "--no-mailmap",  # otherwise it reads one from HEAD, whose tree may be what is damaged
    "--encoding=UTF-8",
    "--date=raw",
    f"--format={_FORMAT}{_TRAILERS}",
)
ORDINARY, MERGES = "--diff-merges=off", "--diff-merges=first-parent"
"""Which changes are read: what ordinary commits did, or what merges did to their first parent."""
_DIFF_TREE = ("diff-tree", "-r", "-M100%", "-z", "--raw", "--no-abbrev")
_TREE = b"^{tree}"
_TRIES = 20
"""Commits that are tried in the place of one whose files cannot be read."""
SMALLEST_CHUNK, LARGEST_CHUNK = 200, 8000


class Change(NamedTuple):
    """One file in one commit, against its first parent."""

    status: int
    """ord of ``A``, ``M``, ``D``, ``R`` or ``T``."""
    old_mode: bytes
    mode: bytes
    old_blob: bytes
    blob: bytes
    path: bytes
    old_path: bytes
    """Equal to `path` unless the status is ``R``."""


class CommitRow(NamedTuple):
    """One commit as git tells it, texts as bytes in UTF-8 (or whatever the commit holds)."""

    oid: bytes
    parents: list[bytes]
    author: tuple[bytes, bytes]
    authored: bytes
    """``seconds offset``."""
    committer: tuple[bytes, bytes]
    committed: bytes
    subject: bytes
    trailers: list[bytes]
    changes: list[Change]


def commits_between(repository: Repository, head: str) -> tuple[list[bytes], list[Problem]]:
    """Return the commits reachable from `head`, parents before children.

    Where one cannot be read, those after it become the first, as in a shallow clone.
    """
    walk = ("rev-list", "--topo-order", "--reverse", head)
    try:
        return repository.run(*walk).split(), []
    except InputError:
        lost = _unreadable_parents(repository, head.encode())
        if not lost:
            raise
    repository.cut_off(lost)
    problems = [
        _problem(
            commit,
            f"the commit before it, {parent.decode()}, cannot be read; nothing before it is known, "
            "and it seems to have written all that it found.",
        )
        for commit, parent in lost.items()
    ]
    return repository.run(*walk).split(), problems


def _unreadable_parents(repository: Repository, head: bytes) -> dict[bytes, bytes]:
    """Return the commits behind `head` with a parent that cannot be read, and that parent."""
    parents: dict[bytes, list[bytes]] = {}
    broken: set[bytes] = set()
    todo = [head]
    while todo:  # git ends at the first object that is corrupt: start again behind it
        with repository.stream("cat-file", "--batch", stdin=subprocess.PIPE) as (process, _):
            assert process.stdin is not None  # noqa: S101 - it was asked for
            assert process.stdout is not None  # noqa: S101 - it was asked for
            while todo:
                oid = todo.pop()
                process.stdin.write(oid + b"\n")
                process.stdin.flush()
                said = process.stdout.readline().split()
                size = int(said[2]) + 1 if len(said) == 3 else 0
                content = process.stdout.read(size)
                if len(content) < size or said[1:2] != [b"commit"]:
                    broken.add(oid)
                    if not said or len(content) < size:
                        break
                    continue
                lines = content.partition(b"\n\n")[0].split(b"\n")
                parents[oid] = [line[7:] for line in lines if line.startswith(b"parent ")]
                todo += [it for it in parents[oid] if it not in parents and it not in broken]
    return {
        commit: lost[0]
        for commit, some in parents.items()
        if (lost := [parent for parent in some if parent in broken])
    }


def chunks(commits: Sequence[bytes], jobs: int) -> list[Sequence[bytes]]:
    """Cut `commits` so that each process gets several chunks: recent halves are far heavier."""
    size = min(max(len(commits) // (jobs * 10) + 1, SMALLEST_CHUNK), LARGEST_CHUNK)
    bounds = [*range(0, len(commits), size), len(commits)]
    return [commits[start:end] for start, end in pairwise(bounds)]


def read_chunks(
    repository: Repository, commits: Sequence[bytes], jobs: int, task: Task, *, diffs: str
) -> Iterator[tuple[list[CommitRow], list[Problem]]]:
    """Yield the rows of `commits` in their order, chunk by chunk.

    Parameters
    ----------
    repository, commits, jobs, task
        What to read, with how many processes.
    diffs
        `ORDINARY` or `MERGES`. The first report needs nothing of what merges did.
    """
    what = "commits" if diffs == ORDINARY else "merges"

    def read(chunk: Sequence[bytes]) -> tuple[list[CommitRow], list[Problem]]:
        with task.place():
            return _read_chunk(repository, chunk, task, (diffs, "-M"))

    with ThreadPoolExecutor(jobs, "influencekit-log") as pool:
        waiting: list[Future[tuple[list[CommitRow], list[Problem]]]] = [
            pool.submit(read, chunk) for chunk in chunks(commits, jobs)
        ]
        done = 0
        try:
            while waiting:
                rows, problems = waiting.pop(0).result()
                done += len(rows)
                task.progress(what, done, len(commits))
                yield rows, problems
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read_chunk(
    repository: Repository, commits: Sequence[bytes], task: Task, how: tuple[str, str]
) -> tuple[list[CommitRow], list[Problem]]:
    """Read one chunk; where git gives up, retry in halves so that one bad commit costs only itself."""
    task.check()
    output, failure = _log(repository, commits, how)
    if failure is None:
        return list(parse(output)), []
    absent = repository.absent(oid + _TREE for oid in commits)
    if absent:
        lost = [oid for oid in commits if oid + _TREE in absent]
        rest = [oid for oid in commits if oid + _TREE not in absent]
        rows, problems = _read_unchanged(repository, lost, how)
        more, more_problems = _read_chunk(repository, rest, task, how) if rest else ([], [])
        place = {oid: place for place, oid in enumerate(commits)}
        return sorted(rows + more, key=lambda row: place[row.oid]), problems + more_problems
    if len(commits) > 1:
        middle = len(commits) // 2
        first, problems = _read_chunk(repository, commits[:middle], task, how)
        second, more_problems = _read_chunk(repository, commits[middle:], task, how)
        return first + second, problems + more_problems
    return _read_broken(repository, commits[0], how, failure)


def _read_unchanged(
    repository: Repository, commits: Sequence[bytes], how: tuple[str, str]
) -> tuple[list[CommitRow], list[Problem]]:
    """Read commits whose trees are not there, all at once: it may be every one."""
    output, _ = _log(repository, commits, ("--no-patch",), raw=())
    rows = list(parse(output))
    why = "what it changed cannot be read ({} is not there)."
    problems = [
        _problem(row.oid, why.format((row.oid + _TREE).decode()))
        for row in rows
        if how[0] == MERGES or len(row.parents) < 2
    ]
    return rows, problems


def _read_broken(
    repository: Repository, commit: bytes, how: tuple[str, str], failure: str
) -> tuple[list[CommitRow], list[Problem]]:
    """Read what git can still tell of one commit that it gave up on."""
    diffs, _ = how
    # Names of equal contents need no contents: what a partial clone left out is not missed.
    instead = "-M100%" if repository.partial else "--no-renames"
    output, again = _log(repository, [commit], (diffs, instead))
    if again is None:
        told = f"renames could not be looked for ({failure})."
        return list(parse(output)), [_problem(commit, told)]
    output, _ = _log(repository, [commit], ("--no-patch",), raw=())
    base, changes = _since_readable(repository, commit)
    told = f"what it changed cannot be read ({again})"
    if base is not None:
        before = f"commit {base.decode()[:12]}" if base else "nothing"
        told += f"; it is compared with {before}, and seems to have done what was done between"
    rows = [row._replace(changes=changes) for row in parse(output)]
    return rows, [_problem(commit, f"{told}.")]


def _since_readable(repository: Repository, commit: bytes) -> tuple[bytes | None, list[Change]]:
    """Return the nearest commit before whose files can be read, and what changed since.

    It is empty where there is none, and None where those of `commit` itself cannot be read.
    """
    before = repository.run("rev-list", "--first-parent", "--skip=1", commit).split()
    absent = repository.absent(oid + _TREE for oid in before)
    there = [oid for oid in before if oid + _TREE not in absent]
    empty = repository.run("hash-object", "-t", "tree", "--stdin").strip()
    for base in (*there[:_TRIES], b""):
        with contextlib.suppress(InputError):
            output = repository.run(*_DIFF_TREE, base or empty, commit)
            return base, _changes(output.split(b"\0"), 0)[0]
    return None, []


def _problem(commit: bytes, what: str) -> Problem:
    message = f"commit {commit.decode()[:12]}: {what} {MEND}"
    return Problem(kind="source", name="git", message=message)


def _log(
    repository: Repository,
    commits: Sequence[bytes],
    how: Sequence[str],
    raw: Sequence[str] = ("--raw", "--no-abbrev"),
) -> tuple[bytes, str | None]:
    with tempfile.TemporaryFile() as listed:
        listed.write(b"\n".join(commits) + b"\n")
        listed.seek(0)
        with repository.stream(*_LOG, *raw, *how, stdin=listed.fileno()) as (process, errors):
            assert process.stdout is not None  # noqa: S101 - it was asked for
            output = process.stdout.read()
            code = process.wait()
            failure = complaint(errors()) if code else None
    return output, failure


def parse(output: bytes) -> Iterator[CommitRow]:
    r"""Yield the commits in what ``git log -z --raw`` printed in the format above.

    NUL ends every field, and neither names, subjects nor paths can hold one, so whatever else they
    hold (newlines in paths, control characters) cannot be taken for structure.

    Examples
    --------
    >>> fields = [b"c" * 40, b"", b"Ada", b"a@x", b"0 +0000", b"Ada", b"a@x", b"0 +0000", b"Start"]
    >>> raw = b":000000 100644 " + b"0" * 40 + b" " + b"b" * 40 + b" A"
    >>> row = next(parse(b"\0".join([*fields, b"", b"", b"\n" + raw, b"a\nb", b""])))
    >>> row.subject, row.changes[0].path
    (b'Start', b'a\nb')
    """
    tokens = output.split(b"\0")
    last = len(tokens) - 1
    at = 0
    while at + 9 < last:
        oid, parents, name, email, authored, c_name, c_email, committed, subject = tokens[
            at : at + 9
        ]
        at += 9
        trailers = []
        if tokens[at]:
            while tokens[at]:
                trailers.append(tokens[at])
                at += 1
            at += 1
        else:
            at += 2
        changes, at = _changes(tokens, at)
        yield CommitRow(
            oid,
            parents.split(),
            (name, email),
            authored,
            (c_name, c_email),
            committed,
            subject,
            trailers,
            changes,
        )


def _changes(tokens: Sequence[bytes], at: int) -> tuple[list[Change], int]:
    """Read raw lines from `at` on; return them and where they end."""
    changes: list[Change] = []
    while at < len(tokens) - 1 and tokens[at][:2] in _STARTS:
        old_mode, mode, old_blob, blob, status = tokens[at].lstrip(b"\n:").split(b" ")
        path = old_path = tokens[at + 1]
        at += 2
        if status[0] in b"RC":
            path = tokens[at]
            at += 1
        changes.append(Change(status[0], old_mode, mode, old_blob, blob, path, old_path))
    return changes, at


_STARTS = frozenset((b"\n:", b":0", b":1"))
"""How a raw line begins; modes begin with 0 or 1, and no field that starts a commit does so."""
