"""What stands behind the numbers: links to it, and the tables that they lead to."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from influencekit.render.html.markup import Markup, joined, table, tag
from influencekit.render.page import short
from influencekit.report import Cited, Report
from influencekit.words import date

_TABLES = {
    "commit": ("Commits", ("commit", "date", "subject")),
    "post": ("Posts", ("post", "date", "title")),
    "path": ("Files", ("file",)),
    "place": ("Other places", ("place",)),
}
"""What there is to say about each sort of locators: title and columns."""


@attrs.frozen
class Citations:
    """Every locator of a report, and where on the page it stands."""

    cited: Mapping[str, Cited]
    ids: Mapping[str, str]

    @classmethod
    def of(cls, report: Report) -> "Citations":
        """Give each locator of `report` a place on the page."""
        return cls(report.cited, {name: f"at-{row}" for row, name in enumerate(report.cited)})

    def links(self, locators: Sequence[str]) -> Markup | None:
        """Return `locators` in brackets, each a link to its place; None where there are none."""
        if not locators:
            return None
        return joined([" [", joined(map(self._link, locators), ", "), "]"])

    def _link(self, locator: str) -> Markup:
        name = tag("span", short(locator), class_="oid")
        if locator not in self.ids:
            return name
        cited = self.cited[locator]
        about = f"{date(cited.at)} {cited.text}".strip()
        return tag("a", name, href=f"#{self.ids[locator]}", title=about[:200] or None)

    def tables(self) -> Iterator[Markup]:
        """Yield a table for each sort of locators."""
        for kind, (title, columns) in _TABLES.items():
            rows = [
                self._row(name, it, len(columns))
                for name, it in self.cited.items()
                if it.kind == kind
            ]
            if rows:
                yield table(title, dict.fromkeys(columns, False), rows)

    def _row(self, locator: str, cited: Cited, columns: int) -> Markup:
        name = tag("th", tag("code", short(locator)), scope="row")
        at = date(cited.at)
        told = (tag("td", at), tag("td", cited.text, class_="text"))[: columns - 1]
        return tag("tr", name, *told, id=self.ids[locator], data_at=at or None, tabindex=-1)
