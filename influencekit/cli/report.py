"""``influencekit report``."""

import webbrowser
from pathlib import Path

import click

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.cli.files import write_whole
from influencekit.cli.options import BLOGS, COMMON, FILTERS, HISTORY, PATHS, Options, shared
from influencekit.cli.survey import illustrated, reported, survey
from influencekit.cli.target import enclosing_root
from influencekit.render.html import HtmlRenderer
from influencekit.render.page import Page, Section
from influencekit.report import Report
from influencekit.words import count


@click.command
@PATHS
@BLOGS
@click.option("--people", is_flag=True, help="Show persons too, in alphabetical order.")
@click.option(
    "-o",
    "--output",
    "file",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the page.",
)
@shared("me", *FILTERS, *HISTORY, "as_of", *(name for name in COMMON if name != "output"))
def command(
    options: Options, *, paths: tuple[Path, ...], blogs: tuple[Path, ...], people: bool, file: Path
) -> int:
    """Write one HTML page with charts, to look at and to pass on.

    It holds what `analyze` prints, drawn, with the commits and posts behind each number. The page is
    one file that asks nobody for anything, and can be read with scripts off. Needs the extra: pip
    install 'influencekit[report]'.
    """
    roots = paths or (() if blogs else (enclosing_root(),))
    call = Call.of(options, roots)
    found = survey(call, *roots, blogs=blogs, models=[_api.ALL])
    report = illustrated(call, found, reported(call, found, people=people), people=people)
    page = HtmlRenderer().render(call.clean(report))
    write_whole(file, page)
    size = len(page.encode())
    data = {
        "file": str(file),
        "bytes": size,
        "charts": [chart.name for chart in report.charts],
        "problems": call.found(),
    }
    told = f"Wrote {file}: {size / 1e6:.1f} MB, {count(len(report.charts), 'chart')}."
    return call.finish("report", data, lambda: Page(sections=(Section(sentences=(told,)),)))


def open_report(call: Call, found: _api.Survey, report: Report, *, people: bool) -> None:
    """Show `report` in a browser: a page in the cache folder, the last one written over."""
    shown = illustrated(call, found, report, people=people)
    file = call.cache / "report.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, HtmlRenderer().render(call.clean(shown)))
    webbrowser.open(file.absolute().as_uri())
