"""Charts on the page: drawn, titled, in words, and linked to what is behind their marks."""

from collections.abc import Mapping, Sequence

from influencekit.render.drawing import svg
from influencekit.render.html.markup import Markup, tag
from influencekit.report import Chart

_SPARK = (72, 16)
"""Pixels of a line beside a name."""


def figure_or_problem(chart: Chart, places: Mapping[str, str], *, level: str = "h3") -> Markup:
    """Return `chart` as a figure; where it cannot be drawn, what is wrong with it."""
    try:
        return figure(chart, places, level=level)
    except ValueError as error:
        return tag("p", f"The chart {chart.name} cannot be drawn: {error}", class_="problem")


def figure(chart: Chart, places: Mapping[str, str] | None = None, *, level: str = "h3") -> Markup:
    """Return `chart` as a figure; raises as `drawing.svg` does.

    Parameters
    ----------
    places
        The id on the page of each locator that marks may link to.
    level
        Of the heading.
    """
    drawing = Markup(svg(chart, places))
    title, text = f"chart-{chart.name}", f"chart-{chart.name}-text"
    return tag(
        "figure",
        tag(level, chart.title, id=title),
        tag("figcaption", chart.text, id=text),
        tag(
            "div",
            drawing,
            class_="chart",
            role="group",
            tabindex=0,
            aria_labelledby=title,
            aria_describedby=text,
        ),
    )


def spark(series: Sequence[float]) -> Markup:
    """Return how much there was over time as a small line; a table has the figures."""
    width, height = _SPARK
    top = max(series, default=0.0) or 1.0
    step = width / max(len(series) - 1, 1)
    points = [
        f"{step * at:.1f},{height - 1 - (height - 3) * amount / top:.1f}"
        for at, amount in enumerate(series)
    ]
    line = tag("path", d=f"M{' '.join(points)}")
    well = tag("path", d=f"M0,{height} {' '.join(points)} {width},{height}Z", class_="well")
    return tag(
        "svg",
        well,
        line,
        class_="spark",
        aria_hidden="true",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def bar(share: float, low: float | None = None, high: float | None = None) -> Markup:
    """Return a bar of `share` of its place, with its interval; a table has the figures.

    Parameters
    ----------
    share, low, high
        In [0, 1] of the longest; ends outside of that are cut.
    """
    whole = tag("rect", width=f"{100 * share:.1f}", height="8", y="4", class_="amount")
    ends = [f"{100 * min(max(end, 0.0), 1.0):.1f}" for end in (low, high) if end is not None]
    rule = tag("path", d=f"M{ends[0]},8H{ends[1]}", class_="interval") if len(ends) == 2 else None
    shape = {"viewBox": "0 0 100 16", "preserveAspectRatio": "none"}
    return tag("svg", whole, rule, class_="bar", aria_hidden="true", **shape)
