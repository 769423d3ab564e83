"""Tables of facts and of scores; each figure carries its unrounded value."""

import re
from collections.abc import Iterable, Mapping, Sequence

from influencekit.render.html import markup
from influencekit.render.html.citations import Citations
from influencekit.render.html.figures import bar, spark
from influencekit.render.html.markup import Markup, joined, tag
from influencekit.render.page import Cell, is_figure, short
from influencekit.report import ModelResult, Reason, Score, Table
from influencekit.words import count, number

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
FEW = 2
"""Reasons that are shown without being asked for."""


def facts(table: Table, citations: Citations, *, told: bool = False) -> Markup:
    """Return `table` with how much there was over time, and what is behind each row.

    Parameters
    ----------
    told
        Whether what stands before it says what its title says.
    """
    right = [all(map(is_figure, column)) for column in zip(*table.rows, strict=True)]
    areas = table.name in {"areas", "me"}
    rows = []
    for at, (first, *cells) in enumerate(table.rows):
        line = [tag("td", spark(table.series[at]), class_="over-time")] if table.series else []
        shown = [_cell(cell, figures) for cell, figures in zip(cells, right[1:], strict=True)]
        links = (
            [tag("td", citations.links(table.behind[at]), class_="behind")] if table.behind else []
        )
        rows.append(
            tag(
                "tr",
                tag("th", number(first), scope="row"),
                *line,
                *shown,
                *links,
                id=citations.areas.get(str(first)) if table.name == "areas" else None,
                tabindex=-1 if table.name == "areas" else None,
                data_area=str(first) if areas else None,
            )
        )
    names = dict(zip(table.columns, right, strict=True))
    columns = {table.columns[0]: right[0]} if right else {}
    columns |= {"over time": False} if table.series else {}
    columns |= names | ({_behind(table): False} if table.behind else {})
    notes = (tag("p", note, class_="notes") for note in table.notes)
    return joined([markup.table(table.title, columns, rows, told=told), *notes])


def _behind(table: Table) -> str:
    """Return what the last column is called: a table has either commits behind its rows or places."""
    first = next((at for row in table.behind for at in row), "")
    if short(first) != first:
        return "latest commits"
    return "kept in" if "where" in table.columns else "where"


def _cell(cell: Cell, figures: bool) -> Markup:  # noqa: FBT001 - private
    day = isinstance(cell, str) and _DAY.fullmatch(cell)
    return tag("td", _figure(cell), class_="n" if figures else "date" if day else None)


def _figure(cell: Cell, unit: str = "") -> str | Markup:
    if isinstance(cell, str) or cell is None:
        return cell or ""
    return tag("data", number(cell, unit), value=repr(cell))


def scores(result: ModelResult, citations: Citations) -> Markup:
    """Return the scores of `result` with their reasons, in its order, each with its bar."""
    interval = any(score.low is not None for score in result.scores)
    longest = _longest(result.scores)
    rows = [
        _score(
            score,
            result.unit,
            citations,
            longest.get(score.subject.kind, 0.0),
            interval=interval,
            bars=any(longest.values()),
        )
        for score in result.scores
    ]
    kinds = {score.subject.kind for score in result.scores}
    about = next(iter(kinds)) if len(kinds) == 1 else "area" if kinds == _WHOLE else "about"
    columns = {about: False, _heading(result.unit): True}
    columns |= {"90 % interval": True} if interval else {}
    class_ = "scores barred" if any(longest.values()) else "scores"
    return markup.table(result.title, {**columns, "why": False}, rows, told=True, class_=class_)


def _heading(unit: str) -> str:
    """Return a unit in the words of a heading.

    Examples
    --------
    >>> _heading("commits/365 d"), _heading("share")
    ('commits in 365 days', 'share')
    """
    return _PERIOD.sub(r" in \1 days", unit)


_PERIOD = re.compile(r"/([\d.]+) d$")
_NO_BAR = tag("svg", class_="bar", aria_hidden="true")
"""The place of a bar, so that figures stand below each other."""
_WHOLE = {"project", "area"}
_PERSONAL = {"person", "pair"}


def _longest(scores: Sequence[Score]) -> Mapping[str, float]:
    """Return the largest figure of each kind of subject whose bars say something.

    Bars beside single persons would rank them; of one value, or with any below 0, they say nothing.
    """
    kinds = {score.subject.kind for score in scores} - _PERSONAL
    found = {}
    for kind in kinds:
        values = [score.value for score in scores if score.subject.kind == kind]
        told = len(set(values)) > 1 and min(values) >= 0
        ends = [score.high or 0.0 for score in scores if score.subject.kind == kind]
        found[kind] = max(*values, min(max(ends), 3 * max(values))) if told else 0.0
    return found


def _score(
    score: Score,
    unit: str,
    citations: Citations,
    longest: float,
    *,
    interval: bool,
    bars: bool,
) -> Markup:
    ends = [tag("td", _interval(score, unit), class_="n interval")] if interval else []
    kind = score.subject.kind
    drawn = _bar(score, longest) if longest else _NO_BAR if bars else None
    return tag(
        "tr",
        tag("th", score.subject.label, scope="row"),
        tag("td", _figure(score.value, unit), drawn, class_="n"),
        *ends,
        tag("td", _why(score, citations), class_="why"),
        class_="whole" if kind == "project" else None,
        data_area=score.subject.label if kind == "area" else None,
    )


def _bar(score: Score, longest: float) -> Markup:
    low, high = (None if end is None else end / longest for end in (score.low, score.high))
    return bar(score.value / longest, low, high)


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
    more = [count(len(rest), "more reason") if rest else "", "figures" if figures else ""]
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
