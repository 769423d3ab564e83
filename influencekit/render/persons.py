"""Whether a report speaks of single persons: on request, and in no order of merit unless asked."""

from collections.abc import Callable, Iterable, Sequence

import attrs

from influencekit.report import ModelResult, Reason, Report, Score
from influencekit.words import count, people

_PERSONAL = frozenset({"person", "pair"})
"""Kinds of subjects that are one or two persons."""


def without_persons(report: Report, me: str = "") -> Report:
    """Return `report` without the scores of single persons, and with nobody's name in the reasons.

    What is of `me` alone stays. A result of which nothing is left goes with the scores; one that keeps
    some says how many it lost.

    Parameters
    ----------
    me
        Key of the person who asks; empty: not known.
    """

    def kept(scores: Iterable[Score]) -> tuple[Score, ...]:
        return tuple(
            attrs.evolve(score, reasons=_unnamed(score.reasons, me))
            for score in scores
            if score.subject.kind not in _PERSONAL or score.subject.key == me
        )

    shown = _each(report, kept)
    return attrs.evolve(
        shown,
        results={
            name: _told(result, len(report.results[name].scores))
            for name, result in shown.results.items()
            if result.scores or not report.results[name].scores
        },
    )


def _unnamed(reasons: Iterable[Reason], me: str) -> tuple[Reason, ...]:
    """Return `reasons` in words that name nobody but `me`, and tell one person from another."""
    told: list[Reason] = []
    who = "one person"
    for it in reasons:
        if not {*it.persons} - {me}:
            told.append(it)
            continue
        text = (it.unnamed or "one person").replace("one person", who)
        told.append(attrs.evolve(it, text=text, persons=(), unnamed=""))
        who = "another person"
    return tuple(told)


def _told(result: ModelResult, scores: int) -> ModelResult:
    left_out = scores - len(result.scores)
    note = f"{count(left_out, 'score')} of single persons left out; --people shows them."
    return attrs.evolve(result, notes=(*result.notes, note)) if left_out else result


def with_persons(report: Report, *, by_value: bool = False) -> Report:
    """Return `report` with persons in alphabetical order: scores after all others, and in reasons.

    Parameters
    ----------
    by_value
        Whether to leave them with the largest value first instead.
    """

    def ordered(scores: Iterable[Score]) -> tuple[Score, ...]:
        found = (attrs.evolve(it, reasons=_by_name(it.reasons)) for it in scores)
        return tuple(sorted(found, key=lambda it: _name(it) if _personal(it) else (False, "")))

    return report if by_value else _each(report, ordered)


def _by_name(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return `reasons` with those that name persons in the order of their keys, among themselves."""
    named = iter(sorted((it for it in reasons if it.persons), key=lambda it: it.persons))
    return tuple(next(named) if it.persons else it for it in reasons)


def fewer_persons(report: Report, most: int = 120, full: int = 50) -> Report:
    """Return `report` with at most `most` scores of persons in each result, in the order that it has.

    Those with the largest values stay: a page of thousands is not looked at. A note says how many
    went. Of more than `full` each reason keeps its heaviest locator alone, for most of a page would be
    links and what they lead to.
    """
    return attrs.evolve(
        report,
        results={name: _fewer(result, most, full) for name, result in report.results.items()},
    )


def _fewer(result: ModelResult, most: int, full: int) -> ModelResult:
    persons = sorted(filter(_personal, result.scores), key=lambda it: -it.value)
    if len(persons) <= min(most, full):
        return result
    gone = {score.subject for score in persons[most:]}
    scores = tuple(
        _short(score) if _personal(score) and len(persons) > full else score
        for score in result.scores
        if score.subject not in gone
    )
    note = f"{people(len(gone))} with smaller values left out; influencekit export has everybody."
    return attrs.evolve(
        result, scores=scores, notes=(*result.notes, note) if gone else result.notes
    )


def _short(score: Score) -> Score:
    told = (attrs.evolve(it, locators=it.locators[:1]) for it in score.reasons)
    return attrs.evolve(score, reasons=tuple(told))


def _personal(score: Score) -> bool:
    return score.subject.kind in _PERSONAL


def _name(score: Score) -> tuple[bool, str]:
    return True, score.subject.label.casefold()


def _each(report: Report, change: Callable[[Iterable[Score]], tuple[Score, ...]]) -> Report:
    return attrs.evolve(
        report,
        results={
            name: attrs.evolve(result, scores=change(result.scores))
            for name, result in report.results.items()
        },
    )
