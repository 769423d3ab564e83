"""Results to stdout or a file; everything else, in single lines, to stderr."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO

import attrs
import click

from influencekit.errors import MachineError
from influencekit.render.escape import visible
from influencekit.report import Problem
from influencekit.settings.keys import OutputSettings
from influencekit.words import listed


@attrs.frozen(kw_only=True)
class Screen:
    """What the standard output can show."""

    terminal: bool
    width: int
    """Columns."""
    color: bool

    @classmethod
    def of(
        cls, stream: TextIO | None, environ: Mapping[str, str], wanted: OutputSettings
    ) -> "Screen":
        """Return what `stream` can show and is wanted to; see https://no-color.org."""
        terminal = is_terminal(stream)
        plain = bool(environ.get("NO_COLOR")) or environ.get("TERM", "dumb") == "dumb"
        return cls(
            terminal=terminal,
            width=wanted.width or shutil.get_terminal_size().columns,
            color={"auto": terminal and not plain, "always": True, "never": False}[wanted.color],
        )


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at `stream`; it is None where it was closed before we started."""
    return stream is not None and stream.isatty()


def say(message: str) -> None:
    """Print one line on stderr that names us; whatever it quotes is made safe to show."""
    click.echo(f"influencekit: {visible(' '.join(message.split()))}", err=True)


def show(problems: Iterable[Problem], *, verbose: bool) -> None:
    """Print problems on stderr: one line for all that say the same of different plugins or models.

    Where that is asked for, they are followed by where they come from.
    """
    alike: dict[Problem, list[Problem]] = {}
    for problem in problems:
        alike.setdefault(attrs.evolve(problem, name="", trace=""), []).append(problem)
    for first, *others in alike.values():
        names = list(dict.fromkeys([first.name, *(other.name for other in others)]))
        kind = first.kind + "s" * (len(names) > 1)
        say(str(attrs.evolve(first, kind=kind, name=listed(names))))
        traces = [problem.trace for problem in (first, *others) if verbose and problem.trace]
        for trace in traces:
            click.echo("\n".join(map(visible, trace.splitlines())), err=True)


def emit(text: str, to: Path | None = None) -> None:
    """Print `text` and a newline, or write them to the file `to`.

    Raises
    ------
    MachineError
        It cannot be written.
    """
    try:
        if to is None:
            click.echo(text, color=True)  # keeps what colours there are: they were asked for
        else:
            to.write_text(f"{text}\n", encoding="utf-8", errors="backslashreplace")
    except BrokenPipeError:
        raise
    except OSError as error:
        where = to or "the standard output"
        raise MachineError(f"Cannot write {where}: {error.strerror or error}.") from error
