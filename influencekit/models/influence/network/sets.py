"""Reverse-reachable sets, and the nodes that cover most of them.

Such a set holds who could have reached one node. The share of the sets that hold one of some seeds is, in
expectation, the share of the nodes that those seeds reach: Borgs, Brautbar, Chayes and Lucier,
"Maximizing Social Influence in Nearly Optimal Time" (SODA 2014).
"""

from collections.abc import Callable

import attrs
import numpy as np

from influencekit.columns import Ints, Times
from influencekit.models.counted import within
from influencekit.models.influence.network.cascades import (
    Keys,
    Step,
    batches,
    check_thresholds,
    explore,
    out_edges,
)
from influencekit.models.influence.network.graph import Digraph

CELLS = 1 << 25
"""Nodes times sets that are drawn at a time: sets are small, so that many go together."""
OUT = -(1 << 62)
"""The gain of a node that is not to be chosen: no number of sets that are taken from it gets there."""


@attrs.frozen(eq=False, kw_only=True)
class Sets:
    """Sets of nodes, none of them empty, one after the other."""

    starts: Times
    """n + 1 offsets into `members`."""
    members: Ints
    nodes: int
    """How many nodes there are to be members."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    def and_also(self, others: "Sets") -> "Sets":
        """Return these sets and after them `others`."""
        return Sets(
            starts=np.concatenate((self.starts, others.starts[1:] + self.starts[-1])),
            members=np.concatenate((self.members, others.members)),
            nodes=self.nodes,
        )

    def gains(self, chosen: Ints) -> Times:
        """Return for each of the different `chosen` how many sets have it and none before it."""
        place = np.full(self.nodes, len(chosen), np.int64)
        place[chosen] = np.arange(len(chosen))
        none = np.zeros(0, np.int64)
        first = np.minimum.reduceat(place[self.members], self.starts[:-1]) if len(self) else none
        return np.bincount(first, minlength=len(chosen) + 1)[: len(chosen)]


def greedy_coverage(sets: Sets, k: int, among: Times | None = None) -> tuple[Ints, int]:
    """Return k of the nodes `among` (None: all) that cover many sets, and what no k of them exceed.

    Each next node covers most of the sets that are not covered yet, the lower number in a tie. Any k
    nodes cover at most what the first i chosen ones do and the k largest gains on top of them; the
    second value is the least of these bounds over i, as in OPIM-C.
    """
    owner = np.repeat(np.arange(len(sets), dtype=np.int32), np.diff(sets.starts))
    gain = np.bincount(sets.members, minlength=sets.nodes)
    if among is not None:
        gain[np.isin(np.arange(sets.nodes), among, invert=True)] = OUT
    open_ = np.ones(len(sets), np.bool_)
    chosen = np.empty(k, np.int32)
    covered, bound = 0, _with_best(0, gain, k)
    for turn in range(k):
        chosen[turn] = node = gain.argmax()
        # k passes over the members cost less than sorting them by node once.
        held = owner[sets.members == node]
        held = held[open_[held]]
        open_[held] = False
        covered += len(held)
        first = sets.starts[held]
        rows = within(first, sets.starts[held + 1] - first)
        gain -= np.bincount(sets.members[rows], minlength=sets.nodes)
        gain[node] = OUT  # once is enough, even where nothing is left to gain
        bound = min(bound, _with_best(covered, gain, k))
    return chosen, bound


def _with_best(covered: int, gain: Times, k: int) -> int:
    """Return `covered` and the k largest gains on top."""
    return covered + int(np.maximum(np.partition(gain, len(gain) - k)[-k:], 0).sum())


def cascade_sets(graph: Digraph, random: np.random.Generator) -> Callable[[int], Sets]:
    """Return what draws sets for independent cascades: each edge is live by its weight."""
    back = graph.reversed
    weights = back.weights.astype(np.float32)

    def step(fresh: Keys) -> Keys:
        node = fresh % len(graph)
        owner, edges = out_edges(back, node)
        live = np.flatnonzero(random.random(len(edges), np.float32) < weights[edges])
        owner, edges = owner[live], edges[live]
        return fresh[owner] + (back.targets[edges] - node[owner])

    return _drawn(graph, random, step)


def threshold_sets(graph: Digraph, random: np.random.Generator) -> Callable[[int], Sets]:
    """Return what draws sets for linear thresholds: of the edges into a node at most one is live.

    Raises
    ------
    ValueError
        The weights are none of linear thresholds.
    """
    check_thresholds(graph)
    back = graph.reversed
    ends = np.cumsum(back.weights)
    base = np.append(0.0, ends)[back.starts[:-1]]

    def step(fresh: Keys) -> Keys:
        node = fresh % len(graph)
        edge = np.searchsorted(ends, base[node] + random.random(len(node)), side="right")
        some = np.flatnonzero(edge < back.starts[node + 1])
        return fresh[some] + (back.targets[edge[some]] - node[some])

    return _drawn(graph, random, step)


SAMPLERS = {"independent cascade": cascade_sets, "linear threshold": threshold_sets}


def _drawn(graph: Digraph, random: np.random.Generator, step: Step) -> Callable[[int], Sets]:
    """Return what draws sets by walking back with `step`, from each node in turn.

    A key is set · (number of nodes) + node.

    Turns in a random order, not roots drawn with replacement: the same expectation with much less
    noise, and sums of such draws keep to the bounds of independent ones (Hoeffding, "Probability
    Inequalities for Sums of Bounded Random Variables", 1963, sections 5 and 6).
    """
    nodes = len(graph)
    order = random.permutation(nodes)
    turn = 0

    def draw(count: int) -> Sets:
        nonlocal turn
        found, sizes = [np.empty(0, np.int32)], [np.empty(0, np.int64)]
        for running, seen in batches(count, nodes, CELLS):
            number = np.arange(running)
            roots = number * nodes + order[(turn + number) % nodes]
            turn = (turn + running) % nodes
            keys = np.sort(np.concatenate(explore(roots, seen, step)))
            of, node = np.divmod(keys, nodes)
            found.append(node.astype(np.int32))
            sizes.append(np.bincount(of, minlength=running))
        starts = np.append(0, np.cumsum(np.concatenate(sizes)))
        return Sets(starts=starts, members=np.concatenate(found), nodes=nodes)

    return draw
