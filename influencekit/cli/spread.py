"""``influencekit spread``."""

from collections.abc import Sequence
from pathlib import Path

import attrs
import click
import numpy as np

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, FILTERS, HISTORY, Options, limited, shared
from influencekit.cli.practices import MODELS, Practised, network_options, practised
from influencekit.cli.survey import survey
from influencekit.cli.target import enclosing_root
from influencekit.columns import Times
from influencekit.errors import InputError
from influencekit.evidence import Evidence
from influencekit.models.influence.network.cascades import Spread
from influencekit.models.influence.network.practice import Adoption, adoption
from influencekit.models.influence.network.reach import spread
from influencekit.people.identity import find
from influencekit.render.page import Page, Section
from influencekit.report import Table
from influencekit.words import date, listed, number

PERIOD = 90.0
"""Length of the periods of adoption; days."""
AHEAD = 4
"""Periods that the curve of adoption is drawn on for."""


@click.command
@click.argument("names", nargs=-1, metavar="[PERSON|AREA]...")
@click.option(
    "--in",
    "roots",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to look, instead of the repository around the working directory. Repeatable.",
)
@click.option(
    "--simulations",
    type=click.IntRange(1, 1_000_000),
    default=10_000,
    show_default=True,
    metavar="N",
    help="How many are drawn.",
)
@limited(12, "Rows of who is reached; 0: all.")
@network_options
@shared(*FILTERS, *HISTORY, "as_of", *COMMON)
def command(
    options: Options,
    *,
    names: tuple[str, ...],
    roots: tuple[Path, ...],
    simulations: int,
    limit: int,
    practice: str | None,
    areas: bool,
    model: str,
    days: int,
) -> int:
    """Say how far a practice goes from some people or areas, and how it was taken up until now.

    It starts from the PERSONs, or with --areas the AREAs, that are named, and from those who have
    shown the --practice already: words that commits have in their subjects, path:PATTERN or kind:KIND
    for the files that they change.
    """
    roots = roots or (enclosing_root(),)
    call = Call.of(options, roots)
    read = survey(call, *roots)
    evidence = read.evidence
    about = practised(evidence, practice, areas=areas, days=days)
    seeds = _seeds(read, about, names)
    found = spread(about.network, seeds, model=MODELS[model], simulations=simulations)
    taken = _taken(evidence, about)
    reached = _reached(found, seeds)
    data = {
        "as_of": evidence.as_of,
        "practice": practice or "",
        "of": about.noun,
        "model": model,
        "days": days,
        **_figures(found, about, seeds, reached),
        "adoption": None if taken is None else _told(taken),
        "problems": call.found(),
    }
    sections = (_reach(found, about, seeds, reached[: limit or None]), *_adoption(taken, about))
    return call.finish("spread", data, lambda: Page(sections=sections))


def _seeds(read: _api.Survey, about: Practised, names: Sequence[str]) -> Times:
    """Return the nodes that are named or have shown the practice."""
    known = [] if about.among is None else about.network.nodes(about.among).tolist()
    for name in names:
        if about.noun == "areas":
            labels = [area.name for area in read.evidence.areas]
            index = labels.index(name) if name in labels else None
        else:
            index = find(read.people, name)  # persons are the people of the evidence, in order
        if index is None:
            raise InputError(f"There are no {about.noun} called {name!r} in what was read.")
        nodes = about.network.nodes(np.array([index], np.int32))
        if not len(nodes):
            raise InputError(f"{name!r} has no ties to others: {about.empty}")
        known += nodes.tolist()
    if not known:
        raise InputError(
            f"Nowhere to start: name {about.noun}, or a --practice that some have shown."
        )
    return np.unique(np.array(known, np.int64))


def _reached(found: Spread, seeds: Times) -> list[int]:
    """Return the nodes that are reached at all and did not start it, the likeliest first."""
    order = np.lexsort((np.arange(len(found.shares)), -found.shares))
    others = order[(found.shares[order] > 0) & ~np.isin(order, seeds)]
    return [int(node) for node in others]


def _figures(
    found: Spread, about: Practised, seeds: Times, reached: Sequence[int]
) -> dict[str, object]:
    low, high = np.quantile(found.sizes, (0.05, 0.95)).tolist()
    return {
        "simulations": len(found.sizes),
        "network": len(about.network.subjects),
        "seeds": len(seeds),
        "reached": found.mean,
        "low": low,
        "high": high,
        "each": [
            {"subject": about.network.subjects[node], "share": float(found.shares[node])}
            for node in reached
        ],
    }


def _reach(found: Spread, about: Practised, seeds: Times, shown: Sequence[int]) -> Section:
    subjects = about.network.subjects
    low, high = np.quantile(found.sizes, (0.05, 0.95)).tolist()
    first = (
        f"From {len(seeds):,} of {len(subjects):,} {about.noun} it reaches {number(found.mean)} on average, "
        f"the first ones among them; {number(low)} to {number(high)} in nine of ten simulations. "
        f"{len(about.network.active()):,} of them are active and can be reached."
    )
    rows = tuple(
        (subjects[node].label, number(float(found.shares[node]), "share")) for node in shown
    )
    heading = f"How far {about.what} goes"
    return Section(
        heading=heading,
        sentences=(first,),
        table=Table(name="spread", title=heading, columns=("reaches", "how probably"), rows=rows),
        notes=(about.note, "That a practice travels along who builds on whom is an assumption."),
    )


def _taken(evidence: Evidence, about: Practised) -> Adoption | None:
    if about.practice is None or not len(about.practice.people):
        return None
    try:
        return adoption(evidence, about.practice, days=PERIOD)
    except ValueError:  # shown after what counts as now alone
        return None


def _told(taken: Adoption) -> dict[str, object]:
    bass = taken.bass
    return {
        "days": taken.days,
        "ends": taken.ends.tolist(),
        "people": taken.people.tolist(),
        "bass": None if bass is None else attrs.asdict(bass),
        "expected": [] if bass is None else taken.expected(AHEAD).tolist(),
    }


def _adoption(taken: Adoption | None, about: Practised) -> tuple[Section, ...]:
    if taken is None:
        return ()
    rows = tuple(zip(map(date, taken.ends.tolist()), taken.people.tolist(), strict=True))
    note = "Too little was taken up for a curve."
    if taken.bass is not None:
        ahead = [number(value) for value in taken.expected(AHEAD).tolist()]
        note = (
            f"Bass: p = {number(taken.bass.p)} and q = {number(taken.bass.q)} a period, "
            f"{number(taken.bass.m)} people in the end; by the next {AHEAD} periods {listed(ahead)}."
        )
    heading = f"Who has shown {about.what} by when"
    columns = ("until", "people")
    table = Table(name="adoption", title=heading, columns=columns, rows=rows[-12:])
    return (Section(heading=heading, table=table, notes=(note,)),)
