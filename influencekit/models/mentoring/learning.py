"""Learning from a mentor, S11: K_{m+1} = K_m + η·K + η_s·K_m + η_f·K_m.

K is the mentor's knowledge, K_m the mentee's after m steps, both in the same unit, whatever it is; a
step is whatever the rates were measured over. The rule is affine, so that it has a closed form, and it
keeps growing unless η_s + η_f is negative: see `warning`. The worked case that comes with it prints
14.5 after ten steps where its own figures give 15.0 after one; see ``docs/explanation/errata.md``.
"""

from collections.abc import Callable
from math import expm1, inf, isfinite, log1p

import attrs
import numpy as np

from influencekit.columns import Floats


def _is_finite(_: object, field: "attrs.Attribute[float]", value: float) -> None:
    if not isfinite(value):
        raise ValueError(f"{field.name} must be a finite number, got {value}")


def _is_amount(owner: object, field: "attrs.Attribute[float]", value: float) -> None:
    _is_finite(owner, field, value)
    if value < 0:
        raise ValueError(f"{field.name} must not be negative, got {value}")


@attrs.frozen(kw_only=True)
class Learning:
    """One mentee with one mentor.

    Examples
    --------
    The worked case: 5 + 0.8·5 + 0.7·5 + 0.5·5.

    >>> Learning(mentor=5, mentee=5, transfer=0.8, skill=0.7, feedback=0.5).after(1)
    15.0
    """

    mentor: float = attrs.field(validator=_is_amount)
    """K: the mentor's knowledge, taken as constant."""
    mentee: float = attrs.field(validator=_is_amount)
    """K_0: the mentee's knowledge before the first step, in the unit of `mentor`."""
    transfer: float = attrs.field(validator=_is_finite)
    """η: share of the mentor's knowledge that one step passes on."""
    skill: float = attrs.field(validator=_is_finite)
    """η_s: growth of the mentee's knowledge in one step by using it, a share."""
    feedback: float = attrs.field(validator=_is_finite)
    """η_f: growth of the mentee's knowledge in one step by feedback, a share."""

    @property
    def growth(self) -> float:
        """η_s + η_f: a - 1, where a is what a step multiplies the mentee's knowledge by."""
        return self.skill + self.feedback

    @property
    def limit(self) -> float | None:
        """Where it settles, K* = η·K/(1 - a); None where it does not, which is unless abs(a) < 1."""
        if not -2 < self.growth < 0:
            return None
        limit = -self.transfer * self.mentor / self.growth
        return limit if isfinite(limit) else None

    def steps(self, count: int) -> Floats:
        """Return K_0 … K_count by the rule itself, step by step.

        Raises
        ------
        ValueError
            `count` is negative.
        OverflowError
            K grows beyond what a float holds.
        """
        passed = self.transfer * self.mentor
        return _path(
            self.mentee,
            count,
            lambda known: known + passed + self.skill * known + self.feedback * known,
        )

    def after(self, count: int) -> float:
        """Return K_n = a^n·K_0 + η·K·(a^n - 1)/(a - 1), or K_0 + n·η·K where a = 1.

        Raises
        ------
        ValueError
            `count` is negative.
        OverflowError
            K grows beyond what a float holds.
        """
        _not_negative(count)
        passed = self.transfer * self.mentor
        if not self.growth:
            return _held(self.mentee + count * passed)
        grown = _compound(self.growth, count)
        return _held(self.mentee + self.mentee * grown + passed * (grown / self.growth))

    def saturating(self, count: int, *, ceiling: float, forgetting: float = 0.0) -> Floats:
        """Return K_0 … K_count under K_{m+1} = K_m + (η·K + η_s·K_m)·(1 - K_m/K_max) - λ·K_m.

        What is learnt shrinks as the mentee comes near the ceiling, which the literal rule lacks.
        Feedback has no term of its own. With rates of at least 0, a mentee below the ceiling and
        η·K + η_s·K_max ≤ K_max it stays between 0 and the ceiling; with larger rates it may jump
        over it.

        Parameters
        ----------
        count
            Steps.
        ceiling
            K_max: the most that can be known, in the unit of `mentor`, above 0.
        forgetting
            λ: share forgotten in one step, in [0, 1].

        Raises
        ------
        ValueError
            An argument is outside its range.
        OverflowError
            K grows beyond what a float holds.
        """
        if not (isfinite(ceiling) and ceiling > 0):
            raise ValueError(f"ceiling must be a finite number above 0, got {ceiling}")
        if not 0 <= forgetting <= 1:
            raise ValueError(f"forgetting must be in [0, 1], got {forgetting}")
        passed = self.transfer * self.mentor
        return _path(
            self.mentee,
            count,
            lambda known: (
                known + (passed + self.skill * known) * (1 - known / ceiling) - forgetting * known
            ),
        )

    def warning(self) -> str:
        """Return what is wrong with trusting the literal rule here; empty where it is bounded."""
        factor = f"Each step multiplies what the mentee knows by a = {1 + self.growth:g}"
        if self.limit is not None:
            return ""
        if self.growth <= -2:
            return f"{factor}: it swings between ever larger values. Knowledge does not do that."
        if not self.transfer * self.mentor and (not self.growth or not self.mentee):
            return ""
        return (
            f"{factor}, so that it grows without limit and passes the mentor's. "
            "Read a step or two, or use the saturating variant."
        )


def _path(first: float, count: int, step: Callable[[float], float]) -> Floats:
    path = np.empty(_not_negative(count) + 1)
    path[0] = first
    for index in range(count):
        path[index + 1] = _held(step(float(path[index])))
    return path


def _not_negative(count: int) -> int:
    if count < 0:
        raise ValueError(f"The number of steps must not be negative, got {count}")
    return count


def _held(known: float) -> float:
    if not isfinite(known):
        raise OverflowError("The mentee's knowledge grows beyond what a float holds: fewer steps.")
    return known


def _compound(growth: float, count: int) -> float:
    """Return (1 + growth)^count - 1, exact to the last digits also where growth is tiny."""
    try:
        return (1 + growth) ** count - 1 if growth <= -1 else expm1(count * log1p(growth))
    except OverflowError:
        return inf
