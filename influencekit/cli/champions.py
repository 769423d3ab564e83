"""``influencekit champions``."""

from pathlib import Path

import click

from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, FILTERS, HISTORY, PATHS, Options, shared
from influencekit.cli.practices import MODELS, Practised, network_options, practised
from influencekit.cli.survey import survey
from influencekit.cli.target import enclosing_root
from influencekit.errors import InputError
from influencekit.models.influence.network.reach import Reach, candidates, champions
from influencekit.render.page import Page, Section
from influencekit.report import Table
from influencekit.words import count, listed, number

ASSUMED = (
    "Ties are who worked on whose work; that a practice travels along them is an assumption. Somebody as "
    "well placed is left out where the same people are reached."
)


@click.command
@PATHS
@click.option(
    "-k",
    "--count",
    "wanted",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    metavar="K",
    help="How many champions.",
)
@network_options
@shared(*FILTERS, *HISTORY, "as_of", *COMMON)
def command(
    options: Options,
    *,
    paths: tuple[Path, ...],
    wanted: int,
    practice: str | None,
    areas: bool,
    model: str,
    days: int,
) -> int:
    """Name the few people or areas through whom a practice reaches most others.

    A practice is words that commits have in their subjects, path:PATTERN or kind:KIND for the files
    that they change. Who has shown it is a candidate; without --practice, or where nobody has, everybody
    is. Among candidates the K are chosen who together reach most of the network of who builds on whom,
    with a bound on how much better any other K could be.
    """
    roots = paths or (enclosing_root(),)
    call = Call.of(options, roots)
    evidence = survey(call, *roots).evidence
    about = practised(evidence, practice, areas=areas, days=days)
    some = len(candidates(about.network, about.among))
    if not some:
        raise InputError(f"There are no {about.noun} to choose from: {about.empty}")
    found = champions(
        evidence, about.network, min(wanted, some), among=about.among, model=MODELS[model]
    )
    notes = (_sure(found, about), *_few(wanted, some, about), about.note, ASSUMED)
    data = {
        "as_of": evidence.as_of,
        "practice": practice or "",
        "of": about.noun,
        "model": model,
        "days": days,
        "candidates": some,
        "network": len(about.network.subjects),
        "champions": [
            {"subject": it.subject, "adds": it.value, "reasons": it.reasons} for it in found.scores
        ],
        "reached": found.chosen.spread,
        "at_least": found.chosen.at_least,
        "best_at_most": found.chosen.best_at_most,
        "problems": call.found(),
    }
    section = Section(
        heading=f"Through whom {about.what} reaches most others",
        table=_table(found, about),
        notes=notes,
    )
    return call.finish("champions", data, lambda: Page(sections=(section,)))


def _table(found: Reach, about: Practised) -> Table:
    rows = tuple(
        (it.subject.label, number(it.value), listed([reason.text for reason in it.reasons]))
        for it in found.scores
    )
    title = f"Through whom {about.what} reaches most others"
    return Table(
        name="champions", title=title, columns=("champion", "reaches more", "why"), rows=rows
    )


def _sure(found: Reach, about: Practised) -> str:
    chosen = found.chosen
    return (
        f"Together they reach {number(chosen.spread)} of {len(about.network.active()):,} active {about.noun} "
        f"on average, themselves among them; surely {number(chosen.at_least)}, and no choice of as many "
        f"reaches more than {number(chosen.best_at_most)}: {number(chosen.certified, 'share')} of the best "
        "or more, each but for one chance in a thousand."
    )


def _few(wanted: int, some: int, about: Practised) -> tuple[str, ...]:
    if wanted <= some:
        return ()
    return (f"{count(wanted, 'champion')} wanted of {count(some, 'candidate')}: {about.empty}",)
