"""What people did, as one table.

Commits and posts; trailers that name them, interactions, and the attention that they gave to the work
of others.
"""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np

from influencekit.columns import Floats, Ints, Times, group_starts
from influencekit.domain import Interaction, Post
from influencekit.evidence import NOBODY, Evidence
from influencekit.kinds import KINDS
from influencekit.models.counted import area_commits, authors, located, within
from influencekit.models.scoring import Numbers
from influencekit.words import count, number

if TYPE_CHECKING:
    from influencekit.models.influence.network.attention import Attention

DOCUMENTATION = KINDS.index("documentation")
NO_FACTOR = frozenset({"signed-off-by", "cc"})
"""Trailers that say who passed a change on or was told of it, not that somebody helped with it."""
CONTRIBUTIONS = ("commit", "documentation commit", "post")
"""The sorts of act that are contributions; every other one is a factor."""
GIVEN = ("built on lines of others", "changed a file after others", "thanked others")
"""The sorts of act by which an author gives attention, in the order of `attention.SORTS`."""
FIRST_ROLE = len(CONTRIBUTIONS) + len(GIVEN)


@attrs.frozen(eq=False, kw_only=True)
class Acts:
    """One row an act: who did what, and where that is written."""

    person: Ints
    sort: Ints
    """Index into `sorts`."""
    place: Ints
    """Index of a commit, then of a post, then of an interaction; later ones are higher."""
    weight: Floats
    """Of a commit as a contribution `spans`; of attention given to how many people; an interaction's
    own. Of anything else 1."""
    at: Times
    """When, seconds since 1970-01-01T00:00:00Z."""
    sorts: tuple[str, ...]
    evidence: Evidence
    posts: tuple[Post, ...]
    interactions: tuple[Interaction, ...]

    def __len__(self) -> int:
        return len(self.person)

    def rows(self, chosen: Numbers) -> "Acts":
        """Return some of the rows, possibly several times."""
        columns = {
            name: getattr(self, name)[chosen]
            for name in ("person", "sort", "place", "weight", "at")
        }
        return attrs.evolve(self, **columns)

    def locate(self, places: Iterable[int]) -> tuple[str, ...]:
        """Return what to look up for `places`: object ids, posts' paths, interactions' locators."""
        return tuple(located(self.evidence, self.posts, self.interactions, places))

    def say(self, sort: int, number_of: int, weight: float) -> str:
        """Return words for a number of acts of one sort with the sum of their weights."""
        name = self.sorts[sort]
        contributed = sort < len(CONTRIBUTIONS)
        text = count(number_of, name) if contributed else f"{name.capitalize()}: {number_of:,}"
        return text if math.isclose(weight, number_of) else f"{text} (weight {number(weight)})"

    def placed(self) -> tuple[Ints, Ints]:
        """Return pairs of area and row, for each area that the act's commit changes."""
        area, commit = area_commits(self.evidence)
        order = np.argsort(commit, kind="stable")
        starts = group_starts(commit[order], len(self.evidence.commits))
        rows = np.flatnonzero(self.place < len(self.evidence.commits))
        at = self.place[rows]
        counts = starts[at + 1] - starts[at]
        return area[order[within(starts[at], counts)]], np.repeat(rows, counts).astype(np.int32)


def acts_of(evidence: Evidence, given: "Attention") -> Acts:
    """Return what people who count did in files that count, and beside them.

    Parameters
    ----------
    given
        Who gave attention to whom, in the same evidence.
    """
    posts = sorted(
        (post for post in evidence.posts if not post.draft),
        key=lambda post: (post.published_at or 0, post.path),
    )
    deals = sorted(
        (deal for deal in evidence.interactions if 0 < deal.weight < float("inf")),
        key=lambda deal: (deal.at, deal.locator, deal.kind),
    )
    kinds = sorted({deal.kind for deal in deals})
    roles = sorted(set(evidence.credits.roles) - NO_FACTOR)
    written = _said(evidence, posts, deals, first_kind=FIRST_ROLE + len(roles), kinds=kinds)
    noticed, people = _noticed(evidence, given)
    columns = [_committed(evidence), noticed, _credited(evidence, roles), written]
    person, sort, place = np.concatenate(columns, axis=1).astype(np.int32)
    weight = np.ones(len(person))
    committed = slice(columns[0].shape[1])
    weight[committed] = spans(evidence)[place[committed]]
    weight[(sort >= len(CONTRIBUTIONS)) & (sort < FIRST_ROLE)] = people
    dealt = place - len(evidence.commits) - len(posts)
    weight[dealt >= 0] = np.array([deal.weight for deal in deals])[dealt[dealt >= 0]]
    said = [*(post.published_at or 0 for post in posts), *(deal.at for deal in deals)]
    return Acts(
        person=person,
        sort=sort,
        place=place,
        weight=weight,
        at=np.append(evidence.commits.authored_at, np.array(said, np.int64))[place],
        sorts=(*CONTRIBUTIONS, *GIVEN, *roles, *kinds),
        evidence=evidence,
        posts=tuple(posts),
        interactions=tuple(deals),
    )


