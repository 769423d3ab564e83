"""Graphs as Mermaid and DOT, whatever their labels hold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.render.graphs import Node, dot, mermaid

EDGES = [("A", "B")]
HOSTILE = [
    '"]; click A "javascript:x"',
    "\n---\nend",
    "%%{init: {}}%%",
    "]\n  B --> A",
    "<b>&#x",
    "\x1b[2J",
]


def nodes(label):
    return [Node(id="A", label=label, group="reached"), Node(id="B", label="b", group="next")]


@pytest.mark.parametrize("draw", [mermaid, dot])
@given(label=st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_a_label_stays_inside_of_its_quotation_marks(draw, label):
    plain = draw(nodes("x"), EDGES, "x").splitlines()
    found = draw(nodes(label), EDGES, label).splitlines()
    assert len(found) == len(plain)
    assert "\n".join(found).isascii()
    for line, expected in zip(found, plain, strict=True):
        shape = re.sub(r'"[A-Za-z0-9 .,:()/+#;&-]*"', '""', line)
        assert shape == re.sub(r'"[A-Za-z0-9 .,:()/+#;&-]*"', '""', expected)


def test_groups_differ_by_their_border_too_for_whoever_sees_no_colour():
    drawn = mermaid(nodes("a"), EDGES, "t")
    assert "class A reached" in drawn
    assert "stroke-dasharray" in drawn
    assert "dashed" in dot(nodes("a"), EDGES, "t")
