"""``influencekit opportunities``."""

import difflib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import attrs
import click

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, FILTERS, HISTORY, Options, shared
from influencekit.cli.survey import survey
from influencekit.cli.target import enclosing_root
from influencekit.errors import InputError
from influencekit.evidence import NOBODY
from influencekit.identity import find
from influencekit.models.opportunity.lists import KINDS, ListParams, OpportunityList, lists
from influencekit.models.opportunity.scopes import SCOPES
from influencekit.render.page import Page, Section
from influencekit.report import Report, Table
from influencekit.words import number

_MINE = tuple(name for name in FILTERS if name != "kind")
"""``--kind`` chooses lists here, not files."""


@click.command
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--blog",
    "blogs",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder of posts, whatever it looks like. Repeatable.",
)
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
    "--limit",
    type=click.IntRange(0),
    default=8,
    show_default=True,
    metavar="N",
    help="Entries of each list that are printed; 0: all. Other formats than table and md have all.",
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
    limit: int,
) -> int:
    """List what to write or do next.

    Two kinds of lists, never mixed: predictive ones say what is likely to get attention next, normative
    ones what lacks words or people. Each entry has reasons, the commits behind them, and an id that
    stays the same.

    Each PATH is a folder, as for analyze. Without any, the repository around the working directory is
    read.
    """
    try:
        params = ListParams(window=window, k=k)
    except ValueError as error:  # not a number, or infinite
        raise click.UsageError(str(error)) from None
    roots = paths or (() if blogs else (enclosing_root(),))
    call = Call.of(options, roots)
    found = survey(call, *roots, blogs=blogs, lines=False)
    person = _person(found, whom) if whom else NOBODY
    try:
        listed = lists(
            found.evidence,
            kinds=(kind,) if kind else KINDS,
            over=tuple(dict.fromkeys(over)),
            person=person,
            params=params,
        )
    except ValueError as error:
        raise InputError(str(error)) from None
    report = Report(
        as_of=found.evidence.as_of,
        sources=found.sources,
        results={(result := one.result()).model: result for one in listed},
        problems=tuple(call.found()),
        layers=found.evidence.layers,
    )
    data = {
        "as_of": report.as_of,
        "person": found.evidence.people[person].key if whom else None,
        "lists": [attrs.asdict(one, recurse=False) for one in listed],
        "problems": report.problems,
        "layers": report.layers,
    }
    page = partial(_page, listed, limit)
    return call.finish("opportunities", data, page, **_others(call, report))


def _others(call: Call, report: Report) -> dict[str, Callable[[], str]]:
    """Return what makes the formats that show reports as such."""
    renderers = call.registry.collect("renderers")
    return {
        name: partial(lambda renderer: str(renderer.render(call.clean(report))), renderer)
        for name, renderer in renderers.items()
        if name not in {"table", "json", "md"}
    }


def _person(found: _api.Survey, text: str) -> int:
    """Return the index of the person whom `text` names.

    Raises
    ------
    InputError
        There is none, or several people go by it.
    """
    person = find(found.people, text)
    if person is not None:
        return person
    near = difflib.get_close_matches(text, [it.name for it in found.people.persons], 3)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise InputError(f"Nobody in this history goes by {text!r}.{hint}")


def _page(listed: Sequence[OpportunityList], limit: int) -> Page:
    """Return all lists, the notes of one kind after the last of that kind."""
    sections = []
    for one, after in zip(listed, (*listed[1:], None), strict=True):
        last = after is None or after.kind != one.kind
        notes = [note for it in listed if it.kind == one.kind for note in it.notes] if last else []
        more = len(one.entries) - limit if limit else 0
        if more > 0:
            notes = [f"Not shown: {more:,} more of {one.over}.", *notes]
        sections.append(
            Section(
                heading=one.title,
                sentences=() if one.entries else ("Nothing in this window.",),
                table=_table(one, limit),
                notes=tuple(dict.fromkeys(notes)),
            )
        )
    return Page(sections=tuple(sections))


def _table(one: OpportunityList, limit: int) -> Table:
    entries = one.entries[: limit or None]
    fitted = any(entry.fit for entry in entries)
    sure = any(entry.score.low is not None for entry in entries)

    def cells(at: int) -> Iterator[str]:
        score, fit = entries[at].score, entries[at].fit
        yield entries[at].id
        yield score.subject.label
        yield number(score.value)
        if sure:
            ends = (score.low, score.high)
            yield " to ".join(number(end) for end in ends if end is not None)
        if fitted:
            yield number(fit.value, "share") if fit else ""
        told = [*score.reasons[:2], *(fit.reasons[:1] if fit else ())]
        yield "; ".join(reason.text.rstrip(".") for reason in told)

    return Table(
        name=f"{one.kind}-{one.over}",
        title=one.title,
        columns=(
            *("id", "about", one.unit),
            *(["90 % interval"] if sure else []),
            *(["fit"] if fitted else []),
            "why",
        ),
        rows=tuple(tuple(cells(at)) for at in range(len(entries))),
    )
