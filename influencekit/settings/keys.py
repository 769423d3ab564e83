"""The table of all settings: defaults, how each is read, what it means, what a repository may do.

``docs/reference/settings.md`` is held to it.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any

import attrs

from influencekit.settings.places import Place
from influencekit.settings.values import (
    FLAG,
    KIND_NAMES,
    NAMED_PATTERNS,
    PATTERNS,
    PLACE,
    PLACES,
    REVISION,
    TABLES,
    TEXT,
    TEXTS,
    TIME,
    Sort,
    choice,
    number,
)

MAY = MappingProxyType(
    {
        "set": "may set it",
        "add": "may add to it",
        "clear": "may set it to false only",
        "lower": "may lower it only",
        "nothing": "may not set it",
    }
)
"""What a repository may do with a key."""
_NONE: Mapping[str, Any] = MappingProxyType({})


@attrs.frozen
class Key:
    """What is to be known about one setting."""

    sort: Sort
    """What is expected, and how it is read."""
    means: str
    """A sentence for the reference, with the unit."""
    may: str = "set"
    """What a repository may do with it, of `MAY`."""
    default: Any = None
    """What it is where no layer sets it."""


@attrs.frozen(kw_only=True)
class PeopleSettings:
    """``[people]``: who is who, and who is left out."""

    me: Annotated[
        str,
        Key(
            TEXT,
            "Who asks: a name, a login or an address. Empty: git's configured identity.",
            "nothing",
        ),
    ] = ""
    merge: Annotated[
        bool, Key(FLAG, "Whether spellings that are surely one person's are merged.", "clear")
    ] = True
    bots: Annotated[
        tuple[str, ...],
        Key(
            TEXTS, "Who is a bot too: names, logins, addresses, domains; `*` and `?` are wildcards."
        ),
    ] = ()
    not_bots: Annotated[
        tuple[str, ...],
        Key(TEXTS, "Who is none, whatever the name looks like; spelled as in `bots`."),
    ] = ()
    count_bots: Annotated[bool, Key(FLAG, "Whether what bots do counts as people's work.")] = False
    opt_out: Annotated[
        tuple[str, ...],
        Key(
            TEXTS,
            "Who is left out of everything; as in `bots`, or `sha256:` and an address's digest.",
            "add",
        ),
    ] = ()
    opt_out_files: Annotated[
        tuple[Place, ...],
        Key(PLACES, "Files with one such name a line; `#` begins a comment.", "add"),
    ] = ()
    teams_file: Annotated[
        Place | None, Key(PLACE, "The file that says who belongs to which team and organisation.")
    ] = None
    show_emails: Annotated[
        bool, Key(FLAG, "Whether e-mail addresses may appear in output.", "clear")
    ] = False


@attrs.frozen(kw_only=True)
class CountSettings:
    """``[counts]``: what counts as people's work."""

    generated: Annotated[bool, Key(FLAG, "Whether generated files count.")] = False
    vendored: Annotated[bool, Key(FLAG, "Whether files taken over from elsewhere count.")] = False


@attrs.frozen(kw_only=True)
class KindSettings:
    """``[kinds]``: which files are of which kind; ``!`` says that a file is not of that kind."""

    tests: Annotated[tuple[str, ...], Key(PATTERNS, "Files that are tests.")] = ()
    documentation: Annotated[tuple[str, ...], Key(PATTERNS, "Files that are documentation.")] = ()
    generated: Annotated[tuple[str, ...], Key(PATTERNS, "Files that a program wrote.")] = ()
    vendored: Annotated[tuple[str, ...], Key(PATTERNS, "Files taken over from elsewhere.")] = ()


@attrs.frozen(kw_only=True)
class AreaSettings:
    """``[areas]``: the parts of the code."""

    named: Annotated[
        Mapping[str, tuple[str, ...]],
        Key(NAMED_PATTERNS, "Areas by name, each with its files; later ones are stronger."),
    ] = _NONE
    limit: Annotated[
        int, Key(number(1), "How many areas CODEOWNERS and folders may make at most.")
    ] = 30


