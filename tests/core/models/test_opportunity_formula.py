"""The opportunity formula, S6: the right values of its worked case, and its definitions."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.opportunity.formula import (
    Opportunity,
    best,
    community,
    influence,
    technical,
)

COUNT = st.floats(0, 1e6)
TERMS = st.builds(Opportunity, k=COUNT, p=COUNT, i=COUNT, c=COUNT, t=COUNT)


def test_alices_first_project_is_worth_45():
    assert Opportunity(k=0.5, p=20, i=20, c=10, t=5).value == 45


def test_alices_second_project_is_worth_56_and_not_60():
    assert Opportunity(k=0.3, p=20, i=25, c=15, t=10).value == 56


def test_alices_best_opportunity_is_the_second_project():
    projects = {
        "first": Opportunity(k=0.5, p=20, i=20, c=10, t=5),
        "second": Opportunity(k=0.3, p=20, i=25, c=15, t=10),
    }
    assert best(projects) == ("second", 56)


def test_the_definitions_use_every_count():
    """A case of our own: Alice's weights, with all counts that the definitions speak of.

    First project: 5 contributions, 2 posts, 10 interactions, 8 times feedback, 20 likes; second: 10,
    3, 15, 12 and 25. The printed case has the same likes, interactions and contributions and leaves
    the rest out.
    """
    first = Opportunity(
        k=0.5, p=20, i=influence([8], [20]), c=community([10]), t=technical([5], [2])
    )
    second = Opportunity(
        k=0.3, p=20, i=influence([12], [25]), c=community([15]), t=technical([10], [3])
    )
    assert (first.i, first.c, first.t) == (28, 10, 7)
    assert (second.i, second.c, second.t) == (37, 15, 13)
    assert first.value == 0.5 * 20 + 28 + 10 + 7 == 55
    assert second.value == 0.3 * 20 + 37 + 15 + 13 == 71
    assert best({"first": first, "second": second}) == ("second", 71)


def test_counts_of_several_periods_are_added_up():
    assert influence([1, 2], [3, 4]) == 10
    assert community([1, 2, 3]) == 6
    assert technical([1, 2], []) == 3


def test_of_equal_projects_the_first_by_name_is_the_best():
    same = Opportunity(k=1, p=1, i=1, c=1, t=1)
    assert best({"b": same, "a": same})[0] == "a"


@given(st.dictionaries(st.text(max_size=3), TERMS, min_size=1, max_size=5))
def test_the_best_is_no_worse_than_any(projects):
    assert best(projects)[1] == max(terms.value for terms in projects.values())


def test_there_is_no_best_of_nothing():
    with pytest.raises(ValueError, match="no project"):
        best({})


@pytest.mark.parametrize("value", [-1, math.nan, math.inf])
def test_terms_that_are_no_counts_are_refused(value):
    with pytest.raises(ValueError, match="k must be a finite number of at least 0"):
        Opportunity(k=value, p=1, i=1, c=1, t=1)
