"""PageRank and OpenRank against their closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.influence.network.graph import Digraph
from influencekit.models.influence.network.ranks import openrank, pagerank, with_background


def matrix(net, graph):
    """Return S: column j says how node j shares out what it passes on."""
    shares = np.zeros((len(graph), len(graph)))
    for source, target, weight in net.rows(graph):
        shares[target, source] = weight
    sums = shares.sum(axis=0)
    return shares / np.where(sums > 0, sums, 1)


@given(data=st.data(), damping=st.floats(0, 0.95))
def test_pagerank_is_its_closed_form(net, data, damping):
    graph = data.draw(net.graphs())
    size = len(graph)
    start = data.draw(st.lists(st.integers(0, 4), min_size=size, max_size=size).filter(any))
    begin = np.array(start) / sum(start)
    passed = matrix(net, graph)
    ends = passed.sum(axis=0) == 0
    passed[:, ends] = begin[:, None]
    closed = np.linalg.solve(np.eye(size) - damping * passed, (1 - damping) * begin)
    found = pagerank(graph, damping=damping, start=start)
    assert found == pytest.approx(closed, abs=1e-9)
    assert found.sum() == pytest.approx(1.0)


@given(data=st.data())
def test_openrank_is_its_closed_form(net, data):
    graph = data.draw(net.graphs())
    size = len(graph)
    each = st.lists(st.floats(0.05, 1), min_size=size, max_size=size)
    initial, kept = np.array(data.draw(each)), np.array(data.draw(each))
    keep, pass_on = np.diag(kept), np.diag(1 - kept)
    closed = np.linalg.solve(np.eye(size) - pass_on @ matrix(net, graph), keep @ initial)
    assert openrank(graph, initial, retention=kept) == pytest.approx(closed, abs=1e-9)


@given(data=st.data())
def test_openrank_with_equal_starts_is_pagerank_where_nothing_is_lost(net, data):
    graph = with_background(data.draw(net.graphs()))
    ranks = pagerank(graph, damping=0.85)
    assert openrank(graph, 1 / len(graph), retention=0.15) == pytest.approx(ranks, abs=1e-8)


def test_a_hand_worked_pagerank():
    # x = (1-d)/2 + d·y/1 for the one who is pointed at and back: both one half.
    pair = Digraph.of(2, sources=[0, 1], targets=[1, 0], weights=[0.1, 0.9])
    assert pagerank(pair).tolist() == pytest.approx([0.5, 0.5])


def test_nobody_gains_by_weights_of_another_scale():
    one = Digraph.of(3, sources=[0, 0, 1], targets=[1, 2, 2], weights=[0.1, 0.2, 0.5])
    other = Digraph.of(3, sources=[0, 0, 1], targets=[1, 2, 2], weights=[0.4, 0.8, 1.0])
    assert pagerank(one) == pytest.approx(pagerank(other))
    assert openrank(one) == pytest.approx(openrank(other))


def test_the_background_is_tied_to_everybody_and_takes_all_of_who_has_no_edge():
    graph = with_background(Digraph.of(2, sources=[0], targets=[1], weights=[0.3]), share=0.05)
    edges = zip(graph.sources.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True)
    assert list(edges) == [(0, 1, 0.95), (0, 2, 0.05), (1, 2, 1.0), (2, 0, 0.5), (2, 1, 0.5)]
    assert openrank(graph, 1.0).sum() == pytest.approx(3.0)


def test_a_graph_without_nodes_has_no_ranks():
    nothing = Digraph.of(0, sources=[], targets=[], weights=[])
    assert pagerank(nothing).tolist() == openrank(nothing).tolist() == []
    assert len(with_background(nothing)) == 1


@pytest.mark.parametrize(
    ("rank", "options", "said"),
    [
        (pagerank, {"damping": 1.0}, r"damping must lie in \[0, 1\), got 1"),
        (pagerank, {"damping": float("nan")}, "got nan"),
        (pagerank, {"start": [0, 0]}, "a number above 0"),
        (pagerank, {"start": [1]}, "one number a node, 2, got 1"),
        (pagerank, {"start": [1, -1]}, "finite numbers of at least 0"),
        (openrank, {"retention": 0.0}, r"retention must lie in \(0, 1\]"),
        (openrank, {"retention": [0.5, 1.5]}, "retention must lie"),
        (openrank, {"initial": float("inf")}, "initial must be finite"),
        (with_background, {"share": 1.5}, r"share must lie in \[0, 1\], got 1\.5"),
    ],
)
def test_bad_arguments_are_refused(rank, options, said):
    with pytest.raises(ValueError, match=said):
        rank(Digraph.of(2, sources=[0], targets=[1], weights=[1.0]), **options)
