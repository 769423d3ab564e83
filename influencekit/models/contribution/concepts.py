"""The concept graph, S3: sixteen stations that contributions lead through, and who has reached which.

The graph is the article's: nodes A to P and what follows what. K, L, M and P have no way on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import ClassVar

import attrs
import numpy as np

from influencekit.evidence import Evidence
from influencekit.models.contribution.deeds import (
    COMMIT,
    DOCUMENTATION,
    NOTE,
    OFFER,
    POST,
    RECOGNITION,
    SORTS,
    Deeds,
    deeds_of,
)
from influencekit.models.scoring import LOCATORS, Numbers, project, result
from influencekit.report import ModelResult, Reason, Score, Subject
from influencekit.words import count, listed


@attrs.frozen
class Concept:
    """One node."""

    id: str
    """``"A"`` to ``"P"``."""
    title: str
    after: tuple[str, ...]
    """Ids of the nodes that follow it."""
    acts: frozenset[str]
    """The acts of `deeds.ACTS` that are a contribution of this sort."""


def _concept(id_: str, title: str, after: str, *acts: str) -> Concept:
    return Concept(id_, title, tuple(after), frozenset(acts))


CONCEPTS: Mapping[str, Concept] = {
    concept.id: concept
    for concept in (
        _concept("A", "technical contribution", "BCD", COMMIT, DOCUMENTATION, POST, "paper"),
        _concept("B", "open-source project", "EF", COMMIT),
        _concept("C", "documentation", "G", DOCUMENTATION),
        _concept("D", "paper", "H", "paper"),
        _concept("E", "community sharing", "I", "review", "help"),
        _concept("F", "tech blog", "J", POST),
        _concept("G", "technical exchange", "K", "report"),
        _concept("H", "academic conference", "L", "talk"),
        _concept("I", "mentoring", "M", "mentoring", NOTE),
        _concept("J", "social media", "N", "share"),
        _concept("K", "technical training", "", "training"),
        _concept("L", "industry standard", "", "standard"),
        _concept("M", "teamwork", "", "shared authorship"),
        _concept("N", "personal brand", "O", RECOGNITION),
        _concept("O", "job offers", "P", OFFER),
        _concept("P", "technical innovation", "", "innovation"),
    )
}
"""The nodes by id."""
EDGES = tuple((one.id, other) for one in CONCEPTS.values() for other in one.after)
"""What leads to what: fifteen edges, a tree from A."""
BEFORE: Mapping[str, str] = {other: one for one, other in EDGES}
"""The node that each one follows; A follows none."""
_RECORDED = (
    "Commits, trailers, posts and notes tell of A, B, C, E, F, G, I and M. The other nodes are reached only "
    "where a plugin yields interactions of their kinds: what is recorded nowhere is not seen."
)
_ORDER = "A node counts as reached with one act, in whatever order nodes were reached."


@attrs.frozen(kw_only=True)
class Station:
    """A node, and how somebody stands to it."""

    concept: Concept
    acts: int
    """Acts of theirs that are of this sort; 0: not reached."""
    locators: tuple[str, ...] = ()
    """The latest of them."""
    next: bool = False
    """Whether it is not reached, and follows a node that is."""


def stations(deeds: Deeds, rows: Numbers) -> tuple[Station, ...]:
    """Return all nodes, A to P, as they follow from some rows of `deeds`.

    Examples
    --------
    >>> from influencekit.testing import evidence
    >>> text = '2024-01-01 ada a.py +1 "x"', '2024-01-02 ada post "On a"'
    >>> known = deeds_of(evidence(chr(10).join(text)))
    >>> found = stations(known, np.arange(2))
    >>> [it.concept.id for it in found if it.acts], [it.concept.id for it in found if it.next]
    (['A', 'B', 'F'], ['C', 'D', 'E', 'J'])
    """
    places: dict[str, set[int]] = {concept: set() for concept in CONCEPTS}
    columns = (deeds.sort[rows].tolist(), deeds.place[rows].tolist())
    for sort, place in zip(*columns, strict=True):
        for concept in _OF_SORT[sort]:
            places[concept].add(place)
    return tuple(
        Station(
            concept=concept,
            acts=len(places[concept.id]),
            locators=deeds.locate(sorted(places[concept.id])[: -LOCATORS - 1 : -1]),
            next=not places[concept.id] and bool(places.get(BEFORE.get(concept.id, ""))),
        )
        for concept in CONCEPTS.values()
    )


_OF_SORT = [
    [concept.id for concept in CONCEPTS.values() if act in concept.acts] for act, _ in SORTS
]
"""The nodes that each sort of act is on."""


@attrs.frozen(kw_only=True)
class ConceptsParams:
    """`Concepts` can be told nothing."""


class Concepts:
    """How many of the sixteen nodes the project and each person have reached, and which are next."""

    name = "concepts"
    title = "Stations of the concept graph that contributions reached"
    unit = "nodes"
    version = 1
    needs = frozenset({"commits", "touches"})
    after: frozenset[str] = frozenset()
    on_request = True
    Params: ClassVar[type] = ConceptsParams

    def run(
        self,
        evidence: Evidence,
        params: ConceptsParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the project and people."""
        deeds = deeds_of(evidence)
        notes = [_RECORDED, _ORDER]
        if deeds.unknown:
            notes.append(f"{count(deeds.unknown, 'interaction')} of kinds that no node knows.")
        scores = (_score(subject, stations(deeds, rows)) for subject, rows in subjects(deeds))
        return result(self, params, filter(None, scores), notes)


def subjects(deeds: Deeds) -> Iterator[tuple[Subject, Numbers]]:
    """Yield the project and each person, with the rows of `deeds` that are theirs.

    What several people did together is one row for the project.
    """
    evidence = deeds.evidence
    acts = np.stack((deeds.sort, deeds.place))
    yield project(evidence), np.unique(acts, axis=1, return_index=True)[1]
    starts = np.searchsorted(deeds.person, np.arange(len(evidence.people) + 1))
    for person, (start, end) in enumerate(pairwise(starts.tolist())):
        yield evidence.people[person].subject, np.arange(start, end)


def _score(subject: Subject, found: Sequence[Station]) -> Score | None:
    reached = [station for station in found if station.acts]
    if not reached:
        return None
    return Score(
        subject=subject,
        value=float(len(reached)),
        reasons=tuple(
            Reason(
                text=f"{named(station.concept)}: {count(station.acts, 'act')}",
                share=1 / len(reached),
                locators=station.locators,
            )
            for station in reached
        ),
        details={
            "reached": "".join(station.concept.id for station in reached),
            "next": told_next(found),
        },
    )


def named(concept: Concept) -> str:
    """Return a node's id and title."""
    return f"{concept.id} {concept.title}"


def told_next(found: Iterable[Station]) -> str:
    """Return which nodes are next, and after which, as one phrase."""
    return listed(
        [
            f"{named(station.concept)} (after {BEFORE[station.concept.id]})"
            for station in found
            if station.next
        ]
    )
