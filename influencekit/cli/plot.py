"""``influencekit plot``."""

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.cli.files import write_whole
from influencekit.cli.options import COMMON, FILTERS, HISTORY, Options, shared
from influencekit.cli.survey import illustrated, reported, survey
from influencekit.cli.target import enclosing_root
from influencekit.errors import InputError
from influencekit.render.drawing import picture, png, specification
from influencekit.render.html.document import of_chart
from influencekit.render.page import Page, Section
from influencekit.report import Chart, Table
from influencekit.words import listed

DRAW: Mapping[str, Callable[[Chart], str | bytes]] = {
    ".svg": picture,
    ".png": png,
    ".html": of_chart,
    ".json": specification,
}
"""What a file's name asks for."""


@click.command
@click.argument("given", nargs=-1, metavar="[NAME] [PATH]...")
@click.option("--people", is_flag=True, help="Show persons too.")
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to draw it: a name that ends in .svg, .png, .html or .json (Vega-Lite).",
)
@shared("me", *FILTERS, *HISTORY, "as_of", *(name for name in COMMON if name != "output"))
def command(options: Options, *, given: tuple[str, ...], people: bool, file: Path | None) -> int:
    """Draw one chart of the report into a file, or list which there are.

    Each PATH is a folder as for `analyze`. Without -o there is no NAME, and the charts are listed.
    All but .json needs the extra: pip install 'influencekit[report]'.
    """
    if file and file.suffix.lower() not in DRAW:
        message = f"{file.name!r} ends in none of {listed(list(DRAW))}."
        raise click.BadParameter(message, param_hint="'-o'")
    name, paths = (given[0], given[1:]) if file and given else ("", given)
    roots = [Path(path) for path in paths] or [enclosing_root()]
    call = Call.of(options, roots)
    found = survey(call, *roots, models=[_api.ALL])
    report = call.clean(
        illustrated(call, found, reported(call, found, people=people), people=people)
    )
    charts = {chart.name: chart for chart in report.charts}
    if file:
        _draw(charts, name, file)
    data = {
        "file": str(file) if file else None,
        "charts": [{"name": it.name, "title": it.title, "text": it.text} for it in charts.values()],
        "problems": call.found(),
    }
    table = Table(
        name="charts",
        title="Charts",
        columns=("chart", "what it shows"),
        rows=tuple((it.name, it.title) for it in charts.values()),
    )
    listing = Section(heading=table.title, table=table)
    drawn = Section(sentences=(f"Drew {name}: {file}.",))
    return call.finish("plot", data, lambda: Page(sections=(drawn if file else listing,)))


def _draw(charts: Mapping[str, Chart], name: str, file: Path) -> None:
    if name not in charts:
        known = listed(list(charts)) or "none"
        raise InputError(f"There is no chart {name!r}; there are {known}.")
    try:
        drawn = DRAW[file.suffix.lower()](charts[name])
    except ValueError as error:
        raise InputError(f"The chart {name!r} cannot be drawn: {error}") from None
    write_whole(file, drawn)
