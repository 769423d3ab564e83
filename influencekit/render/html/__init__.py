"""A report as one HTML file that asks nobody for anything."""

import attrs

from influencekit.render.html.document import document
from influencekit.report import Report


@attrs.frozen(kw_only=True)
class HtmlRenderer:
    """One page: charts drawn beforehand, readable without scripts, richer with them."""

    name = "html"
    illustrated = True
    """It wants `Report.charts`, `Report.opening` and `Report.cited`."""

    def render(self, report: Report) -> str:
        """Return `report` as a page; raises `MachineError` where charts cannot be drawn."""
        return document(report)
