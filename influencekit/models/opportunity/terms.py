"""The terms of O_i = k_i·P_i + I_i + C_i + T_i, counted from the history of a window.

====  ===========================================================================================
term  is
====  ===========================================================================================
P_i   people who wrote commits about subject i in the window
I_i   feedback and likes: trailers such as ``Reported-by``, and interactions of those kinds
C_i   interactions: every other trailer that names somebody else, and every other interaction
T_i   contributions and posts: commits about the subject, and published posts that name them or
      the subject's files, or a topic in their title or tags
k_i   given, or from the window before: acts (I + C + T) for each person who was there then
====  ===========================================================================================
"""

import math
from collections.abc import Iterable, Iterator, Sequence

import attrs
import numpy as np

from influencekit.columns import Floats, Ints, Times
from influencekit.domain import Interaction, Post
from influencekit.evidence import Evidence
from influencekit.knowers import AUTHOR_ROLES, authorship
from influencekit.models.counted import joined, located, paired, unpaired
from influencekit.models.influence.acts import NO_FACTOR
from influencekit.models.opportunity.coverage import Coverage, coverage
from influencekit.models.opportunity.scopes import Scope, Window
from influencekit.models.opportunity.topics import words_in
from influencekit.models.scoring import Amounts, Numbers

PEOPLE, FEEDBACK, DEALINGS, WORK = range(4)
"""The terms P, I, C and T."""
NONE = -1
"""No term: a trailer that is no dealing between people, or names an author."""
FEEDBACK_ROLES = frozenset(
    {
        *("reported-by", "reported-and-tested-by", "suggested-by", "requested-by", "noticed-by"),
        *("tested-by", "diagnosed-by", "spotted-by", "pointed-out-by", "found-by"),
    }
)
"""Trailers of those who said what is wrong or wanted."""
FEEDBACK_KINDS = frozenset({"feedback", "like"})
"""Interactions that are feedback."""


@attrs.frozen(eq=False, kw_only=True)
class Terms:
    """One row for each thing that counts for a subject, of the window alone.

    A person is one row of `PEOPLE`; the others are acts.
    """

    subject: Ints
    term: Ints
    """`PEOPLE`, `FEEDBACK`, `DEALINGS` or `WORK`."""
    place: Ints
    """Index of a commit, then of a post, then of an interaction; of a person the latest commit."""
    at: Times
    """Seconds since 1970-01-01T00:00:00Z."""
    amount: Floats
    """1, or an interaction's weight."""
    evidence: Evidence
    posts: tuple[Post, ...]
    interactions: tuple[Interaction, ...]
    """The oldest first; of equals by locator and kind."""

    def total(self, subjects: int, *terms: int) -> Floats:
        """Return the sum of `terms` for each subject."""
        rows = np.isin(self.term, terms)
        return np.bincount(self.subject[rows], self.amount[rows], subjects).astype(np.float64)

    def locate(self, places: Iterable[int]) -> tuple[str, ...]:
        """Return what to look up: object ids, posts' paths, interactions' locators."""
        found = located(self.evidence, self.posts, self.interactions, places)
        return tuple(dict.fromkeys(found))


def terms_of(evidence: Evidence, scope: Scope, window: Window, back: int = 0) -> Terms:
    """Return what counts for each subject in `window`, or in the one so many windows before it."""
    posts = coverage(evidence)
    deals = sorted(evidence.interactions, key=lambda it: (it.at, it.locator, it.kind))
    rows = np.isin(scope.commit, window.commits(evidence, back))
    subject, commit = scope.subject[rows], scope.commit[rows]
    times = evidence.commits.committed_at
    done = np.concatenate(
        (
            _rows(subject, WORK, commit, times[commit]),
            _people(evidence, subject, commit),
            *(_named(evidence, subject, commit, term) for term in (FEEDBACK, DEALINGS)),
            _said(
                [
                    *_posts(evidence, scope, posts),
                    *_dealings(evidence, deals, scope, len(posts.posts)),
                ]
            ),
        )
    )
    done = done[(done[:, 3] > window.start(back + 1)) & (done[:, 3] <= window.start(back))]
    whole = done[:, :4].astype(np.int64)
    return Terms(
        subject=whole[:, 0].astype(np.int32),
        term=whole[:, 1].astype(np.int32),
        place=whole[:, 2].astype(np.int32),
        at=whole[:, 3],
        amount=done[:, 4],
        evidence=evidence,
        posts=posts.posts,
        interactions=tuple(deals),
    )


