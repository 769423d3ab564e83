"""Mentoring as people and programs see it."""

from collections.abc import Iterator, Sequence
from typing import Any

from influencekit.columns import Flags
from influencekit.domain import Identity
from influencekit.evidence import Evidence
from influencekit.models.mentoring.course import REWRITTEN, Step
from influencekit.models.mentoring.matching import Candidate, Dealings
from influencekit.models.mentoring.pairs import NEW, Match, Seen, reasons
from influencekit.notes import Said
from influencekit.render.page import Page, Section
from influencekit.report import Table
from influencekit.words import count, date, number

ASK = "Told from what was committed: not who teaches well, is free or is willing. Ask."
NO_MARK = (
    f"Rewritten: new lines that others replaced within {REWRITTEN} days; younger lines are left out. It may be "
    "that they were wrong, or that they were worth building on: look at it together, it is no mark."
)


def _who(evidence: Evidence, person: int) -> dict[str, str]:
    found = evidence.people[person]
    return {"key": found.key, "name": found.name}


def mentors_data(
    dealings: Dealings, person: int, ranked: Sequence[Candidate], paths: Flags
) -> dict[str, Any]:
    """Return what JSON shows of the mentors for one person."""
    return {
        "for": _who(dealings.evidence, person),
        "mentors": [
            {
                **_who(dealings.evidence, one.person),
                "score": one.score,
                "mentees_now": one.load,
                "reasons": reasons(dealings, one, person, paths),
            }
            for one in ranked
        ],
    }


def mentors_page(
    dealings: Dealings, person: int, ranked: Sequence[Candidate], paths: Flags, capacity: int
) -> Page:
    """Return the mentors for one person."""
    people = dealings.evidence.people
    table = Table(
        name="mentors",
        title="Who could mentor",
        columns=("mentor", "score", "mentees now", "why"),
        rows=tuple(
            (
                people[one.person].name,
                number(one.score),
                f"{one.load} (full)" if one.load >= capacity else one.load,
                _why(dealings, one, person, paths),
            )
            for one in ranked
        ),
    )
    section = Section(
        heading=f"Who could mentor {people[person].name}",
        sentences=() if ranked else ("Nobody is known to have been near.",),
        table=table if ranked else None,
        notes=(ASK,) if ranked else (),
    )
    return Page(sections=(section,))


def _why(dealings: Dealings, one: Candidate, mentee: int, paths: Flags | None) -> str:
    return "; ".join(reason.text for reason in reasons(dealings, one, mentee, paths))


def match_data(dealings: Dealings, proposal: Match, paths: Flags | None) -> dict[str, Any]:
    """Return what JSON shows of an assignment."""
    return {
        "assignment": [
            {
                "mentee": _who(dealings.evidence, mentee),
                "mentor": _who(dealings.evidence, one.person) if one else None,
                "score": one.score if one else None,
                "reasons": reasons(dealings, one, mentee, paths) if one else (),
            }
            for mentee, one in _assigned(proposal)
        ],
        "left_over": proposal.assignment.note,
    }


def _assigned(proposal: Match) -> Iterator[tuple[int, Candidate | None]]:
    for mentee, row, candidates in zip(
        proposal.mentees, proposal.assignment.mentor, proposal.candidates, strict=True
    ):
        yield mentee, None if row is None else candidates[proposal.mentors[row]]


def match_page(dealings: Dealings, proposal: Match, paths: Flags | None, capacity: int) -> Page:
    """Return an assignment."""
    people = dealings.evidence.people
    table = Table(
        name="assignment",
        title="Mentors for newcomers",
        columns=("newcomer", "mentor", "score", "why"),
        rows=tuple(
            (
                people[mentee].name,
                people[one.person].name if one else "nobody",
                number(one.score) if one else "",
                _why(dealings, one, mentee, paths) if one else "",
            )
            for mentee, one in _assigned(proposal)
        ),
    )
    some = bool(proposal.mentees)
    section = Section(
        heading="Mentors for newcomers",
        sentences=()
        if some
        else (f"Nobody wrote a first commit in the last {NEW} days: there are no newcomers.",),
        table=table if some else None,
        notes=tuple(filter(None, (proposal.assignment.note, _places(capacity), ASK)))
        if some
        else (),
    )
    return Page(sections=(section,))


def _places(capacity: int) -> str:
    return f"Nobody takes more than {count(capacity, 'mentee')} at once, those of the last 180 days included."


def pairs_data(evidence: Evidence, seen: Sequence[Seen]) -> dict[str, Any]:
    """Return what JSON shows of pairs."""
    return {"pairs": [_pair(evidence, pair) for pair in seen]}


def _pair(evidence: Evidence, pair: Seen) -> dict[str, Any]:
    record = pair.record
    return {
        "mentor": _who(evidence, pair.mentor),
        "mentee": _who(evidence, pair.mentee),
        "commits": pair.commits,
        "first_at": pair.first_at,
        "last_at": pair.last_at,
        "record": {
            "id": record.id,
            "file": record.locator,
            "area": record.area,
            "since": record.since,
            "until": record.until,
            "needs": record.needs,
            "goals": record.goals,
            "entries": [
                {"kind": entry.kind, "at": entry.at, "text": entry.text} for entry in record.entries
            ],
            "next": record.next,
        }
        if record
        else None,
    }


