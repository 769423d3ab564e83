"""Through whom a practice reaches most others, and how far it goes from where it is."""

from collections.abc import Iterator
from typing import Literal

import attrs
import numpy as np

from influencekit.columns import Ints, Times
from influencekit.evidence import Evidence
from influencekit.models.counted import oids
from influencekit.models.influence.network.attention import SORTS
from influencekit.models.influence.network.cascades import (
    Spread,
    independent_cascade,
    linear_threshold,
)
from influencekit.models.influence.network.maximization import Champions, maximize
from influencekit.models.influence.network.nodes import Network
from influencekit.models.scoring import LOCATORS
from influencekit.report import Reason, Score
from influencekit.words import number, people

Travel = Literal["independent cascade", "linear threshold"]
SIMULATE = {"independent cascade": independent_cascade, "linear threshold": linear_threshold}
TIES = {
    "replacement": "built on their lines",
    "co-edit": "changed a file after them",
    "credit": "reviewed, tested or thanked them",
}


@attrs.frozen(eq=False, kw_only=True)
class Reach:
    """The champions that were chosen, and what is known about them."""

    scores: tuple[Score, ...]
    """In the order of choice; the value is how many more are reached through each."""
    chosen: Champions


def champions(
    evidence: Evidence,
    network: Network,
    k: int,
    *,
    among: Ints | None = None,
    model: Travel = "independent cascade",
    rng: int = 0,
) -> Reach:
    """Return the k through whom most of the network are reached.

    Parameters
    ----------
    network
        Of the same evidence.
    k
        How many, 1 … number of candidates.
    among
        Who, or which areas, may be champions, as indices; None: all. Only those who are still active
        are candidates.
    model
        How a practice travels.
    rng
        Seed of the random numbers.

    Raises
    ------
    ValueError
        k is out of its range.
    """
    allowed = candidates(network, among)
    found = maximize(network.influence, k, among=allowed, model=model, rng=rng)
    scores = tuple(
        Score(
            subject=network.subjects[seed],
            value=gain,
            reasons=tuple(reasons_of(evidence, network, seed)),
            details={"neighbours": int(np.diff(network.influence.starts)[seed])},
        )
        for seed, gain in zip(found.seeds, found.gains, strict=True)
    )
    return Reach(scores=scores, chosen=found)


def candidates(network: Network, among: Ints | None) -> Times:
    """Return the nodes that may be champions: active, and one of `among` where that is given."""
    active = network.active()
    return active if among is None else np.intersect1d(active, network.nodes(among))


def reasons_of(evidence: Evidence, network: Network, node: int) -> Iterator[Reason]:
    """Yield what ties others to a node: acts by their sorts, or areas, heaviest first."""
    if network.acts is None:
        yield from _ties(network, node)
        return
    acts = network.acts
    mine = np.flatnonzero(acts.taker == node)
    for sort in np.argsort(-np.bincount(acts.sort[mine], minlength=len(SORTS)), kind="stable"):
        rows = mine[acts.sort[mine] == sort]
        if len(rows):
            who, commits = people(len(np.unique(acts.giver[rows]))), np.unique(acts.commit[rows])
            yield Reason(
                text=f"{who} {TIES[SORTS[sort]]}",
                share=len(rows) / len(mine),
                locators=oids(evidence, commits[::-1][:LOCATORS].tolist()),
            )


def _ties(network: Network, node: int) -> Iterator[Reason]:
    graph = network.influence
    edges = np.arange(graph.starts[node], graph.starts[node + 1])
    total = float(graph.weights[edges].sum())
    for edge in edges[np.argsort(-graph.weights[edges], kind="stable")][:LOCATORS].tolist():
        weight = float(graph.weights[edge])
        label = network.subjects[graph.targets[edge]].label
        yield Reason(
            text=f"reaches {label} with {number(weight, 'share')} by who works in both",
            share=weight / total,
        )


def spread(
    network: Network,
    seeds: Times,
    *,
    model: Travel = "independent cascade",
    simulations: int = 10_000,
    rng: int = 0,
) -> Spread:
    """Return how far a practice goes from the nodes `seeds`, as `cascades` simulates it.

    Raises
    ------
    ValueError
        A seed is no node, or there is no simulation.
    """
    return SIMULATE[model](network.influence, seeds, simulations=simulations, rng=rng)
