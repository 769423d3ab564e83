"""``influencekit who``."""

import click
import numpy as np

from influencekit.cli.call import Call
from influencekit.cli.lines import lines_of
from influencekit.cli.options import COMMON, FILTERS, HISTORY, Options, shared
from influencekit.cli.survey import survey
from influencekit.columns import Ints
from influencekit.domain import FileLines
from influencekit.evidence import Evidence
from influencekit.explain import paths_of, who_table
from influencekit.knowers import knowers
from influencekit.render.page import Page, Section
from influencekit.report import Subject


@click.command
@click.argument("place", metavar="PATH[:FIRST-LAST]")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=5,
    show_default=True,
    metavar="N",
    help="People at most; 0: all.",
)
@shared(*FILTERS, *HISTORY, "as_of", *COMMON)
def command(options: Options, *, place: str, limit: int) -> int:
    """Name the people who know a file, folder or range of lines now.

    With reasons: lines of theirs that are still there, their commits and reviews there, recent work
    more than old. Bots and people who opted out are left out.
    """
    call, target = Call.at(options, place)
    evidence = survey(call, target.root).evidence
    subject = Subject("path", target.path, target.path or target.root.name)
    mask = paths_of(evidence, subject)
    lines = _commits(evidence, lines_of(call, target)) if target.ranged else None
    known = knowers(evidence, mask, lines=lines, limit=limit)
    data = {
        "path": target.path,
        "lines": [target.first, target.last] if target.ranged else None,
        "as_of": evidence.as_of,
        "people": [
            {
                "key": knower.person.key,
                "name": knower.person.name,
                "share": knower.share,
                "last_at": knower.last_at,
                "reasons": knower.reasons,
            }
            for knower in known
        ],
        "problems": call.found(),
    }
    table = who_table(known)
    nobody = () if known else ("Nobody is known to have worked on it.",)
    where = f" {target.first}-{target.last}" if target.ranged else ""
    section = Section(
        heading=f"Who knows {subject.label}{where} now",
        sentences=nobody,
        table=table,
        notes=table.notes,
    )
    return call.finish("who", data, lambda: Page(sections=(section,)))


def _commits(evidence: Evidence, found: FileLines) -> tuple[Ints, Ints]:
    """Return (commit, count) for the lines in `found`; those not in the evidence are left out."""
    number = {oid: row for row, oid in enumerate(evidence.commits.oid)}
    runs = [(number[run.commit], run.lines) for run in found.runs if run.commit in number]
    columns = np.array(runs, np.int32).reshape(len(runs), 2)
    return columns[:, 0], columns[:, 1]
