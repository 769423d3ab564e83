"""A chart on the page: drawn, titled, and in words."""

from influencekit.render.drawing import svg
from influencekit.render.html.markup import Markup, tag
from influencekit.report import Chart


def figure_or_problem(chart: Chart) -> Markup:
    """Return `chart` as a figure; where it cannot be drawn, what is wrong with it."""
    try:
        return figure(chart)
    except ValueError as error:
        return tag("p", f"The chart {chart.name} cannot be drawn: {error}", class_="problem")


def figure(chart: Chart) -> Markup:
    """Return `chart` as a figure; raises as `drawing.svg` does."""
    drawing = Markup(svg(chart))
    title, text = f"chart-{chart.name}", f"chart-{chart.name}-text"
    return tag(
        "figure",
        tag("h3", chart.title, id=title),
        tag(
            "div",
            drawing,
            class_="chart",
            role="group",
            tabindex=0,
            aria_labelledby=title,
            aria_describedby=text,
        ),
        tag("figcaption", chart.text, id=text),
    )
