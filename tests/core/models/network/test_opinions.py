"""DeGroot, Friedkin and Johnsen: worked examples, and the closed form against the steps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.influence.network.opinions import (
    consensus_weights,
    equilibrium,
    evolve,
)

TRUST = [[0.5, 0.5, 0], [0.25, 0.5, 0.25], [0, 0.5, 0.5]]


@st.composite
def trusts(draw):
    size = draw(st.integers(1, 6))
    rows = st.lists(st.integers(0, 4), min_size=size, max_size=size).filter(any)
    weights = np.array([draw(rows) for _ in range(size)], float)
    return weights / weights.sum(axis=1, keepdims=True)


def each(trust, numbers):
    return st.lists(numbers, min_size=len(trust), max_size=len(trust))


def test_the_published_consensus_weights():
    assert consensus_weights(TRUST) == pytest.approx([0.25, 0.5, 0.25], abs=1e-12)


def test_opinions_go_where_the_consensus_weights_say():
    last = evolve(TRUST, [8, 4, 0], steps=200)[-1]
    assert last == pytest.approx([0.25 * 8 + 0.5 * 4] * 3)


def test_steps_worked_by_hand():
    path = evolve(TRUST, [8, 4, 0], steps=1)
    assert path.tolist() == [[8, 4, 0], [6, 4, 2]]
    stubborn = evolve(TRUST, [8, 4, 0], steps=1, susceptibility=[0, 1, 0.5])
    assert stubborn[-1].tolist() == [8, 4, 1]


@settings(max_examples=15)
@given(data=st.data(), trust=trusts())
def test_the_equilibrium_is_where_ten_thousand_steps_lead(data, trust):
    opinions = data.draw(each(trust, st.floats(-5, 5)))
    open_ = data.draw(each(trust, st.sampled_from([0.0, 0.3, 0.9, 0.99])))
    settled = equilibrium(trust, opinions, susceptibility=open_)
    path = evolve(trust, opinions, steps=10_000, susceptibility=open_)
    assert settled == pytest.approx(path[-1], abs=1e-9)


@given(data=st.data(), trust=trusts())
def test_nobody_ends_outside_of_the_first_opinions(data, trust):
    opinions = data.draw(each(trust, st.floats(-5, 5)))
    settled = equilibrium(trust, opinions, susceptibility=0.9)
    assert min(opinions) - 1e-9 <= settled.min() <= settled.max() <= max(opinions) + 1e-9


@given(trust=trusts())
def test_consensus_weights_stay_as_they_are_or_there_is_no_consensus(trust):
    high = np.linalg.matrix_power(trust, 2**14)
    try:
        weights = consensus_weights(trust)
    except ValueError:
        turned = high @ trust
        assert not (np.allclose(high, high[0]) and np.allclose(high, turned))
    else:
        assert high == pytest.approx(np.tile(weights, (len(trust), 1)), abs=1e-8)


@pytest.mark.parametrize(
    "trust", [[[1, 0], [0, 1]], [[0, 1], [1, 0]]], ids=["two groups", "round for ever"]
)
def test_without_a_consensus_it_says_so(trust):
    with pytest.raises(ValueError, match="leads to no consensus"):
        consensus_weights(trust)


def test_without_anybody_who_keeps_to_an_opinion_there_is_no_such_equilibrium():
    with pytest.raises(ValueError, match="Person 1 heeds, even over others, nobody"):
        equilibrium(np.eye(2), [0, 1], susceptibility=[0.5, 1.0])
    with pytest.raises(ValueError, match="Person 0"):
        equilibrium(TRUST, [0, 0, 1], susceptibility=1.0)


def test_one_who_keeps_to_an_opinion_wins_all_who_heed_them_alone():
    trust = [[1, 0], [1, 0]]
    assert equilibrium(trust, [3, 0], susceptibility=[0, 1]).tolist() == pytest.approx([3, 3])


def test_nobody_has_no_opinions_and_no_consensus():
    empty = np.zeros((0, 0))
    assert evolve(empty, [], steps=2).shape == (3, 0)
    assert equilibrium(empty, [], susceptibility=0.5).shape == (0,)
    with pytest.raises(ValueError, match="nobody to agree"):
        consensus_weights(empty)


@pytest.mark.parametrize(
    ("trust", "opinions", "options", "said"),
    [
        ([[0.5, 0.4], [0, 1]], [0, 1], {}, r"Row 0 of trust sums to 0\.9"),
        ([[1.5, -0.5], [0, 1]], [0, 1], {}, r"numbers in \[0, 1\]"),
        ([[float("nan"), 1], [0, 1]], [0, 1], {}, r"numbers in \[0, 1\]"),
        ([[1, 0]], [0], {}, r"square matrix, got the shape \(1, 2\)"),
        ([[1]], [0, 1], {}, "1 finite numbers"),
        ([[1]], [float("inf")], {}, "finite numbers"),
        ([[1]], [0], {"susceptibility": 1.5}, "susceptibility must lie"),
        ([[1]], [0], {"susceptibility": [0.5, 0.5]}, "susceptibility must lie"),
        ([[1]], [0], {"steps": -1}, "steps must be at least 0, got -1"),
    ],
)
def test_bad_arguments_are_refused(trust, opinions, options, said):
    with pytest.raises(ValueError, match=said):
        evolve(trust, opinions, **({"steps": 1} | options))
