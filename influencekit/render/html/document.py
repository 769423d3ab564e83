"""The page around the sections: its policy, style, script, head and list of sections."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import PurePath

import attrs

from influencekit.render.html.citations import Citations
from influencekit.render.html.figures import figure
from influencekit.render.html.markup import Markup, joined, tag
from influencekit.render.html.sections import Part, parts
from influencekit.render.html.tables import facts
from influencekit.render.page import Page
from influencekit.report import Chart, Report, Table
from influencekit.words import date, listed, number

ALONE, SERVED, HOSTED = "page.js", "served.js", "hosted.js"
"""Scripts: what a page can do by itself; what changes comes from a server, or from the editor around it."""
_NOWHERE = Citations({}, {})
_FILES = resources.files("influencekit.render.html")


@attrs.frozen(kw_only=True)
class Live:
    """What makes a page follow an editor."""

    here: Markup
    """What is known of the file that is open there; changed later."""
    script: str = SERVED
    """Who tells of changes: the server that the page is from (`SERVED`), or an editor that it is shown
    in (`HOSTED`)."""


def document(
    report: Report, live: Live | None = None, *, citations: Citations | None = None
) -> str:
    """Return `report` as a whole page.

    Parameters
    ----------
    live
        What to follow; None: nothing ever changes.
    citations
        Those of `report`; default: made here, without links into an editor.
    """
    title, found = titled(report), parts(report, citations or Citations.of(report))
    here = tag("section", live.here, id="here", aria_live="polite") if live else None
    return _page(
        title,
        tag("a", "Skip to the report", class_="skip", href="#main"),
        tag("header", *_header(report, title)),
        _sections(found),
        tag("main", here, *_main(report, found), id="main"),
        tag("footer", tag("p", _FOOTER, class_="soft")),
        scripts=(ALONE, *([live.script] if live else [])),
        class_="report",
    )


def of_chart(chart: Chart) -> str:
    """Return a page of one chart; raises as `drawing.svg` does."""
    return _page(chart.title, tag("main", figure(chart)))


def of_page(page: Page, *, script: str = ALONE) -> str:
    """Return headings, sentences, tables and notes as a page, without what a whole report shows."""
    sections = (
        tag(
            "section",
            tag("h2", it.heading) if it.heading else None,
            tag("ul", *(tag("li", text) for text in it.sentences)) if it.sentences else None,
            facts(it.table, _NOWHERE, told=bool(it.heading)) if it.table else None,
            *(tag("p", note, class_="notes") for note in (() if it.table else it.notes)),
        )
        for it in page.sections
    )
    return _page(
        page.title,
        tag("main", tag("h1", page.title), *sections, id="main"),
        scripts=(script,),
        class_="card",
    )


def _page(
    title: str, *body: Markup, scripts: Sequence[str] = (ALONE,), class_: str | None = None
) -> str:
    """Return a page whose policy allows its own style and scripts, and nothing else.

    They are known by their hashes: no request, no other script, no form and no frame. A page that a
    server tells of changes may ask that server.
    """
    style, run = _asset("page.css"), [_asset(name) for name in scripts]
    hashes = " ".join(f"'{_hash(script)}'" for script in run)
    policy = (
        "default-src 'none'",
        f"style-src '{_hash(style)}'",
        f"script-src {hashes}",
        *(["connect-src 'self'"] if SERVED in scripts else []),
        "base-uri 'none'",
        "form-action 'none'",
    )
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content="; ".join(policy)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex"),
        tag("title", f"{title} · influencekit"),
        tag("style", Markup(style)),
    )
    whole = tag("body", *body, *(tag("script", Markup(script)) for script in run), class_=class_)
    return f"<!doctype html>\n{tag('html', tag('head', *head), whole, lang='en')}"


_FOOTER = "Made by influencekit from what is on this machine; nothing was sent anywhere."


def titled(report: Report) -> str:
    """Return what the project is called: a folder's place on the machine is nobody's business."""
    scores = (score.subject for result in report.results.values() for score in result.scores)
    named = next((subject.label for subject in scores if subject.kind == "project"), "")
    return named or listed([PurePath(it.root).name for it in report.sources]) or "Report"


def _asset(name: str) -> str:
    return (_FILES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _header(report: Report, title: str) -> Iterator[Markup]:
    """Yield what the page is about, and how much there is of it."""
    yield tag("h1", title)
    first = min((it.first_at for it in report.sources if it.first_at is not None), default=None)
    span = f"{date(first)} to {date(report.as_of)}" if first is not None else date(report.as_of)
    yield tag("p", f"{span}, as its history tells it.", class_="soft")
    tiles = [
        tag("div", tag("dt", name), tag("dd", amount)) for name, amount in _amounts(report.tables)
    ]
    if tiles:
        yield tag("dl", *tiles, class_="tiles")


def _amounts(tables: Sequence[Table]) -> Iterator[tuple[str, str]]:
    """Yield how much there is of what: sums over repositories, but of people, who may be in several."""
    table = next((it for it in tables if it.name == "repositories"), None)
    if table is None:
        return
    if len(table.rows) > 1:
        yield "repositories", number(len(table.rows))
    columns = dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
    for name in ("files", "lines", "commits", "people"):
        amounts = [it for it in columns[name] if isinstance(it, int)]
        if len(amounts) == len(table.rows) and (name != "people" or len(amounts) == 1):
            yield name, number(sum(amounts))


def _sections(found: list[Part]) -> Markup:
    links = [tag("li", tag("a", part.title, href=f"#{part.id}")) for part in found]
    return tag("nav", tag("ol", *links), aria_label="Sections")


def _main(report: Report, found: list[Part]) -> Iterator[Markup]:
    """Yield the sections, with what filters them after the first."""
    whole = [_section(part) for part in found]
    yield from (*whole[:1], _controls(report), *whole[1:])


def _controls(report: Report) -> Markup:
    areas = [row[0] for table in report.tables if table.name == "areas" for row in table.rows]
    return tag(
        "div",
        id="controls",
        class_="controls",
        role="search",
        aria_label="Filter what is shown",
        hidden=True,
        data_areas=json.dumps(areas),
    )


def _section(part: Part) -> Markup:
    heading = tag("h2", part.title, id=f"{part.id}-title")
    return tag(
        "section", heading, joined(part.content), id=part.id, aria_labelledby=f"{part.id}-title"
    )
