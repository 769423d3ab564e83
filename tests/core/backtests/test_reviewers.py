"""The back-test of reviewers: what it looks at, what it counts, and what it refuses."""

import math

import attrs
import numpy as np
import pytest

from influencekit.backtests import Given
from influencekit.backtests.ranked import rank_of
from influencekit.backtests.reviewers import backtest, cases, first_places
from influencekit.errors import InputError
from influencekit.models.mentoring.reviewing import SIGNS
from influencekit.testing import evidence

DAY = 86_400


def told(months):
    """Return a history in which each author has a reviewer of their own."""
    return "\n".join(
        f"20{year:02}-{month:02}-{day:02} {author} {author}.py +1 reviewed-by={reviewer}"
        for year in range(20, 20 + months // 12)
        for month in range(1, 13)
        for day, author, reviewer in ((1, "ada", "moe"), (9, "bob", "mia"))
    )


def test_a_case_looks_at_nothing_of_the_last_day():
    known = evidence(
        """
        2024-01-01T00:00 ada a.py +1 reviewed-by=moe
        2024-01-03T00:00 ada a.py +1 reviewed-by=mia
        2024-01-03T01:00 ada a.py +1 reviewed-by=mia
        """
    )
    last = cases(known)[-1]
    reviews = dict(zip(last.people.tolist(), last.table[:, SIGNS.index("reviews")], strict=True))
    by_key = {known.people[at].key: round(math.expm1(value), 6) for at, value in reviews.items()}
    assert {key: value for key, value in by_key.items() if value} == {"moe": 100}


def test_equal_scores_count_against_a_ranking_and_no_sign_is_no_rank():
    known = evidence(
        """
        2024-01-01 ada a.py +1 reviewed-by=moe
        2024-01-01 bob a.py +1 reviewed-by=mia
        2024-02-01 cyd a.py +1 reviewed-by=mia
        """
    )
    first, _, last = cases(known)
    assert rank_of(first, first.table.sum(axis=1)) is None
    assert rank_of(last, last.table[:, SIGNS.index("reviews")]) == 2


def test_first_places_are_shared_by_those_who_are_equal():
    known = evidence(
        """
        2024-01-01 ada a.py +1 reviewed-by=moe
        2024-01-01 bob a.py +1 reviewed-by=mia
        2024-02-01 cyd a.py +1 reviewed-by=mia
        """
    )
    last = cases(known)[-1]
    places = first_places([last], [last.table[:, 0]], len(known.people))
    assert {person.key: places[at] for at, person in enumerate(known.people) if places[at]} == {
        "moe": 0.5,
        "mia": 0.5,
    }


def test_where_each_author_has_a_reviewer_the_learnt_ranking_finds_them_all():
    known = evidence(told(48))
    split = int(np.datetime64("2022-01-01", "s").astype(int))
    table, chances = backtest(Given(read=known, split=split))
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["influencekit"][:2] == (1.0, 1.0)
    assert rows["most reviews"][1] < 1.0
    assert rows["who was named"][5:] == (0.5, 0.0)
    assert table.notes[0] == "48 commits, 2022-01-01 to 2023-12-09."
    assert table.notes[1].startswith("Weights learnt from 48 commits, 2020-01-01 to 2021-12-09: ")
    # In each case there are both reviewers and the other author, of whom one was named.
    assert sum(row[2] for row in chances.rows) == 3 * 48
    assert sum(row[2] * row[4] for row in chances.rows) == pytest.approx(48)
    assert chances.notes[1].endswith("and was named in 100.0 % of the cases.")


def test_the_order_of_people_and_credits_changes_nothing():
    known = evidence(told(48))
    other = evidence(told(48))
    swapped = attrs.evolve(
        other,
        credits=attrs.evolve(
            other.credits,
            commit=other.credits.commit[::-1].copy(),
            person=other.credits.person[::-1].copy(),
            role=other.credits.role[::-1].copy(),
        ),
    )
    assert backtest(Given(read=known)) == backtest(Given(read=swapped))


@pytest.mark.parametrize(
    "text", ["2024-01-01 ada a.py +1", "2024-01-01 ada a.py +1 reviewed-by=moe"]
)
def test_too_few_reviews_are_refused(text):
    with pytest.raises(InputError, match="20 are needed on either side"):
        backtest(Given(read=evidence(text)))
