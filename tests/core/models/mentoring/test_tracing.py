"""Bayesian knowledge tracing: its formulas, a plain reference, and what comes back from its own data."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.mentoring.attempts import Attempts, log_likelihood
from influencekit.models.mentoring.tracing import Tracing, TracingFit, fit

NAMES = ("known", "learn", "guess", "slip", "forget")
INSIDE = st.floats(0.02, 0.98)
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), min_size=1, max_size=40
)


def attempts_of(rows):
    return Attempts.of(*([row[at] for row in rows] for at in range(3)), skills=3)


def simulated(truth, learners, length, *, seed, skill=0):
    """Return attempts of `learners` at one skill that follow the model."""
    known, learn, guess, slip, forget = truth
    rng = np.random.default_rng(seed)
    state = rng.random(learners) < known
    correct = np.empty((learners, length), np.bool_)
    for step in range(length):
        correct[:, step] = rng.random(learners) < np.where(state, 1 - slip, guess)
        state = np.where(state, rng.random(learners) >= forget, rng.random(learners) < learn)
    learner = np.repeat(np.arange(learners), length)
    return Attempts.of(learner, np.full_like(learner, skill), correct.ravel())


def chance_of(correct, parameters):
    """Return the chance of one sequence, summed up over every way in which it may have been known."""
    known, learn, guess, slip, forget = parameters
    total = 0.0
    for states in itertools.product((0, 1), repeat=len(correct)):
        chance = known if states[0] else 1 - known
        for before, after in itertools.pairwise(states):
            chance *= ((1 - learn, learn), (forget, 1 - forget))[before][after]
        for state, right in zip(states, correct, strict=True):
            good = 1 - slip if state else guess
            chance *= good if right else 1 - good
        total += chance
    return total


def test_a_skill_is_traced_as_the_formulas_say():
    # L = .5: q = .5·.9 + .5·.2. After a failure L' = .05/.45 = 1/9, then 1/9·.8 + 8/9·.25 = 14/45.
    model = Tracing(known=0.5, learn=0.25, guess=0.2, slip=0.1, forget=0.2)
    attempts = Attempts.of([0, 0], [0, 0], [0, 1])
    expected = [0.55, 14 / 45 * 0.9 + 31 / 45 * 0.2]
    assert model.predict(attempts).tolist() == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.booleans(), min_size=1, max_size=7), st.tuples(*[INSIDE] * 5))
def test_the_predictions_multiply_to_the_chance_of_the_whole_sequence(correct, values):
    model = Tracing(**dict(zip(NAMES, values, strict=True)))
    attempts = Attempts.of([0] * len(correct), [0] * len(correct), correct)
    found = log_likelihood(model.predict(attempts), attempts.correct)
    assert found == pytest.approx(math.log(chance_of(correct, values)), abs=1e-9)


@given(ROWS, st.randoms(use_true_random=False))
def test_how_learners_and_skills_interleave_changes_nothing(rows, random):
    model = Tracing(known=[0.1, 0.4, 0.7], learn=[0.2] * 3, guess=[0.1] * 3, slip=[0.3] * 3,
                    forget=[0.0, 0.1, 0.2])  # fmt: skip
    queues = {}
    for row in rows:
        queues.setdefault(row[:2], []).append(row)
    mixed = []
    while queues:
        key = random.choice(sorted(queues))
        mixed.append(queues[key].pop(0))
        queues = {key: queue for key, queue in queues.items() if queue}
    told = {}
    for order in (rows, mixed):
        seen = {}
        for row, chance in zip(order, model.predict(attempts_of(order)).tolist(), strict=True):
            seen.setdefault(row[:2], []).append(chance)
        told[id(order)] = seen
    assert told[id(rows)] == told[id(mixed)]
    fits = [fit(attempts_of(order), starts=2, steps=5) for order in (rows, mixed)]
    assert fits[0].log_likelihood.tobytes() == fits[1].log_likelihood.tobytes()
    for name in NAMES:
        assert getattr(fits[0].model, name).tobytes() == getattr(fits[1].model, name).tobytes()


@given(ROWS, st.booleans())
def test_more_steps_never_make_it_less_likely(rows, forgetting):
    attempts = attempts_of(rows)
    reached = [
        fit(attempts, forgetting=forgetting, starts=1, steps=steps, tolerance=0).log_likelihood
        for steps in (1, 2, 3, 8)
    ]
    for less, more in itertools.pairwise(reached):
        assert (more >= less - 1e-9).all()


def one_step(sequences, parameters):
    """Return the parameters after one step, with every hidden path weighed by its chance."""
    known, learn, guess, slip, forget = parameters
    counts = np.zeros((5, 2))
    for correct in sequences:
        whole = chance_of(correct, parameters)
        for states in itertools.product((0, 1), repeat=len(correct)):
            chance = known if states[0] else 1 - known
            for before, after in itertools.pairwise(states):
                chance *= ((1 - learn, learn), (forget, 1 - forget))[before][after]
            for state, right in zip(states, correct, strict=True):
                good = 1 - slip if state else guess
                chance *= good if right else 1 - good
            weight = chance / whole
            counts[0] += weight * np.array([states[0], 1])
            for before, after in itertools.pairwise(states):
                counts[4 if before else 1] += weight * np.array([before != after, 1])
            for state, right in zip(states, correct, strict=True):
                counts[3 if state else 2] += weight * np.array([right != state, 1])
    return counts[:, 0] / counts[:, 1]


@pytest.mark.parametrize("forget", [None, 0.0, 0.1])
@given(sequences=st.lists(st.lists(st.booleans(), min_size=2, max_size=5), min_size=1, max_size=4))
def test_a_step_is_that_of_expectation_maximisation(sequences, forget):
    rows = [(who, 0, right) for who, one in enumerate(sequences) for right in one]
    columns = [list(column) for column in zip(*rows, strict=True)]
    held = {"forgetting": True} if forget is None else {"lapse": forget}
    found = fit(Attempts.of(*columns), **held, starts=1, steps=1).model
    start = (0.5, 0.2, 0.2, 0.1, 0.05 if forget is None else forget)
    expected = np.clip(one_step(sequences, start), 1e-6, 1 - 1e-6)
    if forget is not None:
        expected[4] = forget
    got = [getattr(found, name)[0] for name in NAMES]
    assert got == pytest.approx(expected.tolist(), abs=1e-9)


def test_the_parameters_of_simulated_learners_are_found_again():
    truth = (0.2, 0.1, 0.15, 0.1, 0.0)
    found = fit(simulated(truth, 2000, 20, seed=1), starts=3)
    assert found.converged
    for name, value in zip(NAMES, truth, strict=True):
        assert getattr(found.model, name)[0] == pytest.approx(value, abs=0.03), name


def test_forgetting_is_found_where_there_is_some_and_is_the_likelier_model():
    truth = (0.6, 0.15, 0.1, 0.1, 0.1)
    attempts = simulated(truth, 600, 25, seed=2)
    with_it, without = (fit(attempts, forgetting=it, starts=2) for it in (True, False))
    assert with_it.model.forget[0] == pytest.approx(0.1, abs=0.04)
    assert without.model.forget[0] == 1e-6
    assert with_it.log_likelihood[0] > without.log_likelihood[0] + 10


@pytest.mark.parametrize("lapse", [0.0, 1e-6, 0.02])
def test_what_is_not_fitted_stays_as_it_is_held(lapse):
    attempts = simulated((0.3, 0.2, 0.1, 0.1, 0.1), 50, 10, seed=7)
    assert fit(attempts, lapse=lapse, starts=2).model.forget.tolist() == [lapse]


def test_after_many_successes_only_a_lapse_lets_failures_count():
    # 300 successes: odds of 4.5**300 that it is known. Each failure divides them by 8, so that 20 change
    # nothing; a lapse in a million leaves odds of 1e6 at most, which 7 failures outweigh.
    attempts = Attempts.of([0] * 321, [0] * 321, [1] * 300 + [0] * 21)
    told = {}
    for forget in (0.0, 1e-6):
        model = Tracing(known=0.5, learn=0.0, guess=0.2, slip=0.1, forget=forget)
        told[forget] = model.predict(attempts)[-1]
    assert told[0.0] == pytest.approx(0.9, abs=1e-6)
    assert told[1e-6] == pytest.approx(0.2, abs=1e-3)


def test_skills_fitted_together_are_as_if_fitted_alone():
    one = simulated((0.2, 0.2, 0.2, 0.1, 0), 40, 8, seed=3)
    other = simulated((0.7, 0.05, 0.3, 0.2, 0), 30, 13, seed=4, skill=1)
    both = Attempts.of(
        *(np.concatenate((getattr(one, it), getattr(other, it))) for it in
          ("learner", "skill", "correct"))
    )  # fmt: skip
    together, alone = fit(both, starts=1), fit(one, starts=1)
    for name in NAMES:
        got, expected = getattr(together.model, name)[0], getattr(alone.model, name)[0]
        assert got == pytest.approx(expected, abs=1e-9)


def test_an_untried_skill_gets_the_mean_of_the_others():
    attempts = Attempts.of([0, 0, 0, 0], [0, 0, 2, 2], [0, 1, 1, 1], skills=4)
    found = fit(attempts, starts=1).model
    for name in NAMES:
        values = getattr(found, name)
        assert values[1] == values[3] == pytest.approx((values[0] + values[2]) / 2)


def test_a_single_attempt_and_nothing_but_successes_have_an_answer():
    for correct in ([1], [0], [1] * 500, [0] * 500):
        attempts = Attempts.of([0] * len(correct), [0] * len(correct), correct)
        found = fit(attempts, forgetting=True, starts=2)
        chances = found.model.predict(attempts)
        assert np.isfinite(found.log_likelihood).all()
        assert ((chances > 0) & (chances < 1)).all()


def test_a_known_state_that_does_worse_is_pointed_out():
    half = [0.5, 0.5]
    model = Tracing(known=half, learn=half, guess=[0.9, 0.2], slip=[0.8, 0.1], forget=[0, 0])
    assert TracingFit(model=model, log_likelihood=np.zeros(2), converged=True).inverted == (0,)


def test_learners_who_learn_are_fitted_with_a_known_state_that_does_better():
    assert fit(simulated((0.05, 0.15, 0.2, 0.1, 0.0), 200, 12, seed=5)).inverted == ()


def test_the_likelihood_is_that_of_the_model_that_is_returned():
    attempts = simulated((0.2, 0.1, 0.15, 0.1, 0.0), 30, 6, seed=6)
    found = fit(attempts, steps=3)
    expected = log_likelihood(found.model.predict(attempts), attempts.correct)
    assert found.log_likelihood.tolist() == pytest.approx([expected], abs=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fit(Attempts.of([], [], [])), "There are no attempts"),
        (lambda: fit(Attempts.of([0], [0], [1]), starts=0), "starts and steps must be at least 1"),
        (
            lambda: fit(Attempts.of([0], [0], [1]), lapse=-0.1),
            r"lapse must lie in \[0, 1\], got -0.1",
        ),
        (
            lambda: fit(Attempts.of([0], [0], [1]), tolerance=math.nan),
            "tolerance must be at least 0",
        ),
        (lambda: fit(Attempts.of([0], [0], [1]), lapse=math.nan), "lapse must lie in"),
        (lambda: Attempts.of([0], [0], [math.nan]), "correct must be 0 or 1"),
        (lambda: Attempts.of([0], [0], [2]), "correct must be 0 or 1"),
        (lambda: Attempts.of([0, 1], [0], [1]), "columns of one length"),
        (lambda: Attempts.of([-1], [0], [1]), "learner must be whole numbers"),
        (lambda: Attempts.of([0], [0.5], [1]), "skill must be whole numbers"),
        (lambda: Attempts.of([0], [3], [1], skills=3), "skills must be at least 4"),
        (
            lambda: Tracing(known=math.nan, learn=0, guess=0, slip=0, forget=0),
            r"known must lie in \[0, 1\]",
        ),
        (
            lambda: Tracing(known=[0.1, 0.2], learn=0, guess=0, slip=0, forget=0),
            "learn must have one number a skill",
        ),
        (
            lambda: Tracing(known=0.1, learn=0, guess=0, slip=0, forget=0).predict(
                Attempts.of([0], [4], [1])
            ),
            "The attempts are of 5 skills, the model of 1",
        ),
    ],
)
def test_figures_that_mean_nothing_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
