"""Holds the ranking of reviewers to whom commits then named, and shows how it spreads the load."""

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from influencekit.backtests import Given
from influencekit.backtests.ranked import (
    SHOWN,
    Case,
    chances_of,
    curve_of,
    learn,
    rank_of,
    split_of,
)
from influencekit.columns import Floats
from influencekit.evidence import Evidence
from influencekit.models.calibration import Reliability
from influencekit.models.mentoring.reviewing import (
    SIGNS,
    ReviewingParams,
    Reviews,
    last_seen,
    lately,
    signs,
)
from influencekit.models.ranks import Ranks, gini
from influencekit.protocols import Task
from influencekit.report import Table
from influencekit.times import DAY
from influencekit.words import count, date, listed, number

NEEDS = frozenset({"commits", "touches", "credits"})
DATA = "a repository whose commits name reviewers in Reviewed-by or Acked-by trailers"
EMBARGO = DAY
"""Seconds: patches of one series land together, with the same trailers."""
AROUND = ReviewingParams().around
"""Days after which somebody who was not seen is no alternative any more, unless they were named."""
COLUMNS = (
    *("ranking", "MRR", "top 1", "top 3", "top 5", "top 10"),
    *("largest share of first places", "Gini of first places"),
)
EVENLY = (
    "Equal scores count against a ranking. First places are counted over those who have any, so that "
    "few people who share them evenly have a small Gini too."
)
_BY_HAND = {
    "reviews": 1.0,
    "reviewed_author": 1.5,
    "reviewed_files": 1.0,
    "reviewed_folders": 0.5,
    "wrote_files": 0.5,
}
"""Weights of shares relative to the largest, set by hand: the baseline to beat."""


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
    for at_number, commit in enumerate(commits.tolist()):
        if not at_number % 100:
            task.check()
            task.progress("reviewed commits", at_number, len(commits))
        at = int(times[commit])
        table, _ = signs(past, past.change_of(commit), at=at - embargo)
        named = np.array(truth[commit])
        around = last_seen(past, at - embargo) >= at - embargo - AROUND * DAY
        people = np.union1d(np.flatnonzero(table.any(axis=1) & around), named)
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


def first_places(known: Sequence[Case], scores: Sequence[Floats], people: int) -> Floats:
    """Return how often each person is in first place; several in one share it."""
    places = np.zeros(people)
    for case, score in zip(known, scores, strict=True):
        if len(score) and score.any():
            first = score == score.max()
            places[case.people[first]] += 1 / first.sum()
    return places


def backtest(given: Given) -> tuple[Table, ...]:
    """Return how often the first of those who were named was ranked where, and how far to believe it.

    Raises
    ------
    InputError
        Too few commits name a reviewer.
    """
    found = cases(given.evidence, task=given.task)
    split = split_of(given.split, found, "commits with a reviewer")
    early = [case for case in found if case.at < split]
    late = [case for case in found if case.at >= split]
    learnt = learn(early)
    return (_ranking(early, late, learnt, len(given.evidence.people)), _belief(early, late, learnt))


def _ranking(early: Sequence[Case], late: Sequence[Case], learnt: Floats, people: int) -> Table:
    ranked = [dict(scores_of(case, learnt)) for case in late]
    rows: list[tuple[str | float | None, ...]] = []
    for name in ranked[0]:
        scores = [each[name] for each in ranked]
        ranks = Ranks([rank_of(case, score) for case, score in zip(late, scores, strict=True)])
        places = first_places(late, scores, people)
        figures = (ranks.mean_reciprocal_rank, *map(ranks.top, (1, 3, 5, 10)))
        rows.append((name, *figures, *spread_of(places)))
    named = np.bincount(
        np.concatenate([case.people[case.named] for case in late]), minlength=people
    )
    rows.append(("who was named", *[None] * 5, *spread_of(named.astype(np.float64))))
    return Table(
        name="reviewers",
        title="Reviewers, ranked from what was committed a day before or earlier",
        columns=COLUMNS,
        rows=tuple(rows),
        notes=_notes(early, late, learnt),
    )


def _belief(early: Sequence[Case], late: Sequence[Case], learnt: Floats) -> Table:
    curve, plain = curve_of(early), chances_of(late, learnt)
    mended = attrs.evolve(plain, chance=curve.read(plain.chance))
    first = chances_of(late, learnt, shown=1)
    points = listed(
        [f"{given:.4g} as {came:.4g}" for given, came in zip(curve.given, curve.came, strict=True)]
    )
    return Table(
        name="chances",
        title=f"How far the chances of the {SHOWN} likeliest can be believed",
        columns=("chance from", "to", "people", "chance on average", "were named"),
        rows=tuple((it.low, it.high, it.size, it.chance, it.came) for it in mended.bins()),
        notes=(
            f"{_error(mended)}; as the model gives them: {_error(plain)}.",
            (
                f"Whoever was first had {number(float(curve.read(first.chance).mean()), 'share')} on "
                f"average and was named in {number(float(first.came.mean()), 'share')} of the cases."
            ),
            f"The model's chances are read by a curve that is learnt before the split: {points}.",
        ),
    )


def _error(told: Reliability) -> str:
    return f"Brier score {told.brier:.4f}, expected calibration error {told.error:.4f}"


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


def spread_of(places: Floats) -> tuple[float | None, float | None]:
    """Return the largest share and the Gini coefficient of `places`; None where there are none."""
    if not places.any():
        return None, None
    return float(places.max() / places.sum()), gini(places[places > 0])
