"""What back-tests of rankings share: cases, weights learnt from early ones, ranks in later ones."""

import itertools
from collections.abc import Iterable, Sequence

import attrs
import numpy as np

from influencekit.columns import Floats, Ints
from influencekit.errors import InputError
from influencekit.models.calibration import Curve, Reliability
from influencekit.models.choice import Choices, chances, fit
from influencekit.words import date

LEARNT_UNTIL = 1_609_459_200
"""2021-01-01: the shipped weights are learnt on what was before."""
RIDGE = 3.0
SHOWN = 5
"""People who are shown where nobody asks for more: it is their chances that have to be right."""
_FEW = 20
"""Cases that there have to be on either side of the split."""
_PARTS = 4
"""Parts of the early cases: each but the first is judged by what was learnt from those before it."""


def _nothing() -> Floats:
    return np.zeros(0)


@attrs.frozen(eq=False, kw_only=True)
class Case:
    """One moment, whoever could have been named then, and who was."""

    at: int
    """Seconds since 1970-01-01T00:00:00Z."""
    people: Ints
    """The alternatives, ascending: people with a sign, and those who were named."""
    table: Floats
    """(alternatives, signs): ln(1 + percent)."""
    named: Ints
    """Who was named, as rows of `people`."""
    load: Floats = attrs.field(factory=_nothing)
    """One an alternative: ln(1 + what they do already), where that is looked at."""


def learn(known: Sequence[Case], *, ridge: float = RIDGE) -> Floats:
    """Return the weights of the signs under which those who were named are most likely."""
    chosen = [np.isin(np.arange(len(case.people)), case.named) for case in known]
    return fit(
        Choices(
            features=np.concatenate([case.table for case in known]),
            chosen=np.concatenate(chosen),
            starts=np.append(0, np.cumsum([len(case.people) for case in known])),
        ),
        ridge=ridge,
    )


def curve_of(known: Sequence[Case]) -> Curve:
    """Return what chances were worth in `known`, oldest first, where the model had not seen the case."""
    ends = [len(known) * part // _PARTS for part in range(1, _PARTS + 1)]
    told = [
        chances_of(known[start:end], learn(known[:start]), shown=0)
        for start, end in itertools.pairwise(ends)
    ]
    return Curve.learnt(
        np.concatenate([part.chance for part in told]),
        np.concatenate([part.came for part in told]),
    )


def chances_of(known: Iterable[Case], learnt: Floats, *, shown: int = SHOWN) -> Reliability:
    """Return the chances of the likeliest of each case, and who was named.

    Parameters
    ----------
    shown
        How many of each case, and whoever is as likely as the last of them; 0: all.
    """
    found = []
    for case in known:
        chance = chances(case.table, learnt)
        least = np.sort(chance)[-shown] if 0 < shown < len(chance) else 0.0
        named = np.isin(np.arange(len(chance)), case.named)
        found.append(np.stack((chance, named))[:, chance >= least])
    return Reliability(*np.concatenate(found, axis=1))


def rank_of(case: Case, score: Floats) -> int | None:
    """Return where the first of those who were named is; equal scores count against them.

    None where nothing speaks for any of them.
    """
    best = float(score[case.named].max())
    return int((score >= best).sum()) if case.table[case.named].any() else None


def split_of(given: int | None, known: Sequence[Case], what: str) -> int:
    """Return from when on cases are judged.

    Without a wish that is 2021, up to which the shipped weights were learnt, or the middle of the cases
    where there are too few on one side of it.

    Parameters
    ----------
    what
        What a case is, for the error: ``"commits with a reviewer"``.

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
            f"There are {before:,} {what} before {date(split)} and {after:,} from then on: "
            f"{_FEW} are needed on either side."
        )
    return split
