"""The back-test of knowledge tracing: what it reads, how it holds learners out, what it refuses."""

import random

import numpy as np
import pytest

from influencekit.backtests import Given
from influencekit.backtests.bkt import backtest, read
from influencekit.errors import InputError

HEAD = "user_id,skill_name,correct\n"


def rows(learners, seed=0):
    """Return CSV of learners who fail at first and then succeed."""
    rng = np.random.default_rng(seed)
    return HEAD + "".join(
        f"{who},{skill},{int(step > 2 or rng.random() < 0.2)}\n"
        for who in range(learners)
        for skill in ("add", "divide")
        for step in range(6)
    )


def figures(**files):
    [table] = backtest(Given(files=files))
    return {row[0]: row[1:] for row in table.rows}, table.notes


def test_skills_of_one_name_have_one_number_in_both_files():
    first, second = read([("a", HEAD + "x,add,1\nx,divide,0\n"), ("b", HEAD + "y,divide,1\n")])
    assert (first.skill.tolist(), second.skill.tolist()) == ([0, 1], [1])
    assert (first.skills, second.skills) == (2, 2)


def test_three_lines_a_learner_are_the_same_attempts_as_a_line_each():
    threes = "3\n4,4,9,\n1,0,1,\n1\n9,\n0,\n3\n4,4,4,\n1,1,1,\n"
    lines = HEAD + "a,4,1\na,4,0\na,9,1\nb,9,0\nc,4,1\nc,4,1\nc,4,1\n"
    first, second = read([("threes", threes), ("lines", lines)])
    for column in ("learner", "skill", "correct"):
        assert getattr(first, column).tolist() == getattr(second, column).tolist()


def test_skills_that_occur_only_in_what_is_judged_are_told():
    found, notes = figures(a=rows(6), b=rows(6) + "9,multiply,1\n")
    assert notes[1].startswith("1 of the 3 skills occur only in what is judged")
    assert all(np.isfinite(row).all() for row in found.values())


def test_tracing_beats_the_share_of_successes_where_something_is_learnt():
    found, notes = figures(a=rows(10))
    assert found["BKT"][0] > found["share of successes at the skill"][0] + 0.1
    assert found["BKT"][1] > found["share of successes at the skill"][1]
    assert notes[0].startswith("120 attempts at 2 skills. Learners dealt to 5 folds")
    assert set(found) == {
        "share of successes at the skill",
        "performance factors",
        "BKT, F = 0",
        "BKT",
        "BKT, forgetting",
        "BKT, for each learner",
        "BKT, forgetting, for each learner",
    }


def test_with_two_files_the_second_is_judged():
    found, notes = figures(a=rows(10), b=rows(4, seed=1))
    assert notes[0] == ("48 attempts at 2 skills. Fitted to the first file, judged on the second.")
    assert found["BKT"][0] > 0.8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + f"1,{'x' * 200_000},1\n", "a.csv:2: field larger than field limit"),
        (random.Random(0).randbytes(5000).decode("utf-8", "surrogateescape"), "a.csv.*no column"),
        ("", "no column 'user_id'"),
        ("user_id,correct\n1,1\n", "no column 'skill_name'"),
        (HEAD, "has no attempts"),
        (HEAD + "1,add,yes\n", "a.csv:2: expected a learner"),
        (HEAD + "1,add\n", "a.csv:2: expected a learner"),
        (HEAD + "1,add,nan\n", "a.csv:2: expected a learner"),
        (HEAD + "1,,1\n", "a.csv:2: expected a learner"),
        ("2\n4,4,\n1,\n", "a.csv:1: expected how many attempts"),
        ("1\n4,\n", "a.csv:1: expected how many attempts"),
        ("1\n4,\n1,\nx\n", "a.csv:4: expected how many attempts"),
        ("1\n4,\n2,\n", "a.csv:3: expected a learner, a skill and 0 or 1"),
        (HEAD + "1,add,1\n", "1 learner cannot be dealt to 5 folds"),
    ],
)
def test_files_that_cannot_be_judged_are_refused(text, said):
    with pytest.raises(InputError, match=said):
        backtest(Given(files={"a.csv": text}))


def test_a_third_file_is_refused():
    with pytest.raises(InputError, match="Give one file"):
        backtest(Given(files=dict.fromkeys("abc", HEAD)))


@pytest.mark.parametrize("right", [0, 1])
def test_attempts_that_all_end_alike_have_no_area_under_a_curve_and_are_foretold(right):
    text = HEAD + "".join(f"{who},add,{right}\n" for who in range(5) for _ in range(3))
    found, notes = figures(a=text)
    assert notes[0].startswith("15 attempts at 1 skill. ")
    for auc, likelihood, error in found.values():
        assert auc is None
        assert -0.1 < likelihood <= 0
        assert 0 <= error < 0.1
