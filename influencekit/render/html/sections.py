"""The sections of the page, each made of what the report holds; whatever is empty is left out."""

from collections.abc import Iterator, Mapping

import attrs

from influencekit.render.html.citations import Citations
from influencekit.render.html.figures import figure_or_problem
from influencekit.render.html.markup import Markup, joined, tag
from influencekit.render.html.tables import facts, scores
from influencekit.render.page import own_numbers
from influencekit.report import ModelResult, Report
from influencekit.words import number

_PLACES: Mapping[str, tuple[str, ...]] = {
    "knowledge": ("knowledge-map", "known-areas", "departures"),
    "people": ("built-on", "people", "suggestions"),
    "blog": ("posts", "post-areas"),
}
"""Charts and tables of each section but that on the code's life, which has all others."""


@attrs.frozen(kw_only=True)
class Part:
    """A section of the page."""

    id: str
    title: str
    content: tuple[Markup, ...]


def parts(report: Report) -> list[Part]:
    """Return the sections of `report`, in the order of the page."""
    citations = Citations.of(report)
    everything = (
        _part("summary", "In short", _summary(report, citations)),
        _part("life", "Where the code's life is", _placed(report, citations, "life")),
        _part("knowledge", "Who knows what", _placed(report, citations, "knowledge")),
        *(
            _part(f"model-{name}", result.title, _result(report, result, citations))
            for name, result in report.results.items()
        ),
        _part("blog", "What is written", _placed(report, citations, "blog")),
        _part("people", "People", _placed(report, citations, "people")),
        _part("sources", "Commits, posts and files behind the numbers", citations.tables()),
        _part("method", "Method and limits", _method(report)),
    )
    return [part for part in everything if part.content]


def _part(id_: str, title: str, content: Iterator[Markup]) -> Part:
    return Part(id=id_, title=title, content=tuple(content))


def _summary(report: Report, citations: Citations) -> Iterator[Markup]:
    if report.opening:
        yield tag(
            "ul",
            *(tag("li", it.text, citations.links(it.locators)) for it in report.opening),
        )
    for problem in report.problems:
        yield tag("p", f"Not everything worked: {problem}", class_="problem")


def _placed(report: Report, citations: Citations, section: str) -> Iterator[Markup]:
    """Yield what no model scored: charts, then tables, those of this section."""
    home = {name: section for section, names in _PLACES.items() for name in names}
    for chart in report.charts:
        if not chart.model and home.get(chart.name, "life") == section:
            yield figure_or_problem(chart)
    for table in report.tables:
        if home.get(table.name, "life") == section:
            yield facts(table, citations)


def _result(report: Report, result: ModelResult, citations: Citations) -> Iterator[Markup]:
    for chart in report.charts:
        if chart.model == result.model:
            title = chart.title.removeprefix(f"{result.title}: ")
            yield figure_or_problem(attrs.evolve(chart, title=title[:1].upper() + title[1:]))
    yield scores(result, citations) if result.scores else tag("p", "Nothing to show.")
    if result.notes:
        yield tag("ul", *(tag("li", note) for note in result.notes), class_="notes")


def _method(report: Report) -> Iterator[Markup]:
    yield tag("p", own_numbers(report.layers))
    read = [
        tag(
            "li",
            f"{it.name} read {it.root}: {it.records:,} records, at ",
            tag("code", it.fingerprint),
        )
        for it in report.sources
    ]
    yield tag("h3", "What was read")
    yield tag("ul", *read)
    yield tag("h3", "What the models were told")
    for name, result in report.results.items():
        params = [
            joined([tag("dt", key), tag("dd", _told(value))])
            for key, value in result.params.items()
        ]
        about = f"{name}, version {result.version}, in {result.unit}"
        yield (
            tag("p", about)
            if not params
            else tag("details", tag("summary", about), tag("dl", *params))
        )


def _told(value: object) -> str:
    return number(value) if isinstance(value, str | int | float) else str(value)
