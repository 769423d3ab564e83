"""The revision graph of one repository: what the store holds of it, and what new commits add."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

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
        parents = column("revision.parent").tolist()
        bounds = starts_of(column("revision.parents")).tolist()
        made.parents.extend(tuple(parents[start:end]) for start, end in pairwise(bounds))
        self.known_entries, self.known_revisions = len(made.entry_revision), len(made)

    def extend(self) -> None:
        """Walk the commits that have no revisions yet."""
        commit = self.entries.commit
        known = int(self.store.fact("walked", "0"))
        assert self.known_entries == int(np.searchsorted(commit, known))  # noqa: S101 - one writer
        lineage.walk(
            self.entries, self.parent_starts, self.parents, self.paths, self.revisions, known=known
        )

    def columns(self) -> dict[str, Array]:
        """Return what the store lacks."""
        made = self.revisions
        parents = made.parents[self.known_revisions :]
        return {
            "entry.revision": np.array(made.entry_revision[self.known_entries :], np.int32),
            "entry.source": np.array(made.entry_source[self.known_entries :], np.int32),
            "revision.entry": self.maker[self.known_revisions :],
            "revision.parents": np.array([len(some) for some in parents], np.int32),
            "revision.parent": np.array([p for some in parents for p in some], np.int32),
        }

    @property
    def maker(self) -> Ints:
        """One a revision: the entry that made it."""
        return makers(np.array(self.revisions.entry_revision, np.int32), len(self.revisions))

    def ledger(self) -> Ledger:
        """Return what each entry did."""
        return Ledger(
            revision=self.revisions.entry_revision,
            source=self.revisions.entry_source,
            merge=self.merge[self.entries.commit].tolist(),
            maker=self.maker.tolist(),
            moved=self._moved(),
        )

    def _moved(self) -> frozenset[int]:
        """Return the entries that drop a file whose lines live on in another of their commit."""
        made = self.revisions
        commit, maker = self.entries.commit.tolist(), self.maker.tolist()
        adopted = {
            (made.commit[revision], parent)
            for revision, parents in enumerate(made.parents)
            for parent in parents
            if parent != made.entry_source[maker[revision]]
        }
        return frozenset(
            entry
            for entry, source in enumerate(made.entry_source)
            if source != NONE and (commit[entry], source) in adopted
        )

    def wanted(self, revisions: Iterable[int]) -> list[tuple[int, int]]:
        """Return the pairs of blobs (old, new) to compare; old is `NONE` for an empty file."""
        made = self.revisions
        maker = self.maker.tolist()
        pairs = []
        for revision in revisions:
            if made.kind[revision] == GITLINK:
                continue
            blob = made.blob[revision]
            parents: Sequence[int] = made.parents[revision]
            olds = [made.blob[parent] for parent in parents] or [NONE]
            # What ``git log`` counts is against the name that it saw, which may be another one.
            source = made.entry_source[maker[revision]]
            if source != NONE and not parents[1:] and made.kind[source] == made.kind[revision]:
                olds.append(made.blob[source])
            pairs += [(old, blob) for old in olds if old != blob]
        return pairs

    def deltas(self) -> Deltas:
        """Return how the revisions differ from their parents, as far as the store knows."""
        made = self.revisions
        counts = np.array([len(some) or 1 for some in made.parents], np.int64)
        parent_starts = starts_of(counts)
        parent = np.array([p for some in made.parents for p in some or (NONE,)], np.int32)
        blob = np.array(made.blob, np.int64)
        own = np.repeat(np.arange(len(made)), counts)
        old = np.where(parent == NONE, NONE, blob[parent])
        first, last = self.hunk_bounds(old, blob[own])
        linked = np.array(made.kind, np.int32)[own] == GITLINK
        first[linked] = UNKNOWN
        column = self.store.column
        return Deltas(
            parent_starts=parent_starts,
            parent=parent,
            first=first,
            last=last,
            hunks=np.column_stack([column(f"hunk.{part}") for part in ("start", "old", "new")]),
        )

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
