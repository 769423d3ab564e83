"""Tracing for each learner: signs worked by hand, a plain reference, and what it is better at."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.mentoring import individual, tracing
from influencekit.models.mentoring.attempts import Attempts, area_under_curve
from influencekit.models.mentoring.individual import Individual, abilities
from influencekit.models.mentoring.tracing import Tracing


def of_tracing(skills=2):
    return Tracing(
        known=[0.5] * skills,
        learn=[0.25] * skills,
        guess=[0.2] * skills,
        slip=[0.1] * skills,
        forget=[0.0] * skills,
    )


def chance(weights, attempts, easiness=(0.0, 0.0)):
    model = Individual(
        tracing=of_tracing(), easiness=np.array(easiness), weights=np.array(weights, float)
    )
    return model.predict(attempts)


def test_with_the_weight_of_tracing_alone_it_says_what_tracing_says():
    attempts = Attempts.of([0, 0, 0], [0, 0, 1], [0, 1, 1])
    found = chance([0, 1, 0, 0, 0, 0, 0, 0], attempts)
    assert found == pytest.approx(of_tracing().predict(attempts))


def test_an_ability_moves_with_each_attempt_at_any_skill():
    attempts = Attempts.of([0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 1, 1])
    first = 0.5 * (1 - 1 / 2)
    second = first - 0.5 / (1 + math.exp(-first))
    assert abilities(attempts, np.zeros(4), 0.5) == pytest.approx([0, first, 0, second])


def test_what_came_between_is_counted_from_the_last_attempt_at_the_skill():
    attempts = Attempts.of([0, 0, 0, 0, 1], [0, 1, 1, 0, 0], [1, 1, 1, 1, 1])

    def odds(place):
        weights = np.zeros(8)
        weights[place] = 1.0
        found = chance(weights, attempts)
        return np.log(found / (1 - found)).round(6).tolist()

    assert odds(5) == [1, 1, 0, 0, 1]
    assert odds(6) == [0, 0, 1, 0, 0]
    assert odds(7) == [0, 0, 0, round(math.log(3), 6), 0]


def learners(seed, size=60, skills=4, length=12):
    """Return attempts of learners who differ in what they are able to do."""
    rng = np.random.default_rng(seed)
    who, what, right = [], [], []
    for learner in range(size):
        able = rng.normal(0, 2)
        for _ in range(length):
            who.append(learner)
            what.append(int(rng.integers(skills)))
            right.append(int(rng.random() < 1 / (1 + math.exp(-able))))
    return Attempts.of(who, what, right, skills=skills)


def fitted(attempts, *, forgetting=False):
    return individual.fit(attempts, tracing.fit(attempts, forgetting=forgetting, starts=1).model)


def test_where_learners_differ_it_foretells_better_than_tracing():
    early, late = learners(1), learners(2)
    traced = tracing.fit(early, starts=1).model
    each = individual.fit(early, traced)
    plain = area_under_curve(traced.predict(late), late.correct)
    better = area_under_curve(each.predict(late), late.correct)
    assert better > plain + 0.02


@given(seed=st.integers(0, 1000))
def test_neither_names_of_learners_nor_how_they_interleave_change_anything(seed):
    rng = np.random.default_rng(seed)
    known = learners(seed % 7, size=5, length=6)
    model = fitted(known, forgetting=True)
    names = rng.permutation(5).astype(np.int32)
    order = np.argsort(rng.permutation(5)[known.learner], kind="stable")
    other = Attempts.of(
        names[known.learner[order]], known.skill[order], known.correct[order], skills=known.skills
    )
    assert model.predict(other) == pytest.approx(model.predict(known)[order])


@given(seed=st.integers(0, 1000))
def test_what_comes_later_changes_no_forecast(seed):
    known = learners(seed % 5, size=4, length=6)
    model = fitted(known)
    half = np.zeros(len(known), bool)
    half[: len(known) // 2] = True
    assert model.predict(known.only(half)) == pytest.approx(model.predict(known)[half])


def test_one_learner_with_one_attempt_is_a_result():
    alone = Attempts.of([0], [0], [1])
    assert 0 < fitted(alone).predict(alone)[0] < 1


def test_attempts_at_skills_that_it_does_not_know_are_refused():
    model = fitted(Attempts.of([0, 0], [0, 0], [0, 1]))
    with pytest.raises(ValueError, match="of 2 skills, the model of 1"):
        model.predict(Attempts.of([0], [1], [1]))


def test_nothing_to_fit_to_is_refused():
    with pytest.raises(ValueError, match="no attempts"):
        individual.fit(Attempts.of([], [], []), of_tracing())
