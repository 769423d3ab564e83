"""Which change to pick, whom to ask, what to write, where to go on."""

import json

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.opportunity.lists import lists
from influencekit.models.opportunity.steps import STEPS, TOLD, next_steps
from influencekit.settings.keys import AreaSettings, Settings
from influencekit.testing import evidence

FOLDERS = Settings(areas=AreaSettings(named={"core": ("core/",), "web": ("web/",)}))
STORY = """
    2024-01-01 ada core/a.py +9, core/b.py +9 "Start"
    2024-01-02 bob core/b.py +2 -1 "Fix a crash"
    2024-01-03 ada core/b.py +2 -1 "Fix a leak"
    2024-01-04 cyd core/a.py +1, web/a.js +9 reviewed-by=ada "Paint"
    2024-01-05 ada core/a.py +1, docs/a.md +1 "Explain"
    2024-01-06 cyd web/a.js +1 "Paint again"
"""


def told(text=STORY, about="core", kind="normative", person="", **options):
    known = evidence(text, settings=FOLDERS)
    keys = [it.key for it in known.people]
    (found,) = lists(known, kinds=(kind,), over=("areas",), **options)
    entry = next(it for it in found.entries if it.score.subject.key == about)
    who = keys.index(person) if person else -1
    return next_steps(known, entry, person=who), list(known.commits.oid)


def test_there_are_four_steps_and_the_third_has_an_outline():
    found, _ = told()
    assert tuple(step.name for step in found.steps) == STEPS
    assert found.outline is not None


def test_the_change_to_pick_is_in_the_file_with_most_fixes_that_nothing_explains():
    found, oids = told()
    assert found.steps[0].text == (
        "Pick a change to core/b.py (3 commits in the window; 2 to mend something without a word about "
        "it; 3 that nothing is written about; ada alone knows it). Begin with “Fix a leak”: it mended "
        "something, and nothing says what had been wrong; a test or a page would."
    )
    assert found.steps[0].locators == (oids[2], oids[1], oids[0])
    assert found.steps[0].paths == ("core/b.py",)


def test_a_fix_that_nothing_explains_goes_before_more_that_is_unwritten():
    text = """
        2024-01-01 ada core/a.py +9, core/b.py +9 "Start"
        2024-01-02 ada core/a.py +1 "Change"
        2024-01-03 ada core/a.py +1 "Change"
        2024-01-04 ada core/b.py +1 "Fix a crash"
    """
    assert told(text)[0].steps[0].paths == ("core/b.py",)


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (
            "core/b.py +1",
            "nothing is written about it; say what it changed for those who use the code.",
        ),
        ("core/b.py +1, docs/b.md +1", "it is the latest there; go on from it."),
    ],
)
def test_what_to_begin_with_is_the_latest_that_something_can_be_done_about(last, why):
    text = f"""
        2024-01-01 ada core/b.py +9, docs/b.md +1 "Start"
        2024-01-02 bob core/b.py +9, docs/b.md +1 "Go on"
        2024-01-03 cyd core/b.py +9, docs/b.md +1 "And on"
        2024-01-04 dan {last} "Turn"
    """
    step = told(text, kind="predictive")[0].steps[0]
    assert f"Begin with “Turn”: {why}" in step.text or "who alone knows the file" in step.text


def test_of_a_subject_with_much_to_tell_the_outline_is_about_the_file_to_change():
    lines = "".join(
        f'    2024-02-{1 + at % 28:02} ada core/{"b" if at % 3 else "a"}.py +1 "Change {at}"\n'
        for at in range(TOLD + 2)
    )
    found, _ = told(STORY + lines)
    assert found.steps[0].paths == ("core/b.py",)
    assert found.outline.title.startswith("What changed in core/b.py,")
    few, _ = told()
    assert few.outline.title.startswith("What changed in core,")


