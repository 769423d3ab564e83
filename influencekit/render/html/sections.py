"""The sections of the page, each made of what the report holds; whatever is empty is left out."""

from collections.abc import Iterator

import attrs

from influencekit.charts.marks import IN_TABLE
from influencekit.render.html.citations import Citations
from influencekit.render.html.figures import figure_or_problem
from influencekit.render.html.markup import Markup, joined, tag
from influencekit.render.html.tables import facts, scores
from influencekit.render.page import own_numbers
from influencekit.report import Chart, ModelResult, Report, Table
from influencekit.words import count, number


@attrs.frozen(kw_only=True)
class Part:
    """A section of the page."""

    id: str
    title: str
    content: tuple[Markup, ...]


@attrs.frozen
class _Chapter:
    """What a section is about, and what it shows, in this order: charts, tables and results."""

    id: str
    title: str
    lead: str
    shows: str
    folded: str = ""
    """Tables that are shown on demand."""


_CHAPTERS = (
    _Chapter(
        "life",
        "Where the code's life is",
        "Which areas people work on, and how long what they write stays.",
        "activity areas me line-age line-survival contribution-kinds",
        "languages kinds",
    ),
    _Chapter(
        "influence",
        "What the work led to",
        "What others did after it, as far as the history tells. That something came after is not to "
        "say that it came from it.",
        "linear-influence growth-loop channels concepts",
    ),
    _Chapter(
        "network",
        "Who builds on whom",
        "Whose lines the work of others starts from, and where such attention arrives.",
        "built-on people-built-on network",
    ),
    _Chapter(
        "knowledge",
        "Who knows what",
        "Where knowledge depends on few, who could take over, and what would be left behind.",
        "knowledge-map known-areas knowledge-risk ownership expertise succession departures",
    ),
    _Chapter(
        "opportunities",
        "What to do and write next",
        "Two questions with two answers: where a page, a test or a second pair of eyes would do most "
        "good, and what is likely to get attention anyway.",
        "opportunities opportunities-predictive-areas",
    ),
    _Chapter(
        "mentoring",
        "Learning and mentoring",
        "How people find their way into the project, who helps them, and what was said about the code.",
        "learning mentoring pair-progress mentoring-steps pairs pair-records mentoring-kinds "
        "mentoring-notes",
    ),
    _Chapter(
        "blog", "What is written", "Posts, and what of the code they speak of.", "posts post-areas"
    ),
    _Chapter(
        "people", "People", "Who is who, and who may be one person twice.", "people suggestions"
    ),
)
_SAYS = {
    "line-survival": "The share of new lines that are still there after a year, unless the settings name another "
    "age. The reasons say what became of all lines that were ever written.",
    "contribution-kinds": "How many commits there are, and what kind of work they are, told from their subjects and "
    "files.",
    "linear-influence": "How much attention from others is to be expected next after what was done: an act weighs "
    "as much as the attention that followed such acts before.",
    "growth-loop": "What is left after each period of something that was added to the loop: above 1 it grows, below "
    "1 it dies out.",
    "channels": "How many acts went through which channel: code, documentation, posts, help and others.",
    "concepts": "How many of the sixteen stations were reached, from a first contribution to what follows from it.",
    "network": "Shares of all attention, by PageRank: people get it from those who build on their work, areas from "
    "the areas whose people work there too.",
    "knowledge-risk": "How many people can leave before half of the files have nobody left who knows them. The fewer, "
    "the greater the risk.",
    "ownership": "Which share of today's lines is in which area, and how much of it one person wrote.",
    "expertise": "How many files of code and tests have somebody who knows them now, and over how many people that is "
    "spread.",
    "succession": "How many files of code and tests one person alone knows now, and whether somebody could take over.",
    "opportunities": "Recent commits to code that nothing is written about, that only one person knows the files of, "
    "or that mend something and do not say why.",
    "opportunities-predictive-areas": "What went on lately, acts and the people who act, added up: where there was "
    "much, much is likely to follow.",
    "learning": "Which share of somebody's new lines others replaced within 90 days. It may be that they were wrong, "
    "or that they were worth building on: it is no mark.",
}
"""What the figures of a result are, where its title alone does not say it."""
_LAST = {"sources", "repositories"}
"""Tables of the section on the method."""


def parts(report: Report, citations: Citations) -> list[Part]:
    """Return the sections of `report`, in the order of the page."""
    found = _Found.of(report, citations)
    everything = (
        _part("summary", "In short", found.summary()),
        *(_part(it.id, it.title, found.chapter(it)) for it in _CHAPTERS),
        _part("more", "More", found.rest()),
        _part("sources", "Commits, posts and files", found.sources()),
        _part("method", "Method and limits", found.method()),
    )
    return [part for part in everything if part.content]


