"""``influencekit people``."""

from collections.abc import Sequence
from pathlib import Path

import click

from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, HISTORY, PATHS, Options, shared
from influencekit.cli.output import emit
from influencekit.cli.survey import survey
from influencekit.cli.target import enclosing_root
from influencekit.everybody import Row, duplicates, duplicates_table, people, people_table
from influencekit.people.duplicates import mailmap_lines, suggest
from influencekit.render.page import Page, Section


@click.command
@PATHS
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
    if mailmap:
        lines = mailmap_lines(found.people, suggest(found.people))
        if lines:
            emit("\n".join(lines), options.output)
        return call.close()
    everybody = people(found.evidence, show_emails=call.settings.people.show_emails)
    pairs = duplicates(found.people)
    data = {"people": everybody, "suggestions": pairs, "problems": call.found()}
    return call.finish("people", data, lambda: _page(everybody, pairs))


def _page(everybody: Sequence[Row], pairs: Sequence[Row]) -> Page:
    tables = (people_table(everybody), *([duplicates_table(pairs)] if pairs else []))
    return Page(
        sections=tuple(Section(heading=it.title, table=it, notes=it.notes) for it in tables)
    )
