"""What a reader sees, before any format: headings, sentences and small tables."""

from collections.abc import Iterable, Iterator

import attrs

from influencekit.report import ModelResult, Report, Score, SourceSummary, Table
from influencekit.words import date, number

Cell = str | int | float | None


@attrs.frozen(kw_only=True)
class Section:
    """One part of a page. Whatever is empty is not shown."""

    heading: str = ""
    sentences: tuple[str, ...] = ()
    table: Table | None = None
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
    sections = [
        _cut(Section(heading=t.title, table=t, notes=t.notes), limit) for t in report.tables
    ]
    sections += [_cut(_of_result(result), limit) for result in report.results.values()]
    closing = (*(_read(source) for source in report.sources), own_numbers(report.layers))
    sections.append(Section(heading="About these numbers", sentences=closing))
    return Page(sections=tuple(sections))


def own_numbers(layers: Iterable[str]) -> str:
    """Return the sentence that says what makes the numbers other than git's own."""
    named = "; ".join(layer.rstrip(".") for layer in layers)
    return f"Not git's own numbers: {named}." if named else "These are git's own numbers."


def _read(source: SourceSummary) -> str:
    span = " to ".join(dict.fromkeys(filter(None, (date(source.first_at), date(source.last_at)))))
    at = f", at {source.fingerprint[:12]}" if source.fingerprint else ""
    return f"{source.root}: {number(source.records)} records from {source.name}" + (
        f", {span}{at}." if span else f"{at}."
    )


def _of_result(result: ModelResult) -> Section:
    interval = any(score.low is not None for score in result.scores)
    columns = (result.scores[0].subject.kind if result.scores else "subject", result.unit)
    table = Table(
        name=result.model,
        title=result.title,
        columns=(*columns, *(["90 % interval"] if interval else []), "why"),
        rows=tuple(tuple(_cells(score, result.unit, interval)) for score in result.scores),
    )
    nothing = () if result.scores else ("Nothing to show.",)
    return Section(heading=result.title, sentences=nothing, table=table, notes=result.notes)


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
    more = f"{number(len(table.rows) - limit)} more rows are not shown."
    return attrs.evolve(
        section,
        table=attrs.evolve(table, rows=table.rows[:limit]),
        notes=(*section.notes, more),
    )
