"""How practice shows in performance, S11: performance factors analysis and the power law.

Performance factors analysis, after Pavlik, Cen and Koedinger (AIED 2009): the log-odds that an attempt
at a skill goes well are beta + gamma·s + rho·f, where s and f count the learner's earlier successes and
failures at that skill. The power law of practice, after Newell and Rosenbloom (1981): the time of the
n-th attempt is T = A + B·(n + E)^-alpha.
"""

import itertools
from operator import itemgetter

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Floats
from influencekit.models.least_squares import nonnegative_least_squares
from influencekit.models.mentoring.attempts import Attempts
from influencekit.models.mentoring.fitting import MOST

_ROUNDING, _HALVINGS = 1e-11, 30


@attrs.frozen(eq=False, kw_only=True)
class PerformanceFactors:
    """Log-odds that an attempt goes well; each has one number a skill.

    Examples
    --------
    After one success and one failure the log-odds are -1 + 0.5 + 0.1 = -0.4.

    >>> model = PerformanceFactors(
    ...     base=np.array([-1.0]), success=np.array([0.5]), failure=np.array([0.1])
    ... )
    >>> model.predict(Attempts.of([0, 0, 0], [0, 0, 0], [1, 0, 1])).round(4).tolist()
    [0.2689, 0.3775, 0.4013]
    """

    base: Floats
    """beta: log-odds of a first attempt."""
    success: Floats
    """gamma: what each earlier success adds."""
    failure: Floats
    """rho: what each earlier failure adds."""

    def predict(self, attempts: Attempts) -> Floats:
        """Return the chance that each attempt goes well.

        Raises
        ------
        ValueError
            `attempts` are of more skills than this knows.
        """
        if attempts.skills > len(self.base):
            raise ValueError(
                f"The attempts are of {attempts.skills} skills, the model of {len(self.base)}."
            )
        skill = attempts.skill
        good, bad = attempts.before()
        return _logistic(self.base[skill] + self.success[skill] * good + self.failure[skill] * bad)


def fit_performance_factors(
    attempts: Attempts, *, penalty: float = 0.1, steps: int = 100
) -> PerformanceFactors:
    """Fit all skills at once by Newton's method (iteratively reweighted least squares).

    A skill without attempts gets the mean of the others' parameters.

    Parameters
    ----------
    penalty
        Half of it times the squares of a skill's three parameters is taken off its log-likelihood; above
        0, since a skill at which everybody always succeeds has no other maximum.
    steps
        Steps at most.

    Raises
    ------
    ValueError
        There are no attempts, or `penalty` is not above 0.
    """
    if not len(attempts):
        raise ValueError("There are no attempts to fit to.")
    if not 0 < penalty < np.inf:
        raise ValueError(f"penalty must be a finite number above 0, got {penalty}")
    problem = _Regression(attempts, penalty)
    table: Floats = np.zeros((attempts.skills, 3))
    reached = problem.objective(table)
    for _ in range(steps):
        move = problem.newton(table)
        enough = reached - _ROUNDING * np.abs(reached)
        for _ in range(_HALVINGS):  # a full step may overshoot; a fraction of it does not
            gained = problem.objective(table + move)
            if not (worse := gained < enough).any():
                break
            move[worse] /= 2
        table += move
        if (np.abs(gained - reached) <= _ROUNDING * np.abs(reached)).all():
            break
        reached = gained
    tried = np.bincount(attempts.skill, minlength=attempts.skills) > 0
    table[~tried] = table[tried].mean(axis=0)
    return PerformanceFactors(base=table[:, 0], success=table[:, 1], failure=table[:, 2])


