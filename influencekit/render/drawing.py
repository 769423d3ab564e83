"""Charts to SVG and PNG, without a network: the one module that needs the extra ``report``."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from influencekit.charts.links import DATA, link_fields, rows
from influencekit.errors import MachineError
from influencekit.render.data import plain
from influencekit.render.escape import visible
from influencekit.report import Chart

MISSING = "Drawing needs the package vl-convert-python: pip install 'influencekit[report]'."
_INK = "currentColor"
"""The page's own colour of text, so that one drawing fits light and dark."""
_LINES = {"gridColor": _INK, "gridOpacity": 0.15, "domainColor": _INK, "tickColor": _INK}
_LETTERS = {"labelColor": _INK, "titleColor": _INK, "labelFontSize": 11, "titleFontSize": 11}
# Wide letters: where a reader's machine has others in their place, those need less room, not more.
THEME: Mapping[str, Any] = {
    "background": None,
    "font": "Verdana, DejaVu Sans, sans-serif",
    "padding": {"left": 16, "right": 16, "top": 5, "bottom": 5},
    "view": {"stroke": None},
    "axis": {**_LINES, **_LETTERS, "titleFontWeight": "normal", "domainOpacity": 0.4},
    "legend": {**_LETTERS, "titleFontWeight": "normal"},
    "header": {"labelColor": _INK, "titleColor": _INK},
    "title": {"color": _INK},
    "text": {"color": _INK},
    "rule": {"color": _INK},
}
_ON_WHITE = {**THEME, "background": "white"}
_ADDRESS = "url"
"""The property that would make a drawing fetch something."""
_LINK = re.compile(r'<a xlink:href="[^"#]*#?([^"]*)">|</a>')
_NAMED = re.compile(r'(?<= id=")[^"]+(?=")|(?<=url\(#)[^)]+(?=\))|(?<=href="#)[^"]+(?=")')


def svg(chart: Chart, places: Mapping[str, str] | None = None) -> str:
    """Return `chart` as an ``<svg>`` element that fits into any page beside others.

    Parameters
    ----------
    places
        The id on the page of each locator that marks may link to; no mark links to anything else.

    Raises
    ------
    MachineError
        The extra is not installed.
    ValueError
        The specification is no Vega-Lite, or would fetch something.
    """
    places = places or {}
    drawn: str = _drawn("vegalite_to_svg", chart, THEME, places=places)
    drawn = _NAMED.sub(lambda found: f"{chart.name}-{found.group()}", drawn)
    return _linked(drawn, frozenset(places.values()))


def _linked(drawn: str, ids: frozenset[str]) -> str:
    """Return `drawn` with links to `ids` within the page, one around a mark, and no others.

    The keyboard reaches marks through the chart, not one by one.
    """
    kept: list[bool] = []

    def one(found: re.Match[str]) -> str:
        if found.group() == "</a>":
            return "</a>" * kept.pop()
        kept.append(found.group(1) in ids and not any(kept))
        return f'<a href="#{found.group(1)}" tabindex="-1">' * kept[-1]

    return _LINK.sub(one, drawn)


def picture(chart: Chart) -> str:
    """Return `chart` as an SVG file that stands for itself, on white; raises as `svg` does."""
    drawn: str = _drawn("vegalite_to_svg", chart, _ON_WHITE)
    return drawn


def drawn_if_possible(chart: Chart) -> str | None:
    """Return `picture`, or None where the extra is not installed or the chart cannot be drawn."""
    try:
        return picture(chart)
    except (MachineError, ValueError):
        return None


def png(chart: Chart, *, scale: float = 2.0) -> bytes:
    """Return `chart` as a PNG on white, `scale` pixels to one of the drawing; raises as `svg`."""
    drawn: bytes = _drawn("vegalite_to_png", chart, _ON_WHITE, scale=scale)
    return drawn


def _drawn(
    what: str,
    chart: Chart,
    config: Mapping[str, Any],
    *,
    places: Mapping[str, str] | None = None,
    **more: Any,
) -> Any:
    """Draw; nothing may be fetched."""
    spec, draw = safe(chart, places), getattr(_converter(), what)
    try:
        return draw(spec, config=config, allowed_base_urls=[], **more)
    except ValueError as error:
        lines = [line for line in str(error).splitlines() if line.startswith("Error: ")]
        raise ValueError(lines[0] if lines else "it is no Vega-Lite.") from None


def specification(chart: Chart) -> str:
    """Return `chart` as Vega-Lite in JSON; raises `ValueError` as `svg` does."""
    return json.dumps(safe(chart), indent=1, allow_nan=False)


def safe(chart: Chart, places: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the specification of `chart` with each text made visible.

    Parameters
    ----------
    places
        Where locators are on a page; None: there is no page, and no mark links to anything.

    Raises
    ------
    ValueError
        It would fetch something.
    """
    spec = plain(chart.spec)
    if _ADDRESS in set(_keys(spec)):
        raise ValueError(f"The chart {chart.name!r} has {_ADDRESS!r}; a chart brings its data.")
    names = link_fields(spec) if places else frozenset[str]()
    for row in rows(spec) if names else ():
        row.update({_PLACE + name: _address(places, row.get(name)) for name in names})
    shown: dict[str, Any] = _visible(_links_to_places(spec, kept=bool(places)))
    return {**shown, "description": visible(chart.text)}


_PLACE = "place of "
"""Begins the name of a field that says where on the page the locators of another one stand."""


def _address(places: Mapping[str, str] | None, locator: object) -> str:
    return f"#{places.get(locator, '')}" if places and isinstance(locator, str) else "#"


def _links_to_places(value: Any, *, kept: bool) -> Any:
    """Return a specification whose channels ``href`` name the fields of places, or are gone."""
    match value:
        case {"href": link, **rest}:
            found = link.get("field") if isinstance(link, dict) else None
            linked = {"href": {"field": _PLACE + found}} if kept and isinstance(found, str) else {}
            return linked | _links_to_places(rest, kept=kept)
        case dict():
            return {
                key: item if key in DATA else _links_to_places(item, kept=kept)
                for key, item in value.items()
            }
        case list():
            return [_links_to_places(item, kept=kept) for item in value]
    return value


def _converter() -> Any:
    try:
        import vl_convert  # noqa: PLC0415 - an extra
    except ImportError:
        raise MachineError(MISSING) from None
    return vl_convert


def _visible(value: Any) -> Any:
    match value:
        case str():
            return visible(value)
        case dict():
            return {visible(key): _visible(item) for key, item in value.items()}
        case list():
            return [_visible(item) for item in value]
    return value


def _keys(value: Any) -> Iterator[str]:
    """Yield the names of all properties, those of rows of data left out: they are what was read."""
    match value:
        case dict():
            for key, item in value.items():
                yield key
                if key not in DATA:
                    yield from _keys(item)
        case list():
            for item in value:
                yield from _keys(item)
