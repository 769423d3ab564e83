"""`walk` and `trace` against git's rule in its plainest form, on histories that are only arrays."""

from functools import cache
from itertools import pairwise

import attrs
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.lineage import (
    FILE,
    GITLINK,
    NONE,
    SYMLINK,
    Entries,
    Revisions,
    adopt,
    first_parents,
    tree_at,
    walk,
)
from influencekit.origins import Deltas, Ledger, Tracer, born_places, trace

PATHS = 6


@attrs.define
class World:
    """A history without contents: which version stands where, and how long versions are.

    How two versions differ, and which old name a new file has, is drawn the first time it is asked.
    """

    rng: object
    linear: bool
    sizes: list[int] = attrs.field(factory=list)
    parents: list[tuple[int, ...]] = attrs.field(factory=list)
    trees: list[dict[int, tuple[int, int]]] = attrs.field(factory=list)
    """Path → (kind, content)."""
    renamed: list[dict[int, int]] = attrs.field(factory=list)
    """New path → old path, as ``git log -M`` would say."""
    _hunks: dict = attrs.field(factory=dict)
    _adopted: dict = attrs.field(factory=dict)

    def hunks(self, old, new):
        """Return (start, goes, comes) of each change from one content to another."""
        if (old, new) not in self._hunks:
            before = self.sizes[old] if old != NONE else 0
            self._hunks[old, new] = _hunks(self.rng, before, self.sizes[new])
        return self._hunks[old, new]

    def old_name(self, commit, path, parent, gone):
        """Return the path that a new file had in the commit's `parent`, if any."""
        if self.linear:
            return self.renamed[commit].get(path)
        key = commit, path, parent
        if key not in self._adopted:
            self._adopted[key] = self.rng.choice([*sorted(gone), None])
        return self._adopted[key]


def _hunks(rng, before, after):
    kept = rng.randint(0, min(before, after))
    pairs = zip(
        sorted(rng.sample(range(before), kept)), sorted(rng.sample(range(after), kept)), strict=True
    )
    return [
        (i + 1, k - i - 1, m - j - 1)
        for (i, j), (k, m) in pairwise([(-1, -1), *pairs, (before, after)])
        if k - i > 1 or m - j > 1
    ]


def _world(rng, commits, *, linear=False):
    """Draw a world; a linear one has neither merges nor files whose old name is in doubt."""
    world = World(
        rng, linear, sizes=[rng.choice([0, 1, 3, 9, 90, 90]) for _ in range(rng.randint(2, 7))]
    )
    for number in range(commits):
        count = min(rng.choice([0, 1, 1, 1, 1, 2, 2, 2, 3]), number)
        parents = tuple(rng.sample(range(number), count))
        if linear:
            parents = (number - 1,) if number else ()
        if len(parents) == 2 and rng.random() < 0.1:
            parents = parents[:1] * 2  # no git command makes that, but a history may hold it
        befores = [world.trees[parent] for parent in parents]
        renamed = {}
        if len(parents) > 1:
            tree = _merged(rng, befores)
        else:
            tree = dict(befores[0]) if befores else {}
            renamed = _rename(rng, tree) if befores and rng.random() < 0.4 else {}
        for path in rng.sample(range(PATHS), rng.choice([0, 1, 1, 2, 3])):
            if rng.random() < 0.2 and path not in renamed:
                tree.pop(path, None)
            elif path in renamed:
                tree[path] = tree[path][0], rng.randrange(len(world.sizes))
            elif path not in renamed.values():
                kind = rng.choice([FILE, FILE, FILE, FILE, SYMLINK, GITLINK])
                tree[path] = kind, rng.randrange(len(world.sizes))
        world.parents.append(parents)
        world.trees.append(tree)
        world.renamed.append(renamed)
    return world


def _merged(rng, befores):
    """Take each path as some parent has it, or not; perhaps a file of one under another name."""
    tree = {
        path: rng.choice([before[path] for before in befores if path in before])
        for path in range(PATHS)
        if rng.random() < 0.9 and any(path in before for before in befores)
    }
    lender = rng.choice(befores)
    if lender and rng.random() < 0.5:
        old, new = rng.choice(sorted(lender)), rng.randrange(PATHS)
        tree.pop(old, None)
        tree[new] = lender[old]
    return tree


def _rename(rng, tree):
    """Move some files of `tree`, perhaps in a ring; return new path → old path."""
    olds = rng.sample(sorted(tree), rng.randint(0, len(tree)))
    free = [path for path in range(PATHS) if path not in tree or path in olds]
    news = rng.sample(free, len(olds))
    renamed = {new: old for new, old in zip(news, olds, strict=True) if new != old}
    moved = {new: tree[old] for new, old in renamed.items()}
    for old in renamed.values():
        del tree[old]
    tree.update(moved)
    return renamed


