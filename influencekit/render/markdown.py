"""Reports as Markdown: CommonMark with the tables of GitHub's."""

from collections.abc import Iterable, Iterator

import attrs

from influencekit.render.escape import markdown
from influencekit.render.page import Page, Section, of_report
from influencekit.report import Report, Table
from influencekit.words import number


@attrs.frozen(kw_only=True)
class MarkdownRenderer:
    """Headings, sentences and tables; nothing in them links, runs or breaks out."""

    name = "md"
    limit: int = 0
    """Rows of each table that are shown; 0: all."""

    def render(self, report: Report) -> str:
        """Return `report` as Markdown."""
        return self.page(of_report(report, limit=self.limit))

    def page(self, page: Page) -> str:
        """Return `page` as Markdown."""
        blocks = [f"# {markdown(page.title)}"] if page.title else []
        for section in page.sections:
            blocks += _section(section)
        return "\n\n".join(blocks)


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield f"## {markdown(section.heading)}"
    yield from map(markdown, section.sentences)
    if section.table and section.table.rows:
        yield "\n".join(_table(section.table))
    for note in section.notes:
        yield f"*{markdown(note)}*"


def _table(table: Table) -> Iterator[str]:
    yield _row(table.columns)
    figures = (
        all(not isinstance(cell, str) for cell in column)
        for column in zip(*table.rows, strict=True)
    )
    yield _row(("---:" if all_figures else "---" for all_figures in figures), escaped=True)
    for row in table.rows:
        yield _row(map(number, row))


def _row(cells: Iterable[str], *, escaped: bool = False) -> str:
    return f"| {' | '.join(cells if escaped else map(markdown, cells))} |"
