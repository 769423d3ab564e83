import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.errors import InputError
from influencekit.explain import explain, paths_of
from influencekit.fold import fold, people_of
from influencekit.knowers import knowers
from influencekit.people.identity import PeopleOptions
from influencekit.report import ModelResult, Reason, Score, Subject
from influencekit.testing import evidence, history

TWO_DAYS = """
    2024-01-01 ada src/a.py +10
    2024-01-02 bob src/a.py +5 reviewed-by=ada
"""
JAN_2 = 1704153600
PROJECT = Subject("project", "", "project")


def everything(known):
    return np.ones(len(known.paths), np.bool_)


def shares(known):
    return {knower.person.name: knower.share for knower in known}


def test_a_share_is_the_mean_of_lines_and_of_what_was_done_with_decay():
    # Half-life one day. Lines: 10 * 1/2 against 15. Done: a commit of a day ago and half a commit
    # for the review, against a commit.
    known = evidence(TWO_DAYS.replace("+5", "+15"), as_of=JAN_2)
    found = knowers(known, everything(known), half_life=1)
    assert shares(found) == pytest.approx(
        {"bob": (15 / 20 + 1 / 2) / 2, "ada": (5 / 20 + (1 / 2 + 1 / 2) / 2) / 2}
    )


def test_reasons_say_what_was_done_and_sum_to_one():
    known = evidence(TWO_DAYS, as_of=JAN_2)
    ada, bob = knowers(known, everything(known), half_life=1)
    assert [(reason.text, reason.share) for reason in ada.reasons] == [
        ("10 of 15 surviving lines, last 2024-01-01", pytest.approx(1 / 2)),
        ("1 commit, last 2024-01-01", pytest.approx(1 / 4)),
        ("1 review, last 2024-01-02", pytest.approx(1 / 4)),
    ]
    assert ada.reasons[0].locators == (known.commits.oid[0],)
    assert ada.last_at == JAN_2
    assert sum(reason.share for reason in bob.reasons) == pytest.approx(1)


def test_where_no_line_is_left_what_was_done_is_all_there_is():
    known = evidence("2024-01-01 ada a.py +1\n2024-01-01 bob a.py +3\n2024-01-02 bob a.py deleted")
    assert shares(knowers(known, everything(known), half_life=10**9)) == pytest.approx(
        {"bob": 2 / 3, "ada": 1 / 3}
    )


def test_a_co_author_knows_it_as_well():
    known = evidence("2024-01-01 ada a.py +1 co-authored-by=bob")
    found = knowers(known, everything(known))
    assert {knower.person.name: knower.reasons[-1].text for knower in found} == {
        "ada": "1 commit, last 2024-01-01",
        "bob": "1 commit, last 2024-01-01",
    }


def test_bots_and_people_who_opted_out_know_nothing():
    read = history(
        """
        2024-01-01 ada a.py +1
        2024-01-02 bob a.py +1
        2024-01-03 "renovate[bot]" a.py +1
        """
    )
    known = fold([read], people=people_of([read], [], PeopleOptions(opt_out=("bob",))))
    assert shares(knowers(known, everything(known))) == {"ada": 1.0}


def test_the_lines_of_a_range_replace_those_of_the_file():
    known = evidence(TWO_DAYS, as_of=JAN_2)
    range_of_bob = (np.array([1], np.int32), np.array([3], np.int32))
    bob = knowers(known, everything(known), lines=range_of_bob)[0]
    assert bob.person.name == "bob"
    assert "3 of 3 surviving lines, last 2024-01-02" in [reason.text for reason in bob.reasons]


def test_a_history_that_ended_long_ago_still_has_people_who_know_it():
    known = evidence(TWO_DAYS, as_of=JAN_2 + 10**11)
    assert sum(shares(knowers(known, everything(known))).values()) == pytest.approx(1)


def test_a_clock_in_the_future_counts_as_now():
    known = evidence("2030-01-01 ada a.py +1\n2024-01-02 bob a.py +1", as_of=JAN_2)
    assert shares(knowers(known, everything(known))) == pytest.approx({"ada": 0.5, "bob": 0.5})


def test_nothing_gives_nobody():
    known = evidence(TWO_DAYS)
    assert knowers(known, ~everything(known)) == []


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(1, 28), st.integers(0, 9), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=50)
def test_shares_of_everybody_sum_to_one_and_so_do_each_ones_reasons(deeds):
    script = "\n".join(
        f"2024-01-{day:02} {who} src/{who}.py +{lines}{' reviewed-by=zoe' if reviewed else ''}"
        for who, day, lines, reviewed in deeds
    )
    known = evidence(script)
    found = knowers(known, everything(known), limit=0)
    assert sum(shares(found).values()) == pytest.approx(1)
    assert all(sum(r.share for r in one.reasons) == pytest.approx(1) for one in found)
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)


PATHS = """
    2024-01-01 ada src/a.py +3, src/deep/b.py +1, src/gen.py +9, docs/c.md +1
    mark src/gen.py generated
"""


