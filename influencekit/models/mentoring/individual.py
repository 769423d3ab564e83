"""Knowledge tracing for each learner: what their other attempts say beside the skill's own ones.

Bayesian knowledge tracing (`influencekit.models.mentoring.tracing`) takes all learners for alike and each skill
by itself. Khajah, Lindsey and Mozer, *How deep is knowledge tracing?* (EDM 2016), found that most of what
recurrent networks gain over it comes from forgetting, from what learners are able to do in general, and
from what came in between; this adds the last two, by a logistic regression on the odds that tracing gives
and on six signs of the learner's attempts before. An ability follows the rule of Elo: after an attempt
that went well with probability p by it, it moves by rate·(1 - p) up, or by rate·p down.
"""

from math import exp

import attrs
import numpy as np

from influencekit.columns import Floats, Times
from influencekit.models.mentoring.attempts import Attempts
from influencekit.models.mentoring.tracing import Tracing

SIGNS = (
    "odds by tracing",
    "easiness of the skill",
    "ability, slowly learnt",
    "ability, quickly learnt",
    "first attempt at the skill",
    "next attempt without another skill between",
    "attempts at other skills between",
)
RATES = (0.05, 0.5)
"""How far an ability moves, in units of log-odds: slowly, and quickly."""
_STEPS = 50
_EDGE = 1e-6
_RIDGE = 1e-3
"""Keeps weights finite, in nats for a squared weight of 1."""


@attrs.frozen(eq=False, kw_only=True)
class Individual:
    """Tracing with what is told by each learner's other attempts."""

    tracing: Tracing
    easiness: Floats
    """One a skill: log-odds of success of everybody whom it was fitted to."""
    weights: Floats
    """Of 1 and of `SIGNS`."""

    def predict(self, attempts: Attempts) -> Floats:
        """Return the chance that each attempt goes well, from the earlier ones of its learner.

        Parameters
        ----------
        attempts
            The rows of one learner oldest first, whatever the skill.

        Raises
        ------
        ValueError
            `attempts` are of more skills than this knows.
        """
        return _chance(_table(attempts, self.tracing, self.easiness) @ self.weights)


def fit(attempts: Attempts, traced: Tracing) -> Individual:
    """Fit the weights of what else is told beside tracing, by Newton's method.

    Parameters
    ----------
    attempts
        The rows of one learner oldest first, whatever the skill.
    traced
        What `tracing.fit` found for them.

    Raises
    ------
    ValueError
        There are no attempts, or they are of more skills than `traced` knows.
    """
    if not len(attempts):
        raise ValueError("There are no attempts to fit to.")
    size = attempts.skills
    good = np.bincount(attempts.skill, attempts.correct, size)
    bad = np.bincount(attempts.skill, ~attempts.correct, size)
    easiness = np.log(good + 1) - np.log(bad + 1)
    table = _table(attempts, traced, easiness)
    weights = _weights(table, attempts.correct.astype(np.float64))
    return Individual(tracing=traced, easiness=easiness, weights=weights)


def _table(attempts: Attempts, traced: Tracing, easiness: Floats) -> Floats:
    """Return (attempts, 1 + signs)."""
    if attempts.skills > len(easiness):
        raise ValueError(
            f"The attempts are of {attempts.skills} skills, the model of {len(easiness)}."
        )
    forecast = traced.predict(attempts).clip(_EDGE, 1 - _EDGE)
    easy = easiness[attempts.skill]
    between = _between(attempts)
    columns = (
        np.ones(len(attempts)),
        np.log(forecast) - np.log1p(-forecast),
        easy,
        *(abilities(attempts, easy, rate) for rate in RATES),
        between < 0,
        between == 0,
        np.log1p(np.maximum(between, 0)),
    )
    return np.column_stack(columns).astype(np.float64)


def abilities(attempts: Attempts, easy: Floats, rate: float) -> Floats:
    """Return what the learner was able to do before each attempt, in log-odds; 0 before the first.

    Parameters
    ----------
    easy
        One an attempt: log-odds of success with ability 0.
    rate
        How far one attempt moves it.

    Examples
    --------
    A success at even odds moves it by half of the rate.

    >>> found = abilities(Attempts.of([0, 0], [0, 1], [1, 1]), np.zeros(2), 0.5)
    >>> found.tolist()
    [0.0, 0.25]
    """
    now: dict[int, float] = {}
    found = np.empty(len(attempts))
    rows = zip(attempts.learner.tolist(), easy.tolist(), attempts.correct.tolist(), strict=True)
    for row, (who, odds, right) in enumerate(rows):
        able = now.get(who, 0.0)
        found[row] = able
        now[who] = able + rate * (right - 1 / (1 + exp(-min(max(able + odds, -500), 500))))
    return found


def _between(attempts: Attempts) -> Times:
    """Return how many attempts at other skills came since the last one at this; -1: it is the first."""
    order = np.argsort(attempts.learner, kind="stable")
    new = np.diff(attempts.learner[order], prepend=-1) != 0
    starts = np.flatnonzero(new)
    place = np.empty(len(attempts), np.int64)
    place[order] = np.arange(len(attempts)) - np.repeat(
        starts, np.diff(np.append(starts, len(attempts)))
    )
    rows, bounds = attempts.sequences()
    gap = np.diff(place[rows], prepend=0) - 1
    gap[bounds[:-1]] = -1
    found = np.empty(len(attempts), np.int64)
    found[rows] = gap
    return found


def _weights(table: Floats, right: Floats) -> Floats:
    weights = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        chance = _chance(table @ weights)
        slope = table.T @ (right - chance) - _RIDGE * weights
        curve = (table * (chance * (1 - chance))[:, None]).T @ table
        step = np.linalg.solve(curve + _RIDGE * np.eye(len(weights)), slope)
        longest = float(np.abs(step).max())
        weights = weights + step * min(1.0, 5.0 / longest if longest else 1.0)
        if longest < _EDGE:
            break
    return weights


def _chance(odds: Floats) -> Floats:
    chance: Floats = np.exp(-np.logaddexp(0, -odds))
    return chance.clip(_EDGE, 1 - _EDGE)
