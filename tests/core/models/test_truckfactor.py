"""Truck factors: published figures, worked examples, and a plain reference on random changes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.knowledge.truckfactor import (
    Changes,
    absence_factor,
    authors_by_degree,
    authors_by_recency,
    avelino,
    degree_of_authorship,
    jetbrains,
    recent_authorship,
    truck_factor,
)

FILES, PEOPLE = 5, 4
EVENT = st.tuples(st.integers(0, FILES - 1), st.integers(0, PEOPLE - 1), st.sampled_from("AMMMR"))
EVENTS = st.lists(EVENT, max_size=40)
AGES = st.lists(st.integers(-2, 547), min_size=40, max_size=40)


def changes(events, *, files=FILES, people=PEOPLE, commits=None):
    """Return rows of (file, person, status) as changes, the first one being the oldest."""
    columns = list(zip(*events, strict=True)) or [(), (), ()]
    return Changes(
        file=np.array(columns[0], np.int32),
        person=np.array(columns[1], np.int32),
        commit=np.array(range(len(events)) if commits is None else commits, np.int32),
        status=np.array([ord(status) for status in columns[2]], np.uint8),
        files=files,
        people=people,
    )


def plain_authors_by_recency(events, days):
    """JetBrains' rule, one file and person at a time; the rows are oldest first."""
    found = set()
    for file in {file for file, _, _ in events}:
        here = [
            (who, math.exp(-age / 90))
            for (at, who, _), age in zip(events, days, strict=False)
            if at == file
        ]
        owner, heaviest = max(here, key=lambda row: row[1])  # of equal ones the first
        total = math.fsum(weight for _, weight in here)
        value = {}
        for person in {who for who, _ in here}:
            own = math.fsum(weight for who, weight in here if who == person)
            others = math.fsum(weight for who, weight in here if who != person)
            value[person] = (3.0 * heaviest if person == owner else 0.0) + own
            value[person] += 2.4 * math.log(1 + total) - 2.4 * math.log(1 + others)
        best = max(value.values())
        found |= {
            (file, person)
            for person, worth in value.items()
            if worth >= 0.001 and worth > 0.75 * best
        }
    return found


def plain_truck_factor(authors, files, latest, coverage=0.5):
    """Remove the top author while enough files have an author, as the published tool does."""
    left, gone = set(authors), []
    while len({file for file, _ in left}) >= coverage * files and files:
        people = {person for _, person in left}
        top = max(people, key=lambda who: (sum(p == who for _, p in left), latest[who]))
        left = {(file, person) for file, person in left if person != top}
        gone.append(top)
    return gone


def pairs(authors):
    return set(zip(authors.file.tolist(), authors.person.tolist(), strict=True))


def test_degree_of_authorship_is_as_published():
    assert float(degree_of_authorship(1, 3, 5)) == pytest.approx(4.30785, abs=1e-5)


def test_a_creator_that_nobody_joined_has_the_two_first_terms():
    assert float(degree_of_authorship(1, 0, 0)) == pytest.approx(3.293 + 1.098, abs=1e-12)


def test_recent_authorship_is_the_sum_of_its_three_terms():
    value = float(recent_authorship(0.5, 0.75, 2.0))
    assert value == pytest.approx(1.5 + 0.75 + 2.4 * math.log(3 / 2.25), abs=1e-12)


def test_the_absence_factor_of_the_definitions_worked_example_is_two():
    assert absence_factor([1000, 202, 90, 33, 332, 343, 42, 433]) == 2


@pytest.mark.parametrize(
    ("amounts", "factor"), [([], 0), ([0, 0], 0), ([5], 1), ([1, 1], 1), ([1, 1, 1], 2)]
)
def test_half_is_enough_for_the_absence_factor(amounts, factor):
    assert absence_factor(amounts) == factor


def test_who_added_a_file_again_is_an_author_beside_its_creator():
    # Both have FA = 1; the second addition is no delivery, so nobody accepted anything.
    assert pairs(authors_by_degree(changes([(0, 0, "A"), (0, 1, "A")]))) == {(0, 0), (0, 1)}


