"""A report's page, with a place in it for what is known of the file that an editor shows."""

import attrs

from influencekit.explain import Explanation
from influencekit.render.html.citations import Citations
from influencekit.render.html.here import PLACE, here
from influencekit.render.html.markup import Markup


@attrs.frozen(kw_only=True)
class Drawn:
    """One drawing."""

    title: str
    page: str
    """With `PLACE` in it."""
    citations: Citations

    def about(self, told: Explanation) -> Markup:
        """Return what is known of a file, with links into the page."""
        return here(told, self.citations)

    def whole(self, about: Markup) -> str:
        """Return the page, with what is known of a file."""
        before, _, after = self.page.partition(PLACE)
        return f"{before}{about}{after}"
