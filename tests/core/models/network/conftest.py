"""Small random graphs, and the exact spread on them by counting every outcome."""

import itertools
from types import SimpleNamespace

import pytest
from hypothesis import strategies as st

from influencekit.models.influence.network.graph import Digraph


@st.composite
def graphs(draw, *, nodes=10, edges=12, thresholds=False):
    """Draw a graph without edges from a node to itself; for linear thresholds if that is said."""
    size = draw(st.integers(1, nodes))
    node = st.integers(0, size - 1)
    pairs = st.tuples(node, node).filter(lambda pair: pair[0] != pair[1])
    found = draw(st.lists(pairs, unique=True, max_size=edges)) if size > 1 else []
    weights = [draw(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])) for _ in found]
    if thresholds:
        into = [target for _, target in found]
        weights = [
            weight / into.count(target) for weight, target in zip(weights, into, strict=True)
        ]
    sources, targets = zip(*found, strict=True) if found else ((), ())
    return Digraph.of(size, sources=sources, targets=targets, weights=weights)


def rows(graph):
    return list(
        zip(graph.sources.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True)
    )


def reached(seeds, edges):
    """Return who is reached from `seeds` over `edges`."""
    found, waiting = set(seeds), list(seeds)
    while waiting:
        at = waiting.pop()
        new = {target for source, target in edges if source == at} - found
        found |= new
        waiting += new
    return frozenset(found)


def cascade_outcomes(graph):
    """Yield every set of live edges of independent cascades with its probability."""
    edges = rows(graph)
    for live in itertools.product([False, True], repeat=len(edges)):
        chance = 1.0
        for is_live, (_, _, weight) in zip(live, edges, strict=True):
            chance *= weight if is_live else 1 - weight
        if chance:
            yield chance, [edge[:2] for is_live, edge in zip(live, edges, strict=True) if is_live]


def threshold_outcomes(graph):
    """Yield every set of live edges of linear thresholds, at most one a node, with its probability."""
    into = [[edge for edge in rows(graph) if edge[1] == node] for node in range(len(graph))]
    choices = [
        [(edge[2], [edge[:2]]) for edge in edges] + [(1 - sum(edge[2] for edge in edges), [])]
        for edges in into
    ]
    for chosen in itertools.product(*choices):
        chance = 1.0
        for weight, _ in chosen:
            chance *= weight
        if chance > 0:
            yield chance, [edge for _, some in chosen for edge in some]


def expected(outcomes, seeds):
    return sum(chance * len(reached(seeds, live)) for chance, live in outcomes)


@pytest.fixture(scope="session")
def net():
    return SimpleNamespace(
        graphs=graphs,
        rows=rows,
        outcomes={
            "independent cascade": cascade_outcomes,
            "linear threshold": threshold_outcomes,
        },
        expected=expected,
    )
