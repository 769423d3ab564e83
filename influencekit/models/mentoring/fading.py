"""What counts less with age, summed up so that the order of rows leaves no trace."""

import numpy as np

from influencekit.columns import Floats, Ints, Times
from influencekit.times import DAY


def faded(age: Times, half_life: float) -> Floats:
    """Return what something of that age counts, 2^(-age/half-life).

    Parameters
    ----------
    age
        Seconds, at least 0.
    half_life
        Days.

    Examples
    --------
    >>> faded(np.array([0, 10 * DAY]), 10.0).tolist()
    [1.0, 0.5]
    """
    weight: Floats = np.exp2(-np.minimum(age / (half_life * DAY), 1000))
    return weight


def sums(of: Ints, amount: Floats, size: int) -> Floats:
    """Return the sum of each group; smaller ones first, so that the rows' order leaves no trace.

    Examples
    --------
    >>> sums(np.array([1, 0, 1]), np.array([0.5, 2.0, 0.25]), 3).tolist()
    [2.0, 0.75, 0.0]
    """
    order = np.lexsort((amount, of))
    return np.bincount(of[order], amount[order], size).astype(np.float64)
