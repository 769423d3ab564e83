"""Where much happens, and little is written or few know the code."""

import itertools
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.domain import Post, Reference
from influencekit.models.opportunity.areas import Opportunities, OpportunitiesParams
from influencekit.models.opportunity.uncertainty import INTERVAL, SHORT
from influencekit.settings.keys import AreaSettings, Settings
from influencekit.testing import evidence

FOLDERS = Settings(
    areas=AreaSettings(named={"core": ("core/",), "web": ("web/",), "docs": ("docs/",)})
)
EVERY_28_DAYS = [date(2024, 1, 1) + timedelta(days=28 * block) for block in range(13)]
BOTH = "that nothing is written about, to files that one person at most knows"
UNWRITTEN = "that nothing is written about"
FEW = "to files that one person at most knows"


def score(text, **params):
    known = evidence(text, settings=FOLDERS)
    result = Opportunities().run(known, OpportunitiesParams(**params), {})
    return {one.subject.label: one for one in result.scores}, result


def why(one):
    return {reason.text: reason.share for reason in one.reasons}


def test_commits_without_a_word_to_files_of_one_person_are_the_first_reason():
    scores, _ = score("2024-01-01 ada core/a.py +5\n2024-01-02 ada core/a.py +5")
    assert scores["core"].value == 2.0
    assert why(scores["core"]) == {f"2 commits {BOTH}": 1.0}


def test_the_reasons_do_not_overlap():
    # b.py has two authors: bob added it again after ada did on a branch.
    scores, _ = score(
        """
        2024-01-01 ada core/a.py +5
        2024-01-02 ada core/a.py +5, docs/a.md +5
        2024-01-03 ada core/b.py +5
        2024-01-04 bob core/b.py +5 on=side
        2024-01-05 bob core/b.py +5 -5 on=side
        """
    )
    assert why(scores["core"]) == {
        f"1 commit {BOTH}": pytest.approx(1 / 5),
        f"1 commit {FEW}": pytest.approx(1 / 5),
        f"3 commits {UNWRITTEN}": pytest.approx(3 / 5),
    }
    assert scores["core"].details["unwritten_commits"] == 4
    assert scores["core"].details["few_know_commits"] == 2
    assert scores["core"].details["commits"] == 5


def test_a_fix_without_a_word_about_it_is_a_reason_of_its_own():
    # b.py has two authors, as above; a fix that changes documentation too is explained.
    scores, _ = score(
        """
        2024-01-03 ada core/b.py +5
        2024-01-04 bob core/b.py +5 on=side
        2024-01-05 bob core/b.py +5 -5 on=side "Fix a crash"
        2024-01-06 bob core/b.py +5 -5, docs/a.md +1 on=side "Fix a leak"
        2024-01-07 ada core/a.py +5 "Fix a bug"
        """
    )
    assert why(scores["core"]) == {
        "1 commit to mend something without a word about it, to files that one person at most "
        "knows": 0.25,
        "1 commit to mend something without a word about it": 0.25,
        f"2 commits {UNWRITTEN}": 0.5,
    }
    assert scores["core"].details["unexplained_fixes"] == 2


def test_the_interval_is_that_of_the_weeks_drawn_anew():
    # 13 blocks of 28 days, a commit in the middle of each: whichever are drawn, there are 13.
    days = "".join(f"{date} ada core/a.py +1\n" for date in EVERY_28_DAYS)
    scores, result = score(days, window=364.0)
    assert (scores["core"].value, scores["core"].low, scores["core"].high) == (13.0, 13.0, 13.0)
    assert INTERVAL in result.notes


def test_a_short_history_has_no_interval_and_says_so():
    scores, result = score("2024-01-01 ada core/a.py +5\n2024-01-02 ada core/a.py +5")
    assert (scores["core"].low, scores["core"].high) == (None, None)
    assert SHORT in result.notes


def test_a_post_that_names_a_commit_writes_about_it():
    text = "2024-01-01 ada core/a.py +5\n2024-01-02 ada core/a.py +5"
    scores, _ = score(f"{text}\n2024-02-01 ada post refs=ada@2024-01-01")
    assert why(scores["core"]) == {f"1 commit {BOTH}": 0.5, f"1 commit {FEW}": 0.5}


def test_a_post_that_names_a_file_writes_about_what_was_done_to_it_before():
    scores, _ = score(
        """
        2024-01-01 ada core/a.py +5
        2024-02-01 ada post refs=core/a.py
        2024-03-01 ada core/a.py +5
        """
    )
    assert scores["core"].details["unwritten_commits"] == 1