@attrs.frozen(kw_only=True)
class FilterSettings:
    """``[filters]``: what part of the history is looked at."""

    since: Annotated[str, Key(TIME, "Only commits, posts and interactions from then on.")] = ""
    until: Annotated[str, Key(TIME, "Only those up to then; a bare day counts to its end.")] = ""
    paths: Annotated[
        tuple[str, ...],
        Key(PATTERNS, "Only these files; patterns that begin with `!` leave files out."),
    ] = ()
    authors: Annotated[
        tuple[str, ...], Key(TEXTS, "Only what these people did; spelled as in `people.bots`.")
    ] = ()
    kinds: Annotated[tuple[str, ...], Key(KIND_NAMES, "Only files of these kinds.")] = ()
    revision: Annotated[str, Key(REVISION, "Which history is read.")] = "HEAD"


@attrs.frozen(kw_only=True)
class SourceSettings:
    """``[sources]``: what is read, and how."""

    blogs: Annotated[
        tuple[Place, ...], Key(PLACES, "Folders of blogs, besides those found.", "add")
    ] = ()
    ignore_revs_file: Annotated[
        Place | None,
        Key(PLACE, "Commits to look through for the origin of lines, as for `git blame`."),
    ] = None
    jobs: Annotated[
        int, Key(number(0), "Processes to use at most; 0: one for each core.", "lower")
    ] = 0
    cache: Annotated[
        Place | None,
        Key(PLACE, "The folder for what is kept between runs; unset: the user's.", "nothing"),
    ] = None


@attrs.frozen(kw_only=True)
class PluginSettings:
    """``[plugins]``: which are loaded, and in ``[plugins.NAME]`` what each is told."""

    block: Annotated[tuple[str, ...], Key(TEXTS, "Plugins that are not loaded.", "add")] = ()
    options: Annotated[
        Mapping[str, Mapping[str, Any]],
        Key(TABLES, "Options of the source or plugin NAME, as its own pages say.", "nothing"),
    ] = _NONE


@attrs.frozen(kw_only=True)
class OutputSettings:
    """``[output]``: what the command line prints."""

    format: Annotated[str, Key(TEXT, "What `--format` is where it is not given.", "nothing")] = (
        "table"
    )
    color: Annotated[
        str,
        Key(
            choice("auto", "always", "never"),
            "Whether to color; auto: on a terminal, unless `NO_COLOR` is set.",
            "nothing",
        ),
    ] = "auto"
    width: Annotated[
        int, Key(number(0), "Columns of a table; 0: as many as the terminal has.", "nothing")
    ] = 0


@attrs.frozen(kw_only=True)
class Settings:
    """All settings, each with a value."""

    people: PeopleSettings = attrs.field(factory=PeopleSettings)
    counts: CountSettings = attrs.field(factory=CountSettings)
    kinds: KindSettings = attrs.field(factory=KindSettings)
    areas: AreaSettings = attrs.field(factory=AreaSettings)
    filters: FilterSettings = attrs.field(factory=FilterSettings)
    sources: SourceSettings = attrs.field(factory=SourceSettings)
    plugins: PluginSettings = attrs.field(factory=PluginSettings)
    models: Annotated[
        Mapping[str, Mapping[str, Any]],
        Key(TABLES, "Parameters of the model NAME that differ from its defaults."),
    ] = _NONE
    output: OutputSettings = attrs.field(factory=OutputSettings)
    origins: Mapping[str, str] = _NONE
    """What set each key that is not at its default: ``{"people.me": "command line"}``; of the tables
    of `models` and the like each has its own: ``{"models.ownership": ".influencekit.toml"}``."""


GROUPS: Mapping[str, type] = MappingProxyType(
    {
        field.name: field.type
        for field in attrs.fields(Settings)
        if field.type and attrs.has(field.type)
    }
)
"""The class of each table that holds keys."""
REST = "plugins.options"
"""The key that gathers the tables of its group: a file says ``[plugins.NAME]`` for it."""


def _keys(group: type, prefix: str = "") -> Iterator[tuple[str, Key]]:
    for field in attrs.fields(group):
        name = prefix + field.name
        if field.name in GROUPS and not prefix:
            yield from _keys(GROUPS[field.name], f"{name}.")
        for key in getattr(field.type, "__metadata__", ()):
            yield name, attrs.evolve(key, default=field.default)


KEYS: Mapping[str, Key] = MappingProxyType(dict(_keys(Settings)))
"""Every setting by its dotted name."""
SPELLED: Mapping[str, str] = MappingProxyType(
    {name: name for name in KEYS} | {REST: "plugins.NAME", "models": "models.NAME"}
)
"""How a file spells each key."""
