"""The linear model, S1: the formula, its parts, and what was observed afterwards."""

import math

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.influence.linear import (
    LinearInfluence,
    LinearInfluenceParams,
    linear_influence,
)
from influencekit.models.influence.network.attention import attention
from influencekit.settings.keys import AreaSettings, Settings
from influencekit.testing import evidence

FOLDERS = Settings(areas=AreaSettings(named={"core": ("core/",), "docs": ("docs/",)}))
TOLD = """
    2024-01-01 ada core/a.py +10
    2024-01-02 ada core/a.py +10, core/b.py +1, docs/a.md +3
    2024-01-03 bob core/a.py -5 reviewed-by=ada signed-off-by=ada reviewed-by=bob
    2024-01-04 bob docs/a.md +5 reviewed-by=ada helped-by=cyd
    2024-02-01 ada post "How it works"
    2024-02-02 ada post "How it will work" draft
    2024-02-03 cyd answer -> bob weight=2.5
    2024-02-04 bob answer -> bob
    """
FIGURE = st.floats(0, 1e6)


def score(known, **params):
    result = LinearInfluence().run(known, LinearInfluenceParams(**params), {})
    return {(one.subject.kind, one.subject.label): one for one in result.scores}, result


def told(text=TOLD):
    return evidence(text, settings=FOLDERS)


def parts(one):
    return [(reason.text, reason.share) for reason in one.reasons]


@given(FIGURE, FIGURE, FIGURE, FIGURE)
def test_influence_is_the_weighted_sum(c, f, alpha, beta):
    assert linear_influence(c, f, alpha, beta) == alpha * c + beta * f


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("value", [-1, math.nan, math.inf])
def test_figures_that_mean_nothing_are_refused(place, value):
    figures = [1.0] * 4
    figures[place] = value
    with pytest.raises(ValueError, match="must be a finite number of at least 0"):
        linear_influence(*figures)


def test_ada_has_two_commits_a_post_and_two_reviews_of_others():
    # One commit changes one file and counts log2(2) = 1, the other three and counts log2(4) = 2.
    ada = score(told())[0]["person", "ada"]
    assert ada.value == 6.0
    assert parts(ada) == [
        ("2 commits (weight 3)", 3 / 6),
        ("Reviewed-by: 2", 2 / 6),
        ("1 post", 1 / 6),
    ]
    assert (ada.details["contributions"], ada.details["factors"]) == (4, 2)


def test_a_commit_to_documentation_alone_is_a_part_of_its_own():
    assert "1 documentation commit" in dict(parts(score(told())[0]["person", "bob"]))


def test_nobody_is_a_factor_for_their_own_commits_or_questions():
    bob = score(told())[0]["person", "bob"]
    assert not [text for text, _ in parts(bob) if text.startswith(("Reviewed-by", "Answer"))]


def test_attention_that_bob_gave_to_ada_and_cyd_is_a_factor_of_his():
    # His first commit removes lines of ada's in a file that she changed last; his second changes
    # another file after her and thanks cyd for help.
    bob = score(told())[0]["person", "bob"]
    assert parts(bob) == [
        ("Changed a file after others: 2", pytest.approx(2 / 6)),
        ("1 commit", pytest.approx(1 / 6)),
        ("1 documentation commit", pytest.approx(1 / 6)),
        ("Built on lines of others: 1", pytest.approx(1 / 6)),
        ("Thanked others: 1", pytest.approx(1 / 6)),
    ]
    assert (bob.value, bob.details["contributions"], bob.details["factors"]) == (6.0, 2, 4)


def test_an_interaction_counts_as_much_as_its_weight():
    cyd = score(told())[0]["person", "cyd"]
    assert parts(cyd) == [("Answer: 1 (weight 2.5)", 2.5 / 3.5), ("Helped-by: 1", 1 / 3.5)]


@pytest.mark.parametrize("weight", ["0", "-1", "nan", "inf"])
def test_an_interaction_without_a_weight_is_left_out_and_that_is_said(weight):
    scores, result = score(told(f"{TOLD}\n2024-03-01 bob answer -> ada weight={weight}"))
    assert scores["person", "bob"].value == 6.0
    assert "1 interaction without a finite weight above 0 left out." in result.notes


