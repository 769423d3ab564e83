"""Experts of files, what is lost with one, and who could take over: by hand, by loops, on bad input."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.knowledge.degrees import Knowledge, degree_of_expertise, degrees_of
from influencekit.models.knowledge.expertise import Expertise, ExpertiseParams
from influencekit.models.knowledge.succession import Succession, SuccessionParams, without
from influencekit.testing import evidence

HISTORY = """
    2023-01-02 ada src/a.py +10
    2023-12-31 bob src/a.py +29 -1, src/b.py +40
    2024-01-01 ada src/c.py +20
"""


def degrees(known):
    """Return {(path, key): (DOA, DOE)}."""
    files = known.files.path
    found = degrees_of(known, files)
    return {
        (known.paths[files[file]], known.people[person].key): (round(a, 5), round(e, 5))
        for file, person, a, e in zip(
            found.file.tolist(),
            found.person.tolist(),
            found.authorship,
            found.expertise,
            strict=True,
        )
    }


def test_the_degrees_are_those_of_the_formulas():
    found = degrees(evidence(HISTORY))
    # a.py has 38 lines; ada made it 364 days ago with 10 lines, bob changed it a day ago.
    ada = (
        5.28223
        + 0.23173 * math.log(11)
        + 0.36151
        - 0.19421 * math.log(365)
        - 0.28761 * math.log(38)
    )
    bob = 5.28223 + 0.23173 * math.log(30) - 0.19421 * math.log(2) - 0.28761 * math.log(38)
    assert found["src/a.py", "ada"] == (
        round(3.293 + 1.098 - 0.321 * math.log(2), 5),
        round(ada, 5),
    )
    assert found["src/a.py", "bob"] == (round(3.293 + 0.164, 5), round(bob, 5))


@pytest.mark.parametrize("added", [0, 1, 1000])
def test_more_lines_less_age_and_a_smaller_file_mean_more_expertise(added):
    here = degree_of_expertise(added, 0, 10, 100)
    assert degree_of_expertise(added + 1, 0, 10, 100) > here
    assert degree_of_expertise(added, 1, 10, 100) > here
    assert degree_of_expertise(added, 0, 11, 100) < here
    assert degree_of_expertise(added, 0, 10, 101) < here


def scores(model, known, **params):
    return {
        (it.subject.kind, it.subject.key): it
        for it in model.run(known, model.Params(**params), {}).scores
    }


def test_a_file_counts_in_equal_parts_for_its_experts():
    # ada's degree for a.py is 0.77 of bob's: both are experts; b.py is bob's, c.py ada's.
    found = scores(Expertise(), evidence(HISTORY))
    assert found["area", "src/"].value == 3.0
    assert found["person", "ada"].value == found["person", "bob"].value == 1.5
    assert found["person", "ada"].details["only_expert_files"] == 1
    assert found["area", "src/"].details["one_expert_files"] == 2
    assert [reason.text for reason in found["person", "ada"].reasons] == [
        "100.0 % in src/, an expert of 2 files"
    ]


def test_with_a_higher_share_only_the_best_is_an_expert():
    found = scores(Expertise(), evidence(HISTORY), share=1.0)
    assert (found["person", "ada"].value, found["person", "bob"].value) == (1.0, 2.0)


def test_surviving_lines_fade():
    # src: ada has 9 lines of 364 days before bob's 29 + 40 and 20 of today.
    found = scores(Expertise(), evidence(HISTORY), half_life=364.0)
    ada = 9 * 2 ** (-364 / 364) + 20
    bob = 69 * 2 ** (-1 / 364)
    assert found["person", "ada"].details["faded_line_share"] == pytest.approx(ada / (ada + bob))


def test_what_is_lost_with_one_and_who_could_take_over():
    known = Knowledge.of(evidence(HISTORY))
    people = [it.key for it in known.evidence.people]
    [loss] = without(known, people.index("bob"))
    assert (loss.files, loss.known, loss.orphaned, loss.strange) == (3, 2, ("src/b.py",), 1)
    assert loss.successors == ()
    old = Knowledge.of(
        evidence(
            """
            2020-01-01 cyd src/a.py +1
            2021-01-01 dan src/a.py +5
            2024-01-01 ada src/a.py +90, src/b.py +9
            """
        )
    )
    [loss] = without(old, [it.key for it in old.evidence.people].index("ada"))
    assert loss.orphaned == ("src/a.py", "src/b.py")
    # cyd made it, which counts more than dan's four lines more and a year less: -0.89 against -0.94.
    [heir] = loss.successors
    assert (old.evidence.people[heir.person].key, heir.paths) == ("cyd", ("src/a.py",))


def test_the_model_names_who_alone_knows_what_and_who_is_next():
    known = evidence(
        """
        2020-01-01 cyd src/a.py +1
        2024-01-01 ada src/a.py +90, src/b.py +9
        2024-01-01 bob src/d.py +9
        """
    )
    score = scores(Succession(), known)["area", "src/"]
    assert score.value == 3.0
    assert score.details == {"files": 3, "people": 2, "files_nobody_else_changed": 2}
    assert [(reason.text, reason.locators) for reason in score.reasons] == [
        ("66.7 % ada alone; next is cyd, for 1 file", ("src/a.py", "src/b.py")),
        ("33.3 % bob alone; nobody else ever changed it", ("src/d.py",)),
    ]


def test_where_two_people_know_everything_there_is_no_score():
    known = evidence(
        """
        2024-01-01 ada src/a.py +9
        2024-01-01 bob src/a.py +9
        """
    )
    assert scores(Succession(), known) == {}


@pytest.mark.parametrize("person", [-1, 2])
def test_a_person_who_is_not_there_is_refused(person):
    with pytest.raises(ValueError, match="person must be 0 to 1"):
        without(Knowledge.of(evidence(HISTORY)), person)


@pytest.mark.parametrize("share", [0, -1, 1.1, math.nan])
def test_a_share_that_is_none_is_refused(share):
    for params in (ExpertiseParams, SuccessionParams):
        with pytest.raises(ValueError, match="share"):
            params(share=share)


@given(data=st.data())
def test_loops_over_the_world_find_the_same_experts_and_orphans(kit, data):
    world = data.draw(kit.worlds())
    known = Knowledge.of(kit.evidence_of(world, seed=data.draw(st.integers(0, 99))))
    number = {one.text: at for at, one in enumerate(world.paths)}
    experts, known_best = {}, {}
    for path in (known.evidence.paths[at] for at in known.files.tolist()):
        changes = world.changes(number[path])
        degree = {}
        for who in {who for _, who, _ in changes}:
            mine = [(commit, status) for commit, person, status in changes if person == who]
            days = 4000 - world.commits[max(commit for commit, _ in mine)].day
            degree[who] = (
                5.28223
                + 0.23173 * math.log(1 + len(mine))
                + 0.36151 * any(status == "A" for _, status in mine)
                - 0.19421 * math.log(1 + days)
                - 0.28761 * math.log(10)
            )
        best = max(degree.values(), default=0)
        known_best[path] = degree
        experts[path] = {who for who, value in degree.items() if value >= 0.7 * best}
    person = data.draw(st.integers(0, world.people - 1))
    index = [it.key for it in known.evidence.people].index(f"person-{person}")
    losses = without(known, index)
    orphaned = {path for loss in losses for path in loss.orphaned}
    assert orphaned == {path for path, who in experts.items() if who == {person}}
    for heir in (heir for loss in losses for heir in loss.successors):
        number = int(known.evidence.people[heir.person].key.removeprefix("person-"))
        for path in heir.paths:
            others = {who: value for who, value in known_best[path].items() if who != person}
            assert others[number] == pytest.approx(max(others.values()))
    strange = sum(known_best[path].keys() == {person} for path in orphaned)
    assert sum(loss.strange for loss in losses) == strange
    assert sum(loss.known for loss in losses) == sum(person in who for who in experts.values())


def test_a_range_of_paths_can_be_asked_about():
    known = evidence(HISTORY)
    mask = np.array([path == "src/c.py" for path in known.paths])
    found = Knowledge.of(known, paths=mask)
    assert [loss.orphaned for loss in without(found, 0)] == [("src/c.py",)]