def test_a_shortened_object_id_names_a_commit_only_where_it_can_mean_no_other():
    # Seventeen object ids have sixteen first digits to share: two of them begin alike.
    known = evidence("".join(f"2024-01-{day:02} ada core/a.py +1\n" for day in range(1, 18)))
    oids = sorted(known.commits.oid)
    shared = next(one[0] for one, after in itertools.pairwise(oids) if one[0] == after[0])
    for target, unwritten in ((shared, 17), ("", 17), (oids[0][:12], 16), ("f" * 40, 17)):
        post = Post(path="p.md", references=(Reference(kind="commit", target=target),))
        result = Opportunities().run(attrs.evolve(known, posts=(post,)), OpportunitiesParams(), {})
        assert result.scores[0].details["unwritten_commits"] == unwritten


def test_a_draft_writes_about_nothing():
    text = "2024-01-01 ada core/a.py +5\n2024-02-01 ada post refs=core/a.py draft"
    assert score(text)[0]["core"].details["unwritten_commits"] == 1


def test_a_commit_counts_once_however_many_files_it_changes():
    assert score("2024-01-01 ada core/a.py +5, core/b.py +5")[0]["core"].value == 1.0


def test_what_is_older_than_the_window_does_not_count():
    text = "2022-01-01 ada core/a.py +5\n2024-01-01 ada web/a.js +5"
    scores, result = score(text)
    assert set(scores) == {"web"}
    assert result.unit == "commits/365 d"
    assert set(score(text, window=1000)[0]) == {"core", "web"}


def test_the_window_ends_now_and_holds_what_is_younger_than_it():
    text = "2023-01-01 ada core/a.py +5\n2023-01-02 ada web/a.js +5\n2024-01-01 ada docs/a.md +5"
    assert set(score(text)[0]) == {"web"}


def test_documentation_is_no_area_to_write_about():
    assert score("2024-01-01 ada docs/a.md +5")[1].scores == ()


def test_tests_and_data_are_no_code_to_write_about():
    assert score("2024-01-01 ada core/test_a.py +5, core/a.json +5")[1].scores == ()


def test_the_next_step_names_the_commit_that_changed_most():
    text = '2024-01-01 ada core/a.py +5, core/b.py +5 "Begin"\n2024-01-02 ada core/a.py +5 "Mend"'
    scores, _ = score(text)
    assert scores["core"].details["next"].startswith("Write about core, starting from ")
    assert "(Begin)" in scores["core"].details["next"]


def test_the_next_step_is_to_share_what_one_alone_knows_and_names_nobody():
    scores, _ = score("2024-01-01 ada core/a.py +5, docs/a.md +5")
    assert scores["core"].details["next"] == (
        "Have the only one who knows most of core make its next change with somebody else."
    )


def test_the_next_step_is_to_find_somebody_where_nobody_is_an_author():
    text = "2023-01-01 dependabot[bot] core/a.py +5\n" + "".join(
        f"2024-02-{day:02} p{day} core/a.py +1, docs/x.md +1\n" for day in range(1, 21)
    )
    assert score(text)[0]["core"].details["next"].startswith("Find somebody to look after core")


def test_it_says_that_the_list_is_normative():
    assert any("not what is likely to be read" in note for note in score("")[1].notes)


def test_reasons_point_at_commits_the_latest_first():
    known = "2024-01-01 ada core/a.py +5\n2024-01-02 ada core/a.py +5"
    (reason,) = score(known)[0]["core"].reasons
    oids = list(evidence(known).commits.oid)
    assert reason.locators == (oids[1], oids[0])


def plain(world, authors):
    """Commits in the window by area: how many, unwritten, to files few know, with a reason."""
    found = {}
    code = [
        path
        for path, one in enumerate(world.paths)
        if one.there and one.counts and one.kind == "code"
    ]
    changes = {path: world.changes(path) for path in code}
    few = {path for path in code if len(authors([row[1:] for row in changes[path]])) <= 1}
    for number, commit in enumerate(world.commits):
        touched = {path for path in code if any(row[0] == number for row in changes[path])}
        if not (world.counts(commit.author) and 1000 - 365 < commit.day <= 1000):
            continue
        written = any(
            world.paths[path].kind == "documentation" for path, _, _ in commit.touches
        ) or any(
            number in commits or (touched & set(paths) and commit.day <= day)
            for _, day, draft, commits, paths in world.posts
            if not draft
        )
        for area in {world.paths[path].area for path in touched}:
            known = any(world.paths[path].area == area for path in touched & few)
            row = found.setdefault(area, [0, 0, 0, 0])
            for place, holds in enumerate((True, not written, known, known or not written)):
                row[place] += holds
    return found


@settings(max_examples=60)
@given(data=st.data())
def test_commits_are_counted_as_by_the_plain_rule(kit, data):
    world = data.draw(kit.worlds())
    known = kit.evidence_of(world, seed=data.draw(st.integers(0, 9)), as_of=1000)
    result = Opportunities().run(known, OpportunitiesParams(), {})
    figures = ("commits", "unwritten_commits", "few_know_commits")
    found = {
        int(one.subject.key.removeprefix("area-")): [
            *(one.details[figure] for figure in figures),
            one.value,
        ]
        for one in result.scores
    }
    assert found == {area: row for area, row in plain(world, kit.authors).items() if row[-1]}
