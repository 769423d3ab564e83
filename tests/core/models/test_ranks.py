"""Measures of rankings: worked by hand."""

import math

import pytest

from influencekit.models.ranks import Ranks, gini


def test_the_first_of_those_who_were_meant_counts_by_its_rank():
    ranks = Ranks([1, 2, 4, None])
    assert ranks.mean_reciprocal_rank == (1 + 1 / 2 + 1 / 4) / 4
    assert [ranks.top(size) for size in (1, 3, 5)] == [0.25, 0.5, 0.75]


def test_without_rankings_there_is_no_figure():
    assert math.isnan(Ranks([]).mean_reciprocal_rank)
    assert math.isnan(Ranks([]).top(5))


@pytest.mark.parametrize(
    ("amounts", "value"),
    [([], 0.0), ([0, 0], 0.0), ([3], 0.0), ([1, 3], 0.25), ([5, 0, 0, 0, 0], 0.8)],
)
def test_gini_is_half_the_mean_difference_over_the_mean(amounts, value):
    # [1, 3]: differences 0, 2, 2, 0 have the mean 1; half of it over the mean amount 2 is 0.25.
    assert gini(amounts) == pytest.approx(value)


@pytest.mark.parametrize("amounts", [[-1, 2], [float("nan")], [float("inf"), 1]])
def test_gini_of_what_is_no_amount_is_refused(amounts):
    with pytest.raises(ValueError, match="amounts"):
        gini(amounts)
