"""Tables for a terminal: within its width, and in its colours."""

import io

import attrs
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from influencekit.render.escape import visible
from influencekit.render.page import Page, Section, is_figure, of_report
from influencekit.report import Report, Table
from influencekit.words import number


@attrs.frozen(kw_only=True)
class TerminalRenderer:
    """Tables that stay within `width`: long cells are folded."""

    name = "table"
    width: int = 80
    """Columns."""
    color: bool = False
    limit: int = 12
    """Rows of each table that are shown; 0: all."""

    def render(self, report: Report) -> str:
        """Return `report` as tables."""
        return self.page(of_report(report, limit=self.limit))

    def page(self, page: Page) -> str:
        """Return `page` as text."""
        console = Console(
            file=(out := io.StringIO()),
            width=self.width,
            color_system="standard" if self.color else None,
            force_terminal=self.color,
            legacy_windows=False,
            highlight=False,
            _environ={},  # what the terminal can do was decided by who called us
        )
        parts: list[RenderableType] = [self._section(section) for section in page.sections]
        if page.title:
            parts.insert(0, Text(visible(page.title), "bold"))
        for index, part in enumerate(parts):
            console.print(*([""] if index else []), part, sep="\n")
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines())

    def _section(self, section: Section) -> Group:
        parts: list[Text | Grid] = []
        if section.heading:
            parts.append(Text(visible(section.heading), "bold"))
        parts += [Text(visible(sentence)) for sentence in section.sentences]
        if section.table and section.table.rows:
            parts.append(self._grid(section.table))
        parts += [Text(visible(note), "dim") for note in section.notes]
        return Group(*parts)

    def _grid(self, table: Table) -> Grid:
        grid = Grid(
            box=SIMPLE_HEAD,
            show_edge=False,
            header_style="bold",
            pad_edge=False,
            padding=(0, 1, 0, 0),  # the box brings another space
        )
        for index, name in enumerate(table.columns):
            cells = [row[index] for row in table.rows]
            figures = all(is_figure(cell) for cell in cells)
            grid.add_column(
                Text(visible(name)),
                justify="right" if figures else "left",
                no_wrap=figures,
                overflow="fold",
            )
        for row in table.rows:
            grid.add_row(*(Text(visible(number(cell))) for cell in row))
        return grid