def _entries(world):
    rows = []
    for commit, (parents, tree) in enumerate(zip(world.parents, world.trees, strict=True)):
        before = world.trees[parents[0]] if parents else {}
        renamed = world.renamed[commit]
        for path in range(PATHS):
            was, now = before.get(path), tree.get(path)
            if path in renamed:
                rows.append((commit, path, renamed[path], now[1], now[0]))
            elif now is None and was is not None and path not in renamed.values():
                rows.append((commit, path, NONE, NONE, was[0]))
            elif now is not None and (was != now or path in renamed.values()):
                rows.append((commit, path, NONE, now[1], now[0]))
    columns = np.array(rows, np.int32).reshape(-1, 5).T
    names = ("commit", "path", "old_path", "blob", "kind")
    return Entries(**dict(zip(names, columns, strict=True)))


# What the engine makes of it -----------------------------------------------------------------


def _parent_columns(world):
    counts = [len(parents) for parents in world.parents]
    flat = [parent for parents in world.parents for parent in parents]
    return np.cumsum([0, *counts]), np.array(flat, np.int32)


@attrs.frozen
class Walked:
    """What `walk` made of a world."""

    entries: Entries
    made: Revisions
    """With the parents of all revisions."""
    asked: set[tuple[int, int]]
    """Commits and paths whose old names were asked for one by one."""
    first: np.ndarray
    """Each commit's first parent."""

    def tree(self, commit):
        """Return path → revision."""
        revisions = np.array(self.made.entry_revision, np.int32)
        found = tree_at(commit, self.first, self.entries, revisions, PATHS)
        return {path: revision for path, revision in enumerate(found.tolist()) if revision != NONE}

    def ledger(self, world):
        entry_revision = self.made.entry_revision.tolist()
        return Ledger(
            revision=entry_revision,
            source=self.made.entry_source.tolist(),
            rank=_rank(world, self.entries),
            maker=[entry_revision.index(revision) for revision in range(len(self.made))],
        )


def _walked(world, *, stops=()):
    """Walk in one go, or in several that stop before the commits `stops`."""
    entries = _entries(world)
    starts, parents = _parent_columns(world)
    made, parents_of, asked = Revisions.none(), [], set()
    for known, upto in pairwise([0, *stops, len(world.parents)]):
        rows = np.searchsorted(entries.commit, upto)
        some = attrs.evolve(
            entries, **{f.name: getattr(entries, f.name)[:rows] for f in attrs.fields(Entries)}
        )
        made.first, made.parents = len(made), []
        walk(some, starts[: upto + 1], parents[: starts[upto]], PATHS, made, known=known)
        for orphan in made.orphans:
            asked.add((made.commit[orphan.revision], made.path[orphan.revision]))
            _settle(world, made, orphan)
        made.orphans.clear()
        parents_of += made.parents
    made.first, made.parents = 0, parents_of
    return Walked(entries, made, asked, first_parents(starts, parents))


def _rank(world, entries):
    """Return the rank of each entry: ordinary commits before merges, the earlier first."""
    merge = [len(world.parents[commit]) > 1 for commit in entries.commit.tolist()]
    rank = np.empty(len(entries), np.int32)
    rank[np.argsort(merge, kind="stable")] = np.arange(len(entries))
    return rank


def _settle(world, made, orphan):
    commit, path = made.commit[orphan.revision], made.path[orphan.revision]
    here = list(orphan.here)
    for number, gone in orphan.gone.items():
        found = gone.get(world.old_name(commit, path, number, gone), NONE)
        if found != NONE and made.kind[found] == made.kind[orphan.revision]:
            here[number] = found
    adopt(made, orphan.revision, here)


def _deltas(world, made):
    rows, hunks = [], []
    counts = []
    for revision, parents in enumerate(made.parents):
        counts.append(len(parents) or 1)
        for parent in parents or (NONE,):
            old = made.blob[parent] if parent != NONE else NONE
            new = made.blob[revision]
            if made.kind[revision] == GITLINK:
                rows.append((parent, -2, 0))
            elif old == new:
                rows.append((parent, NONE, 0))
            else:
                some = world.hunks(old, new)
                rows.append((parent, len(hunks), len(hunks) + len(some)))
                hunks += some
    parent, first, last = np.array(rows, np.int64).reshape(-1, 3).T
    return Deltas(
        parent_starts=np.cumsum([0, *counts]),
        parent=parent.astype(np.int32),
        first=first,
        last=last,
        hunks=np.array(hunks, np.int32).reshape(-1, 3),
    )


# git's rule ----------------------------------------------------------------------------------