def test_alpha_and_beta_weigh_the_two_sums():
    ada = score(told(), alpha=2.0, beta=0.5)[0]["person", "ada"]
    assert ada.value == 2.0 * 4 + 0.5 * 2
    assert parts(ada) == [
        ("2 commits (weight 3)", 6 / 9),
        ("1 post", 2 / 9),
        ("Reviewed-by: 2", pytest.approx(1 / 9)),
    ]


def test_who_did_nothing_that_weighs_has_no_score():
    assert ("person", "cyd") not in score(told(), beta=0.0)[0]
    assert score(told(), alpha=0.0, beta=0.0)[1].scores == ()


def test_an_areas_parts_are_the_acts_at_its_commits():
    scores, _ = score(told())
    assert [text for text, _ in parts(scores["area", "docs"])] == [
        "1 commit (weight 2)",
        "1 documentation commit",
        "Changed a file after others: 1",
        "Thanked others: 1",
        "Helped-by: 1",
        "Reviewed-by: 1",
    ]
    assert scores["area", "docs"].value == 7.0
    assert scores["area", "core"].value == (1 + 2 + 1) + 1 + 2


def test_the_project_is_the_sum_of_its_people():
    scores, _ = score(told())
    people = [one.value for (kind, _), one in scores.items() if kind == "person"]
    assert scores["project", "repo"].value == pytest.approx(sum(people))


def test_reasons_point_at_commits_posts_and_interactions_the_latest_first():
    known = told()
    scores, _ = score(known)
    commits, reviews, posts = scores["person", "ada"].reasons
    assert commits.locators == (known.commits.oid[1], known.commits.oid[0])
    assert reviews.locators == (known.commits.oid[3], known.commits.oid[2])
    assert posts.locators == ("posts/2024-02-01.md",)
    answer, _ = scores["person", "cyd"].reasons
    assert answer.locators[0].startswith("script:")


def test_what_others_did_to_the_lines_later_is_a_detail():
    # Bob's first commit removes five of ada's lines; his own and those of documentation stay.
    ada = score(told())[0]["person", "ada"]
    assert ada.details["built_on_by_commits"] == 1
    assert ada.details["built_on_by_people"] == 1
    bob = score(told())[0]["person", "bob"]
    assert bob.details["built_on_by_commits"] == 0


def test_before_the_lines_are_read_nothing_is_said_about_them():
    known = told()
    names = [field.name for field in attrs.fields(type(known.replacements))]
    nothing = {name: getattr(known.replacements, name)[:0] for name in names}
    partial = attrs.evolve(known, replacements=attrs.evolve(known.replacements, **nothing))
    assert "built_on_by_commits" not in score(partial)[0]["person", "ada"].details


def test_it_says_that_its_weights_are_given_and_claims_no_cause():
    _, result = score(told(), alpha=0.25)
    assert "alpha = 0.25 and beta = 1 are given, not fitted to data." in result.notes
    assert result.unit == "weighted acts"
    text = " ".join([result.title, *result.notes])
    assert "is not to say that it came from it" in text


def test_bots_have_no_score_and_their_commits_count_nowhere():
    scores, _ = score(told("2024-01-01 dependabot[bot] core/a.py +10 reviewed-by=ada"))
    assert {label for _, label in scores} == {"repo", "core", "ada"}
    assert parts(scores["person", "ada"]) == [("Reviewed-by: 1", 1.0)]


def test_an_act_counts_half_after_a_half_life_and_less_by_whole_periods():
    # Ten days' halves, seven days' periods: the first commit is 20 days old, two whole periods.
    known = told("2024-01-01 ada core/a.py +10\n2024-01-21 ada core/a.py +10")
    ada = score(known, period=7.0, half_life=10.0)[0]["person", "ada"]
    left = 0.5 ** (2 * 7 / 10)
    assert ada.value == pytest.approx(1 + left)
    assert parts(ada)[0][0] == f"2 commits (weight {1 + left:.3g})"


