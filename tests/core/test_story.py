"""What a story tells, worked by hand on a short history."""

import numpy as np

from influencekit.evidence import NOBODY
from influencekit.story import UNSEEN, tell
from influencekit.testing import evidence

HISTORY = """
    2023-05-01 ada  src/old.py +30 "Begin"
    2024-01-10 ada  web/page.py +40, docs/guide.md +5 "A page"
    2024-01-20 ada  tests/test_page.py +12 "Try the page"
    2024-01-25 ada  src/old.py -25 "Drop what nobody calls"
    2024-02-01 ada  web/page.py +1 -1 "Fix a crash on empty pages"
    2024-02-03 bob  web/page.py +6 -4 "Make it turn" reviewed-by=ada signed-off-by=ada
    2024-02-05 cyd  web/more.py +2 "Try" reviewed-by=ada helped-by=ada
    2024-02-10 ada  post "How pages turn" refs=web/page.py
    2024-06-01 bob  web/page.py +3 -3 "Turn faster"
    2024-06-02 ada  web/page.py +9 "Later"
"""
JANUARY, MARCH = 1704067200, 1709251199  # 2024-01-01, 2024-02-29 23:59:59


def person(known, name):
    return next(at for at, it in enumerate(known.people) if it.name == name)


def told(known, name, since=JANUARY, until=MARCH):
    story = tell(known, person(known, name), since, until)
    return {it.heading: [one.text for one in it.sentences] for it in story.themes}


def test_each_theme_tells_what_was_done_in_the_time_and_what_came_of_it_by_now():
    """Lines go from the top: bob's commits take 4 and 3 of ada's first page, hers took 1; 40 - 8 + 1.

    All of bob's seven lines are of ada's work; 33 of page.py, 5 of the guide and 12 of the test are
    left of her January and February.
    """
    assert told(evidence(HISTORY), "ada") == {
        "What was built": [
            "2 commits to web/, the largest: “A page”.",
            "1 commit to src/, the largest: “Drop what nobody calls”.",
            "Began 1 file that is still there: web/page.py.",
        ],
        "What others made of it": [
            "1 other person worked on from there in 2 commits, which replaced 7 lines of this work.",
            "1 other person changed files that were begun here, in 2 commits.",
            "50 lines of this work are in the code today.",
        ],
        "What was mended": [
            "Mended something in 1 commit, the largest: “Fix a crash on empty pages”."
        ],
        "What became smaller": [
            "Took out 25 lines more than it added, in 1 commit, the largest: “Drop what nobody calls”."
        ],
        "What was explained": [
            "Changed documentation in 1 commit (docs/guide.md), the largest: “A page”.",
            "Published 1 post: “How pages turn”.",
        ],
        "What was tested": ["Changed tests in 1 commit, the largest: “Try the page”."],
        "Whom it helped": [
            "Helped-by stands in 1 commit by 1 person.",
            "Reviewed-by stands in 2 commits by 2 people.",
            "For 2 of them it was the time of their first commits here.",
        ],
        "New ground": ["First work on docs/, tests/ and web/."],
    }


def test_every_sentence_that_counts_commits_shows_some():
    known = evidence(HISTORY)
    story = tell(known, person(known, "ada"), JANUARY, MARCH)
    for theme in story.themes:
        for sentence in theme.sentences:
            assert sentence.locators or "today" in sentence.text or "first commits" in sentence.text
            assert {*sentence.locators} <= {
                *known.commits.oid,
                *(post.path for post in known.posts),
            }
    assert story.notes == UNSEEN


def test_a_time_without_work_tells_nothing_and_the_first_work_is_said_to_be():
    known = evidence(HISTORY)
    assert told(known, "ada", 0, 1) == {}
    assert told(known, "bob")["New ground"] == [
        "The first commits of this history: “Make it turn”."
    ]


def test_work_by_nobody_or_by_bots_is_not_what_others_made_of_it():
    known = evidence(
        '2024-01-10 ada a.py +9\n2024-01-11 "dependabot[bot]" a.py +9 -9\n2024-01-12 bob b.py +1'
    )
    assert "What others made of it" not in told(known, "ada")


def test_the_same_two_years_earlier_is_the_same_story():
    earlier = evidence(HISTORY.replace("2024-", "2022-").replace("2023-", "2021-"))
    shift = 730 * 86_400
    assert told(earlier, "ada", JANUARY - shift, MARCH - shift) == told(evidence(HISTORY), "ada")


def test_renamed_people_change_nothing():
    renamed = evidence(HISTORY.replace("ada", "zoe").replace("bob", "abe"))
    assert told(renamed, "zoe") == told(evidence(HISTORY), "ada")
    assert np.all(renamed.commits.author != NOBODY)
