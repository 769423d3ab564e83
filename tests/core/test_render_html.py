"""The page: whatever a repository holds stays text, and the page stays whole."""

import re
from html.parser import HTMLParser

import attrs
import pytest

from influencekit.explain import Explanation
from influencekit.registry import Registry
from influencekit.render.html import HtmlRenderer
from influencekit.render.html.citations import Citations
from influencekit.render.html.document import of_chart
from influencekit.render.html.editor import Editor
from influencekit.render.html.here import here
from influencekit.render.html.markup import LONGEST, joined, tag
from influencekit.report import (
    Chart,
    Cited,
    ModelResult,
    Problem,
    Reason,
    Report,
    Score,
    Sentence,
    SourceSummary,
    Subject,
    Table,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "</style><svg onload=alert(3)>",
    '" onmouseover="alert(4)',
    "' autofocus onfocus='alert(5)",
    "javascript:alert(6)",
    "[x](javascript:alert(7)) ![y](http://example.org/y.png)",
    "<!-- here -->",
    "]]><![CDATA[ &lt;b&gt; &#60;i>",
    "\u202egnp.exe\u202c and \u2066more",
    "red\x1b[31m\x00\x07",
    b"Andr\xe9".decode("utf-8", "surrogateescape"),
    "w" * 10_000,
]
VOID = {"br", "col", "hr", "input", "meta"}


def report(text):
    """Return a report in which every text is `text`."""
    reason = Reason(text=text, share=1.0, locators=(text,))
    score = Score(
        subject=Subject("area", text, text), value=0.5, reasons=(reason,) * 3, details={text: text}
    )
    result = ModelResult(
        model="m",
        title=text,
        version=1,
        unit=text,
        params={text: text},
        scores=(score,) * 2,
        notes=(text,),
    )
    rows = [{"label": text, "value": 1}]
    spec = {
        "data": {"values": rows},
        "mark": "bar",
        "encoding": {
            "x": {"field": "value"},
            "y": {"field": "label"},
            "description": {"field": "label"},
        },
    }
    return Report(
        as_of=0,
        sources=(
            SourceSummary(name=text, root=text, records=1, first_at=0, last_at=0, fingerprint=text),
        ),
        tables=(
            Table(
                name="areas",
                title=text,
                columns=(text, "n"),
                rows=((text, 1),),
                notes=(text,),
                behind=((text,),),
            ),
        ),
        results={"m": result},
        problems=(Problem(kind="model", name=text, message=text, locator=text),),
        layers=(text,),
        opening=(Sentence(text=text, locators=(text,)),),
        charts=(Chart(name="c", title=text, text=text, spec=spec, model="m"),),
        cited={text: Cited(kind="commit", text=text, at=0)},
    )


class Page(HTMLParser):
    """Whether each tag is closed, and which there are."""

    def __init__(self):
        super().__init__()
        self.tags, self.texts, self.open = [], [], []

    def handle_starttag(self, name, attributes):
        self.tags.append((name, dict(attributes)))
        if name not in VOID:
            self.open.append(name)

    def handle_startendtag(self, name, attributes):
        self.tags.append((name, dict(attributes)))

    def handle_endtag(self, name):
        assert self.open.pop() == name

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"script", "style"}:
            self.texts.append(data)


def parsed(text):
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


PLAIN = parsed(HtmlRenderer().render(report("plain")))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_changes_what_the_page_is_made_of(text):
    page = parsed(HtmlRenderer().render(report(text)))
    made = [
        [
            (name, sorted(given))
            for name, given in one.tags
            if name not in {"svg", "g", "path", "text", "line", "rect"}
        ]
        for one in (page, PLAIN)
    ]
    assert made[0] == made[1]
    assert {given["href"][0] for _, given in page.tags if "href" in given} == {"#"}
    assert not [name for _, given in page.tags for name in given if name.startswith("on")]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_in_the_page_is_invisible_or_turns_the_writing_round(text):
    page = HtmlRenderer().render(report(text))
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page
    )
    page.encode("utf-8")


def test_a_very_long_text_is_cut_and_says_so():
    texts = [len(text) for text in parsed(HtmlRenderer().render(report("w" * 10_000))).texts]
    assert LONGEST < max(texts) <= 2 * LONGEST


def test_each_link_has_its_place_and_each_place_is_one():
    ids = [given["id"] for _, given in PLAIN.tags if "id" in given]
    links = {given["href"][1:] for _, given in PLAIN.tags if "href" in given}
    assert len(ids) == len(set(ids))
    assert links <= set(ids)


def test_a_chart_that_cannot_be_drawn_says_so_and_costs_nothing_else():
    broken = Chart(name="c", title="T", text="t", spec={"mark": 7}, model="m")
    page = HtmlRenderer().render(
        Report(as_of=0, sources=(), results=report("x").results, charts=(broken,))
    )
    assert "The chart c cannot be drawn" in page
    assert "</html>" in page


def test_each_result_says_what_its_figures_are_and_over_how_many_days():
    models = Registry.discover(entry_points=()).collect("models")
    results = {
        name: attrs.evolve(report("x").results["m"], model=name, title=model.title, unit=model.unit)
        for name, model in models.items()
    }
    page = HtmlRenderer().render(Report(as_of=0, sources=(), results=results))
    for name in models:
        article = page[page.index(f'id="model-{name}"') :].partition("<table")[0]
        assert '<p class="soft">' in article, name
    assert '<th scope="col" class="n">commits in 365 days</th>' in page


def test_an_empty_report_is_a_page():
    parsed(HtmlRenderer().render(Report(as_of=0, sources=())))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_the_live_part_is_as_safe(text):
    told = Explanation(
        subject=Subject("path", text, text),
        sentences=(Sentence(text=text, locators=(text,)),),
        tables=report(text).tables,
    )
    editor = Editor("vscode://file{path}:{line}", "/src")
    page = parsed(here(told, Citations.of(report(text), editor)))
    [address] = [given["href"] for _, given in page.tags if given.get("href", "#")[0] != "#"]
    assert address.startswith("vscode://file/src/")
    assert not re.search(r"[\s<>\"']", address)
    assert not [name for _, given in page.tags for name in given if name.startswith("on")]


def test_a_page_of_one_chart_is_whole():
    parsed(of_chart(report("plain").charts[0]))


def test_markup_is_text_unless_it_was_made_here():
    assert joined(["<b>", tag("i", "<"), None], ", ") == "&lt;b&gt;, <i>&lt;</i>"
    assert (
        tag("p", data_at=None, hidden=True, aria_label='"') == '<p hidden aria-label="&quot;"></p>'
    )
