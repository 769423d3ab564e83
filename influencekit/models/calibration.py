"""Chances held to what came: how well they can be believed, and a curve that mends them.

A curve that is learnt on cases which a model has not seen, and that never falls, leaves the model's order
as it is and makes its chances shares of what came: histogram binning (Zadrozny and Elkan, *Obtaining
calibrated probability estimates from decision trees and naive Bayesian classifiers*, ICML 2001), with
straight lines between the bins.
"""

from collections.abc import Iterator, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Floats

EDGES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)
"""Where a curve's bins begin and end: narrow where chances are small, which most are."""
TENTHS = tuple(tenth / 10 for tenth in range(11))


@attrs.frozen(kw_only=True)
class Curve:
    """What a chance was worth: straight lines through points."""

    given: tuple[float, ...]
    """Chances, ascending from 0 to 1."""
    came: tuple[float, ...]
    """Of those who were `given` it, the share for whom it came; never falling."""

    def read(self, chance: Floats) -> Floats:
        """Return what each chance was worth.

        Examples
        --------
        >>> Curve(given=(0.0, 0.5, 1.0), came=(0.0, 0.2, 0.8)).read(np.array([0.25, 0.75])).tolist()
        [0.1, 0.5]
        """
        return np.interp(chance, self.given, self.came)

    @classmethod
    def learnt(cls, chance: Floats, came: Floats) -> "Curve":
        """Return the curve through the mean of each bin; 0 stays 0, and the last bin's share is 1's.

        A bin in which a smaller share came than in the one before gets that one's.

        Parameters
        ----------
        chance
            In [0, 1], by a model that has not seen what it tells.
        came
            1 where it came, else 0.

        Raises
        ------
        ValueError
            There is no chance to learn from.
        """
        bins = list(_bins(chance, came, EDGES))
        if not bins:
            raise ValueError("There is no chance to learn from.")
        given, shares = [it.chance for it in bins], [it.came for it in bins]
        rising = np.maximum.accumulate([0.0, *shares, shares[-1]])
        return cls(given=(0.0, *given, 1.0), came=tuple(rising.tolist()))


@attrs.frozen(kw_only=True)
class Bin:
    """Chances between two edges."""

    low: float
    high: float
    size: int
    """How many chances."""
    chance: float
    """Their mean."""
    came: float
    """For what share of them it came."""


@attrs.frozen(eq=False)
class Reliability:
    """How chances and what came agree."""

    chance: Floats
    """In [0, 1]."""
    came: Floats
    """1 where it came, else 0."""

    def bins(self, edges: Sequence[float] = TENTHS) -> tuple[Bin, ...]:
        """Return the bins that hold a chance, ascending."""
        return tuple(_bins(self.chance, self.came, edges))

    @property
    def brier(self) -> float:
        """Mean squared difference; 0 is best. NaN without any.

        Examples
        --------
        >>> round(Reliability(np.array([0.9, 0.4]), np.array([1.0, 0.0])).brier, 3)
        0.085
        """
        return float(np.square(self.chance - self.came).mean()) if len(self.chance) else np.nan

    @property
    def error(self) -> float:
        """Expected calibration error: mean difference of chance and share that came, over tenths.

        Examples
        --------
        Of four who were given 0.6, two came: all of them are 0.1 off.

        >>> round(Reliability(np.full(4, 0.6), np.array([1.0, 0.0, 1.0, 0.0])).error, 3)
        0.1
        """
        if not len(self.chance):
            return np.nan
        off = sum(it.size * abs(it.chance - it.came) for it in self.bins())
        return float(off / len(self.chance))


def _bins(chance: Floats, came: npt.ArrayLike, edges: Sequence[float]) -> Iterator[Bin]:
    of = np.digitize(chance, edges[1:-1])
    order = np.argsort(chance, kind="stable")  # the order of rows leaves no trace in the sums
    size = np.bincount(of, minlength=len(edges) - 1)
    whole = np.bincount(of[order], np.asarray(chance)[order], len(edges) - 1)
    good = np.bincount(of, np.asarray(came, np.float64), len(edges) - 1)
    for at in np.flatnonzero(size).tolist():
        yield Bin(
            low=edges[at],
            high=edges[at + 1],
            size=int(size[at]),
            chance=float(whole[at] / size[at]),
            came=float(good[at] / size[at]),
        )
