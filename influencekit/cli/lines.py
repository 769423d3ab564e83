"""``influencekit lines``."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

import attrs
import click
import numpy as np

from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, HISTORY, Options, shared
from influencekit.cli.target import Target
from influencekit.columns import Ints
from influencekit.domain import FileLines, LineRun
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.people.identity import resolve
from influencekit.protocols import LineSource
from influencekit.render.page import Page, Section, short
from influencekit.report import Problem, Table
from influencekit.settings.requests import people_options
from influencekit.words import date


@click.command
@click.argument("file", metavar="FILE[:FIRST-LAST]")
@shared(*HISTORY, *COMMON)
def command(options: Options, *, file: str) -> int:
    """Show where each line of a file comes from.

    Lines that follow each other in one commit are one run. FILE:10-20 shows some lines, FILE:10
    one. The repository is the one that FILE is in; FILE need not exist at the moment.
    """
    call, target = Call.at(options, file)
    found = lines_of(call, target)
    runs = [
        {**attrs.asdict(run, recurse=False), "author": author}
        for run, author in zip(found.runs, _authors(call, found.runs), strict=True)
    ]
    data = {"path": found.path, "revision": found.revision, "runs": runs}
    return call.finish("lines", data, lambda: _page(found, runs))


def lines_of(call: Call, target: Target) -> FileLines:
    """Return the origin of the lines that are meant.

    Raises
    ------
    InputError
        There is no such file or line, or no plugin knows where its lines come from.
    """
    for source in call.sources(LineSource):
        if source.detect(target.root):
            asked = partial(source.lines, target.root, target.path, call.request(source.name))
            whole: FileLines = call.ask(source.name, asked)
            notes = (Problem(kind="source", name=source.name, message=it) for it in whole.notes)
            call.problems.extend(notes)
            runs = tuple(_clipped(whole.runs, target))
            if target.ranged and not runs:
                end = sum(run.lines for run in whole.runs)
                raise InputError(f"{target.path}: has {end} lines, none from {target.first} on.")
            return attrs.evolve(whole, runs=runs)
    raise InputError(f"{target.root}: no plugin knows where the lines of its files come from.")


def commits_of(evidence: Evidence, found: FileLines) -> tuple[Ints, Ints]:
    """Return (commit, count) for the lines in `found`; those not in the evidence are left out."""
    number = {oid: row for row, oid in enumerate(evidence.commits.oid)}
    runs = [(number[run.commit], run.lines) for run in found.runs if run.commit in number]
    columns = np.array(runs, np.int32).reshape(len(runs), 2)
    return columns[:, 0], columns[:, 1]


def _clipped(runs: Sequence[LineRun], target: Target) -> Iterator[LineRun]:
    for run in runs:
        line, lines = target.clip(run.line, run.lines)
        if lines > 0:
            source_line = run.source_line + line - run.line
            yield attrs.evolve(run, line=line, lines=lines, source_line=source_line)


def _authors(call: Call, runs: Sequence[LineRun]) -> list[str]:
    """Return whom to show for each run: nobody's old name, and nobody who opted out."""
    spelled = {run.author: max(run.time, 0) for run in sorted(runs, key=lambda run: run.time)}
    people = resolve(
        list(spelled),
        last_seen=list(spelled.values()),
        options=people_options(call.settings, call.problems),
    )
    shown = {
        identity: "" if number == NOBODY else people.persons[number].name
        for identity, number in zip(spelled, people.of.tolist(), strict=True)
    }
    return [shown[run.author] for run in runs]


def _page(found: FileLines, runs: Sequence[dict[str, Any]]) -> Page:
    moved = any(run["source_path"] != found.path for run in runs)
    table = Table(
        name="lines",
        title=found.path,
        columns=("lines", "commit", "date", "author", *(["from"] if moved else []), "summary"),
        rows=tuple(
            (
                _span(run["line"], sum(each["lines"] for each in (run, *rest))),
                short(run["commit"]),
                date(run["time"]),
                run["author"],
                *([run["source_path"]] if moved else []),
                run["summary"],
            )
            # Runs that lie apart in their commit, and together now, are one row to look at.
            for _, (run, *rest) in groupby(runs, itemgetter("commit", "source_path"))
        ),
    )
    heading = f"{found.path} at {short(found.revision)}"
    return Page(sections=(Section(heading=heading, table=table),))


def _span(line: int, lines: int) -> str:
    return str(line) if lines == 1 else f"{line}-{line + lines - 1}"
