"""Influence maximization: the k nodes through whom the most others are reached.

By reverse-reachable sets in two halves: the seeds are chosen greedily by the first, and their spread is
bounded by the second. Both double until the bounds certify what is wanted. The bounds are those of OPIM-C:
Tang, Tang, Xiao and Yuan, "Online Processing Algorithms for Influence Maximization" (SIGMOD 2018), with a
union bound over the rounds; they hold however many sets were drawn. Greedy choice alone promises
1 - 1/e = 0.632 of the best; what is certified here comes from the data at hand and is mostly more.
"""

from math import log, sqrt
from typing import Literal

import attrs
import numpy as np

from influencekit.columns import Times
from influencekit.models.influence.network.graph import Digraph, Nodes, nodes_of
from influencekit.models.influence.network.sets import SAMPLERS, Sets, greedy_coverage

FIRST_SETS = 1 << 10
"""Sets in either half of the first round; every later round doubles them."""


@attrs.frozen(eq=False, kw_only=True)
class Champions:
    """The seeds that were found, and what is known about them."""

    seeds: tuple[int, ...]
    """Nodes in the order in which they were chosen: the first j of them are the choice for k = j."""
    spread: float
    """Unbiased estimate of how many nodes they reach, from sets that the choice has not seen; nodes."""
    gains: tuple[float, ...]
    """What each seed adds to the spread of those before it; nodes. They sum to `spread`."""
    at_least: float
    """Lower bound of that number; nodes."""
    best_at_most: float
    """Upper bound of what any k nodes reach; nodes."""
    sets: int
    """Reverse-reachable sets that were drawn."""

    @property
    def certified(self) -> float:
        """The share of the best possible spread that the seeds surely reach, in [0, 1].

        "Surely" is with the probability that was asked for.
        """
        return min(self.at_least / self.best_at_most, 1.0)


def maximize(
    graph: Digraph,
    k: int,
    *,
    among: Nodes | None = None,
    model: Literal["independent cascade", "linear threshold"] = "independent cascade",
    share: float = 0.7,
    failure: float = 0.001,
    most_sets: int = 1 << 22,
    rng: int = 0,
) -> Champions:
    """Return k seeds that reach at least `share` of what the best k nodes reach.

    Parameters
    ----------
    graph
        With the weights that `cascades.independent_cascade` or `cascades.linear_threshold` reads.
    k
        How many seeds, 1 … number of nodes. A tie goes to the node with the lower number.
    among
        The nodes that may be seeds, and that "the best k nodes" are of; None: all.
    model
        How influence spreads.
    share
        What is to be certified, in (0, 1).
    failure
        How probable it may be that a bound of the result does not hold, in (0, 1).
    most_sets
        Where to stop all the same; at least 2 · `FIRST_SETS`. The result says what is certain then.
    rng
        Seed of the random numbers: the same arguments give the same result.

    Raises
    ------
    ValueError
        An argument is out of its range, or the weights are none of linear thresholds.
    """
    allowed = np.arange(len(graph)) if among is None else nodes_of(graph, among, name="among")
    _check(len(allowed), k, model, share=share, failure=failure, most_sets=most_sets)
    random = np.random.default_rng(rng)
    draw_choosing, draw_judging = (SAMPLERS[model](graph, random) for _ in range(2))
    choosing, judging = draw_choosing(FIRST_SETS), draw_judging(FIRST_SETS)
    rounds = (most_sets // (2 * FIRST_SETS)).bit_length()
    found = _judged(choosing, judging, k, allowed, failure / rounds)
    while found.certified < share and 2 * found.sets <= most_sets:
        choosing = choosing.and_also(draw_choosing(len(choosing)))
        judging = judging.and_also(draw_judging(len(judging)))
        found = _judged(choosing, judging, k, allowed, failure / rounds)
    return found


def _judged(choosing: Sets, judging: Sets, k: int, allowed: Times, failure: float) -> Champions:
    """Return the seeds by `choosing`, with bounds that hold with a probability of 1 - `failure`."""
    seeds, best = greedy_coverage(choosing, k, allowed)
    gains = judging.gains(seeds)
    covered = int(gains.sum())
    doubt = log(2 / failure)  # eta: either bound may take half of it
    scale = judging.nodes / len(judging)
    return Champions(
        seeds=tuple(seeds.tolist()),
        spread=covered * scale,
        gains=tuple((gains * scale).tolist()),
        at_least=max(_lower(covered, doubt) * scale, k),
        best_at_most=min(_upper(best, doubt) * scale, judging.nodes),
        sets=len(choosing) + len(judging),
    )


def _lower(covered: int, doubt: float) -> float:
    """Return what the expected number of covered sets surely reaches, as in OPIM-C."""
    root = max(sqrt(covered + 2 * doubt / 9) - sqrt(doubt / 2), 0.0)
    return max(root**2 - doubt / 18, 0.0)


def _upper(covered: int, doubt: float) -> float:
    """Return what the expected number of covered sets surely does not exceed, as in OPIM-C."""
    return (sqrt(covered + doubt / 2) + sqrt(doubt / 2)) ** 2


def _check(nodes: int, k: int, model: str, *, share: float, failure: float, most_sets: int) -> None:
    """Refuse arguments that are out of their ranges."""
    if model not in SAMPLERS:
        raise ValueError(f"model must be one of {', '.join(SAMPLERS)}, got {model!r}.")
    if not nodes:
        raise ValueError("There is no node to choose from.")
    if not 1 <= k <= nodes:
        raise ValueError(f"k must lie in 1 … {nodes}, the number of nodes, got {k}.")
    for name, value in {"share": share, "failure": failure}.items():
        if not 0 < value < 1:
            raise ValueError(f"{name} must lie between 0 and 1, got {value:g}.")
    if most_sets < 2 * FIRST_SETS:
        raise ValueError(f"most_sets must be at least {2 * FIRST_SETS}, got {most_sets}.")
