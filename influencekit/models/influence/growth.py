"""The registered model of the growth loop: whether a project's, or somebody's, loop grows or dies out."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

import attrs
import numpy as np

from influencekit.columns import Floats
from influencekit.evidence import Evidence
from influencekit.models.influence.acts import CONTRIBUTIONS, acts_of
from influencekit.models.influence.fitting import INTERVAL
from influencekit.models.influence.loop import (
    LAGS,
    TERMS,
    Loop,
    Series,
    Steps,
    fit,
    resampled,
    steps_of,
    verdict,
)
from influencekit.models.influence.network.attention import SORTS, attention
from influencekit.models.influence.panel import MOST, Periods, received, tabled
from influencekit.models.scoring import project, result
from influencekit.report import ModelResult, Reason, Score
from influencekit.words import count, number, people

LEAST_ROWS, LEAST_PEOPLE = 60, 5
"""With less the loop would say more about chance than about the data."""
AHEAD = 12
"""Periods that a person's loop is simulated for."""
STAGES = {"accumulation": [1, 2], "output": [0], "brand": [3], "exchange": [4]}
"""Stages by name: which of `TERMS` stand for each."""
_WORDS = {
    "output": "the latest contributions",
    "last output": "the contributions of the period before",
    "output before": "the contributions of two periods before",
    "brand": "attention",
    "exchange": "collaboration",
}
MEANING = (
    "Above 1 whatever is added feeds itself and the loop grows, at 1 it holds, below 1 it dies out: "
    "everybody comes back to one level. It is fitted to foretell; what foretells need not be what brings it."
)
BACK = (
    "Whoever does much is expected back towards what is usual in the project, and whoever does little up "
    "towards it: so such a system sees everybody, and it is no verdict on a person."
)


@attrs.frozen(kw_only=True)
class GrowthLoopParams:
    """What `GrowthLoop` can be told."""

    period: float = attrs.field(
        default=30.0, validator=[attrs.validators.ge(7), attrs.validators.le(36_500)]
    )
    """Length of the periods of the loop; days, 7 or more."""


