"""Which lines changed between two blobs, for a great many pairs of blobs.

git compares trees, so the pairs are made into pairs of trees: pair i of a group stands as path
``i`` in both. The trees live in the private repository; no commit, no path and no attribute of the
analysed history takes part, so each pair is compared once however often it occurs, in the order
that is cheapest (the versions of one file together: their deltas unpack from one another), on all
cores. Line contents are passed over: what is kept of each hunk is where it is and how long.
"""

import os
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from queue import SimpleQueue

import attrs
import numpy as np

from influencekit.columns import Bytes, Ints
from influencekit.protocols import Task
from influencekit_git.repository import Repository, complaint

BINARY = -1
UNREADABLE = -2

_DIFF = (
    "diff-tree",
    "--stdin",
    "-r",
    "-p",
    "-U0",
    "--no-renames",
    "--full-index",
    "--no-textconv",
    "--no-ext-diff",
    "--no-color",
    "--diff-algorithm=myers",
    "--indent-heuristic",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
TREE = 500
"""Pairs in one pair of trees."""
GROUP = 1000
"""Pairs that are handed out, read and kept together."""


@attrs.frozen(eq=False)
class Hunks:
    """Hunks of some pairs of blobs. Between two hunks lines match one to one."""

    pair: Ints
    """Which pair, as numbered by the caller; one row a pair."""
    count: Ints
    """Number of hunks of the pair; `BINARY` or `UNREADABLE`."""
    start: Ints
    """First old line of the hunk, counted from 0; where no line goes, the line to insert before."""
    old: Ints
    """Lines that go; one row a hunk, pair by pair."""
    new: Ints
    """Lines that come."""


Pair = tuple[bytes, bytes]
"""Object ids of two blobs, hex; either may be the null id."""
Failure = tuple[int, str]
"""A pair that cannot be compared, and what git says of it."""


def read_hunks(
    repository: Repository, pairs: Sequence[Pair], jobs: int, task: Task
) -> Iterator[tuple[Hunks, list[Failure]]]:
    """Yield the hunks of `pairs`, group by group; `pair` is the index into `pairs`."""
    workers = [_Worker(repository) for _ in range(jobs)]
    idle = SimpleQueue[_Worker]()
    for worker in workers:
        idle.put(worker)

    def work(start: int) -> tuple[Hunks, list[Failure]]:
        with task.place():
            task.check()
            worker = idle.get()
            try:
                return worker.hunks(pairs[start : start + GROUP], start)
            finally:
                if task.crowded:
                    worker.close()
                idle.put(worker)

    done = 0
    with ThreadPoolExecutor(jobs, "influencekit-hunks") as pool:
        starts = iter(range(0, len(pairs), GROUP))
        waiting = deque(pool.submit(work, start) for start in islice(starts, jobs * 3))
        try:
            while waiting:
                hunks, failures = waiting.popleft().result()
                waiting.extend(pool.submit(work, start) for start in islice(starts, 1))
                done += len(hunks.pair)
                task.progress("changes", done, len(pairs))
                yield hunks, failures
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.close()


class _Worker:
    """One git process that compares trees for as long as there are any.

    It is kept: a fresh one would have to fill its caches of unpacked objects again.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._stack = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: Callable[[], bytes] = bytes
        self._pipe = _Pipe()

    def close(self) -> None:
        self._stack.close()
        self._process = None

    def hunks(self, pairs: Sequence[Pair], first: int) -> tuple[Hunks, list[Failure]]:
        """Compare `pairs`; where git gives up, retry without what is not there, else in halves."""
        found = self._compared(pairs, first)
        if isinstance(found, Hunks):
            return found, []
        failure = found
        null = self._repository.null
        absent = self._repository.absent({oid for pair in pairs for oid in pair} - {null})
        lost = [place for place, pair in enumerate(pairs) if not absent.isdisjoint(pair)]
        if lost:
            kept = [(null, null) if not absent.isdisjoint(pair) else pair for pair in pairs]
            some, failures = self.hunks(kept, first)
            some.count[lost] = UNREADABLE
            return some, failures + [(first + place, failure) for place in lost]
        if len(pairs) > 1:
            middle = len(pairs) // 2
            one, failures = self.hunks(pairs[:middle], first)
            two, more = self.hunks(pairs[middle:], first + middle)
            return _joined(one, two), failures + more
        nothing = np.zeros(0, np.int32)
        unread = np.array([UNREADABLE], np.int32)
        return (
            Hunks(np.array([first], np.int32), unread, nothing, nothing, nothing),
            [(first, failure)],
        )

    def _compared(self, pairs: Sequence[Pair], first: int) -> Hunks | str:
        """Return the hunks, or what git says that keeps it from telling them."""
        trees = b"".join(
            b"%s %s\n" % tuple(self._tree(pairs, start, side) for side in (0, 1))
            for start in range(0, len(pairs), TREE)
        )
        if self._process is None:
            self._process, self._errors = self._stack.enter_context(
                self._repository.stream(*_DIFF, stdin=subprocess.PIPE)
            )
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        try:
            self._process.stdin.write(trees + _END)
            self._process.stdin.flush()
            blocks = self._pipe.blocks(self._process.stdout.fileno())
            return parse(blocks, len(pairs), first)
        except (BrokenPipeError, EOFError):
            self._process.wait()
            failure = complaint(self._errors())
            self.close()
            return failure

    def _tree(self, pairs: Sequence[Pair], start: int, side: int) -> bytes:
        """Make the tree of one side of the pairs from `start` on; return its object id.

        `git mktree` would do it as well, in a process each time.
        """
        content = b"".join(
            b"100644 %05d\0" % number + bytes.fromhex(pair[side].decode())
            for number, pair in enumerate(pairs[start : start + TREE], start)
            if pair[side] != self._repository.null
        )
        return self._repository.keep(b"tree", content)


_END = b"end of group\n"
"""``diff-tree --stdin`` prints a line that names no object as it stands, and flushes."""


class _Pipe:
    """Reads what a process prints into one buffer that is used again and again.

    Fresh memory for 300 MB of patches would cost as much time as comparing a tenth of them; and one
    patch may be larger than any memory.
    """

    def __init__(self) -> None:
        self._buffer = bytearray(_BLOCK)

    def blocks(self, pipe: int) -> Iterator[memoryview]:
        """Yield whole lines up to the echo of `_END`, which no line of a patch can be equal to.

        A block is valid until the next. Of a line that is longer than a block only the beginning
        and the end are there: it is a content's.
        """
        buffer, size = self._buffer, 0
        while True:
            with memoryview(buffer) as view:
                got = os.readv(pipe, [view[size:]])
            if not got:
                raise EOFError
            size += got
            if buffer.endswith(b"\n" + _END, 0, size) or (
                size == len(_END) and buffer.startswith(_END)
            ):
                yield memoryview(buffer)[: size - len(_END)]
                return
            if len(buffer) - size < _READ:
                whole = buffer.rfind(b"\n", 0, size) + 1
                if whole:
                    yield memoryview(buffer)[:whole]
                    buffer[: size - whole] = buffer[whole:size]
                    size -= whole
                else:
                    size = 1  # its first byte tells what a line is


_READ = 1 << 18
_BLOCK = 1 << 22


def _joined(one: Hunks, two: Hunks) -> Hunks:
    return Hunks(
        *(
            np.concatenate((getattr(one, field.name), getattr(two, field.name)))
            for field in attrs.fields(Hunks)
        )
    )


def parse(blocks: Iterable[memoryview | bytes], pairs: int, first: int = 0) -> Hunks:
    r"""Return the hunks in the patch of a group of `pairs` pairs, which comes in blocks of lines.

    Within a patch a line's first byte tells what it is: contents begin with ``+``, ``-`` or ``\``,
    so what else begins a line is git's own. Everything is done on arrays of line starts.

    Examples
    --------
    >>> patch = b"diff --git a/00001 b/00001\nindex 1..2 100644\n@@ -3,2 +3 @@ f()\n-a\n-b\n+@@\n"
    >>> found = parse([patch], 2)
    >>> found.count.tolist(), found.start.tolist(), found.old.tolist(), found.new.tolist()
    ([0, 1], [2], [2], [1])
    """
    count = np.zeros(pairs, np.int32)
    parts = [np.zeros((3, 0), np.int32)]
    at = 0
    for block in blocks:
        data = np.frombuffer(block, np.uint8)
        starts = np.concatenate((np.zeros(1, np.int64), np.flatnonzero(data == _NEWLINE) + 1))
        starts = starts[starts < len(data)]
        kind = data[starts]
        files = starts[kind == ord("d")]
        headers = starts[kind == ord("@")]
        binary = starts[kind == ord("B")]
        # What stands before the first file of a block is of the last one of the block before.
        number = np.append(at, _numbers_after(data, files, len(b"diff --git a/")))
        np.add.at(count, number[np.searchsorted(files, headers, "right")], 1)
        count[number[np.searchsorted(files, binary, "right")]] = BINARY
        parts.append(np.array(_ranges(data, headers)))
        at = int(number[-1])
    start, old, new = np.concatenate(parts, axis=1)
    return Hunks(np.arange(first, first + pairs, dtype=np.int32), count, start, old, new)


_NEWLINE = 10


def _numbers_after(
    data: Bytes, lines: "np.ndarray[tuple[int], np.dtype[np.int64]]", skip: int
) -> Ints:
    """Return the five-digit number that stands `skip` bytes into each line."""
    value = np.zeros(len(lines), np.int32)
    for place in range(5):
        value = value * 10 + (data[lines + (skip + place)] - ord("0"))
    return value


def _ranges(
    data: Bytes, headers: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> tuple[Ints, Ints, Ints]:
    """Read ``@@ -a,b +c,d @@`` at each of `headers`; return a (from 0), b and d."""
    at = headers + len(b"@@ -")
    a, at = _number(data, at)
    b, at = _count(data, at)
    _, at = _number(data, at + len(b" +"))
    d, _ = _count(data, at)
    return a - (b > 0), b, d


def _number(
    data: Bytes, at: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> tuple[Ints, "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    """Read the decimal number at each position; return numbers and the positions behind them."""
    value = np.zeros(len(at), np.int32)
    at = at.copy()
    going = np.arange(len(at))
    while len(going):
        digit = data[at[going]].astype(np.int32) - ord("0")
        is_digit = (digit >= 0) & (digit <= 9)
        going, digit = going[is_digit], digit[is_digit]
        value[going] = value[going] * 10 + digit
        at[going] += 1
    return value, at


def _count(
    data: Bytes, at: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> tuple[Ints, "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    """Read ``,n`` where it stands; a range without it is one line long."""
    value = np.ones(len(at), np.int32)
    given = np.flatnonzero(data[at] == ord(","))
    behind = at.copy()
    value[given], behind[given] = _number(data, at[given] + 1)
    return value, behind
