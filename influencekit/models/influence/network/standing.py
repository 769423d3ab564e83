"""The registered model of the network: how much of everybody's attention arrives at whom, and over whom."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

import attrs
import numpy as np

from influencekit.columns import Floats
from influencekit.evidence import Evidence
from influencekit.models.counted import oids
from influencekit.models.influence.network.attention import SORTS, Attention
from influencekit.models.influence.network.nodes import Network, area_network, people_network
from influencekit.models.influence.network.ranks import openrank, pagerank, with_background
from influencekit.models.influence.network.reach import TIES
from influencekit.models.scoring import LOCATORS, result
from influencekit.report import ModelResult, Reason, Score
from influencekit.words import number, people

WORTH = (
    "A rank is a place in a network of who worked on whose work. It is no measure of worth: code that is "
    "often changed is also code that often needs it."
)
SUMS = "People rank among people, areas among areas; each sums to 1."


@attrs.frozen(kw_only=True)
class NetworkParams:
    """What `NetworkRanks` can be told."""

    window: float = attrs.field(
        default=730.0, validator=[attrs.validators.gt(0), attrs.validators.le(36_500)]
    )
    """How long before "now" an act of attention counts; days."""
    damping: float = attrs.field(
        default=0.85, validator=[attrs.validators.ge(0), attrs.validators.lt(1)]
    )
    """The share of its rank that each node passes on; in [0, 1)."""


class NetworkRanks:
    """PageRank of people in the network of attention, and of areas in that of who works in both.

    Everybody passes their rank on to those on whose work they built, by shares; the reasons are the
    sorts of acts over which it arrived. The details have OpenRank too, with a background node.
    """

    name = "network"
    title = "Where attention arrives in the network of who builds on whom"
    unit = "share"
    version = 1
    needs = frozenset({"commits", "touches"})
    after: frozenset[str] = frozenset()
    on_request = True
    Params: ClassVar[type] = NetworkParams

    def run(
        self,
        evidence: Evidence,
        params: NetworkParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score areas and people."""
        scores: list[Score] = []
        for network in (
            area_network(evidence, days=params.window),
            people_network(evidence, days=params.window),
        ):
            if network.subjects:
                scores += _scores(evidence, network, params.damping)
        since = f"Acts of attention of the last {params.window:g} days; damping {params.damping:g}."
        return result(self, params, scores, (since, WORTH, SUMS))


def _scores(evidence: Evidence, network: Network, damping: float) -> Iterator[Score]:
    graph = network.influence.reversed  # attention goes to whom influence comes from
    rank = pagerank(graph, damping=damping)
    opened = openrank(with_background(graph))[: len(graph)]
    flow = damping * graph.shares * rank[graph.sources]
    arrived = np.bincount(graph.targets, flow, len(graph))
    for node, subject in enumerate(network.subjects):
        edges = np.flatnonzero(graph.targets == node)
        parts = (
            _by_place(network, graph.sources[edges], flow[edges])
            if network.acts is None
            else _by_sort(evidence, network.acts, node, graph.sources[edges], flow[edges])
        )
        start = float(rank[node] - arrived[node])
        reasons = [attrs.evolve(it, share=min(it.share / float(rank[node]), 1.0)) for it in parts]
        everybody = f"{number(start, 'share')} that everybody starts with"
        yield Score(
            subject=subject,
            value=float(rank[node]),
            reasons=(*reasons, Reason(text=everybody, share=max(start / float(rank[node]), 0.0))),
            details={"openrank": float(opened[node]), "neighbours": len(edges)},
        )


def _by_sort(
    evidence: Evidence, acts: Attention, node: int, givers: np.ndarray, flow: Floats
) -> Iterator[Reason]:
    """Yield how much arrives over each sort of act; an edge's flow is split by its acts."""
    mine = np.flatnonzero(acts.taker == node)
    if not len(mine):
        return
    edge = np.searchsorted(givers, acts.giver[mine])
    each = flow[edge] / np.bincount(edge, minlength=len(givers))[edge]
    amounts = np.bincount(acts.sort[mine], each, len(SORTS))
    for sort in np.argsort(-amounts, kind="stable").tolist():
        rows = mine[acts.sort[mine] == sort]
        if len(rows):
            commits = np.unique(acts.commit[rows])[::-1][:LOCATORS]
            who = people(len(np.unique(acts.giver[rows])))
            yield Reason(
                text=f"{who} {TIES[SORTS[sort]]}",
                share=float(amounts[sort]),
                locators=oids(evidence, commits.tolist()),
            )


def _by_place(network: Network, sources: np.ndarray, flow: Floats) -> Iterator[Reason]:
    """Yield from which areas most arrives, and what arrives from the others."""
    order = np.argsort(-flow, kind="stable")
    for edge in order[:LOCATORS].tolist():
        label = network.subjects[int(sources[edge])].label
        yield Reason(text=f"who works in {label} works here too", share=float(flow[edge]))
    if len(rest := order[LOCATORS:]):
        text = f"and in {len(rest)} other areas"
        yield Reason(text=text, share=float(flow[rest].sum()))
