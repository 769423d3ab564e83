"""Simulated cascades against the exact spread, which counts every outcome."""

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.influence.network import cascades
from influencekit.models.influence.network.cascades import independent_cascade, linear_threshold
from influencekit.models.influence.network.graph import Digraph, weighted_cascade

RUN = {"independent cascade": independent_cascade, "linear threshold": linear_threshold}
BOTH = pytest.mark.parametrize("model", RUN)
SIMULATIONS = 4000


@BOTH
@settings(max_examples=40)
@given(data=st.data())
def test_the_mean_is_the_exact_spread_within_its_noise(net, model, data):
    graph = data.draw(net.graphs(nodes=6, edges=8, thresholds=model == "linear threshold"))
    seeds = data.draw(st.sets(st.integers(0, len(graph) - 1), min_size=1))
    found = RUN[model](graph, sorted(seeds), simulations=SIMULATIONS)
    exact = net.expected(list(net.outcomes[model](graph)), seeds)
    # Six standard errors of the widest spread there can be, so that chance does not fail it.
    assert found.mean == pytest.approx(exact, abs=6 * len(graph) / 2 / SIMULATIONS**0.5)
    assert found.shares.sum() == pytest.approx(found.mean)
    assert found.sizes.min() >= len(seeds)
    assert all(found.shares[seed] == 1 for seed in seeds)


def test_a_chain_of_halves_has_the_spread_worked_by_hand():
    chain = Digraph.of(4, sources=[0, 1, 2], targets=[1, 2, 3], weights=[0.5, 0.5, 0.5])
    found = independent_cascade(chain, [0], simulations=20_000)
    assert found.mean == pytest.approx(1 + 1 / 2 + 1 / 4 + 1 / 8, abs=6 * found.standard_error)
    assert found.shares.tolist() == pytest.approx([1, 1 / 2, 1 / 4, 1 / 8], abs=0.02)


@pytest.mark.parametrize("weight", [0.05, 0.4, 0.5, 0.6, 1.0])
def test_edges_are_live_independently_of_each_other(weight):
    star = Digraph.of(6, sources=[0] * 5, targets=range(1, 6), weights=[weight] * 5)
    runs = 50_000
    sizes = independent_cascade(star, [0], simulations=runs).sizes
    for reached in range(6):
        chance = comb(5, reached) * weight**reached * (1 - weight) ** (5 - reached)
        noise = 6 * (chance * (1 - chance) / runs) ** 0.5
        assert (sizes == 1 + reached).mean() == pytest.approx(chance, abs=noise + 1e-12)


def test_simulations_are_independent_of_each_other():
    pair = Digraph.of(2, sources=[0], targets=[1], weights=[0.3])
    live = independent_cascade(pair, [0], simulations=50_000).sizes == 2
    both = (live[:-1] & live[1:]).mean()
    assert both == pytest.approx(0.09, abs=6 * (0.09 * 0.91 / 50_000) ** 0.5)


def test_two_who_are_heeded_by_half_are_enough_together_and_half_enough_alone():
    graph = weighted_cascade(3, sources=[0, 1], targets=[2, 2])
    assert linear_threshold(graph, [0, 1], simulations=500).mean == 3.0
    alone = linear_threshold(graph, [0], simulations=20_000)
    assert alone.mean == pytest.approx(1.5, abs=6 * alone.standard_error)


@BOTH
def test_the_same_seed_of_chance_gives_the_same_result_and_another_one_another(model):
    star = weighted_cascade(9, sources=range(1, 9), targets=[0] * 8)
    first, again = (RUN[model](star, [1], simulations=200, rng=3) for _ in range(2))
    assert first.sizes.tolist() == again.sizes.tolist()
    assert first.sizes.tolist() != RUN[model](star, [1], simulations=200, rng=4).sizes.tolist()


@BOTH
def test_simulations_in_several_batches_are_as_many_and_as_exact(monkeypatch, model):
    monkeypatch.setattr(cascades, "CELLS", 20)
    star = weighted_cascade(9, sources=range(1, 9), targets=[0] * 8)
    found = RUN[model](star, [1, 2], simulations=2001)
    assert len(found.sizes) == 2001
    bound = 1 - (7 / 8) ** 2 if model == "independent cascade" else 2 / 8
    assert found.shares[0] == pytest.approx(bound, abs=6 * 0.5 / 2001**0.5)


@BOTH
def test_without_edges_or_seeds_nobody_else_is_reached(model):
    alone = Digraph.of(3, sources=[], targets=[], weights=[])
    assert RUN[model](alone, [2, 0, 2], simulations=3).sizes.tolist() == [2, 2, 2]
    assert RUN[model](alone, [], simulations=2).sizes.tolist() == [0, 0]
    nothing = Digraph.of(0, sources=[], targets=[], weights=[])
    assert RUN[model](nothing, [], simulations=2).mean == 0


@BOTH
def test_bad_arguments_are_refused(model):
    pair = weighted_cascade(2, sources=[0], targets=[1])
    with pytest.raises(ValueError, match="seeds names the node 2"):
        RUN[model](pair, [2])
    with pytest.raises(ValueError, match="At least 1 simulation is needed, got 0"):
        RUN[model](pair, [0], simulations=0)


def test_thresholds_need_weights_that_sum_to_one_at_most():
    graph = Digraph.of(3, sources=[0, 1], targets=[2, 2], weights=[0.75, 0.5])
    with pytest.raises(ValueError, match=r"sum to 1\.25; linear thresholds need at most 1"):
        linear_threshold(graph, [0])


def test_one_simulation_says_nothing_about_its_error():
    pair = weighted_cascade(2, sources=[0], targets=[1])
    assert independent_cascade(pair, [0], simulations=1).standard_error == float("inf")
