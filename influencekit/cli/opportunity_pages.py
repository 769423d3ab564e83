"""What people read of opportunities: the lists, and one with its next steps and its outline."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from influencekit.models.opportunity.lists import OpportunityList
from influencekit.models.opportunity.outline import Outline
from influencekit.models.opportunity.steps import NextSteps
from influencekit.models.opportunity.uncertainty import INTERVAL, SHORT
from influencekit.render.page import Page, Section, short
from influencekit.report import Table
from influencekit.words import number

_FIGURES: Mapping[str, Mapping[str, str]] = {
    "predictive": {"P": "p", "k": "k", "I": "i", "C": "c", "T": "t"},
    "normative": {
        "no words": "unwritten_commits",
        "few know": "few_know_commits",
        "fixes": "unexplained_fixes",
    },
}
"""What columns of a list of each kind are called, and which detail of a score they show."""
_COLUMNS = {
    "predictive": "P: authors, each worth k acts, as one was in the window before. I: reports and other "
    "feedback. C: reviews, help and other dealings. T: commits and posts.",
    "normative": "no words: commits that nothing is written about. few know: to files that one person "
    "at most knows. fixes: those without words that mend something.",
}
THANKED = 12
"""People to thank who are shown by name."""


def lists_page(listed: Sequence[OpportunityList], limit: int, then: str) -> Page:
    """Return all lists, the notes of one kind after the last of that kind, those of all at the end.

    Parameters
    ----------
    limit
        Entries of each list that are shown; 0: all.
    then
        What one can do with an entry's id.
    """
    kinds = {one.kind for one in listed if one.entries}
    of = {kind: [note for it in listed if it.kind == kind for note in it.notes] for kind in kinds}
    fitted = any(entry.fit for it in listed for entry in it.entries)
    unseen = {INTERVAL, SHORT} if fitted else set()
    shared = [note for note in chain(*of.values()) if all(note in it for it in of.values())]
    common = shared if len(kinds) > 1 else []
    sections = []
    for one, after in zip(listed, (*listed[1:], None), strict=True):
        more = len(one.entries) - limit if limit else 0
        notes = [f"Not shown: {more:,} more of {one.over}."] * (more > 0)
        if one.kind in kinds and (after is None or after.kind != one.kind):
            own = [note for note in of[one.kind] if note not in common]
            notes += [*own[:1], _COLUMNS[one.kind], *own[1:]]
        if after is None and kinds:
            notes += [*common, then]
        sections.append(
            Section(
                heading=f"{one.title} ({one.unit})",
                sentences=() if one.entries else ("Nothing in this window.",),
                table=_table(one, limit),
                notes=tuple(note for note in dict.fromkeys(notes) if note not in unseen),
            )
        )
    return Page(sections=tuple(sections))


def _table(one: OpportunityList, limit: int) -> Table:
    entries = one.entries[: limit or None]
    fitted = any(entry.fit for entry in entries)
    # A fit orders the list anew: what it is made of goes before how sure each part is.
    sure = not fitted and any(entry.score.low is not None for entry in entries)

    def cells(at: int) -> Iterator[str | float]:
        score, fit = entries[at].score, entries[at].fit
        yield entries[at].id
        yield score.subject.label
        yield number(score.value)
        if sure:
            ends = (score.low, score.high)
            yield " to ".join(number(end) for end in ends if end is not None)
        for detail in _FIGURES[one.kind].values():
            yield number(float(score.details[detail]))
        if fitted:
            yield f"{fit.value:.0%}" if fit else ""

    return Table(
        name=f"{one.kind}-{one.over}",
        title=one.title,
        columns=(
            *("id", "about", one.unit.partition("/")[0]),
            *(["90 % interval"] if sure else []),
            *_FIGURES[one.kind],
            *(["fit"] if fitted else []),
        ),
        rows=tuple(tuple(cells(at)) for at in range(len(entries))),
    )


def steps_page(found: NextSteps) -> Page:
    """Return one opportunity with its reasons, its next steps and its outline."""
    entry, score = found.entry, found.entry.score
    fit = entry.fit
    why = [reason.text for reason in score.reasons]
    if fit:
        why += [f"Fit {number(fit.value, 'share')}", *(reason.text for reason in fit.reasons)]
    sections = [
        Section(heading=f"{entry.kind.capitalize()}: {number(score.value)}", sentences=tuple(why)),
        *(
            Section(heading=step.name.capitalize(), sentences=(_cited(step.text, step.locators),))
            for step in found.steps
        ),
        *([_outlined(found.outline)] if found.outline else []),
    ]
    return Page(title=f"{score.subject.label} ({entry.id})", sections=tuple(sections))


def _outlined(outline: Outline) -> Section:
    points = [
        f"{at}. {_cited(point.text, point.commits)}" for at, point in enumerate(outline.points, 1)
    ]
    named = outline.thanks
    if len(named) > THANKED:  # those whose work is told of; an alphabet is no thanks
        cited = {oid for point in outline.points for oid in point.commits}
        named = tuple(it for it in named if not cited.isdisjoint(it.commits))[:THANKED]
    thanks = "; ".join(f"{it.name} ({it.text})" for it in named)
    if more := len(outline.thanks) - len(named):
        thanks += f"; and {more:,} more, whom --format json names"
    return Section(
        heading=f"Outline: {outline.title}",
        sentences=(
            *points,
            *([f"Thanks to: {thanks}"] if thanks else []),
            *([f"To read: {', '.join(outline.reading)}"] if outline.reading else []),
        ),
        notes=outline.notes,
    )


def _cited(text: str, locators: Sequence[str]) -> str:
    return f"{text} [{', '.join(map(short, locators))}]" if locators else text
