"""Conditional logit: worked by hand, held to a plain climb, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.choice import Choices, chances, fit


def choices(*cases):
    """Return the choices of (rows of features, chosen) each."""
    return Choices(
        features=np.array([row for rows, _ in cases for row in rows], float),
        chosen=np.array([flag for _, flags in cases for flag in flags], bool),
        starts=np.append(0, np.cumsum([len(flags) for _, flags in cases])),
    )


def penalised(known, weights, ridge):
    """The log-likelihood, choice by choice, as the formula says."""
    scale = known.features.std(axis=0)
    scale[scale == 0] = 1
    total = -ridge * float(((weights * scale) ** 2).sum()) / 2
    for start, end in zip(known.starts, known.starts[1:], strict=False):
        worth = known.features[start:end] @ weights
        told = known.chosen[start:end]
        if told.any():
            total += float(worth[told].mean() - np.log(np.exp(worth).sum()))
    return total


def test_the_weight_is_the_log_odds_where_nothing_is_taken_off():
    # Three of four choose the alternative with the feature: exp(w)/(exp(w) + 1) = 3/4, w = ln 3.
    known = choices(*[([[1], [0]], [True, False])] * 3, ([[1], [0]], [False, True]))
    assert fit(known, ridge=1e-9) == pytest.approx([np.log(3)])


def test_a_feature_of_what_is_left_alone_weighs_nothing_instead_of_less():
    known = choices(*[([[1, 0], [0, 1]], [True, False])] * 5)
    first, second = fit(known, ridge=1.0)
    assert first > 0
    assert second == 0


@given(st.integers(0, 10_000))
def test_no_other_weights_are_likelier(seed):
    rng = np.random.default_rng(seed)
    cases = []
    for _ in range(rng.integers(1, 8)):
        size = int(rng.integers(1, 6))
        cases.append((rng.integers(0, 4, (size, 2)).tolist(), (rng.random(size) < 0.4).tolist()))
    cases.append(([[1, 2], [2, 0]], [True, False]))
    known = choices(*cases)
    found = fit(known, ridge=0.5)
    best = penalised(known, found, 0.5)
    for other in rng.uniform(0, 2, (50, 2)) * (found + 0.5):
        assert penalised(known, other, 0.5) <= best + 1e-6
    for step in np.array([[1e-3, 0], [-1e-3, 0], [0, 1e-3], [0, -1e-3]]):
        assert penalised(known, np.maximum(found + step, 0), 0.5) <= best + 1e-6


def test_choices_of_which_nothing_was_chosen_tell_nothing():
    told = [([[1], [0]], [True, False])] * 2
    silent = ([[1], [0]], [False, False])
    assert fit(choices(*told)) == pytest.approx(fit(choices(*told, silent)))


def test_chances_do_not_overflow():
    assert chances(np.array([[1e6], [0.0]]), np.array([1.0])).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ([([[1.0], [0.0]], [False, False])], "Nothing was chosen"),
        ([([[float("nan")], [0.0]], [True, False])], "finite"),
        ([([[-1.0], [0.0]], [True, False])], "at least 0"),
    ],
)
def test_what_cannot_be_fitted_is_refused(cases, said):
    with pytest.raises(ValueError, match=said):
        fit(choices(*cases))


@pytest.mark.parametrize("ridge", [0, -1, float("nan"), float("inf")])
def test_a_ridge_that_is_none_is_refused(ridge):
    with pytest.raises(ValueError, match="ridge"):
        fit(choices(([[1], [0]], [True, False])), ridge=ridge)
