"""Charts drawn: nothing is fetched, and whatever a text holds stays a text."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from influencekit.render.drawing import picture, safe, specification, svg
from influencekit.report import Chart

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "\u202egnp.exe",
    "\x1b[31mred",
    "]]>&amp;&#x3c;",
    b"Andr\xe9".decode("utf-8", "surrogateescape"),
    "n" * 10_000,
]


def chart(spec, name="c"):
    return Chart(name=name, title="T", text="What it shows.", spec=spec)


def bars(*labels, **more):
    rows = [{"label": label, "value": 1} for label in labels]
    channels = {
        "x": {"field": "value", "type": "quantitative"},
        "y": {"field": "label", "type": "nominal", "axis": {"labelLimit": 200}},
        "description": {"field": "label", "type": "nominal"},
    }
    return {"data": {"values": rows}, "mark": "bar", "encoding": channels, **more}


def test_hostile_texts_are_texts_in_the_drawing():
    drawing = svg(chart(bars(*NASTY)))
    root = ET.fromstring(drawing)  # noqa: S314 - ours; it is well-formed
    tags = {it.tag.rpartition("}")[2] for it in root.iter()}
    assert tags <= {"svg", "g", "path", "line", "text", "rect", "clipPath", "defs"}
    assert not [name for it in root.iter() for name in it.attrib if name.startswith("on")]
    assert not re.search("[\u202e\x1b\udc80-\udcff]", drawing)
    assert "\\u202egnp.exe" in drawing


@pytest.mark.parametrize(
    "spec",
    [
        {"data": {"url": "https://example.org/x.json"}, "mark": "bar"},
        {"data": {"url": "file:///etc/hostname", "format": {"type": "csv"}}, "mark": "bar"},
        bars("a", mark={"type": "image", "url": "https://example.org/x.png"}),
    ],
)
def test_a_chart_that_would_fetch_something_is_refused(spec):
    with pytest.raises(ValueError, match="a chart brings its data"):
        safe(chart(spec))


def linked(*labels, **more):
    found = bars(*labels, **more)
    return {**found, "encoding": found["encoding"] | {"href": {"field": "label"}}}


def addresses(drawing):
    return re.findall(r'(?:href|xlink:href)="([^"]*)"', drawing)


def test_marks_link_to_places_on_the_page_and_to_nothing_else():
    drawing = svg(chart(linked("src/a.py", "elsewhere", *NASTY)), {"src/a.py": "at-3"})
    assert addresses(drawing) == ["#at-3"]
    [link] = [it for it in ET.fromstring(drawing).iter() if it.tag.endswith("}a")]  # noqa: S314
    assert link.attrib == {"href": "#at-3", "tabindex": "-1"}
    assert [it.attrib["aria-label"] for it in link] == ["src/a.py"]


@pytest.mark.parametrize(
    "spec",
    [
        linked("https://example.org"),
        bars("a", mark={"type": "bar", "href": "https://example.org"}),
        {**bars("a"), "encoding": {"href": {"value": "https://example.org"}}},
        linked("a", transform=[{"calculate": "'https://example.org/#x'", "as": "label"}]),
        linked("a", transform=[{"calculate": "'https://example.org/#x'", "as": "place of label"}]),
    ],
)
@pytest.mark.parametrize("places", [{}, {"https://example.org/b": "at-0"}])
def test_no_other_address_is_in_a_drawing(spec, places):
    assert addresses(svg(chart(spec), places)) == []
    assert addresses(picture(chart(spec))) == []


def test_a_link_around_others_is_the_only_one():
    views = {"data": {"values": [{"label": "a", "value": 1}]}, "facet": {"field": "label"}}
    inner = linked("a")
    del inner["data"]
    drawing = svg(chart(views | {"spec": inner}), {"a": "at-0"})
    ET.fromstring(drawing)  # noqa: S314 - ours; it is well-formed
    assert set(addresses(drawing)) == {"#at-0"}


def test_a_chart_as_data_says_what_is_behind_its_marks_without_an_address():
    found = json.loads(specification(chart(linked("src/a.py"))))
    assert found["data"]["values"] == [{"label": "src/a.py", "value": 1}]
    assert "href" not in found["encoding"]


def test_a_row_of_data_may_have_a_column_called_url():
    rows = {"values": [{"url": "a"}]}
    assert safe(chart({"data": rows, "mark": "bar"}))["data"] == rows


def test_what_is_no_vega_lite_says_so_in_a_line():
    with pytest.raises(ValueError, match=r"\A.{1,200}\Z"):
        svg(chart({"data": {"values": []}, "mark": 7}))


def test_two_drawings_on_one_page_share_no_name():
    clipped = bars("a", mark={"type": "bar", "clip": True})
    names = [
        set(re.findall(r'(?:id="|url\(#)([^")]+)', svg(chart(clipped, name))))
        for name in ("a", "b")
    ]
    assert names[0]
    assert not names[0] & names[1]


def test_drawing_twice_gives_the_same_bytes():
    assert svg(chart(bars("a", "b"))) == svg(chart(bars("a", "b")))
