"""``influencekit serve``."""

import contextlib
from functools import partial
from pathlib import Path

import attrs
import click

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.cli.editors import Opening
from influencekit.cli.follow import Follower, signature
from influencekit.cli.options import FILTERS, HISTORY, Options, shared
from influencekit.cli.panel import Panel, PanelServer, browsing
from influencekit.cli.survey import illustrated, reported, survey
from influencekit.errors import InputError, MachineError
from influencekit.explain import Explanation, explain
from influencekit.render.html.citations import Citations
from influencekit.render.html.document import Live, document
from influencekit.render.html.editor import EDITORS, Editor
from influencekit.render.html.here import PLACE, here
from influencekit.render.html.markup import Markup
from influencekit.report import Report, Sentence, Subject


def _opening(_context: click.Context, _parameter: click.Parameter, text: str) -> Opening:
    try:
        return Opening.of(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command
@click.argument("place", metavar="[PATH]", default=".")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Default: any free one."
)
@click.option(
    "--idle",
    type=click.IntRange(1),
    default=30,
    show_default=True,
    metavar="MINUTES",
    help="Stop after so long without a request and without an open page.",
)
@click.option(
    "--editor",
    metavar="EDITOR",
    default="",
    callback=_opening,
    help=f"What links open files with: {', '.join(EDITORS)}; an address with {{path}} and {{line}}; "
    "or a command with them, as 'emacsclient -n +{line} {path}'.",
)
@click.option("--open/--no-open", "browse", default=True, help="Open the page in a browser.")
@click.option("--people", is_flag=True, help="Show persons too, in alphabetical order.")
@shared("me", *FILTERS, *HISTORY, "as_of", "block", "show_emails", "verbose")
def command(
    options: Options,
    *,
    place: str,
    port: int,
    idle: int,
    editor: Opening,
    browse: bool,
    people: bool,
) -> int:
    """Show the report in a browser, and follow an editor from file to file.

    PATH is the file that is open, or a folder of the repository. While the page is open the history
    is read again when it moves on. The page is for this machine alone, at an address that nobody can
    guess. An editor tells of another file with: curl -d PATH ADDRESS/at. A command given as --editor
    is started without a shell, for files below the repository's root only, with absolute paths.
    Needs the extra: pip install 'influencekit[report]'.
    """
    view = _read(options, place, editor.address, people=people)
    shown = _Shown(view=view, path=view.path, editor=editor)
    try:
        server = PanelServer(shown.panel, port=port, idle=60.0 * idle)
    except OSError as error:
        message = f"Cannot listen on port {port}: {error.strerror or error}; name another or none."
        raise MachineError(message) from error
    context = click.get_current_context()

    def refresh() -> None:
        with context.scope(cleanup=False):
            shown.view = _read(options, str(view.root), editor.address, people=people)
        server.changed()

    follower = Follower(
        partial(signature, [view.root], view.call.registry.collect("sources").values()),
        refresh,
        wanted=lambda: server.watched,
        failed=lambda message: click.echo(f"Not read again: {message}", err=True),
    )
    with server, follower, browsing(server.address) if browse else contextlib.nullcontext():
        click.echo(server.address)
        view.call.complain()
        server.until_idle()
    return view.call.close()


@attrs.frozen(kw_only=True)
class _View:
    """What was read at one time."""

    call: Call
    found: _api.Survey
    report: Report
    citations: Citations
    frame: str
    """The page, drawn once, with `PLACE` where the editor's file comes."""
    root: Path
    path: str


def _read(options: Options, place: str, template: str, *, people: bool) -> _View:
    """Read the repository that `place` is in, and draw its page; `template` is an `Editor`'s."""
    call, target = Call.at(options, place)
    found = survey(call, target.root, models=[_api.ALL])
    report = call.clean(
        illustrated(call, found, reported(call, found, people=people), people=people)
    )
    citations = Citations.of(report, Editor(template, str(target.root)) if template else None)
    return _View(
        call=call,
        found=found,
        report=report,
        citations=citations,
        frame=document(report, Live(here=PLACE), citations=citations),
        root=target.root,
        path=target.path,
    )


@attrs.define(kw_only=True)
class _Shown:
    """What was read last, and the file that the editor shows."""

    view: _View
    path: str
    editor: Opening

    @property
    def panel(self) -> Panel:
        return Panel(
            page=self.page,
            here=self.here,
            go=self.go,
            open=partial(self.editor.open, self.view.root),
        )

    def page(self) -> str:
        """Return the whole page."""
        before, _, after = self.view.frame.partition(PLACE)
        return f"{before}{self.here()}{after}"

    def go(self, text: str) -> bool:
        """Take another file: a path that is absolute, or relative to the root."""
        root = self.view.root
        path = Path(root, text)
        if not text or "\0" in text or ".." in path.parts:
            return False
        if not path.is_relative_to(root):  # an editor may know the folder by another name
            try:
                root, path = root.resolve(), path.parent.resolve() / path.name
            except (OSError, RuntimeError):  # too long, links in a circle
                return False
        if not path.is_relative_to(root):
            return False
        relative = path.relative_to(root).as_posix()
        self.path = "" if relative == "." else relative
        return True

    def here(self) -> Markup:
        view, path = self.view, self.path
        subject = Subject("path", path, path or view.root.name)
        try:
            told = explain(view.found.evidence, view.report.results, subject)
        except InputError as error:
            told = Explanation(subject=subject, sentences=(Sentence(text=str(error)),))
        explanation: Explanation = view.call.clean(told)
        return here(explanation, view.citations)
