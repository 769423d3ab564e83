"""Pairs from trailers and records, newcomers, and a proposal for many of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.domain import Identity
from influencekit.evidence import NOBODY
from influencekit.mentoring import Pair
from influencekit.models.mentoring.matching import Dealings, rank
from influencekit.models.mentoring.pairs import match, newcomers, pairs, reasons
from influencekit.testing import evidence

HISTORY = """
    2022-01-01 mia parser.py +9
    2022-01-02 moe lexer.py +9
    2023-01-03 old parser.py +1 mentored-by=mia
    2024-05-01 mia parser.py +1
    2024-05-02 moe lexer.py +1
    2024-05-03 ned lexer.py +1 reviewed-by=moe
    2024-05-04 eve parser.py +1 mentored-by=mia
    2024-05-05 eve parser.py +1 mentored-by=mia
"""


def key(known, person):
    return None if person is None else known.people[person].key


def named(known, seen):
    return [(key(known, it.mentor), key(known, it.mentee), len(it.commits)) for it in seen]


def test_pairs_are_those_of_the_trailers_the_latest_first():
    known = evidence(HISTORY)
    assert named(known, pairs(Dealings(known))) == [("mia", "eve", 2), ("mia", "old", 1)]


def test_a_record_is_of_the_people_who_go_by_its_names_or_addresses():
    known = evidence(HISTORY)
    record = Pair(id="x", mentor=Identity("MIA"), mentee=Identity("Eve M.", "eve@example.org"))
    alone = Pair(id="y", mentor=Identity("moe"), mentee=Identity("ned"), since=1_700_000_000)
    seen = pairs(Dealings(known), [record, alone])
    assert named(known, seen) == [("mia", "eve", 2), ("moe", "ned", 0), ("mia", "old", 1)]
    assert [it.record for it in seen] == [record, alone, None]


def test_somebody_whom_only_a_record_knows_is_there_as_nobody():
    known = evidence(HISTORY)
    fresh = Pair(id="z", mentor=Identity("mia"), mentee=Identity("new"), since=1_800_000_000)
    [first, *_] = pairs(Dealings(known), [fresh])
    assert (key(known, first.mentor), first.mentee, first.record) == ("mia", NOBODY, fresh)
    assert (first.commits, first.first_at, first.last_at) == ((), None, None)


def test_two_records_of_the_same_two_both_stand_with_their_commits():
    known = evidence(HISTORY)
    records = [Pair(id=id_, mentor=Identity("mia"), mentee=Identity("eve")) for id_ in "ba"]
    seen = pairs(Dealings(known), records)
    assert [it.record.id for it in seen if it.record] == ["a", "b"]
    assert named(known, seen) == [("mia", "eve", 2), ("mia", "eve", 2), ("mia", "old", 1)]


def test_newcomers_wrote_their_first_commit_in_the_last_year():
    known = evidence(HISTORY)
    assert [key(known, it) for it in newcomers(known)] == ["eve", "ned"]


def assigned(known, found):
    return {
        key(known, mentee): key(known, None if row is None else found.mentors[row])
        for mentee, row in zip(found.mentees, found.assignment.mentor, strict=True)
    }


def test_each_newcomer_gets_whoever_fits_best_and_present_mentees_take_places():
    known = evidence(HISTORY)
    dealings = Dealings(known)
    two = match(dealings, newcomers(known), capacity=2)
    assert assigned(known, two) == {"eve": "mia", "ned": "moe"}
    # eve herself is no load of mia's for eve, but old has been nobody's mentee for a year.
    assert dict(zip([key(known, it) for it in two.mentors], two.places, strict=True)) == {
        "mia": 1,
        "moe": 2,
    }


def test_without_places_everybody_is_left_over_with_a_reason():
    known = evidence(HISTORY)
    found = match(Dealings(known), newcomers(known), capacity=0)
    assert set(assigned(known, found).values()) == {None}
    assert found.assignment.note == "2 of 2 mentees are left over: there are 0 places."


def test_whoever_has_not_been_seen_for_a_year_is_not_proposed():
    known = evidence(
        """
        2022-01-01 mia a.py +9
        2024-05-03 ned a.py +1
        """
    )
    assert match(Dealings(known), [1], capacity=2).mentors == ()


def test_nobody_new_is_an_empty_proposal():
    known = evidence("2022-01-01 mia a.py +9")
    found = match(Dealings(known), [], capacity=2)
    assert (found.mentees, found.assignment.note) == ((), "")


def test_a_negative_capacity_is_refused():
    with pytest.raises(ValueError, match="capacity must be at least 0, got -1"):
        match(Dealings(evidence(HISTORY)), [0], capacity=-1)


def test_the_reasons_tell_what_was_counted_and_sum_to_one():
    known = evidence(HISTORY)
    dealings, keys = Dealings(known), [it.key for it in known.people]
    area = np.array([path == "parser.py" for path in known.paths])
    first = rank(dealings, keys.index("ned"), area, at=known.as_of + 1)[0]
    assert key(known, first.person) == "mia"
    told = reasons(dealings, first, keys.index("ned"), area)
    assert [reason.text for reason in told] == [
        "mentored 2 people, last 2024-05-05",
        "wrote 2 commits there, last 2024-05-01",
    ]
    assert sum(reason.share for reason in told) == pytest.approx(1)


@given(data=st.data())
def test_the_order_names_and_time_of_records_change_no_proposal(kit, data):
    world = data.draw(kit.worlds())
    shift = data.draw(st.integers(-(10**8), 10**8))
    first = kit.evidence_of(world, as_of=900)
    other = kit.evidence_of(world, as_of=900, seed=data.draw(st.integers(0, 99)), shift=shift)
    found = [
        match(Dealings(known), newcomers(known, days=600), capacity=1) for known in (first, other)
    ]
    values = [it.assignment.value for it in found]
    assert values[0] == pytest.approx(values[1])
    left = [
        {key(known, it.mentees[row]) for row in it.assignment.left_over}
        for known, it in zip((first, other), found, strict=True)
    ]
    assert len(left[0]) == len(left[1])
