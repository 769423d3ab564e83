"""``influencekit mentor``: who could mentor whom, who does, and how it goes."""

from pathlib import Path
from typing import Any

import click

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.cli.mentor_pages import (
    Called,
    match_data,
    match_page,
    mentors_data,
    mentors_page,
    pairs_data,
    pairs_page,
    progress_data,
    progress_page,
)
from influencekit.cli.notebook import MESSAGE, Notebook, now, said
from influencekit.cli.options import COMMON, FILTERS, HISTORY, Options, limited, shared
from influencekit.cli.record_pages import record_data, record_page
from influencekit.cli.survey import survey
from influencekit.cli.target import enclosing_root
from influencekit.columns import Flags
from influencekit.domain import Identity
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.explain import paths_of, person_index
from influencekit.mentoring import ENDED, KINDS, Entry, Pair
from influencekit.models.mentoring.course import History, course
from influencekit.models.mentoring.matching import Dealings, rank
from influencekit.models.mentoring.pairs import Seen, match, newcomers, pairs, paths_of_person
from influencekit.notes import Said, conversation
from influencekit.people.identity import find
from influencekit.report import Problem, Subject

_ROOT = click.option(
    "--in",
    "root",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The repository. Default: that around the working directory.",
)


@click.group
def command() -> None:
    """Match mentors and mentees, keep records of pairs, and show how they progress.

    Pairs are told by Mentored-by trailers and by records: files in .mentoring/pairs of the repository,
    to be committed like any other, and private ones in your own data folder. Only add and append
    write, and nowhere else.
    """


@command.command("match")
@_ROOT
@click.option("--for", "mentee", metavar="PERSON", default="", help="Rank mentors for one person.")
@click.option("--area", metavar="AREA", default="", help="What is to be learnt: an area or a path.")
@click.option(
    "--capacity",
    type=click.IntRange(0),
    default=2,
    show_default=True,
    metavar="N",
    help="Mentees that anybody takes at once, present ones included.",
)
@limited(5, "Mentors at most with --for; 0: all.")
@shared("me", *FILTERS, *HISTORY, "as_of", *COMMON)
def match_command(
    options: Options, *, root: Path | None, mentee: str, area: str, capacity: int, limit: int
) -> int:
    """Rank mentors for a person, or assign one to each newcomer.

    Without --for, newcomers are whoever wrote their first commit in the last year: as many as possible
    get a mentor who has a place, so that they fit best together. Without --area, a mentor is to know the
    files that the mentee has touched. Read it as a proposal, and ask.
    """
    call, found = _read(options, root)
    evidence = found.evidence
    paths = _area(evidence, area)
    dealings = Dealings(evidence)
    if not mentee:
        proposal = match(dealings, newcomers(evidence), capacity=capacity, area=paths)
        data = _data(call, evidence, **match_data(dealings, proposal, paths))
        return call.finish("mentor", data, lambda: match_page(dealings, proposal, paths, capacity))
    person = _person(found, mentee)
    wanted = paths_of_person(evidence, person) if paths is None else paths
    ranked = rank(dealings, person, wanted, at=evidence.as_of + 1)[: limit or None]
    data = _data(call, evidence, **mentors_data(dealings, person, ranked, wanted))
    return call.finish(
        "mentor", data, lambda: mentors_page(dealings, person, ranked, wanted, capacity)
    )


@command.command("pairs")
@_ROOT
@shared("me", *FILTERS, *HISTORY, "as_of", *COMMON)
def pairs_command(options: Options, *, root: Path | None) -> int:
    """List who mentors whom, the latest first, and what comes next.

    From Mentored-by trailers, and from the records of the team and your own.
    """
    call, found = _read(options, root)
    called, seen = _pairs(call, found.evidence, root or enclosing_root())
    data = _data(call, found.evidence, **pairs_data(called, seen))
    return call.finish("mentor", data, lambda: pairs_page(called, seen))


@command.command("progress")
@click.argument("person", required=False, metavar="[PERSON]")
@_ROOT
@shared("me", *FILTERS, *HISTORY, "as_of", *COMMON)
def progress_command(options: Options, *, person: str | None, root: Path | None) -> int:
    """Show how a mentee's way into the project goes, quarter by quarter.

    With what the pair wrote down, the notes in the code that the person wrote or got, and what the mentoring loop asks for next. PERSON is you where it is not
    given. To be looked at together: none of the figures is a mark.
    """
    call, found = _read(options, root)
    evidence = found.evidence
    if person is None and evidence.me == NOBODY:
        raise click.UsageError("Name a PERSON, or yourself with --me.")
    who = evidence.me if person is None else _person(found, person)
    called, seen = _pairs(call, evidence, root or enclosing_root())
    seen = [it for it in seen if it.mentee == who]
    steps = course(History.of(evidence), who)
    course_notes = [it for it in conversation(evidence.notes) if who in _both(evidence, it)]
    data = _data(call, evidence, **progress_data(called, who, steps, seen, course_notes))
    return call.finish(
        "mentor", data, lambda: progress_page(called, who, steps, seen, course_notes)
    )


