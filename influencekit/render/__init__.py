"""Report to text: the formats that ``--format`` knows without any plugin.

A renderer is a pure function of the report. What goes to a terminal, in which width and colours,
is decided by who calls it.
"""

from typing import TYPE_CHECKING

from influencekit.hookspecs import hookimpl

if TYPE_CHECKING:
    from influencekit.protocols import Register, Renderer


@hookimpl
def influencekit_register_renderers(register: "Register[Renderer]") -> None:
    """Offer ``table``, ``json``, ``md``, ``csv`` and ``html``."""
    from influencekit.render.data import CsvRenderer, JsonRenderer  # noqa: PLC0415 - when needed
    from influencekit.render.html import HtmlRenderer  # noqa: PLC0415 - when needed
    from influencekit.render.markdown import MarkdownRenderer  # noqa: PLC0415 - when needed
    from influencekit.render.plain import PlainRenderer  # noqa: PLC0415 - when needed

    tables = PlainRenderer(), MarkdownRenderer(), CsvRenderer()
    for renderer in (*tables, JsonRenderer(), HtmlRenderer()):
        register(renderer)
