"""The learning rule fitted to what was seen: what can be told apart, and which variant is better."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.least_squares import nonnegative_least_squares
from influencekit.models.mentoring.fitting import (
    Trajectory,
    choose,
    fit_literal,
    fit_saturating,
)
from influencekit.models.mentoring.learning import Learning

RATE = st.floats(-0.4, 0.4)


def saturating_path(count, *, ceiling, forgetting=0.0):
    learning = Learning(mentor=10, mentee=1, transfer=0.05, skill=0.3, feedback=0)
    return learning.saturating(count, ceiling=ceiling, forgetting=forgetting)


@given(st.floats(0.05, 0.5), RATE, RATE)
def test_the_literal_rule_gives_back_the_transfer_and_the_sum_of_the_other_two(
    transfer, skill, feedback
):
    learning = Learning(mentor=10, mentee=2, transfer=transfer, skill=skill, feedback=feedback)
    path = learning.steps(8)
    found = fit_literal(Trajectory.of(10, path))
    told = list(itertools.accumulate(range(8), lambda it, _: found.after(10, it), initial=2.0))
    assert told == pytest.approx(path.tolist(), rel=1e-6, abs=1e-6)
    if found.separable:
        assert found.transfer == pytest.approx(transfer, abs=1e-5)
        assert found.growth == pytest.approx(skill + feedback, abs=1e-5)


def test_two_ways_to_split_the_growth_leave_the_same_trajectory():
    paths = [
        Learning(mentor=10, mentee=2, transfer=0.1, skill=skill, feedback=0.3 - skill).steps(6)
        for skill in (0.0, 0.3)
    ]
    assert paths[0].tolist() == pytest.approx(paths[1].tolist())


def test_what_the_steps_leave_open_is_said():
    assert not fit_literal(Trajectory.of(5, [3, 3, 3, 3])).separable
    assert not fit_literal(Trajectory.of(0, [1, 2, 4, 8])).separable
    assert fit_literal(Trajectory.of(5, [1, 2, 4, 8])).separable


def test_a_mentor_who_learns_too_is_taken_as_they_were():
    # η = .1, growth = 0: 1, +.1·10, +.1·20, +.1·30
    found = fit_literal(Trajectory.of([10, 20, 30], [1, 2, 4, 7]))
    assert (found.transfer, found.growth) == pytest.approx((0.1, 0.0), abs=1e-9)


def test_the_saturating_variant_is_found_again_under_a_given_ceiling():
    path = saturating_path(12, ceiling=20, forgetting=0.04)
    found = fit_saturating(Trajectory.of(10, path), ceiling=20)
    got = (found.transfer, found.skill, found.forgetting)
    assert got == pytest.approx((0.05, 0.3, 0.04), abs=1e-6)


def test_without_a_ceiling_it_is_found_if_nothing_is_forgotten():
    found = fit_saturating(Trajectory.of(10, saturating_path(15, ceiling=20)))
    assert found.ceiling == pytest.approx(20, rel=1e-3)
    assert (found.transfer, found.skill) == pytest.approx((0.05, 0.3), abs=1e-3)
    assert found.forgetting == 0


def test_one_step_of_the_fit_is_one_of_the_rule():
    path = saturating_path(6, ceiling=20, forgetting=0.04)
    found = fit_saturating(Trajectory.of(10, path), ceiling=20)
    assert found.after(10, path[3]) == pytest.approx(path[4], abs=1e-6)


def test_a_trajectory_that_levels_off_is_foretold_by_the_saturating_variant():
    found = choose(Trajectory.of(10, saturating_path(16, ceiling=20)))
    assert found.best == "saturating"
    assert found.errors["saturating"] < 0.01 < found.errors["no change"]
    assert found.steps == 12


def test_a_trajectory_of_the_literal_rule_is_foretold_by_it_with_a_warning():
    path = Learning(mentor=10, mentee=1, transfer=0.1, skill=0.2, feedback=0.2).steps(10)
    found = choose(Trajectory.of(10, path))
    assert found.best == "literal"
    assert "grows without limit" in found.warning
    bounded = Learning(mentor=10, mentee=1, transfer=0.3, skill=-0.2, feedback=-0.1).steps(10)
    assert not choose(Trajectory.of(10, bounded)).warning


def test_whoever_learns_nothing_is_foretold_as_well_by_no_change():
    found = choose(Trajectory.of(5, [0, 0, 0, 0, 0, 0, 0]))
    assert found.errors["no change"] == 0
    assert found.best == "no change"


@given(
    st.lists(
        st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=5
    ),
    st.lists(st.integers(-5, 5), min_size=5, max_size=5),
)  # fmt: skip
def test_no_coefficients_of_at_least_0_on_a_grid_come_closer(rows, values):
    columns, target = np.array(rows, float), np.array(values[: len(rows)], float)
    found = nonnegative_least_squares(columns, target)
    assert (found >= 0).all()
    error = ((target - columns @ found) ** 2).sum()
    grid = np.array(list(itertools.product(np.linspace(0, 4, 9), repeat=3)))
    assert error <= ((target - grid @ columns.T) ** 2).sum(axis=1).min() + 1e-9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Trajectory.of(5, [1, 2]), "at least 3 amounts, got 2"),
        (lambda: Trajectory.of(5, [1, 2, math.nan]), "mentee must be amounts from 0"),
        (lambda: Trajectory.of(-5, [1, 2, 3]), "mentor must be amounts from 0"),
        (lambda: Trajectory.of(5, [1, 1e101, 2]), r"mentee must be amounts from 0 to 1e\+100"),
        (lambda: Trajectory.of([1, 2, 3], [1, 2, 3]), "one amount or one for each of 2 steps"),
        (lambda: fit_saturating(Trajectory.of(5, [0, 0, 0])), "never seen to know anything"),
        (lambda: fit_saturating(Trajectory.of(5, [1, 2, 3]), ceiling=2), "at least 3"),
        (lambda: choose(Trajectory.of(5, [1, 2, 3, 4, 5])), "at least 6 amounts, got 5"),
    ],
)
def test_figures_that_mean_nothing_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("mentor", [0.0, 1.0, 1e100])
@pytest.mark.parametrize(
    "mentee",
    [
        [0.0] * 7,
        [5.0] * 7,
        [1e100] * 7,
        [1e-300] * 7,
        [0, 0, 0, 0, 0, 0, 1],
        [0, 1e100, 1, 0, 2, 3, 4],
    ],
)
def test_amounts_that_stand_still_or_are_out_of_all_proportion_have_a_choice(mentor, mentee):
    found = choose(Trajectory.of(mentor, mentee))
    assert found.best in found.errors
    assert all(math.isfinite(error) for error in found.errors.values())
