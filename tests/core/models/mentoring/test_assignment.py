"""Many mentees to few mentors: never worse than trying every way, and a stated result when full."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.mentoring.assignment import assign

SCORE = st.one_of(st.integers(-5, 5).map(float), st.floats(0, 1), st.just(-math.inf))


@st.composite
def problems(draw):
    mentees, mentors = draw(st.integers(0, 6)), draw(st.integers(1, 4))
    row = st.lists(SCORE, min_size=mentors, max_size=mentors)
    scores = draw(st.lists(row, min_size=mentees, max_size=mentees))
    places = draw(st.lists(st.integers(0, 3), min_size=mentors, max_size=mentors))
    return np.array(scores).reshape(mentees, mentors), places


def best_of_all(scores, places):
    """Return (mentees with a mentor, value) of the best of all ways, tried one by one."""
    mentees, mentors = scores.shape
    best = (0, 0.0)
    for way in itertools.product([None, *range(mentors)], repeat=mentees):
        if any(way.count(mentor) > room for mentor, room in enumerate(places)):
            continue
        pairs = [scores[row, mentor] for row, mentor in enumerate(way) if mentor is not None]
        if all(map(math.isfinite, pairs)):
            best = max(best, (len(pairs), math.fsum(pairs)))
    return best


@given(problems())
def test_no_other_way_gives_more_mentees_a_mentor_or_is_worth_more(problem):
    scores, places = problem
    found = assign(scores, places)
    count, value = best_of_all(scores, places)
    given_out = [mentor for mentor in found.mentor if mentor is not None]
    assert len(given_out) == count
    assert found.value == pytest.approx(value, abs=1e-9)
    assert all(given_out.count(mentor) <= room for mentor, room in enumerate(places))
    assert found.left_over == tuple(at for at, who in enumerate(found.mentor) if who is None)
    assert bool(found.note) == bool(found.left_over)


def test_the_best_mentor_of_both_goes_to_whom_nobody_else_suits():
    assert assign([[0.9, 0.8], [0.7, 0.1]], [1, 1]).mentor == (1, 0)


def test_more_mentees_than_places_is_a_partial_result_that_says_so():
    found = assign([[0.5], [0.9], [0.7]], [2])
    assert found.mentor == (None, 0, 0)
    assert found.left_over == (0,)
    assert found.note == "1 of 3 mentees is left over: there are 2 places."


def test_a_mentee_whom_nobody_may_teach_is_left_over_for_that_reason():
    found = assign([[-math.inf, -math.inf], [0.2, 0.1]], [3, 3])
    assert found.mentor == (None, 0)
    assert found.note == "1 of 2 mentees is left over: no mentor who may teach them has a place."


def test_nobody_to_assign_and_nobody_to_assign_to_are_results():
    assert assign([], [2, 1]).mentor == ()
    assert assign(np.zeros((2, 0)), []).left_over == (0, 1)


def test_huge_places_cost_nothing():
    assert assign([[1.0, 2.0]], [10**9, 10**9]).mentor == (1,)


@pytest.mark.parametrize(
    ("scores", "places", "message"),
    [
        ([[math.nan]], [1], "scores must be numbers"),
        ([[math.inf]], [1], "scores must be numbers"),
        ([[1.0]], [-1], "places must be whole numbers of at least 0"),
        ([[1.0]], [0.5], "places must be whole numbers of at least 0"),
        ([[1.0]], [1, 1], "one number a mentor"),
        ([1.0], [1], "a row a mentee"),
    ],
)
def test_figures_that_mean_nothing_are_refused(scores, places, message):
    with pytest.raises(ValueError, match=message):
        assign(scores, places)
