"""``influencekit export``."""

from pathlib import Path

import click

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, FILTERS, HISTORY, PATHS, Options, shared
from influencekit.cli.survey import reported, survey
from influencekit.cli.target import enclosing_root
from influencekit.cli.writers import WRITE, write_tables
from influencekit.export.tables import frames
from influencekit.render.page import Page, Section
from influencekit.report import Table

_OWN = ("format", "output")
"""Common options that mean something else here."""


@click.command
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@PATHS
@click.option(
    "--format",
    "form",
    type=click.Choice(list(WRITE)),
    default="csv",
    show_default=True,
    help="Of the files; parquet needs the extra: pip install 'influencekit[tables]'.",
)
@click.option("--people", is_flag=True, help="Tell single persons apart, by name.")
@shared("me", *FILTERS, *HISTORY, "as_of", *(name for name in COMMON if name not in _OWN))
def command(
    options: Options, *, folder: Path, paths: tuple[Path, ...], form: str, people: bool
) -> int:
    """Write what was read and found as tables into a new folder, for programs.

    One file a table in DIR, or one SQLite file of all of them. Each PATH is a folder as for
    `analyze`. Persons are left out unless they are asked for, and whoever opted out is nowhere.
    """
    roots = paths or (enclosing_root(),)
    call = Call.of(options, roots)
    found = survey(call, *roots, models=[_api.ALL])
    report = call.clean(reported(call, found, people=people))
    written = write_tables(frames(found.evidence, report, people=people), form, folder)
    data = {
        "folder": str(folder),
        "format": form,
        "tables": [{"name": name, "rows": rows} for name, rows in written],
        "problems": call.found(),
    }
    title = f"Written to {folder}"
    table = Table(name="tables", title=title, columns=("table", "rows"), rows=tuple(written))
    return call.finish(
        "export", data, lambda: Page(sections=(Section(heading=title, table=table),))
    )