class GrowthLoop:
    """What is left, in the long run, of an addition to the loop after each period.

    For the project the spectral radius of the fitted loop, see `loop`; its reasons say how much smaller
    that is without each of the loop's terms. For people who were busy of late the factor by which one
    plus their contributions change a period, simulated from where they are; its reasons are what the
    next period's contributions are told from.
    """

    name = "growth-loop"
    title = "Whether the loop of contribution, attention and collaboration grows or dies out"
    unit = "times/30 d"
    version = 1
    needs = frozenset({"commits", "touches"})
    after: frozenset[str] = frozenset()
    on_request = True
    Params: ClassVar[type] = GrowthLoopParams

    def run(
        self,
        evidence: Evidence,
        params: GrowthLoopParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the project and people who were busy of late."""
        series = series_of(evidence, Periods(end=evidence.as_of, days=params.period))
        steps = steps_of(series)
        many = len(np.unique(steps.person))
        on = (
            f"{count(len(steps), 'row')}, one for each of {people(many)} in each period of "
            f"{params.period:g} days in which, or in the two before, they did something"
        )
        scores: list[Score] = []
        if len(steps) < LEAST_ROWS or many < LEAST_PEOPLE or not np.ptp(steps.after[:, 0]):
            note = f"Not fitted: {on}; at least {LEAST_ROWS} of {LEAST_PEOPLE} people who differ are needed."
        else:
            whole, note = fit(steps), f"Fitted to {on}."
            scores = [_whole(evidence, whole, steps), *_each(evidence, series, whole)]
        made = result(self, params, scores, (note, MEANING, BACK))
        return attrs.evolve(made, unit=f"times/{params.period:g} d")


def series_of(evidence: Evidence, periods: Periods) -> Series:
    """Return everybody's contributions, attention and collaboration, period by period.

    Contributions are commits and posts; attention is others building on lines, changing a file next,
    citing, mentioning; collaboration is trailers and interactions, for both who are in them.
    """
    seen = attention(evidence)
    acts = acts_of(evidence, seen)
    credit = seen.sort == SORTS.index("credit")
    columns = ("giver", "taker", "sort", "commit")
    noticed = attrs.evolve(seen, **{name: getattr(seen, name)[~credit] for name in columns})
    taker, at, weight = received(evidence, acts, noticed)
    mine = acts.sort < len(CONTRIBUTIONS)
    done, got = periods.ages(acts.at), periods.ages(at)
    thanked = periods.ages(evidence.commits.authored_at[seen.commit[credit]])
    size = (
        len(evidence.people),
        int(min(max(done.max(initial=-1), got.max(initial=-1)) + 1, MOST)),
    )
    ones = np.ones(int(credit.sum()))
    return Series(
        contributions=tabled(acts.person[mine], done[mine], np.ones(int(mine.sum())), size),
        attention=tabled(taker, got, weight, size),
        collaboration=tabled(seen.giver[credit], thanked, ones, size)
        + tabled(seen.taker[credit], thanked, ones, size),
    )


def _whole(evidence: Evidence, whole: Loop, steps: Steps) -> Score:
    radius = whole.spectral_radius
    low, high = np.quantile([it.spectral_radius for it in resampled(steps)], INTERVAL).tolist()
    left = [whole.without(term).spectral_radius for term in range(len(TERMS))]
    drops = np.maximum(radius - np.array(left), 0)
    shares = drops / drops.sum() if drops.any() else np.full(len(TERMS), 1 / len(TERMS))
    named = [name.replace(" ", "_") for name in TERMS]
    return Score(
        subject=project(evidence),
        value=radius,
        low=low,
        high=high,
        reasons=tuple(
            Reason(
                text=f"{number(left[term])} would be left without {_WORDS[TERMS[term]]}",
                share=float(share),
            )
            for term, share in sorted(enumerate(shares), key=lambda it: -it[1])
        ),
        details={f"without_{name}": value for name, value in zip(named, left, strict=True)}
        | {"so_it": verdict(radius)},
    )


def _each(evidence: Evidence, series: Series, whole: Loop) -> Iterator[Score]:
    """Score the people who were busy in the newest periods."""
    last = series.contributions.shape[1] - 1
    busy = (series.contributions + series.collaboration)[:, -LAGS:].any(axis=1)
    who = np.flatnonzero(busy).astype(np.int32)
    states = series.states(who, np.full(len(who), last, np.int32))
    usual = np.quantile(states, 0.75, axis=0) if len(who) else np.zeros(len(TERMS))
    for person, state in zip(who.tolist(), states, strict=True):
        path = whole.simulate(state, AHEAD)
        factor = float(np.exp((path[-1, 0] - path[0, 0]) / AHEAD))
        yield Score(
            subject=evidence.people[person].subject,
            value=factor,
            reasons=_reasons(whole, state),
            details={
                "so_it": verdict(factor),
                "next_contributions": float(np.expm1(path[1, 0])),
                "held_back_by": held_back(whole, state, usual),
            },
        )


def _reasons(whole: Loop, state: Floats) -> tuple[Reason, ...]:
    """Return what the contributions of the next period are told from."""
    parts = {name: max(float(whole.weights[0, at] @ state[at]), 0) for name, at in STAGES.items()}
    parts["what everybody starts with"] = max(float(whole.constant[0]), 0)
    total = sum(parts.values())
    if not total:
        return (Reason(text="nothing foretells contributions", share=1.0),)
    return tuple(
        Reason(text=f"{name} {number(part / total, 'share')}", share=part / total)
        for name, part in sorted(parts.items(), key=lambda it: -it[1])
        if part
    )


def held_back(whole: Loop, state: Floats, usual: Floats) -> str:
    """Return the stage at which more would add most to the simulated contributions; empty: none.

    Parameters
    ----------
    usual
        What to raise each of `TERMS` to, where it is below.
    """
    gains = {}
    for name, terms in STAGES.items():
        raised = state.copy()
        raised[terms] = np.maximum(raised[terms], usual[terms])
        paths = [np.expm1(whole.simulate(it, AHEAD)[1:, 0]).sum() for it in (raised, state)]
        gains[name] = float(paths[0] - paths[1])
    best = max(gains, key=gains.__getitem__)
    return best if gains[best] > 1e-9 else ""
