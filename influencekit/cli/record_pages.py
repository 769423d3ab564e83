"""Records of mentoring pairs as people and programs see them."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from influencekit.domain import Note
from influencekit.mentoring import Entry, Pair
from influencekit.render.page import Page, Section
from influencekit.report import Table
from influencekit.words import date


def record_data(pair: Pair, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what JSON shows of a record."""
    return {
        "id": pair.id,
        "file": pair.locator,
        "private": pair.private,
        "mentor": names[pair.mentor.name],
        "mentee": names[pair.mentee.name],
        "area": pair.area,
        "since": pair.since,
        "until": pair.until,
        "needs": pair.needs,
        "goals": pair.goals,
        "text": pair.text,
        "entries": [
            {
                "id": entry.id,
                "kind": entry.kind,
                "by": names[entry.author.name] if entry.author else "",
                "at": entry.at,
                "text": entry.text,
            }
            for entry in pair.entries
        ],
        "next": pair.next,
    }


def record_page(pair: Pair, notes: Sequence[Note], names: Mapping[str, str]) -> Page:
    """Return all of one record, with the notes on code that name it."""
    mentor, mentee = (names[who.name] or "somebody" for who in (pair.mentor, pair.mentee))
    where = f" in {pair.area}" if pair.area else ""
    sections = [
        _head(pair, f"{mentor} mentors {mentee}{where}"),
        *(
            Section(
                heading=f"{it.kind}{_by(it, names)}, {date(it.at)}",
                sentences=tuple(_lines(it.text)),
            )
            for it in pair.entries
        ),
    ]
    if notes:
        table = Table(
            name="notes",
            title="Notes in the code",
            columns=("note", "day", "kind", "path", "state"),
            rows=tuple(
                (note.id, date(note.at), note.kind, note.anchor.path, note.state) for note in notes
            ),
        )
        told = ("'influencekit notes show NOTE' shows one.",)
        sections.append(Section(heading=table.title, table=table, notes=told))
    return Page(sections=tuple(sections))


def record_section(pair: Pair, heading: str, names: Mapping[str, str]) -> Section:
    """Return a record in short: each entry on one line."""
    table = Table(
        name="entries",
        title="What was written down",
        columns=("day", "what", "text"),
        rows=tuple(
            (date(it.at), f"{it.kind}{_by(it, names)}", " ".join(it.text.split()))
            for it in pair.entries
        ),
    )
    return attrs.evolve(_head(pair, heading), table=table if pair.entries else None)


def _head(pair: Pair, heading: str) -> Section:
    """Return what was written first, and what comes next."""
    days = f"Since {date(pair.since)}" if pair.since is not None else ""
    days += f"{' until' if days else 'Until'} {date(pair.until)}" if pair.until is not None else ""
    sentences = (
        f"{days}." if days else "",
        _all("Needs", pair.needs),
        _all("Goals", pair.goals),
        *_lines(pair.text),
        f"Next: {pair.next}",
    )
    kept = (f"{pair.id}: kept in {pair.locator}{', private' * pair.private}.",)
    return Section(heading=heading, sentences=tuple(filter(None, sentences)), notes=kept)


def _all(what: str, texts: Sequence[str]) -> str:
    """Return texts as one sentence, however they were broken into lines."""
    return f"{what}: {'; '.join(' '.join(text.split()) for text in texts)}." if texts else ""


def _by(entry: Entry, names: Mapping[str, str]) -> str:
    name = names[entry.author.name] if entry.author else ""
    return f" by {name}" if name else ""


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
