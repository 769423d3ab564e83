"""Bass's model: published anchors, and parameters found again."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.influence.network.diffusion import Bass, fit_bass


def test_the_published_peak():
    bass = Bass(p=0.03, q=0.38)
    assert bass.peak == pytest.approx(log(0.38 / 0.03) / 0.41)
    assert bass.peak == pytest.approx(6.1926, abs=5e-5)
    assert bass.rate([bass.peak])[0] == pytest.approx(0.41**2 / (4 * 0.38))
    assert bass.rate([bass.peak])[0] == pytest.approx(0.11059, abs=5e-6)


def test_nobody_has_adopted_at_first_and_everybody_does_in_the_end():
    assert Bass(p=0.03, q=0.38, m=70).adopters([0, 1000]).tolist() == pytest.approx([0, 70])


def test_without_much_imitation_most_adopt_at_the_start():
    assert Bass(p=0.4, q=0.1).peak == 0.0


@given(p=st.floats(0.001, 0.5), q=st.floats(0.001, 1), m=st.floats(1, 1e6))
def test_the_rate_is_the_slope_of_the_adopters(p, q, m):
    bass, times = Bass(p=p, q=q, m=m), np.array([0.5, 3.0, 12.0])
    slope = (bass.adopters(times + 1e-5) - bass.adopters(times - 1e-5)) / 2e-5
    assert bass.rate(times) == pytest.approx(slope, rel=1e-4, abs=1e-6 * m)


@settings(max_examples=8)
@given(
    p=st.floats(0.005, 0.1),
    q=st.floats(0.2, 0.8),
    m=st.sampled_from([1.0, 40.0, 1e6]),
    unit=st.sampled_from([1.0, 365.25]),
)
def test_parameters_are_found_again_from_a_series_without_noise(p, q, m, unit):
    times = np.arange(1, 31) * unit
    found = fit_bass(times, Bass(p=p / unit, q=q / unit, m=m).adopters(times))
    assert found.p * unit == pytest.approx(p, rel=1e-6)
    assert found.q * unit == pytest.approx(q, rel=1e-6)
    assert found.m == pytest.approx(m, rel=1e-6)


def test_a_series_with_noise_is_fitted_no_worse_than_by_the_truth():
    times, truth = np.arange(1.0, 25.0), Bass(p=0.02, q=0.35, m=100)
    noise = np.random.default_rng(0).normal(0, 1.5, len(times))
    seen = np.maximum.accumulate(np.maximum(truth.adopters(times) + noise, 0))
    found = fit_bass(times, seen)
    away = [((bass.adopters(times) - seen) ** 2).sum() for bass in (found, truth)]
    assert away[0] <= away[1]


@pytest.mark.parametrize(
    ("times", "adopters", "said"),
    [
        ([1, 2, 3], [1, 2, 3], "at least 4; got 3 and 3"),
        ([1, 2, 3, 4], [1, 2, 3], "got 4 and 3"),
        ([1, 2, 2, 4], [1, 2, 3, 4], "times must ascend"),
        ([-1, 2, 3, 4], [1, 2, 3, 4], "times must be a column of finite numbers"),
        ([1, 2, 3, 4], [1, 2, 1, 4], "never fall"),
        ([1, 2, 3, 4], [1, 2, 3, float("nan")], "adopters must be finite"),
        ([1, 2, 3, 4], [5, 5, 5, 5], "adopters must rise"),
    ],
)
def test_what_is_no_series_is_refused(times, adopters, said):
    with pytest.raises(ValueError, match=said):
        fit_bass(times, adopters)


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["p", "q", "m"])
def test_parameters_are_above_nothing_and_finite(name, value):
    with pytest.raises(ValueError, match=f"{name} must be a finite number above 0"):
        Bass(**({"p": 0.1, "q": 0.1, "m": 1.0} | {name: value}))
