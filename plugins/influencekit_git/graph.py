"""The revision graph of one repository: what the store holds of it, and what new commits add."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain

import attrs
import numpy as np

from influencekit import lineage
from influencekit.columns import Flags, Ints, Times
from influencekit.lineage import GITLINK, NONE, Entries, Revisions
from influencekit.origins import UNKNOWN, Deltas, Ledger
from influencekit_git.store import Array, Store


@attrs.define(eq=False)
class Graph:
    """Commits, entries and revisions, read from the store and extended in memory."""

    store: Store
    revisions: Revisions = attrs.field(factory=Revisions.none)
    known_entries: int = 0
    """Entries whose revisions the store holds."""
    known_revisions: int = 0
    maker: Ints = attrs.field(factory=lambda: np.zeros(0, np.int32))
    """One a revision: the entry that made it; set by `extend`."""
    _reachable: dict[int, Flags] = attrs.field(factory=dict)

    @cached_property
    def parent_starts(self) -> Times:
        """Where the parents of each commit begin: n + 1 offsets into `parents`."""
        return starts_of(self.store.column("commit.parents"))

    @cached_property
    def parents(self) -> Ints:
        """Indices of commits."""
        return self.store.column("parent")

    @cached_property
    def entries(self) -> Entries:
        """What commits changed."""
        column = self.store.column
        return Entries(
            commit=column("entry.commit"),
            path=column("entry.path"),
            old_path=column("entry.old_path"),
            blob=column("entry.blob"),
            kind=column("entry.kind"),
        )

    @cached_property
    def merge(self) -> Flags:
        """One a commit: whether it has several parents in this history."""
        return np.diff(self.parent_starts) > 1

    @property
    def paths(self) -> int:
        """How many paths there are."""
        return len(self.store.column("path.length"))

    def load(self) -> None:
        """Take up the revisions that the store holds."""
        column = self.store.column
        made = self.revisions
        maker = column("revision.entry")
        for name, values in (
            ("entry_revision", column("entry.revision")),
            ("entry_source", column("entry.source")),
            ("path", self.entries.path[maker]),
            ("blob", self.entries.blob[maker]),
            ("kind", self.entries.kind[maker]),
            ("commit", self.entries.commit[maker]),
        ):
            getattr(made, name).frombytes(values.astype(np.int32).tobytes())
        self.known_entries = len(made.entry_revision)
        self.known_revisions = made.first = len(made)

    def extend(self) -> None:
        """Walk the commits that have no revisions yet."""
        commit = self.entries.commit
        known = int(self.store.fact("walked", "0"))
        assert self.known_entries == int(np.searchsorted(commit, known))  # noqa: S101 - one writer
        lineage.walk(
            self.entries, self.parent_starts, self.parents, self.paths, self.revisions, known=known
        )
        revisions = np.array(self.revisions.entry_revision, np.int32)
        self.maker = makers(revisions, len(self.revisions))

    def columns(self) -> dict[str, Array]:
        """Return what the store lacks."""
        made = self.revisions
        counts, parents = _flat(made.parents)
        return {
            "entry.revision": np.array(made.entry_revision[self.known_entries :], np.int32),
            "entry.source": np.array(made.entry_source[self.known_entries :], np.int32),
            "revision.entry": self.maker[self.known_revisions :],
            "revision.parents": counts,
            "revision.parent": parents,
        }

    def parent_columns(self) -> tuple[Ints, Ints]:
        """Return how many parents each version has, and all of them in a row."""
        counts, parents = _flat(self.revisions.parents)
        return (
            np.append(self.store.column("revision.parents"), counts),
            np.append(self.store.column("revision.parent"), parents),
        )

    def ledger(self) -> Ledger:
        """Return what each entry did."""
        return Ledger(
            revision=self.revisions.entry_revision,
            source=self.revisions.entry_source,
            rank=self._rank(),
            maker=self.maker.tolist(),
            moved=frozenset(self._moved().tolist()),
        )

    def _rank(self) -> Ints:
        """Return the place of each entry in an order that depends on no numbering.

        Those of ordinary commits first, of merges last; the older before the younger.
        """
        oids = self.store.column("commit.oid", np.uint8).reshape(len(self.merge), -1)
        times = self.store.column("commit.committed_at", np.int64)
        commits = np.lexsort((oids[:, :8].copy().view(">u8")[:, 0], times, self.merge))
        commit = self.entries.commit
        bounds = starts_of(np.bincount(commit, minlength=len(commits)))
        starts = np.empty(len(commits), np.int64)
        starts[commits] = starts_of(np.diff(bounds)[commits])[:-1]
        inside = np.arange(len(commit)) - bounds[commit]
        return (starts[commit] + inside).astype(np.int32)

    def _moved(self) -> Ints:
        """Return the entries that drop a file whose lines live on in another of their commit."""
        counts, parent = self.parent_columns()
        maker = self.maker[np.repeat(np.arange(len(counts)), counts)]
        source = np.array(self.revisions.entry_source, np.int64)
        commit = self.entries.commit.astype(np.int64)
        adopted = parent != source[maker]
        lives = np.unique(commit[maker[adopted]] << 32 | parent[adopted])
        drops = np.isin(commit << 32 | source, lives) & (source != NONE)
        return np.flatnonzero(drops).astype(np.int32)

    def reachable(self, head: int) -> Flags:
        """Return which commits `head` has behind it, itself among them; none for `NONE`."""
        if head not in self._reachable:
            self._reachable[head] = self._reach(head)
        return self._reachable[head]

    def _reach(self, head: int) -> Flags:
        seen = bytearray(len(self.merge))
        if head != NONE:
            seen[head] = 1
        starts, parents = self.parent_starts.tolist(), self.parents.tolist()
        for commit in range(head, -1, -1):
            if seen[commit]:
                for parent in parents[starts[commit] : starts[commit + 1]]:
                    seen[parent] = 1
        return np.frombuffer(bytes(seen), np.bool_)

    def wanted(self, revisions: Iterable[int]) -> list[tuple[int, int]]:
        """Return the pairs of blobs (old, new) to compare; old is `NONE` for an empty file."""
        made = self.revisions
        merge = self.merge.tolist()
        pairs = []
        for revision in revisions:
            if made.kind[revision] == GITLINK:
                continue
            blob = made.blob[revision]
            parents: Sequence[int] = made.parents[revision - made.first]
            olds = [made.blob[parent] for parent in parents] or [NONE]
            # ``git log`` counts against the name that it saw, if any, which may be another one.
            source = made.entry_source[self.maker[revision]]
            if source == NONE and not merge[made.commit[revision]]:
                olds.append(NONE)
            elif source != NONE and not parents[1:] and made.kind[source] != GITLINK:
                olds.append(made.blob[source])
            pairs += [(old, blob) for old in olds if old != blob]
        return pairs

    def deltas(self) -> Deltas:
        """Return how the revisions differ from their parents, as far as the store knows."""
        made = self.revisions
        counts, flat = self.parent_columns()
        rows = np.maximum(counts, 1)
        parent_starts = starts_of(rows)
        parent = np.full(parent_starts[-1], NONE, np.int32)
        parent[np.repeat(counts > 0, rows)] = flat
        blob = np.array(made.blob, np.int64)
        own = np.repeat(np.arange(len(made)), rows)
        old = np.where(parent == NONE, NONE, blob[parent])
        first, last = self.hunk_bounds(old, blob[own])
        linked = np.array(made.kind, np.int32)[own] == GITLINK
        first[linked] = UNKNOWN
        return Deltas(
            parent_starts=parent_starts,
            parent=parent,
            first=first,
            last=last,
            hunks=self.hunks(),
        )

    def hunks(self) -> Ints:
        """Return all hunks as `influencekit.origins.Deltas` has them."""
        return np.column_stack([self.store.column(f"hunk.{part}") for part in _HUNK])

    def hunk_bounds(self, old: Times, new: Times) -> tuple[Times, Times]:
        """Return (first, last) for pairs of blobs, as `influencekit.origins.Deltas` has them."""
        count = self.store.column("pair.count")
        first = np.where(old == new, NONE, UNKNOWN).astype(np.int64)
        last = np.zeros(len(old), np.int64)
        if len(count):
            ends = np.cumsum(np.maximum(count, 0), dtype=np.int64)
            keys = pair_keys(self.store.column("pair.old"), self.store.column("pair.new"))
            order = np.argsort(keys, kind="stable")
            wanted = pair_keys(old, new)
            place = np.searchsorted(keys, wanted, sorter=order)
            row = order[np.minimum(place, len(order) - 1)]
            found = (keys[row] == wanted) & (count[row] >= 0) & (old != new)
            last[found] = ends[row[found]]
            first[found] = last[found] - count[row[found]]
        return first, last


_HUNK = ("start", "old", "new")


def _flat(groups: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Return the groups' sizes, and their members in a row."""
    sizes = np.fromiter(map(len, groups), np.int32, len(groups))
    return sizes, np.fromiter(chain.from_iterable(groups), np.int32, int(sizes.sum()))


def starts_of(counts: Array) -> Times:
    """Return n + 1 offsets for n group sizes."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def makers(entry_revision: Ints, revisions: int) -> Ints:
    """Return the entry that made each revision: the first that has it."""
    made, first = np.unique(entry_revision, return_index=True)
    return first[len(made) - revisions :].astype(np.int32)


def pair_keys(old: Array, new: Array) -> Times:
    """Return one number for each pair of blobs; `NONE` stands for an empty file."""
    return ((old.astype(np.int64) + 1) << 32) | (new.astype(np.int64) + 1)
