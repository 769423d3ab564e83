"""The model of how people find their way in, and the choice of a rule of growth: by hand, on bad input."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.mentoring.rules import RULES, choose_rule
from influencekit.models.mentoring.way_in import LearningParams, WayIn
from influencekit.testing import evidence

HISTORY = """
    2024-01-01 ned src/a.py +10 reviewed-by=mia
    2024-02-01 mia src/a.py +3 -4
    2024-03-30 ned lib/b.py +10
    2024-12-31 mia docs/c.md +1
"""


def scores(text, **params):
    model = WayIn()
    found = model.run(evidence(text), LearningParams(**{"commits": 1, **params}), {})
    return {it.subject.key: it for it in found.scores}


def test_the_value_is_the_share_of_new_lines_that_others_replaced_soon():
    found = scores(HISTORY)
    ned = found["ned"]
    assert ned.value == 4 / 20
    assert [(reason.text, reason.share) for reason in ned.reasons] == [
        ("100.0 % from the quarter of 2024-01-01: 4 of 20 new lines", 1.0)
    ]
    assert (ned.details["areas"], ned.details["reviewed_commit_share"]) == (2, 0.5)
    # mia's last line is of today: it is too young to be judged.
    assert found["mia"].value == 0.0
    assert [reason.text for reason in found["mia"].reasons] == [
        "None of 3 new lines was replaced by others within 90 days"
    ]
    assert found["mia"].details["reviews"] == 0


def test_the_commits_whose_lines_went_stand_behind_the_reason():
    known = evidence(HISTORY)
    [reason] = scores(HISTORY)["ned"].reasons
    assert reason.locators == (known.commits.oid[0],)


def test_people_with_few_commits_are_left_out():
    assert set(scores(HISTORY, commits=2)) == {"ned", "mia"}
    assert scores(HISTORY, commits=3) == {}


@pytest.mark.parametrize("params", [{"commits": 0}, {"named": 0}])
def test_parameters_that_are_none_are_refused(params):
    with pytest.raises(ValueError, match="must be"):
        LearningParams(**params)


def logistic(steps, rate=0.6, ceiling=10.0):
    path = [1.0]
    for _ in range(steps):
        path.append(path[-1] + rate * path[-1] * (1 - path[-1] / ceiling))
    return np.array(path)


@pytest.mark.parametrize(
    ("path", "best"),
    [
        (np.full(12, 3.0), "no change"),
        (np.arange(1.0, 13.0) ** 0.5 * 10, "power law"),
        (10 * (1 - 0.7 ** np.arange(14)) * 3, "literal"),
        (logistic(14) * 3, "saturating"),
    ],
)
def test_each_rule_wins_on_a_path_of_its_own(path, best):
    assert choose_rule(path, ceiling=40.0 if best != "saturating" else 30.0).best == best


def test_the_likelihood_is_that_of_normal_errors():
    # Up by one each step: "no change" errs by one, in fitting and after, so that the variance is one.
    found = choose_rule(np.arange(9.0), ceiling=20.0)
    assert found.steps == 2
    assert found.log_likelihood["no change"] == pytest.approx(-0.5 * (math.log(2 * math.pi) + 1))


@pytest.mark.parametrize("size", range(6))
def test_with_too_few_amounts_no_rule_is_chosen(size):
    assert choose_rule(np.arange(float(size)), ceiling=9.0) is None


@pytest.mark.parametrize("path", [[-1.0], [math.nan], [11.0], [math.inf]])
def test_amounts_that_are_none_are_refused(path):
    with pytest.raises(ValueError, match="amounts must lie in 0 to 10"):
        choose_rule(np.array(path), ceiling=10.0)


@given(st.lists(st.integers(0, 3), min_size=6, max_size=30))
def test_any_path_that_only_rises_has_a_rule(steps):
    path = np.cumsum(steps).astype(float)
    found = choose_rule(path, ceiling=max(float(path[-1]), 1.0))
    assert found.best in RULES
    assert all(math.isfinite(value) for value in found.log_likelihood.values())
    assert found.log_likelihood[found.best] >= max(found.log_likelihood.values()) - 1e-8


@pytest.mark.parametrize("ceiling", [0.0, -1.0, float("nan"), float("inf")])
def test_a_ceiling_is_above_nothing_and_finite(ceiling):
    with pytest.raises(ValueError, match="ceiling must be above 0"):
        choose_rule(np.zeros(8), ceiling=ceiling)
