"""Single commits become a history: parents first, otherwise oldest first."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.commits import history_of
from influencekit.domain import Commit, Identity
from influencekit.errors import PluginError

ADA = Identity("ada", "ada@example.org")


def commit(number, at, parents=()):
    return Commit(
        oid=f"{number:040x}",
        author=ADA,
        authored_at=at,
        committer=ADA,
        committed_at=at,
        parents=tuple(f"{parent:040x}" for parent in parents),
    )


@st.composite
def graphs(draw):
    """Draw commits whose clocks run backwards now and then, in no order."""
    size = draw(st.integers(1, 12))
    commits = [
        commit(
            number,
            draw(st.integers(0, 20)),
            draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else (),
        )
        for number in range(size)
    ]
    random.Random(draw(st.integers(0, 99))).shuffle(commits)
    return commits


def plainly(commits):
    """Take the oldest commit whose parents are all taken, until none is left."""
    left, taken = list(commits), []
    while left:
        ready = [one for one in left if set(one.parents) <= {known.oid for known in taken}]
        taken.append(min(ready, key=lambda one: (one.committed_at, one.oid)))
        left.remove(taken[-1])
    return taken


@given(graphs())
def test_each_commit_is_the_oldest_whose_parents_are_there(commits):
    found = history_of(commits, name="r")
    expected = plainly(commits)
    oids = [oid.decode() for oid in found.commit_oid.tolist()]
    assert oids == [one.oid for one in expected]
    starts = found.parent_starts.tolist()
    for one, start, end in zip(expected, starts[:-1], starts[1:], strict=True):
        assert [oids[at] for at in found.parents[start:end]] == list(one.parents)


def test_what_is_not_there_is_left_out_and_what_is_there_twice_is_there_once():
    found = history_of([commit(1, 5, [9]), commit(1, 5, [9]), commit(2, 6, [1])], name="r")
    assert len(found.commit_oid) == 2
    assert found.parents.tolist() == [0]


def test_no_commits_make_an_empty_history():
    found = history_of([], name="r", root="/somewhere")
    assert (len(found.commit_oid), found.head, found.root) == (0, "", "/somewhere")


def test_its_own_ancestor_is_named():
    with pytest.raises(PluginError, match=f"Commit {1:040x} is its own ancestor"):
        history_of([commit(1, 1, [2]), commit(2, 2, [1]), commit(3, 3)], name="r")
