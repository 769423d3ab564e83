"""``influencekit index``."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from influencekit.cli.call import Call
from influencekit.cli.options import COMMON, HISTORY, Options, shared
from influencekit.cli.target import enclosing_root
from influencekit.errors import InputError
from influencekit.protocols import IndexedSource
from influencekit.render.page import Page, Section, short
from influencekit.report import IndexStatus, Table

ACTIONS = ("build", "status", "clear")


@click.command
@click.argument("arguments", nargs=-1, metavar="[build|status|clear] [PATH]...")
@shared(*HISTORY, *COMMON)
def command(options: Options, *, arguments: tuple[str, ...]) -> int:
    """Build, refresh, show or clear what is kept between runs.

    build (the default) reads what is not kept yet, and Ctrl-C keeps what is done; status shows what
    is kept; clear removes it.

    Every other command builds and refreshes the index by itself; this one does it ahead of time. It
    is kept in the user's cache folder, never below PATH. For a folder called build write ./build.
    """
    action, named = ("build", arguments)
    if arguments and arguments[0] in ACTIONS:
        action, named = arguments[0], arguments[1:]
    roots = [Path(name) for name in named] or [enclosing_root()]
    call = Call.of(options, roots)
    pairs = [(root, source) for root in roots for source in _indexed(root, call)]
    if action == "build":
        build(call, pairs)
    act = "index_clear" if action == "clear" else "index_status"
    found = [
        call.ask(source.name, partial(getattr(source, act), root, call.request(source.name)))
        for root, source in pairs
    ]
    data = {"action": action, "indexes": found, "problems": call.found()}
    return call.finish("index", data, lambda: _page(action, found))


def _indexed(root: Path, call: Call) -> Iterator[Any]:
    """Return the sources that keep something for `root`."""
    found = [source for source in call.sources(IndexedSource) if source.detect(root)]
    if not found:
        raise InputError(f"{root}: no index is kept for this; is it the top of a git repository?")
    return iter(found)


def build(call: Call, pairs: Sequence[tuple[Path, Any]]) -> None:
    """Bring what is kept up to date."""
    with call.task.keeping():
        for root, source in pairs:
            call.ask(source.name, partial(_build_one, call, root, source))
    call.task.hide()


def _build_one(call: Call, root: Path, source: Any) -> None:
    call.problems.extend(source.index_build(root, call.request(source.name)))


def _page(action: str, found: Sequence[IndexStatus]) -> Page:
    table = Table(
        name="indexes",
        title="Removed" if action == "clear" else "Kept between runs",
        columns=("root", "state", "commits", "hunks", "to read", "MB", "at"),
        rows=tuple(
            (
                it.root,
                it.state,
                it.commits,
                it.hunks,
                it.new_commits,
                f"{it.size / 1e6:.1f}",
                short(it.head),
            )
            for it in found
        ),
        notes=tuple(it.file for it in found if it.file and action != "clear"),
    )
    return Page(sections=(Section(heading=table.title, table=table, notes=table.notes),))
