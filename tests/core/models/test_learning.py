"""The learning rule, S11: the right values of its worked case, the closed form, the bounds."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.mentoring.learning import Learning

WORKED_CASE = {"mentor": 5, "mentee": 5, "transfer": 0.8, "skill": 0.7, "feedback": 0.5}
KNOWN = st.floats(0, 100)
RATE = st.floats(-1, 1)
LEARNING = st.builds(Learning, mentor=KNOWN, mentee=KNOWN, transfer=RATE, skill=RATE, feedback=RATE)


def test_the_worked_case_is_15_after_one_step():
    assert Learning(**WORKED_CASE).after(1) == pytest.approx(15.0, abs=1e-12)
    assert Learning(**WORKED_CASE).steps(1).tolist() == pytest.approx([5.0, 15.0], abs=1e-12)


def test_the_printed_value_of_the_worked_case_is_reached_at_no_step():
    steps = Learning(**WORKED_CASE).steps(10)
    assert 14.5 not in steps.round(1)
    # a = 2.2: K_10 = 2.2^10·5 + 4·(2.2^10 - 1)/1.2
    assert steps[10] == pytest.approx(2.2**10 * 5 + 4 * (2.2**10 - 1) / 1.2, rel=1e-12)


@given(LEARNING, st.integers(0, 40))
def test_the_closed_form_is_the_rule_applied_step_by_step(learning, count):
    steps = learning.steps(count)
    scale = max(1.0, abs(steps).max())
    assert abs(learning.after(count) - steps[-1]) <= 1e-12 * scale * (count + 1)


@pytest.mark.parametrize("growth", [1e-9, -1e-9, 1e-15, 5e-324, 0.0])
def test_the_closed_form_is_exact_where_nothing_or_next_to_nothing_grows(growth):
    learning = Learning(mentor=10, mentee=3, transfer=0.1, skill=growth, feedback=0)
    assert learning.after(20) == pytest.approx(23.0, rel=1e-6)


@given(LEARNING)
def test_it_settles_at_the_limit_just_where_there_is_one(learning):
    a = 1 + learning.growth
    if learning.limit is None:
        assert not -2 < learning.growth < -1e-300
    elif abs(a) < 0.9:
        expected = learning.transfer * learning.mentor / (1 - a)
        assert learning.limit == pytest.approx(expected)
        assert learning.after(400) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("rates", "warns"),
    [
        ({"skill": 0.7, "feedback": 0.5}, True),
        ({"skill": -0.3, "feedback": 0.1}, False),
        ({"skill": 0.0, "feedback": 0.0}, True),
        ({"skill": -1.5, "feedback": -1.0}, True),
        ({"skill": -1.0, "feedback": -1.0}, True),
    ],
)
def test_it_warns_where_the_rule_is_without_bound(rates, warns):
    assert bool(Learning(mentor=5, mentee=5, transfer=0.8, **rates).warning()) == warns


def test_nothing_to_learn_and_nothing_to_forget_needs_no_warning():
    assert not Learning(mentor=0, mentee=5, transfer=0.8, skill=0, feedback=0).warning()
    assert not Learning(mentor=0, mentee=0, transfer=0.8, skill=0.5, feedback=0).warning()


def test_the_saturating_variant_follows_its_formula():
    # 5 + (0.8·5 + 0.7·5)·(1 - 5/20) - 0.1·5 = 5 + 7.5·0.75 - 0.5
    path = Learning(**WORKED_CASE).saturating(1, ceiling=20, forgetting=0.1)
    assert path.tolist() == pytest.approx([5.0, 10.125], abs=1e-12)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 60))
def test_the_saturating_variant_stays_below_the_ceiling(start, share, forgetting, count):
    # η·K + η_s·K_max = share·K_max, which is at most K_max.
    learning = Learning(
        mentor=10, mentee=start * 10, transfer=share / 2, skill=share / 2, feedback=0.5
    )
    path = learning.saturating(count, ceiling=10, forgetting=forgetting)
    assert path.min() >= -1e-12
    assert path.max() <= 10 + 1e-9


def test_an_empty_walk_is_where_it_began():
    assert Learning(**WORKED_CASE).steps(0).tolist() == [5.0]
    assert Learning(**WORKED_CASE).after(0) == 5.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mentor": -1}, "mentor must not be negative"),
        ({"mentee": math.nan}, "mentee must be a finite number"),
        ({"transfer": math.inf}, "transfer must be a finite number"),
    ],
)
def test_figures_that_mean_nothing_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Learning(**{**WORKED_CASE, **change})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ceiling": 0}, "ceiling must be a finite number above 0"),
        ({"ceiling": math.nan}, "ceiling must be a finite number above 0"),
        ({"ceiling": 9, "forgetting": 1.5}, r"forgetting must be in \[0, 1\]"),
    ],
)
def test_a_saturating_variant_without_room_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        Learning(**WORKED_CASE).saturating(3, **options)


def test_a_negative_number_of_steps_is_refused():
    for walk in (Learning(**WORKED_CASE).steps, Learning(**WORKED_CASE).after):
        with pytest.raises(ValueError, match="must not be negative"):
            walk(-1)


@pytest.mark.parametrize("skill", [1e3, -1e3])
def test_what_no_float_holds_is_an_error_and_not_a_number(skill):
    learning = Learning(mentor=5, mentee=5, transfer=0.8, skill=skill, feedback=0)
    for walk in (learning.steps, learning.after):
        with pytest.raises(OverflowError, match="beyond what a float holds"):
            walk(1001)