@pytest.mark.parametrize("when", ["2024-01-02", "2026-01-01"])
def test_what_came_after_now_counts_nowhere(when):
    known = told(f"2024-01-01 ada core/a.py +1\n{when} ada core/a.py +1")
    early = attrs.evolve(known, as_of=int(known.commits.authored_at[0]))
    assert score(early)[0]["person", "ada"].value == 1.0


@pytest.mark.parametrize("name", ["period", "half_life"])
@pytest.mark.parametrize("value", [0, 6.9, -90, math.nan, math.inf])
def test_spans_that_mean_nothing_are_refused(name, value):
    with pytest.raises(ValueError, match=name):
        LinearInfluenceParams(**{name: value})


@pytest.mark.parametrize("name", ["alpha", "beta"])
@pytest.mark.parametrize("value", [-0.5, math.nan, math.inf])
def test_weights_that_mean_nothing_are_refused(name, value):
    with pytest.raises(ValueError, match=name):
        LinearInfluenceParams(**{name: value})


def span(world, one):
    """How widely a commit reaches, from what is said of it: log2(1 + files)."""
    return math.log2(1 + len({path for path, _, _ in one.touches if world.paths[path].counts}))


def plain(world, person, seen):
    """C and F of a person, act by act, each act faded by whole periods of 90 days; now is day 4000."""

    def left(day, weight=1):
        return weight * 0.5 ** ((4000 - day) // 90 * 90 / 365)

    commits = [
        one for one in world.commits if any(world.paths[path].counts for path, _, _ in one.touches)
    ]
    c = sum(left(one.day, span(world, one)) for one in commits if one.author == person)
    c += sum(left(day) for by, day, draft, _, _ in world.posts if person in by and not draft)
    f = sum(
        left(one.day, len({role for who, role in one.credits if who == person} - {"signed-off-by"}))
        for one in commits
        if one.author != person
    )
    f += sum(
        left(day, weight)
        for giver, taker, _, day, weight in world.dealings
        if giver == person and taker != person
    )
    f += sum(
        left(world.commits[commit].day)
        for giver, commit in zip(seen.giver.tolist(), seen.commit.tolist(), strict=True)
        if giver == person == world.commits[commit].author
    )
    return c, f


@settings(max_examples=60)
@given(data=st.data())
def test_c_and_f_are_those_of_counting_act_by_act(kit, data):
    world = data.draw(kit.worlds())
    seen = attention(plainly := kit.evidence_of(world))
    assert [person.key for person in plainly.people] == [f"person-{n}" for n in range(world.people)]
    scores, _ = score(kit.evidence_of(world, seed=data.draw(st.integers(0, 9))), alpha=2, beta=3)
    for person in range(world.people):
        found = scores.get(("person", f"Person-{person}"))
        c, f = plain(world, person, seen) if world.counts(person) else (0, 0)
        if found is None:
            assert (c, f) == (0, 0)
        else:
            assert found.value == pytest.approx(2 * c + 3 * f)
            assert found.details["contributions"] == pytest.approx(c)
            assert found.details["factors"] == pytest.approx(f)
            assert sum(reason.share for reason in found.reasons) == pytest.approx(1)


@settings(max_examples=60)
@given(data=st.data())
def test_who_was_built_on_is_that_of_counting_one_by_one(kit, data):
    world = data.draw(kit.worlds())
    scores, _ = score(kit.evidence_of(world, seed=data.draw(st.integers(0, 9))))
    for person in range(world.people):
        later = {
            (commit, world.commits[commit].author)
            for commit, of, path, _ in world.replaced
            if world.commits[of].author == person
            and world.commits[commit].author != person
            and world.counts(world.commits[commit].author)
            and world.paths[path].counts
        }
        found = scores.get(("person", f"Person-{person}"))
        if found and world.replaced:
            assert found.details["built_on_by_commits"] == len({commit for commit, _ in later})
            assert found.details["built_on_by_people"] == len({who for _, who in later})
