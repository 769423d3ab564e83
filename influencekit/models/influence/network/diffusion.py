"""How a practice spreads over time, without a network: Bass's model of diffusion."""

from math import exp, isfinite, log

import attrs
import numpy as np

from influencekit.columns import Floats
from influencekit.models.influence.network.graph import Weights

STEPS = 500


def _positive(_: object, field: "attrs.Attribute[float]", value: float) -> None:
    if not (isfinite(value) and value > 0):
        raise ValueError(f"{field.name} must be a finite number above 0, got {value}")


@attrs.frozen(kw_only=True)
class Bass:
    """Bass, "A New Product Growth for Model Consumer Durables" (Management Science 15, 1969).

    F(t) = (1 - e^(-(p+q)t)) / (1 + (q/p)·e^(-(p+q)t)) is the share that has adopted at the time t.

    Examples
    --------
    >>> bass = Bass(p=0.03, q=0.38)
    >>> round(bass.peak, 4), round(float(bass.rate([bass.peak])[0]), 5)
    (6.1926, 0.11059)
    """

    p: float = attrs.field(validator=_positive)
    """Innovation: who adopts without others, of those who have not; a share per unit of time."""
    q: float = attrs.field(validator=_positive)
    """Imitation: who adopts for each share of adopters, of those who have not; per unit of time."""
    m: float = attrs.field(default=1.0, validator=_positive)
    """How many adopt in the end."""

    def adopters(self, times: Weights) -> Floats:
        """Return m·F(t): how many have adopted at each of `times`, which are at least 0.

        Raises
        ------
        ValueError
            A time is negative or not finite.
        """
        fading = np.exp(-(self.p + self.q) * _times(times))
        return self.m * (1 - fading) / (1 + self.q / self.p * fading)

    def rate(self, times: Weights) -> Floats:
        """Return m·f(t), f = (p + q·F)·(1 - F): how many adopt per unit of time at each of `times`.

        Raises
        ------
        ValueError
            A time is negative or not finite.
        """
        share = self.adopters(times) / self.m
        return self.m * (self.p + self.q * share) * (1 - share)

    @property
    def peak(self) -> float:
        """When most adopt, ln(q/p) / (p + q); 0 where that is at the start, which is for q ≤ p."""
        return max(log(self.q / self.p) / (self.p + self.q), 0.0)


def fit_bass(times: Weights, adopters: Weights) -> Bass:
    """Return the p, q and m whose adopters have the least squared distance from those observed.

    Levenberg and Marquardt's method on the logarithms of p, q and m, from several starts that do not
    depend on chance; the best end is taken.

    Parameters
    ----------
    times
        When it was counted: ascending, at least 0; at least 4 of them.
    adopters
        How many had adopted by then: at least 0, never falling, and rising at least once.

    Raises
    ------
    ValueError
        The columns are none of such, or no finite parameters fit them.

    Examples
    --------
    >>> found = fit_bass([1, 2, 4, 8, 16], Bass(p=0.02, q=0.4, m=50).adopters([1, 2, 4, 8, 16]))
    >>> round(found.p, 6), round(found.q, 6), round(found.m, 6)
    (0.02, 0.4, 50.0)
    """
    when, seen = _times(times), np.asarray(adopters, np.float64)
    if when.shape != seen.shape or len(when) < 4:
        raise ValueError(
            f"times and adopters must be columns of one length, at least 4; got {when.size} and {seen.size}."
        )
    if not (np.diff(when) > 0).all():
        raise ValueError("times must ascend.")
    if not (np.isfinite(seen).all() and seen[0] >= 0 and (np.diff(seen) >= 0).all()):
        raise ValueError("adopters must be finite numbers of at least 0 that never fall.")
    if seen[-1] == seen[0]:
        raise ValueError("adopters must rise: nobody adopted between the first time and the last.")
    # In units of the data's own size, so that the starts and the damping are right for any unit.
    length, size = float(when[-1]), float(seen[-1])
    starts = [
        np.log([p, q, m]) for p in (0.01, 0.3, 3.0) for q in (1.0, 6.0, 20.0) for m in (1.1, 3.0)
    ]
    ends = [_descend(start, when / length, seen / size) for start in starts]
    _, best = min(ends, key=lambda end: end[0])
    p, q, m = (exp(value) for value in best.tolist())
    return Bass(p=p / length, q=q / length, m=m * size)


def _descend(start: Floats, when: Floats, seen: Floats) -> tuple[float, Floats]:
    """Return the squared distance and the logarithms of p, q, m at the end of a descent."""
    at, damping = start, 1e-2
    away = _curve(at, when) - seen
    for _ in range(STEPS):
        slope = np.stack(
            [(_curve(at + h, when) - _curve(at - h, when)) / 2e-6 for h in 1e-6 * np.eye(3)], axis=1
        )
        normal = slope.T @ slope
        damped = normal + damping * np.diag(np.diag(normal)) + 1e-15 * np.eye(3)
        step = np.linalg.solve(damped, slope.T @ away)
        trial = np.clip(at - step, -30, 10)  # far beyond any history; keeps the exponentials finite
        there = _curve(trial, when) - seen
        if there @ there < away @ away:
            at, away, damping = trial, there, damping / 5
        elif damping > 1e9:
            break
        else:
            damping *= 4
    return float(away @ away), at


def _curve(logs: Floats, when: Floats) -> Floats:
    p, q, m = (exp(value) for value in logs.tolist())
    return Bass(p=p, q=q, m=m).adopters(when)


def _times(given: Weights) -> Floats:
    """Return a column of times, checked."""
    times = np.asarray(given, np.float64)
    if times.ndim != 1 or not (np.isfinite(times) & (times >= 0)).all():
        raise ValueError("times must be a column of finite numbers of at least 0.")
    return times