def spans(evidence: Evidence) -> Floats:
    r"""Return log2(1 + number of files that count and that it changes) of each commit.

    More files are more places at which others can go on; the logarithm keeps a change to a thousand
    of them from outweighing a year of work. How many lines a commit has says nothing here.

    Examples
    --------
    >>> from influencekit.testing import evidence
    >>> spans(evidence("2024-01-03 ada a.py +1\n2024-01-04 bob a.py +9, b.py +1, c.py +1")).tolist()
    [1.0, 2.0]
    """
    touches = evidence.touches
    files = touches.commit[evidence.path_counts[touches.path]]
    found: Floats = np.log2(1 + np.bincount(files, minlength=len(evidence.commits)))
    return found


def _committed(evidence: Evidence) -> Numbers:
    """Return person, sort and place of commits that change a file that counts."""
    touches = evidence.touches
    rows = np.flatnonzero(evidence.path_counts[touches.path])
    changes, more = np.zeros((2, len(evidence.commits)), np.bool_)
    changes[touches.commit[rows]] = True
    more[touches.commit[rows[evidence.path_kind[touches.path[rows]] != DOCUMENTATION]]] = True
    author = authors(evidence)
    commit = np.flatnonzero(changes & (author != NOBODY))
    return np.stack((author[commit], np.where(more[commit], 0, 1), commit))


def _noticed(evidence: Evidence, given: "Attention") -> tuple[Numbers, Numbers]:
    """Return person, sort and place of attention that a commit's author gave, and to how many."""
    rows = np.flatnonzero(authors(evidence)[given.commit] == given.giver)
    acts = np.stack((given.giver, given.sort + len(CONTRIBUTIONS), given.commit))[:, rows]
    return np.unique(acts, axis=1, return_counts=True)


def _credited(evidence: Evidence, roles: Sequence[str]) -> Numbers:
    """Return person, sort and place of trailers that name somebody other than the author."""
    thanks, touches = evidence.credits, evidence.touches
    sorts = [FIRST_ROLE + roles.index(role) if role in roles else -1 for role in thanks.roles]
    sort = np.array([*sorts, -1])[thanks.role]
    changes = np.zeros(len(evidence.commits), np.bool_)
    changes[touches.commit[evidence.path_counts[touches.path]]] = True
    counts = np.append(evidence.person_counts, False)[thanks.person]
    other = evidence.commits.author[thanks.commit] != thanks.person
    rows = np.flatnonzero((sort >= 0) & counts & other & changes[thanks.commit])
    return np.unique(np.stack((thanks.person[rows], sort[rows], thanks.commit[rows])), axis=1)


def _said(
    evidence: Evidence,
    posts: Sequence[Post],
    deals: Sequence[Interaction],
    *,
    first_kind: int,
    kinds: Sequence[str],
) -> Numbers:
    """Return person, sort and place of posts and interactions."""
    if not posts and not deals:
        return np.zeros((3, 0), np.int64)
    counts = evidence.person_counts
    who = {known: index for known, index in evidence.person_of.items() if counts[index]}
    place = len(evidence.commits)
    post = CONTRIBUTIONS.index("post")
    rows = [
        (person, post, place + index)
        for index, written in enumerate(posts)
        for person in sorted({who[known] for known in written.authors if known in who})
    ]
    rows += [
        (who[deal.giver], first_kind + kinds.index(deal.kind), place + len(posts) + index)
        for index, deal in enumerate(deals)
        if deal.giver in who and who[deal.giver] != who.get(deal.taker)
    ]
    return np.array(rows, np.int64).reshape(-1, 3).T
