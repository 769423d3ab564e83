"""Predictive and normative lists, never mixed."""

import json

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.errors import InputError
from influencekit.models.opportunity.lists import (
    KINDS,
    ListParams,
    entry_id,
    find_entry,
    lists,
)
from influencekit.report import Subject
from influencekit.settings.keys import AreaSettings, Settings
from influencekit.testing import evidence

FOLDERS = Settings(areas=AreaSettings(named={"core": ("core/",), "web": ("web/",)}))
STORY = """
    2024-05-01 ada core/a.py +1
    2024-05-02 ada core/a.py +1
    2024-05-03 bob core/a.py +1
    2024-06-01 cyd web/a.js +1
"""


def told(text=STORY, **options):
    known = evidence(text, settings=FOLDERS)
    return lists(known, **options), known


def test_each_list_is_of_one_kind_and_one_sort_of_subject():
    found, _ = told()
    assert [(it.kind, it.over) for it in found] == [
        ("predictive", "areas"),
        ("predictive", "topics"),
        ("normative", "areas"),
        ("normative", "topics"),
    ]
    assert all(
        (entry.kind, entry.over) == (it.kind, it.over) for it in found for entry in it.entries
    )
    assert {it.unit for it in found if it.kind == "predictive"} == {"acts/365 d"}
    assert {it.unit for it in found if it.kind == "normative"} == {"commits/365 d"}


def test_several_repositories_are_a_list_of_their_own():
    text = "repository one\n2024-05-01 ada a.py +1\nrepository two\n2024-05-01 ada a.py +1"
    found, _ = told(text, kinds=("normative",))
    assert [it.over for it in found] == ["repositories", "areas", "topics"]
    assert {entry.score.subject.key for entry in found[0].entries} == {"one", "two"}


def test_an_id_depends_on_kind_and_subject_alone():
    core = Subject("area", "core", "core")
    assert entry_id("normative", core) == entry_id("normative", attrs.evolve(core, label="Core"))
    others = [
        entry_id("predictive", core),
        entry_id("normative", Subject("topic", "core", "core")),
        entry_id("normative", Subject("area", "web", "web")),
    ]
    assert len({entry_id("normative", core), *others}) == 4
    first, _ = told(kinds=("normative",), over=("areas",))
    later, _ = told(
        STORY + "    2024-07-01 ada web/a.js +1\n", kinds=("normative",), over=("areas",)
    )
    assert {it.id for it in first[0].entries} == {it.id for it in later[0].entries}


def test_an_entry_is_found_by_its_id_and_its_absence_is_told():
    found, _ = told()
    entry = found[0].entries[0]
    assert find_entry(found, entry.id) is entry
    with pytest.raises(InputError, match="No opportunity has the id 'ffffffff' now"):
        find_entry(found, "ffffffff")


def test_for_a_person_a_list_is_in_the_order_of_value_times_fit():
    found, known = told(kinds=("predictive",), over=("areas",))
    assert [it.score.subject.key for it in found[0].entries] == ["core", "web"]
    cyd = [person.key for person in known.people].index("cyd")
    fitting = lists(known, kinds=("predictive",), over=("areas",), person=cyd)
    assert [it.score.subject.key for it in fitting[0].entries] == ["web", "core"]
    assert [round(it.fit.value, 3) for it in fitting[0].entries] == [0.667, 0.0]  # no words


def test_a_list_as_a_result_has_ids_and_fits_among_the_details():
    _, known = told()
    (one,) = lists(known, kinds=("normative",), over=("areas",), person=0)
    result = one.result()
    assert result.model == "opportunities-normative-areas"
    assert [score.details["id"] for score in result.scores] == [it.id for it in one.entries]
    assert [score.details["fit"] for score in result.scores] == [it.fit.value for it in one.entries]


def test_nothing_is_empty_lists():
    found, _ = told("")
    assert [it.entries for it in found] == [()] * 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"window": 0},
        {"window": float("nan")},
        {"window": float("inf")},
        {"k": -1},
        {"k": float("nan")},
    ],
)
def test_parameters_that_mean_nothing_are_refused_by_name(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ListParams(**wrong)


@settings(max_examples=30)
@given(data=st.data())
def test_order_and_time_leave_no_trace_and_bots_are_in_no_word(kit, data):
    world = data.draw(kit.worlds())
    known = kit.evidence_of(world, as_of=1000)
    other = kit.evidence_of(
        world,
        as_of=1000,
        seed=data.draw(st.integers(0, 99)),
        shift=data.draw(st.integers(0, 10**9)),
    )
    texts = [json.dumps([attrs.asdict(it) for it in lists(one)]) for one in (known, other)]
    assert texts[0] == texts[1]
    assert not [bot for bot in world.bots if f"erson-{bot}" in texts[0]]
    assert {entry["kind"] for it in json.loads(texts[0]) for entry in it["entries"]} <= set(KINDS)
