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
"""A node in a simulation: simulation · (number of nodes) + node."""
Step = Callable[[Keys], Keys]
"""From what was reached last to what that reaches next: possibly twice, possibly known already."""

CELLS = 1 << 23
"""Nodes times simulations that are under way at a time: many, for each step costs something by itself."""


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
    return _spread(graph, seeds, simulations, lambda _: live_edges(graph, random))


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

    def step(running: int) -> Step:
        left = random.random(running * len(graph), np.float32)

        def heed(fresh: Keys) -> Keys:
            owner, edges = _out_edges(graph, fresh)
            reached = fresh[owner] + (graph.targets[edges] - graph.sources[edges])
            np.subtract.at(left, reached, weights[edges])
            return reached[left[reached] < 0]

        return heed

    return _spread(graph, seeds, simulations, step)


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


def live_edges(graph: Digraph, random: np.random.Generator) -> Step:
    """Return the step of independent cascades: each edge out of what was reached, by its weight."""
    weights = graph.weights.astype(np.float32)

    def step(fresh: Keys) -> Keys:
        owner, edges = _out_edges(graph, fresh)
        live = np.flatnonzero(random.random(len(edges), np.float32) < weights[edges])
        edges, owner = edges[live], owner[live]
        return fresh[owner] + (graph.targets[edges] - graph.sources[edges])

    return step


def explore(start: Keys, seen: Flags, step: Step) -> list[Keys]:
    """Return what is reached from `start`, round by round, each key once.

    Parameters
    ----------
    start
        Different keys.
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


def _out_edges(graph: Digraph, keys: Keys) -> tuple[Keys, Keys]:
    """Return the edges that leave the nodes in `keys`, each with the index of its key."""
    node = keys % len(graph)
    first = graph.starts[node]
    count = graph.starts[node + 1] - first
    return np.repeat(np.arange(len(keys)), count), within(first, count)


def _spread(graph: Digraph, seeds: Nodes, simulations: int, begin: Callable[[int], Step]) -> Spread:
    """Run simulations in batches; `begin` gives the step of a batch of so many."""
    seeds = nodes_of(graph, seeds)
    if simulations < 1:
        raise ValueError(f"At least 1 simulation is needed, got {simulations}.")
    nodes = len(graph)
    sizes, hits = [], np.zeros(nodes, np.int64)
    for running, seen in batches(simulations, nodes, CELLS):
        start = (np.arange(running)[:, None] * nodes + seeds).ravel()
        size = np.zeros(running, np.int64)
        for fresh in explore(start, seen, begin(running)):
            simulation, node = np.divmod(fresh, nodes)
            size += np.bincount(simulation, minlength=running)
            hits += np.bincount(node, minlength=nodes)
        sizes.append(size)
    return Spread(sizes=np.concatenate(sizes), shares=hits / simulations)
