"""``influencekit analyze``."""

from pathlib import Path

import click

from influencekit.cli.call import Call
from influencekit.cli.options import (
    BLOGS,
    COMMON,
    FILTERS,
    HISTORY,
    PATHS,
    Options,
    limited,
    shared,
)
from influencekit.cli.output import emit
from influencekit.cli.report import open_report
from influencekit.cli.survey import illustrated, reported, survey
from influencekit.cli.target import enclosing_root
from influencekit.errors import ExitCode
from influencekit.evidence import Evidence
from influencekit.overview import overview
from influencekit.registry import guarded
from influencekit.render.page import Page, Section, of_report
from influencekit.report import Report

_FIRST = 2
"""Tables that are shown while lines are still being read."""


@click.command
@PATHS
@BLOGS
@click.option("--people", is_flag=True, help="Show persons too, in alphabetical order.")
@click.option("--sort", is_flag=True, help="With --people: the largest value first instead.")
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME",
    help="Run this model, and those that it builds on, instead of the usual ones; all: every one. "
    "Repeatable; `influencekit plugins` lists them.",
)
@click.option("--open", "browse", is_flag=True, help="Open the report in a browser too.")
@limited(12, "Rows of each table that are printed; 0: all. Other formats than table have all.")
@shared("me", *FILTERS, *HISTORY, "as_of", *COMMON)
def command(
    options: Options,
    *,
    paths: tuple[Path, ...],
    blogs: tuple[Path, ...],
    people: bool,
    sort: bool,
    models: tuple[str, ...],
    browse: bool,
    limit: int,
) -> int:
    """Report on repositories and blogs.

    Each PATH is a folder: a repository, a blog, or whatever an installed plugin reads. Several make
    one report. Without any, the repository around the working directory is read.

    On a terminal the first tables appear as soon as the commits are known; what needs the origin
    of lines follows.
    """
    roots = paths or (() if blogs else (enclosing_root(),))
    call = Call.of(options, roots)
    table = call.renderer(limit)
    renderer = call.one_of({**call.registry.collect("renderers"), table.name: table})
    live = renderer is table and call.screen.terminal and not options.output

    def show_first(evidence: Evidence) -> None:
        first = Report(as_of=evidence.as_of, sources=(), tables=overview(evidence)[:_FIRST])
        page = of_report(call.clean(first), limit=limit)
        still = Section(sentences=("Lines are still being read; the whole report follows.", ""))
        call.task.hide()
        emit(table.page(Page(sections=(*page.sections[:-1], still))))

    found = survey(
        call, *roots, blogs=blogs, models=models or None, on_first=show_first if live else None
    )
    report = reported(call, found, people=people, by_value=sort)
    if getattr(renderer, "illustrated", False):
        report = illustrated(call, found, report, people=people)
    if browse:
        open_report(call, found, report, people=people)
    report = call.clean(report)
    worked, text = guarded("renderer", call.format, lambda: renderer.render(report), call.problems)
    if not worked:
        call.close()
        return ExitCode.PROBLEMS
    emit(text, options.output)
    return call.close()