def test_what_changed_for_users_goes_before_refactoring():
    text = """
        2024-01-01 ada core/b.py +9, docs/b.md +1 "Start"
        2024-01-02 ada core/b.py +1 "Add a mode"
        2024-01-03 ada core/b.py +1 "refactor: split the reader"
    """
    assert "Begin with “Add a mode”" in told(text)[0].steps[0].text


def test_documentation_is_where_to_go_on_only_where_no_other_code_is():
    text = '2024-01-01 ada core/a.py +1, docs/a.md +1, README.md +1 "Start"'
    found, _ = told(text, kind="predictive")
    assert found.steps[3].text.startswith("Go on to docs/: 1 commit about core changed it too.")


def test_a_file_in_a_language_that_the_person_writes_goes_first():
    text = """
        2024-01-01 ada core/a.py +9, core/b.js +9 "Start"
        2024-01-02 ada core/b.js +1 "Fix a crash"
        2024-01-03 bob core/a.py +1 "Change"
    """
    assert told(text)[0].steps[0].paths == ("core/b.js",)
    assert told(text, person="bob")[0].steps[0].paths == ("core/a.py",)


def test_whom_to_ask_knows_the_file_and_is_not_who_asks():
    assert told()[0].steps[1].people == ("ada", "bob")
    assert told(person="ada")[0].steps[1].people == ("bob",)


def test_who_has_gone_is_not_named():
    text = STORY + "    2026-01-01 cyd core/b.py +1\n"
    assert told(text)[0].steps[1].people == ("cyd",)
    alone, _ = told("2024-01-01 ada core/a.py +1", person="ada")
    assert alone.steps[1].text.startswith("Nobody else who knows core was active in the window")


def test_a_normative_outline_is_about_what_nothing_is_written_yet():
    found, oids = told()
    cited = {oid for point in found.outline.points for oid in point.commits}
    assert cited == {oids[0], oids[1], oids[2], oids[3]}
    predicted, oids = told(kind="predictive")
    assert oids[4] in {oid for point in predicted.outline.points for oid in point.commits}


def test_where_to_go_on_is_what_changes_together_with_it():
    found, oids = told()
    assert found.steps[3].text == "Go on to web: 1 commit about core changed it too. cyd knows it."
    assert found.steps[3].locators == (oids[3],)
    mine, _ = told(person="ada")
    assert "ada has no commit there yet." in mine.steps[3].text


def test_alone_in_a_project_there_is_nowhere_to_go_and_it_says_so():
    found, _ = told("2024-01-01 ada core/a.py +1")
    assert found.steps[3].text.startswith("Nothing else changes together with core")


def test_without_code_there_is_no_change_to_pick_and_it_says_so():
    found, _ = told("2024-01-01 ada web/a.md +1", about="web", kind="predictive")
    assert found.steps[0].text.startswith("No code of web changed in the window")


def test_a_subject_that_is_gone_is_named():
    known = evidence(STORY, settings=FOLDERS)
    entry = lists(known, over=("areas",))[0].entries[0]
    gone = attrs.evolve(
        entry, score=attrs.evolve(entry.score, subject=attrs.evolve(entry.score.subject, key="x"))
    )
    with pytest.raises(ValueError, match="in this window"):
        next_steps(known, gone)


@settings(max_examples=25)
@given(data=st.data())
def test_order_leaves_no_trace_and_bots_are_in_no_word(kit, data):
    world = data.draw(kit.worlds())
    person = data.draw(st.integers(0, world.people - 1))

    def all_steps(**options):
        known = kit.evidence_of(world, as_of=1000, **options)
        who = [it.key for it in known.people].index(f"person-{person}")
        return json.dumps(
            [
                attrs.asdict(next_steps(known, entry, person=who))
                for found in lists(known)
                for entry in found.entries
            ]
        )

    first = all_steps()
    assert first == all_steps(seed=data.draw(st.integers(0, 99)))
    assert not [bot for bot in world.bots - {person} if f"erson-{bot}" in first]
