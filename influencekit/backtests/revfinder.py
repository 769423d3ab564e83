"""RevFinder, the ranking of reviewers by paths that others are held to; for comparison alone.

P. Thongtanunam, C. Tantithamthavorn, R. G. Kula, N. Yoshida, H. Iida, K. Matsumoto. "Who should review my
code? A file location-based code-reviewer recommendation approach for modern code review." SANER 2015.
Paths are compared part by part in four ways; a review's reviewers get its mean over all pairs of files,
and the four rankings are joined by Borda count.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Floats, Ints

Bits = npt.NDArray[np.uint64]
_ONE = np.uint64(1)
MOST = 50
"""Files of a review beyond which it is left out."""
DEEPEST = 63
"""Parts that a path may have."""
WAYS = 4
"""Common prefix, suffix, substring and subsequence."""


@attrs.frozen(eq=False)
class Paths:
    """Different paths, as columns of numbered parts."""

    parts: Sequence[Sequence[int]]
    """Of each path, from the left; numbers from 1 on."""
    left: Ints
    """(depth, paths): the parts from the left, then 0."""
    right: Ints
    """(depth, paths): the parts from the right, then 0."""
    size: Ints
    """How many parts each path has."""

    @classmethod
    def of(cls, paths: Sequence[str]) -> "Paths":
        """Return the parts of `paths` as columns."""
        numbers: dict[str, int] = {}
        parts = [
            [numbers.setdefault(part, len(numbers) + 1) for part in path.split("/")]
            for path in paths
        ]
        left = np.zeros((max(map(len, parts), default=0), len(parts)), np.int32)
        right = np.zeros_like(left)
        for column, row in enumerate(parts):
            left[: len(row), column] = row
            right[: len(row), column] = row[::-1]
        return cls(parts, left, right, np.array([len(row) for row in parts], np.int32))

    def alike(self, path: int) -> Floats:
        """Return (ways, paths): parts in common with `path`, over those of the longer one.

        Examples
        --------
        >>> Paths.of(["src/a/x.c", "src/b/a/x.c", "y.c"]).alike(0).tolist()
        [[1.0, 0.25, 0.0], [1.0, 0.5, 0.0], [1.0, 0.5, 0.0], [1.0, 0.75, 0.0]]
        """
        mine = self.parts[path]
        same = np.zeros(int(self.left.max(initial=0)) + 1, np.uint64)
        for place, part in enumerate(mine):
            same[part] |= np.uint64(1 << place)
        matches = same[self.left]
        some = np.flatnonzero(matches.any(axis=0))
        common = np.zeros((WAYS, self.left.shape[1]))
        common[0] = _run(self.left, mine)
        common[1] = _run(self.right, mine[::-1])
        common[2, some] = _substring(matches[:, some])
        common[3, some] = _subsequence(matches[:, some], len(mine))
        whole: Floats = common / np.maximum(self.size, len(mine))
        return whole


def _run(columns: Ints, parts: Sequence[int]) -> Ints:
    """Return how many of the first parts of each column are `parts`."""
    long = np.array(parts[: len(columns)], np.int32)[:, None]
    run: Ints = np.logical_and.accumulate(columns[: len(long)] == long, axis=0).sum(axis=0)
    return run


def _substring(matches: Bits) -> Ints:
    """Return the longest common substring, in parts; `matches` has a bit for each equal part."""
    longest, alive = np.zeros(matches.shape[1], np.int32), matches
    while len(alive) and alive.any():
        longest += alive.any(axis=0)
        alive = (alive[:-1] << _ONE) & matches[len(matches) - len(alive) + 1 :]
    return longest


def _subsequence(matches: Bits, size: int) -> Ints:
    """Return the longest common subsequence, in parts: one bit operation a part (Hyyrö 2004)."""
    full = np.uint64((1 << size) - 1)
    row = np.full(matches.shape[1], full)
    for match in matches:
        both = row & match
        row = (row + both) | (row - both)
    length: Ints = (size - np.bitwise_count(row & full)).astype(np.int32)
    return length


def likeness(reviews: Sequence[Sequence[str]]) -> Iterator[Floats]:
    """Yield for each review (ways, earlier reviews): the mean over all pairs of files.

    0 where one of the two has no file, or more than `MOST`.

    Parameters
    ----------
    reviews
        The files of each, the oldest first.
    """
    small = [files if len(files) <= MOST else () for files in reviews]
    left = Counter(path for files in small for path in files)
    names = {path: number for number, path in enumerate(left)}
    paths = Paths.of(list(names))
    of = np.array([names[path] for files in small for path in files], np.int32)
    review = np.repeat(np.arange(len(small)), [len(files) for files in small])
    size = np.maximum([len(files) for files in small], 1)
    known: dict[str, Floats] = {}
    for now, files in enumerate(small):
        found = np.zeros((WAYS, now))
        for path in files:
            if path not in known:
                alike = paths.alike(names[path])[:, of]
                known[path] = np.array([np.bincount(review, way, len(small)) for way in alike])
            found += known[path][:, :now]
            left[path] -= 1
            if not left[path]:
                del known[path]
        yield found / (size[:now] * size[now])


def joined(scores: Floats) -> Floats:
    """Return the Borda count: in each ranking, how many of its people are not above somebody.

    Parameters
    ----------
    scores
        (ways, people); whoever has 0 is not in that ranking.

    Examples
    --------
    >>> joined(np.array([[0.9, 0.5, 0.0], [0.5, 0.5, 0.2]])).tolist()
    [5.0, 4.0, 1.0]
    """
    points = np.zeros(scores.shape[1])
    for way in scores:
        ranked = np.sort(way[way > 0])
        points += np.searchsorted(ranked, way, side="right") * (way > 0)
    return points