def _rule(world, asked):
    """Return the function (commit, path) → where each line is from, straight from git's rule."""

    @cache
    def lines(commit, path):
        kind, content = world.trees[commit][path]
        found = [(commit, path, line) for line in range(world.sizes[content])]
        same_name, other_name = {}, {}
        for number, parent in enumerate(world.parents[commit]):
            name = _name_in(world, commit, path, number, (commit, path) in asked)
            if world.trees[parent].get(name, (None,))[0] == kind:
                (same_name if name == path else other_name)[number] = parent, name
        for some in (same_name, other_name):
            for parent, name in some.values():
                if world.trees[parent][name][1] == content:
                    return lines(parent, name)
        for _, (parent, name) in sorted((same_name | other_name).items()):
            theirs = lines(parent, name)
            for old, new in _kept(world, world.trees[parent][name][1], content):
                if found[new] == (commit, path, new):
                    found[new] = theirs[old]
        return found

    return lines


def _name_in(world, commit, path, number, asked):
    """Return the name of a commit's file in one of its parents; None where it has none."""
    before, tree = world.trees[world.parents[commit][number]], world.trees[commit]
    renamed = world.renamed[commit]
    if path in before and path not in renamed:
        return None if path in renamed.values() else path
    if not asked:
        return renamed.get(path)
    gone = before.keys() - tree.keys() | set(renamed.values())
    return world.old_name(commit, path, number, gone) if gone else None


def _kept(world, old, new):
    """Yield the places before and after of all lines that both contents have."""
    i = j = 0
    for start, goes, comes in [*world.hunks(old, new), (world.sizes[old], 0, 0)]:
        while i < start:
            yield i, j
            i, j = i + 1, j + 1
        i, j = i + goes, j + comes


# What must hold ------------------------------------------------------------------------------

randoms = st.randoms(use_true_random=True)
worlds = st.builds(_world, randoms, st.integers(1, 14))


@settings(max_examples=500)
@given(worlds)
def test_every_line_is_from_where_the_plain_rule_says(world):
    walked = _walked(world)
    made, rule = walked.made, _rule(world, walked.asked)
    tracer = Tracer(_deltas(world, made))
    name = _naming(tracer, made)
    for commit, tree in enumerate(world.trees):
        found = walked.tree(commit)
        assert set(found) == set(tree)
        for path, (kind, _) in tree.items():
            assert made.kind[found[path]] == kind
            if kind != GITLINK:
                assert name(tracer.of(found[path])) == rule(commit, path)


@given(worlds, st.data())
def test_walking_in_steps_is_walking_at_once(world, data):
    stops = data.draw(st.lists(st.integers(0, len(world.parents)), max_size=3))
    one, other = _walked(world).made, _walked(world, stops=sorted(stops)).made
    for field in attrs.fields(Revisions):
        assert getattr(one, field.name) == getattr(other, field.name), field.name


def _died(world):
    """Return line → the commit that took it away, and the function that tells a commit's lines."""
    walked = _walked(world)
    made, rule = walked.made, _rule(world, walked.asked)
    last = walked.tree(len(world.parents) - 1)
    kept = [revision for revision in last.values() if made.kind[revision] != GITLINK]
    tracer = Tracer(_deltas(world, made))
    taken = trace(tracer, walked.ledger(world), range(len(walked.entries)), keep=kept)
    assert set(tracer.origins) == set(kept)
    gone = np.flatnonzero(taken != NONE)
    lines = _naming(tracer, made)(gone)

    @cache
    def lines_of(commit):
        tree = world.trees[commit].items()
        return {line for path, (kind, _) in tree if kind != GITLINK for line in rule(commit, path)}

    commits = walked.entries.commit[taken[gone]].tolist()
    return dict(zip(lines, commits, strict=True)), lines_of


@settings(max_examples=300)
@given(st.builds(_world, randoms, st.integers(1, 14), linear=st.just(value=True)))
def test_a_line_dies_where_a_commit_takes_it_away(world):
    died, lines_of = _died(world)
    expected = {}
    for commit, parents in enumerate(world.parents):
        for parent in parents:
            expected |= dict.fromkeys(lines_of(parent) - lines_of(commit), commit)
    assert died == expected


@settings(max_examples=300)
@given(worlds)
def test_among_branches_a_line_dies_where_an_ordinary_commit_first_takes_it_away(world):
    died, lines_of = _died(world)
    for line, commit in died.items():
        assert any(line in lines_of(parent) for parent in world.parents[commit])
    for commit, parents in enumerate(world.parents):
        if len(parents) == 1:
            for line in lines_of(parents[0]) - lines_of(commit):
                assert died[line] <= commit
                assert len(world.parents[died[line]]) == 1


def _naming(tracer, made):
    """Return the function that tells line numbers as (commit, path, place)."""
    birth = np.array(tracer.birth, np.int64)

    def name(numbers):
        owner = (np.searchsorted(birth, numbers, "right") - 1).tolist()
        places = born_places(tracer.deltas, birth, numbers).tolist()
        pairs = zip(owner, places, strict=True)
        return [(made.commit[r], made.path[r], place) for r, place in pairs]

    return name