def pairs_page(evidence: Evidence, seen: Sequence[Seen]) -> Page:
    """Return pairs."""
    people = evidence.people
    table = Table(
        name="pairs",
        title="Who mentors whom",
        columns=("mentor", "mentee", "commits", "from", "to", "area", "next"),
        rows=tuple(
            (
                people[pair.mentor].name,
                people[pair.mentee].name,
                len(pair.commits),
                date(_first(pair)),
                date(pair.record.until if pair.record and pair.record.until else pair.last_at),
                pair.record.area if pair.record else "",
                pair.record.next if pair.record else "",
            )
            for pair in seen
        ),
    )
    nobody = "No commit names a mentor in Mentored-by, and .mentoring/pairs holds no pair."
    section = Section(
        heading="Who mentors whom",
        sentences=() if seen else (nobody,),
        table=table if seen else None,
    )
    return Page(sections=(section,))


def _first(pair: Seen) -> int | None:
    since = pair.record.since if pair.record else None
    return pair.first_at if since is None else since


def progress_data(
    evidence: Evidence,
    person: int,
    steps: Sequence[Step],
    seen: Sequence[Seen],
    said: Sequence[Said],
) -> dict[str, Any]:
    """Return what JSON shows of one mentee's course."""
    return {
        "for": _who(evidence, person),
        "pairs": [_pair(evidence, pair) for pair in seen],
        "steps": [
            {
                "start": step.start,
                "commits": step.commits,
                "lines": step.lines,
                "rewritten": step.rewritten,
                "areas": step.areas,
                "entered": [evidence.areas[area].name for area in step.entered],
                "reviewed": step.reviewed,
                "reviews": step.reviews,
            }
            for step in steps
        ],
        "notes": [
            {
                "note": it.note.id,
                "kind": it.note.kind,
                "state": it.note.state,
                "goal": it.note.goal,
                "at": it.at,
                "by": _spelled(evidence, it.by),
                "to": _spelled(evidence, it.to),
                "what": it.what,
                "text": it.text,
            }
            for it in said
        ],
    }


def _spelled(evidence: Evidence, who: Identity | None) -> str:
    """Return the name to show for what a note calls somebody; empty: everybody, or nobody."""
    number = None if who is None else evidence.person_of.get(who)
    return "" if number is None else evidence.people[number].name


def _notes(evidence: Evidence, said: Sequence[Said]) -> Section:
    table = Table(
        name="notes",
        title="Notes in the code",
        columns=("day", "from", "to", "what", "goal", "note"),
        rows=tuple(
            (
                date(it.at),
                _spelled(evidence, it.by),
                _spelled(evidence, it.to),
                it.note.kind if it.what == "note" else it.what,
                it.note.goal,
                it.note.id,
            )
            for it in said
        ),
    )
    return Section(
        heading=table.title, table=table, notes=("'influencekit notes show NOTE' shows one.",)
    )


def progress_page(
    evidence: Evidence,
    person: int,
    steps: Sequence[Step],
    seen: Sequence[Seen],
    said: Sequence[Said],
) -> Page:
    """Return one mentee's course."""
    name = evidence.people[person].name
    table = Table(
        name="steps",
        title="Quarter by quarter",
        columns=("from", "commits", "new areas", "rewritten", "reviewed", "reviews given"),
        rows=tuple(
            (
                date(step.start),
                step.commits,
                ", ".join(evidence.areas[area].name for area in step.entered),
                f"{number(step.rewritten / step.lines, 'share')} of {step.lines:,}"
                if step.lines
                else "",
                step.reviewed,
                step.reviews,
            )
            for step in steps
            if step.commits or step.reviews
        ),
    )
    course = Section(
        heading=f"How {name} progresses",
        sentences=() if steps else (f"{name} wrote no commit of this history.",),
        table=table if steps else None,
        notes=(NO_MARK,) if steps else (),
    )
    records = (_record(evidence, pair) for pair in seen)
    return Page(sections=(course, *records, *([_notes(evidence, said)] if said else [])))


def _record(evidence: Evidence, pair: Seen) -> Section:
    mentor, record = evidence.people[pair.mentor].name, pair.record
    if record is None:
        told = f"{count(len(pair.commits), 'commit')} from {date(pair.first_at)} to {date(pair.last_at)}"
        return Section(heading=f"With {mentor}", sentences=(f"{told} name {mentor} as a mentor.",))
    table = Table(
        name="entries",
        title="What was written down",
        columns=("day", "kind", "text"),
        rows=tuple((date(it.at), it.kind, it.text) for it in record.entries),
    )
    sentences = [f"Needs: {'; '.join(record.needs)}."] if record.needs else []
    sentences += [f"Goals: {'; '.join(record.goals)}."] if record.goals else []
    return Section(
        heading=f"With {mentor}" + (f", in {record.area}" if record.area else ""),
        sentences=(*sentences, f"Next: {record.next}"),
        table=table if record.entries else None,
        notes=(f"From {record.locator}.",),
    )
