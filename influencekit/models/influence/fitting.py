"""alpha and beta of I = alpha·C + beta·F, by least squares with coefficients of at least 0.

A row is a person in a period in which they did something: C and F are what they did until then, older
periods fading, I is the attention that they received in the next one. Intervals are from resampled
people, whole histories at a time (the cluster bootstrap; Cameron, Gelbach and Miller, "Bootstrap-Based
Improvements for Inference with Clustered Errors", Review of Economics and Statistics 90, 2008), since
the periods of one person go together.
"""

import attrs
import numpy as np

from influencekit.columns import Floats, Ints
from influencekit.models.influence.panel import Panel, faded
from influencekit.models.least_squares import nonnegative_least_squares
from influencekit.words import count, people

LEAST_ROWS, LEAST_PEOPLE, LEAST_PERIODS = 30, 5, 4
"""With less, alpha and beta would say more about chance than about the data."""
RESAMPLES = 200
INTERVAL = (0.05, 0.95)
TOGETHER = 0.999
"""From this cosine between C and F on, data do not tell alpha from beta."""


@attrs.frozen(eq=False, kw_only=True)
class Rows:
    """What is fitted to; in an order that does not depend on names or on the order of records."""

    c: Floats
    f: Floats
    i: Floats
    """Attention in the next period."""
    person: Ints
    """Place of the person among all, see `Panel.ranks`."""
    period: Ints
    """Index into the panel's periods: that of C and F."""

    def __len__(self) -> int:
        return len(self.i)

    @property
    def people(self) -> int:
        """How many different people there are."""
        return len(np.unique(self.person))

    def until(self, period: int) -> "Rows":
        """Return the rows whose attention was received before the start of `period`."""
        kept = self.period + 1 < period
        return Rows(
            **{name: getattr(self, name)[kept] for name in ("c", "f", "i", "person", "period")}
        )


@attrs.frozen(eq=False, kw_only=True)
class Weights:
    """Fitted alpha and beta; acts of attention in the next period for each act."""

    alpha: float
    beta: float
    resampled: Floats
    """(resamples, 2): alpha and beta of as many samples of people drawn again."""
    rows: int
    people: int

    def interval(self, which: int) -> tuple[float, float]:
        """Return the 90 % interval of alpha (0) or beta (1)."""
        low, high = np.quantile(self.resampled[:, which], INTERVAL)
        return float(low), float(high)


def rows_of(panel: Panel, fading: float) -> Rows:
    """Return the rows of people in periods in which they did something; the last period has no next.

    Parameters
    ----------
    fading
        What is left of C and F after one period, in [0, 1).
    """
    ranks = panel.ranks()
    person, period = np.nonzero(panel.active()[:, :-1])
    order = np.lexsort((period, ranks[person]))
    person, period = person[order], period[order]
    return Rows(
        c=faded(panel.contributions, fading)[person, period],
        f=faded(panel.factors, fading)[person, period],
        i=panel.attention[person, period + 1],
        person=ranks[person],
        period=period.astype(np.int32),
    )


def lacking(rows: Rows) -> str:
    """Return what keeps alpha and beta from being fitted; empty where nothing does."""
    periods = len(np.unique(rows.period))
    enough = len(rows) >= LEAST_ROWS and rows.people >= LEAST_PEOPLE and periods >= LEAST_PERIODS
    if not enough:
        return (
            f"there are {people(rows.people)} in {count(periods, 'period')}, "
            f"{count(len(rows), 'row')} in all; at least {LEAST_PEOPLE}, {LEAST_PERIODS} and "
            f"{LEAST_ROWS} are needed"
        )
    if not rows.i.any():
        return "nobody received any attention in a period after one in which they did something"
    size = float(np.sqrt((rows.c @ rows.c) * (rows.f @ rows.f)))
    if not size:
        which = "contributions" if rows.f.any() else "other factors"
        return f"there are no {which}, so that their weight cannot be told"
    if float(rows.c @ rows.f) / size > TOGETHER:
        return (
            "contributions and other factors go together so closely that they cannot be told apart"
        )
    return ""


def fit(rows: Rows, *, resamples: int = RESAMPLES, rng: int = 0) -> Weights:
    """Return alpha, beta ≥ 0 with the least Σ (I - alpha·C - beta·F)², and resampled ones.

    Parameters
    ----------
    rows
        At least one; see `lacking` for what makes sense.
    resamples
        How many samples of people are drawn for the intervals, at least 1.
    rng
        Seed of the random numbers: the same arguments give the same result.

    Raises
    ------
    ValueError
        There are no rows, or there is no resample.
    """
    if not len(rows) or resamples < 1:
        raise ValueError("At least one row and one resample are needed.")
    columns = np.stack((rows.c, rows.f), axis=1)
    alpha, beta = nonnegative_least_squares(columns, rows.i).tolist()
    drawn = _resampled(columns, rows, np.random.default_rng(rng), resamples)
    return Weights(alpha=alpha, beta=beta, resampled=drawn, rows=len(rows), people=rows.people)


def _resampled(columns: Floats, rows: Rows, random: np.random.Generator, resamples: int) -> Floats:
    """Return alpha and beta of people drawn again; by the sums of products, which are few."""
    first = np.flatnonzero(np.diff(rows.person, prepend=-1))  # one person's rows stand together
    with_target = np.column_stack((columns, rows.i))
    products = np.add.reduceat(columns[:, :, None] * with_target[:, None, :], first)
    drawn = np.empty((resamples, 2))
    for sample in range(resamples):
        times = np.bincount(random.integers(0, len(first), len(first)), minlength=len(first))
        total = np.tensordot(times.astype(np.float64), products, axes=1)
        value, vector = np.linalg.eigh(total[:, :2])
        root = np.sqrt(np.maximum(value, 0))
        known = root > root.max() * 1e-9
        target = vector.T[known] @ total[:, 2] / root[known]
        drawn[sample] = nonnegative_least_squares(root[known, None] * vector.T[known], target)
    return drawn
