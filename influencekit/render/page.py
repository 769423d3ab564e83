"""What a reader sees, before any format: headings, sentences and small tables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from influencekit.report import ModelResult, Report, Score, Sentence, Table
from influencekit.words import count, date, listed, number

if TYPE_CHECKING:
    from influencekit.explain import Explanation
    from influencekit.story import Story

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FIGURE = re.compile(r"[-+]?[\d,]+(\.\d+)?(e[-+]\d+)?( %)?( to .*)?")
Cell = str | int | float | None


@attrs.frozen(kw_only=True)
class Section:
    """One part of a page. Whatever is empty is not shown."""

    heading: str = ""
    sentences: tuple[str, ...] = ()
    table: Table | None = None
    bars: tuple[float, ...] = ()
    """For each row of the table what its figure is of the largest, in [0, 1]; empty: no bars."""
    notes: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Page:
    """A title and its sections, in order."""

    title: str = ""
    sections: tuple[Section, ...] = ()


def of_report(report: Report, *, limit: int = 0) -> Page:
    """Return `report` as a page.

    Parameters
    ----------
    limit
        Rows of each table that are shown; 0: all.
    """
    opening = tuple(map(_told, report.opening))
    sections = [Section(heading="In short", sentences=opening)] if opening else []
    sections += [
        _cut(Section(heading=t.title, table=t, notes=t.notes), limit) for t in report.tables
    ]
    sections += [_cut(_of_result(result), limit) for result in report.results.values()]
    read = [f"{it.root} at {it.fingerprint[:12]}" for it in report.sources if it.fingerprint]
    closing = (*([f"Read: {listed(read)}."] if read else []), own_numbers(report.layers))
    sections.append(Section(heading="About these numbers", sentences=closing))
    return Page(sections=tuple(sections))


def of_explanation(explanation: "Explanation") -> Page:
    """Return `explanation` as a page, the commits behind each sentence after it."""
    sentences = tuple(map(_told, explanation.sentences))
    tables = (Section(heading=it.title, table=it, notes=it.notes) for it in explanation.tables)
    return Page(title=explanation.subject.label, sections=(Section(sentences=sentences), *tables))


def of_story(story: "Story") -> Page:
    """Return `story` as a page, the commits behind each sentence after it."""
    sections = (
        Section(heading=it.heading, sentences=tuple(map(_told, it.sentences)))
        for it in story.themes
    )
    span = f"{date(story.since)} to {date(story.until)}"
    empty = () if story.themes else ("Nothing of this person is here in that time.",)
    closing = Section(sentences=empty, notes=story.notes)
    return Page(title=f"{story.subject.label}, {span}", sections=(*sections, closing))


def _told(sentence: Sentence) -> str:
    at = ", ".join(short(locator) for locator in sentence.locators)
    return f"{sentence.text} [{at}]" if at else sentence.text


def short(locator: str) -> str:
    """Return a commit's id cut to ten digits, anything else as it is.

    Examples
    --------
    >>> short("1a3e64c6f00000000000000000000000000000ff"), short("posts/a.md:3")
    ('1a3e64c6f0', 'posts/a.md:3')
    """
    return locator[:10] if _OID.fullmatch(locator) else locator


def own_numbers(layers: Iterable[str]) -> str:
    """Return the sentence that says what makes the numbers other than git's own."""
    named = "; ".join(layer.rstrip(".") for layer in layers)
    return f"Not git's own numbers: {named}." if named else "These are git's own numbers."


def _of_result(result: ModelResult) -> Section:
    interval = any(score.low is not None for score in result.scores)
    kinds = {score.subject.kind for score in result.scores}
    columns = (kinds.pop() if len(kinds) == 1 else "about", result.unit)
    table = Table(
        name=result.model,
        title=result.title,
        columns=(*columns, *(["90 % interval"] if interval else []), "why"),
        rows=tuple(tuple(_cells(score, result.unit, interval)) for score in result.scores),
    )
    nothing = () if result.scores else ("Nothing to show.",)
    return Section(
        heading=result.title,
        sentences=nothing,
        table=table,
        bars=_bars([score.value for score in result.scores]),
        notes=result.notes,
    )


def _bars(values: Sequence[float]) -> tuple[float, ...]:
    """Return what each value is of the largest; nothing where that says nothing."""
    if len(set(values)) < 2 or min(values) < 0:
        return ()
    return tuple(value / max(values) for value in values)


def _cells(score: Score, unit: str, interval: bool) -> Iterator[Cell]:  # noqa: FBT001 - private
    yield score.subject.label
    yield number(score.value, unit)
    if interval:
        yield " to ".join(number(end, unit) for end in (score.low, score.high) if end is not None)
    yield "; ".join(reason.text.rstrip(".") for reason in score.reasons[:2])


def _cut(section: Section, limit: int) -> Section:
    table = section.table
    if table is None or not limit or len(table.rows) <= limit:
        return section
    more = f"Not shown: {count(len(table.rows) - limit, 'more row')}."
    return attrs.evolve(
        section,
        table=attrs.evolve(table, rows=table.rows[:limit], series=table.series[:limit]),
        bars=section.bars[:limit],
        notes=(more, *section.notes),
    )


def is_figure(cell: Cell) -> bool:
    """Whether a cell stands right in its column: a number, however it is written, or nothing.

    Examples
    --------
    >>> is_figure(3), is_figure("12.5 %"), is_figure("1 to 3"), is_figure("2024-01-02")
    (True, True, True, False)
    """
    return not isinstance(cell, str) or not cell or bool(_FIGURE.fullmatch(cell))
