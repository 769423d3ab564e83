"""Mentors for a newcomer: each sign worked by hand, a plain reference, and a back-test without leaks."""

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.mentoring.matching import Dealings, MatchingParams, back_test, rank
from influencekit.testing import evidence

DAY = 86_400
NOTHING = {"mentored": 0, "knowledge": 0, "contact": 0, "helped": 0}


def person(known, key):
    return [it.key for it in known.people].index(key)


def ranked(known, newcomer, *paths, at, **params):
    """Return {key: (score, load)} in order, for the area `paths`."""
    area = np.array([path in paths for path in known.paths], np.bool_)
    when = int(np.datetime64(at, "s").astype(np.int64))
    found = rank(
        Dealings(known), person(known, newcomer), area, at=when, params=MatchingParams(**params)
    )
    return {known.people[it.person].key: (round(it.score, 6), it.load) for it in found}


def test_a_mentee_counts_by_how_long_ago_the_last_commit_together_was():
    known = evidence(
        """
        2020-01-01 ned a.py +1
        2020-01-02 moe a.py +1
        2020-01-03 mia a.py +1
        2020-02-01 old a.py +1 mentored-by=moe
        2021-01-01 eve a.py +1 mentored-by=mia
        2022-01-31 eve a.py +1 mentored-by=mia
        """
    )
    # On 2022-01-31 + 1 d: moe's mentee is 731 days ago, 730 before mia's; mia's two commits are one.
    found = ranked(known, "ned", at="2022-02-01", **NOTHING | {"mentored": 1.0})
    assert found == {"mia": (1.0, 1), "moe": (0.5, 0)}
    assert list(found) == ["mia", "moe"]


def test_knowledge_is_the_faded_share_in_each_files_changes():
    known = evidence(
        """
        2020-01-01 moe a.py +1, elsewhere.py +9
        2020-01-01 cyd b.py +5
        2020-01-02 ned elsewhere.py +1
        2020-12-31 mia a.py +1
        """
    )
    # a.py: mia 1 and moe 1/2, 365 days older, of 3/2; b.py is cyd's alone, whose share is the most.
    found = ranked(known, "ned", "a.py", "b.py", at="2021-01-01", **NOTHING | {"knowledge": 0.6})
    assert found == {"cyd": (0.6, 0), "mia": (0.4, 0), "moe": (0.2, 0)}


def test_contact_is_the_trailers_in_the_newcomers_own_commits_but_not_who_passed_them_on():
    known = evidence(
        """
        2020-01-01 ned a.py +1 reviewed-by=mia helped-by=mia acked-by=moe signed-off-by=max
        2020-01-02 cyd a.py +1 reviewed-by=max
        """
    )
    found = ranked(known, "ned", at="2020-02-01", **NOTHING | {"contact": 1.0})
    assert found == {"mia": (1.0, 0), "moe": (0.5, 0)}


def test_help_to_anybody_counts_and_fades():
    known = evidence(
        """
        2020-01-01 cyd a.py +1 helped-by=moe
        2021-12-31 cyd a.py +1 helped-by=mia
        """
    )
    found = ranked(known, "cyd", at="2022-01-01", **NOTHING | {"helped": 1.0})
    assert found == {"mia": (1.0, 0), "moe": (0.5, 0)}


def test_nobody_mentors_themselves_and_no_bot_does():
    known = evidence(
        """
        2020-01-01 ned a.py +1
        2020-01-02 renovate[bot] a.py +1
        2020-01-03 mia a.py +1
        """
    )
    assert list(ranked(known, "ned", "a.py", at="2021-01-01")) == ["mia"]


def test_the_load_is_the_mentees_of_the_last_180_days_without_the_newcomer():
    known = evidence(
        """
        2020-01-01 old a.py +1 mentored-by=mia
        2021-01-01 eve a.py +1 mentored-by=mia
        2021-01-02 cyd a.py +1 mentored-by=mia
        2021-01-03 ned a.py +1 mentored-by=mia
        """
    )
    assert ranked(known, "ned", at="2021-02-01")["mia"][1] == 2


def test_without_any_sign_there_is_nobody():
    known = evidence("2020-01-01 ned a.py +1")
    assert ranked(known, "ned", at="2021-01-01") == {}


def test_the_back_test_ranks_the_mentors_at_the_first_mentored_commit():
    known = evidence(
        """
        2020-01-01 mia a.py +1
        2020-01-02 moe b.py +1
        2020-01-03 ned b.py +1 mentored-by=mia
        2020-02-01 eve a.py +1 mentored-by=mia
        2020-03-01 eve a.py +1 mentored-by=moe
        """
    )
    # ned: only moe is known to b.py, so that mia is not ranked; eve: mia leads, by both signs.
    found = back_test(Dealings(known))
    assert [known.people[it.mentee].key for it in found.guesses] == ["ned", "eve"]
    assert [it.rank for it in found.guesses] == [None, 1]
    assert found.mean_reciprocal_rank == 0.5
    assert (found.top(1), found.top(5)) == (0.5, 0.5)


