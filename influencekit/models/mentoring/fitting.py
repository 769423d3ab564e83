"""Fitting the learning rule of S11 to what was seen, and the better variant on held-out steps.

The literal rule K_{m+1} = K_m + η·K + (η_s + η_f)·K_m shows how quickly knowledge grew, not why: η_s and
η_f occur only as their sum, which is all that a trajectory can tell of them. The saturating variant
K_{m+1} = K_m + (η·K + η_s·K_m)·(1 - K_m/K_max) - λ·K_m has one parameter too many as well where K
is constant, so that either the ceiling K_max is given, or nothing is taken to be forgotten (λ = 0).

Both are fitted by least squares to the steps K_{m+1} - K_m, as if each step had an error of its own.
Where it is rather the measuring of K_m that errs, the rates are drawn towards quicker approach to the
mean.
"""

from collections.abc import Callable
from typing import Self

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Floats
from influencekit.models.least_squares import nonnegative_least_squares
from influencekit.models.mentoring.learning import Learning

MOST = 1e100
"""Amounts are at most this, so that no sum of their squares is infinite."""
_FIRST = 4
"""Steps that the first held-out step is foretold from."""


@attrs.frozen(eq=False, kw_only=True)
class Trajectory:
    """What a mentee was seen to know, step after step, and what the mentor knew meanwhile."""

    mentor: Floats
    """K before each step; one fewer than `mentee`."""
    mentee: Floats
    """K_0 … K_n, in the unit of `mentor`."""

    @classmethod
    def of(cls, mentor: npt.ArrayLike, mentee: npt.ArrayLike) -> Self:
        """Check the amounts and take them over.

        Parameters
        ----------
        mentor
            One amount for all steps, or one a step.
        mentee
            At least 3 amounts: with fewer steps than rates any rates fit.

        Raises
        ------
        ValueError
            There are too few, or an amount is negative, not a number or above `MOST`.
        """
        path, knows = np.asarray(mentee, np.float64), np.asarray(mentor, np.float64)
        if path.ndim != 1 or len(path) < 3:
            raise ValueError(f"A trajectory needs at least 3 amounts, got {path.size}.")
        if knows.shape not in {(), (len(path) - 1,)}:
            raise ValueError(
                f"mentor must be one amount or one for each of {len(path) - 1} steps, "
                f"got {knows.size}"
            )
        for name, amounts in {"mentor": knows, "mentee": path}.items():
            if not ((amounts >= 0) & (amounts <= MOST)).all():
                raise ValueError(f"{name} must be amounts from 0 to {MOST:g}")
        return cls(mentor=np.broadcast_to(knows, len(path) - 1), mentee=path)

    def first(self, steps: int) -> "Trajectory":
        """Return the first `steps` steps."""
        return Trajectory(mentor=self.mentor[:steps], mentee=self.mentee[: steps + 1])


@attrs.frozen(kw_only=True)
class Literal:
    """The literal rule, as far as a trajectory tells it."""

    transfer: float
    """η."""
    growth: float
    """η_s + η_f."""
    separable: bool
    """False where the steps leave η and `growth` open against each other; then the smallest that fit."""

    def after(self, mentor: float, mentee: float) -> float:
        """Return K_{m+1}."""
        return mentee + self.transfer * mentor + self.growth * mentee

    def learning(self, mentor: float, mentee: float) -> Learning:
        """Return the rule from here on, all of `growth` put down to skill: its paths are the same."""
        return Learning(
            mentor=mentor, mentee=mentee, transfer=self.transfer, skill=self.growth, feedback=0.0
        )


@attrs.frozen(kw_only=True)
class Saturating:
    """The variant that slows down below a ceiling."""

    transfer: float
    """η, at least 0."""
    skill: float
    """η_s, at least 0."""
    forgetting: float
    """λ, in [0, 1]."""
    ceiling: float
    """K_max, in the unit of the trajectory."""

    def after(self, mentor: float, mentee: float) -> float:
        """Return K_{m+1}."""
        learnt = (self.transfer * mentor + self.skill * mentee) * (1 - mentee / self.ceiling)
        return mentee + learnt - self.forgetting * mentee


def fit_literal(seen: Trajectory) -> Literal:
    """Return the rates whose steps are closest to those that were seen.

    Examples
    --------
    K = 5 and K_m = 5, 15, 37 is the worked case, twice: η = 0.8 and η_s + η_f = 1.2.

    >>> found = fit_literal(Trajectory.of(5, [5, 15, 37]))
    >>> round(found.transfer, 9), round(found.growth, 9)
    (0.8, 1.2)
    """
    columns = np.stack((seen.mentor, seen.mentee[:-1]), axis=1)
    rates, _, rank, _ = np.linalg.lstsq(columns, np.diff(seen.mentee), rcond=None)
    transfer, growth = rates.tolist()
    return Literal(transfer=transfer, growth=growth, separable=int(rank) == 2)


