import attrs
import pytest

from influencekit.engine import run
from influencekit.registry import Registry
from influencekit.render.data import JsonRenderer, plain
from influencekit.render.persons import fewer_persons, with_persons, without_persons
from influencekit.report import ModelResult, Reason, Report, Score, Subject
from influencekit.testing import evidence


def report(**scores):
    """Return a report whose models have scores written as ``kind:key`` from the largest down."""
    return Report(
        as_of=0,
        sources=(),
        results={
            model: ModelResult(
                model=model,
                title=model,
                version=1,
                unit="share",
                params={},
                notes=("As it is.",),
                scores=tuple(
                    Score(subject=Subject(*text.split(":"), text.split(":")[1]), value=1.0 / rank)
                    for rank, text in enumerate(subjects.split(), start=1)
                ),
            )
            for model, subjects in scores.items()
        },
    )


def subjects(found):
    return {
        model: [score.subject.key for score in result.scores]
        for model, result in found.results.items()
    }


MIXED = "person:zoe area:src person:Bob pair:bob->zoe area:docs person:ada"


def test_without_persons_only_other_subjects_are_left_and_a_note_says_how_many_went():
    found = without_persons(report(m=MIXED))
    assert subjects(found) == {"m": ["src", "docs"]}
    assert found.results["m"].notes == (
        "As it is.",
        "4 scores of single persons left out; --people shows them.",
    )


def test_whoever_asks_stays():
    assert subjects(without_persons(report(m=MIXED), "ada")) == {"m": ["src", "docs", "ada"]}


def test_a_result_about_persons_alone_goes_and_one_without_scores_stays():
    found = without_persons(report(persons="person:ada", nothing="", areas="area:src"))
    assert subjects(found) == {"nothing": [], "areas": ["src"]}
    assert found.results["areas"].notes == ("As it is.",)


def test_with_persons_these_come_last_and_by_name():
    found = with_persons(report(m=MIXED))
    assert subjects(found) == {"m": ["src", "docs", "ada", "Bob", "bob->zoe", "zoe"]}


@pytest.mark.parametrize("asked", [with_persons, without_persons])
def test_values_and_their_subjects_stay_together(asked):
    before = {it.subject: it.value for it in report(m=MIXED).results["m"].scores}
    assert all(before[it.subject] == it.value for it in asked(report(m=MIXED)).results["m"].scores)


def test_the_order_of_merit_is_kept_where_it_is_asked_for():
    assert with_persons(report(m=MIXED), by_value=True) == report(m=MIXED)


def test_of_very_many_persons_those_with_the_largest_values_stay_in_their_order():
    found = fewer_persons(with_persons(report(m=MIXED)), 2)
    before = {it.subject.key: it.value for it in report(m=MIXED).results["m"].scores}
    kept = [key for key in subjects(found)["m"] if key not in {"src", "docs"}]
    assert (
        sorted(kept, key=lambda key: -before[key])
        == sorted(["ada", "Bob", "bob->zoe", "zoe"], key=lambda key: -before[key])[:2]
    )
    assert subjects(found)["m"][:2] == ["src", "docs"]
    note = "2 people with smaller values left out; influencekit export has everybody."
    assert found.results["m"].notes[-1] == note
    assert fewer_persons(report(m=MIXED), 4) == report(m=MIXED)


STORY = """
2023-01-03 zoltan src/a.py +10, src/b.py +20, docs/a.md +4
2023-02-04 wilhelmina src/a.py +5 -2, lib/c.py +30 reviewed-by=zoltan
2023-03-05 zoltan lib/c.py +3 co-authored-by=quentin
2023-04-05 quentin src/b.py +3 -1, docs/b.md +9 mentored-by=wilhelmina
2024-05-06 wilhelmina lib/d.py +8
2024-05-07 zoltan src/a.py +8 -3
"""
PEOPLE = ("quentin", "wilhelmina", "zoltan")


@pytest.fixture(scope="module")
def every_model():
    """Return a report of all built-in models."""
    models = Registry.discover(entry_points=()).collect("models")
    results, _ = run(evidence(STORY), models, wanted=models)
    assert len(results) > 8
    return Report(as_of=0, sources=(), results=results)


def test_of_many_persons_each_reason_keeps_its_heaviest_locator_and_of_few_all():
    before = report(m="area:src person:ada person:bob")
    reason = Reason(text="told", share=1.0, locators=("b", "a"))
    scores = tuple(attrs.evolve(it, reasons=(reason,)) for it in before.results["m"].scores)
    whole = attrs.evolve(before, results={"m": attrs.evolve(before.results["m"], scores=scores)})
    found = fewer_persons(whole, full=1).results["m"]
    assert [it.reasons[0].locators for it in found.scores] == [("b", "a"), ("b",), ("b",)]
    assert found.notes == ("As it is.",)
    assert fewer_persons(whole, full=2) == whole


def test_no_text_of_any_model_names_a_person_unless_persons_are_asked_for(every_model):
    assert any(name in JsonRenderer().render(every_model) for name in PEOPLE)
    told = JsonRenderer().render(without_persons(every_model))
    assert not [name for name in PEOPLE if name in told]
    assert "by one person" in told


def test_reasons_that_name_only_who_asks_stay(every_model):
    told = JsonRenderer().render(without_persons(every_model, "zoltan"))
    assert "zoltan is an author of" in told
    assert not [name for name in PEOPLE[:2] if name in told]


def test_every_reason_that_names_persons_knows_words_without_them(every_model):
    named = [
        reason
        for result in every_model.results.values()
        for score in result.scores
        for reason in score.reasons
        if reason.persons
    ]
    assert len(named) > 5
    assert all(reason.unnamed for reason in named)


def test_reasons_that_name_persons_stand_by_name_unless_merit_is_asked_for():
    def reason(text, *persons):
        return Reason(text=text, share=0.25, persons=persons)

    told = (reason("most"), reason("zoe", "zoe"), reason("ada", "ada"), reason("the rest"))
    before = report(m="area:src")
    [score] = before.results["m"].scores
    result = attrs.evolve(before.results["m"], scores=(attrs.evolve(score, reasons=told),))
    whole = attrs.evolve(before, results={"m": result})

    def texts(found):
        return [it.text for it in found.results["m"].scores[0].reasons]

    assert texts(with_persons(whole)) == ["most", "ada", "zoe", "the rest"]
    assert texts(with_persons(whole, by_value=True)) == ["most", "zoe", "ada", "the rest"]
    assert texts(without_persons(whole)) == ["most", "one person", "another person", "the rest"]


def test_programs_see_no_keys_of_persons_beside_a_reason():
    assert plain(Reason(text="a", share=1.0, persons=("ada",), unnamed="b")) == {
        "text": "a",
        "share": 1.0,
        "locators": [],
    }
