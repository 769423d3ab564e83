"""Rectangles of given areas that are nearly square.

References
----------
M. Bruls, K. Huizing, J. J. van Wijk. "Squarified treemaps." VisSym 2000.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle, in pixels from the top left."""

    x: float
    y: float
    width: float
    height: float


def squarify(sizes: Sequence[float], box: Box) -> list[Box]:
    """Return a rectangle within `box` for each of `sizes`, of an area in proportion to it.

    Parameters
    ----------
    sizes
        Above 0, the largest first.

    Examples
    --------
    The paper's own example fills 6 by 4; its first row are the two sixes on the left.

    >>> found = squarify([6, 6, 4, 3, 2, 2, 1], Box(0, 0, 6, 4))
    >>> [tuple(round(side, 2) for side in it) for it in found[:3]]
    [(0, 0.0, 3.0, 2.0), (0, 2.0, 3.0, 2.0), (3.0, 0, 1.71, 2.33)]
    """
    left = sum(sizes)
    scale = box.width * box.height / left if left else 0.0
    placed: list[Box] = []
    row: list[float] = []
    for size in (size * scale for size in sizes):
        side = min(box.width, box.height)
        if row and _worst([*row, size], side) > _worst(row, side):
            boxes, box = _laid(row, box)
            placed += boxes
            row = []
        row.append(size)
    return placed + (_laid(row, box)[0] if row else [])


def _worst(row: Sequence[float], side: float) -> float:
    """Return the longest side over the shortest of the least square rectangle in `row`."""
    total = sum(row)
    return max(side * side * max(row) / total**2, total**2 / (side * side * min(row)))


def _laid(row: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    """Lay `row` along the shorter side of `box`; return the rectangles and what is left."""
    total = sum(row)
    boxes, at = [], 0.0
    if box.width >= box.height:
        thick = min(total / box.height, box.width)
        for area in row:
            boxes.append(Box(box.x, box.y + at, thick, area / thick))
            at += area / thick
        return boxes, Box(box.x + thick, box.y, box.width - thick, box.height)
    thick = min(total / box.width, box.height)
    for area in row:
        boxes.append(Box(box.x + at, box.y, area / thick, thick))
        at += area / thick
    return boxes, Box(box.x, box.y + thick, box.width, box.height - thick)
