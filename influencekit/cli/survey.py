"""Reads what a command is about, the way the settings say."""

import difflib
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import attrs

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.people.identity import find
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


def reported(call: Call, found: _api.Survey, *, people: bool, by_value: bool = False) -> Report:
    """Return the report on what was read, with every problem so far.

    Parameters
    ----------
    people
        Whether single persons are in it; who asks always is.
    by_value
        Whether those stand in the order of their values.
    """
    report = found.report()
    call.task.hide()
    call.problems.extend(report.problems)
    report = attrs.evolve(report, problems=tuple(call.found()))
    me = "" if found.evidence.me == NOBODY else found.evidence.people[found.evidence.me].key
    return with_persons(report, by_value=by_value) if people else without_persons(report, me)


def illustrated(call: Call, found: _api.Survey, report: Report, *, people: bool) -> Report:
    """Return `report` with its opening, its charts, and what its locators stand for."""
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
