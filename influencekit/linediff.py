"""Which lines of one text are which lines of another: a patience diff in memory, for editors.

Lines that stand once in both texts hold the rest in place (Bram Cohen's patience diff); between them
the longest common runs are looked for. What is said to be the same line has the same text, and the
lines that are the same stand in the same order in both texts.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

_LARGEST = 40_000
"""Pairs of lines in a stretch without any line of its own above which nothing is looked for."""
Block = tuple[int, int, int]
"""First old line and first new line (both from 0), and how many are the same from there on."""


def lines_of(text: str) -> tuple[str, ...]:
    r"""Return the lines of `text` as git counts them: a line feed ends one, nothing else does.

    A carriage return before it is left out; form feeds and U+2028 are characters like others.

    Examples
    --------
    >>> lines_of("a\r\nb\f\u2028c\n"), lines_of("a\n\nb"), lines_of("")
    (('a', 'b\x0c\u2028c'), ('a', '', 'b'), ())
    """
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return tuple(line.removesuffix("\r") for line in lines)


def carry(old: Sequence[str], new: Sequence[str]) -> tuple[int, ...]:
    """Return for each line of `old` its number in `new`, counted from 1; 0 where it is not there.

    Examples
    --------
    >>> carry(["a", "b", "c"], ["x", "a", "c"])
    (2, 0, 3)
    """
    where = [0] * len(old)
    for first, second, length in blocks(old, new):
        where[first : first + length] = range(second + 1, second + length + 1)
    return tuple(where)


def blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Yield the runs of lines that are the same, in order.

    Examples
    --------
    >>> list(blocks(["a", "b", "c"], ["x", "a", "c"]))
    [(0, 1, 1), (2, 2, 1)]
    """
    stack = [(0, len(old), 0, len(new), False)]
    while stack:
        low, high, start, end, same = stack.pop()
        if same:
            yield low, start, high - low
            continue
        if head := _common(old[low:high], new[start:end]):
            yield low, start, head
            low, start = low + head, start + head
        if low == high or start == end:
            continue
        if tail := _common(old[low:high][::-1], new[start:end][::-1]):
            stack.append((high - tail, high, end - tail, end, True))
            stack.append((low, high - tail, start, end - tail, False))
        elif len(parts := list(_parted(old, new, (low, high, start, end, False)))) > 1:
            stack += reversed(parts)
        elif (high - low) * (end - start) <= _LARGEST:
            matcher = SequenceMatcher(None, old[low:high], new[start:end], autojunk=False)
            for found in matcher.get_matching_blocks()[:-1]:
                yield low + found.a, start + found.b, found.size


_Stretch = tuple[int, int, int, int, bool]
"""Old lines from and behind, new lines from and behind, and whether they are known to be the same."""


def _parted(old: Sequence[str], new: Sequence[str], whole: _Stretch) -> Iterator[_Stretch]:
    """Yield what the lines that stand once in both texts make of a stretch, in order."""
    low, high, start, end, _ = whole
    for at, to in _held(old[low:high], new[start:end]):
        first, second = whole[0] + at, whole[2] + to
        if first < low:  # in the run before
            continue
        yield low, first, start, second, False
        low, start = first + 1, second + 1
        while low < high and start < end and old[low] == new[start]:
            low, start = low + 1, start + 1
        yield first, low, second, start, True
    yield low, high, start, end, False


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many lines both begin with."""
    size = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        size += 1
    return size


def _held(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of lines that stand once in both, the longest series that rises in both."""
    known, other = Counter(old), Counter(new)
    place = {line: at for at, line in enumerate(new) if other[line] == 1}
    pairs = [(at, place[line]) for at, line in enumerate(old) if known[line] == 1 and line in place]
    if all(here[1] < there[1] for here, there in pairwise(pairs)):
        return pairs
    ends: list[int] = []  # patience sorting: the smallest end of a rising series of each length
    last: list[int] = []
    before = [-1] * len(pairs)
    for at, (_, target) in enumerate(pairs):
        pile = bisect_left(ends, target)
        before[at] = last[pile - 1] if pile else -1
        ends[pile : pile + 1] = [target]
        last[pile : pile + 1] = [at]
    series = []
    at = last[-1] if last else -1
    while at >= 0:
        series.append(pairs[at])
        at = before[at]
    return series[::-1]
