"""Networks of people and of areas, in an order of nodes that knows neither names nor numbers."""

import attrs
import numpy as np

from influencekit.columns import Floats, Ints, Times
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import area_commits, area_ranks, authors
from influencekit.models.influence.network.attention import Attention, attention
from influencekit.models.influence.network.graph import Digraph
from influencekit.report import Subject
from influencekit.times import DAY


@attrs.frozen(eq=False, kw_only=True)
class Network:
    """Who, or what, a practice may reach from where."""

    subjects: tuple[Subject, ...]
    """One a node."""
    index: Ints
    """One a node: into `Evidence.people`, or `Evidence.areas`."""
    influence: Digraph
    """Fit for cascades and thresholds: what enters a node weighs at most 1."""
    acts: Attention | None = None
    """Of people: what the edges are made of, giver and taker as nodes."""

    def active(self) -> Times:
        """Return the nodes that still do something: people who gave attention, every area."""
        everything = np.arange(len(self.subjects))
        return everything if self.acts is None else np.unique(self.acts.giver).astype(np.int64)

    def nodes(self, wanted: Ints) -> Times:
        """Return the nodes of those people or areas that are in the network; ascending."""
        return np.flatnonzero(np.isin(self.index, wanted))


def recent(seen: Attention, evidence: Evidence, days: float | None) -> Attention:
    """Return the acts of the last `days` before now; None: all until now."""
    at = evidence.commits.authored_at[seen.commit]
    kept = at <= evidence.as_of
    if days is not None:
        kept &= at > evidence.as_of - days * DAY
    columns = ("giver", "taker", "sort", "commit")
    return attrs.evolve(seen, **{name: getattr(seen, name)[kept] for name in columns})


def people_network(evidence: Evidence, *, days: float | None = None) -> Network:
    """Return the people who gave or received attention in the last `days`; None: ever.

    An edge leads from whose work was built on to who built on it, weighing the share of the latter's
    acts of attention that went there: see `Attention`.
    """
    seen = recent(attention(evidence), evidence, days)
    order = _order(seen)
    place = np.full(seen.people, NOBODY, np.int32)
    place[order] = np.arange(len(order))
    acts = attrs.evolve(seen, giver=place[seen.giver], taker=place[seen.taker], people=len(order))
    return Network(
        subjects=tuple(evidence.people[person].subject for person in order.tolist()),
        index=order,
        influence=acts.influence(),
        acts=acts,
    )


def _order(seen: Attention) -> Ints:
    """Return everybody in `seen`, ordered by what they did and nothing else."""
    size = len(seen)
    who = np.concatenate((seen.giver, seen.taker))
    side = np.repeat([0, 1], size)
    rows = np.stack((np.tile(seen.commit, 2), np.tile(seen.sort, 2), side), axis=1)
    order = np.lexsort((side, rows[:, 1], rows[:, 0], who))
    who, rows = who[order], rows[order].astype(">i4")
    people, starts = np.unique(who, return_index=True)
    deeds = [part.tobytes() for part in np.split(rows, starts[1:])]
    return people[sorted(range(len(people)), key=deeds.__getitem__)].astype(np.int32)


def area_network(evidence: Evidence, *, days: float | None = None) -> Network:
    """Return the areas that somebody worked on in the last `days`, tied by who works in both.

    The edge from one area to another weighs how probable it is to get to the first from the second:
    take any commit there, and any commit of its author's in any area.
    """
    area, commit = area_commits(evidence)
    author, at = authors(evidence)[commit], evidence.commits.authored_at[commit]
    rows = (author != NOBODY) & (at <= evidence.as_of)
    if days is not None:
        rows &= at > evidence.as_of - days * DAY
    ranks = area_ranks(evidence)
    found = np.unique(ranks[area[rows]])
    commits = np.zeros((len(evidence.people), len(found)))
    np.add.at(commits, (author[rows], np.searchsorted(found, ranks[area[rows]])), 1)
    weights = _reached(commits[np.lexsort((np.zeros(len(commits)), *commits.T[::-1]))])
    source, target = np.nonzero(weights)
    index = np.argsort(ranks)[found].astype(np.int32)
    return Network(
        subjects=tuple(evidence.areas[number].subject for number in index.tolist()),
        index=index,
        influence=Digraph.of(
            len(found), sources=source, targets=target, weights=weights[source, target]
        ),
    )


def _reached(commits: Floats) -> Floats:
    """Return (areas, areas): how an area reaches another, from (people, areas) commits."""
    of_person = commits / np.maximum(commits.sum(axis=1, keepdims=True), 1)
    of_area = commits / np.maximum(commits.sum(axis=0, keepdims=True), 1)
    weights: Floats = np.minimum(of_person.T @ of_area, 1.0)
    np.fill_diagonal(weights, 0)
    return weights
