"""Mentoring as people and programs see it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from influencekit.cli.record_pages import record_data, record_section
from influencekit.columns import Flags
from influencekit.domain import Identity
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.mentoring.course import REWRITTEN, Step
from influencekit.models.mentoring.matching import Candidate, Dealings
from influencekit.models.mentoring.pairs import NEW, Match, Seen, reasons
from influencekit.notes import Said
from influencekit.render.page import Page, Section
from influencekit.report import Table
from influencekit.words import count, date, listed, number

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
    """Return an assignment: who gets whom, with what weighs most, and who is left over."""
    people = dealings.evidence.people
    pairs = [(mentee, one) for mentee, one in _assigned(proposal) if one]
    left = [people[mentee].name for mentee, one in _assigned(proposal) if one is None]
    table = Table(
        name="assignment",
        title="Mentors for newcomers",
        columns=("newcomer", "mentor", "score", "above all"),
        rows=tuple(
            (
                people[mentee].name,
                people[one.person].name,
                number(one.score),
                reasons(dealings, one, mentee, paths)[0].text,
            )
            for mentee, one in pairs
        ),
    )
    nobody = f"Nobody wrote a first commit in the last {NEW} days: there are no newcomers."
    over = (proposal.assignment.note, f"Left over: {listed(left)}.") if left else ()
    return Page(
        sections=(
            Section(
                heading="Mentors for newcomers",
                sentences=over if proposal.mentees else (nobody,),
                table=table if pairs else None,
                notes=(_places(capacity), ASK) if proposal.mentees else (),
            ),
        )
    )


def _places(capacity: int) -> str:
    return f"Nobody takes more than {count(capacity, 'mentee')} at once, those of the last 180 days included."


@attrs.frozen
class Called:
    """What to call people, those whom only records name included."""

    evidence: Evidence
    names: Mapping[str, str]
    """By the name in a record; empty for somebody who opted out."""

    def who(self, person: int, told: Identity | None) -> dict[str, str]:
        """Return key and name of a person, or of whom a record tells of."""
        if person != NOBODY:
            return _who(self.evidence, person)
        return {"key": "", "name": self.names[told.name] if told else ""}

    def both(self, pair: Seen) -> tuple[dict[str, str], dict[str, str]]:
        """Return mentor and mentee."""
        record = pair.record
        return (
            self.who(pair.mentor, record.mentor if record else None),
            self.who(pair.mentee, record.mentee if record else None),
        )


def pairs_data(called: Called, seen: Sequence[Seen]) -> dict[str, Any]:
    """Return what JSON shows of pairs."""
    return {"pairs": [_pair(called, pair) for pair in seen]}


def _pair(called: Called, pair: Seen) -> dict[str, Any]:
    mentor, mentee = called.both(pair)
    return {
        "mentor": mentor,
        "mentee": mentee,
        "commits": pair.commits,
        "first_at": pair.first_at,
        "last_at": pair.last_at,
        "record": record_data(pair.record, called.names) if pair.record else None,
    }


def pairs_page(called: Called, seen: Sequence[Seen]) -> Page:
    """Return pairs, and what comes next for those who keep a record."""
    both = [[who["name"] for who in called.both(pair)] for pair in seen]
    table = Table(
        name="pairs",
        title="Who mentors whom",
        columns=("mentor", "mentee", "commits", "from", "to", "area"),
        rows=tuple(
            (
                *names,
                len(pair.commits),
                date(_first(pair)),
                date(pair.record.until if pair.record and pair.record.until else pair.last_at),
                pair.record.area if pair.record else "",
            )
            for names, pair in zip(both, seen, strict=True)
        ),
    )
    nobody = (
        "No commit names a mentor in Mentored-by, and .mentoring/pairs holds no pair. "
        "'influencekit mentor add' begins a record."
    )
    first = Section(
        heading=table.title,
        sentences=() if seen else (nobody,),
        table=table if seen else None,
    )
    kept = [(names[1], pair.record) for names, pair in zip(both, seen, strict=True) if pair.record]
    records = Table(
        name="records",
        title="What comes next",
        columns=("record", "mentee", "next"),
        rows=tuple((record.id, mentee, record.next) for mentee, record in kept),
    )
    told = ("'influencekit mentor show RECORD' shows one.",)
    second = Section(heading=records.title, table=records, notes=told)
    return Page(sections=(first, second) if kept else (first,))


def _first(pair: Seen) -> int | None:
    since = pair.record.since if pair.record else None
    return pair.first_at if since is None else since


def progress_data(
    called: Called,
    person: int,
    steps: Sequence[Step],
    seen: Sequence[Seen],
    said: Sequence[Said],
) -> dict[str, Any]:
    """Return what JSON shows of one mentee's course."""
    evidence = called.evidence
    return {
        "for": _who(evidence, person),
        "pairs": [_pair(called, pair) for pair in seen],
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
                "pair": it.note.pair,
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
    called: Called,
    person: int,
    steps: Sequence[Step],
    seen: Sequence[Seen],
    said: Sequence[Said],
) -> Page:
    """Return one mentee's course."""
    evidence = called.evidence
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
    records = (_record(called, pair) for pair in seen)
    return Page(sections=(course, *records, *([_notes(evidence, said)] if said else [])))


def _record(called: Called, pair: Seen) -> Section:
    mentor, record = called.both(pair)[0]["name"] or "somebody", pair.record
    if record is None:
        told = f"{count(len(pair.commits), 'commit')} from {date(pair.first_at)} to {date(pair.last_at)}"
        return Section(heading=f"With {mentor}", sentences=(f"{told} name {mentor} as a mentor.",))
    heading = f"With {mentor}" + (f", in {record.area}" if record.area else "")
    return record_section(record, heading, called.names)
