"""What charts have in common: sizes, colours, legends, and bars over time."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from influencekit.columns import Floats, Times
from influencekit.times import DAY
from influencekit.words import count, date

WIDTH = 900
"""Pixels of a drawing, with what stands beside the plot."""
COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb")
"""Paul Tol's "bright": told apart with any colour vision, on white and on black."""
REST = "everything else"
IN_TABLE = {"influencekit": "table"}
"""Vega-Lite's ``usermeta`` of a chart that says no more than the bars in a page's table."""
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

Spec = Mapping[str, Any]
Rows = list[dict[str, Any]]
Amounts = npt.NDArray[np.integer] | npt.NDArray[np.floating]


def spec(values: Rows, **parts: Any) -> Spec:
    """Return a specification with its data in it, `WIDTH` wide unless `parts` say otherwise."""
    fit = {"type": "fit-x", "contains": "padding"}
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "autosize": fit,
        "data": {"values": values},
        **parts,
    }


def told() -> Spec:
    """Return the channels of a mark that tells ``text``, and links to what is ``behind`` it.

    ``behind`` is a locator (a commit, a post, a path, the name of an area) or None: see `links`.
    """
    return {
        "description": field("text", "nominal"),
        "tooltip": field("text", "nominal"),
        "href": field("behind", "nominal"),
    }


def field(name: str, kind: str, **more: Any) -> Spec:
    """Return the encoding of a channel by the field `name`, of Vega-Lite's type `kind`."""
    return {"field": name, "type": kind, **more}