def _rows(
    subject: Numbers, term: int, place: Numbers, at: Times, amount: Amounts | int = 1
) -> Floats:
    """Return the columns of `Terms`, one a column of the result."""
    term_, amount_ = np.full(len(subject), term), np.broadcast_to(amount, len(subject))
    return np.stack((subject, term_, place, at, amount_), axis=1).astype(np.float64)


def _said(rows: Sequence[tuple[float, ...]]) -> Floats:
    return np.array(rows, np.float64).reshape(-1, 5)


def _people(evidence: Evidence, subject: Ints, commit: Ints) -> Floats:
    """Return the authors of a subject's commits, each once with the latest of them."""
    of, author = authorship(evidence)
    counts = np.append(evidence.person_counts, False)[author]  # NOBODY, -1, is the last one
    row, at = joined(commit, of[counts])
    subject, commit, author = subject[row], commit[row], author[counts][at]
    keys = paired(subject, author, len(evidence.people))
    order = np.lexsort((commit, keys))
    last = order[np.diff(keys[order], append=-1) != 0]
    return _rows(subject[last], PEOPLE, commit[last], evidence.commits.committed_at[commit[last]])


def _named(evidence: Evidence, subject: Ints, commit: Ints, term: int) -> Floats:
    """Return trailers that name somebody else, how many for each subject and commit."""
    named = evidence.credits
    roles = [i for i, role in enumerate(named.roles) if _term(role) == term]
    other = named.person != evidence.commits.author[named.commit]
    counts = np.append(evidence.person_counts, False)[named.person]
    rows = np.flatnonzero(np.isin(named.role, roles) & other & counts)
    acts = np.unique(np.stack((named.commit[rows], named.person[rows], named.role[rows])), axis=1)
    row, _ = joined(commit, acts[0])
    pairs = paired(subject[row], commit[row], len(evidence.commits))
    keys, many = np.unique(pairs, return_counts=True)
    subject, commit = unpaired(keys, len(evidence.commits))
    return _rows(subject, term, commit, evidence.commits.committed_at[commit], many)


def _term(role: str) -> int:
    if role in NO_FACTOR | AUTHOR_ROLES:
        return NONE
    return FEEDBACK if role in FEEDBACK_ROLES else DEALINGS


def _posts(evidence: Evidence, scope: Scope, told: Coverage) -> Iterator[tuple[float, ...]]:
    """Yield published posts with a date, once for each subject that they speak of."""
    row, named = joined(scope.commit, told.commit)
    about = scope.subject[row].tolist(), told.commit_post[named].tolist()
    found = set(zip(*about, strict=True))
    if scope.path_subject is not None:
        rows = evidence.path_counts[told.path]
        subject = scope.path_subject[told.path[rows]].tolist()
        found |= set(zip(subject, told.file_post[rows].tolist(), strict=True))
    else:
        number = {subject.key: at for at, subject in enumerate(scope.subjects)}
        for at, post in enumerate(told.posts):
            words = {*words_in(post.title), *(word for tag in post.tags for word in words_in(tag))}
            found |= {(number[word], at) for word in words if word in number}
    for subject_at, post_at in sorted(found):
        published = told.posts[post_at].published_at
        if published is not None:
            yield subject_at, WORK, len(evidence.commits) + post_at, published, 1


def _dealings(
    evidence: Evidence, deals: Sequence[Interaction], scope: Scope, posts: int
) -> Iterator[tuple[float, ...]]:
    """Yield interactions that say which of several repositories they are about, or of the only one."""
    number = {subject.key: at for at, subject in enumerate(scope.subjects)}
    if scope.name != "repositories":
        return
    for at, deal in enumerate(deals):
        about = deal.about or (scope.subjects[0].key if len(number) == 1 else "")
        if about in number and math.isfinite(deal.weight) and deal.weight > 0:
            term = FEEDBACK if deal.kind in FEEDBACK_KINDS else DEALINGS
            yield number[about], term, len(evidence.commits) + posts + at, deal.at, deal.weight
