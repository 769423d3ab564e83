"""A network of few nodes: a ring of circles, and links that narrow towards where they lead.

References
----------
D. Holten, J. J. van Wijk. "A user study on visualizing directed edges in graphs." CHI 2009: of
the usual ways to show a direction, links that narrow are read the most quickly and surely.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from influencekit.charts.marks import COLOURS, REST, WIDTH, Rows, Spec, field, spec, told

HEIGHT = 470
MOST = 30
"""Links that are drawn, the heaviest."""
_RADII = (270.0, 170.0)
_STEPS = 14
"""Points of a link."""
_BEND = 0.16
"""How far a link bends aside, of its length: so that there and back are two."""


@attrs.frozen(kw_only=True)
class Node:
    """One circle."""

    name: str
    size: float
    """0 or more; the circle's area is in proportion."""
    text: str
    behind: str | None = None


@attrs.frozen(kw_only=True)
class Link:
    """One link, from the node that it begins at to the node where it ends."""

    begin: int
    end: int
    weight: float
    """Above 0; the width at the beginning goes with its square root."""
    text: str
    behind: str | None = None


def node_link(nodes: Sequence[Node], links: Sequence[Link]) -> Spec:
    """Return the picture of `nodes`, in their order from the top on, and of the heaviest `links`."""
    places = [_place(at, len(nodes)) for at in range(len(nodes))]
    drawn = sorted(links, key=lambda it: -it.weight)[:MOST]
    heaviest = max((link.weight for link in drawn), default=1.0)
    largest = max((node.size for node in nodes), default=1.0) or 1.0
    curves = [
        row
        for number, link in enumerate(drawn)
        for row in _curve(number, link, places, nodes, math.sqrt(link.weight / heaviest))
    ]
    circles = [
        {
            "x": x,
            "y": y,
            "name": node.name,
            "size": 120 + 1500 * node.size / largest,
            "text": node.text,
            "behind": node.behind,
        }
        for node, (x, y) in zip(nodes, places, strict=True)
    ]
    names = [_name(node, place, largest) for node, place in zip(nodes, places, strict=True)]
    return spec([], layer=_layers(curves, circles, names, nodes), height=HEIGHT, autosize="pad")


def _place(at: int, of: int) -> tuple[float, float]:
    angle = 2 * math.pi * at / of - math.pi / 2
    return WIDTH / 2 + _RADII[0] * math.cos(angle), HEIGHT / 2 + _RADII[1] * math.sin(angle)


def _curve(
    number: int,
    link: Link,
    places: Sequence[tuple[float, float]],
    nodes: Sequence[Node],
    weight: float,
) -> Rows:
    """Return points of a quadratic Bézier curve that bends to the right of its direction."""
    (x, y), (x2, y2) = places[link.begin], places[link.end]
    bend_x = (x + x2) / 2 - _BEND * (y2 - y)
    bend_y = (y + y2) / 2 + _BEND * (x2 - x)
    rows = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        rows.append(
            {
                "link": number,
                "step": step,
                "group": nodes[link.begin].name,
                "x": round((1 - t) ** 2 * x + 2 * t * (1 - t) * bend_x + t * t * x2, 1),
                "y": round((1 - t) ** 2 * y + 2 * t * (1 - t) * bend_y + t * t * y2, 1),
                "width": round(1 + 15 * weight * (1 - t), 2),
                "text": link.text,
                "behind": link.behind,
            }
        )
    return rows


def _name(node: Node, place: tuple[float, float], largest: float) -> dict[str, Any]:
    """Return where the name of `node` stands: outside of the ring, beside its circle."""
    x, y = place
    away = math.sqrt((120 + 1500 * node.size / largest) / math.pi) + 8
    side = (x - WIDTH / 2) / _RADII[0]
    wide = 3.6 * len(node.name)
    up = math.copysign(away + 6, y - HEIGHT / 2) if abs(side) < 0.5 else 0.0
    aside = math.copysign(away + wide, side) if abs(side) >= 0.5 else 0.0
    return {"x": x + aside, "y": y + up, "name": node.name}


def _layers(curves: Rows, circles: Rows, names: Rows, nodes: Sequence[Node]) -> list[Spec]:
    def place(name: str, size: int) -> Mapping[str, Any]:
        scale = {"domain": [0, size], "nice": False, "reverse": name == "y"}
        return field(name, "quantitative", axis=None, scale=scale)

    at = {"x": place("x", WIDTH), "y": place("y", HEIGHT)}
    groups = [node.name for node in nodes]
    colours = [
        COLOURS[-1] if name == REST else COLOURS[row % (len(COLOURS) - 1)]
        for row, name in enumerate(groups)
    ]
    colour = {"scale": {"domain": groups, "range": colours}, "legend": None}
    plain = {"scale": None, "legend": None}
    return [
        {
            "data": {"values": curves},
            "mark": {"type": "trail", "opacity": 0.6},
            "encoding": {
                **at,
                "order": field("step", "quantitative"),
                "detail": field("link", "nominal"),
                "size": field("width", "quantitative", **plain),
                "color": field("group", "nominal", **colour),
                **told(),
            },
        },
        {
            "data": {"values": circles},
            "mark": {"type": "circle", "opacity": 1, "stroke": "white", "strokeWidth": 1},
            "encoding": {
                **at,
                "size": field("size", "quantitative", **plain),
                "color": field("name", "nominal", **colour),
                **told(),
            },
        },
        {
            "data": {"values": names},
            "mark": {"type": "text", "fontSize": 12, "aria": False},
            "encoding": {**at, "text": field("name", "nominal")},
        },
    ]
