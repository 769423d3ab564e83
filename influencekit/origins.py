"""Where lines come from and where they go: the origin of each line, carried from parent to child.

Lines are numbered when they are born. A revision whose diff against its first parent adds n lines
has the n numbers from its ``birth`` on, one for each added line; it gives a line its number unless
a later parent of a merge turns out to have that line. So one integer tells which revision a line is
from, and which of the lines that this revision added.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import attrs
import numpy as np

from influencekit.columns import Ints, Times
from influencekit.lineage import NONE

OPAQUE = None
"""Origins of a revision that has none: its content is binary, or a version cannot be read."""

Origins = Ints | None
Kept = tuple[int, int, int, int]
"""Lines that a parent has: first new line (from 0), how many, number of the parent, first old line
there. What `Deltas.overrides` gives for revisions whose hunks are not to be believed."""


@attrs.frozen(eq=False, kw_only=True)
class Deltas:
    """How each revision differs from its parents.

    Row k of revision r stands for its k-th parent, or for nothing (an empty file) where it has none.
    """

    parent_starts: Times
    """n + 1 offsets: the rows of revision r are ``parent_starts[r]:parent_starts[r + 1]``."""
    parent: Ints
    """Revisions; `NONE` in the only row of a revision without parents."""
    first: Times
    """First hunk of the row; `NONE`: identical content; -2: no hunks can be had."""
    last: Times
    """Behind the last hunk of the row."""
    hunks: Ints
    """First old line of a change (from 0), lines that go, lines that come; shape (hunks, 3)."""
    overrides: Mapping[int, Sequence[Kept]] = attrs.field(factory=dict)


UNKNOWN = -2
"""In `Deltas.first`: no hunks can be had."""


def births(deltas: Deltas) -> Times:
    """Return the first line number of each revision, and behind them the number of all; (n + 1,)."""
    added = np.zeros(len(deltas.hunks) + 1, np.int64)
    np.cumsum(deltas.hunks[:, 2], out=added[1:])
    rows = deltas.parent_starts[:-1]
    first, last = deltas.first[rows], deltas.last[rows]
    here = np.where(first >= 0, added[np.maximum(last, 0)] - added[np.maximum(first, 0)], 0)
    result = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(here, out=result[1:])
    return result


def born_places(deltas: Deltas, birth: Times, lines: Times) -> Ints:
    """Return the place (from 0), in the version that it was born in, of each of `lines`.

    Parameters
    ----------
    deltas
        How versions differ.
    birth
        As `births` returns it.
    lines
        Line numbers, in any order.
    """
    owner = np.searchsorted(birth, lines, "right") - 1
    versions, version = np.unique(owner, return_inverse=True)
    rows = deltas.parent_starts[versions]
    counts = deltas.last[rows] - deltas.first[rows]
    ends = np.cumsum(counts)
    inside = np.arange(counts.sum()) - np.repeat(ends - counts, counts)
    start, old, new = deltas.hunks[np.repeat(deltas.first[rows], counts) + inside].T.astype(
        np.int64
    )
    shift = np.cumsum(new - old) - (
        new - old
    )  # over all hunks before; of the same version is wanted
    shift -= np.repeat(np.append(shift, 0)[np.minimum(ends - counts, len(shift))], counts)
    born = np.cumsum(new) - new  # lines born in all hunks before
    first_born = np.append(born, 0)[np.minimum(ends - counts, len(born))]
    which = lines - birth[owner] + first_born[version]
    hunk = np.searchsorted(born, which, "right") - 1
    places: Ints = (start[hunk] + shift[hunk] + which - born[hunk]).astype(np.int32)
    return places


_MANY_HUNKS = 24
"""From here on whole arrays are quicker than going from hunk to hunk (measured)."""


def _woven(even: Ints, odd: Ints) -> Times:
    """Return even[0], odd[0], even[1], …, even[-1]."""
    result = np.empty(len(even) + len(odd), np.int64)
    result[::2] = even
    result[1::2] = odd
    return result


class Tracer:
    """Carries origins through revisions, keeping those that are still needed.

    Parameters
    ----------
    deltas
        Of all revisions.
    known
        Origins of some revisions, found earlier; looked up when they are needed.
    """

    def __init__(self, deltas: Deltas, known: Mapping[int, Origins] | None = None) -> None:
        self.deltas = deltas
        self.birth = births(deltas).tolist()
        dtype = np.int32 if self.birth[-1] < np.iinfo(np.int32).max else np.int64
        self.numbers = np.arange(self.birth[-1], dtype=dtype)
        self.origins: dict[int, Origins] = {}
        self._known = known if known is not None else {}
        self._starts = deltas.parent_starts.tolist()
        self._parent = deltas.parent.tolist()
        self._first = deltas.first.tolist()
        self._last = deltas.last.tolist()

    def parents(self, revision: int) -> list[int]:
        """Return the parents of `revision`."""
        found = self._parent[self._starts[revision] : self._starts[revision + 1]]
        return [] if found == [NONE] else found

    def of(self, revision: int) -> Origins:
        """Return the origins of `revision`, going back only as far as nothing is known."""
        self.find([revision])
        return self.origins[revision]

    def find(self, revisions: Iterable[int]) -> None:
        """Bring the origins of `revisions` into `origins`; none of what was only on the way there."""
        uses = Counter(revision for revision in revisions if revision not in self.origins)
        found, stack = set(), list(uses)
        while stack:
            at = stack.pop()
            if at in self.origins or at in found:
                continue
            found.add(at)
            if at not in self._known:
                uses.update(self.parents(at))
                stack.extend(self.parents(at))
        for at in sorted(found):
            if at in self._known:
                self.origins[at] = self._known[at]
                continue
            self.origins[at] = self.step(at)
            for parent in self.parents(at):
                uses[parent] -= 1
                if not uses[parent] and parent in found:
                    del self.origins[parent]

    def step(self, revision: int, gone: Callable[[Ints], object] | None = None) -> Origins:
        """Return the origins of `revision` from those of its parents, which must be known.

        Parameters
        ----------
        revision
            Which.
        gone
            Is given the lines of the first parent that are not in `revision`.
        """
        row, behind = self._starts[revision], self._starts[revision + 1]
        if revision in self.deltas.overrides:
            return self._override(revision, gone)
        birth = self.birth[revision]
        origins = self._apply(row, birth, gone)
        for later in range(row + 1, behind):
            other = self._apply(later, NONE, None)
            if origins is None or other is None:
                return OPAQUE
            if len(other) != len(origins):
                return OPAQUE
            open_ = np.flatnonzero((origins >= birth) & (other >= 0))
            origins[open_] = other[open_]
        return origins

    def _apply(self, row: int, birth: int, gone: Callable[[Ints], object] | None) -> Origins:
        """Carry lines along one row; new ones get numbers from `birth` on, or all `NONE`."""
        parent = self._parent[row]
        first = self._first[row]
        old = self.origins[parent] if parent != NONE else self.numbers[:0]
        if first == UNKNOWN or old is None:
            return OPAQUE
        if first in (NONE, self._last[row]):
            return old
        part = slice(first, self._last[row])
        if part.stop - part.start > _MANY_HUNKS:
            new, lost = self._apply_many(old, part, birth)
        else:
            new, lost = self._apply_few(old, self.deltas.hunks[part].tolist(), birth)
        if gone is not None and lost is not None and len(lost):
            gone(lost)
        return new

    def _apply_few(
        self, old: Ints, hunks: Sequence[Sequence[int]], birth: int
    ) -> tuple[Origins, Ints | None]:
        """Return the lines after `hunks`, and those that went; hunk by hunk."""
        parts, lost = [], []
        at = 0
        for start, goes, comes in hunks:
            if start > at:
                parts.append(old[at:start])
            if comes:
                if birth == NONE:
                    parts.append(np.full(comes, NONE, self.numbers.dtype))
                else:
                    parts.append(self.numbers[birth : birth + comes])
                    birth += comes
            if goes:
                lost.append(old[start : start + goes])
            at = start + goes
        if at > len(old):
            return OPAQUE, None  # hunks of another file: never answer with wrong lines
        parts.append(old[at:])
        return np.concatenate(parts), np.concatenate(lost) if lost else None

    def _apply_many(self, old: Ints, part: slice, birth: int) -> tuple[Origins, Ints | None]:
        """Return what `_apply_few` does, in whole arrays."""
        start, goes, comes = self.deltas.hunks[part].T
        behind = np.append(0, start + goes)
        if behind[-1] > len(old):
            return OPAQUE, None
        stays = np.append(start, len(old)) - behind
        every_other = np.arange(2 * len(stays) - 1) % 2 == 0
        kept = np.repeat(every_other, _woven(stays, goes))
        old_places = np.repeat(every_other, _woven(stays, comes))
        new: Ints = np.full(len(old_places), NONE, self.numbers.dtype)
        new[old_places] = old[kept]
        if birth != NONE:
            born = len(old_places) - int(stays.sum())
            new[~old_places] = self.numbers[birth : birth + born]
        return new, old[~kept]

    def _override(self, revision: int, gone: Callable[[Ints], object] | None) -> Origins:
        row = self._starts[revision]
        hunks = self.deltas.hunks[self._first[row] : self._last[row]]
        size = int((hunks[:, 2] - hunks[:, 1]).sum())
        parents = self.parents(revision)
        first = self.origins[parents[0]] if parents else self.numbers[:0]
        if first is None:
            return OPAQUE
        origins = np.full(size + len(first), NONE, self.numbers.dtype)
        mine = self.numbers[self.birth[revision] : self.birth[revision + 1]]
        places = born_places(self.deltas, np.array(self.birth), mine)
        origins[places] = mine
        for new, count, number, old in self.deltas.overrides[revision]:
            source = self.origins[parents[number]]
            if source is None:
                return OPAQUE
            origins[new : new + count] = source[old : old + count]
        lost = np.setdiff1d(first, origins)
        if gone is not None and len(lost):
            gone(lost)
        return origins


def trace(
    tracer: Tracer,
    ledger: "Ledger",
    entries: Iterable[int],
    *,
    keep: Iterable[int],
    taken: Ints | None = None,
    progress: Callable[[int], object] = lambda _: None,
) -> Ints:
    """Trace the revisions that `entries` made; leave in the tracer `keep`.

    Parameters
    ----------
    tracer
        Knows the origins of whatever older revisions the new ones descend from, or finds them.
    ledger
        What each entry did.
    entries
        Ascending.
    keep
        Revisions whose origins are wanted afterwards.
    taken
        What this function returned for other entries, to go on from.
    progress
        Is told now and then which entry is reached.

    Returns
    -------
    Ints
        One a line number: the entry that took it out of a file, of several the one of the lowest
        rank; `NONE` where none did. The line may live all the same: a merge can bring it back.
    """
    entries = list(entries)
    uses = _uses(tracer, ledger, entries, keep)
    tracer.find(_older(uses, ledger, entries))
    losses = _Losses()
    for entry in entries:
        for revision in _trace_entry(tracer, ledger, entry, losses):
            uses[revision] -= 1
            if uses[revision] <= 0:
                tracer.origins.pop(revision, None)
        if not entry % 4096:
            progress(entry)
    known = np.zeros(0, np.int32) if taken is None else taken
    return _first_taken(losses, known, ledger.rank, tracer.birth[-1])


def _uses(
    tracer: Tracer, ledger: "Ledger", entries: Sequence[int], keep: Iterable[int]
) -> list[int]:
    """Return how often each revision will be asked for."""
    uses = [0] * (len(ledger.maker) + 1)  # the last one stands for NONE
    for revision in keep:
        uses[revision] += 1
    for entry in entries:
        uses[ledger.source[entry]] += 1
        if ledger.makes(entry):
            made = ledger.revision[entry]
            uses[made] += 1
            for parent in tracer.parents(made):
                uses[parent] += 1
    return uses


def _older(uses: Sequence[int], ledger: "Ledger", entries: Sequence[int]) -> list[int]:
    """Return the revisions that will be asked for and that no entry makes."""
    asked = np.flatnonzero(uses[:-1])
    made = np.isin(np.array(ledger.maker, np.int64)[asked], entries)
    older: list[int] = asked[~made].tolist()
    return older


@attrs.frozen(eq=False, kw_only=True)
class Ledger:
    """What each entry did to its path; one row an entry."""

    revision: Sequence[int]
    """The version from there on, `NONE` where the path goes."""
    source: Sequence[int]
    """The version before, `NONE` where there was none."""
    rank: Ints
    """Which of several entries is held to have taken a line away: the lowest; no two are equal."""
    maker: Sequence[int]
    """One a revision: the entry that made it."""
    moved: AbstractSet[int] = frozenset()
    """Entries that drop a file whose lines live on in another file of the same commit."""

    def makes(self, entry: int) -> bool:
        """Whether the entry made a revision (it may also remove one, or take a parent's)."""
        revision = self.revision[entry]
        return revision != NONE and self.maker[revision] == entry


def _trace_entry(tracer: Tracer, ledger: Ledger, entry: int, losses: "_Losses") -> list[int]:
    """Trace one entry; return the revisions that were used."""
    revision, source = ledger.revision[entry], ledger.source[entry]
    used = [source]
    makes = ledger.makes(entry)
    parents = tracer.parents(revision) if makes else []
    if makes:
        for parent in parents:
            tracer.of(parent)
        tracer.origins[revision] = tracer.step(revision, lambda lines: losses.add(entry, lines))
        used += (revision, *parents)
    dropped = revision == NONE or (makes and source not in parents)
    if source != NONE and dropped and entry not in ledger.moved:
        whole = tracer.of(source)
        if whole is not None and len(whole):
            losses.add(entry, whole)
    return used


class _Losses:
    """Lines that went, entry by entry, without an object for each."""

    def __init__(self) -> None:
        self._lines = bytearray()
        self._entries = array("i")
        self._counts = array("q")
        self._dtype: np.dtype[Any] = np.dtype(np.int32)

    def add(self, entry: int, lines: Ints) -> None:
        """Note that `lines` went in `entry`."""
        self._dtype = lines.dtype
        self._lines += lines.tobytes()
        self._entries.append(entry)
        self._counts.append(len(lines))

    def arrays(self) -> tuple[Ints, Ints]:
        """Return (line, entry), in the order in which they were added."""
        entries = np.frombuffer(self._entries, np.int32)
        return (
            np.frombuffer(self._lines, self._dtype),
            np.repeat(entries, np.frombuffer(self._counts, np.int64)),
        )


def _first_taken(losses: _Losses, taken: Ints, rank: Ints, lines: int) -> Ints:
    # The last place of both look-ups stands for NONE, whose rank is behind all others.
    ranks = np.append(rank, len(rank)).astype(np.int32)
    entries = np.append(np.argsort(rank), NONE).astype(np.int32)
    best = np.full(lines, len(rank), np.int32)
    best[: len(taken)] = ranks[taken]
    line, entry = losses.arrays()
    np.minimum.at(best, line, ranks[entry])
    first: Ints = entries[best]
    return first
