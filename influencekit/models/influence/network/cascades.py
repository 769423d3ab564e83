"""Independent cascades and linear thresholds, many simulations at a time.

Both models, and the equivalence with live edges that `maximization` rests on, are from Kempe,
Kleinberg and Tardos, "Maximizing the Spread of Influence through a Social Network" (KDD 2003).
"""

from collections.abc import Callable, Iterator

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Flags, Floats, Times
from influencekit.models.counted import distinct, within
from influencekit.models.influence.network.graph import Digraph, Nodes, nodes_of

Keys = npt.NDArray[np.int64]
"""A node in a simulation, as one number."""
Step = Callable[[Keys], Keys]
"""From what was reached last, ascending, to what that reaches next: possibly twice, possibly known
already."""

CELLS = 1 << 25
"""Nodes times simulations that are under way at a time: many, for each step costs something by itself."""
_OFTEN = 0.5
"""Edges that weigh more are tried one by one, see `_hits`."""


@attrs.frozen(eq=False, kw_only=True)
class Spread:
    """How far a number of simulated cascades went."""

    sizes: Times
    """One a simulation: nodes reached, seeds among them."""
    shares: Floats
    """One a node: the share of the simulations that reached it, in [0, 1]."""

    @property
    def mean(self) -> float:
        """Nodes reached on average."""
        return float(self.sizes.mean())

    @property
    def standard_error(self) -> float:
        """Standard error of `mean`; infinite after one simulation."""
        if len(self.sizes) < 2:
            return float("inf")
        return float(self.sizes.std(ddof=1) / np.sqrt(len(self.sizes)))


def independent_cascade(
    graph: Digraph, seeds: Nodes, *, simulations: int = 10_000, rng: int = 0
) -> Spread:
    """Simulate independent cascades: who is reached reaches each neighbour once, by its weight.

    Parameters
    ----------
    graph
        An edge's weight is the probability that its source, once reached, reaches its target.
    seeds
        Nodes reached from the start, in any order.
    simulations
        How many independent ones, at least 1.
    rng
        Seed of the random numbers: the same arguments give the same result.

    Raises
    ------
    ValueError
        A seed is no node of the graph, or there is no simulation.

    Examples
    --------
    >>> path = Digraph.of(3, sources=[0, 1], targets=[1, 2], weights=[1.0, 0.0])
    >>> independent_cascade(path, [0], simulations=5).sizes.tolist()
    [2, 2, 2, 2, 2]
    """
    random = np.random.default_rng(rng)
    return _spread(graph, seeds, simulations, _hits(graph, random), CELLS)


