"""Reads what a command is about, the way the settings say."""

import difflib
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

import attrs
import numpy as np

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.opportunity.scopes import Window
from influencekit.models.opportunity.topics import patched
from influencekit.people.identity import find
from influencekit.protocols import SymbolSource
from influencekit.registry import guarded
from influencekit.render.persons import fewer_persons, with_persons, without_persons
from influencekit.report import Report


def survey(
    call: Call,
    *roots: Path,
    blogs: Sequence[Path] = (),
    lines: bool = True,
    models: Collection[str] | None = None,
    on_first: Callable[[Evidence], None] | None = None,
) -> _api.Survey:
    """Read `roots` and `blogs`; the other options are those of `_api.Options`."""
    try:
        found = _api.survey(
            *roots,
            blogs=blogs,
            settings=call.settings,
            registry=call.registry,
            as_of=call.as_of,
            cache=call.cache,
            lines=lines,
            models=models,
            task=call.task,
            on_first=on_first,
        )
    finally:
        call.task.hide()
    call.problems.extend(found.problems)
    return found


def with_symbols(call: Call, found: _api.Survey, days: float) -> _api.Survey:
    """Return what was read, with the functions and classes that recent patches are about.

    Parameters
    ----------
    days
        How long the window is; the one before it is compared with it, and read as well.
    """
    evidence = found.evidence
    window = Window(end=evidence.as_of, days=days)
    commits = np.concatenate((window.commits(evidence, 1), window.commits(evidence)))
    number = {evidence.commits.oid[at]: at for at in patched(evidence, commits)}
    symbols: dict[int, tuple[str, ...]] = {}
    for source in call.sources(SymbolSource):
        for root in [Path(it.root) for it in found.sources if it.name == source.name]:
            ask = partial(source.symbols, root, tuple(number), call.request(source.name))
            worked, told = guarded("source", source.name, ask, call.problems)
            if worked:
                symbols |= {number[oid]: tuple(names) for oid, names in told.items() if names}
    call.task.hide()
    return attrs.evolve(found, evidence=attrs.evolve(evidence, symbols=symbols))


def reported(call: Call, found: _api.Survey, *, people: bool, by_value: bool = False) -> Report:
    """Return the report on what was read, with every problem so far.

    Parameters
    ----------
    people
        Whether single persons are in it; who asks always is.
    by_value
        Whether those stand in the order of their values.
    """
    report = found.report(people=people)
    call.task.hide()
    call.problems.extend(report.problems)
    report = attrs.evolve(report, problems=tuple(call.found()))
    me = "" if found.evidence.me == NOBODY else found.evidence.people[found.evidence.me].key
    return with_persons(report, by_value=by_value) if people else without_persons(report, me)


def illustrated(call: Call, found: _api.Survey, report: Report, *, people: bool) -> Report:
    """Return `report` with its charts, and what its locators stand for."""
    report = found.illustrated(fewer_persons(report), people=people)
    call.problems.extend(report.problems)
    return report


def person_called(found: _api.Survey, text: str) -> int:
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
