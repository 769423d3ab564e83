"""Influence maximization: the k nodes through whom the most others are reached.

By reverse-reachable sets: who could have reached a node drawn at random. The share of such sets that
hold one of some seeds is, in expectation, the share of the nodes that those seeds reach (Borgs, Brautbar,
Chayes and Lucier, "Maximizing Social Influence in Nearly Optimal Time", SODA 2014). How many are drawn,
and what is certain then, follows OPIM-C: Tang, Tang, Xiao and Yuan, "Online Processing Algorithms for
Influence Maximization" (SIGMOD 2018).
"""

from collections.abc import Callable
from math import log, sqrt
from typing import Literal

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
    live_edges,
)
from influencekit.models.influence.network.graph import Digraph

FIRST_SETS = 1 << 10
"""Sets in either half of the first round; every later round doubles them."""
CELLS = 1 << 24
"""Nodes times sets that are drawn at a time: sets are small, so that many go together."""


@attrs.frozen(eq=False, kw_only=True)
class Champions:
    """The seeds that were found, and what is known about them."""

    seeds: tuple[int, ...]
    """Nodes in the order in which they were chosen: the first j of them are the choice for k = j."""
    spread: float
    """Unbiased estimate of how many nodes they reach, from sets that the choice has not seen; nodes."""
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
    model: Literal["independent cascade", "linear threshold"] = "independent cascade",
    share: float = 0.7,
    failure: float = 0.001,
    most_sets: int = 1 << 22,
    rng: int = 0,
) -> Champions:
    """Return k seeds that reach at least `share` of what the best k nodes reach.

    Draws sets in two halves, chooses the seeds greedily by the first and bounds their spread by the
    second, and doubles both until the bounds certify `share` or `most_sets` are drawn. With a
    probability of at least 1 - `failure` both bounds of the result hold, hence
    spread ≥ `Champions.certified` · best spread. These are the bounds of OPIM-C with a union bound over the
    rounds; they hold however many sets were drawn. Greedy choice alone promises 1 - 1/e = 0.632; what is
    certified here comes from the data at hand and is mostly more. A tie goes to the lower number.

    Parameters
    ----------
    graph
        With the weights that `cascades.independent_cascade` or `cascades.linear_threshold` reads.
    k
        How many seeds, 1 … number of nodes.
    model
        How influence spreads.
    share
        What is to be certified, in (0, 1).
    failure
        How probable it may be that a bound does not hold, in (0, 1).
    most_sets
        Where to stop all the same; at least 2 · `FIRST_SETS`. The result says what is certain then.
    rng
        Seed of the random numbers: the same arguments give the same result.

    Raises
    ------
    ValueError
        An argument is out of its range, or the weights are none of linear thresholds.

    Examples
    --------
    >>> star = Digraph.of(4, sources=[2, 2, 2], targets=[0, 1, 3], weights=[1.0, 1.0, 1.0])
    >>> maximize(star, 1).seeds
    (2,)
    """
    _check(graph, k, share=share, failure=failure, most_sets=most_sets)
    random = np.random.default_rng(rng)
    draw_choosing, draw_judging = (SAMPLERS[model](graph, random) for _ in range(2))
    rounds = (most_sets // (2 * FIRST_SETS)).bit_length()
    doubt = log(2 * rounds / failure)  # eta: two bounds a round
    choosing, judging = draw_choosing(0), draw_judging(0)
    while True:
        more = max(len(choosing), FIRST_SETS)
        choosing = choosing.and_also(draw_choosing(more))
        judging = judging.and_also(draw_judging(more))
        seeds, best = greedy_coverage(choosing, k)
        covered = judging.covered_by(seeds)
        scale = len(graph) / len(judging)
        found = Champions(
            seeds=tuple(seeds.tolist()),
            spread=covered * scale,
            at_least=max(_lower(covered, doubt) * scale, k),
            best_at_most=min(_upper(best, doubt) * scale, len(graph)),
            sets=2 * len(judging),
        )
        if found.certified >= share or 4 * len(judging) > most_sets:
            return found


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

    def covered_by(self, chosen: Ints) -> int:
        """Return how many sets have a member among `chosen`."""
        if not len(self):
            return 0
        flags = np.zeros(self.nodes, np.bool_)
        flags[chosen] = True
        return int(np.logical_or.reduceat(flags[self.members], self.starts[:-1]).sum())


def greedy_coverage(sets: Sets, k: int) -> tuple[Ints, int]:
    """Return k nodes that cover many sets, and what no k nodes exceed.

    Each next node covers most of the sets that are not covered yet, the lower number in a tie. Any k
    nodes cover at most what the first i chosen ones do and the k largest gains on top of them; the
    second value is the least of these bounds over i, as in OPIM-C.
    """
    owner = np.repeat(np.arange(len(sets), dtype=np.int32), np.diff(sets.starts))
    gain = np.bincount(sets.members, minlength=sets.nodes)
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
        gain[node] = -1  # once is enough, even where nothing is left to gain
        bound = min(bound, _with_best(covered, gain, k))
    return chosen, bound


def _with_best(covered: int, gain: Times, k: int) -> int:
    """Return `covered` and the k largest gains on top."""
    return covered + int(np.maximum(np.partition(gain, len(gain) - k)[-k:], 0).sum())


def cascade_sets(graph: Digraph, random: np.random.Generator) -> Callable[[int], Sets]:
    """Return what draws sets for independent cascades: each edge is live by its weight."""
    return _drawn(graph, random, live_edges(graph.reversed, random))


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


def _lower(covered: int, doubt: float) -> float:
    """Return what the expected number of covered sets surely reaches, as in OPIM-C."""
    root = max(sqrt(covered + 2 * doubt / 9) - sqrt(doubt / 2), 0.0)
    return max(root**2 - doubt / 18, 0.0)


def _upper(covered: int, doubt: float) -> float:
    """Return what the expected number of covered sets surely does not exceed, as in OPIM-C."""
    return (sqrt(covered + doubt / 2) + sqrt(doubt / 2)) ** 2


def _check(graph: Digraph, k: int, *, share: float, failure: float, most_sets: int) -> None:
    """Refuse arguments that are out of their ranges."""
    if not 1 <= k <= len(graph):
        raise ValueError(f"k must lie in 1 … {len(graph)}, the number of nodes, got {k}.")
    for name, value in {"share": share, "failure": failure}.items():
        if not 0 < value < 1:
            raise ValueError(f"{name} must lie between 0 and 1, got {value:g}.")
    if most_sets < 2 * FIRST_SETS:
        raise ValueError(f"most_sets must be at least {2 * FIRST_SETS}, got {most_sets}.")
