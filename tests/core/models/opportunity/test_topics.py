"""Words that the latest commits have more often than those before."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.opportunity.topics import log_odds, topics_of, words_in, words_of
from influencekit.testing import evidence


def commits(known, start, end):
    return np.arange(start, end, dtype=np.int32)


def history(*subjects, path="a/x.py"):
    return evidence(
        "".join(
            f'2024-01-01T00:{at // 60:02}:{at % 60:02}+00:00 ada {path} +1 "{it}"\n'
            for at, it in enumerate(subjects)
        )
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("fix: add the same test again", []),
        ("Naïve café", ["naïve", "café"]),
        ("HTTPServer", ["httpserver", "http", "server"]),
        ("read_all_refs()", ["read_all_refs", "refs"]),
        ("test_pack TestPack t_pack", ["pack"] * 3),
        ("t7900 sha1 utf8", ["sha1", "utf8"]),
        ("#1234 2.0 --", []),
        ("\x00\ud800", []),
    ],
)
def test_words_are_in_lower_case_with_the_parts_of_compound_ones(text, words):
    assert list(words_in(text)) == words


def test_a_subject_of_megabytes_is_looked_at_no_further_than_its_start():
    assert len(list(words_in("pack " * 1_000_000))) == 200


@given(st.text())
def test_any_text_has_words_of_three_letters_or_more(text):
    assert all(len(word) > 2 and word == word.lower() for word in words_in(text))


def test_the_log_odds_ratio_is_that_of_counts_with_a_half_added():
    value, error = log_odds(9, 99, 2, 102)
    assert value == pytest.approx(math.log(9.5 / 90.5) - math.log(2.5 / 100.5))
    assert error == pytest.approx(math.sqrt(1 / 9.5 + 1 / 90.5 + 1 / 2.5 + 1 / 100.5))


def test_words_come_from_subjects_and_from_names_of_code():
    known = evidence('2024-01-01 ada core/packfile.c +1, docs/manual.md +1 "Delta chains"')
    assert words_of(known, commits(known, 0, 1)).words == ("chains", "delta", "packfile")


def test_a_plural_counts_as_its_singular_where_that_occurs_too():
    known = history("Delta chain", "Delta chains", "Status of chains", "Loss of refs")
    found = words_of(known, commits(known, 0, 4))
    assert found.words == ("chain", "delta", "loss", "refs", "status")
    assert found.commit[found.word == 0].tolist() == [0, 1, 2]


def test_a_commit_that_changes_very_many_files_tells_nothing_by_their_names():
    files = ", ".join(f"core/{chr(97 + at) * 4}.c +1" for at in range(11))
    known = evidence(f'2024-01-01 ada {files} "Delta"')
    assert words_of(known, commits(known, 0, 1)).words == ("delta",)


def test_a_topic_is_a_word_that_came_up():
    # 6 of 10 commits have it now and none of 10 before: the log odds ratio is
    # ln(6.5/4.5) - ln(.5/10.5) = 3.41, its standard error (1/6.5 + 1/4.5 + 1/.5 + 1/10.5)**.5 = 1.57.
    # "stable" is in all commits: it is no topic, often as it is. "rare" is in two: too few.
    before = ["stable"] * 10
    now = ["stable delta"] * 6 + ["stable rare"] * 2 + ["stable"] * 2
    known = history(*before, *now)
    found = topics_of(known, commits(known, 10, 20), commits(known, 0, 10))
    assert found.words == ("delta",)
    assert found.commit.tolist() == list(range(10, 16))


@pytest.mark.parametrize(("now", "topics"), [(4, ()), (5, ("delta",))])
def test_chance_alone_makes_no_topic(now, topics):
    # Against 1 of 10: 4 of 10 are ln(4.5/6.5) - ln(1.5/9.5) = 1.48, 1.38 standard errors above 0;
    # 5 of 10 are ln(5.5/5.5) - ln(1.5/9.5) = 1.85, 1.73 of them.
    said = ["delta"] + ["stable"] * 9 + ["delta"] * now + ["stable"] * (10 - now)
    known = history(*said)
    assert topics_of(known, commits(known, 10, 20), commits(known, 0, 10)).words == topics


def test_without_a_past_a_topic_is_a_word_of_some_but_not_of_most_commits():
    known = history(*["stable delta"] * 3, *["stable"] * 5)
    assert topics_of(known, commits(known, 0, 8), commits(known, 0, 0)).words == ("delta",)


def test_of_nothing_there_are_no_topics():
    known = evidence("")
    assert topics_of(known, commits(known, 0, 0), commits(known, 0, 0)).words == ()
