"""Tables for a terminal: within its width, and in its colours."""

import io
from collections.abc import Sequence
from itertools import zip_longest
from math import ceil

import attrs
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
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
            parts.append(self._grid(section.table, section.bars))
        parts += [Text(visible(note), "dim") for note in section.notes]
        return Group(*parts)

    def _grid(self, table: Table, bars: tuple[float, ...]) -> Grid:
        grid = Grid(
            box=SIMPLE_HEAD,
            show_edge=False,
            header_style="bold",
            pad_edge=False,
            padding=(0, 1, 0, 0),  # the box brings another space
        )
        place, title, drawn = self._pictures(table, bars)
        for index, name in enumerate(table.columns):
            if drawn and index == place:
                grid.add_column(title, no_wrap=True)
            figures = all(is_figure(row[index]) for row in table.rows)
            grid.add_column(
                Text(visible(name)),
                justify="right" if figures else "left",
                no_wrap=figures,
                overflow="fold",
            )
        if drawn and place == len(table.columns):
            grid.add_column(title, no_wrap=True)
        for row, picture in zip_longest(table.rows, drawn):
            cells = [Text(visible(number(cell))) for cell in row]
            grid.add_row(*cells[:place], *([picture] if picture else []), *cells[place:])
        return grid

    def _pictures(self, table: Table, bars: tuple[float, ...]) -> tuple[int, str, list[Text]]:
        """Return where pictures of the rows stand, under which title, and them; none: no room."""
        if self.width < _WIDE:
            return 0, "", []
        if table.series:
            lines = [Text(sparkline(series), "cyan") for series in self._fitted(table)]
            return len(table.columns), "over time", lines
        return 2, "", [Text(bar(share, self.width // 10 - 2), "cyan") for share in bars]

    def _fitted(self, table: Table) -> Sequence[Sequence[float]]:
        """Return the table's series, or the sums of their pairs where names would have to wrap."""
        columns = zip(*([visible(number(it)) for it in row] for row in table.rows), strict=True)
        headed = zip(map(visible, table.columns), columns, strict=True)
        taken = sum(max(map(cell_len, (head, *cells))) + 2 for head, cells in headed)
        if all(taken + len(series) <= self.width for series in table.series):
            return table.series
        return [
            [sum(series[at : at + 2]) for at in range(0, len(series), 2)] for series in table.series
        ]


def bar(share: float, width: int) -> str:
    """Return a bar for `share`, in [0, 1], of `width` columns at most.

    Examples
    --------
    >>> bar(0.5, 4), bar(0.34, 4), bar(0.001, 4), bar(0, 4)
    ('██', '█▍', '▏', '')
    """
    eighths = round(share * width * 8) or int(share > 0)
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def sparkline(series: Sequence[float]) -> str:
    """Return one block a step, as high as its part of the largest; a step with nothing is empty.

    Examples
    --------
    >>> sparkline([0, 1, 4, 8])
    ' ▁▄█'
    """
    most = max(series, default=0) or 1
    return "".join(" ▁▂▃▄▅▆▇█"[ceil(8 * amount / most) or int(amount > 0)] for amount in series)


_WIDE = 80
"""Columns from which on there is room for pictures."""
