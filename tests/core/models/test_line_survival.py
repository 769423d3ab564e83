"""How long lines live."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.knowledge.survival import LineSurvival, LineSurvivalParams, survival
from influencekit.testing import evidence

TOLD = """
    2020-01-01 ada a.py +10
    2020-04-10 bob a.py +2 -4
    2021-02-04 cyd b.py +1
    """
"""Of ada's 10 lines 4 go after 100 days, 6 are still there after 400; bob's 2 are 300 days old."""


def score(text, **params):
    result = LineSurvival().run(evidence(text), LineSurvivalParams(**params), {})
    return {one.subject.kind: one for one in result.scores}


def plain(days, gone, lines, age):
    """The product-limit estimate as its definition reads."""
    share = 1.0
    for end in sorted(set(days)):
        ended = sum(n for d, g, n in zip(days, gone, lines, strict=True) if g and d == end)
        watched = sum(n for d, n in zip(days, lines, strict=True) if d >= end)
        if end <= age:
            share *= 1 - ended / watched
    return share


def test_lines_that_are_too_young_to_tell_count_for_as_long_as_they_were_watched():
    # 12 lines were watched for 100 days, 4 of them ended then: 1 - 4 / 12.
    assert score(TOLD)["project"].value == pytest.approx(2 / 3)


def test_reasons_are_what_became_of_all_lines():
    reasons = score(TOLD)["project"].reasons
    assert [(one.text, one.share) for one in reasons] == [
        ("69.2 % still there", pytest.approx(9 / 13)),
        ("30.8 % gone within a year", pytest.approx(4 / 13)),
    ]


def test_half_life_is_told_only_where_half_of_the_lines_went():
    assert "half_life_days" not in score(TOLD)["project"].details
    gone = TOLD.replace("-4", "-8")
    assert score(gone)["project"].details["half_life_days"] == 100.0


def test_a_history_that_is_younger_than_the_age_says_nothing():
    assert score(TOLD, after=401.0) == {}
    assert score(TOLD, after=400.0)["project"].value == pytest.approx(2 / 3)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(1, 5)), min_size=1),
    st.integers(0, 10),
)
def test_the_estimate_is_the_product_of_its_definition(rows, age):
    days, gone, lines = (list(column) for column in zip(*rows, strict=True))
    ages, shares = survival(np.array(days, float), np.array(gone), np.array(lines))
    reached = np.searchsorted(ages, age, "right")
    assert (shares[reached - 1] if reached else 1.0) == pytest.approx(plain(days, gone, lines, age))
