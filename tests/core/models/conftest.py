"""Random small worlds as plain Python values, and the same worlds as evidence."""

import json
import math
import random

import attrs
import numpy as np
import pytest
from hypothesis import strategies as st

from influencekit.columns import Texts
from influencekit.domain import Identity, Interaction, Post, Reference
from influencekit.evidence import (
    NOBODY,
    Area,
    Commits,
    Credits,
    Evidence,
    Files,
    Lines,
    Person,
    Replacements,
    Touches,
)
from influencekit.kinds import KINDS

DAY = 86_400
LANGUAGE = {"code": 1, "tests": 1, "documentation": -1, "data": 0}
ROLES = ("reviewed-by", "signed-off-by", "co-authored-by", "mentored-by")


@attrs.frozen(kw_only=True)
class Path:
    text: str
    kind: str
    area: int
    counts: bool
    there: bool


@attrs.frozen(kw_only=True)
class Made:
    """A commit; `author` is NOBODY where somebody opted out."""

    author: int
    day: int
    touches: tuple  # (path, old path or -1, status)
    credits: tuple  # (person, role)


@attrs.frozen(kw_only=True)
class World:
    """What happened, in the plainest form; people, paths, areas and commits are numbers."""

    bots: frozenset
    people: int
    areas: int
    paths: tuple
    commits: tuple
    lines: tuple  # (path, commit, count)
    replaced: tuple  # (commit, of, path, count)
    posts: tuple  # (authors, day, draft, commits, paths)
    dealings: tuple  # (giver, taker, kind, day, weight)

    def counts(self, person):
        return person != NOBODY and person not in self.bots

    def names(self, path):
        """Return every name that led to `path` through renames, whenever those were."""
        names, todo = set(), [path]
        while todo:
            if (name := todo.pop()) not in names:
                names.add(name)
                todo += [
                    old
                    for commit in self.commits
                    for new, old, status in commit.touches
                    if new == name and status == "R"
                ]
        return names

    def changes(self, path):
        """Return (commit, person, status) of what people who count did to the file at `path`."""
        names = self.names(path)
        return [
            (number, commit.author, status)
            for number, commit in enumerate(self.commits)
            for name, _, status in commit.touches
            if name in names and status in "AMR" and self.counts(commit.author)
        ]


@st.composite
def worlds(draw):
    people = draw(st.integers(1, 5))
    areas = draw(st.integers(1, 3))
    path = st.builds(
        Path,
        text=st.just(""),
        kind=st.sampled_from(KINDS[:4]),
        area=st.integers(0, areas - 1),
        counts=st.sampled_from([True, True, True, False]),
        there=st.sampled_from([True, True, False]),
    )
    paths = draw(st.lists(path, min_size=1, max_size=7))
    paths = tuple(attrs.evolve(one, text=f"dir{i % 2}/file{i}") for i, one in enumerate(paths))
    who, where = st.integers(0, people - 1), st.integers(0, len(paths) - 1)
    day = 0
    commits = []
    for _ in range(draw(st.integers(0, 12))):
        day += draw(st.integers(0, 300))
        touched = draw(st.lists(where, max_size=4, unique=True))
        touches = []
        for at in touched:
            status = draw(st.sampled_from("AAMMMDRT"))
            old = draw(where) if status == "R" else -1
            touches.append((at, -1, "M") if old == at else (at, old, status))
        commits.append(
            Made(
                author=draw(st.integers(NOBODY, people - 1)),
                day=day,
                touches=tuple(touches),
                credits=tuple(draw(st.lists(st.tuples(who, st.sampled_from(ROLES)), max_size=3))),
            )
        )
    when = st.integers(0, len(commits) - 1) if commits else st.nothing()
    some = st.lists if commits else (lambda *_, **__: st.just([]))
    there = [at for at, one in enumerate(paths) if one.there]
    line = st.tuples(st.sampled_from(there or [0]), when, st.integers(1, 9))
    replaced = st.tuples(when, when, where, st.integers(1, 9))
    post = st.tuples(
        st.lists(who, max_size=2, unique=True),
        st.integers(0, 900),
        st.booleans(),
        some(when, max_size=2),
        st.lists(where, max_size=2),
    )
    dealing = st.tuples(
        who, who, st.sampled_from(["answer", "review"]), st.integers(0, 900), st.integers(1, 3)
    )
    return World(
        bots=draw(st.frozensets(who, max_size=1)),
        people=people,
        areas=areas,
        paths=paths,
        commits=tuple(commits),
        lines=tuple(draw(some(line, max_size=12, unique_by=lambda row: row[:2]))) if there else (),
        replaced=tuple(draw(some(replaced, max_size=8, unique_by=lambda row: row[:3]))),
        posts=tuple(map(_frozen, draw(st.lists(post, max_size=3)))),
        dealings=tuple(draw(st.lists(dealing, max_size=3))),
    )


def _frozen(row):
    return tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row)


def oid(commit):
    return f"{commit * 7919 + 1:040x}"


def shuffled(size, rng):
    order = list(range(size))
    if rng is not None:
        rng.shuffle(order)
    return order


