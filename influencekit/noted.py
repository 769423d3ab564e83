"""Mentoring notes as a table of facts: what is explained where, and what is still open."""

from influencekit.evidence import Evidence
from influencekit.report import Table
from influencekit.words import date

LONGEST = 120
"""Characters of a note that are shown."""


def notes_table(evidence: Evidence) -> Table:
    """Return the notes in the repositories, the latest first, without who wrote them for whom."""
    notes = sorted(evidence.notes, key=lambda it: (-it.at, it.id))
    return Table(
        name="mentoring-notes",
        title="Mentoring notes",
        columns=("where", "note", "kind", "state", "written"),
        rows=tuple(
            (
                f"{it.anchor.path}:{it.anchor.first}" if it.anchor.first else it.anchor.path,
                _begun(it.text),
                it.kind,
                it.state,
                date(it.at),
            )
            for it in notes
        ),
        behind=tuple(((it.locator,) if it.locator else ()) for it in notes),
    )


def _begun(text: str) -> str:
    line = next((it.strip() for it in text.splitlines() if it.strip()), "")
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