def test_who_only_changed_what_another_made_is_no_author():
    # Creator: 4.391 - 0.321·ln 2 = 4.168. The other one: 3.293 + 0.164 = 3.457 > 0.75·4.168, and not
    # below 3.293: an author too. After the creator's third change the other one's degree is
    # 3.457 - 0.321·ln 4 = 3.012: below 3.293.
    joined = [(0, 0, "A"), (0, 1, "M")]
    assert pairs(authors_by_degree(changes(joined))) == {(0, 0), (0, 1)}
    assert pairs(authors_by_degree(changes([*joined, *[(0, 0, "M")] * 3]))) == {(0, 0)}


def test_the_truck_factor_counts_those_after_whom_less_than_half_is_left():
    # Ada 0 alone knows files 0 and 1, Ben 1 file 2, Cyd 2 file 3: 2 of 4 are left without Ada, which is
    # still half; 1 of 4 without Cyd, who goes before Ben because Cyd was active last.
    found = avelino(
        changes([(0, 0, "A"), (1, 0, "A"), (2, 1, "A"), (3, 2, "A")], files=4, people=3)
    )
    assert (found.value, found.people, found.lost, found.orphans) == (2, (0, 2), (2, 1), 0)


def test_files_that_have_lost_all_authors_count_against_the_truck_factor():
    # 30 people change one file once each and nobody is known to have made it: each has a degree of
    # 3.293 + 0.164 - 0.321·ln 30 = 2.365 and none is an author.
    events = [(0, person, "M") for person in range(30)] + [(1, 0, "A")]
    found = avelino(changes(events, files=2, people=30))
    assert (found.value, found.orphans, found.people) == (1, 1, (0,))


def test_without_files_there_is_nobody_to_miss():
    assert avelino(changes([])).value == 0
    assert jetbrains(changes([]), np.zeros(0, np.int32)).value == 0


def test_the_latest_of_equally_old_changes_does_not_own_the_file():
    # Two changes of one day weigh the same; the first of them owns the file: 3 + 1 + 2.4·ln(3/2) for
    # person 0 against 1 + 2.4·ln(3/2) for person 1.
    events = changes([(0, 0, "M"), (0, 1, "M")])
    assert pairs(authors_by_recency(events, np.zeros(2, np.int32))) == {(0, 0)}


@given(events=EVENTS)
def test_authors_by_degree_are_those_of_the_plain_rule(kit, events):
    expected = {
        (at, person)
        for at in range(FILES)
        for person in kit.authors([(who, how) for file, who, how in events if file == at])
    }
    assert pairs(authors_by_degree(changes(events))) == expected


@given(EVENTS, AGES)
def test_authors_by_recency_are_those_of_the_plain_rule(events, ages):
    days = np.array(ages[: len(events)], np.int32)
    assert pairs(authors_by_recency(changes(events), days)) == (
        plain_authors_by_recency(events, ages)
    )


@given(EVENTS, st.sampled_from([0.25, 0.5, 0.75, 1.0]))
def test_the_truck_factor_is_that_of_removing_people_one_by_one(events, coverage):
    known, latest = authors_by_degree(changes(events)), np.full(PEOPLE, -1, np.int32)
    for place, (_, person, _) in enumerate(events):
        latest[person] = place
    files = len({file for file, _, _ in events})
    found = truck_factor(known, files=files, latest=latest, coverage=coverage)
    assert list(found.people) == plain_truck_factor(pairs(known), files, latest, coverage)


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(events, rng):
    rows = list(range(len(events)))
    rng.shuffle(rows)
    mixed = changes([events[row] for row in rows], commits=rows)
    assert avelino(mixed) == avelino(changes(events))
    days = np.arange(len(events), dtype=np.int32)
    assert jetbrains(mixed, days[rows]) == jetbrains(changes(events), days)


@given(EVENTS, st.permutations(range(PEOPLE)))
def test_who_has_which_number_changes_nothing(events, numbers):
    renamed = changes([(file, numbers[person], status) for file, person, status in events])
    found, other = avelino(changes(events)), avelino(renamed)
    assert tuple(numbers[person] for person in found.people) == other.people
    assert found.lost == other.lost


@given(EVENTS)
def test_a_lower_coverage_never_makes_fewer_people_enough(events):
    known, latest = authors_by_degree(changes(events)), np.arange(PEOPLE, dtype=np.int32)
    factors = [
        truck_factor(known, files=FILES, latest=latest, coverage=share).value
        for share in (1.0, 0.75, 0.5, 0.25)
    ]
    assert factors == sorted(factors)
