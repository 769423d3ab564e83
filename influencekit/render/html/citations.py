"""What stands behind the numbers: links to it, and the tables that they lead to."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from influencekit.render.html.editor import Editor
from influencekit.render.html.markup import Markup, joined, table, tag
from influencekit.render.page import short
from influencekit.report import Cited, Report
from influencekit.words import date

_TABLES = {
    "commit": ("Commits", ("commit", "date", "subject")),
    "post": ("Posts", ("post", "date", "title")),
    "path": ("Files", ("file", "last change", "latest commit")),
    "place": ("Other places", ("place",)),
}
"""What there is to say about each sort of locators: title and columns."""
_DIGITS = 7
"""Of a commit's id within a sentence: git's own least; the table that it leads to has more."""
_LONGEST = 34
"""Characters of a path within a sentence; of a longer one the end is shown."""


@attrs.frozen
class Citations:
    """Every locator of a report, and where on the page it stands."""

    cited: Mapping[str, Cited]
    ids: Mapping[str, str]
    areas: Mapping[str, str] = attrs.field(factory=dict)
    """Where the row of each area stands, by its name."""
    editor: Editor | None = None
    """What opens files; None: nothing does."""

    @classmethod
    def of(cls, report: Report, editor: Editor | None = None) -> "Citations":
        """Give each locator of `report`, and each area, a place on the page."""
        areas = [row[0] for table in report.tables if table.name == "areas" for row in table.rows]
        return cls(
            report.cited,
            {name: f"at-{row}" for row, name in enumerate(report.cited)},
            {str(name): f"area-{row}" for row, name in enumerate(areas)},
            editor,
        )

    @property
    def places(self) -> Mapping[str, str]:
        """Where a mark of a chart may lead to, by locator or by the name of an area."""
        return {**self.areas, **self.ids}

    def links(self, locators: Sequence[str]) -> Markup | None:
        """Return `locators`, each a link to its place; None where there are none."""
        if not locators:
            return None
        return joined(
            [" ", tag("span", joined(map(self._link, dict.fromkeys(locators)), " "), class_="at")]
        )

    def _link(self, locator: str) -> Markup:
        name = tag("span", _brief(locator), class_="oid")
        if locator not in self.ids:
            return name
        cited = self.cited[locator]
        about = f"{date(cited.at)} {cited.text}".strip()
        whole = f"{locator}: {about}" if _brief(locator).startswith("…") else about
        return tag("a", name, href=f"#{self.ids[locator]}", title=whole[:200] or None)

    def tables(self) -> Iterator[Markup]:
        """Yield a table for each sort of locators, the latest first, files by their names."""
        for kind, (title, columns) in _TABLES.items():
            names = [name for name, it in self.cited.items() if it.kind == kind]
            if kind in {"commit", "post"}:
                names.sort(key=lambda name: -(self.cited[name].at or 0))
            else:
                names.sort()
            rows = [self._row(name, self.cited[name], len(columns)) for name in names]
            if rows:
                yield table(title, dict.fromkeys(columns, False), rows)

    def _row(self, locator: str, cited: Cited, columns: int) -> Markup:
        name = tag("th", self._opening(locator, cited), scope="row")
        at = date(cited.at)
        text = tag("td", cited.text, self.links(cited.behind), class_="text")
        told = (tag("td", at, class_="date"), text)[: columns - 1]
        return tag("tr", name, *told, id=self.ids[locator], data_at=at or None, tabindex=-1)

    def _opening(self, locator: str, cited: Cited) -> Markup:
        """Return a locator, which opens a file where something can."""
        name = tag("code", short(locator))
        if self.editor is None or cited.kind not in {"path", "post"}:
            return name
        return tag("a", name, href=self.editor.address(locator), title="Open in the editor")


def _brief(locator: str) -> str:
    """Return a locator as short as a sentence needs it.

    Examples
    --------
    >>> _brief("1a3e64c6f00000000000000000000000000000ff"), _brief("src/a.py")
    ('1a3e64c', 'src/a.py')
    >>> _brief("tests/test_apps/blueprintapp/apps/frontend/__init__.py")
    '…/apps/frontend/__init__.py'
    """
    brief = short(locator)
    if brief != locator:
        return brief[:_DIGITS]
    rest = locator
    while len(rest) > _LONGEST and "/" in rest:
        rest = rest.partition("/")[2]
    return locator if rest == locator else f"…/{rest}"