@pytest.mark.parametrize(
    ("subject", "paths"),
    [
        (Subject("path", "src", "src"), {"src/a.py", "src/deep/b.py"}),
        (Subject("path", "src/", "src/"), {"src/a.py", "src/deep/b.py"}),
        (Subject("path", "src/a.py", ""), {"src/a.py"}),
        (Subject("path", "src/gen.py", ""), {"src/gen.py"}),
        (Subject("path", "", ""), {"src/a.py", "src/deep/b.py", "docs/c.md"}),
        (PROJECT, {"src/a.py", "src/deep/b.py", "docs/c.md"}),
    ],
)
def test_a_folder_is_what_counts_below_it_and_a_file_is_itself(subject, paths):
    known = evidence(PATHS)
    mask = paths_of(known, subject)
    assert {path for path, there in zip(known.paths, mask, strict=True) if there} == paths


def test_an_area_has_the_paths_that_its_name_stands_for():
    known = evidence(f"{PATHS}\n    codeowners /docs/ @ada\n")
    area = known.areas[known.path_area[list(known.paths).index("docs/c.md")]]
    mask = paths_of(known, area.subject)
    assert [known.paths[i] for i in np.flatnonzero(mask)] == ["docs/c.md"]


@pytest.mark.parametrize("kind", ["path", "area", "person"])
def test_what_is_not_there_is_an_error_that_names_it(kind):
    with pytest.raises(InputError, match="nix"):
        explain(evidence(PATHS), {}, Subject(kind, "nix", "nix"))


STORY = """
    2022-01-01 ada src/a.py +10
    2023-12-01 bob src/a.py +2 -4 "Fix it" reviewed-by=ada
    2024-01-01 cyd docs/b.md +5
    2024-01-02 ada post "On a.py" refs=src/a.py path=posts/a.md
"""


def test_a_person_is_told_from_first_commit_to_posts():
    known = evidence(STORY)
    told = explain(known, {}, Subject("person", "ada", "ada"))
    assert [sentence.text for sentence in told.sentences] == [
        "Wrote 1 commit, 2022-01-01; none of them in the year before 2024-01-02.",
        "6 lines of the code today are from these commits, 46.2 % of all.",
        "1 other person worked on from there: 1 commit replaced 4 lines of this person's.",
        "Reviewed 1 commit by others.",
        "Published 1 post.",
    ]
    assert told.sentences[2].locators == (known.commits.oid[1],)
    assert told.sentences[4].locators == ("posts/a.md",)
    [areas] = told.tables
    assert areas.rows == ((known.areas[known.path_area[0]].name, 1, 6, "2022-01-01"),)


def test_a_reviewed_person_is_told_of_it():
    told = explain(evidence(STORY), {}, Subject("person", "bob", "bob"))
    assert "Had 1 commit reviewed by 1 person." in [one.text for one in told.sentences]


def test_a_place_is_told_with_who_knows_it_its_age_and_its_last_change():
    known = evidence(STORY)
    told = explain(known, {}, Subject("path", "src/a.py", "src/a.py"))
    assert [sentence.text for sentence in told.sentences[1:]] == [
        "1 file with 8 lines, touched by 2 commits.",
        "Half of its lines were written by 2022-01-01; the oldest on 2022-01-01.",
        "The last change was on 2023-12-01: Fix it",
        "Mentioned in 1 post.",
    ]
    assert told.sentences[0].text.startswith("bob holds ")
    assert told.tables[0].rows[0][0] == "bob"


def test_a_place_that_those_who_know_it_left_says_so():
    known = evidence("2020-01-01 ada a.py +1\n2024-01-01 bob b.py +1")
    told = explain(known, {}, Subject("path", "a.py", "a.py"))
    assert [one.text for one in told.sentences[:2]] == [
        "ada holds 100.0 % of what is known about it.",
        "Nobody of them worked on it in the last year; the latest was on 2020-01-01.",
    ]


def test_a_place_that_is_gone_is_still_explained():
    known = evidence("2024-01-01 ada a.py +1, b.py +1\n2024-01-02 bob a.py deleted")
    told = explain(known, {}, Subject("path", "a.py", "a.py"))
    assert "It is no longer there: only its history is." in [one.text for one in told.sentences]


def test_models_results_about_the_subject_are_told_with_their_reasons():
    known = evidence(STORY)
    score = Score(
        subject=Subject("path", "src/a.py", "src/a.py"),
        value=2.5,
        reasons=(Reason(text="Much happened.", share=1.0, locators=("x:1",)),),
    )
    other = Score(subject=Subject("path", "docs/b.md", "docs/b.md"), value=1.0)
    result = ModelResult(
        model="m", title="Heat", version=1, unit="points", params={}, scores=(score, other)
    )
    told = explain(known, {"m": result}, score.subject)
    assert told.sentences[-1].text == "Heat: 2.5 points (Much happened)."
    assert told.sentences[-1].locators == ("x:1",)
