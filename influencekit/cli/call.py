"""One call of a command: settings, plugins and screen put together, and the way out of it."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from influencekit.cli import DEBUG
from influencekit.cli.layers import cache_folder, find_layers
from influencekit.cli.options import Options
from influencekit.cli.output import Screen, emit, show
from influencekit.cli.progress import TerminalTask
from influencekit.cli.target import Target, target_of
from influencekit.errors import ExitCode, InfluenceKitError, PluginError, SettingsError
from influencekit.protocols import ReadRequest
from influencekit.registry import Registry
from influencekit.render.data import to_json
from influencekit.render.privacy import hide_addresses
from influencekit.report import Problem
from influencekit.settings.keys import Settings
from influencekit.settings.layers import load
from influencekit.settings.requests import located, read_request
from influencekit.times import EXPECTED, parse_time

if TYPE_CHECKING:
    from influencekit.render.page import Page
    from influencekit.render.plain import PlainRenderer
    from influencekit.render.terminal import TerminalRenderer

Answer = TypeVar("Answer")


@attrs.frozen(kw_only=True)
class Call:
    """What a command works with."""

    options: Options
    settings: Settings
    registry: Registry
    task: TerminalTask
    screen: Screen
    problems: list[Problem]
    told: set[Problem]
    """Problems that were printed already."""

    @classmethod
    def of(
        cls, options: Options, roots: Sequence[Path] = (), *, before: "Call | None" = None
    ) -> "Call":
        """Read the settings that hold for `roots`, and find the plugins.

        Parameters
        ----------
        options, roots
            What the command line says, and where settings of repositories are looked for.
        before
            A call whose plugins are taken over where the same ones are blocked.

        Raises
        ------
        SettingsError
            The user's settings file is wrong.
        click.BadParameter
            An option is.
        """
        problems: list[Problem] = []
        try:
            settings, refused = load(find_layers(roots, options.settings, problems))
        except SettingsError as error:
            raise options.wrong(error) from None
        context = click.get_current_context()
        call = cls(
            options=options,
            settings=settings,
            registry=before.registry
            if before and before.settings.plugins.block == settings.plugins.block
            else Registry.discover(block=settings.plugins.block),
            task=TerminalTask(),
            screen=Screen.of(sys.stdout, os.environ, settings.output),
            problems=[*problems, *refused],
            told=context.meta.setdefault(f"{__name__}.told", set()),
        )
        # Also where the command fails: what a broken plugin says may be the reason.
        context.call_on_close(call.complain)
        return call

    @classmethod
    def at(cls, options: Options, text: str) -> "tuple[Call, Target]":
        """Find what ``PATH[:RANGE]`` names, then do as `of` for its root."""
        # Without the root's own settings at first: they are only found once the root is.
        first = cls.of(options)
        target = target_of(text, first.registry.collect("sources").values())
        return cls.of(options, (target.root,), before=first), target

    @property
    def as_of(self) -> int | None:
        """What counts as now; None: the newest time in the data.

        Raises
        ------
        click.BadParameter
            It is no time.
        """
        return self.moment("--as-of", self.options.as_of, end=True) if self.options.as_of else None

    @staticmethod
    def moment(option: str, text: str, *, end: bool = False) -> int:
        """Return what `text`, given as `option`, says in seconds since 1970-01-01T00:00:00Z.

        Parameters
        ----------
        end
            Whether a bare day means its last second instead of its first.

        Raises
        ------
        click.BadParameter
            It is no time.
        """
        try:
            return parse_time(text, int(time.time()), end=end)
        except ValueError:
            expected = f"expected {EXPECTED}, found {text!r}"
            raise click.BadParameter(expected, param_hint=f"'{option}'") from None

    @property
    def cache(self) -> Path:
        """Where sources keep what they read."""
        return located(self.settings.sources.cache, self.problems) or cache_folder()

    def sources(self, capability: type) -> list[Any]:
        """Return the sources that have the optional `capability`, a protocol."""
        return [
            source
            for source in self.registry.collect("sources").values()
            if isinstance(source, capability)
        ]

    def ask(self, source: str, ask: Callable[[], Answer]) -> Answer:
        """Return what `ask` returns, which asks `source` for something.

        Raises
        ------
        PluginError
            The source failed in a way that it should not.
        """
        try:
            return ask()
        except (InfluenceKitError, OSError):
            raise
        except Exception as error:
            what = f"{type(error).__name__}: {error}".rstrip(": ")
            raise PluginError(f"The source {source!r} failed: {what}.") from error

    def request(self, source: str) -> ReadRequest:
        """Return how `source` should read what is asked of it alone."""
        request = read_request(self.settings, self.problems, cache=self.cache, task=self.task)
        return attrs.evolve(request, options=self.settings.plugins.options.get(source, {}))

    @property
    def format(self) -> str:
        """Of ``--format``, else of the settings."""
        return self.options.format or self.settings.output.format

    def renderer(self, limit: int = 0) -> "PlainRenderer | TerminalRenderer":
        """Return what makes tables here: to the screen's width and colours, or plain ones.

        Parameters
        ----------
        limit
            Rows of each table that are shown; 0: all.
        """
        screen, wanted = self.screen, self.settings.output
        if screen.terminal and not self.options.output:
            width = screen.width
        elif wanted.width or screen.color:
            width = wanted.width or screen.width
        else:
            from influencekit.render.plain import PlainRenderer  # noqa: PLC0415 - see below

            return PlainRenderer(limit=limit)
        from influencekit.render.terminal import TerminalRenderer  # noqa: PLC0415 - rich: 60 ms

        return TerminalRenderer(width=width, color=screen.color, limit=limit)

    def finish(
        self,
        command: str,
        data: Mapping[str, Any],
        page: "Callable[[], Page]",
        **more: Callable[[], str],
    ) -> int:
        """Print what a command found in the format asked for, then the problems.

        Parameters
        ----------
        data
            What JSON shows.
        page
            Makes what people read.
        more
            Makes what other formats show, by their names.

        Raises
        ------
        click.BadParameter
            The command has no such format.
        """
        formats: Mapping[str, Callable[[], str]] = {
            "table": lambda: self.renderer().page(self.clean(page())),
            "json": lambda: to_json(command, self.clean(data)),
            "md": lambda: _markdown(self.clean(page())),
            **more,
        }
        emit(self.one_of(formats)(), self.options.output)
        return self.close()

    def one_of(self, formats: Mapping[str, Any]) -> Any:
        """Return the format asked for, or say which there are."""
        if self.format not in formats:
            message = f"{self.format!r} is not one of {', '.join(formats)}."
            raise click.BadParameter(message, param_hint="'--format'")
        return formats[self.format]

    def clean(self, value: Any) -> Any:
        """Return `value` without addresses, unless they may be shown."""
        return value if self.settings.people.show_emails else hide_addresses(value)

    def found(self) -> list[Problem]:
        """Return every problem once."""
        return list(dict.fromkeys((*self.problems, *self.registry.problems)))

    def complain(self) -> None:
        """Print the problems that were not printed yet, each once, on stderr."""
        self.task.hide()
        new = [problem for problem in self.found() if problem not in self.told]
        self.told.update(new)
        show(self.clean(new), verbose=self.options.verbose or bool(os.environ.get(DEBUG)))

    def close(self) -> int:
        """Print the problems; return the exit code."""
        self.complain()
        return ExitCode.PROBLEMS if self.found() and self.options.strict else ExitCode.OK


def _markdown(page: "Page") -> str:
    from influencekit.render.markdown import MarkdownRenderer  # noqa: PLC0415 - seldom asked for

    return MarkdownRenderer().page(page)
