"""Holds the ranking of reviewers to a file of code reviews, beside RevFinder's.

The file is as RevFinder's authors published theirs (``patanamon/revfinder``): one JSON object a line, with
``changeId``, ``project``, ``files`` (paths in the project), ``submit_date`` and ``close_date``
(``YYYY-MM-DD HH:MM:SS``, UTC) and ``approve_history``, a list whose ``userId`` are the reviewers. It does
not say who wrote the change.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from influencekit.backtests import Given, revfinder
from influencekit.backtests.ranked import Case, learn
from influencekit.backtests.reviewers import AROUND, COLUMNS, EVENLY, first_places, spread_of
from influencekit.columns import Floats, Ints
from influencekit.commits import history_of
from influencekit.domain import Commit, Credit, Identity, Touch
from influencekit.errors import InputError
from influencekit.evidence import Evidence
from influencekit.fold import fold
from influencekit.models.mentoring.reviewing import (
    SIGNS,
    ReviewingParams,
    Reviews,
    last_seen,
    lately,
    signs,
)
from influencekit.models.ranks import Ranks
from influencekit.protocols import Task
from influencekit.report import Table
from influencekit.times import DAY
from influencekit.words import count, date

NEEDS = frozenset({"files"})
DATA = (
    "a file of code reviews as RevFinder's authors published them: a JSON object a line with changeId, "
    "project, files, submit_date, close_date and approve_history"
)
SOMEBODY = Identity(name="whoever wrote it")
"""The author of all changes, since the file does not say: nobody who could be asked."""
FEW = 20
"""Reviews that there have to be."""
SHIPPED = (
    "influencekit's weights were learnt on git.git and saw none of these reviews; here the signs about "
    "authors, topics and own changes are all 0."
)
PEERS = (
    f"RevFinder passes over reviews of more than {revfinder.MOST} files: they count as misses of it. As "
    "published it also looks at reviews that were submitted before and closed later; the line below does "
    "not, and neither does any other."
)


@attrs.frozen(kw_only=True)
class Review:
    """One code review."""

    id: str
    submitted: int
    """When somebody was asked; seconds since 1970-01-01T00:00:00Z."""
    closed: int
    """When it is known who reviewed; not before."""
    files: tuple[str, ...]
    """The project and the path in it, with ``/`` between them; each once."""
    paths: tuple[str, ...]
    """The path alone, as RevFinder compares it."""
    reviewers: tuple[str, ...]
    """Each once, ascending."""


def read(texts: Mapping[str, str]) -> list[Review]:
    """Return the reviews in files, {name: text}, that have a reviewer; the first submitted first.

    Raises
    ------
    InputError
        A line is no such review, one is there twice, or there are too few.
    """
    found: dict[str, Review] = {}
    for name, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            try:
                review = _review(json.loads(line))
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                what = f"no {error}" if isinstance(error, KeyError) else str(error)
                raise InputError(f"{name}:{number}: no review: {what}.") from None
            if review.id in found:
                raise InputError(f"{name}:{number}: review {review.id} is there twice.")
            found[review.id] = review
    kept = [review for review in found.values() if review.reviewers and review.files]
    if len(kept) < FEW:
        raise InputError(
            f"There are {len(kept)} reviews with a file and a reviewer; {FEW} are needed."
        )
    return sorted(kept, key=lambda it: (it.submitted, it.id))


def _review(told: Any) -> Review:
    if not isinstance(told, dict):
        raise TypeError("an object was expected")
    files, people = told["files"], told["approve_history"]
    if not (isinstance(files, list) and all(isinstance(path, str) for path in files)):
        raise TypeError("'files' must be a list of paths")
    if not (isinstance(people, list) and all(isinstance(it, dict) for it in people)):
        raise TypeError("'approve_history' must be a list of objects")
    paths = tuple(dict.fromkeys(path for path in files if path))
    if any(path.count("/") >= revfinder.DEEPEST for path in paths):
        raise ValueError(f"a path has more than {revfinder.DEEPEST} parts")
    submitted = _time(told["submit_date"])
    json.dumps(told, ensure_ascii=False).encode(
        "utf-8", "surrogateescape"
    )  # raises where it is no text
    return Review(
        id=str(told["changeId"]),
        submitted=submitted,
        closed=max(_time(told["close_date"]), submitted),
        files=tuple(f"{told['project']}/{path}" for path in paths),
        paths=paths,
        reviewers=tuple(sorted({str(it["userId"]) for it in people})),
    )


def _time(text: object) -> int:
    when = dt.datetime.fromisoformat(str(text)[:19])
    return int(when.replace(tzinfo=dt.UTC).timestamp())


def evidence_of(reviews: Sequence[Review]) -> Evidence:
    """Return the reviews as commits: authored when submitted, committed when closed.

    All files count, generated and vendored ones too: somebody reviewed them.
    """
    commits = [
        Commit(
            oid=f"{number:040x}",
            author=SOMEBODY,
            authored_at=review.submitted,
            committer=SOMEBODY,
            committed_at=review.closed,
            touches=tuple(Touch(path=path, added=None, deleted=None) for path in review.files),
            credits=tuple(
                Credit(role="reviewed-by", who=_identity(who)) for who in review.reviewers
            ),
        )
        for number, review in enumerate(reviews)
    ]
    known = fold([history_of(commits, name="reviews")])
    return attrs.evolve(known, path_counts=np.ones_like(known.path_counts))


def _identity(reviewer: str) -> Identity:
    return Identity(name=f"reviewer {reviewer}", email=f"{reviewer}@invalid")


def cases(reviews: Sequence[Review], known: Evidence, *, task: Task | None = None) -> list[Case]:
    """Return a case for each review but the first: everybody, and who reviewed.

    Each statistic is from reviews that were closed before it was submitted.

    Parameters
    ----------
    reviews, known
        The first submitted first; and as `evidence_of` gives them.
    """
    task, past = task or Task(), Reviews.of(known)
    commit_of = {oid: row for row, oid in enumerate(known.commits.oid)}
    everybody, nobody = np.arange(len(known.people), dtype=np.int32), known.person_of[SOMEBODY]
    found = []
    for number, review in enumerate(reviews):
        if not number % 100:
            task.check()
            task.progress("reviews", number, len(reviews))
        change = attrs.evolve(past.change_of(commit_of[f"{number:040x}"]), authors=())
        table, _ = signs(past, change, at=review.submitted)
        table[last_seen(past, review.submitted) < review.submitted - AROUND * DAY] = 0
        table[nobody] = 0
        named = [known.person_of[_identity(who)] for who in review.reviewers]
        found.append(
            Case(
                at=review.submitted,
                people=everybody,
                table=table,
                named=np.array(sorted(named), np.int32),
                load=np.log1p(lately(past, review.submitted)),
            )
        )
    return found[1:]


def peers(
    reviews: Sequence[Review], known: Evidence, *, task: Task | None = None
) -> Iterator[tuple[Floats, Floats]]:
    """Yield RevFinder's scores of everybody for each review but the first.

    From what was submitted before, as published, and from what was closed before.
    """
    task, people = task or Task(), len(known.people)
    pairs = [
        (number, known.person_of[_identity(who)])
        for number, review in enumerate(reviews)
        for who in review.reviewers
    ]
    review, person = np.array(pairs, np.int32).T
    closed = np.array([it.closed for it in reviews])
    for now, alike in enumerate(revfinder.likeness([it.paths for it in reviews])):
        if not now % 100:
            task.check()
            task.progress("reviews, RevFinder", now, len(reviews))
        before = slice(0, int(np.searchsorted(review, now)))
        done = closed[review[before]] < reviews[now].submitted
        rows = alike[:, review[before]]
        if now:
            yield _sums(rows, person[before], people), _sums(rows * done, person[before], people)


def _sums(rows: Floats, person: Ints, people: int) -> Floats:
    return revfinder.joined(np.array([np.bincount(person, way, people) for way in rows]))


def backtest(given: Given) -> tuple[Table, ...]:
    """Return how often the first of a review's reviewers was ranked where.

    With `Given.split`, weights that are learnt on earlier reviews are judged beside the shipped ones.

    Raises
    ------
    InputError
        A file is no such file, or there are too few reviews.
    """
    reviews = read(given.files)
    known = evidence_of(reviews)
    found = cases(reviews, known, task=given.task)
    both = list(peers(reviews, known, task=given.task))
    first = 0 if given.split is None else sum(case.at < given.split for case in found)
    early, late = found[:first], found[first:]
    if given.split is not None and min(len(early), len(late)) < FEW:
        raise InputError(
            f"There are {len(early):,} reviews before {date(given.split)} and {len(late):,} from then "
            f"on: {FEW} are needed on either side."
        )
    ways = {
        "RevFinder, as published": [scores for scores, _ in both[first:]],
        "RevFinder, closed reviews": [scores for _, scores in both[first:]],
        **_ours(early, late),
    }
    table = Table(
        name="reviews",
        title="Reviewers, ranked from reviews that were closed before",
        columns=COLUMNS,
        rows=(*_rows(ways, late, len(known.people)), _named(late, len(known.people))),
        notes=(
            f"{count(len(late), 'review')}, {date(late[0].at)} to {date(late[-1].at)}.",
            PEERS,
            SHIPPED,
            EVENLY,
        ),
    )
    return (table,)


def _ours(early: Sequence[Case], late: Sequence[Case]) -> dict[str, list[Floats]]:
    params = ReviewingParams()
    shipped = np.array([getattr(params, name) for name in SIGNS])
    ways = {
        name: [case.table[:, SIGNS.index(sign)] for case in late]
        for name, sign in (
            ("most reviews", "reviews"),
            ("reviewed most in the files", "reviewed_files"),
        )
    }
    ways["influencekit"] = [case.table @ shipped for case in late]
    if early:
        learnt = learn(early)
        ways["influencekit, learnt before"] = [case.table @ learnt for case in late]
    return ways


def _rows(
    ways: Mapping[str, Sequence[Floats]], late: Sequence[Case], people: int
) -> Iterator[tuple[str | float | None, ...]]:
    for name, scores in ways.items():
        places = [place(score, case.named) for score, case in zip(scores, late, strict=True)]
        ranks = Ranks(places)
        figures = (ranks.mean_reciprocal_rank, *map(ranks.top, (1, 3, 5, 10)))
        yield name, *figures, *spread_of(first_places(late, scores, people))


def _named(late: Sequence[Case], people: int) -> tuple[str | float | None, ...]:
    named = np.bincount(np.concatenate([case.named for case in late]), minlength=people)
    return "who reviewed", *[None] * 5, *spread_of(named.astype(np.float64))


def place(score: Floats, named: Ints) -> int | None:
    """Return where the first of those who reviewed is; equal scores count against them.

    None where all of them have 0.
    """
    best = float(score[named].max())
    return int((score >= best).sum()) if best > 0 else None
