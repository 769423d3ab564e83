"""What ``champions`` and ``spread`` have in common: a practice, and the network that it travels."""

import functools
from collections.abc import Callable
from typing import Any

import attrs
import click

from influencekit.columns import Ints
from influencekit.evidence import Evidence
from influencekit.models.counted import area_commits, authors, distinct
from influencekit.models.influence.network.nodes import Network, area_network, people_network
from influencekit.models.influence.network.practice import Practice, practice_of
from influencekit.models.influence.network.reach import Travel
from influencekit.words import count, people

MODELS: dict[str, Travel] = {
    "cascade": "independent cascade",
    "threshold": "linear threshold",
}
_OPTIONS = (
    click.option(
        "--practice",
        metavar="TEXT",
        help="Words in subjects, path:PATTERN, or kind:KIND of files. Default: any practice.",
    ),
    click.option("--areas", is_flag=True, help="Areas instead of people."),
    click.option(
        "--model",
        type=click.Choice(list(MODELS)),
        default="cascade",
        show_default=True,
        help="How it travels: each tie has one chance, or enough of them convince.",
    ),
    click.option(
        "--days",
        type=click.IntRange(1, 36_500),
        default=730,
        show_default=True,
        metavar="DAYS",
        help="How long before now ties count.",
    ),
)


def network_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options about practice and network."""
    return functools.reduce(lambda known, option: option(known), reversed(_OPTIONS), function)


@attrs.frozen(eq=False, kw_only=True)
class Practised:
    """A network, and who or what in it has shown a practice."""

    network: Network
    noun: str
    """``"people"`` or ``"areas"``."""
    what: str
    """The practice, for a heading."""
    practice: Practice | None
    among: Ints | None
    """Who, or which areas, have shown it; None: that is not asked, or none has."""
    note: str
    empty: str
    """Why there may be few candidates."""


def practised(evidence: Evidence, text: str | None, *, areas: bool, days: int) -> Practised:
    """Return the network of people or areas, and who has shown the practice `text`.

    Raises
    ------
    click.BadParameter
        It is no practice.
    """
    try:
        practice = None if text is None else practice_of(evidence, text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--practice'") from None
    noun = "areas" if areas else "people"
    among = (
        None if practice is None else _areas_of(evidence, practice) if areas else practice.people
    )
    shown = len(among) if among is not None else 0
    told = count(shown, "area") if areas else people(shown)
    note = "Any practice: none was named."
    if practice is not None:
        note = f"{told} have shown {text!r}, in {count(int(practice.commits.sum()), 'commit')}."
        note += "" if shown else f" So all {noun} are candidates."
    does = "that were worked on" if areas else "who gave attention to others' work"
    which = f", and have shown {text!r}," if shown else ""
    return Practised(
        network=(area_network if areas else people_network)(evidence, days=days),
        noun=noun,
        what=repr(text) if text is not None else "a practice",
        practice=practice,
        among=among if shown else None,
        note=note,
        empty=f"candidates are {noun} {does}{which} in the last {days:,} days.",
    )


def _areas_of(evidence: Evidence, practice: Practice) -> Ints:
    """Return the areas in which people have shown the practice."""
    area, commit = area_commits(evidence)
    shown = practice.commits[commit] & (authors(evidence)[commit] >= 0)
    return distinct(area[shown].astype("int64")).astype("int32")