def test_what_comes_later_or_lands_at_that_moment_changes_no_earlier_guess():
    story = """
        2020-01-01 moe a.py +1
        2020-01-02 mia a.py +1
        2020-02-01 eve a.py +1 mentored-by=mia
        """
    later = """
        2019-12-31 moe a.py +1 committed=2020-03-01
        2020-02-01 cyd a.py +1 mentored-by=moe
        2020-02-02 kim a.py +1 mentored-by=moe
        """
    for text in (story, story + later):  # moe would lead if any of the later ones were looked at
        known = evidence(text)
        guesses = {known.people[it.mentee].key: it for it in back_test(Dealings(known)).guesses}
        assert guesses["eve"].rank == 1


def plain(world, newcomer, area, day):
    """Return {person: score} by the plainest reading of the four signs."""
    past = [(number, it) for number, it in enumerate(world.commits) if it.day < day]
    named = [
        (it.day, it.author, who, role)
        for _, it in past
        for who, role in it.credits
        if world.counts(who) and world.counts(it.author) and who != it.author
    ]
    together = {}
    for when, mentee, mentor, role in named:
        if role == "mentored-by":
            together[mentor, mentee] = when
    signs = {name: dict.fromkeys(range(world.people), 0.0) for name in NOTHING}
    for (mentor, _), when in together.items():
        signs["mentored"][mentor] += 2 ** -((day - when) / 730)
    for _, author, who, role in named:
        signs["contact"][who] += author == newcomer and role != "signed-off-by"
    for path in area:
        changes = [
            (it.author, 2 ** -((day - it.day) / 365))
            for _, it in past
            for at, _, _ in it.touches
            if at == path and world.counts(it.author) and world.paths[path].counts
        ]
        for who, weight in changes:
            signs["knowledge"][who] += weight / sum(it for _, it in changes)
    score = dict.fromkeys(range(world.people), 0.0)
    for name, sign in signs.items():
        sign[newcomer] = 0.0
        for who, value in sign.items():
            score[who] += getattr(MatchingParams(), name) * value / (max(sign.values()) or 1)
    return {who: value for who, value in score.items() if value}


@settings(max_examples=60)
@given(data=st.data())
def test_it_is_what_a_plain_reading_gives_in_any_order_and_at_any_time(kit, data):
    world = data.draw(kit.worlds())
    newcomer = data.draw(st.integers(0, world.people - 1))
    area = data.draw(st.sets(st.integers(0, len(world.paths) - 1)))
    day = data.draw(st.integers(0, 3000))
    expected = {
        f"person-{who}": pytest.approx(value, abs=1e-9)
        for who, value in plain(world, newcomer, area, day).items()
    }
    told = []
    for seed, shift in ((None, 0), (data.draw(st.integers(0, 9)), 500 * DAY)):
        known = kit.evidence_of(world, seed=seed, shift=shift)
        texts = {world.paths[at].text for at in area}
        paths = np.array([path in texts for path in known.paths], np.bool_)
        who = person(known, f"person-{newcomer}")
        found = rank(Dealings(known), who, paths, at=day * DAY + shift)
        told.append([(known.people[it.person].key, it.score, it.load) for it in found])
        assert {key: score for key, score, _ in told[-1]} == expected
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda known: back_test(Dealings(known)), "No commit names a mentor"),
        (lambda known: rank(Dealings(known), 7, np.zeros(1, np.bool_), at=0), "newcomer must be 0"),
        (lambda known: rank(Dealings(known), 0, np.zeros(9, np.bool_), at=0), "must be 1 flags"),
        (lambda _: MatchingParams(mentored=-1.0), "mentored"),
        (lambda _: MatchingParams(knowledge=float("nan")), "knowledge"),
        (lambda _: MatchingParams(half_life=0.0), "half_life"),
    ],
)
def test_figures_that_mean_nothing_are_refused(call, message):
    known = evidence("2020-01-01 ned a.py +1")
    with pytest.raises(ValueError, match=message):
        call(known)


def test_what_a_candidates_signs_add_up_to_is_the_score():
    known = evidence(
        """
        2020-01-01 mia a.py +1
        2020-01-03 ned a.py +1 mentored-by=mia
        """
    )
    area = np.ones(1, np.bool_)
    (found,) = rank(Dealings(known), person(known, "ned"), area, at=known.as_of + DAY)
    assert found.signs == {"mentored": 1.0, "knowledge": 0.5, "contact": 0.25}
    assert found.score == sum(found.signs.values())
    assert attrs.asdict(found)["load"] == 0
