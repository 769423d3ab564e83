"""Holds the linear influence model to the attention that people received in later periods."""

from collections.abc import Iterator, Mapping

import attrs
import numpy as np

from influencekit.backtests import Given
from influencekit.columns import Floats, Ints, Times
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors
from influencekit.models.influence.acts import acts_of
from influencekit.models.influence.fitting import INTERVAL, Weights, fit, lacking, rows_of
from influencekit.models.influence.linear import LinearInfluenceParams
from influencekit.models.influence.network.attention import attention
from influencekit.models.influence.panel import Panel, Periods, faded, panel_of, tabled
from influencekit.protocols import Task
from influencekit.report import Table
from influencekit.times import DAY
from influencekit.words import count, date, number

NEEDS = frozenset({"commits", "touches"})
DATA = "a repository with some years of history by several people"

EARLIER = 0.7
"""Share of the periods that the weights are fitted on, where no split is given."""
FEWEST = 5
"""People who did something in a period, for an order of them to say anything."""
NONE_LATER = f"there is no later period in which {FEWEST} people did something and somebody received attention."
RESAMPLES = 200
MODEL = "alpha·C + beta·F"
FADING = (
    "An act counts half after {} days where it fades. What foretells attention need not be what "
    "brings it."
)


@attrs.frozen(eq=False, kw_only=True)
class Foretold:
    """How well each predictor puts people into the order of the attention that they received next."""

    correlation: Mapping[str, float]
    """By predictor: Spearman's rank correlation within a period, the mean of the later periods."""
    resampled: Mapping[str, Floats]
    """By predictor: the same for people drawn again."""
    explained: Mapping[str, float]
    """By predictor: R² over all later rows, its one factor fitted on the earlier ones."""
    weights: Weights
    periods: tuple[int, int]
    """The first of the later periods and the number of all."""
    cases: int
    """Rows that were judged: people in later periods in which they did something."""


def foretell(
    panel: Panel,
    others: Mapping[str, Floats],
    *,
    fading: float,
    first: int,
    resamples: int = RESAMPLES,
    task: Task | None = None,
) -> Foretold:
    """Fit alpha and beta before the period `first`, and judge them and others from it on.

    Parameters
    ----------
    panel
        C, F and I of everybody.
    others
        Predictors by name, (people, periods), from what was known at the end of each period.
    fading
        What is left of C and F after one period, in [0, 1).
    first
        The first period whose attention is judged.
    resamples
        How often people are drawn again for the intervals.

    Raises
    ------
    ValueError
        The earlier or the later periods do not suffice; the message says why.
    """
    rows = rows_of(panel, fading).until(first)
    if lack := lacking(rows):
        raise ValueError(f"{lack}, before the later periods.")
    weights = fit(rows, resamples=resamples)
    c, f = faded(panel.contributions, fading), faded(panel.factors, fading)
    tables = {MODEL: weights.alpha * c + weights.beta * f, **others}
    order = np.argsort(panel.ranks()).astype(np.int64)
    judged = _judged(panel, tables, order, first)
    means = _means(judged, np.arange(len(order), dtype=np.int64))
    if not np.isfinite(means).all():
        raise ValueError(NONE_LATER)
    drawn = [_means(judged, who) for who in _draws(len(order), resamples, task or Task())]
    names = list(tables)
    return Foretold(
        correlation=dict(zip(names, means.tolist(), strict=True)),
        resampled=dict(zip(names, np.array(drawn).T, strict=True)),
        explained={name: _explained(panel, table, first) for name, table in tables.items()},
        weights=weights,
        periods=(first, panel.periods),
        cases=int(panel.active()[:, first - 1 : -1].sum()),
    )


def _draws(people: int, resamples: int, task: Task) -> Iterator[Times]:
    """Yield people drawn again, as many as there are."""
    random = np.random.default_rng(0)
    for sample in range(resamples):
        task.check()
        task.progress("resamples", sample, resamples)
        yield random.integers(0, people, people)


@attrs.frozen(eq=False)
class _Period:
    """The people of one later period."""

    people: Ints
    """Place in the order of `Panel.ranks`."""
    predicted: Floats
    """(predictors, people)."""
    received: Floats


def _judged(panel: Panel, tables: Mapping[str, Floats], order: Times, first: int) -> list[_Period]:
    active = panel.active()[order]
    periods = []
    for period in range(first - 1, panel.periods - 1):
        rows = np.flatnonzero(active[:, period])
        periods.append(
            _Period(
                rows.astype(np.int32),
                np.stack([table[order[rows], period] for table in tables.values()]),
                panel.attention[order[rows], period + 1],
            )
        )
    return periods


def _means(judged: list[_Period], drawn: Times) -> Floats:
    """Return the mean rank correlation of each predictor for the people `drawn`, NaN without any."""
    times = np.bincount(drawn, minlength=int(drawn.max(initial=0)) + 1)
    found = []
    for period in judged:
        known = period.people[period.people < len(times)]
        rows = np.repeat(np.arange(len(known)), times[known])
        if len(rows) >= FEWEST and np.ptp(period.received[rows]) > 0:
            received = centred_ranks(period.received[rows])
            predicted = [centred_ranks(one[rows]) for one in period.predicted]
            found.append([_cosine(one, received) for one in predicted])
    return np.mean(found, axis=0) if found else np.full(1, np.nan)


