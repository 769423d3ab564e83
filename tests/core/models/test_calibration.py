"""Chances and what came: bins, curves and errors by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.calibration import Curve, Reliability

CASES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def columns(cases):
    chance, came = zip(*cases, strict=True)
    return np.array(chance), np.array(came, float)


def test_a_curve_goes_through_the_means_of_the_bins():
    # Of two who were given .25 and .35 one came, of two with .65 and .75 both.
    curve = Curve.learnt(np.array([0.25, 0.35, 0.65, 0.75]), np.array([0.0, 1.0, 1.0, 1.0]))
    assert curve == Curve(given=(0.0, 0.3, 0.7, 1.0), came=(0.0, 0.5, 1.0, 1.0))
    assert curve.read(np.array([0.15, 0.5])).tolist() == [0.25, 0.75]


def test_where_fewer_came_of_the_surer_ones_the_curve_stays_as_high_as_it_was():
    curve = Curve.learnt(np.array([0.3, 0.3, 0.7, 0.7]), np.array([1.0, 1.0, 0.0, 1.0]))
    assert curve.came == (0.0, 1.0, 1.0, 1.0)


def test_the_error_is_the_mean_difference_over_tenths():
    told = Reliability(np.array([0.15, 0.15, 0.95, 0.95]), np.array([0.0, 1.0, 1.0, 1.0]))
    assert [(it.low, it.high, it.size, it.came) for it in told.bins()] == [
        (0.1, 0.2, 2, 0.5),
        (0.9, 1.0, 2, 1.0),
    ]
    assert told.error == pytest.approx((2 * 0.35 + 2 * 0.05) / 4)
    assert told.brier == pytest.approx((0.15**2 + 0.85**2 + 2 * 0.05**2) / 4)


def test_nothing_is_refused_and_has_no_error():
    with pytest.raises(ValueError, match="no chance to learn from"):
        Curve.learnt(np.zeros(0), np.zeros(0))
    assert np.isnan(Reliability(np.zeros(0), np.zeros(0)).error)
    assert np.isnan(Reliability(np.zeros(0), np.zeros(0)).brier)


@given(CASES)
def test_a_curve_never_falls_and_stays_between_0_and_1(cases):
    curve = Curve.learnt(*columns(cases))
    read = curve.read(np.linspace(0, 1, 50))
    assert (np.diff(read) >= 0).all()
    assert ((read >= 0) & (read <= 1)).all()


@given(CASES, st.randoms())
def test_the_order_of_cases_changes_nothing(cases, random):
    mixed = random.sample(cases, len(cases))
    assert Curve.learnt(*columns(cases)) == Curve.learnt(*columns(mixed))
