"""Holds the ranking of reviewers to whom commits then named, and shows how it spreads the load."""

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from influencekit.backtests import Given
from influencekit.columns import Floats, Ints
from influencekit.errors import InputError
from influencekit.evidence import Evidence
from influencekit.models.choice import Choices, fit
from influencekit.models.counted import DAY
from influencekit.models.mentoring.reviewing import SIGNS, Reviews, lately, signs
from influencekit.models.ranks import Ranks, gini
from influencekit.protocols import Task
from influencekit.report import Table
from influencekit.words import count, date, listed

NEEDS = frozenset({"commits", "touches", "credits"})
DATA = "a repository whose commits name reviewers in Reviewed-by or Acked-by trailers"
EMBARGO = DAY
"""Seconds: patches of one series land together, with the same trailers."""
LEARNT_UNTIL = 1_609_459_200
"""2021-01-01: the shipped weights are learnt on what was before."""
RIDGE = 3.0
COLUMNS = (
    *("ranking", "MRR", "top 1", "top 3", "top 5", "top 10"),
    *("largest share of first places", "Gini of first places"),
)
EVENLY = (
    "Equal scores count against a ranking. First places are counted over those who have any, so that "
    "few people who share them evenly have a small Gini too."
)
_FEW = 20
"""Cases that there have to be on either side."""
_BY_HAND = {
    "reviews": 1.0,
    "reviewed_author": 1.5,
    "reviewed_files": 1.0,
    "reviewed_folders": 0.5,
    "wrote_files": 0.5,
}
"""Weights of shares relative to the largest, set by hand: the baseline to beat."""


@attrs.frozen(eq=False, kw_only=True)
class Case:
    """One commit, and whoever could have been named."""

    at: int
    """When it was committed, seconds since 1970-01-01T00:00:00Z."""
    people: Ints
    """The alternatives: people with a sign, and those who were named."""
    table: Floats
    """(alternatives, signs): ln(1 + percent)."""
    load: Floats
    """Commits that each reviewed in the 30 days before."""
    named: Ints
    """Who was named, as rows of `people`."""


def cases(evidence: Evidence, *, embargo: int = EMBARGO, task: Task | None = None) -> list[Case]:
    """Return a case for each commit that names a reviewer who is not its author, oldest first.

    Each statistic is from commits that were committed at least `embargo` seconds before.
    """
    past, task = Reviews.of(evidence), task or Task()
    commits = np.unique(past.reviews.commit)
    commits = commits[~evidence.commits.merge[commits]]
    times = evidence.commits.committed_at
    commits = commits[np.argsort(times[commits], kind="stable")]
    truth: dict[int, list[int]] = {}
    for commit, person in zip(
        past.reviews.commit.tolist(), past.reviews.person.tolist(), strict=True
    ):
        truth.setdefault(commit, []).append(person)
    found = []
    for number, commit in enumerate(commits.tolist()):
        if not number % 100:
            task.check()
            task.progress("reviewed commits", number, len(commits))
        at = int(times[commit])
        table, _ = signs(past, past.change_of(commit), at=at - embargo)
        named = np.array(truth[commit])
        people = np.union1d(np.flatnonzero(table.any(axis=1)), named)
        found.append(
            Case(
                at=at,
                people=people,
                table=table[people],
                load=np.log1p(lately(past, at - embargo)[people]),
                named=np.searchsorted(people, named).astype(np.int32),
            )
        )
    return found


def learn(known: Sequence[Case], *, ridge: float = RIDGE) -> Floats:
    """Return the weights of `SIGNS` under which those who were named are most likely."""
    chosen = [np.isin(np.arange(len(case.people)), case.named) for case in known]
    return fit(
        Choices(
            features=np.concatenate([case.table for case in known]),
            chosen=np.concatenate(chosen),
            starts=np.append(0, np.cumsum([len(case.people) for case in known])),
        ),
        ridge=ridge,
    )


