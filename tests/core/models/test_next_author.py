"""Who changes a file next: worked by hand, a plain reference, and the back-test."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.backtests import Given
from influencekit.backtests.next_author import backtest, cases
from influencekit.errors import InputError
from influencekit.models.knowledge.next_author import (
    SIGNS,
    NextAuthorParams,
    Writers,
    rank,
    signs,
)
from influencekit.testing import evidence

HISTORY = """
    2024-01-01 ada src/a.py +9
    2024-04-30 bob src/a.py +1
    2024-04-30T12:00 cyd docs/c.md +1
"""


def at(day):
    return int(np.datetime64(day, "s").astype(np.int64))


def percents(known, path, when, **params):
    people, table = signs(
        Writers.of(known),
        list(known.paths).index(path),
        at=at(when),
        params=NextAuthorParams(**params),
    )
    return {
        name: {
            known.people[who].key: round(math.expm1(value), 3)
            for who, value in zip(people.tolist(), table[:, column], strict=True)
            if value
        }
        for column, name in enumerate(SIGNS)
    }


def test_each_sign_is_a_share_that_fades():
    found = percents(evidence(HISTORY), "src/a.py", "2024-05-01", around=120.0)
    # ada's change is 120 days older than bob's: it counts one half of it.
    assert found["file"] == found["folder"] == {"ada": 33.333, "bob": 66.667}
    old, young = 2 ** (-120.5 / 120), 2 ** (-0.5 / 120)
    whole = old + young + 1
    assert found["anywhere"] == pytest.approx(
        {"ada": 100 * old / whole, "bob": 100 * young / whole, "cyd": 100 / whole}, abs=1e-3
    )


def test_nothing_that_was_committed_later_is_looked_at():
    found = percents(evidence(HISTORY), "src/a.py", "2024-04-30")
    assert found == {"file": {"ada": 100}, "folder": {"ada": 100}, "anywhere": {"ada": 100}}


def test_before_the_first_commit_there_is_nobody():
    known = evidence(HISTORY)
    assert rank(Writers.of(known), 0, at=at("2023-01-01")) == []


@pytest.mark.parametrize("params", [{"file": -1.0}, {"half_life": 0.0}, {"around": math.nan}])
def test_parameters_that_are_none_are_refused(params):
    with pytest.raises(ValueError, match="must be"):
        NextAuthorParams(**params)


@given(data=st.data())
def test_a_plain_reference_agrees_whatever_the_order_names_and_time(kit, data):
    world = data.draw(kit.worlds())
    path = data.draw(st.integers(0, len(world.paths) - 1))
    known = kit.evidence_of(
        world, seed=data.draw(st.integers(0, 99)), shift=data.draw(st.integers(-(10**8), 10**8))
    )
    writers = Writers.of(known)
    people, table = signs(writers, list(known.paths).index(world.paths[path].text), at=known.as_of)
    expected = {name: [] for name in SIGNS}
    for made in world.commits:
        if not world.counts(made.author):
            continue
        expected["anywhere"].append((made.day, made.author, 30))
        touched = {
            where
            for where, _, status in made.touches
            if status in "AMR" and world.paths[where].counts
        }
        if path in touched:
            expected["file"].append((made.day, made.author, 120))
        if any(where % 2 == path % 2 for where in touched):
            expected["folder"].append((made.day, made.author, 120))
    for column, name in enumerate(SIGNS):
        young = max((day for day, _, _ in expected[name]), default=0)
        sums = {}
        for day, who, half in expected[name]:
            sums[who] = sums.get(who, 0) + 2 ** (-(young - day) / half)
        found = {
            int(known.people[who].key.removeprefix("person-")): math.expm1(value) / 100
            for who, value in zip(people.tolist(), table[:, column], strict=True)
            if value
        }
        whole = sum(sums.values())
        assert found == pytest.approx({who: value / whole for who, value in sums.items()})


def turns(days, *authors):
    """Return a history in which `authors` change a file in turn, one every third day."""
    start = np.datetime64("2020-01-01")
    return "\n".join(
        f"{start + 3 * day} {authors[day % len(authors)]} a.py +1" for day in range(days)
    )


def test_the_last_author_first_is_a_baseline_with_its_own_ranks():
    found, last = cases(evidence(turns(60, "ada", "bob")))
    assert len(found) == len(last) == 58
    assert set(last) == {2}


def test_cases_look_at_nothing_of_the_last_day():
    known = evidence(
        """
        2024-01-01T00:00 ada a.py +1
        2024-01-02T00:00 ada a.py +1
        2024-01-05T00:00 bob a.py +1
        2024-01-05T01:00 bob a.py +1
        """
    )
    found, last = cases(known)
    assert last == [None, None]
    assert [case.table[case.named[0]].any() for case in found] == [False, False]


def test_whoever_alone_changes_a_file_is_named_each_time():
    [table] = backtest(Given(read=evidence(turns(90, "ada"))))
    assert {row[0]: row[1:3] for row in table.rows} == {
        "last author first": (1.0, 1.0),
        "changed the file most lately": (1.0, 1.0),
        "changed the folder most lately": (1.0, 1.0),
        "changed anything most lately": (1.0, 1.0),
        "influencekit": (1.0, 1.0),
    }


def test_too_few_changes_are_refused():
    with pytest.raises(InputError, match="20 are needed on either side"):
        backtest(Given(read=evidence(HISTORY)))
