"""Holds the ranking of mentors to whom newcomers then had."""

from collections.abc import Mapping, Sequence

import numpy as np

from influencekit.backtests import Given
from influencekit.columns import Flags
from influencekit.errors import InputError
from influencekit.evidence import NOBODY
from influencekit.models.mentoring.matching import (
    BackTest,
    Dealings,
    MatchingParams,
    Ranking,
    back_test,
)
from influencekit.report import Table
from influencekit.times import DAY
from influencekit.words import count, date

NEEDS = frozenset({"commits", "touches", "credits"})
DATA = "a repository whose commits name mentors in Mentored-by trailers"
LATELY = 730
"""Days whose commits the plainest ranking counts."""
NOTHING = {"mentored": 0.0, "knowledge": 0.0, "contact": 0.0, "helped": 0.0}
WAYS: Mapping[str, MatchingParams] = {
    "helped most": MatchingParams(**NOTHING | {"helped": 1.0}),
    "knows the files best": MatchingParams(**NOTHING | {"knowledge": 1.0}),
    "past mentees": MatchingParams(**NOTHING | {"mentored": 1.0}),
    "influencekit": MatchingParams(),
}
"""Ways to rank that differ in what the signs weigh."""


def by_commits(dealings: Dealings) -> Ranking:
    """Return the ranking by commits in the last 730 days, the most first."""
    times, author = dealings.evidence.commits.committed_at, dealings.author

    def ranked(mentee: int, paths: Flags, at: int) -> Sequence[int]:  # noqa: ARG001 - a `Ranking`'s
        rows = (times < at) & (times >= at - LATELY * DAY) & (author != NOBODY)
        rows &= author != mentee
        commits = np.bincount(author[rows], minlength=len(dealings.evidence.people))
        order: list[int] = np.argsort(-commits, kind="stable").tolist()
        return order[: np.count_nonzero(commits)]

    return ranked


def backtest(given: Given) -> tuple[Table, ...]:
    """Return how often the first of a newcomer's mentors was ranked where.

    Raises
    ------
    InputError
        No commit names a mentor.
    """
    dealings = Dealings(given.evidence)
    try:
        found: dict[str, BackTest] = {
            "most commits": back_test(dealings, ranking=by_commits(dealings)),
            **{name: back_test(dealings, params=params) for name, params in WAYS.items()},
        }
    except ValueError as error:
        raise InputError(str(error)) from None
    guesses = found["influencekit"].guesses
    span = f"{date(guesses[0].at)} to {date(guesses[-1].at)}"
    return (
        Table(
            name="mentors",
            title="Mentors of newcomers, ranked from what was committed before",
            columns=("ranking", "MRR", "top 1", "top 3", "top 5", "top 10"),
            rows=tuple(
                (name, it.mean_reciprocal_rank, *map(it.top, (1, 3, 5, 10)))
                for name, it in found.items()
            ),
            notes=(
                f"{count(len(guesses), 'newcomer')}, {span}.",
                "The weights were chosen on the earlier half of those of git.git.",
            ),
        ),
    )