def _both(evidence: Evidence, said: Said) -> set[int | None]:
    """Return who said something, and to whom."""
    return {evidence.person_of.get(it) for it in (said.by, said.to) if it is not None}


def _read(options: Options, root: Path | None) -> tuple[Call, _api.Survey]:
    place = root or enclosing_root()
    call = Call.of(options, (place,))
    return call, survey(call, place)


def _data(call: Call, evidence: Evidence, **more: Any) -> dict[str, Any]:
    return {"as_of": evidence.as_of, **more, "problems": call.found()}


def _area(evidence: Evidence, name: str) -> Flags | None:
    """Return the paths of an area, or else of a path; None where neither was named."""
    if not name:
        return None
    areas = {area.name for area in evidence.areas}
    named = next((it for it in (name, f"{name}/") if it in areas), "")
    kind = "area" if named else "path"
    return paths_of(evidence, Subject(kind, named or name, name))


def _person(found: _api.Survey, name: str) -> int:
    number = find(found.people, name)
    if number is None:
        raise InputError(
            f"Nobody in this history goes by {name!r}: 'influencekit people' lists all."
        )
    return person_index(found.evidence, found.people.persons[number].key)


def _pairs(call: Call, evidence: Evidence, root: Path) -> tuple[Called, list[Seen]]:
    """Return the pairs, without those of people who opted out, and what to call everybody."""
    book = Notebook(call, root)
    recorded = book.pairs()
    called = Called(evidence, book.names(recorded))
    seen = []
    for pair in pairs(Dealings(evidence), recorded):
        if all(who["name"] for who in called.both(pair)):
            seen.append(pair)
        elif pair.record:
            message = "Its mentor or mentee is nobody whom this report may name."
            call.problems.append(
                Problem(kind="source", name="notes", message=message, locator=pair.record.locator)
            )
    return called, seen


@command.command("show")
@click.argument("pair")
@_ROOT
@shared(*COMMON)
def show_command(options: Options, *, pair: str, root: Path | None) -> int:
    """Show the record of a pair, and the notes on code that belong to it.

    PAIR is its id, as much of its begin or end as names it alone, or the mentee's name.
    """
    book = _opened(options, root)
    return _shown(book, book.find_pair(pair))


@command.command("add")
@click.argument("mentor")
@click.argument("mentee")
@_ROOT
@click.option("--area", metavar="AREA", default="", help="What is to be learnt: an area or a path.")
@click.option("--need", "needs", metavar="TEXT", multiple=True, help="A need. Repeatable.")
@click.option("--goal", "goals", metavar="TEXT", multiple=True, help="A goal. Repeatable.")
@click.option("--since", metavar="DATE", default="today", show_default=True, help="When it began.")
@click.option("-m", "--message", metavar="TEXT", default="", help="What else, in Markdown.")
@click.option("--private", is_flag=True, help="Keep it in your own data folder.")
@shared(*COMMON)
def add_command(
    options: Options,
    *,
    mentor: str,
    mentee: str,
    root: Path | None,
    area: str,
    needs: tuple[str, ...],
    goals: tuple[str, ...],
    since: str,
    message: str,
    private: bool,
) -> int:
    """Begin the record of a pair. Both are named as the history has them, or will have them."""
    book = _opened(options, root)
    pair = Pair(
        mentor=Identity(mentor),
        mentee=Identity(mentee),
        area=area,
        since=book.call.moment("--since", since),
        needs=needs,
        goals=goals,
        text=message,
        private=private,
    )
    return _shown(book, book.add_pair(pair))


@command.command("append")
@click.argument("pair")
@_ROOT
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="feedback",
    show_default=True,
    help="Which step of the mentoring loop it is; ended: the two part.",
)
@MESSAGE
@shared("me", *COMMON)
def append_command(
    options: Options, *, pair: str, root: Path | None, kind: str, message: str | None
) -> int:
    """Write down a need, a goal, a plan, feedback or a result, or that the two part.

    PAIR is as for show. Nothing that was written before changes.
    """
    book = _opened(options, root)
    found = book.find_pair(pair)
    text = "" if kind == ENDED and message is None else said(message)
    entry = Entry(kind=kind, author=book.author(), at=now(), text=text)
    return _shown(book, book.append_to_pair(found, entry))


def _opened(options: Options, root: Path | None) -> Notebook:
    place = root or enclosing_root()
    return Notebook(Call.of(options, (place,)), place)


def _shown(book: Notebook, pair: Pair) -> int:
    notes = [note for note in book.notes() if note.pair == pair.id]
    names = book.names([pair])
    data = {
        "record": record_data(pair, names),
        "attached": [note.id for note in notes],
        "problems": book.call.found(),
    }
    return book.call.finish("mentor", data, lambda: record_page(pair, notes, names))
