"""Influence maximization and simulation on graphs, beside plain choices, gold seeds and a peer.

    python benchmarks/influence.py GRAPH... [--seeds 50] [--simulations 10000] [--runs 3]

A GRAPH is a text file, an edge a line: two nodes, both directions meant; ``#`` begins a comment. Each
edge weighs 1 / (edges into its target): the weighted cascade, and the usual weights of linear
thresholds. Every choice of seeds is judged by the same simulations, with random numbers that no choice
has seen. Beside ``NAME.txt`` a file ``NAME.kN.gold_seeds.txt`` with N nodes is judged too, as the best
known choice. Where the package cynetdiff is installed (``pip install cynetdiff``), it simulates the same
cascades: its speed beside ours, and whether the means agree.
"""

import argparse
import array
import importlib.util
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from measure import machine, median, row

from influencekit.models.influence.network.cascades import (
    Spread,
    independent_cascade,
    linear_threshold,
)
from influencekit.models.influence.network.graph import Digraph, weighted_cascade
from influencekit.models.influence.network.maximization import maximize
from influencekit.models.influence.network.ranks import pagerank

CASCADE, THRESHOLD = "independent cascade", "linear threshold"
QUICK, CAREFUL = 1 << 17, 1 << 19
"""Reverse-reachable sets at most."""
UNSEEN = 2021
"""Seed of the judging simulations' random numbers."""


def read(file: Path) -> tuple[Digraph, np.ndarray]:
    """Return the graph, and the nodes' names by their numbers."""
    edges = np.loadtxt(file, dtype=np.int64, comments="#", ndmin=2)[:, :2]
    names, ends = np.unique(edges, return_inverse=True)
    one, other = ends.reshape(-1, 2).T
    sources, targets = np.concatenate((one, other)), np.concatenate((other, one))
    return weighted_cascade(len(names), sources=sources, targets=targets), names


def gold(file: Path, names: np.ndarray, seeds: int) -> Sequence[int]:
    """Return the seeds in the file beside `file`; empty where there is none."""
    known = file.with_name(f"{file.stem}.k{seeds}.gold_seeds.txt")
    if not known.exists():
        return ()
    return np.searchsorted(names, np.array(known.read_text().split(), np.int64)).tolist()


def chosen(graph: Digraph, model: str, sets: int, seeds: int, runs: int) -> tuple[list, float, str]:
    """Return seeds, median seconds and what is certain."""
    found = []

    def once() -> float:
        started = time.perf_counter()
        found[:] = [maximize(graph, seeds, model=model, share=0.99, most_sets=sets)]
        return time.perf_counter() - started

    taken = median(once, runs)
    return list(found[0].seeds), taken, f"surely {found[0].certified:.0%} of the best"


def choices(graph: Digraph, model: str, k: int, runs: int) -> dict[str, tuple[list, float, str]]:
    """Return choices of seeds by name: ours, and plain ones."""
    ours = {
        f"maximize, {sets:,} sets": chosen(graph, model, sets, k, runs) for sets in (QUICK, CAREFUL)
    }
    started = time.perf_counter()
    rank = np.argsort(-pagerank(graph.reversed), kind="stable")[:k].tolist()
    taken = time.perf_counter() - started
    degree = np.argsort(-np.bincount(graph.sources, minlength=len(graph)), kind="stable")[:k]
    return {
        **ours,
        "reverse PageRank": (rank, taken, ""),
        "degree": (degree.tolist(), 0.0, ""),
    }


def judged(
    file: Path, model: str, simulate: Callable[..., Spread], arguments: argparse.Namespace
) -> None:
    """Print the spread of each choice."""
    graph, names = read(file)
    print(f"\n{file.name}: {len(graph):,} nodes, {len(graph.targets):,} edges; {model}")
    row("choice of seeds", "seconds", f"spread of {arguments.seeds} seeds")
    best = 0.0
    made = choices(graph, model, arguments.seeds, arguments.runs)
    if model == CASCADE and len(known := gold(file, names, arguments.seeds)):
        made = {"gold seeds": (known, 0.0, ""), **made}
    for name, (seeds, taken, sure) in made.items():
        spread = simulate(graph, seeds, simulations=arguments.simulations, rng=UNSEEN)
        best = best or (spread.mean if name == "gold seeds" else 0.0)
        against = f", {spread.mean / best:.1%} of gold" if best else ""
        told = f"{spread.mean:.1f} ± {spread.standard_error:.1f}{against}"
        row(name, f"{taken:.2f}" if taken else "", told, sure)


def simulated(file: Path, arguments: argparse.Namespace) -> None:
    """Print how long the simulations of the seeds with most edges take, and what a peer says."""
    graph, _ = read(file)
    degree = np.argsort(-np.bincount(graph.sources, minlength=len(graph)), kind="stable")
    seeds = degree[: arguments.seeds].tolist()
    spread = independent_cascade(graph, seeds, simulations=arguments.simulations, rng=UNSEEN)

    def once() -> float:
        started = time.perf_counter()
        independent_cascade(graph, seeds, simulations=arguments.simulations)
        return time.perf_counter() - started

    what = f"{arguments.simulations:,} cascades"
    ours = median(once, arguments.runs)
    print(f"\n{file.name}: {what} of {arguments.seeds} seeds with most edges")
    row("influencekit, numpy", f"{ours:.2f}", f"{spread.mean:.1f} ± {spread.standard_error:.1f}")
    if importlib.util.find_spec("cynetdiff") is None:
        print("cynetdiff is not installed: no peer.")
        return
    theirs, mean = peer(graph, seeds, arguments.simulations)
    away = abs(mean - spread.mean) / (spread.standard_error * 2**0.5)
    row("cynetdiff, compiled", f"{theirs:.2f}", f"{mean:.1f}, {away:.1f} s.e. away")
    row("ours / theirs", f"{ours / theirs:.2f}")


def peer(graph: Digraph, seeds: Sequence[int], simulations: int) -> tuple[float, float]:
    """Return the seconds and the mean of cynetdiff's simulations."""
    from cynetdiff.models import IndependentCascadeModel  # noqa: PLC0415 - may not be there

    model = IndependentCascadeModel(
        starts=array.array("I", graph.starts[:-1].tolist()),
        edges=array.array("I", graph.targets.tolist()),
        activation_probs=array.array("f", graph.weights.tolist()),
        rng=np.random.default_rng(UNSEEN + 1),
    )
    started = time.perf_counter()
    (mean,) = model.compute_marginal_gains(seeds, [], simulations)
    return time.perf_counter() - started, mean


def main() -> None:
    """Measure each graph."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("graphs", nargs="+", type=Path, metavar="GRAPH")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--simulations", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3, help="of which the median is told")
    arguments = parser.parse_args()
    print(machine())
    for file in arguments.graphs:
        simulated(file, arguments)
        judged(file, CASCADE, independent_cascade, arguments)
        judged(file, THRESHOLD, linear_threshold, arguments)


if __name__ == "__main__":
    main()