def fit_saturating(seen: Trajectory, *, ceiling: float | None = None) -> Saturating:
    """Return the rates of at least 0 whose steps are closest to those that were seen.

    Parameters
    ----------
    ceiling
        K_max, at least the most that was seen. None: it is sought between that and a thousand times as
        much, and nothing is taken to be forgotten.

    Raises
    ------
    ValueError
        `ceiling` is below what was seen, or everything that was seen is 0.

    Examples
    --------
    10 more of a possible 20, then half of what is left each time:

    >>> found = fit_saturating(Trajectory.of(20, [0, 10, 15, 17.5]), ceiling=20)
    >>> round(found.transfer, 9), round(found.skill, 9), round(found.forgetting, 9)
    (0.5, 0.0, 0.0)
    """
    most = float(seen.mentee.max())
    if not most:
        raise ValueError("The mentee was never seen to know anything: there is nothing to fit.")
    if ceiling is not None:
        if not most <= ceiling < np.inf:
            raise ValueError(f"ceiling must be at least {most:g}, which was seen; got {ceiling}")
        return _saturating(seen, ceiling, forgets=True)[1]
    low, high = np.log(most), np.log(1000 * most)
    least, greatest = low, high
    for _ in range(25):
        tried = np.exp(np.linspace(least, greatest, 17))
        best = min((_saturating(seen, top, forgets=False) for top in tried), key=lambda it: it[0])
        around, width = np.log(best[1].ceiling), (greatest - least) / 8
        least, greatest = max(low, around - width), min(high, around + width)
    return best[1]


def _saturating(seen: Trajectory, ceiling: float, *, forgets: bool) -> tuple[float, Saturating]:
    """Return the sum of squared errors and the best rates under a ceiling."""
    known, steps = seen.mentee[:-1], np.diff(seen.mentee)
    room = 1 - known / ceiling
    columns = np.stack((seen.mentor * room, known * room, -known), axis=1)
    rates = np.zeros(3)
    width = 3 if forgets else 2
    rates[:width] = nonnegative_least_squares(columns[:, :width], steps)
    if rates[2] > 1:  # more cannot be forgotten: then exactly all
        rates = np.append(nonnegative_least_squares(columns[:, :2], steps + known), 1.0)
    error = float(((steps - columns @ rates) ** 2).sum())
    transfer, skill, forgetting = rates.tolist()
    found = Saturating(transfer=transfer, skill=skill, forgetting=forgetting, ceiling=ceiling)
    return error, found


@attrs.frozen(kw_only=True)
class Choice:
    """Which variant foretold best what it had not seen yet."""

    errors: dict[str, float]
    """Root mean square error of each held-out step, by variant, in the unit of the trajectory;
    ``"no change"``, the naive forecast, is among them."""
    steps: int
    """How many steps were held out, one after the other."""
    best: str
    """``"literal"``, ``"saturating"`` or ``"no change"``; of equals the simplest."""
    literal: Literal
    """Fitted to all that was seen."""
    saturating: Saturating
    """Fitted to all that was seen."""
    warning: str
    """Where the literal rule is not to be trusted, and why; empty where it is bounded."""


def choose(seen: Trajectory, *, ceiling: float | None = None) -> Choice:
    """Foretell each step from those before it, from the fifth on, and say which variant does best.

    Raises
    ------
    ValueError
        There are fewer than 6 amounts, or what `fit_saturating` raises.
    """
    count = len(seen.mentor)
    if count <= _FIRST:
        raise ValueError(
            f"A choice needs at least {_FIRST + 2} amounts, got {count + 1}: too few to hold one out."
        )
    fits: dict[str, Callable[[Trajectory], Literal | Saturating]] = {
        "literal": fit_literal,
        "saturating": lambda part: _saturating_of(part, ceiling),
    }
    held = range(_FIRST, count)
    squares = {"no change": np.square(np.diff(seen.mentee)[_FIRST:])}
    for name, fit in fits.items():
        told = [
            fit(seen.first(step)).after(float(seen.mentor[step]), float(seen.mentee[step]))
            for step in held
        ]
        squares[name] = np.square(seen.mentee[_FIRST + 1 :] - told)
    errors = {name: float(np.sqrt(missed.mean())) for name, missed in squares.items()}
    literal = fit_literal(seen)
    return Choice(
        errors=errors,
        steps=len(held),
        best=min(errors, key=lambda name: errors[name]),
        literal=literal,
        saturating=_saturating_of(seen, ceiling),
        warning=literal.learning(float(seen.mentor[-1]), float(seen.mentee[-1])).warning(),
    )


def _saturating_of(seen: Trajectory, ceiling: float | None) -> Saturating:
    """Fit; whoever has not been seen to know anything yet is foretold to learn nothing."""
    if not seen.mentee.any():
        return Saturating(transfer=0.0, skill=0.0, forgetting=0.0, ceiling=ceiling or np.inf)
    return fit_saturating(seen, ceiling=ceiling)
