"""Tables for a pipe: every cell on one line and whole, so that `grep` and `cut` find it."""

from collections.abc import Iterator

import attrs
from rich.cells import cell_len

from influencekit.render.escape import visible
from influencekit.render.page import Page, Section, is_figure, of_report
from influencekit.report import Report, Table
from influencekit.words import number

_GAP = "  "


@attrs.frozen(kw_only=True)
class PlainRenderer:
    """Headings, sentences and aligned columns, as wide as they need to be."""

    name = "table"
    limit: int = 12
    """Rows of each table that are shown; 0: all."""

    def render(self, report: Report) -> str:
        """Return `report` as tables."""
        return self.page(of_report(report, limit=self.limit))

    def page(self, page: Page) -> str:
        """Return `page` as text."""
        parts = ["\n".join(_section(section)) for section in page.sections]
        return "\n\n".join([*([visible(page.title)] if page.title else []), *parts])


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield visible(section.heading)
    yield from map(visible, section.sentences)
    if section.table and section.table.rows:
        yield from _table(section.table)
    yield from map(visible, section.notes)


def _table(table: Table) -> Iterator[str]:
    columns = []
    for name, *cells in zip(table.columns, *table.rows, strict=True):
        texts = [visible(name), *(visible(number(cell)) for cell in cells)]
        lengths = [len(text) if text.isascii() else cell_len(text) for text in texts]
        width, right = max(lengths), all(map(is_figure, cells))
        blanks = [" " * (width - length) for length in lengths]
        columns.append(
            [
                blank + text if right else text + blank
                for text, blank in zip(texts, blanks, strict=True)
            ]
        )
    for row in zip(*columns, strict=True):
        yield _GAP.join(row).rstrip()
