"""Everybody in a history as tables: who there is, and who may be one person in two."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from influencekit.evidence import Evidence
from influencekit.knowers import authorship
from influencekit.people.duplicates import suggest
from influencekit.people.identity import People
from influencekit.report import Table
from influencekit.words import date, number

Row = Mapping[str, Any]


def people(evidence: Evidence, *, show_emails: bool = False) -> list[dict[str, Any]]:
    """Return everybody in alphabetical order, with the commits that they wrote."""
    commit, person = authorship(evidence)
    counted = ~evidence.commits.merge[commit] & (person >= 0)
    commits = np.bincount(person[counted], minlength=len(evidence.people))
    times = evidence.commits.authored_at[commit[counted]]
    first = np.full(len(evidence.people), np.iinfo(np.int64).max)
    last = np.full(len(evidence.people), np.iinfo(np.int64).min)
    np.minimum.at(first, person[counted], times)
    np.maximum.at(last, person[counted], times)
    rows = [
        {
            "key": known.key,
            "name": known.name,
            "login": known.login,
            "bot": known.bot,
            "bot_reason": known.bot_reason,
            "organisation": known.organisation,
            "teams": known.teams,
            "commits": int(commits[at]),
            "first_at": int(first[at]) if commits[at] else None,
            "last_at": int(last[at]) if commits[at] else None,
            **({"emails": sorted({one.email for one in known.identities})} if show_emails else {}),
        }
        for at, known in enumerate(evidence.people)
    ]
    return sorted(rows, key=lambda row: (str(row["name"]).casefold(), row["key"]))


def duplicates(known: People) -> list[dict[str, Any]]:
    """Return who may be one person, the likeliest first."""
    return [
        {
            "people": [known.persons[one].key for one in (it.first, it.second)],
            "names": [known.persons[one].name for one in (it.first, it.second)],
            "confidence": it.confidence,
            "evidence": it.evidence,
        }
        for it in suggest(known)
    ]


def people_table(rows: Sequence[Row]) -> Table:
    """Return what `people` returned as a table."""
    return Table(
        name="people",
        title="People",
        columns=("name", "commits", "first", "last", "remark"),
        rows=tuple(
            (
                row["name"],
                row["commits"],
                date(row["first_at"]),
                date(row["last_at"]),
                f"bot: {row['bot_reason']}" if row["bot"] else ", ".join(row.get("emails", ())),
            )
            for row in rows
        ),
    )


def duplicates_table(pairs: Sequence[Row]) -> Table:
    """Return what `duplicates` returned as a table."""
    return Table(
        name="suggestions",
        title="May be one person",
        columns=("one", "other", "confidence", "evidence"),
        rows=tuple(
            (*pair["names"], number(pair["confidence"], "share"), " ".join(pair["evidence"]))
            for pair in pairs
        ),
        notes=("influencekit people --mailmap prints the lines that would join them.",),
    )
