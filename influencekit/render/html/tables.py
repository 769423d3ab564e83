"""Tables of facts and of scores; each figure carries its unrounded value."""

from collections.abc import Iterable

from influencekit.render.html import markup
from influencekit.render.html.citations import Citations
from influencekit.render.html.markup import Markup, joined, tag
from influencekit.render.page import Cell, is_figure
from influencekit.report import ModelResult, Reason, Score, Table
from influencekit.words import number

FEW = 2
"""Reasons that are shown without being asked for."""


def facts(table: Table, citations: Citations) -> Markup:
    """Return `table` with what is behind each row."""
    right = [all(map(is_figure, column)) for column in zip(*table.rows, strict=True)]
    rows = []
    links = [[tag("td", citations.links(locators), class_="behind")] for locators in table.behind]
    for (first, *cells), behind in zip(table.rows, links or [[]] * len(table.rows), strict=True):
        shown = [_cell(cell, figures) for cell, figures in zip(cells, right[1:], strict=True)]
        area = str(first) if table.name in {"areas", "me"} else None
        name = tag("th", number(first), scope="row")
        rows.append(tag("tr", name, *shown, *behind, data_area=area))
    columns = dict(zip(table.columns, right, strict=True))
    columns |= {"latest commits": False} if links else {}
    notes = (tag("p", note, class_="notes") for note in table.notes)
    return joined([markup.table(table.title, columns, rows), *notes])


def _cell(cell: Cell, figures: bool) -> Markup:  # noqa: FBT001 - private
    return tag("td", _figure(cell), class_="n" if figures else None)


def _figure(cell: Cell, unit: str = "") -> str | Markup:
    if isinstance(cell, str) or cell is None:
        return cell or ""
    return tag("data", number(cell, unit), value=repr(cell))


def scores(result: ModelResult, citations: Citations) -> Markup:
    """Return the scores of `result` with their reasons, in its order."""
    interval = any(score.low is not None for score in result.scores)
    rows = [_score(score, result.unit, citations, interval=interval) for score in result.scores]
    kinds = {score.subject.kind for score in result.scores}
    about = kinds.pop() if len(kinds) == 1 else "about"
    columns = {about: False, result.unit: True}
    columns |= {"90 % interval": True} if interval else {}
    return markup.table(result.title, {**columns, "why": False}, rows, told=True)


def _score(score: Score, unit: str, citations: Citations, *, interval: bool) -> Markup:
    ends = [tag("td", _interval(score, unit), class_="n")] if interval else []
    return tag(
        "tr",
        tag("th", score.subject.label, scope="row"),
        tag("td", _figure(score.value, unit), class_="n"),
        *ends,
        tag("td", _why(score, citations), class_="why"),
        data_area=score.subject.label if score.subject.kind == "area" else None,
    )


def _interval(score: Score, unit: str) -> Markup:
    ends = [_figure(end, unit) for end in (score.low, score.high) if end is not None]
    return joined(ends, " to ")


def _why(score: Score, citations: Citations) -> Markup:
    shown = _reasons(score.reasons[:FEW], citations)
    rest, figures = score.reasons[FEW:], score.details
    if not rest and not figures:
        return shown
    told = [
        joined([tag("dt", _words(name)), tag("dd", _figure(it))]) for name, it in figures.items()
    ]
    more = [f"{len(rest)} more" if rest else "", "figures" if figures else ""]
    return joined(
        [
            shown,
            tag(
                "details",
                tag("summary", " and ".join(filter(None, more))),
                _reasons(rest, citations) if rest else None,
                tag("dl", *told) if figures else None,
            ),
        ]
    )


def _reasons(reasons: Iterable[Reason], citations: Citations) -> Markup:
    return tag("ul", *(tag("li", it.text, citations.links(it.locators)) for it in reasons))


def _words(name: str) -> str:
    return name.replace("_", " ")
