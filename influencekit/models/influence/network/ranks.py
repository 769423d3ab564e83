"""Ranks of nodes by who points at them: PageRank and OpenRank.

Both keep a part of every node's rank where it started and pass the rest along its edges, by the shares
that the edges have of the weight that leaves it.
"""

import numpy as np

from influencekit.columns import Floats
from influencekit.models.influence.network.graph import Digraph, Weights

ROUNDS = 10_000


def pagerank(
    graph: Digraph,
    *,
    damping: float = 0.85,
    start: Weights | None = None,
    tolerance: float = 1e-12,
) -> Floats:
    """Return the PageRank of each node, by power iteration.

    x = d·(Pᵀx + s·(x over nodes without edges)) + (1 - d)·s, where P has the edges' shares: Page, Brin,
    Motwani and Winograd, "The PageRank Citation Ranking" (1999).

    Parameters
    ----------
    graph
        An edge gives rank to its target.
    damping
        d: the share of its rank that a node passes on, in [0, 1).
    start
        s: where the rest goes; one number a node, at least 0, not all 0; divided by its sum. Without
        it every node is the same: personalised PageRank is the one with it.
    tolerance
        Iterates until the sum of the absolute changes is at most this.

    Returns
    -------
    :
        One a node, summing to 1.

    Raises
    ------
    ValueError
        An argument is out of its range.

    Examples
    --------
    >>> star = Digraph.of(3, sources=[0, 1], targets=[2, 2], weights=[1.0, 1.0])
    >>> pagerank(star).round(4).tolist()
    [0.2128, 0.2128, 0.5745]
    """
    if not 0 <= damping < 1:
        raise ValueError(f"damping must lie in [0, 1), got {damping:g}.")
    rank = begin = _summing_to_one(_per_node(graph, "start", 1.0 if start is None else start))
    ends = np.bincount(graph.sources, graph.weights, len(graph)) == 0
    for _ in range(ROUNDS):
        passed = _passed(graph, rank) + begin * rank[ends].sum()
        rank, before = damping * passed + (1 - damping) * begin, rank
        if np.abs(rank - before).sum() <= tolerance:
            return np.asarray(rank, np.float64)
    raise ValueError(f"No rank within {tolerance:g} after {ROUNDS:,} rounds; lower damping.")


def openrank(
    graph: Digraph,
    initial: Weights | float = 1.0,
    *,
    retention: Weights | float = 0.15,
    tolerance: float = 1e-12,
) -> Floats:
    """Return the OpenRank of each node: v = r·initial + (1 - r)·Σ share·v over the edges into it.

    The rule of the OpenDigger project's OpenRank, iterated; with A = diag(1 - r) and S the matrix of
    shares it is v = (E - A·S)⁻¹·(E - A)·initial. With one r for all, initial values that are all
    1 / n and an edge out of every node it is PageRank with damping 1 - r. What a node without edges
    out of it would pass on is lost: see `with_background`.

    Parameters
    ----------
    graph
        An edge gives rank to its target, by its share of what leaves its source.
    initial
        What each node begins with, at least 0; one for all or one a node. Over time, the value of the
        period before.
    retention
        r: the share of its value that comes from `initial`, in (0, 1]; one for all or one a node.
    tolerance
        Iterates until no value changes by more.

    Raises
    ------
    ValueError
        An argument is out of its range.

    Examples
    --------
    >>> pair = Digraph.of(2, sources=[0], targets=[1], weights=[1.0])
    >>> openrank(pair, retention=0.5).tolist()
    [0.5, 0.75]
    """
    begin = _per_node(graph, "initial", initial)
    kept = _per_node(graph, "retention", retention)
    if not ((kept > 0) & (kept <= 1)).all():
        raise ValueError("retention must lie in (0, 1] for every node.")
    value = begin
    for _ in range(ROUNDS):
        value, before = kept * begin + (1 - kept) * _passed(graph, value), value
        if np.abs(value - before).max(initial=0.0) <= tolerance:
            return value
    raise ValueError(f"No values within {tolerance:g} after {ROUNDS:,} rounds; raise retention.")


def with_background(graph: Digraph, share: float = 0.05) -> Digraph:
    """Return the graph with one more node, the last: every node is tied to it, and it to every node.

    So that nothing is lost and everybody is reached, as in OpenDigger's community OpenRank. Each node
    sends `share` of its weight to the background, all of it where it has no other edge; the background
    sends the same to each. The weights of the result are shares.

    Raises
    ------
    ValueError
        `share` does not lie in [0, 1].
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must lie in [0, 1], got {share:g}.")
    nodes = len(graph)
    everyone, background = np.arange(nodes), np.full(nodes, nodes)
    given = np.where(np.bincount(graph.sources, graph.shares, nodes) > 0, share, 1.0)
    return Digraph.of(
        nodes + 1,
        sources=np.concatenate((graph.sources, everyone, background)),
        targets=np.concatenate((graph.targets, background, everyone)),
        weights=np.concatenate(
            (graph.shares * (1 - share), given, np.full(nodes, 1 / max(nodes, 1)))
        ),
    )


def _summing_to_one(start: Floats) -> Floats:
    """Return `start` divided by its sum."""
    if len(start) and not start.any():
        raise ValueError("start must have a number above 0.")
    return np.asarray(start / start.sum() if len(start) else start, np.float64)


def _passed(graph: Digraph, rank: Floats) -> Floats:
    """Return what each node gets over the edges into it."""
    got = np.bincount(graph.targets, graph.shares * rank[graph.sources], len(graph))
    return np.asarray(got, np.float64)


def _per_node(graph: Digraph, name: str, given: Weights | float) -> Floats:
    """Return a number for each node, checked."""
    values = np.asarray(given, np.float64)
    if values.shape not in {(), (len(graph),)}:
        raise ValueError(f"{name} must have one number a node, {len(graph)}, got {values.size}.")
    if not (np.isfinite(values) & (values >= 0)).all():
        raise ValueError(f"{name} must be finite numbers of at least 0.")
    return np.broadcast_to(values, len(graph)).copy()
