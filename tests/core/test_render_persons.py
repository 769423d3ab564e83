import pytest

from influencekit.render.persons import fewer_persons, with_persons, without_persons
from influencekit.report import ModelResult, Report, Score, Subject


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