def legend(names: Sequence[str], **more: Any) -> Spec:
    """Return a legend above the plot, with as many of `names` beside each other as fit."""
    widest = min(max(map(len, names), default=0) * 7, 200) + 42
    columns = max(1, min(len(names), (WIDTH - 80) // widest))
    return {
        "orient": "top",
        "columns": columns,
        "labelLimit": 200,
        "columnPadding": 18,
        "symbolType": "square",
        **more,
    }


def steps(first: int, last: int) -> tuple[list[str], Times]:
    """Return days, weeks, months, quarters or years from `first` to `last`: names, and n + 1 bounds.

    So long that there are at most about sixty; weeks begin on Mondays.

    Examples
    --------
    >>> names, bounds = steps(0, 86_400 * 3)
    >>> names, (bounds // 86_400).tolist()
    (['1970-01-01', '1970-01-02', '1970-01-03', '1970-01-04'], [0, 1, 2, 3, 4])
    >>> steps(0, 86_400 * 90)[0][:2], steps(0, 86_400 * 500)[0][:2]
    (['1969-12-29', '1970-01-05'], ['1970-01', '1970-02'])
    """
    days = (last - first) // DAY
    if days <= _DAYS:
        length = 1 if days <= _MONTH else 7
        begin = first // DAY - ((first // DAY + 3) % 7 if length == 7 else 0)
        bounds = np.arange(begin, last // DAY + length + 1, length).astype("datetime64[D]")
        bounds = bounds[: (last // DAY - begin) // length + 2]
        return np.datetime_as_string(bounds[:-1]).tolist(), bounds.astype("datetime64[s]").astype(
            np.int64
        )
    begin, end = np.array([first, last], "datetime64[s]").astype("datetime64[M]").astype(int)
    length = 1 if end - begin < 60 else 3 if end - begin < 180 else 12
    begin = begin // length * length
    months = np.arange(begin, end + length + 1, length)[: (end - begin) // length + 2]
    whole = months.astype("datetime64[M]")
    form = "Y" if length == 12 else "M"
    names = np.datetime_as_string(whole[:-1].astype(f"datetime64[{form}]")).tolist()
    return names, whole.astype("datetime64[s]").astype(np.int64)


_MONTH, _DAYS = 45, 400
"""Days of a history up to which bars are days, and weeks."""


def leading(names: Sequence[str], amounts: Amounts, most: int = len(COLOURS) - 1) -> list[int]:
    """Return the indices of the largest `amounts` above 0, at most `most`, the largest first."""
    order = sorted(range(len(names)), key=lambda at: (-amounts[at], names[at]))
    return [at for at in order if amounts[at] > 0][:most]


def curves(found: Mapping[str, tuple[Floats, Floats]], *, across: str, up: str) -> Spec:
    """Return falling steps, one curve a name: from 1 at 0 on, (ages, shares) at which it falls.

    Parameters
    ----------
    found
        By name: ascending ages in years, and the share from then on.
    across, up
        Titles of the axes.
    """
    values = [
        {
            "curve": name,
            "age": age,
            "share": share,
            "text": f"{name}: {100 * share:.0f} % after {age:.1f} years",
            "behind": name,
        }
        for name, (ages, shares) in found.items()
        for age, share in [(0.0, 1.0), *_thinned(ages, shares)]
    ]
    colours = ["currentColor", *COLOURS][: len(found)]
    scale = {"domain": list(found), "range": colours}
    encoding = {
        "x": field("age", "quantitative", title=across, scale={"nice": False}),
        "y": field("share", "quantitative", title=up, axis={"format": "%"}),
        "color": field(
            "curve",
            "nominal",
            title=None,
            scale=scale,
            legend=legend([*found], symbolType="circle"),
        ),
    }
    line = {
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 1.8, "aria": False}
    }
    point = {"type": "point", "filled": True, "size": 40, "opacity": 0}
    points = {"mark": point, "encoding": told()}
    return spec(values, layer=[line, points], encoding=encoding, height=240)


def _thinned(ages: Floats, shares: Floats) -> list[tuple[float, float]]:
    """Return at most sixty of the steps: more are not to be seen, and each is a mark on the page."""
    rows = np.unique(np.linspace(0, len(ages) - 1, min(len(ages), 60)).astype(int))
    return list(zip(ages[rows].tolist(), shares[rows].tolist(), strict=True))


def stacked(
    table: Floats,
    groups: Sequence[str],
    names: Sequence[str],
    bounds: Times,
    *,
    noun: str,
    behind: Mapping[tuple[int, int], str],
) -> Spec:
    """Return bars over time, one colour a group, on top of each other.

    Parameters
    ----------
    table
        A row a group and a column a step: amounts, 0 or more.
    groups, names, bounds
        Of the rows, of the columns, and where the columns begin and end (n + 1; seconds).
    noun
        What is counted: one of it.
    behind
        A locator for each (row, column) that has an amount.
    """
    top = np.cumsum(table[::-1], axis=0)[::-1]
    values = [
        {
            "group": group,
            "from": date(bounds[at]),
            "to": date(bounds[at + 1]),
            "low": float(top[row, at] - table[row, at]),
            "high": float(top[row, at]),
            "amount": float(table[row, at]),
            "text": f"{names[at]} · {group}: {count(int(table[row, at]), noun)}",
            "behind": behind.get((row, at)),
        }
        for row, group in enumerate(groups)
        for at in np.flatnonzero(table[row]).tolist()
    ]
    mark = {"type": "rect", "strokeWidth": 0}
    encoding = _of_bars(groups, names, noun)
    return spec(values, mark=mark, encoding=encoding, height=240)


def _of_bars(groups: Sequence[str], names: Sequence[str], noun: str) -> Spec:
    colours = [*COLOURS[: len(groups) - (REST in groups)], *[COLOURS[-1]] * (REST in groups)]
    scale = {"domain": list(groups), "range": colours}
    return {
        "x": field("from", "temporal", scale={"type": "utc"}, title=None, axis=_calendar(names)),
        "x2": {"field": "to"},
        "y": field("low", "quantitative", title=f"{noun}s", axis={"tickMinStep": 1}),
        "y2": {"field": "high"},
        "color": field(
            "group", "nominal", sort=None, title=None, scale=scale, legend=legend(groups)
        ),
        **told(),
    }


def _calendar(names: Sequence[str]) -> Spec:
    """Return a time axis with a label a year, or months or days where there are few."""
    by: dict[str, Any] = {"format": "%Y", "tickCount": "year"}
    if len(names[0]) == len("2024-05-31"):
        by = {"format": "%-d %b", "tickCount": min(len(names), 10)}
    elif len(names[0]) > 4 and len(names) <= 12:
        by = {"format": "%b %Y", "tickCount": "month"}
    return {"grid": False, "labelOverlap": True, "labelFlush": False, **by}
