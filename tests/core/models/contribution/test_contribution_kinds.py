"""What kind of work the commits of the project, its areas and people are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.kinds import KINDS as SORTS
from influencekit.models.contribution.kinds import (
    ContributionKinds,
    ContributionKindsParams,
    kinds_of_commits,
)
from influencekit.models.contribution.rules import KINDS, kind_of, kind_of_file
from influencekit.testing import evidence

WORKED = """
    2024-01-01 ada src/a.py +10 "Add a sieve"
    2024-01-02 bob src/a.py +1 -1 "fix: one off"
    2024-01-03 bob docs/a.md +5 "How to sieve"
    2024-01-04 ada src/a.py +1, docs/a.md +1 "Hello"
    2024-01-05 dependabot[bot] src/a.py +1 "Bump"
    2024-01-06 ada yarn.lock +9 "Bump"
"""


def run(text):
    found = ContributionKinds().run(evidence(text), ContributionKindsParams(), {})
    return {one.subject.key: one for one in found.scores}


def why(score):
    return {reason.text: reason.share for reason in score.reasons}


def test_the_worked_example_counts_each_commit_once():
    scores = run(WORKED)
    assert why(scores["."]) == {
        "1 commit of new features": 0.25,
        "1 commit of fixes": 0.25,
        "1 commit of documentation": 0.25,
        "1 commit of work that no rule knows": 0.25,
    }
    assert scores["."].details == {
        "told_by_type": 1,
        "told_by_files": 1,
        "told_by_words": 1,
        "untold": 1,
    }


def test_an_area_has_the_commits_that_change_it_and_a_person_those_they_wrote():
    scores = run(WORKED)
    assert {key: one.value for key, one in scores.items()} == {
        ".": 4.0,
        "src/": 3.0,
        "docs/": 2.0,
        "ada": 2.0,
        "bob": 2.0,
    }
    assert why(scores["bob"]) == {"1 commit of fixes": 0.5, "1 commit of documentation": 0.5}


def test_a_reason_points_at_the_latest_commits_of_its_kind():
    text = "".join(f'2024-01-0{day} ada src/a.py +1 "fix: x"\n' for day in range(1, 6))
    known = evidence(text)
    [reason] = run(text)["ada"].reasons
    assert reason.locators == tuple(list(known.commits.oid)[:1:-1])


def test_a_hostile_subject_is_in_no_word_of_it():
    scores = run('2024-01-01 ada src/a.py +1 "fix \x1b[31m <script>"')
    assert "script" not in str(scores)
    assert "\x1b" not in str(scores)


@settings(max_examples=40)
@given(data=st.data())
def test_it_is_what_the_rules_say_of_each_commit_alone(kit, data):
    world = data.draw(kit.worlds())
    known = kit.evidence_of(world)
    found = kinds_of_commits(known)
    expected = {}
    for number, commit in enumerate(world.commits):
        paths = [world.paths[at] for at, *_ in commit.touches if world.paths[at].counts]
        if paths and world.counts(commit.author):
            files = [kind_of_file(path.text, path.kind) for path in paths]
            expected[number] = kind_of(known.commits.subject[number], files).kind
    assert [KINDS[kind] for kind in found.kind] == list(expected.values())
    assert found.commit.tolist() == list(expected)
    assert {path.kind for path in world.paths} <= set(SORTS)


@pytest.mark.parametrize("text", ["2024-01-01 bot[bot] a.py +1", "2024-01-01 ada a.lock +1", ""])
def test_where_nothing_counts_there_is_no_score(text):
    assert run(text) == {}
