"""Holds the ranking of mentors to whom newcomers then had."""

from influencekit.backtests import Given
from influencekit.errors import InputError
from influencekit.models.mentoring.matching import Dealings, back_test
from influencekit.report import Table
from influencekit.words import date

NEEDS = frozenset({"commits", "touches", "credits"})
DATA = "a repository whose commits name mentors in Mentored-by trailers"


def backtest(given: Given) -> tuple[Table, ...]:
    """Return how often the first of a newcomer's mentors was ranked where.

    Raises
    ------
    InputError
        No commit names a mentor.
    """
    try:
        found = back_test(Dealings(given.evidence))
    except ValueError as error:
        raise InputError(str(error)) from None
    first, last = found.guesses[0], found.guesses[-1]
    return (
        Table(
            name="mentors",
            title="Mentors of newcomers, ranked from what was committed before",
            columns=("ranking", "MRR", "top 1", "top 3", "top 5", "top 10"),
            rows=(("influencekit", found.mean_reciprocal_rank, *map(found.top, (1, 3, 5, 10))),),
            notes=(f"{len(found.guesses)} newcomers, {date(first.at)} to {date(last.at)}.",),
        ),
    )
