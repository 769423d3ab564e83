"""Line history: revisions of files and hunks → the commit behind each line. Pure arrays.

A *revision* is one version of one file: what a commit made of a path. `walk` goes through the
commits oldest first with one map path → revision per branch and gives every revision its parents,
by the rules of ``git blame``:

* an ordinary commit's revision descends from the same path (or the renamed one) in its parent;
* a merge that takes a path as some parent has it makes no revision: that parent lends its own;
* a merge's own version descends from the path in every parent, in their order; a line belongs to
  the first parent that has it, and to the merge where none has.

`trace` then carries the origin of each line from parents to children. Lines are numbered when they
are born: a revision that adds n lines gets the next n numbers, so one integer tells the commit, the
path and the line number of a line's origin.
"""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from influencekit.columns import Ints, Times

NONE = -1
FILE, SYMLINK, GITLINK = 0, 1, 2
"""What an entry is. Lines are followed in files and symbolic links, not in submodules."""


@attrs.frozen(eq=False, kw_only=True)
class Entries:
    """What commits changed against their first parents; one row a path, ascending by commit."""

    commit: Ints
    path: Ints
    old_path: Ints
    """The path in the parent where an ordinary commit renamed it, else `NONE`."""
    blob: Ints
    """The new content, as a number; `NONE` where the path goes."""
    kind: Ints
    """`FILE`, `SYMLINK` or `GITLINK`: what it is now, or was where it goes."""

    def __len__(self) -> int:
        return len(self.commit)


@attrs.frozen(eq=False, kw_only=True)
class Orphan:
    """A version that may have been under another name in some parents of its commit.

    ``git blame`` looks for that name for one file at a time, among all files that the commit
    dropped; ``git log -M`` pairs all files of a commit at once, each old name being given away
    only once. So whatever could come out differently is an orphan until `adopt` settles it.
    """

    revision: int
    here: tuple[int, ...]
    """The version in each parent under the same name, `NONE` where there is none."""
    gone: Mapping[int, Mapping[int, int]]
    """For the numbers (from 0) of parents without it: path → version of what the commit dropped.
    Parents of which nothing was dropped are left out."""


@attrs.define(eq=False, kw_only=True)
class Revisions:
    """Every version of every file, parents before children."""

    entry_revision: "array[int]"
    """One an entry: the version that the path has from there on; `NONE` where it goes."""
    entry_source: "array[int]"
    """One an entry: the version that the path (or the renamed one) had before; `NONE`: none."""
    path: "array[int]"
    blob: "array[int]"
    kind: "array[int]"
    commit: "array[int]"
    first: int = 0
    """The first revision of this walk; those below came from earlier ones."""
    parents: list[tuple[int, ...]]
    """Of the revisions from `first` on; in the order of the commit's parents; those with equal content once."""
    orphans: "list[Orphan]"
    """What `adopt` has to settle."""

    @classmethod
    def none(cls) -> "Revisions":
        """Return the start: no revisions."""
        return cls(
            entry_revision=array("i"),
            entry_source=array("i"),
            path=array("i"),
            blob=array("i"),
            kind=array("i"),
            commit=array("i"),
            parents=[],
            orphans=[],
        )

    def __len__(self) -> int:
        return len(self.path)


def tree_at(
    commit: int, first_parent: Ints, entries: Entries, entry_revision: Ints, paths: int
) -> Ints:
    """Return the revision of each path at `commit`, `NONE` where it is not there; shape (paths,).

    A commit's tree is what its chain of first parents changed, the latest change winning.
    """
    on_chain = np.zeros(len(first_parent), np.bool_)
    chain = first_parent.tolist()
    at = commit
    while at != NONE:
        on_chain[at] = True
        at = chain[at]
    tree = np.full(paths, NONE, np.int32)
    rows = np.flatnonzero(on_chain[entries.commit[: len(entry_revision)]])
    renamed = rows[entries.old_path[rows] != NONE]
    # A rename takes the old name away, before what else its commit did.
    where = np.concatenate((entries.old_path[renamed], entries.path[rows]))
    what = np.concatenate((np.full(len(renamed), NONE, np.int32), entry_revision[rows]))
    when = np.concatenate((entries.commit[renamed], entries.commit[rows]))
    order = np.argsort(when, kind="stable")
    tree[where[order]] = what[order]
    return tree


