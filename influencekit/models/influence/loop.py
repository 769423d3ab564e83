"""The growth loop, S2, as a discrete dynamic system: contribution, attention, collaboration, and again.

Each period's logarithms ln(1 + x) are a linear function of those before:

    C(t+1) = c₁ + a₁·C(t) + a₂·C(t-1) + a₃·C(t-2) + a₄·A(t) + a₅·K(t)

and A(t+1) and K(t+1) alike, each with weights of its own: a vector autoregression on panel data
(Holtz-Eakin, Newey and Rosen, "Estimating Vector Autoregressions with Panel Data", Econometrica 56,
1988), fitted by ordinary least squares. Five stages are seen through it: accumulation (the two lags of
C), output (C), exchange (K), personal brand (A); innovation is no figure of a history, and shows as what
exchange and brand add to the next output. The weights foretell; they do not say what brings what.
"""

from collections.abc import Sequence

import attrs
import numpy as np

from influencekit.columns import Flags, Floats, Ints
from influencekit.models.scoring import Numbers

TERMS = ("output", "last output", "output before", "brand", "exchange")
"""What the next period is told from: C(t), C(t-1), C(t-2), A(t), K(t)."""
TARGETS = ("contributions", "attention", "collaboration")
LAGS = 3
OWN = (0, 1, 2)
"""The terms that are contributions."""
ATTENTION, COLLABORATION = 3, 4
STEADY = 0.01
"""Within this of 1 a loop is said to hold."""


@attrs.frozen(eq=False, kw_only=True)
class Series:
    """One row a person, one column a period, oldest first; amounts, not logarithms."""

    contributions: Floats
    attention: Floats
    collaboration: Floats

    def ranks(self) -> Ints:
        """Return each person's place in an order that knows neither names nor numbers."""
        columns = np.concatenate((self.contributions, self.attention, self.collaboration), axis=1)
        ranks = np.empty(len(columns), np.int32)
        ranks[np.lexsort((np.zeros(len(columns)), *columns.T[::-1]))] = np.arange(len(columns))
        return ranks

    def states(self, person: Numbers, period: Numbers) -> Floats:
        """Return (rows, 5): the logarithms of `TERMS` for each person and period from `LAGS` - 1 on."""
        tables = (*[self.contributions] * LAGS, self.attention, self.collaboration)
        back = (0, 1, 2, 0, 0)
        return np.log1p(
            np.stack(
                [it[person, period - lag] for it, lag in zip(tables, back, strict=True)], axis=1
            )
        )


@attrs.frozen(eq=False, kw_only=True)
class Steps:
    """What the loop is fitted to: people in periods soon after they contributed or collaborated."""

    before: Floats
    """(rows, 5): logarithms of `TERMS`."""
    after: Floats
    """(rows, 3): logarithms of `TARGETS` one period later."""
    person: Ints
    """Place of the person, see `Series.ranks`; ascending."""
    period: Ints

    def __len__(self) -> int:
        return len(self.period)

    def rows(self, chosen: Flags) -> "Steps":
        """Return some of the rows."""
        return Steps(
            **{name: value[chosen] for name, value in attrs.asdict(self, recurse=False).items()}
        )


def steps_of(series: Series) -> Steps:
    """Return a row for each person and period who contributed or collaborated in it or the two before."""
    ranks, periods = series.ranks(), series.contributions.shape[1]
    busy = (series.contributions > 0) | (series.collaboration > 0)
    lately = busy.copy()
    for lag in range(1, LAGS):
        lately[:, lag:] |= busy[:, :-lag]
    person, period = np.nonzero(lately[:, LAGS - 1 : max(periods - 1, LAGS - 1)])
    period = period + LAGS - 1
    order = np.lexsort((period, ranks[person]))
    person, period = person[order], period[order]
    tables = (series.contributions, series.attention, series.collaboration)
    return Steps(
        before=series.states(person, period),
        after=np.log1p(np.stack([table[person, period + 1] for table in tables], axis=1)),
        person=ranks[person],
        period=period.astype(np.int32),
    )


