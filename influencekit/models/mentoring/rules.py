"""Which rule of growth foretells a trajectory best, by the likelihood of steps that it had not seen."""

from collections.abc import Callable, Mapping
from math import log, pi

import attrs
import numpy as np

from influencekit.columns import Floats
from influencekit.models.mentoring.fitting import MOST, Trajectory, fit_literal, fit_saturating

FIRST = 4
"""Steps that are fitted to at least."""
_LEAST = 1 / 12
"""Variance of an error at least: that of a whole number's rounding."""


Forecast = Callable[[Floats], Floats]
"""From the amounts K_0 … K_n to those of the step after each."""


def _literal(seen: Floats, ceiling: float) -> Forecast:
    rule = fit_literal(Trajectory.of(ceiling, seen))
    return lambda path: path + rule.transfer * ceiling + rule.growth * path


def _saturating(seen: Floats, ceiling: float) -> Forecast:
    if not seen.any():
        return _no_change(seen, ceiling)
    rule = fit_saturating(Trajectory.of(ceiling, seen), ceiling=ceiling)
    return lambda path: (
        path
        + (rule.transfer * ceiling + rule.skill * path) * (1 - path / ceiling)
        - rule.forgetting * path
    )


def _power_law(seen: Floats, ceiling: float) -> Forecast:
    """Fit K_n ~ (n + 1)^b on a double logarithmic scale; each amount goes on from where it is."""
    some = np.flatnonzero(seen > 0)
    if len(some) < 2:
        return _no_change(seen, ceiling)
    x, y = np.log(some + 1.0), np.log(seen[some])
    x -= x.mean()
    rate = max(float(x @ y / (x @ x)), 0.0)

    def forecast(path: Floats) -> Floats:
        step = np.arange(1.0, len(path) + 1)
        grown: Floats = path * ((step + 1) / step) ** rate
        return grown

    return forecast


def _no_change(seen: Floats, ceiling: float) -> Forecast:  # noqa: ARG001 - fitted like the others
    return lambda path: path


RULES: Mapping[str, Callable[[Floats, float], Forecast]] = {
    "no change": _no_change,
    "power law": _power_law,
    "literal": _literal,
    "saturating": _saturating,
}
"""Each rule, the simplest first: fitted, it foretells the amount after a step."""


@attrs.frozen(kw_only=True)
class Rule:
    """Which rule did best on steps that it had not seen."""

    best: str
    """Of `RULES`; of equals the simplest."""
    log_likelihood: Mapping[str, float]
    """Mean of a held-out step, in nats, by rule."""
    steps: int
    """How many were held out."""


def choose_rule(path: Floats, *, ceiling: float) -> Rule | None:
    """Fit to the first three quarters of the steps, foretell each later one from the amount before it.

    Errors are taken to be normal, with the variance of the rule's errors on what it was fitted to. None
    where there are fewer than 6 amounts: too few to hold one out.

    Parameters
    ----------
    path
        Amounts, at least 0 and at most `ceiling`.
    ceiling
        The most that there is to reach: what the mentor, the project as a whole, knows. Above 0.

    Raises
    ------
    ValueError
        An amount is negative, above `ceiling` or not a number, or `ceiling` is not above 0.

    Examples
    --------
    Slow, then quick, then slow again below a ceiling of ten:

    >>> path = [1.0]
    >>> for _ in range(11):
    ...     path.append(path[-1] + 0.6 * path[-1] * (1 - path[-1] / 10))
    >>> found = choose_rule(np.array(path), ceiling=10)
    >>> found.best, found.steps
    ('saturating', 3)
    """
    amounts = np.asarray(path, np.float64)
    if not 0 < ceiling <= MOST:
        raise ValueError(f"ceiling must be above 0 and at most {MOST:g}, got {ceiling:g}")
    if not ((amounts >= 0) & (amounts <= ceiling)).all():
        raise ValueError(f"amounts must lie in 0 to {ceiling:g}")
    if len(amounts) <= FIRST + 1:
        return None
    first = max(FIRST, (len(amounts) - 1) * 3 // 4)
    mean = {}
    for name, fit in RULES.items():
        missed = fit(amounts[: first + 1], ceiling)(amounts[:-1]) - amounts[1:]
        variance = max(float(np.square(missed[:first]).mean()), _LEAST)
        error = float(np.square(missed[first:]).mean())
        mean[name] = -0.5 * (log(2 * pi * variance) + error / variance)
    best = max(mean, key=lambda name: round(mean[name], 9))
    return Rule(best=best, log_likelihood=mean, steps=len(amounts) - 1 - first)