def centred_ranks(values: Floats) -> Floats:
    """Return the ranks of `values` less their mean; equal ones share the mean of their ranks.

    Examples
    --------
    >>> centred_ranks(np.array([5.0, 1.0, 5.0])).tolist()
    [0.5, -1.0, 0.5]
    """
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(times)
    ranks = last - (times - 1) / 2
    centred: Floats = ranks[place] - (len(values) + 1) / 2
    return centred


def _cosine(one: Floats, other: Floats) -> float:
    """Return Spearman's rank correlation of centred ranks; 0 where one of them is constant."""
    size = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / size if size else 0.0


def _explained(panel: Panel, table: Floats, first: int) -> float:
    """Return R² over the later rows of one factor times `table`, fitted on the earlier rows."""
    active = panel.active()
    parts = []
    for start, end in ((0, first - 1), (first - 1, panel.periods - 1)):
        person, period = np.nonzero(active[:, start:end])
        x, y = table[person, period + start], panel.attention[person, period + start + 1]
        order = np.lexsort((y, x))  # whatever the people's order, the same sums
        parts.append((x[order], y[order]))
    (x, y), (later, received) = parts
    factor = float(x @ y) / float(x @ x) if x.any() else 0.0
    spread = float(np.sum((received - y.mean()) ** 2))
    return 1 - float(np.sum((received - factor * later) ** 2)) / spread if spread else 0.0


def backtest(given: Given) -> tuple[Table, ...]:
    """Return how well alpha·C + beta·F orders people by later attention, beside plainer predictors.

    Raises
    ------
    InputError
        There is too little history.
    """
    evidence, params = given.evidence, LinearInfluenceParams()
    seen = attention(evidence)
    periods = Periods(end=evidence.as_of, days=params.period)
    panel = panel_of(evidence, acts_of(evidence, seen), seen, periods)
    fading = periods.fading(params.half_life)
    first = round(EARLIER * panel.periods)
    if given.split is not None:
        ago = (evidence.as_of - given.split) / (params.period * DAY)
        first = panel.periods - int(min(max(ago, 0), panel.periods))
    if not 2 <= first < panel.periods:
        what = f"{count(panel.periods, 'period')} of {params.period:g} days"
        raise InputError(f"attention: there are {what}, none to fit on or none to judge.")
    others = dict(_plainer(evidence, panel, periods, fading))
    try:
        found = foretell(panel, others, fading=fading, first=first, task=given.task)
    except ValueError as error:
        raise InputError(f"attention: {error}") from None
    return _order(found, evidence, params), _weights(found)


def _plainer(
    evidence: Evidence, panel: Panel, periods: Periods, fading: float
) -> Iterator[tuple[str, Floats]]:
    """Yield plainer predictors: what somebody did in the period, and the same faded as C and F."""
    author, touches = authors(evidence), evidence.touches
    made = np.flatnonzero(author != NOBODY)
    kept = np.flatnonzero(
        (author[touches.commit] != NOBODY)
        & evidence.path_counts[touches.path]
        & (touches.added > 0)
    )
    commit = touches.commit[kept]
    ages = periods.ages(evidence.commits.authored_at)
    size = (len(evidence.people), panel.periods)
    for name, table in (
        ("commits", tabled(author[made], ages[made], np.ones(len(made)), size)),
        (
            "lines added",
            tabled(author[commit], ages[commit], touches.added[kept].astype(np.float64), size),
        ),
        ("attention received", panel.attention),
    ):
        yield f"{name} in the period", table
        yield f"{name}, faded alike", faded(table, fading)


def _order(found: Foretold, evidence: Evidence, params: LinearInfluenceParams) -> Table:
    rows = []
    for name, value in found.correlation.items():
        ahead = found.resampled[MODEL] - found.resampled[name]
        ends = np.quantile(found.resampled[name], INTERVAL).tolist()
        more = [found.correlation[MODEL] - value, *np.quantile(ahead, INTERVAL).tolist()]
        rows.append(
            (name, value, *ends, *([None] * 3 if name == MODEL else more), found.explained[name])
        )
    return Table(
        name="attention",
        title="Order of people by the attention that they received in the next period",
        columns=(
            *("predictor", "rank correlation", "from", "to"),
            *("model ahead by", "ahead from", "ahead to", "R²"),
        ),
        rows=tuple(rows),
        notes=(_judged_on(found, evidence, params), FADING.format(f"{params.half_life:g}")),
    )


def _judged_on(found: Foretold, evidence: Evidence, params: LinearInfluenceParams) -> str:
    first, periods = found.periods
    since = evidence.as_of - int((periods - first) * params.period * DAY)
    return (
        f"Judged: {count(found.cases, 'row')}, people in {count(periods - first, 'period')} of "
        f"{params.period:g} days from {date(since)} to {date(evidence.as_of)}. Rank correlation "
        "is Spearman's within a period, the mean over periods; from and to are 90 % intervals, "
        f"people drawn again {len(found.resampled[MODEL])} times."
    )


def _weights(found: Foretold) -> Table:
    names = ("alpha", "beta")
    values = (found.weights.alpha, found.weights.beta)
    return Table(
        name="weights",
        title="Weights, fitted on the earlier periods",
        columns=("weight", "acts of attention for an act", "from", "to"),
        rows=tuple(
            (name, value, *found.weights.interval(which))
            for which, (name, value) in enumerate(zip(names, values, strict=True))
        ),
        notes=(
            f"Fitted on {number(found.weights.rows)} rows of {number(found.weights.people)} people.",
        ),
    )
