"""``influencekit people``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, HISTORY, Options, shared
from influencekit.cli.output import emit
from influencekit.cli.survey import survey
from influencekit.cli.target import enclosing_root
from influencekit.evidence import Evidence
from influencekit.identity import mailmap_lines, suggest
from influencekit.knowers import authorship
from influencekit.render.page import Page, Section
from influencekit.report import Table
from influencekit.words import date, number


@click.command
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--mailmap",
    is_flag=True,
    help="Print .mailmap lines that join the suspected duplicates, and nothing else. "
    "A mailmap is made of addresses: these are shown.",
)
@shared(*HISTORY, *COMMON)
def command(options: Options, *, paths: tuple[Path, ...], mailmap: bool) -> int:
    """List people, bots and likely duplicates.

    Likely duplicates are only suggested, with the evidence and how often such evidence is right.
    Nothing is joined by it: put the lines that --mailmap prints into .mailmap once you have checked
    them.
    """
    roots = paths or (enclosing_root(),)
    call = Call.of(options, roots)
    found = survey(call, *roots, lines=False)
    suggestions = suggest(found.people)
    if mailmap:
        lines = mailmap_lines(found.people, suggestions)
        if lines:
            emit("\n".join(lines), options.output)
        return call.close()
    people = _people(found.evidence, show_emails=call.settings.people.show_emails)
    pairs = [
        {
            "people": [found.people.persons[one].key for one in (it.first, it.second)],
            "names": [found.people.persons[one].name for one in (it.first, it.second)],
            "confidence": it.confidence,
            "evidence": it.evidence,
        }
        for it in suggestions
    ]
    data = {"people": people, "suggestions": pairs, "problems": call.found()}
    return call.finish("people", data, lambda: _page(people, pairs))


def _people(evidence: Evidence, *, show_emails: bool) -> list[dict[str, Any]]:
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


def _page(people: Sequence[Mapping[str, Any]], pairs: Sequence[Mapping[str, Any]]) -> Page:
    everybody = Table(
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
            for row in people
        ),
    )
    duplicates = Table(
        name="suggestions",
        title="May be one person",
        columns=("one", "other", "confidence", "evidence"),
        rows=tuple(
            (*pair["names"], number(pair["confidence"], "share"), " ".join(pair["evidence"]))
            for pair in pairs
        ),
        notes=("--mailmap prints the lines that would join them; check them first.",),
    )
    tables = (everybody, duplicates) if pairs else (everybody,)
    return Page(
        sections=tuple(Section(heading=it.title, table=it, notes=it.notes) for it in tables)
    )