class _Regression:
    """A penalised logistic regression of each skill; `table` has a row of parameters a skill."""

    def __init__(self, attempts: Attempts, penalty: float) -> None:
        good, bad = attempts.before()
        self.rows: Floats = np.stack((np.ones(len(attempts)), good, bad), axis=1)
        self.outer: Floats = self.rows[:, :, None] * self.rows[:, None, :]
        self.attempts, self.penalty = attempts, penalty

    def odds(self, table: Floats) -> Floats:
        """Return the log-odds of each attempt."""
        odds: Floats = (self.rows * table[self.attempts.skill]).sum(axis=1)
        return odds

    def objective(self, table: Floats) -> Floats:
        """Return each skill's log-likelihood less its penalty."""
        odds = self.odds(table)
        likelihood = np.where(self.attempts.correct, odds, 0) - np.logaddexp(0, odds)
        reached: Floats = self._sums(likelihood) - self.penalty / 2 * (table**2).sum(axis=1)
        return reached

    def newton(self, table: Floats) -> Floats:
        """Return where Newton's method would go from `table`."""
        chance = _logistic(self.odds(table))
        left = self.attempts.correct - chance
        slope = self._sums(self.rows * left[:, None]) - self.penalty * table
        bend = self._sums(self.outer * (chance * (1 - chance))[:, None, None])
        move = np.linalg.solve(bend + self.penalty * np.eye(3), slope[..., None])
        return move[..., 0].astype(np.float64)

    def _sums(self, values: Floats) -> Floats:
        """Return the sums of the rows of each skill."""
        skill, skills = self.attempts.skill, self.attempts.skills
        sums = [np.bincount(skill, one, skills) for one in values.reshape(len(values), -1).T]
        return np.stack(sums, axis=1).reshape(skills, *values.shape[1:]).astype(np.float64)


@attrs.frozen(kw_only=True)
class PowerLaw:
    """T = A + B·(n + E)^-alpha, where n counts attempts from 1.

    Examples
    --------
    >>> PowerLaw(asymptote=2, gain=8, experience=0, rate=0.5).times(np.array([1, 4, 16])).tolist()
    [10.0, 6.0, 4.0]
    """

    asymptote: float
    """A: what remains after any practice, in the unit of the times."""
    gain: float
    """B: what practice can take away, in the unit of the times."""
    experience: float
    """E: attempts made before the first one that was seen."""
    rate: float
    """alpha: how quickly it goes; no dimension."""

    def times(self, attempt: npt.ArrayLike) -> Floats:
        """Return T for attempts counted from 1."""
        number = np.asarray(attempt, np.float64)
        time: Floats = self.asymptote + self.gain * (number + self.experience) ** -self.rate
        return time


def fit_power_law(times: npt.ArrayLike, *, experience: float | None = 0.0) -> PowerLaw:
    """Fit the power law of practice to the times of attempts 1 … n by least squares.

    For any E and alpha the best A and B of at least 0 have a closed form; alpha in [0.01, 5] is sought on grids
    that close in on the best point, and so is E in [0, n] where it is not given. Where A, E and alpha trade off
    against each other, as they do in few or noisy times, another law may fit nearly as well.

    Parameters
    ----------
    times
        At least 4, each from 0 to `fitting.MOST`: seconds, errors, review rounds, …
    experience
        E; None: fitted as well.

    Raises
    ------
    ValueError
        The times are too few or not as said.
    """
    seen = np.asarray(times, np.float64)
    if seen.ndim != 1 or len(seen) < 4:
        raise ValueError(f"A power law needs one column of at least 4 times, got {seen.shape}.")
    if not ((seen >= 0) & (seen <= MOST)).all():
        raise ValueError(f"Each time must be a number from 0 to {MOST:g}.")
    if experience is not None and not 0 <= experience < np.inf:
        raise ValueError(f"experience must be a finite number of at least 0, got {experience}")
    given = experience is not None
    low = np.array([0.01, experience if given else 0.0], np.float64)
    high = np.array([5.0, experience if given else len(seen)], np.float64)
    least, most, best = low, high, (np.inf, PowerLaw(asymptote=0, gain=0, experience=0, rate=1))
    for _ in range(40):
        grid = itertools.product(
            *(np.unique(np.linspace(*it, 9)) for it in zip(least, most, strict=True))
        )
        for rate, before in grid:
            best = min(best, _closest(seen, float(rate), float(before)), key=itemgetter(0))
        around, width = np.array([best[1].rate, best[1].experience]), (most - least) / 4
        least, most = np.maximum(low, around - width), np.minimum(high, around + width)
    return best[1]


def _closest(seen: Floats, rate: float, experience: float) -> tuple[float, PowerLaw]:
    """Return the sum of squared errors and the law with the best A and B."""
    practised = (np.arange(1.0, len(seen) + 1) + experience) ** -rate
    columns = np.stack((np.ones_like(practised), practised), axis=1)
    asymptote, gain = nonnegative_least_squares(columns, seen).tolist()
    law = PowerLaw(asymptote=asymptote, gain=gain, experience=experience, rate=rate)
    return float(((seen - columns @ (asymptote, gain)) ** 2).sum()), law


def _logistic(odds: Floats) -> Floats:
    chance: Floats = np.exp(-np.logaddexp(0, -odds))
    return chance
