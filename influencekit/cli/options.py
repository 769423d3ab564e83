"""Options that mean the same in every command that has them."""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs
import click

from influencekit.errors import SettingsError

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _option(*names: str, **more: Any) -> Decorator:
    return click.option(*names, **more)


_SETTINGS: Mapping[str, tuple[str, Decorator]] = {
    "me": (
        "people.me",
        _option("--me", metavar="NAME", help="Who asks. Default: git's configured identity."),
    ),
    "since": (
        "filters.since",
        _option("--since", metavar="DATE", help="Only from then on: 2024-05-31, '90 days ago'."),
    ),
    "until": (
        "filters.until",
        _option("--until", metavar="DATE", help="Only up to then, a bare day to its end."),
    ),
    "path": (
        "filters.paths",
        _option(
            "--path",
            metavar="PATTERN",
            multiple=True,
            help="Only these files, as in .gitignore; with ! before it: not these. Repeatable.",
        ),
    ),
    "author": (
        "filters.authors",
        _option("--author", metavar="NAME", multiple=True, help="Only what they did. Repeatable."),
    ),
    "kind": (
        "filters.kinds",
        _option(
            "--kind",
            metavar="KIND",
            multiple=True,
            help="Only files of this kind: code, tests, documentation, data. Repeatable.",
        ),
    ),
    "rev": (
        "filters.revision",
        _option("--rev", metavar="REV", help="Revision or range to read. Default: HEAD."),
    ),
    "ignore_revs_file": (
        "sources.ignore_revs_file",
        _option(
            "--ignore-revs-file",
            metavar="FILE",
            help="Commits to look through for the origin of lines, as for git blame.",
        ),
    ),
    "jobs": (
        "sources.jobs",
        _option("--jobs", metavar="N", type=click.IntRange(0), help="Processes at most."),
    ),
    "block": (
        "plugins.block",
        _option("--block", metavar="PLUGIN", multiple=True, help="Do not load it. Repeatable."),
    ),
    "show_emails": (
        "people.show_emails",
        _option("--show-emails", is_flag=True, help="Allow e-mail addresses in the output."),
    ),
}
"""Options that set a key of the settings, for this run."""
_OTHERS: Mapping[str, Decorator] = {
    "as_of": _option(
        "--as-of",
        metavar="DATE",
        default="",
        help="What counts as now. Default: the newest commit.",
    ),
    "format": _option(
        "--format", metavar="FORMAT", help="table, json, md, or another that the command knows."
    ),
    "output": _option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write the result there instead of printing it.",
    ),
    "strict": _option("--strict", is_flag=True, help="Exit with 1 where there were problems."),
    "verbose": _option("--verbose", is_flag=True, help="Show where problems come from."),
}

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
"""What to read, where a command reads several folders."""
BLOGS = _option(
    "--blog",
    "blogs",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder of posts, whatever it looks like. Repeatable.",
)
"""What to read as a blog because the user says that it is one."""


def limited(default: int, told: str) -> Decorator:
    """Return the option that says how many of something are printed; `told` is its help."""
    return _option(
        "--limit",
        type=click.IntRange(0),
        default=default,
        show_default=True,
        metavar="N",
        help=told,
    )


COMMAND_LINE = "command line"
"""What messages call the layer of settings that the options make."""
FILTERS = ("since", "until", "path", "author", "kind")
HISTORY = ("rev", "ignore_revs_file", "jobs")
COMMON = ("block", "show_emails", "format", "output", "strict", "verbose")


@attrs.frozen(kw_only=True)
class Options:
    """What the shared options of one call say."""

    settings: Mapping[str, Mapping[str, Any]]
    """The command line as a layer of settings."""
    as_of: str = ""
    format: str | None = None
    output: Path | None = None
    strict: bool = False
    verbose: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Options":
        """Return what click found, the options that were not given left out."""
        table: dict[str, dict[str, Any]] = {}
        for name, (key, _) in _SETTINGS.items():
            value = given.get(name)
            if value not in (None, ()) and value is not False:
                group, _, field = key.partition(".")
                table.setdefault(group, {})[field] = value
        return cls(settings=table, **{name: given[name] for name in _OTHERS if name in given})

    def wrong(self, error: SettingsError) -> Exception:
        """Return what to raise for `error`: where the command line is wrong, in its own words."""
        for name, (key, _) in _SETTINGS.items():
            if error.key == key and error.file == COMMAND_LINE:
                message = f"expected {error.expected}, found {error.found!r}."
                return click.BadParameter(message, param_hint=f"'--{name.replace('_', '-')}'")
        return error


def shared(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options `names`; they arrive as its first argument, an `Options`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(**given: Any) -> Any:
            own = {name: value for name, value in given.items() if name not in names}
            return function(Options.of({name: given[name] for name in names}), **own)

        decorated: Callable[..., Any] = call
        for name in reversed(names):
            option = _SETTINGS[name][1] if name in _SETTINGS else _OTHERS[name]
            decorated = option(decorated)
        return decorated

    return decorate