def _part(id_: str, title: str, content: Iterator[Markup]) -> Part:
    return Part(id=id_, title=title, content=tuple(content))


@attrs.frozen
class _Found:
    """What there is to show, by name."""

    report: Report
    citations: Citations
    charts: dict[str, Chart]
    tables: dict[str, Table]

    @classmethod
    def of(cls, report: Report, citations: Citations) -> "_Found":
        return cls(
            report,
            citations,
            {chart.name: chart for chart in report.charts if not chart.model},
            {table.name: table for table in report.tables},
        )

    def summary(self) -> Iterator[Markup]:
        links = self.citations.links
        if self.report.opening:
            told = (tag("li", it.text, links(it.locators)) for it in self.report.opening)
            yield tag("ul", *told, class_="findings")
        for problem in self.report.problems:
            yield tag("p", f"Not everything worked: {problem}", class_="problem")

    def chapter(self, chapter: _Chapter) -> Iterator[Markup]:
        shown = [block for name in chapter.shows.split() for block in self.blocks(name)]
        folded = [
            tag("details", tag("summary", table.title), facts(table, self.citations, told=True))
            for name in chapter.folded.split()
            if (table := self.tables.get(name))
        ]
        if (shown or folded) and chapter.lead:
            yield tag("p", chapter.lead, class_="lead")
        yield from (*shown, *folded)

    def blocks(self, name: str) -> Iterator[Markup]:
        """Yield what goes by `name`: a chart of the evidence, a table, a result."""
        if name in self.charts:
            yield figure_or_problem(self.charts[name], self.citations.places)
        if name in self.tables:
            yield facts(self.tables[name], self.citations)
        if name in self.report.results and self.report.results[name].scores:
            yield self.result(self.report.results[name])

    def rest(self) -> Iterator[Markup]:
        """Yield what no chapter names: what other people's plugins found."""
        told = (f"{it.shows} {it.folded}" for it in _CHAPTERS)
        known = _LAST.union(" ".join(told).split())
        for name in dict.fromkeys((*self.charts, *self.tables, *self.report.results)):
            if name not in known:
                yield from self.blocks(name)

    def result(self, result: ModelResult) -> Markup:
        """Return what a model found: its own charts, its scores, and their limits."""
        drawn = (
            figure_or_problem(_without(result.title, chart), self.citations.places, level="h4")
            for chart in self.report.charts
            if chart.model == result.model and chart.spec.get("usermeta") != IN_TABLE
        )
        limits = tag("ul", *(tag("li", note) for note in result.notes))
        name = f"model-{result.model}"
        return tag(
            "article",
            tag("h3", result.title, id=f"{name}-title"),
            tag("p", _SAYS[result.model], class_="soft") if result.model in _SAYS else None,
            *drawn,
            scores(result, self.citations),
            tag("details", tag("summary", "What this does not say"), limits, class_="notes")
            if result.notes
            else None,
            id=name,
            aria_labelledby=f"{name}-title",
        )

    def sources(self) -> Iterator[Markup]:
        tables = list(self.citations.tables())
        if tables:
            yield tag("p", "What the links above lead to.", class_="lead")
        yield from tables

    def method(self) -> Iterator[Markup]:
        yield tag("p", own_numbers(self.report.layers))
        read = [
            tag(
                "li",
                f"{it.name} read {it.root}: {it.records:,} records, at ",
                tag("code", it.fingerprint),
            )
            for it in self.report.sources
        ]
        yield tag("h3", "What was read")
        yield tag("ul", *read)
        yield from (
            facts(self.tables[name], self.citations) for name in sorted(_LAST & {*self.tables})
        )
        empty = [it for it in self.report.results.values() if not it.scores]
        if empty:
            yield tag("h3", "What there is nothing to say about")
            yield tag("ul", *(tag("li", f"{it.title}. {' '.join(it.notes)}") for it in empty))
        yield tag("h3", "What the models were told")
        yield from map(_settings, self.report.results.values())


def _without(title: str, chart: Chart) -> Chart:
    """Return `chart` without the title of the result that it stands under."""
    own = chart.title.removeprefix(f"{title}: ")
    return attrs.evolve(chart, title=own[:1].upper() + own[1:])


def _settings(result: ModelResult) -> Markup:
    about = f"{result.model}, version {result.version}, in {result.unit}"
    if not result.params:
        return tag("p", about, class_="soft")
    told = (
        joined([tag("dt", key), tag("dd", _told(value))]) for key, value in result.params.items()
    )
    what = f"{about}: {count(len(result.params), 'setting')}"
    return tag("details", tag("summary", what), tag("dl", *told))


def _told(value: object) -> str:
    return number(value) if isinstance(value, str | int | float) else str(value)
