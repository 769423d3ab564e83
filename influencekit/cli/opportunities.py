"""``influencekit opportunities``."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.cli.opportunity_pages import lists_page, steps_page
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
from influencekit.cli.survey import person_called, survey, with_symbols
from influencekit.cli.target import enclosing_root
from influencekit.errors import InputError
from influencekit.evidence import NOBODY
from influencekit.models.opportunity.lists import (
    KINDS,
    ListParams,
    OpportunityList,
    find_entry,
    lists,
)
from influencekit.models.opportunity.scopes import SCOPES
from influencekit.models.opportunity.steps import NextSteps, next_steps
from influencekit.render.page import Page
from influencekit.report import Report

_MINE = tuple(name for name in FILTERS if name != "kind")
"""``--kind`` chooses lists here, not files."""
_THEN = "What to do about one of them, with an outline: the same command with --id ID."


@click.command
@PATHS
@BLOGS
@click.option(
    "--for",
    "whom",
    metavar="PERSON",
    help="Tell how well it fits them, and list what fits first. A name, login or address.",
)
@click.option(
    "--kind", type=click.Choice(KINDS), help="Only this kind of list. Default: both, one by one."
)
@click.option(
    "--over",
    type=click.Choice(tuple(SCOPES)),
    multiple=True,
    help="Repeatable. Default: areas and topics, and repositories where there are several.",
)
@click.option(
    "--window",
    type=click.FloatRange(0, min_open=True),
    default=365.0,
    show_default=True,
    metavar="DAYS",
    help="How far back commits count.",
)
@click.option(
    "--k",
    type=click.FloatRange(0),
    metavar="NUMBER",
    help="What one person weighs, in acts. Default: what one did in the window before.",
)
@click.option(
    "--id", "chosen", metavar="ID", help="Of this entry alone: what to do next, and an outline."
)
@limited(
    8, "Entries of each list that are printed; 0: all. Other formats than table and md have all."
)
@shared(*_MINE, *HISTORY, "as_of", *COMMON)
def command(
    options: Options,
    *,
    paths: tuple[Path, ...],
    blogs: tuple[Path, ...],
    whom: str | None,
    kind: str | None,
    over: tuple[str, ...],
    window: float,
    k: float | None,
    chosen: str | None,
    limit: int,
) -> int:
    """List what to write or do next.

    Two kinds of lists, never mixed: predictive ones say what is likely to get attention next, normative
    ones what lacks words or people. Each entry has reasons, the commits behind them, and an id that
    stays the same; --id tells what to do about one, with an outline of what to write.

    Each PATH is a folder, as for analyze. Without any, the repository around the working directory is
    read.
    """
    try:
        params = ListParams(window=window, k=k)
    except ValueError as error:  # not a number, or infinite
        raise click.UsageError(str(error)) from None
    roots = paths or (() if blogs else (enclosing_root(),))
    call = Call.of(options, roots)
    found = survey(call, *roots, blogs=blogs, lines=chosen is not None)
    found = with_symbols(call, found, window)
    person = person_called(found, whom) if whom else NOBODY
    kinds = (kind,) if kind else KINDS
    try:
        listed = lists(
            found.evidence,
            kinds=kinds,
            over=tuple(dict.fromkeys(over)),
            person=person,
            params=params,
        )
    except ValueError as error:
        raise InputError(str(error)) from None
    if chosen is None:
        page = partial(lists_page, listed, limit, _THEN)
        return _show(call, found, page, listed=listed, person=person)
    entry = find_entry(listed, chosen)
    steps = next_steps(found.evidence, entry, days=window, person=person)
    return _show(call, found, partial(steps_page, steps), listed=(), person=person, steps=steps)


def _show(
    call: Call,
    found: _api.Survey,
    page: Callable[[], Page],
    *,
    listed: Sequence[OpportunityList],
    person: int,
    steps: NextSteps | None = None,
) -> int:
    """Print the lists, or of the one chosen what to do next, in the format that was asked for."""
    report = Report(
        as_of=found.evidence.as_of,
        sources=found.sources,
        results={(result := one.result()).model: result for one in listed},
        problems=tuple(call.found()),
        layers=found.evidence.layers,
    )
    data = {
        "as_of": report.as_of,
        "person": None if person == NOBODY else found.evidence.people[person].key,
        "lists": listed,
        "next": steps,
        "problems": report.problems,
        "layers": report.layers,
    }
    others = {} if steps else _others(call, report)
    return call.finish("opportunities", data, page, **others)


def _others(call: Call, report: Report) -> dict[str, Callable[[], str]]:
    """Return what makes the formats that show reports as such."""
    renderers = call.registry.collect("renderers")
    return {
        name: partial(lambda renderer: str(renderer.render(call.clean(report))), renderer)
        for name, renderer in renderers.items()
        if name not in {"table", "json", "md"}
    }
