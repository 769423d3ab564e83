"""``influencekit backtest``."""

import importlib
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import attrs
import click

from influencekit.backtests import BACKTESTS, Given
from influencekit.cli.call import Call
from influencekit.cli.options import BLOGS, COMMON, FILTERS, HISTORY, Options, shared
from influencekit.cli.survey import survey
from influencekit.cli.target import enclosing_root
from influencekit.engine import missing
from influencekit.errors import InputError
from influencekit.render.data import CsvRenderer
from influencekit.render.page import Page, of_report
from influencekit.report import Report, Table


@click.command
@click.argument("name", required=False, metavar="[NAME]")
@click.argument("data", nargs=-1, type=click.Path(path_type=Path), metavar="[DATA]...")
@BLOGS
@click.option("--split", metavar="DATE", help="Fit on what is before, judge on what is later.")
@shared(*FILTERS, *HISTORY, "as_of", *COMMON)
def command(
    options: Options,
    *,
    name: str | None,
    data: tuple[Path, ...],
    blogs: tuple[Path, ...],
    split: str | None,
) -> int:
    """Hold a model's numbers to what came later.

    NAME is the back-test; without it they are listed. DATA are folders, which are read together, and
    files, as the back-test needs them. Without any, the repository around the working directory is
    read.
    """
    if name is None:
        return _show(Call.of(options), Report(as_of=0, sources=(), tables=(_list(),)), name="")
    if name not in BACKTESTS:
        message = f"{name!r} is not one of {', '.join(BACKTESTS)}."
        raise click.BadParameter(message, param_hint="'NAME'")
    module = importlib.import_module(f"influencekit.backtests.{name.replace('-', '_')}")
    if "files" not in module.NEEDS and not data and not blogs:
        data = (enclosing_root(),)
    folders = [path for path in data if path.is_dir()]
    call = Call.of(options, folders)
    until = call.moment("--split", split) if split else None
    given = Given(files=_texts(name, module, data), split=until, task=call.task)
    report = Report(as_of=0, sources=())
    if folders or blogs:
        found = survey(call, *folders, blogs=blogs)
        given = attrs.evolve(given, read=found.evidence)
        report = Report(
            as_of=found.evidence.as_of, sources=found.sources, layers=found.evidence.layers
        )
    _refuse_without(name, module, given)
    try:
        tables: Sequence[Table] = module.backtest(given)
    finally:
        call.task.hide()
    return _show(call, attrs.evolve(report, tables=tuple(tables)), name=name)


def _list() -> Table:
    return Table(
        name="backtests",
        title="Back-tests",
        columns=("name", "question"),
        rows=tuple(BACKTESTS.items()),
    )


def _texts(name: str, module: ModuleType, data: Sequence[Path]) -> dict[str, str]:
    """Return the text of each file in `data`."""
    texts = {}
    for path in data:
        if path.is_dir():
            continue
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder.")
        if "files" not in module.NEEDS:
            raise InputError(f"{path}: {name} reads no files; give it {module.DATA}.")
        texts[str(path)] = path.read_bytes().decode("utf-8-sig", "surrogateescape")
    return texts


def _refuse_without(name: str, module: ModuleType, given: Given) -> None:
    """Raise `InputError` where `given` lacks what the back-test needs."""
    needs = module.NEEDS - {"files"}
    if ("files" in module.NEEDS and not given.files) or (needs and given.read is None):
        raise InputError(f"{name}: data are missing; give it {module.DATA}.")
    if given.read is not None and (why := missing(needs, given.read)):
        raise InputError(f"{name}: {why} Give it {module.DATA}.")


def _show(call: Call, report: Report, *, name: str) -> int:
    """Print the report in the format that was asked for, then the problems."""
    data = {
        "name": name,
        "as_of": report.as_of if report.sources else None,
        "sources": report.sources,
        "tables": report.tables,
        "problems": call.found(),
        "layers": report.layers,
    }
    page = of_report(report)
    if not report.sources:  # files alone: there is no history whose numbers could be git's own
        page = Page(sections=page.sections[:-1])
    csv = CsvRenderer()
    return call.finish("backtest", data, lambda: page, csv=lambda: csv.render(call.clean(report)))
