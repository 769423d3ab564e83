"""How the values of settings are read: each sort says what it expects and turns TOML into that."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs

from influencekit.kinds import KINDS
from influencekit.patterns import Patterns
from influencekit.settings.places import Place, Trust
from influencekit.times import EXPECTED, parse_time


@attrs.frozen
class Layer:
    """One place that settings come from."""

    origin: str
    """What to call it in messages: ``".influencekit.toml"``, ``"command line"``."""
    trust: Trust
    table: Mapping[str, Any]
    """As TOML has it: groups of keys."""
    base: Path | None = None
    """The folder that relative paths start from; for a repository's file the repository's root."""


Read = Callable[[Any, Layer], Any]
"""From what TOML gave to the value. Raises `ValueError`, with details where there are any."""
_MOST = 9999
"""The largest number that any setting needs."""


@attrs.frozen
class Sort:
    """One sort of value."""

    expected: str
    """What to write, for messages and for the reference."""
    read: Read


def _a(*types: type) -> Read:
    def read(value: Any, _: Layer) -> Any:
        if type(value) not in types:  # exactly: true is not the number 1
            raise ValueError
        return value

    return read


def _checked(first: Read, check: Callable[[Any], object]) -> Read:
    """Read as `first` does, and refuse what `check` raises a `ValueError` for."""

    def read(value: Any, layer: Layer) -> Any:
        found = first(value, layer)
        check(found)
        return found

    return read


def _holds(condition: Callable[[Any], bool]) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if not condition(value):
            raise ValueError

    return check


def _list_of(one: Read) -> Read:
    return lambda value, layer: tuple(one(each, layer) for each in _a(list, tuple)(value, layer))


def _table_of(one: Read) -> Read:
    return lambda value, layer: {
        name: one(each, layer) for name, each in _a(dict)(value, layer).items()
    }


def _place(value: Any, layer: Layer) -> Place:
    path = _path(value, layer)
    return Place(path=path, base=layer.base, trust=layer.trust, origin=layer.origin)


def choice(*names: str) -> Sort:
    """Return the sort whose values are `names`."""
    return Sort(" or ".join(names), _checked(_a(str), _holds(names.__contains__)))


def number(least: int) -> Sort:
    """Return the sort of whole numbers from `least` on."""
    expected = f"a whole number from {least} to {_MOST}"
    return Sort(expected, _checked(_a(int), _holds(lambda it: least <= it <= _MOST)))


_path = _checked(_a(str), _holds(lambda path: path != "" and "\0" not in path))
_pattern = _checked(_a(str), lambda pattern: Patterns([pattern]))
_time = _checked(_a(str), lambda text: parse_time(text, as_of=4_000_000_000))  # any day will do
_revision = _checked(
    _a(str), _holds(lambda text: text.isprintable() and not text.startswith("-") and text != "")
)

FLAG = Sort("true or false", _a(bool))
TEXT = Sort("a text", _a(str))
TEXTS = Sort("a list of texts", _list_of(_a(str)))
PATTERNS = Sort("a list of path patterns as in .gitignore", _list_of(_pattern))
KIND_NAMES = Sort(f"a list of {', '.join(KINDS)}", _list_of(choice(*KINDS).read))
TIME = Sort(EXPECTED, _time)
REVISION = Sort("a revision or a range as git spells them", _revision)
PLACE = Sort("a path", _place)
PLACES = Sort("a list of paths", _list_of(_place))
NAMED_PATTERNS = Sort("a table of lists of path patterns", _table_of(_list_of(_pattern)))
TABLES = Sort("a table of tables", _table_of(_a(dict)))
