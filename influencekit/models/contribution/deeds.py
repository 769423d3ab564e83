"""What people contributed, and what came back, each act with its kind: the rows that S3 and S4 place.

What a source yields beyond commits, posts and notes are interactions. Those whose kind is in no table
here are left out and counted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs
import numpy as np

from influencekit.columns import Ints
from influencekit.domain import Identity
from influencekit.evidence import Evidence
from influencekit.models.contribution.kinds import kinds_of_commits
from influencekit.models.contribution.rules import KINDS, NAMES
from influencekit.models.counted import authors
from influencekit.models.scoring import Numbers
from influencekit.words import count

COMMIT, DOCUMENTATION, POST, NOTE, RECOGNITION, OFFER = (
    "commit",
    "documentation commit",
    "post",
    "mentoring note",
    "recognition",
    "job offer",
)
GIVEN: Mapping[str, str] = {
    kind: act
    for act, kinds in {
        "review": "reviewed-by acked-by tested-by review",
        "help": "helped-by help answer",
        "report": "reported-by suggested-by noticed-by question comment discussion reply issue",
        "shared authorship": "co-authored-by co-developed-by pairing",
        "mentoring": "mentored-by co-mentored-by mentoring",
        "training": "training workshop course lesson",
        "talk": "talk keynote presentation lecture conference",
        "paper": "paper article preprint publication",
        "share": "share toot tweet social-media",
        "standard": "standard rfc",
        "innovation": "innovation invention patent",
    }.items()
    for kind in kinds.split()
}
"""Trailers, and kinds of interactions, whose giver did something: the act that they are."""
TAKEN: Mapping[str, str] = dict.fromkeys(
    ("mention", "citation", "like", "award", "thanks"), RECOGNITION
) | dict.fromkeys(("offer", "job-offer"), OFFER)
"""Kinds of interactions that say something of their taker."""
ACTS = (COMMIT, DOCUMENTATION, POST, NOTE, RECOGNITION, OFFER, *dict.fromkeys(GIVEN.values()))


@attrs.frozen(eq=False, kw_only=True)
class Deeds:
    """One row an act of a person who counts."""

    person: Ints
    sort: Ints
    """Index into `SORTS`."""
    place: Ints
    """Index of a commit, else of `others`, which follow them."""
    evidence: Evidence
    others: tuple[str, ...]
    """Where posts, interactions and notes are written, each sort oldest first."""
    unknown: int
    """Interactions whose kind no table knows."""

    def locate(self, places: Iterable[int]) -> tuple[str, ...]:
        """Return what to look up for `places`."""
        commits = len(self.evidence.commits)
        return tuple(
            self.evidence.commits.oid[place] if place < commits else self.others[place - commits]
            for place in places
        )


SORTS: tuple[tuple[str, str], ...] = (
    *((act, kind) for act in (COMMIT, DOCUMENTATION) for kind in KINDS),
    *((act, "") for act in ACTS[2:]),
)
"""Each act with the kind of work, which only commits have; in this order where all else is equal."""
_UNCOUNTED = {
    *("help", "shared authorship", "mentoring", "training", "innovation"),
    RECOGNITION,
}
"""Acts whose names have no plural."""
_NUMBER = {sort: number for number, sort in enumerate(SORTS)}


def say(sort: int, amount: int) -> str:
    """Return words for a number of acts of one sort.

    Examples
    --------
    >>> say(SORTS.index(("commit", "fix")), 2), say(SORTS.index(("post", "")), 1)
    ('2 commits of fixes', '1 post')
    """
    act, kind = SORTS[sort]
    told = f"{count(amount, 'act')} of {act}" if act in _UNCOUNTED else count(amount, act)
    plain = not kind or (act, kind) == (DOCUMENTATION, "docs")
    return told if plain else f"{told} of {NAMES[kind]}"


def deeds_of(evidence: Evidence) -> Deeds:
    """Return what people who count did in files that count, and beside them."""
    counts = evidence.person_counts
    who = {known: index for known, index in evidence.person_of.items() if counts[index]}
    rows, others, unknown = _written(evidence, who)
    columns = np.concatenate([_committed(evidence), _credited(evidence), rows], axis=1)
    person, sort, place = np.unique(columns, axis=1).astype(np.int32)
    return Deeds(
        person=person,
        sort=sort,
        place=place,
        evidence=evidence,
        others=tuple(others),
        unknown=unknown,
    )


def _committed(evidence: Evidence) -> Numbers:
    found = kinds_of_commits(evidence)
    sort = found.kind + len(KINDS) * found.documentation
    return np.stack((found.person, sort, found.commit)).astype(np.int64)


def _credited(evidence: Evidence) -> Numbers:
    """Return rows for trailers that name others; of shared authorship the author has one too."""
    named, touches = evidence.credits, evidence.touches
    sorts = [_NUMBER[GIVEN[role], ""] if role in GIVEN else -1 for role in named.roles]
    sort = np.array([*sorts, -1])[named.role]
    changes = np.zeros(len(evidence.commits), np.bool_)
    changes[touches.commit[evidence.path_counts[touches.path]]] = True
    author, counts = authors(evidence), np.append(evidence.person_counts, False)
    other = evidence.commits.author[named.commit] != named.person
    rows = np.flatnonzero((sort >= 0) & other & counts[named.person] & changes[named.commit])
    found = np.stack((named.person[rows], sort[rows], named.commit[rows])).astype(np.int64)
    shared = found[:, found[1] == _NUMBER["shared authorship", ""]]
    shared[0] = author[shared[2]]
    return np.concatenate([found, shared[:, shared[0] >= 0]], axis=1)


def _written(evidence: Evidence, who: Mapping[Identity, int]) -> tuple[Numbers, Sequence[str], int]:
    """Return rows for posts, interactions and notes, where they are written, and what was unknown."""
    rows: list[tuple[int, int, int]] = []
    others: list[str] = []
    unknown = 0
    for act, people, locator in _others(evidence):
        if not act:
            unknown += 1
            continue
        found = sorted({who[one] for one in people if one in who})
        rows += ((one, _NUMBER[act, ""], len(evidence.commits) + len(others)) for one in found)
        others.append(locator)
    return np.array(rows, np.int64).reshape(-1, 3).T, others, unknown


def _others(evidence: Evidence) -> Iterator[tuple[str, Sequence[Identity], str]]:
    """Yield act, who did it and where it is written; an unknown act is empty."""
    posts = (post for post in evidence.posts if not post.draft)
    for post in sorted(posts, key=lambda post: (post.published_at or 0, post.path)):
        yield POST, post.authors, post.path
    for deal in sorted(evidence.interactions, key=lambda deal: (deal.at, deal.locator, deal.kind)):
        if deal.giver != deal.taker:
            taken = deal.kind in TAKEN
            act = TAKEN[deal.kind] if taken else GIVEN.get(deal.kind, "")
            yield act, [deal.taker if taken else deal.giver], deal.locator
    for note in sorted(evidence.notes, key=lambda note: (note.at, note.locator, note.id)):
        yield NOTE, [note.author], note.locator
