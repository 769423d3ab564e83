"""The lists, the fit and the topics, held to the plainest way to count them."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.opportunity.fit import FitParams, fits
from influencekit.models.opportunity.predictive import predict
from influencekit.models.opportunity.scopes import SCOPES, Window
from influencekit.models.opportunity.topics import ALIKE, LEAST, SURE, topics_of, words_in
from influencekit.testing import evidence

NOW, DAYS = 1000, 365
DEALINGS = {"reviewed-by", "mentored-by"}


def about(world, number, back=0):
    """Areas that a commit changes, if it was made in the window by somebody who counts."""
    commit = world.commits[number]
    end = NOW - back * DAYS
    if not (world.counts(commit.author) and end - DAYS < commit.day <= end):
        return set()
    paths = [world.paths[path] for path, _, _ in commit.touches]
    return {path.area for path in paths if path.counts}


def authors(world, number):
    commit = world.commits[number]
    named = {who for who, role in commit.credits if role == "co-authored-by"}
    return {who for who in {commit.author, *named} if world.counts(who)}


def terms(world, area, back=0):
    """P, C and T of an area; no trailer of these worlds is feedback."""
    mine = [at for at in range(len(world.commits)) if area in about(world, at, back)]
    ever = {at for it in (0, 1) for at in range(len(world.commits)) if area in about(world, at, it)}
    end = NOW - back * DAYS
    posts = [
        post
        for post in world.posts
        if not post[2] and end - DAYS < post[1] <= end
        if ever & set(post[3])
        or any(world.paths[at].area == area and world.paths[at].counts for at in post[4])
    ]
    people = {who for at in mine for who in authors(world, at)}
    dealings = {
        (at, who, role)
        for at in mine
        for who, role in world.commits[at].credits
        if role in DEALINGS and world.counts(who) and who != world.commits[at].author
    }
    return len(people), len(dealings), len(mine) + len(posts)


@settings(max_examples=60)
@given(data=st.data())
def test_the_terms_are_counted_as_by_the_plain_rule(kit, data):
    world = data.draw(kit.worlds())
    known = kit.evidence_of(world, seed=data.draw(st.integers(0, 9)), as_of=NOW)
    window = Window(end=known.as_of, days=DAYS)
    found = predict(known, SCOPES["areas"](known, window), window)
    areas = {path.area for path in world.paths}
    before = {area: terms(world, area, 1) for area in areas}
    people = sum(p for p, _, _ in before.values())
    rate = sum(c + t for _, c, t in before.values()) / people if people else 1.0
    expected = {}
    for area in areas:
        p, c, t = terms(world, area)
        k = (sum(before[area][1:]) + rate) / (before[area][0] + 1)
        if p + c + t:
            expected[f"area-{area}"] = pytest.approx((k * p + c + t, k, p, c, t))
    assert expected == {
        one.subject.key: (one.value, *(one.details[name] for name in "kpct")) for one in found
    }


def cosine(one, other):
    length = math.hypot(*one.values()) * math.hypot(*other.values())
    return sum(one[key] * other[key] for key in one) / length if length else 0.0


@settings(max_examples=60)
@given(data=st.data())
def test_areas_in_common_are_the_plain_cosine(kit, data):
    world = data.draw(kit.worlds())
    known = kit.evidence_of(world, seed=data.draw(st.integers(0, 9)), as_of=NOW)
    window = Window(end=known.as_of, days=DAYS)
    scope = SCOPES["areas"](known, window)
    person = data.draw(st.integers(0, world.people - 1))
    who = [it.key for it in known.people].index(f"person-{person}")
    touched = [
        {world.paths[path].area for path, _, _ in commit.touches if world.paths[path].counts}
        for commit in world.commits
    ]
    own = [
        at
        for at, commit in enumerate(world.commits)
        if commit.day <= NOW and touched[at]
        if commit.author == person or (person, "co-authored-by") in commit.credits
    ]
    if not own:
        with pytest.raises(ValueError, match="no commit"):
            fits(known, scope, window, who)
        return
    youngest = max(world.commits[at].day for at in own)
    mine = Counter()
    for at in own:
        for area in touched[at]:
            mine[area] += 0.5 ** ((youngest - world.commits[at].day) / 100)
    found = fits(known, scope, window, who, params=FitParams(half_life=100))
    for subject, fit in zip(scope.subjects, found, strict=True):
        theirs = Counter(
            area
            for at in range(len(world.commits))
            for back in (0, 1)
            if int(subject.key.removeprefix("area-")) in about(world, at, back)
            for area in touched[at]
        )
        assert fit.likeness["areas"] == pytest.approx(cosine(mine, theirs), abs=1e-12)


WORDS = st.lists(st.sampled_from(["delta", "chain", "chains", "packFile", "fix"]), max_size=4)


@settings(max_examples=60)
@given(now=st.lists(WORDS, max_size=12), before=st.lists(WORDS, max_size=12))
def test_topics_are_the_words_that_came_up_by_the_plain_rule(now, before):
    text = "".join(
        f'2024-01-01T00:{at:02} ada x +1 "{" ".join(words)}"\n'
        for at, words in enumerate([*before, *now])
    )
    known = evidence(text)
    size = len(known.commits)
    found = topics_of(
        known, np.arange(len(before), size, dtype=np.int32), np.arange(len(before), dtype=np.int32)
    )

    def having(commits):
        return [{*words_in(" ".join(words))} for words in commits]

    late, early = having(now), having(before)
    every = set().union(*late, *early)
    risen = {}
    for word in sorted(every):
        if word.removesuffix("s") in every - {word}:
            continue
        forms = {word, f"{word}s"}
        a, b = (sum(bool(forms & said) for said in side) for side in (late, early))
        if a < LEAST:
            continue
        cells = (a + 0.5, len(late) - a + 0.5, b + 0.5, len(early) - b + 0.5)
        ratio = math.log(cells[0] * cells[3] / (cells[1] * cells[2]))
        error = math.sqrt(sum(1 / cell for cell in cells))
        if (ratio > SURE * error) if early else (2 * a < len(late)):
            risen[word] = {at for at, said in enumerate(late) if forms & said}
    expected = []
    for word in sorted(risen, key=lambda it: (-len(risen[it]), -len(it), it)):
        mine = risen[word]
        if all(len(mine & risen[it]) < ALIKE * len(mine | risen[it]) for it in expected):
            expected.append(word)
    assert list(found.words) == sorted(expected)