def evidence_of(world, *, seed=None, shift=0, name="person-{}".format, as_of=4000):
    """Return `world` as evidence; with a `seed`, whatever has no order of its own is shuffled.

    `shift` moves everything in time, in seconds; `name` gives a person's key.
    """
    rng = None if seed is None else random.Random(seed)
    people, areas = shuffled(world.people, rng), shuffled(world.areas, rng)
    paths = shuffled(len(world.paths), rng)
    person = {old: new for new, old in enumerate(people)} | {NOBODY: NOBODY}
    area = {old: new for new, old in enumerate(areas)}
    path = {old: new for new, old in enumerate(paths)} | {-1: -1}
    files = sorted(
        (at for at, one in enumerate(world.paths) if one.there), key=lambda at: world.paths[at].text
    )
    ints = lambda values: np.array(list(values), np.int32)  # noqa: E731 - said thirty times below

    def rows(table):
        table = list(table)
        return [table[at] for at in shuffled(len(table), rng)]

    def moment(day):
        return day * DAY + shift

    touches = [
        (number, *touch)
        for number, commit in enumerate(world.commits)
        for touch in rows(commit.touches)
    ]
    thanks = [
        (number, *credit)
        for number, commit in enumerate(world.commits)
        for credit in rows(commit.credits)
    ]
    lines, replaced = rows(world.lines), rows(world.replaced)
    times = np.array([moment(commit.day) for commit in world.commits], np.int64)
    authors = ints(person[commit.author] for commit in world.commits)
    identity = [Identity(name(old), f"{name(old)}@example.org") for old in range(world.people)]
    return Evidence(
        as_of=moment(as_of),
        repositories=("repo",),
        people=tuple(
            Person(key=name(old), name=name(old).title(), identities=(identity[old],))
            for old in people
        ),
        person_counts=np.array([old not in world.bots for old in people]),
        paths=Texts.of(world.paths[old].text for old in paths),
        path_repository=ints(0 for _ in paths),
        path_kind=np.array([KINDS.index(world.paths[old].kind) for old in paths], np.uint8),
        path_language=ints(LANGUAGE[world.paths[old].kind] for old in paths),
        languages=("JSON", "Python"),
        path_area=ints(area[world.paths[old].area] for old in paths),
        areas=tuple(Area(name=f"area-{old}", origin="directory") for old in areas),
        path_counts=np.array([world.paths[old].counts for old in paths], np.bool_),
        commits=Commits(
            oid=Texts.of(oid(number) for number in range(len(world.commits))),
            repository=ints(0 for _ in world.commits),
            author=authors,
            committer=authors,
            authored_at=times,
            author_offset=ints(0 for _ in world.commits),
            committed_at=times,
            subject=Texts.of(f"Commit {number}" for number in range(len(world.commits))),
            merge=np.zeros(len(world.commits), np.bool_),
            parent_starts=np.zeros(len(world.commits) + 1, np.int64),
            parents=ints(()),
        ),
        touches=Touches(
            commit=ints(row[0] for row in touches),
            path=ints(path[row[1]] for row in touches),
            old_path=ints(path[row[2]] for row in touches),
            status=np.array([ord(row[3]) for row in touches], np.uint8),
            added=ints(1 for _ in touches),
            deleted=ints(0 for _ in touches),
        ),
        credits=Credits(
            commit=ints(row[0] for row in thanks),
            person=ints(person[row[1]] for row in thanks),
            role=ints(ROLES.index(row[2]) for row in thanks),
            roles=ROLES,
        ),
        files=Files(
            path=ints(path[at] for at in files),
            repository=ints(0 for _ in files),
            lines=ints(10 for _ in files),
        ),
        lines=Lines(
            file=ints(files.index(row[0]) for row in lines),
            commit=ints(row[1] for row in lines),
            count=ints(row[2] for row in lines),
        ),
        replacements=Replacements(
            commit=ints(row[0] for row in replaced),
            of=ints(row[1] for row in replaced),
            path=ints(path[row[2]] for row in replaced),
            count=ints(row[3] for row in replaced),
        ),
        posts=tuple(
            Post(
                path=f"posts/{number}.md",
                authors=tuple(identity[who] for who in writers),
                published_at=moment(day),
                draft=draft,
                references=(
                    *(Reference(kind="commit", target=oid(commit)[:39]) for commit in commits),
                    *(Reference(kind="file", target=world.paths[at].text) for at in named),
                ),
            )
            for number, (writers, day, draft, commits, named) in rows(enumerate(world.posts))
        ),
        interactions=tuple(
            Interaction(
                kind=kind,
                giver=identity[giver],
                taker=identity[taker],
                at=moment(day),
                locator=f"log:{number}",
                weight=float(weight),
            )
            for number, (giver, taker, kind, day, weight) in rows(enumerate(world.dealings))
        ),
    )


def authors(changes):
    """Return who is an author by Avelino's rule, of (person, status) of one file's changes."""
    degree, first = {}, {}
    for person in {person for person, _ in changes}:
        mine = [status for who, status in changes if who == person]
        deliveries = sum(status != "A" for status in mine)
        acceptances = sum(status != "A" for who, status in changes if who != person)
        first[person] = "A" in mine
        degree[person] = 3.293 + 1.098 * first[person] + 0.164 * deliveries
        degree[person] -= 0.321 * math.log(1 + acceptances)
    best = max(degree.values(), default=0)
    return {
        who
        for who, value in degree.items()
        if value > 0.75 * best and (value >= 3.293 or first[who])
    }


def as_bytes(result):
    """Return all of a model's result, so that two can be compared to the last bit."""
    return json.dumps(attrs.asdict(result), sort_keys=True).encode()


@attrs.frozen
class Models:
    """What tests of models share: fixtures are the only way from here to there."""

    worlds = staticmethod(worlds)
    evidence_of = staticmethod(evidence_of)
    authors = staticmethod(authors)
    as_bytes = staticmethod(as_bytes)


@pytest.fixture(scope="session")
def kit():
    return Models()
