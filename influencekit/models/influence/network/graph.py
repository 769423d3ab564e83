"""Directed graphs with weights in [0, 1], as a few columns."""

import functools
from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Floats, Ints, Times, frozen, group_starts

Nodes = Sequence[int] | npt.NDArray[np.integer]
Weights = Sequence[float] | npt.NDArray[np.floating]


@attrs.frozen(eq=False, kw_only=True)
class Digraph:
    """A directed graph of nodes 0 … n - 1, its edges grouped by the node that they leave (CSR).

    Make one with `Digraph.of` or `weighted_cascade`, which check what they are given.

    Examples
    --------
    >>> graph = Digraph.of(3, sources=[2, 0, 0], targets=[0, 2, 1], weights=[1.0, 0.5, 0.25])
    >>> graph.starts.tolist(), graph.targets.tolist(), graph.weights.tolist()
    ([0, 2, 2, 3], [1, 2, 0], [0.25, 0.5, 1.0])
    """

    starts: Times
    """n + 1 offsets: the edges that leave node v are ``starts[v]`` … ``starts[v + 1] - 1``."""
    targets: Ints
    """One an edge; ascending among the edges of one node."""
    weights: Floats
    """One an edge, in [0, 1]: what it stands for is up to the function that reads it."""

    @classmethod
    def of(cls, nodes: int, *, sources: Nodes, targets: Nodes, weights: Weights) -> "Digraph":
        """Return the graph with these edges, given in any order.

        Parameters
        ----------
        nodes
            How many nodes there are, at least 0.
        sources, targets, weights
            One an edge. An edge from a node to itself may be given and changes no cascade.

        Raises
        ------
        ValueError
            The columns differ in length, an edge names no node or is given twice, or a weight is
            not a number in [0, 1]. The message names the edge.
        """
        if nodes < 0:
            raise ValueError(f"A graph has at least 0 nodes, got {nodes}.")
        source, target = _nodes("sources", sources, nodes), _nodes("targets", targets, nodes)
        weight = np.asarray(weights, np.float64)
        if not len(source) == len(target) == weight.size or weight.ndim != 1:
            raise ValueError(
                "sources, targets and weights must be columns of one length, "
                f"got {len(source)}, {len(target)} and {weight.size}."
            )
        if len(wrong := np.flatnonzero(~((weight >= 0) & (weight <= 1)))):
            edge = wrong[0]
            raise ValueError(
                f"Edge {edge} ({source[edge]} → {target[edge]}) has the weight {weight[edge]:g}; "
                "a weight lies in [0, 1]."
            )
        order = np.lexsort((target, source))
        source, target = source[order], target[order]
        if len(twice := np.flatnonzero((np.diff(source) == 0) & (np.diff(target) == 0))):
            edge = twice[0]
            raise ValueError(
                f"The edge {source[edge]} → {target[edge]} is given twice; "
                "say once what both weigh together."
            )
        return cls(
            starts=frozen(group_starts(source, nodes)),
            targets=frozen(target.astype(np.int32)),
            weights=frozen(weight[order]),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __repr__(self) -> str:
        return f"<Digraph: {len(self)} nodes, {len(self.targets)} edges>"

    @functools.cached_property
    def sources(self) -> Ints:
        """The node that each edge leaves."""
        return frozen(np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts)))

    @functools.cached_property
    def reversed(self) -> "Digraph":
        """The graph with every edge turned round, its weight kept."""
        return Digraph.of(
            len(self), sources=self.targets, targets=self.sources, weights=self.weights
        )

    @functools.cached_property
    def shares(self) -> Floats:
        """What each edge has of the weight that leaves its node; 0 where that weight is 0."""
        out = np.bincount(self.sources, self.weights, len(self))[self.sources]
        return frozen(np.divide(self.weights, out, out=np.zeros(len(out)), where=out > 0))

    @functools.cached_property
    def largest_weight_in(self) -> float:
        """The largest sum of weights that enter one node: at most 1 for linear thresholds."""
        return float(np.bincount(self.targets, self.weights).max(initial=0.0))


def weighted_cascade(nodes: int, *, sources: Nodes, targets: Nodes) -> Digraph:
    """Return the graph whose edges weigh 1 / (number of edges that enter their target).

    The weighted cascade of Kempe, Kleinberg and Tardos, "Maximizing the Spread of Influence through
    a Social Network" (KDD 2003), section 5.1.

    Raises
    ------
    ValueError
        As `Digraph.of`.

    Examples
    --------
    >>> weighted_cascade(3, sources=[0, 1, 2], targets=[2, 2, 0]).weights.tolist()
    [0.5, 0.5, 1.0]
    """
    target = _nodes("targets", targets, nodes)
    weights = 1 / np.bincount(target, minlength=nodes)[target]
    return Digraph.of(nodes, sources=sources, targets=target, weights=weights)


def _nodes(name: str, given: Nodes, nodes: int) -> npt.NDArray[np.int64]:
    """Return a column of nodes, checked."""
    column = np.asarray(given)
    if column.ndim != 1 or (column.size and not np.issubdtype(column.dtype, np.integer)):
        raise ValueError(f"{name} must be one column of whole numbers, got {column.dtype}.")
    if len(wrong := np.flatnonzero((column < 0) | (column >= nodes))):
        among = f"nodes are 0 … {nodes - 1}" if nodes else "the graph has no nodes"
        raise ValueError(f"{name} names the node {column[wrong[0]]}; {among}.")
    return column.astype(np.int64)


def nodes_of(graph: Digraph, given: Nodes, *, name: str = "seeds") -> npt.NDArray[np.int64]:
    """Return the different nodes in `given`, ascending.

    Raises
    ------
    ValueError
        One of them is no node of `graph`.
    """
    return np.unique(_nodes(name, given, len(graph)))