def walk(
    entries: Entries,
    parent_starts: Times,
    parents: Ints,
    paths: int,
    revisions: Revisions,
    *,
    known: int = 0,
) -> None:
    """Add to `revisions` those of the commits from number `known` on.

    Parameters
    ----------
    entries
        Of all commits. Rows of commits below `known` have their revisions already.
    parent_starts, parents
        Parents of commit c: ``parents[parent_starts[c]:parent_starts[c + 1]]``, all below c.
    paths
        How many paths there are.
    revisions
        Is extended.
    known
        The first commit to walk.
    """
    _Walk(entries, parent_starts, parents, paths, revisions, known=known).run()


class _Walk:
    """One map path → revision for each commit that still has children to come."""

    def __init__(
        self,
        entries: Entries,
        parent_starts: Times,
        parents: Ints,
        paths: int,
        revisions: Revisions,
        *,
        known: int,
    ) -> None:
        self.revisions = revisions
        self.known = known
        self.commits = len(parent_starts) - 1
        self.starts = parent_starts.tolist()
        self.parents = parents.tolist()
        self.empty = array("i", [NONE]) * paths
        bounds = np.searchsorted(entries.commit, np.arange(known, self.commits + 1))
        start = int(bounds[0])
        self.bounds = (bounds - start).tolist()
        self.rows = list(
            zip(
                entries.path[start:].tolist(),
                entries.old_path[start:].tolist(),
                entries.blob[start:].tolist(),
                entries.kind[start:].tolist(),
                strict=True,
            )
        )
        new = self.parents[self.starts[known] :] if self.commits else []
        self.children = np.bincount(np.array(new, np.int64), minlength=self.commits).tolist()
        self.maps: dict[int, array[int]] = {}
        self._load_known(entries, paths)

    def _load_known(self, entries: Entries, paths: int) -> None:
        first = first_parents(np.array(self.starts), np.array(self.parents, np.int32))
        done = np.array(self.revisions.entry_revision, np.int32)
        for commit in {p for p in self.parents[self.starts[self.known] :] if p < self.known}:
            self.maps[commit] = array("i", tree_at(commit, first, entries, done, paths).tobytes())

    def run(self) -> None:
        """Walk the commits in their order."""
        for commit in range(self.known, self.commits):
            parents = self.parents[self.starts[commit] : self.starts[commit + 1]]
            rows = self.rows[
                self.bounds[commit - self.known] : self.bounds[commit - self.known + 1]
            ]
            for parent in parents:
                self.children[parent] -= 1
            others = [self.maps[parent] for parent in parents[1:]]
            tree = self._take(parents)
            if others:
                self._merge(commit, rows, tree, others)
            else:
                self._ordinary(commit, rows, tree)
            for parent in parents[1:]:
                if not self.children[parent]:
                    self.maps.pop(parent, None)
            if self.children[commit]:
                self.maps[commit] = tree

    def _take(self, parents: Sequence[int]) -> "array[int]":
        """Return the first parent's map: itself where no other child will ask for it."""
        if not parents:
            return self.empty[:]
        first = parents[0]
        if self.children[first] or first in parents[1:]:
            return self.maps[first][:]
        return self.maps.pop(first)

    def _new(self, commit: int, path: int, blob: int, kind: int, parents: tuple[int, ...]) -> int:
        made = self.revisions
        made.path.append(path)
        made.blob.append(blob)
        made.kind.append(kind)
        made.commit.append(commit)
        made.parents.append(parents)
        return len(made.path) - 1

    def _ordinary(
        self, commit: int, rows: Sequence[tuple[int, int, int, int]], tree: "array[int]"
    ) -> None:
        made = self.revisions
        # All look-ups come before all changes: two files may have swapped their names.
        sources = [tree[path if old == NONE else old] for path, old, _, _ in rows]
        for _, old, _, _ in rows:
            if old != NONE:
                tree[old] = NONE
        for (path, old, blob, kind), source in zip(rows, sources, strict=True):
            if blob == NONE:
                revision = NONE
            elif source == NONE or made.kind[source] != kind:
                revision = self._new(commit, path, blob, kind, ())
            elif made.blob[source] == blob and old == NONE:
                revision = source  # only the mode changed
            else:
                revision = self._new(commit, path, blob, kind, (source,))
            made.entry_revision.append(revision)
            made.entry_source.append(source)
            tree[path] = revision
        gone = {
            path if old == NONE else old: source
            for (path, old, blob, _), source in zip(rows, sources, strict=True)
            if source != NONE and (blob == NONE or old != NONE)
        }
        if gone:
            self._note_renamed(rows, sources, gone)

    def _note_renamed(
        self,
        rows: Sequence[tuple[int, int, int, int]],
        sources: Sequence[int],
        gone: Mapping[int, int],
    ) -> None:
        """Note the versions whose old name ``git blame`` may see otherwise than ``git log -M``."""
        made = self.revisions
        alike = Counter(made.blob[source] for source in gone.values())
        given_away = any(old != NONE for _, old, _, _ in rows)
        last = made.entry_revision[len(made.entry_revision) - len(rows) :]
        for (_, old, blob, _), source, revision in zip(rows, sources, last, strict=True):
            if old != NONE:
                doubtful = alike[blob] > 1 if made.blob[source] == blob else len(gone) > 1
            else:
                doubtful = given_away and blob != NONE and source == NONE
            if doubtful:
                made.orphans.append(Orphan(revision=revision, here=(NONE,), gone={0: gone}))

    def _merge(
        self,
        commit: int,
        rows: Sequence[tuple[int, int, int, int]],
        tree: "array[int]",
        others: "Sequence[array[int]]",
    ) -> None:
        made = self.revisions
        before = tree[:] if len(rows) else tree
        orphans = []
        for path, _, blob, kind in rows:
            source = tree[path]
            revision = NONE
            if blob != NONE:
                found = (source, *(other[path] for other in others))
                here = tuple(r if r != NONE and made.kind[r] == kind else NONE for r in found)
                revision = next((r for r in here if r != NONE and made.blob[r] == blob), NONE)
                if revision == NONE:
                    revision = self._new(commit, path, blob, kind, distinct(here, made.blob))
                    # Where a parent has something else of that name, git looks for no other name.
                    if NONE in found:
                        orphans.append((revision, here, found))
            made.entry_revision.append(revision)
            made.entry_source.append(source)
            tree[path] = revision
        if orphans:
            self._note_orphans(orphans, tree, [before, *others])

    def _note_orphans(
        self,
        orphans: Sequence[tuple[int, tuple[int, ...], tuple[int, ...]]],
        tree: "array[int]",
        parents: "Sequence[array[int]]",
    ) -> None:
        now = np.frombuffer(tree, np.int32)
        gone = {}
        for number in {n for *_, found in orphans for n, r in enumerate(found) if r == NONE}:
            then = np.frombuffer(parents[number], np.int32)
            paths = np.flatnonzero((then != NONE) & (now == NONE))
            if len(paths):
                gone[number] = dict(zip(paths.tolist(), then[paths].tolist(), strict=True))
        for revision, here, found in orphans:
            mine = {number: some for number, some in gone.items() if found[number] == NONE}
            if mine:
                self.revisions.orphans.append(Orphan(revision=revision, here=here, gone=mine))


def distinct(here: Sequence[int], blobs: Sequence[int]) -> tuple[int, ...]:
    """Return the versions in `here`, without `NONE` and those whose content came before."""
    by_blob: dict[int, int] = {}
    for revision in here:
        if revision != NONE:
            by_blob.setdefault(blobs[revision], revision)
    return tuple(by_blob.values())


def adopt(revisions: Revisions, revision: int, here: Sequence[int]) -> None:
    """Give a version those in `here`, some of them found under other names, as parents.

    Identical content under another name takes all lines, as in git.
    """
    same = (r for r in here if r != NONE and revisions.blob[r] == revisions.blob[revision])
    whole = next(same, NONE)
    parents = distinct(here, revisions.blob) if whole == NONE else (whole,)
    revisions.parents[revision - revisions.first] = parents


def first_parents(parent_starts: Times, parents: Ints) -> Ints:
    """Return each commit's first parent, `NONE` for a root; shape (commits,)."""
    first = np.full(len(parent_starts) - 1, NONE, np.int32)
    has = np.flatnonzero(parent_starts[1:] > parent_starts[:-1])
    first[has] = parents[parent_starts[has]]
    return first
