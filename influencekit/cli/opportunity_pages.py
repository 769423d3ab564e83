"""What people read of opportunities: the lists, and one with its next steps and its outline."""

from collections.abc import Iterator, Sequence

from influencekit.models.opportunity.lists import OpportunityList
from influencekit.models.opportunity.outline import Outline
from influencekit.models.opportunity.steps import NextSteps
from influencekit.render.page import Page, Section, short
from influencekit.report import Table
from influencekit.words import number


def lists_page(listed: Sequence[OpportunityList], limit: int) -> Page:
    """Return all lists, the notes of one kind after the last of that kind.

    Parameters
    ----------
    limit
        Entries of each list that are shown; 0: all.
    """
    sections = []
    for one, after in zip(listed, (*listed[1:], None), strict=True):
        last = after is None or after.kind != one.kind
        notes = [note for it in listed if it.kind == one.kind for note in it.notes] if last else []
        more = len(one.entries) - limit if limit else 0
        if more > 0:
            notes = [f"Not shown: {more:,} more of {one.over}.", *notes]
        sections.append(
            Section(
                heading=one.title,
                sentences=() if one.entries else ("Nothing in this window.",),
                table=_table(one, limit),
                notes=tuple(dict.fromkeys(notes)),
            )
        )
    return Page(sections=tuple(sections))


def _table(one: OpportunityList, limit: int) -> Table:
    entries = one.entries[: limit or None]
    fitted = any(entry.fit for entry in entries)
    sure = any(entry.score.low is not None for entry in entries)

    def cells(at: int) -> Iterator[str]:
        score, fit = entries[at].score, entries[at].fit
        yield entries[at].id
        yield score.subject.label
        yield number(score.value)
        if sure:
            ends = (score.low, score.high)
            yield " to ".join(number(end) for end in ends if end is not None)
        if fitted:
            yield number(fit.value, "share") if fit else ""
        told = [*score.reasons[:2], *(fit.reasons[:1] if fit else ())]
        yield "; ".join(reason.text.rstrip(".") for reason in told)

    return Table(
        name=f"{one.kind}-{one.over}",
        title=one.title,
        columns=(
            *("id", "about", one.unit),
            *(["90 % interval"] if sure else []),
            *(["fit"] if fitted else []),
            "why",
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
    thanks = "; ".join(f"{it.name} ({it.text})" for it in outline.thanks)
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
