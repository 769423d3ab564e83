"""Influence maximization against the best choice among all."""

import itertools
from math import e

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.influence.network.graph import Digraph, weighted_cascade
from influencekit.models.influence.network.maximization import maximize
from influencekit.models.influence.network.sets import SAMPLERS, Sets, greedy_coverage

BOTH = pytest.mark.parametrize("model", SAMPLERS)


def best(net, outcomes, nodes, k):
    return max(net.expected(outcomes, seeds) for seeds in itertools.combinations(range(nodes), k))


@BOTH
@settings(max_examples=25)
@given(data=st.data())
def test_the_seeds_reach_what_greedy_promises_and_the_bounds_hold(net, model, data):
    graph = data.draw(net.graphs(nodes=6, edges=7, thresholds=model == "linear threshold"))
    k = data.draw(st.integers(1, min(3, len(graph))))
    found = maximize(graph, k, model=model, failure=1e-6, most_sets=1 << 13)
    outcomes = list(net.outcomes[model](graph))
    exact, optimum = net.expected(outcomes, found.seeds), best(net, outcomes, len(graph), k)
    assert exact >= (1 - 1 / e) * optimum
    assert exact >= found.certified * optimum - 1e-9
    assert found.at_least <= exact + 1e-9
    assert found.best_at_most >= optimum - 1e-9
    assert len(set(found.seeds)) == k


@BOTH
@settings(max_examples=25)
@given(data=st.data())
def test_among_candidates_the_promise_and_the_bounds_are_about_them(net, model, data):
    graph = data.draw(net.graphs(nodes=6, edges=7, thresholds=model == "linear threshold"))
    some = data.draw(st.lists(st.integers(0, len(graph) - 1), min_size=1, unique=True))
    k = data.draw(st.integers(1, min(3, len(some))))
    found = maximize(graph, k, among=some, model=model, failure=1e-6, most_sets=1 << 13)
    outcomes = list(net.outcomes[model](graph))
    exact = net.expected(outcomes, found.seeds)
    optimum = max(net.expected(outcomes, seeds) for seeds in itertools.combinations(some, k))
    assert set(found.seeds) <= set(some)
    assert len(set(found.seeds)) == k
    assert exact >= (1 - 1 / e) * optimum
    assert found.at_least <= exact + 1e-9
    assert found.best_at_most >= optimum - 1e-9
    assert sum(found.gains) == pytest.approx(found.spread)


@BOTH
def test_ten_nodes_and_three_seeds_are_chosen_as_well_as_counting_every_outcome_does(net, model):
    sources, targets = [0, 0, 0, 4, 4, 4, 8, 8, 3, 7], [1, 2, 3, 5, 6, 7, 9, 3, 7, 3]
    graph = weighted_cascade(10, sources=sources, targets=targets)
    outcomes = list(net.outcomes[model](graph))
    found = maximize(graph, 3, model=model, share=0.95)
    assert sorted(found.seeds) == [0, 4, 8]
    assert net.expected(outcomes, found.seeds) == pytest.approx(best(net, outcomes, 10, 3))
    assert found.certified >= 0.95


@BOTH
@settings(max_examples=25)
@given(data=st.data())
def test_the_share_of_sets_that_a_node_is_in_is_the_share_of_nodes_that_it_reaches(
    net, model, data
):
    graph = data.draw(net.graphs(nodes=6, edges=7, thresholds=model == "linear threshold"))
    sets = SAMPLERS[model](graph, np.random.default_rng(5))(6000)
    outcomes = list(net.outcomes[model](graph))
    for node in range(len(graph)):
        share = int(sets.gains(np.array([node])).sum()) / len(sets)
        assert share == pytest.approx(net.expected(outcomes, [node]) / len(graph), abs=0.04)


family = st.lists(st.sets(st.integers(0, 7), min_size=1), max_size=12)


@given(family=family, k=st.integers(1, 8))
def test_greedy_coverage_is_the_plain_one_and_its_bound_holds(family, k):
    members = [sorted(one) for one in family]
    sets = Sets(
        starts=np.cumsum([0, *map(len, members)]),
        members=np.array([node for one in members for node in one], np.int32),
        nodes=8,
    )
    chosen, bound = greedy_coverage(sets, k)
    plain, left = [], list(family)
    for _ in range(k):
        others = [node for node in range(8) if node not in plain]
        plain.append(max(others, key=lambda node: (sum(node in one for one in left), -node)))
        left = [one for one in left if plain[-1] not in one]
    assert chosen.tolist() == plain
    assert int(sets.gains(chosen).sum()) == len(family) - len(left)
    most = max(
        sum(bool(one & set(nodes)) for one in family)
        for nodes in itertools.combinations(range(8), k)
    )
    assert bound >= most
    assert int(sets.gains(chosen).sum()) >= (1 - 1 / e) * most


@BOTH
def test_the_same_seed_of_chance_gives_the_same_choice_and_fewer_seeds_are_its_beginning(model):
    graph = weighted_cascade(30, sources=[n * n % 30 for n in range(1, 30)], targets=range(1, 30))
    first, again = (maximize(graph, 6, model=model, rng=2, most_sets=1 << 12) for _ in range(2))
    assert (first.seeds, first.spread) == (again.seeds, again.spread)
    fewer = maximize(graph, 2, model=model, rng=2, share=0.999, most_sets=1 << 12)
    more = maximize(graph, 6, model=model, rng=2, share=0.999, most_sets=1 << 12)
    assert fewer.sets == more.sets
    assert more.seeds[:2] == fewer.seeds


@BOTH
def test_without_edges_every_node_is_as_good_and_the_first_ones_are_taken(model):
    alone = Digraph.of(4, sources=[], targets=[], weights=[])
    found = maximize(alone, 4, model=model)
    assert sorted(found.seeds) == [0, 1, 2, 3]
    assert found.certified == 1.0


def test_a_disconnected_graph_is_served_part_by_part():
    parts = weighted_cascade(6, sources=[1, 1, 4, 4], targets=[0, 2, 3, 5])
    assert sorted(maximize(parts, 2).seeds) == [1, 4]


@pytest.mark.parametrize(
    ("k", "options", "said"),
    [
        (3, {}, r"k must lie in 1 … 2, the number of nodes, got 3"),
        (0, {}, "got 0"),
        (2, {"among": [1]}, r"k must lie in 1 … 1"),
        (1, {"among": []}, "no node to choose from"),
        (1, {"model": "rumour"}, "model must be one of independent cascade, linear threshold"),
        (1, {"among": [2]}, "among names the node 2"),
        (1, {"share": 1.0}, "share must lie between 0 and 1, got 1"),
        (1, {"failure": 0.0}, "failure must lie between 0 and 1, got 0"),
        (1, {"share": float("nan")}, "share must lie between"),
        (1, {"most_sets": 10}, "most_sets must be at least 2048, got 10"),
    ],
)
def test_bad_arguments_are_refused(k, options, said):
    with pytest.raises(ValueError, match=said):
        maximize(weighted_cascade(2, sources=[0], targets=[1]), k, **options)


def test_a_graph_without_nodes_has_nobody_to_choose():
    with pytest.raises(ValueError, match="no node to choose from"):
        maximize(weighted_cascade(0, sources=[], targets=[]), 1)


def test_thresholds_need_weights_that_sum_to_one_at_most():
    graph = Digraph.of(3, sources=[0, 1], targets=[2, 2], weights=[0.75, 0.5])
    with pytest.raises(ValueError, match=r"sum to 1\.25"):
        maximize(graph, 1, model="linear threshold")
