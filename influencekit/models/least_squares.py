"""Least squares with coefficients of at least 0, for the few columns that the models here have."""

import itertools

import numpy as np

from influencekit.columns import Floats


def nonnegative_least_squares(columns: Floats, values: Floats) -> Floats:
    """Return the coefficients of at least 0 for which ``columns @ coefficients`` is closest to `values`.

    The best of all least-squares fits to a subset of the columns that have no negative coefficient:
    exact, and 2^n fits for n columns. Where columns depend on each other, the one of least norm.

    Parameters
    ----------
    columns
        (rows, n), n small.
    values
        (rows,).

    Examples
    --------
    >>> columns = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
    >>> nonnegative_least_squares(columns, np.array([3.0, 5.0, 7.0])).round(9).tolist()
    [1.0, 2.0]
    >>> nonnegative_least_squares(columns, np.array([3.0, 2.0, 1.0])).round(9).tolist()
    [2.0, 0.0]
    """
    width = columns.shape[1]
    best, least = np.zeros(width), float(values @ values)
    for size in range(1, width + 1):
        for chosen in itertools.combinations(range(width), size):
            some = columns[:, chosen]
            found = np.linalg.lstsq(some, values, rcond=None)[0]
            left = values - some @ found
            if found.min() >= 0 and (error := float(left @ left)) < least:
                best, least = np.zeros(width), error
                best[list(chosen)] = found
    return best