@attrs.frozen(eq=False, kw_only=True)
class Loop:
    """A fitted loop."""

    constant: Floats
    """(3,): one for each of `TARGETS`."""
    weights: Floats
    """(3, 5): `TARGETS` by `TERMS`."""

    @property
    def matrix(self) -> Floats:
        """(5, 5): what each term of the next period has from each term of this one."""
        matrix = np.zeros((5, 5))
        matrix[[0, ATTENTION, COLLABORATION]] = self.weights
        matrix[1, 0] = matrix[2, 1] = 1.0
        return matrix

    @property
    def spectral_radius(self) -> float:
        """What is left, in the long run, of a disturbance after each period: the largest |eigenvalue|.

        Above 1 the loop feeds itself and grows, at 1 it holds, below 1 it dies out: whatever was added
        once fades, and everybody comes back to the same level.
        """
        return float(np.abs(np.linalg.eigvals(self.matrix)).max())

    def simulate(self, state: Floats, periods: int) -> Floats:
        """Return (periods + 1, 5): the logarithms of `TERMS` from `state` on."""
        matrix, constant = self.matrix, np.zeros(5)
        constant[[0, ATTENTION, COLLABORATION]] = self.constant
        path = np.empty((periods + 1, 5))
        path[0] = state
        for period in range(periods):
            path[period + 1] = np.maximum(matrix @ path[period] + constant, 0)
        return path

    def without(self, term: int) -> "Loop":
        """Return the loop in which nothing follows from one of `TERMS`."""
        weights = self.weights.copy()
        weights[:, term] = 0
        return attrs.evolve(self, weights=weights)


def verdict(radius: float) -> str:
    """Return what a spectral radius means.

    Examples
    --------
    >>> verdict(1.2), verdict(0.995), verdict(0.8)
    ('grows', 'holds', 'dies out')
    """
    if abs(radius - 1) <= STEADY:
        return "holds"
    return "grows" if radius > 1 else "dies out"


def fit(steps: Steps, terms: Sequence[int] = range(5)) -> Loop:
    """Return the loop with the least squared errors; terms that are not among `terms` weigh 0.

    Raises
    ------
    ValueError
        There are not more rows than terms.
    """
    terms = list(terms)
    if len(steps) <= len(terms) + 1:
        raise ValueError(f"{len(steps)} rows are too few for {len(terms)} terms and a constant.")
    columns = np.column_stack((np.ones(len(steps)), steps.before[:, terms]))
    found = np.linalg.lstsq(columns, steps.after, rcond=None)[0]
    weights = np.zeros((3, 5))
    weights[:, terms] = found[1:].T
    return Loop(constant=found[0], weights=weights)


def explained(loop: Loop, steps: Steps) -> Floats:
    """Return R² for each of `TARGETS` on `steps`: 1 - Σ errors² / Σ (value - mean)²; NaN where none varies."""
    errors = steps.after - (steps.before @ loop.weights.T + loop.constant)
    spread = ((steps.after - steps.after.mean(axis=0)) ** 2).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        r_squared: Floats = np.where(spread > 0, 1 - (errors**2).sum(axis=0) / spread, np.nan)
    return r_squared


ABLATIONS = {
    "own past alone": OWN,
    "and attention": (*OWN, ATTENTION),
    "and collaboration": (*OWN, COLLABORATION),
    "and both": (*OWN, ATTENTION, COLLABORATION),
}
"""Sets of terms by name: three periods of contributions, and what is added to them."""


def ablations(earlier: Steps, later: Steps) -> dict[str, Floats]:
    """Return R² on `later` of each of `ABLATIONS` fitted to `earlier`, for each of `TARGETS`.

    Raises
    ------
    ValueError
        There is nothing to fit to, or nothing to judge.
    """
    if not len(later):
        raise ValueError("0 rows are too few to judge.")
    return {name: explained(fit(earlier, terms), later) for name, terms in ABLATIONS.items()}


def resampled(steps: Steps, *, resamples: int = 200, rng: int = 0) -> list[Loop]:
    """Return loops fitted to people drawn again, each with their whole history.

    Raises
    ------
    ValueError
        There are no rows.
    """
    if not len(steps):
        raise ValueError("0 rows are too few to draw from.")
    first = np.flatnonzero(np.diff(steps.person, prepend=-1))
    columns = np.column_stack((np.ones(len(steps)), steps.before))
    everything = np.column_stack((columns, steps.after))
    products = np.add.reduceat(columns[:, :, None] * everything[:, None, :], first)
    random = np.random.default_rng(rng)
    loops = []
    for _ in range(resamples):
        times = np.bincount(random.integers(0, len(first), len(first)), minlength=len(first))
        total = np.tensordot(times.astype(np.float64), products, axes=1)
        found = np.linalg.lstsq(total[:, :6], total[:, 6:], rcond=None)[0]
        loops.append(Loop(constant=found[0], weights=found[1:].T))
    return loops
