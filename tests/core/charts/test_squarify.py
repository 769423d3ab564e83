"""Rectangles of a map: each has its area, and none lies on another."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.charts.squarify import Box, squarify

SIZES = st.lists(st.integers(1, 10_000), min_size=1, max_size=40)
SIDES = st.integers(1, 1000)


@given(SIZES, SIDES, SIDES)
def test_areas_are_in_proportion_and_inside_and_apart(sizes, width, height):
    sizes.sort(reverse=True)
    boxes = squarify(sizes, Box(0, 0, width, height))
    for size, box in zip(sizes, boxes, strict=True):
        assert box.width * box.height == pytest.approx(size * width * height / sum(sizes))
        assert box.x >= -1e-6
        assert box.y >= -1e-6
        assert box.x + box.width <= width * (1 + 1e-6) + 1e-6
        assert box.y + box.height <= height * (1 + 1e-6) + 1e-6
    for one, other in itertools.combinations(boxes, 2):
        across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert min(across, down) < 1e-6 * max(width, height)


def test_the_example_of_the_paper_is_laid_as_its_figure_shows():
    boxes = squarify([6, 6, 4, 3, 2, 2, 1], Box(0, 0, 6, 4))
    corners = [(round(box.x, 2), round(box.y, 2)) for box in boxes]
    assert corners == [(0, 0), (0, 2), (3, 0), (4.71, 0), (3, 2.33), (4.2, 2.33), (5.4, 2.33)]
