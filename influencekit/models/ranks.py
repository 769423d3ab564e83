"""How well rankings foretold, and how evenly what they recommend is spread."""

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt


@attrs.frozen
class Ranks:
    """Where each of several rankings had the first of those who were meant."""

    ranks: Sequence[int | None]
    """Counted from 1; None: nowhere."""

    def top(self, size: int) -> float:
        """Return the share of rankings that had it among the first `size`; NaN without any.

        Examples
        --------
        >>> Ranks([1, 3, None, 6]).top(5)
        0.5
        """
        hits = [rank is not None and rank <= size for rank in self.ranks]
        return float(np.mean(hits)) if hits else float("nan")

    @property
    def mean_reciprocal_rank(self) -> float:
        """Mean of 1/rank, 0 where it was nowhere; NaN without any.

        Examples
        --------
        >>> Ranks([1, 2, None]).mean_reciprocal_rank
        0.5
        """
        shares = [1 / rank if rank else 0.0 for rank in self.ranks]
        return float(np.mean(shares)) if shares else float("nan")


def gini(amounts: npt.ArrayLike) -> float:
    """Return the Gini coefficient: 0 where all have the same, near 1 where one has all.

    G = Σ_i (2i - n - 1)·x_i / (n·Σ x), the amounts x ascending. 0 where there is nothing.

    Parameters
    ----------
    amounts
        At least 0, one a person.

    Raises
    ------
    ValueError
        An amount is negative or not finite.

    Examples
    --------
    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 4])
    (0.0, 0.75)
    """
    column = np.sort(np.asarray(amounts, np.float64))
    if not (np.isfinite(column).all() and (column >= 0).all()):
        raise ValueError("amounts must be finite numbers of at least 0")
    whole, size = column.sum(), len(column)
    if not whole:
        return 0.0
    return float((2 * np.arange(1, size + 1) - size - 1) @ column / (size * whole))