def linear_threshold(
    graph: Digraph, seeds: Nodes, *, simulations: int = 10_000, rng: int = 0
) -> Spread:
    """Simulate linear thresholds: a node is reached once its reached neighbours weigh enough.

    Enough is a threshold that each simulation draws for each node, uniform in [0, 1).

    Parameters
    ----------
    graph
        An edge's weight is how much its target heeds its source; what enters one node weighs at
        most 1 together.
    seeds, simulations, rng
        As in `independent_cascade`.

    Raises
    ------
    ValueError
        As in `independent_cascade`, or the weights that enter some node exceed 1 together.
    """
    check_thresholds(graph)
    random = np.random.default_rng(rng)
    weights = graph.weights.astype(np.float32)  # of one type: subtracting is five times as fast
    across = _across(graph)

    def step(running: int) -> Step:
        left = random.random(running * len(graph), np.float32)

        def heed(fresh: Keys) -> Keys:
            owner, edges = out_edges(graph, fresh // running)
            reached: Keys = fresh[owner] + across[edges] * running
            np.subtract.at(left, reached, weights[edges])
            return reached[left[reached] < 0]

        return heed

    return _spread(graph, seeds, simulations, step, CELLS // 4)  # `left` has four bytes each


def check_thresholds(graph: Digraph) -> None:
    """Refuse a graph whose weights are none of linear thresholds.

    Raises
    ------
    ValueError
        The weights that enter some node exceed 1 together.
    """
    if graph.largest_weight_in > 1 + 1e-9:
        raise ValueError(
            f"The weights that enter one node sum to {graph.largest_weight_in:g}; linear thresholds "
            "need at most 1. Divide them by their sum, or use independent cascades."
        )


def explore(start: Keys, seen: Flags, step: Step) -> list[Keys]:
    """Return what is reached from `start`, round by round, each key once.

    Parameters
    ----------
    start
        Different keys, ascending.
    seen
        One a key, all False, before and afterwards.
    """
    rounds, fresh = [], start
    while len(fresh):
        seen[fresh] = True
        rounds.append(fresh)
        reached = step(fresh)
        fresh = distinct(reached[~seen[reached]])
    for fresh in rounds:
        seen[fresh] = False
    return rounds


def batches(total: int, nodes: int, cells: int) -> Iterator[tuple[int, Flags]]:
    """Yield how many simulations to run together until they are `total`, with flags for `explore`.

    `cells` is the number of flags, unless one simulation needs more.
    """
    most = min(max(cells // max(nodes, 1), 1), total)
    seen = np.zeros(most * nodes, np.bool_)
    while total > 0:
        yield min(most, total), seen
        total -= most


def out_edges(graph: Digraph, node: Times) -> tuple[Times, Times]:
    """Return the edges that leave each of the nodes `node`, and in which row it stands."""
    first = graph.starts[node]
    count = graph.starts[node + 1] - first
    return np.repeat(np.arange(len(node)), count), within(first, count)


def _across(graph: Digraph) -> Times:
    """Return how far it is from the source of each edge to its target, in numbers of nodes."""
    return graph.targets.astype(np.int64) - graph.sources


def _hits(graph: Digraph, random: np.random.Generator) -> Callable[[int], Step]:
    """Return the step of independent cascades for a number of simulations.

    Where the source of an edge was reached in m simulations, a Poisson number of hits with the mean
    -m·ln(1 - p) is dealt to them at random. Each gets a Poisson number of its own then, independent of
    the others', and none with the probability 1 - p: the edge is live where it was hit. That costs as
    much as there are hits; trying each edge in each simulation costs 1/p of it.
    """
    often = graph.weights > _OFTEN
    mean = -np.log1p(-np.where(often, 0.0, graph.weights))
    across = _across(graph)

    def begin(running: int) -> Step:
        def step(fresh: Keys) -> Keys:
            node = fresh // running
            starts = np.flatnonzero(np.diff(node, prepend=-1))
            sizes = np.diff(starts, append=len(fresh))
            owner, edges = out_edges(graph, node[starts])
            first, size = starts[owner], sizes[owner]
            counts = random.poisson(mean[edges] * size)
            by_hits = np.repeat(np.arange(len(edges)), counts)
            hit = first[by_hits] + (random.random(len(by_hits)) * size[by_hits]).astype(np.int64)
            tried = np.flatnonzero(often[edges])
            by_trial = np.repeat(tried, size[tried])
            live = random.random(len(by_trial)) < graph.weights[edges[by_trial]]
            passed = within(first[tried], size[tried])[live]
            row = np.concatenate((hit, passed))
            edge = edges[np.concatenate((by_hits, by_trial[live]))]
            return fresh[row] + across[edge] * running

        return step

    return begin


def _spread(
    graph: Digraph, seeds: Nodes, simulations: int, begin: Callable[[int], Step], cells: int
) -> Spread:
    """Run simulations in batches; `begin` gives the step of a batch of so many.

    A key is node · (simulations of the batch) + simulation.
    """
    seeds = nodes_of(graph, seeds)
    if simulations < 1:
        raise ValueError(f"At least 1 simulation is needed, got {simulations}.")
    nodes = len(graph)
    sizes, hits = [], np.zeros(nodes, np.int64)
    for running, seen in batches(simulations, nodes, cells):
        start = (seeds[:, None] * running + np.arange(running)).ravel()
        reached = np.concatenate([start[:0], *explore(start, seen, begin(running))])
        node = reached // running
        sizes.append(np.bincount(reached - node * running, minlength=running))
        hits += np.bincount(node, minlength=nodes)
    return Spread(sizes=np.concatenate(sizes), shares=hits / simulations)
