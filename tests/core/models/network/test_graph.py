"""Graphs with weights in [0, 1]."""

import math

import pytest

from influencekit.models.influence.network.graph import Digraph, nodes_of, weighted_cascade


def edges(graph):
    return list(
        zip(graph.sources.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True)
    )


def test_edges_in_any_order_are_the_same_graph():
    one = Digraph.of(3, sources=[2, 0, 0], targets=[0, 2, 1], weights=[1, 0.5, 0.25])
    other = Digraph.of(3, sources=[0, 2, 0], targets=[1, 0, 2], weights=[0.25, 1, 0.5])
    assert edges(one) == edges(other) == [(0, 1, 0.25), (0, 2, 0.5), (2, 0, 1.0)]


def test_turned_round_every_edge_keeps_its_weight():
    graph = Digraph.of(3, sources=[0, 0], targets=[1, 2], weights=[0.25, 0.5])
    assert edges(graph.reversed) == [(1, 0, 0.25), (2, 0, 0.5)]


def test_shares_are_of_what_leaves_a_node_and_no_division_by_nothing():
    graph = Digraph.of(3, sources=[0, 0, 1], targets=[1, 2, 2], weights=[0.1, 0.3, 0.0])
    assert graph.shares.tolist() == pytest.approx([0.25, 0.75, 0.0])


def test_a_weighted_cascade_shares_one_among_the_edges_into_a_node():
    graph = weighted_cascade(4, sources=[0, 1, 2, 3], targets=[2, 2, 3, 2])
    assert graph.weights.tolist() == pytest.approx([1 / 3, 1 / 3, 1, 1 / 3])
    assert graph.largest_weight_in == pytest.approx(1.0)


def test_a_graph_without_nodes_is_a_graph():
    graph = weighted_cascade(0, sources=[], targets=[])
    assert (len(graph), len(graph.reversed), graph.largest_weight_in) == (0, 0, 0.0)


@pytest.mark.parametrize(
    ("weight", "said"), [(math.nan, "nan"), (-0.5, "-0.5"), (1.5, "1.5"), (math.inf, "inf")]
)
def test_a_weight_outside_of_0_to_1_is_refused_with_its_edge(weight, said):
    with pytest.raises(ValueError, match=rf"Edge 1 \(1 → 2\) has the weight {said}; .*\[0, 1\]"):
        Digraph.of(3, sources=[0, 1], targets=[1, 2], weights=[0.5, weight])


@pytest.mark.parametrize(
    ("nodes", "sources", "targets", "weights", "said"),
    [
        (2, [0], [2], [0.5], "targets names the node 2; nodes are 0 … 1"),
        (2, [-1], [0], [0.5], "sources names the node -1"),
        (0, [0], [0], [0.5], "the graph has no nodes"),
        (2, [0.5], [1], [0.5], "whole numbers"),
        (2, [0], [1], [0.5, 0.5], "columns of one length, got 1, 1 and 2"),
        (2, [0, 0], [1, 1], [0.5, 0.5], "edge 0 → 1 is given twice"),
        (-1, [], [], [], "at least 0 nodes"),
    ],
)
def test_what_is_no_graph_is_refused(nodes, sources, targets, weights, said):
    with pytest.raises(ValueError, match=said):
        Digraph.of(nodes, sources=sources, targets=targets, weights=weights)


def test_nodes_that_are_none_are_refused_by_the_name_that_they_were_given_under():
    graph = weighted_cascade(2, sources=[0], targets=[1])
    assert nodes_of(graph, [1, 0, 1]).tolist() == [0, 1]
    with pytest.raises(ValueError, match="seeds names the node 7; nodes are 0 … 1"):
        nodes_of(graph, [0, 7])
