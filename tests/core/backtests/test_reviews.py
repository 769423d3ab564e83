"""The back-test of code reviews from a file: RevFinder by hand, what is known when, what is refused."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.backtests import Given, revfinder
from influencekit.backtests.revfinder import Paths, joined, likeness
from influencekit.backtests.reviews import backtest, cases, evidence_of, peers, place, read
from influencekit.errors import InputError
from influencekit.models.mentoring.reviewing import SIGNS

PATH = st.lists(st.sampled_from("abc"), min_size=1, max_size=5).map("/".join)


def told(number, day, files, *reviewers, closed=None, project="app"):
    """Return one line of the file: submitted on a day of 2024, closed a day later."""
    months = np.datetime64("2024-01-01") + np.array([day, day + 1 if closed is None else closed])
    return json.dumps(
        {
            "changeId": number,
            "project": project,
            "files": files,
            "submit_date": f"{months[0]} 00:00:00.000000000",
            "close_date": f"{months[1]} 00:00:00.000000000",
            "approve_history": [{"userId": who, "approve_value": 2} for who in reviewers],
        }
    )


def text(days=30):
    """Return reviews of two folders, each with a reviewer of its own."""
    return "\n".join(
        told(day, day, [f"{folder}/{day}.c"], who)
        for day in range(days)
        for folder, who in [(("ui", 1), ("db", 2))[day % 2]]
    )


def plain(one, other):
    """Return the four counts of RevFinder's paper by the plainest loops."""
    one, other = one.split("/"), other.split("/")
    table = np.zeros((2, len(one) + 1, len(other) + 1), int)
    for i, mine in enumerate(one, 1):
        for j, its in enumerate(other, 1):
            table[0, i, j] = table[0, i - 1, j - 1] + 1 if mine == its else 0
            table[1, i, j] = (
                table[1, i - 1, j - 1] + 1
                if mine == its
                else max(table[1, i - 1, j], table[1, i, j - 1])
            )
    inner = [int(table[0].max()), int(table[1].max())]
    return [run(one, other), run(one[::-1], other[::-1]), *inner], max(len(one), len(other))


def run(one, other):
    same = [mine == its for mine, its in zip(one, other, strict=False)]
    return [*same, False].index(False)


@given(st.lists(PATH, min_size=1, unique=True))
def test_paths_are_as_like_as_the_plainest_loops_say(paths):
    known = Paths.of(paths)
    for row, one in enumerate(paths):
        expected = [
            [count / size for count in counts] for counts, size in (plain(one, it) for it in paths)
        ]
        assert known.alike(row).T.tolist() == pytest.approx(np.array(expected))


def test_a_reviews_likeness_is_the_mean_over_all_pairs_of_files():
    *_, last = likeness([["a/x"], ["a/x", "b/y"], ["a/z", "a/x"]])
    # Prefixes: a/z and a/x share one of two with a/x, a/x both; nothing is shared with b/y.
    assert last[0].tolist() == [0.75, 0.375]


def test_a_review_of_very_many_files_is_like_none():
    many = [f"a/{number}" for number in range(revfinder.MOST + 1)]
    _, second, third = likeness([many, ["a/1"], ["a/1"]])
    assert second.any() == False  # noqa: E712 - of numpy
    assert third[0].tolist() == [0.0, 1.0]


def test_the_borda_count_joins_the_four_rankings():
    # One ranking of three people and one of two: 3 + 1, 2 + 2 and 1 + 0.
    assert joined(np.array([[0.9, 0.5, 0.1], [0.5, 0.6, 0.0]])).tolist() == [4, 4, 1]


def test_only_reviews_that_were_closed_before_are_looked_at():
    lines = [
        told(1, 0, ["a.c"], 1, closed=50),
        *(told(9 + it, 10 + it, ["a.c"], 2) for it in range(19)),
    ]
    reviews = read({"f": "\n".join(lines)})
    known = evidence_of(reviews)
    at = {
        who: next(row for row, it in enumerate(known.people) if it.name == f"reviewer {who}")
        for who in (1, 2)
    }
    late = cases(reviews, known)[2]
    assert late.table[at[1]].tolist() == [0.0] * len(SIGNS)
    assert late.table[at[2], SIGNS.index("reviewed_files")] == pytest.approx(np.log(101))
    published, closed = list(peers(reviews, known))[2]
    assert (published[at[1]] > 0, closed[at[1]] > 0) == (True, False)


def test_where_each_folder_has_a_reviewer_the_rankings_find_them():
    [table] = backtest(Given(files={"f": text()}))
    rows = {row[0]: row[1:] for row in table.rows}
    # The first review of each folder has nobody to be told by; the 28 others are all found.
    assert rows["influencekit"][:2] == (pytest.approx(28 / 29), pytest.approx(28 / 29))
    assert rows["RevFinder, as published"][1] == pytest.approx(28 / 29)
    assert rows["reviewed most in the files"][:2] == (0.0, 0.0)
    assert rows["who reviewed"][5:] == (pytest.approx(15 / 29), pytest.approx(0.5 / 29, abs=0.02))
    assert table.notes[0] == "29 reviews, 2024-01-02 to 2024-01-30."


def test_with_a_split_weights_are_learnt_before_and_all_ways_judged_later():
    split = int(np.datetime64("2024-01-31", "s").astype(int))
    [table] = backtest(Given(files={"f": text(60)}, split=split))
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["influencekit, learnt before"][1] == 1.0
    assert table.notes[0] == "30 reviews, 2024-01-31 to 2024-02-29."


def test_the_order_of_lines_changes_nothing():
    lines = text().splitlines()
    assert backtest(Given(files={"f": "\n".join(lines)})) == backtest(
        Given(files={"f": "\n".join(lines[::-1])})
    )


def test_equal_scores_count_against_a_ranking_and_nothing_is_no_place():
    assert place(np.array([2.0, 2.0, 1.0]), np.array([0])) == 2
    assert place(np.array([2.0, 0.0]), np.array([1])) is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "f:1: no review: Expecting property name"),
        ("[]", "f:1: no review: an object was expected"),
        ("{}", "f:1: no review: no 'files'"),
        ('{"files": "a", "approve_history": []}', "'files' must be a list of paths"),
        ('{"files": [], "approve_history": [1]}', "must be a list of objects"),
        (told(1, 0, ["a"], 1).replace("2024-01-01", "soon"), "f:1: no review: Invalid isoformat"),
        (told(1, 0, ["a/" * 64], 1), "a path has more than 63 parts"),
        (told(1, 0, ["a"], 1) + "\n\n" + told(1, 3, ["a"], 1), "f:3: review 1 is there twice"),
        (told(1, 0, ["a"], 1), "There are 1 reviews with a file and a reviewer; 20 are needed"),
        ("[" * 100_000, "f:1: no review: "),
        (told(1, 0, ["a\ud800"], 1), "f:1: no review: 'utf-8' codec can't encode"),
        ("", "There are 0 reviews"),
    ],
)
def test_what_is_no_file_of_reviews_is_refused(line, why):
    with pytest.raises(InputError) as caught:
        backtest(Given(files={"f": line}))
    assert why in str(caught.value)


def test_a_split_that_leaves_too_few_is_refused():
    with pytest.raises(InputError, match="20 are needed on either side"):
        backtest(Given(files={"f": text()}, split=0))
