"""The concept graph: its edges, and what a history reaches."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.contribution.concepts import (
    BEFORE,
    CONCEPTS,
    EDGES,
    Concepts,
    ConceptsParams,
    stations,
    subjects,
)
from influencekit.models.contribution.deeds import ACTS, GIVEN, SORTS, TAKEN, deeds_of, say
from influencekit.testing import evidence

WORKED = """
    2024-01-01 ada src/a.py +10 "Add a sieve"
    2024-01-02 ada docs/a.md +10 "How to sieve"
    2024-01-03 bob src/a.py +1 reviewed-by=ada co-authored-by=cyd "fix: one off"
    2024-01-04 bob post "On sieves"
    2024-01-05 ada talk -> bob
    2024-01-06 ada mention -> bob
    2024-01-07 ada shrug -> bob
    2024-01-08 dependabot[bot] src/a.py +1 "Bump"
"""


def run(text):
    found = Concepts().run(evidence(text), ConceptsParams(), {})
    return {one.subject.key: one for one in found.scores}, found


def test_the_edges_are_those_of_the_article():
    told = "AB AC AD BE BF CG DH EI FJ GK HL IM JN NO OP"
    assert tuple(tuple(pair) for pair in sorted(told.split())) == EDGES
    assert [one.id for one in CONCEPTS.values() if not one.after] == list("KLMP")
    assert "".join(CONCEPTS) == "ABCDEFGHIJKLMNOP"
    assert set(BEFORE) == set(CONCEPTS) - {"A"}


def test_every_act_that_a_table_knows_is_placed_on_a_node():
    placed = set().union(*(one.acts for one in CONCEPTS.values()))
    assert placed == set(ACTS)
    assert {*GIVEN.values(), *TAKEN.values()} <= set(ACTS)


def test_the_worked_example_reaches_what_was_done():
    scores, found = run(WORKED)
    assert {key: one.details["reached"] for key, one in scores.items()} == {
        ".": "ABCEFHMN",
        "ada": "ABCEH",
        "bob": "ABFMN",
        "cyd": "M",
    }
    assert scores["cyd"].value == 1.0
    assert scores["cyd"].details["next"] == ""
    assert scores["ada"].details["next"] == (
        "D paper (after A), F tech blog (after B), G technical exchange (after C), "
        "I mentoring (after E) and L industry standard (after H)"
    )
    assert "1 interaction of kinds that no node knows." in found.notes


def test_a_reason_says_how_often_and_points_at_the_latest():
    scores, _ = run("".join(f'2024-01-0{day} ada a.py +1 "x"\n' for day in range(1, 6)))
    first = scores["ada"].reasons[0]
    assert first.text == "A technical contribution: 5 acts"
    assert first.share == pytest.approx(1 / 2)
    assert len(first.locators) == 3


def test_a_note_is_mentoring_and_what_several_did_together_is_one_act_of_the_project():
    known = evidence('2024-01-01 ada a.py +1 co-authored-by=bob co-authored-by=cyd "x"')
    deeds = deeds_of(known)
    acts = {subject.key: stations(deeds, rows) for subject, rows in subjects(deeds)}
    shared = {
        key: next(it.acts for it in found if it.concept.id == "M") for key, found in acts.items()
    }
    assert shared == {".": 1, "ada": 1, "bob": 1, "cyd": 1}


@settings(max_examples=40)
@given(data=st.data())
def test_what_is_next_is_not_reached_and_follows_what_is(kit, data):
    deeds = deeds_of(kit.evidence_of(data.draw(kit.worlds())))
    for _, rows in subjects(deeds):
        found = {it.concept.id: it for it in stations(deeds, rows)}
        for id_, it in found.items():
            before = BEFORE.get(id_)
            assert it.next == (not it.acts and before is not None and found[before].acts > 0)
        acts = {SORTS[sort][0] for sort in deeds.sort[rows]}
        assert {id_ for id_, it in found.items() if it.acts} == {
            one.id for one in CONCEPTS.values() if one.acts & acts
        }


def test_every_sort_of_act_has_words_for_one_and_for_many():
    for sort in range(len(SORTS)):
        assert say(sort, 1).startswith("1 ")
        assert say(sort, 2).startswith("2 ")
    assert len(np.unique([say(sort, 2) for sort in range(len(SORTS))])) == len(SORTS)