def scores_of(case: Case, learnt: Floats) -> Iterator[tuple[str, Floats]]:
    """Yield a score of each alternative for each way to rank."""
    column = {name: case.table[:, at] for at, name in enumerate(SIGNS)}
    yield "most reviews", column["reviews"]
    yield "wrote most in the files", column["wrote_files"]
    yield "reviewed most in the files", column["reviewed_files"]
    yield "reviewed the author most", column["reviewed_author"]
    by_hand = np.zeros(len(case.people))
    for name, weight in _BY_HAND.items():
        percent = np.expm1(column[name])
        by_hand += weight * percent / max(percent.max(initial=0), 1e-12)
    yield "five signs, weighed by hand", by_hand
    yield "influencekit", case.table @ learnt
    yield "influencekit, spread 0.5", case.table @ learnt - 0.5 * case.load


def rank_of(case: Case, score: Floats) -> int | None:
    """Return where the first of those who were named is; equal scores count against them.

    None where nothing speaks for any of them.
    """
    best = float(score[case.named].max())
    return int((score >= best).sum()) if case.table[case.named].any() and best else None


def first_places(known: Sequence[Case], scores: Sequence[Floats], people: int) -> Floats:
    """Return how often each person is in first place; several in one share it."""
    places = np.zeros(people)
    for case, score in zip(known, scores, strict=True):
        if len(score) and score.any():
            first = score == score.max()
            places[case.people[first]] += 1 / first.sum()
    return places


def split_of(given: int | None, known: Sequence[Case]) -> int:
    """Return from when on cases are judged.

    Raises
    ------
    InputError
        There are too few cases before or after.
    """
    times = np.array([case.at for case in known])
    split = LEARNT_UNTIL if given is None else given
    if (
        given is None
        and min((times < split).sum(), (times >= split).sum()) < _FEW <= len(known) / 2
    ):
        split = int(times[len(times) // 2])
    before, after = int((times < split).sum()), int((times >= split).sum())
    if min(before, after) < _FEW:
        raise InputError(
            f"{count(before, 'commit')} with a reviewer before {date(split)} and "
            f"{after:,} from then on: {_FEW} are needed on either side."
        )
    return split


def backtest(given: Given) -> tuple[Table, ...]:
    """Return how often the first of those who were named was ranked where.

    Raises
    ------
    InputError
        Too few commits name a reviewer.
    """
    found = cases(given.evidence, task=given.task)
    split = split_of(given.split, found)
    early = [case for case in found if case.at < split]
    late = [case for case in found if case.at >= split]
    learnt = learn(early)
    ranked = [dict(scores_of(case, learnt)) for case in late]
    people = len(given.evidence.people)
    rows: list[tuple[str | float | None, ...]] = []
    for name in ranked[0]:
        scores = [each[name] for each in ranked]
        ranks = Ranks([rank_of(case, score) for case, score in zip(late, scores, strict=True)])
        places = first_places(late, scores, people)
        figures = (ranks.mean_reciprocal_rank, *map(ranks.top, (1, 3, 5, 10)))
        rows.append((name, *figures, *_spread(places)))
    named = np.bincount(
        np.concatenate([case.people[case.named] for case in late]), minlength=people
    )
    rows.append(("who was named", *[None] * 5, *_spread(named.astype(np.float64))))
    table = Table(
        name="reviewers",
        title="Reviewers, ranked from what was committed a day before or earlier",
        columns=COLUMNS,
        rows=tuple(rows),
        notes=_notes(early, late, learnt),
    )
    return (table,)


def _notes(early: Sequence[Case], late: Sequence[Case], learnt: Floats) -> tuple[str, ...]:
    weights = listed([f"{name} {w:.3f}" for name, w in zip(SIGNS, learnt.tolist(), strict=True)])
    return (
        f"{count(len(late), 'commit')}, {date(late[0].at)} to {date(late[-1].at)}.",
        (
            f"Weights learnt from {count(len(early), 'commit')}, {date(early[0].at)} to "
            f"{date(early[-1].at)}: {weights}."
        ),
        EVENLY,
    )


def _spread(places: Floats) -> tuple[float | None, float | None]:
    if not places.any():
        return None, None
    return float(places.max() / places.sum()), gini(places[places > 0])
