"""Who builds on whom: a graph of people, from what their commits did.

One act of attention is one commit that builds on somebody else's work. Lines are never counted: a commit
that replaces a thousand lines of somebody is one act, like one that replaces a single line.
"""

import itertools
import weakref
from collections.abc import Iterable, Iterator
from operator import itemgetter

import attrs
import numpy as np

from influencekit.columns import Floats, Ints
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors
from influencekit.models.influence.acts import NO_FACTOR
from influencekit.models.influence.network.graph import Digraph

SORTS = ("replacement", "co-edit", "credit")
LOOKED_AT = frozenset({"reviewed-by", "acked-by", "tested-by"})
"""Trailers of people who looked at the author's work; those of other trailers helped the author."""


@attrs.frozen(eq=False, kw_only=True)
class Attention:
    """One row an act: who gave attention to whose work, and in which commit; each act once.

    A *replacement* goes to the author of lines that the commit replaced or removed. A *co-edit* goes
    to whoever else changed the file last before the commit. A *credit* is a trailer: reviewers and
    testers give attention to the commit's author, the author to everybody else who is named.
    """

    giver: Ints
    """Index into `Evidence.people`."""
    taker: Ints
    """Index into `Evidence.people`; another person than the giver."""
    sort: Ints
    """Index into `SORTS`."""
    commit: Ints
    people: int
    """How many people the evidence has."""

    def __len__(self) -> int:
        return len(self.giver)

    def graph(self) -> Digraph:
        """Return giver → taker, weighing the share of the giver's acts that went to the taker.

        What leaves a person sums to 1, or to 0 for who gave nothing. For `pagerank` and `openrank`.
        """
        pairs, acts = np.unique(np.stack((self.giver, self.taker)), axis=1, return_counts=True)
        given = np.bincount(self.giver, minlength=self.people)[pairs[0]]
        return Digraph.of(self.people, sources=pairs[0], targets=pairs[1], weights=acts / given)

    def trust(self, own: float = 0.5) -> Floats:
        """Return (people, people): how much each heeds each, as `opinions` takes it.

        Parameters
        ----------
        own
            What everybody's own opinion weighs, in [0, 1]; the rest goes by shares to those on whose
            work they built. Who gave attention to nobody heeds nobody else.

        Raises
        ------
        ValueError
            `own` does not lie in [0, 1].
        """
        if not 0 <= own <= 1:
            raise ValueError(f"own must lie in [0, 1], got {own:g}.")
        graph, heeds = self.graph(), np.zeros((self.people, self.people))
        heeds[graph.sources, graph.targets] = (1 - own) * graph.weights
        np.fill_diagonal(
            heeds, np.where(np.bincount(graph.sources, minlength=self.people), own, 1.0)
        )
        return heeds

    def influence(self) -> Digraph:
        """Return the same edges turned round: through whom a practice reaches whom.

        What enters a person sums to 1 at most, so that it fits linear thresholds, and independent
        cascades as Kempe's weighted cascade with one edge an act. For `cascades` and `maximization`.
        """
        return self.graph().reversed


_KNOWN: weakref.WeakKeyDictionary[Evidence, Attention] = weakref.WeakKeyDictionary()
"""What was found of evidence that is still in use: three models ask for it, and it takes a while."""


def attention(evidence: Evidence) -> Attention:
    """Return who builds on whom among people who count, in files that count."""
    if evidence not in _KNOWN:
        _KNOWN[evidence] = _attention(evidence)
    return _KNOWN[evidence]


def _attention(evidence: Evidence) -> Attention:
    sorts = (_replacements(evidence), _co_edits(evidence), _credits(evidence))
    rows = np.concatenate(
        [
            np.stack((*columns, np.full_like(columns[0], sort)))
            for sort, columns in enumerate(sorts)
        ],
        axis=1,
    ).astype(np.int64)
    counts = np.append(evidence.person_counts, False)
    rows = rows[:, counts[rows[0]] & counts[rows[1]] & (rows[0] != rows[1])]
    giver, taker, commit, sort = np.unique(rows, axis=1).astype(np.int32)
    return Attention(
        giver=giver, taker=taker, sort=sort, commit=commit, people=len(evidence.people)
    )


def _replacements(evidence: Evidence) -> tuple[Ints, Ints, Ints]:
    """Return giver, taker and commit of lines that were replaced or removed."""
    replaced, author = evidence.replacements, authors(evidence)
    rows = np.flatnonzero(evidence.path_counts[replaced.path])
    commit = replaced.commit[rows]
    return author[commit], author[replaced.of[rows]], commit


def _co_edits(evidence: Evidence) -> tuple[Ints, Ints, Ints]:
    """Return giver, taker and commit of changes to files that somebody else changed before."""
    touches, author = evidence.touches, authors(evidence)
    rows = np.flatnonzero(evidence.path_counts[touches.path] & (author[touches.commit] != NOBODY))
    columns = (touches.commit[rows], touches.path[rows], touches.old_path[rows])
    found = list(_followed(zip(*(column.tolist() for column in columns), strict=True), author))
    giver, taker, commit = np.array(found, np.int32).reshape(-1, 3).T
    return giver, taker, commit


def _credits(evidence: Evidence) -> tuple[Ints, Ints, Ints]:
    """Return giver, taker and commit of trailers, in commits that change a file that counts."""
    named, touches = evidence.credits, evidence.touches
    changes = np.zeros(len(evidence.commits), np.bool_)
    changes[touches.commit[evidence.path_counts[touches.path]]] = True
    says = np.array([role not in NO_FACTOR for role in named.roles] or [False])
    looks = np.array([role in LOOKED_AT for role in named.roles] or [False])
    rows = np.flatnonzero(changes[named.commit] & says[named.role])
    commit, person = named.commit[rows], named.person[rows]
    author, looked = authors(evidence)[commit], looks[named.role[rows]]
    return np.where(looked, person, author), np.where(looked, author, person), commit


def _followed(
    touches: Iterable[tuple[int, int, int]], author: Ints
) -> Iterator[tuple[int, int, int]]:
    """Yield who changed a file, whoever else changed it last before, and the commit; oldest first.

    `touches` are commit, path and old path or -1, by commit.
    """
    last: dict[int, list[int]] = {}  # path -> the last one who changed it, and the last other one
    for commit, group in itertools.groupby(touches, key=itemgetter(0)):
        who = int(author[commit])
        after = {}
        for _, path, old in group:
            known = last.get(old) or last.get(path, [])
            others = [one for one in known if one != who][:1]
            after[path] = [who, *others]
            yield from ((who, other, commit) for other in others)
        last |= after  # only now: a commit's files have no order
