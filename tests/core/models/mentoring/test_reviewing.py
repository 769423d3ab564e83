"""Reviewers of a change: each sign worked by hand, a plain reference, and what no ranking may show."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.mentoring.reviewing import (
    NAMED,
    SIGNS,
    ReviewingParams,
    Reviews,
    rank,
    signs,
)
from influencekit.testing import evidence

DAY = 86_400
HISTORY = """
    2024-01-01 ada src/a.py +1 reviewed-by=moe "parser: start"
    2024-04-30 bob src/b.py +1 reviewed-by=mia "lexer: start"
    2024-04-30T12:00 cyd docs/c.md +1 acked-by=mia "docs: say it"
"""


def at(day):
    return int(np.datetime64(day, "s").astype(np.int64))


def percents(known, paths, when, **more):
    """Return {sign: {key: percent}}, without zeros."""
    past = Reviews.of(known)
    table, _ = signs(past, past.change(paths, **more), at=at(when))
    return {
        name: {
            person.key: round(float(math.expm1(value)), 3)
            for person, value in zip(known.people, table[:, column], strict=True)
            if value
        }
        for column, name in enumerate(SIGNS)
    }


def person(known, key):
    return [it.key for it in known.people].index(key)


def test_each_sign_is_a_share_of_what_all_have_of_it_and_fades_with_a_half_life_of_120_days():
    known = evidence(HISTORY)
    found = percents(known, ["src/a.py"], "2024-05-01", subject="lexer: go on")
    # moe's review is 120.5 days older than mia's last one, which is half a day younger than the other.
    old, young = 2 ** (-120.5 / 120), 2 ** (-0.5 / 120)
    whole = old + young + 1
    assert found["reviews"] == pytest.approx(
        {"moe": 100 * old / whole, "mia": 100 * (young + 1) / whole}, abs=1e-3
    )
    assert found["reviewed_files"] == {"moe": 100.0}
    # Both reviewed changes of src; docs, one step up and one down, counts a sixteenth.
    near = old + young + 1 / 16
    assert found["reviewed_folders"] == pytest.approx(
        {"moe": 100 * old / near, "mia": 100 * (young + 1 / 16) / near}, abs=1e-3
    )
    assert found["reviewed_topic"] == {"mia": 100.0}
    assert found["wrote_files"] == {"ada": 100.0}
    assert found["wrote_topic"] == {"bob": 100.0}
    assert found["reviewed_author"] == {}


def test_reviews_of_the_author_count_and_the_author_is_not_asked():
    known = evidence(HISTORY)
    found = percents(known, ["src/a.py"], "2024-05-01", authors=[person(known, "ada")])
    assert found["reviewed_author"] == {"moe": 100.0}
    assert found["wrote_files"] == {}


def test_a_commit_counts_by_the_share_of_the_files_that_it_changed():
    known = evidence(
        """
        2024-01-01 ada a.py +1, b.py +1
        2024-01-01 bob b.py +1
        """
    )
    found = percents(known, ["a.py", "b.py"], "2024-02-01")["wrote_files"]
    assert found == {"ada": 66.667, "bob": 33.333}


def test_nothing_that_was_committed_later_is_looked_at():
    known = evidence(HISTORY)
    assert percents(known, ["src/b.py"], "2024-04-30")["reviewed_files"] == {}


def test_a_new_file_is_told_by_its_folder():
    found = percents(evidence(HISTORY), ["src/new.py"], "2024-05-01")
    assert set(found["reviewed_folders"]) == {"mia", "moe"}
    assert found["wrote_files"] == {}


def test_whoever_has_not_been_seen_for_two_years_is_not_asked():
    known = evidence(
        """
        2022-01-01 ada a.py +9
        2024-02-01 bob a.py +1
        """
    )
    past = Reviews.of(known)
    found = rank(past, past.change(["a.py"]), at=at("2024-02-02"))
    assert [known.people[it.person].key for it in found] == ["bob"]
    longer = rank(
        past, past.change(["a.py"]), at=at("2024-02-02"), params=ReviewingParams(around=999)
    )
    assert len(longer) == 2


def test_who_wrote_in_the_folder_is_asked_about_a_new_file_where_nothing_else_is_known():
    known = evidence("2024-02-01 bob src/a.py +1")
    past = Reviews.of(known)
    [found] = rank(past, past.change(["src/new.py"]), at=at("2024-02-02"))
    assert [reason.text for reason in found.reasons] == [
        "wrote 1 commit in these folders or near them, last 2024-02-01"
    ]


def test_the_chance_is_that_of_the_conditional_logit_read_by_the_curve():
    known = evidence(
        """
        2024-01-01 ada src/a.py +1 reviewed-by=moe
        2024-04-30 bob src/b.py +1 reviewed-by=mia
        """
    )
    past = Reviews.of(known)
    nothing = dict.fromkeys(SIGNS, 0.0)
    params = ReviewingParams(**nothing | {"reviewed_folders": 1.0})
    first, second = rank(past, past.change(["src/a.py"]), at=at("2024-05-01"), params=params)
    # Of 120 days one counts half: two and one third. exp(ln(1 + percent)) = 1 + percent.
    expected = NAMED.read(np.array([(1 + 200 / 3) / 102, (1 + 100 / 3) / 102]))
    assert known.people[first.person].key == "mia"
    assert [first.chance, second.chance] == pytest.approx(expected.tolist())
    [reason] = first.reasons
    assert reason.text == "reviewed 1 commit in these folders or near them, last 2024-04-30"
    assert reason.share == 1.0
    assert reason.locators == (known.commits.oid[1],)


def test_the_load_stands_beside_the_chance_and_counts_only_where_that_is_asked_for():
    known = evidence(HISTORY)
    past = Reviews.of(known)
    change = past.change(["src/a.py"])
    plain = rank(past, change, at=at("2024-05-01"))
    loads = {known.people[it.person].key: it.lately for it in plain}
    assert (loads["mia"], loads["moe"]) == (2, 0)
    params = ReviewingParams(spread=1.0)
    spread = rank(past, change, at=at("2024-05-01"), params=params)
    table, _ = signs(past, change, at=at("2024-05-01"))
    worth = table @ np.array([getattr(params, name) for name in SIGNS])
    worth[person(known, "mia")] -= math.log(3)
    raised = np.where(table.any(axis=1), np.exp(worth), 0)
    expected = NAMED.read(raised / raised.sum())
    assert {it.person: it.chance for it in spread} == pytest.approx(
        {it.person: expected[it.person] for it in plain}
    )


def test_without_any_sign_there_is_nobody():
    past = Reviews.of(evidence("2024-01-01 ada a.py +1"))
    assert rank(past, past.change(["five/steps/away/from/it/b.py"]), at=at("2025-01-01")) == []
    alone = past.change(["a.py"], authors=[0])
    assert rank(past, alone, at=at("2025-01-01")) == []


@pytest.mark.parametrize("authors", [[5], [-2]])
def test_an_author_who_is_not_there_is_refused(authors):
    with pytest.raises(ValueError, match="authors must be 0 to 0"):
        Reviews.of(evidence("2024-01-01 ada a.py +1")).change(["a.py"], authors=authors)


@pytest.mark.parametrize(
    "params", [{"reviews": -1.0}, {"half_life": 0.0}, {"around": 0.0}, {"spread": float("nan")}]
)
def test_parameters_that_are_none_are_refused(params):
    with pytest.raises(ValueError, match="must be"):
        ReviewingParams(**params)


def near(where, mine):
    """Return how near folders beside each other come to those of a change: two steps, 1/16."""
    each = [max((1 if other == one else 1 / 16 for other in where), default=0) for one in mine]
    return sum(each) / max(len(mine), 1)


def plainly(world, paths, author, half_life=120):
    """Return {sign: {person: share}} by the plainest loops."""
    folders = {at: at % 2 for at in range(len(world.paths))}
    last = {name: [] for name in SIGNS}
    for made in world.commits:
        if not world.counts(made.author):
            continue
        named = {
            who
            for who, role in made.credits
            if role == "reviewed-by" and world.counts(who) and who != made.author
        }
        touched = {at for at, _, _ in made.touches}
        where = {folders[at] for at in touched if world.paths[at].counts}
        mine = {folders[at] for at in paths}
        like = {
            "reviews": 1,
            "reviewed_author": made.author == author,
            "reviewed_files": len(touched & paths) / max(len(paths), 1),
            "reviewed_folders": near(where, mine),
            "wrote_files": len(touched & paths) / max(len(paths), 1),
            "wrote_folders": near(where, mine),
        }
        for name, amount in like.items():
            people = {made.author} if name.startswith("wrote") else named
            last[name] += [(made.day, who, amount) for who in people - {author} if amount]
    found = {}
    for name, rows in last.items():
        young = max((day for day, _, _ in rows), default=0)
        sums = {}
        for day, who, amount in rows:
            sums[who] = sums.get(who, 0) + amount * 2 ** (-(young - day) / half_life)
        found[name] = {who: value / sum(sums.values()) for who, value in sums.items()}
    return found


@given(data=st.data())
def test_a_plain_reference_agrees_whatever_the_order_names_and_time(kit, data):
    world = data.draw(kit.worlds())
    author = data.draw(st.integers(0, world.people - 1))
    paths = frozenset(data.draw(st.sets(st.integers(0, len(world.paths) - 1))))
    shift = data.draw(st.integers(-(10**8), 10**8))
    known = kit.evidence_of(world, seed=data.draw(st.integers(0, 99)), shift=shift)
    past = Reviews.of(known)
    names = [world.paths[at].text for at in paths]
    change = past.change(names, authors=[person(known, f"person-{author}")])
    table, _ = signs(past, change, at=known.as_of)
    expected = plainly(world, paths, author)
    for column, name in enumerate(SIGNS):
        found = {
            int(known.people[at].key.removeprefix("person-")): math.expm1(value) / 100
            for at, value in enumerate(table[:, column])
            if value
        }
        assert found == pytest.approx(expected[name]), name


@given(data=st.data())
def test_chances_never_rise_and_no_bot_and_no_author_is_ranked(kit, data):
    world = data.draw(kit.worlds())
    known = kit.evidence_of(world)
    past = Reviews.of(known)
    found = rank(
        past,
        past.change([it.text for it in world.paths], authors=[0]),
        at=known.as_of,
        params=ReviewingParams(around=9999),
    )
    assert not {it.person for it in found} & {0, *world.bots}
    assert [it.chance for it in found] == sorted((it.chance for it in found), reverse=True)
    assert all(0 <= it.chance <= 1 for it in found)
    for it in found:
        assert sum(reason.share for reason in it.reasons) == pytest.approx(1)
