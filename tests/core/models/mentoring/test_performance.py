"""Performance factors, the power law of practice, and the comparison of models on learners held out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.mentoring.attempts import Attempts, area_under_curve, compare
from influencekit.models.mentoring.performance import (
    PowerLaw,
    fit_performance_factors,
    fit_power_law,
)
from influencekit.models.mentoring.tracing import fit

ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), min_size=1, max_size=40
)


def attempts_of(rows):
    return Attempts.of(*([row[at] for row in rows] for at in range(3)), skills=3)


@given(ROWS)
def test_earlier_successes_and_failures_are_those_of_the_same_learner_and_skill(rows):
    good, bad = attempts_of(rows).before()
    for at, (learner, skill, _) in enumerate(rows):
        earlier = [right for who, what, right in rows[:at] if (who, what) == (learner, skill)]
        assert (good[at], bad[at]) == (sum(earlier), len(earlier) - sum(earlier))


@given(ROWS)
def test_at_the_fit_no_direction_is_uphill(rows):
    attempts, penalty = attempts_of(rows), 0.5
    found = fit_performance_factors(attempts, penalty=penalty)
    good, bad = attempts.before()
    left = attempts.correct - found.predict(attempts)
    for skill in {row[1] for row in rows}:
        own = attempts.skill == skill
        slopes = [
            (left * factor)[own].sum() - penalty * value[skill]
            for factor, value in (
                (np.ones(len(rows)), found.base),
                (good, found.success),
                (bad, found.failure),
            )
        ]
        assert slopes == pytest.approx([0, 0, 0], abs=1e-3)


def test_the_parameters_of_simulated_learners_are_found_again():
    rng = np.random.default_rng(0)
    truth = (-0.5, 0.3, 0.1)
    rows = []
    for learner in range(1500):
        good = bad = 0
        for _ in range(8):
            odds = truth[0] + truth[1] * good + truth[2] * bad
            right = bool(rng.random() < 1 / (1 + math.exp(-odds)))
            rows.append((learner, 0, right))
            good, bad = good + right, bad + (not right)
    found = fit_performance_factors(attempts_of(rows))
    got = (found.base[0], found.success[0], found.failure[0])
    assert got == pytest.approx(truth, abs=0.08)


def test_a_skill_at_which_everybody_succeeds_has_finite_parameters():
    found = fit_performance_factors(Attempts.of([0] * 30, [0] * 30, [1] * 30))
    assert np.isfinite([found.base, found.success, found.failure]).all()
    assert found.predict(Attempts.of([1], [0], [1]))[0] > 0.5


def test_a_single_attempt_is_drawn_towards_a_coin_by_the_penalty():
    # The slope 1 - p - b is 0 at p = 1/(1 + e^-b): b = 0.40106.
    found = fit_performance_factors(Attempts.of([0], [0], [1]), penalty=1.0)
    assert found.base[0] == pytest.approx(0.4010581, abs=1e-6)


@pytest.mark.parametrize(("asymptote", "gain", "before", "rate"), [(3, 7, 0, 0.6), (0, 5, 4, 1.5)])
def test_a_power_law_without_noise_is_found_again(asymptote, gain, before, rate):
    law = PowerLaw(asymptote=asymptote, gain=gain, experience=before, rate=rate)
    number = np.arange(1, 31)
    found = fit_power_law(law.times(number), experience=None if before else 0.0)
    assert found.times(number).tolist() == pytest.approx(law.times(number).tolist(), abs=1e-4)
    assert found.rate == pytest.approx(rate, abs=0.01)


def test_times_that_get_longer_are_no_practice():
    found = fit_power_law([1, 2, 3, 4, 5])
    assert found.gain == 0
    assert found.asymptote == pytest.approx(3)


def test_the_model_that_made_the_data_foretells_learners_held_out_better():
    rng = np.random.default_rng(3)
    known = rng.random(150) < 0.3
    rows = []
    for _ in range(12):
        right = rng.random(150) < np.where(known, 0.95, 0.1)
        rows += [(who, 0, bool(it)) for who, it in enumerate(right)]
        known |= rng.random(150) < 0.15
    attempts = attempts_of(rows)
    fits = {
        "tracing": lambda it: fit(it, starts=1).model,
        "coin": lambda _: fit_performance_factors(Attempts.of([0, 0], [0, 0], [0, 1], skills=3),
                                                  penalty=1e6),
    }  # fmt: skip
    first, last = compare(attempts, fits, folds=3)
    assert (first.name, last.name) == ("tracing", "coin")
    assert last.log_likelihood == pytest.approx(math.log(0.5), abs=1e-4)
    assert first.auc > 0.8


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=25))
def test_the_area_under_the_curve_counts_pairs(rows):
    score = np.array([row[0] for row in rows], float)
    correct = np.array([row[1] for row in rows])
    pairs = [(a > b) + (a == b) / 2 for a in score[correct] for b in score[~correct]]
    expected = pytest.approx(sum(pairs) / len(pairs)) if pairs else None
    assert area_under_curve(score, correct) == expected


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fit_performance_factors(Attempts.of([], [], [])), "There are no attempts"),
        (
            lambda: fit_performance_factors(Attempts.of([0], [0], [1]), penalty=0),
            "penalty must be a finite number above 0",
        ),
        (lambda: fit_power_law([1, 2, 3]), "at least 4 times"),
        (lambda: fit_power_law([[1, 2], [3, 4]]), "one column of at least 4 times"),
        (lambda: fit_power_law([1, 2, math.nan, 3]), "number from 0 to"),
        (lambda: fit_power_law([1, 2, 1e101, 3]), "number from 0 to"),
        (lambda: fit_power_law([1, 2, 3, 4], experience=-1), "experience must be"),
        (
            lambda: compare(Attempts.of([0], [0], [1]), {}, folds=2),
            "between 2 and the number of learners, 1",
        ),
    ],
)
def test_figures_that_mean_nothing_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
