"""What the models' scores are put together with: parts, reasons, and one order for all."""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.evidence import Evidence
from influencekit.protocols import Model
from influencekit.report import ModelResult, Reason, Score, Subject
from influencekit.words import listed, number

LOCATORS = 3
"""Commits, paths or posts that a reason points at."""
Numbers = npt.NDArray[np.integer]
Amounts = npt.NDArray[np.integer] | npt.NDArray[np.floating]


class Part(NamedTuple):
    """One part of a subject's amount."""

    what: int
    """Which part it is, as the caller numbers them."""
    amount: float
    """Its sum."""
    rows: int
    """How many rows it sums up."""
    places: tuple[int, ...]
    """Where the heaviest rows are from, at most `LOCATORS`; of equally heavy ones the latest."""


class Told(NamedTuple):
    """Words that name single persons, and what stands for them where nobody is to be named."""

    text: str
    persons: tuple[str, ...] = ()
    """Their keys."""
    unnamed: str = ""


def parts(
    subject: Numbers, part: Numbers, place: Numbers, amount: Amounts, *, tie: Numbers
) -> Iterator[tuple[int, list[Part]]]:
    r"""Yield each subject, ascending, with its parts, heaviest first.

    Parameters
    ----------
    subject, part, place, amount
        Columns: the row's `amount` belongs to `part` of `subject` and is from `place`, mostly a
        commit; later places have higher numbers. A place occurs once in a part of a subject.
    tie
        One a part: of equally heavy parts the one with the lower number comes first.

    Examples
    --------
    >>> columns = np.array([[7, 0, 1, 10], [7, 1, 2, 30], [7, 0, 3, 5]]).T
    >>> for subject, found in parts(*columns, tie=np.array([0, 1])):
    ...     print(subject, *found, sep="\n")
    7
    Part(what=1, amount=30.0, rows=1, places=(2,))
    Part(what=0, amount=15.0, rows=2, places=(1, 3))
    """
    if not len(subject):
        return
    weight = np.empty(len(subject), np.int64)
    weight[np.lexsort((-place, -amount))] = np.arange(len(subject))
    key = (subject.astype(np.int64) * len(tie) + part) * len(subject) + weight
    rows = np.argsort(key)  # one key for all is twice as fast as sorting by four columns
    subject, part, places = subject[rows], part[rows], place[rows].tolist()
    starts = np.flatnonzero(np.diff(subject, prepend=-1) | np.diff(part, prepend=-1))
    sums = np.add.reduceat(amount[rows].astype(np.float64), starts)
    order = np.lexsort((tie[part[starts]], -sums, subject[starts]))
    columns = (subject[starts], part[starts], sums, starts, np.append(starts[1:], len(rows)))
    table = zip(*(column[order].tolist() for column in columns), strict=True)
    for owner, group in itertools.groupby(table, key=itemgetter(0)):
        yield (
            owner,
            [
                Part(what, total, end - start, tuple(places[start : min(end, start + LOCATORS)]))
                for _, what, total, start, end in group
            ],
        )


def reasons(
    found: Sequence[Part],
    say: Callable[[Part, float], str | Told],
    locate: Callable[[Iterable[int]], tuple[str, ...]],
    *,
    named: int | None = None,
    rest: str = "",
) -> tuple[Reason, ...]:
    """Return the parts as reasons.

    Parameters
    ----------
    say
        Words for a part and its share; `Told` where they name somebody.
    locate
        Locators for places.
    named
        How many stand alone, the heaviest; the others are one reason together. None: all.
    rest
        Words for those others, with ``{}`` for how many they are.
    """
    total = math.fsum(part.amount for part in found)
    told = [
        Reason(
            **_told(say(part, part.amount / total)),
            share=part.amount / total,
            locators=locate(part.places),
        )
        for part in found[:named]
    ]
    if others := found[len(told) :]:
        share = math.fsum(part.amount for part in others) / total
        text = f"{number(share, 'share')} {rest.format(f'{len(others):,}')}"
        told.append(Reason(text=text, share=share, locators=locate(others[0].places)))
    return tuple(told)


def _told(said: str | Told) -> dict[str, Any]:
    return (said if isinstance(said, Told) else Told(said))._asdict()


def project(evidence: Evidence) -> Subject:
    """Return everything that was analysed, as what a score is about."""
    return Subject("project", ".", listed(evidence.repositories) or "project")


def largest_first(score: Score) -> tuple[float, ...]:
    """Return what orders scores of one kind by their value, the largest first."""
    return (-score.value,)


def result(
    model: Model,
    params: Any,
    scores: Iterable[Score],
    notes: Iterable[str] = (),
    *,
    by: Callable[[Score], tuple[float, ...]] = largest_first,
) -> ModelResult:
    """Return what `model` found: the project, then areas in the order of `by`, then people by key.

    People are in no order of merit: whoever wants one has to ask for it.
    """

    def place(score: Score) -> tuple[int, tuple[float, ...], str]:
        kind = ("project", "area", "person").index(score.subject.kind)
        return kind, by(score) if kind < 2 else (), score.subject.key

    return ModelResult(
        model=model.name,
        title=model.title,
        version=model.version,
        unit=model.unit,
        params=attrs.asdict(params),
        scores=tuple(sorted(scores, key=place)),
        notes=tuple(notes),
    )
