"""Settings: how files spell them, how layers join, and what a repository may change.

Four layers, weakest first: the user's configuration, ``[tool.influencekit]`` in the repository's
``pyproject.toml``, its ``.influencekit.toml``, the command line. A repository is somebody else's
word: what protects people or the machine it can tighten, never loosen, and no path that it gives
leads out of it. The keys are in `influencekit.settings.keys`.
"""

import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs

from influencekit.errors import SettingsError
from influencekit.report import Problem
from influencekit.settings.keys import GROUPS, KEYS, MAY, REST, Settings
from influencekit.settings.places import Place, Trust
from influencekit.settings.values import Layer

__all__ = ["REPOSITORY_FILES", "Layer", "Settings", "load", "parse_toml"]

REPOSITORY_FILES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"pyproject.toml": ("tool", "influencekit"), ".influencekit.toml": ()}
)
"""The files of a repository that hold settings, weakest first, and the table in which they do."""


def parse_toml(
    text: str,
    origin: str,
    trust: Trust,
    prefix: Sequence[str] = (),
    base: Path | None = None,
) -> Layer:
    r"""Return the layer that `text` is, or the part of it that is in the table `prefix`.

    Raises
    ------
    SettingsError
        `text` is not TOML, or what `prefix` names is no table.

    Examples
    --------
    >>> parse_toml("[tool.influencekit.people]\nmerge = false", "p", "user", ("tool", "influencekit"))
    Layer(origin='p', trust='user', table={'people': {'merge': False}}, base=None)
    """
    try:
        table: Any = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:  # also numbers with too many digits, deep nesting
        raise SettingsError(file=origin, key="syntax", expected="TOML", found=str(error)) from None
    for at, name in enumerate(prefix, 1):
        table = table.get(name, {})
        if not isinstance(table, Mapping):
            key = ".".join(prefix[:at])
            raise SettingsError(file=origin, key=key, expected="a table", found=table)
    return Layer(origin, trust, table, base)


_SHOWN = 80
"""Characters of a wrong value that a message repeats."""


def _unknown(layer: Layer, key: str, found: Any) -> SettingsError:
    name = key.rpartition(".")[2]
    near = [known for known in KEYS if known.endswith(f".{name}")]
    near += difflib.get_close_matches(key, [*KEYS, *GROUPS], 1)
    hint = f"did you mean {near[0]!r}?" if near else f"they begin with {', '.join(GROUPS)}, models"
    return _wrong(layer, key, f"a key that exists ({hint})", found)


def _wrong(layer: Layer, key: str, expected: str, found: Any) -> SettingsError:
    try:
        shown = found if len(repr(found)) <= _SHOWN else f"{repr(found)[:_SHOWN]}…"
    except (ValueError, RecursionError):  # a number of thousands of digits, tables without end
        shown = f"a huge {type(found).__name__}"
    return SettingsError(file=layer.origin, key=key, expected=expected, found=shown)


def _entries(layer: Layer) -> Iterator[tuple[str, Any]]:
    """Yield the keys that a layer sets, and what it gives for each."""
    for group, table in layer.table.items():
        if group in KEYS:
            yield group, table
        elif group not in GROUPS:
            raise _unknown(layer, group, table)
        elif not isinstance(table, Mapping):
            raise _wrong(layer, group, "a table", table)
        else:
            for name, given in table.items():
                key = f"{group}.{name}"
                if key in KEYS and key != REST:
                    yield key, given
                elif REST.startswith(f"{group}.") and isinstance(given, Mapping):
                    yield REST, {name: given}
                else:
                    raise _unknown(layer, key, given)


def _read(layer: Layer, key: str, given: Any) -> Any:
    sort = KEYS[key].sort
    try:
        return sort.read(given, layer)
    except ValueError as error:
        detail = str(error) and f" ({error})"
        raise _wrong(layer, key, sort.expected + detail, given) from None


def _joined(may: str, *, tighten: bool, old: Any, new: Any) -> Any:
    """Return what `old` becomes where a layer says `new`; `tighten`: it may do no more than that."""
    if may == "add":
        return tuple(dict.fromkeys((*old, *new)))
    if tighten and may == "nothing":
        return old
    if tighten and may == "clear":
        return old and new
    if tighten and may == "lower":  # 0 is no limit
        return min(old or new, new or old)
    return _merged(old, new) if isinstance(new, Mapping) else new


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Mapping[str, Any]:
    """Join two tables and the tables in them; of anything else `new` has the say."""
    inner = {
        name: {**old.get(name, {}), **each} if isinstance(each, Mapping) else each
        for name, each in new.items()
    }
    return {**old, **inner}


def _allowed(given: Any, problems: list[Problem]) -> Any:
    """Return what is left of a value without the places that may not be named; None: nothing."""
    places = given if isinstance(given, tuple) else (given,)
    escaping = [place for place in places if isinstance(place, Place) and place.escapes]
    problems += (place.refused(place.escapes) for place in escaping)
    if given in escaping:
        return None
    return given if not escaping else tuple(place for place in given if place not in escaping)


def load(layers: Sequence[Layer]) -> tuple[Settings, tuple[Problem, ...]]:
    """Join `layers`, weakest first.

    Lists that protect add up over the layers, tables join by name, and of anything else the
    strongest layer's value is taken.

    Returns
    -------
    settings
        With a default for each key that no layer sets.
    problems
        One for each thing that a repository asked for and may not have.

    Raises
    ------
    SettingsError
        A layer has a key that does not exist, or a value of the wrong sort.

    Examples
    --------
    >>> mine = Layer("config.toml", "user", {"filters": {"since": "2 years ago"}})
    >>> theirs = Layer(".influencekit.toml", "repository", {"people": {"show_emails": True}})
    >>> settings, problems = load([mine, theirs])
    >>> settings.filters.since, settings.people.show_emails
    ('2 years ago', False)
    >>> print(problems[0])
    settings .influencekit.toml: people.show_emails: a repository may set it to false only; left out.
    """
    values = {key: field.default for key, field in KEYS.items()}
    origins: dict[str, str] = {}
    problems: list[Problem] = []
    for layer in layers:
        tighten = layer.trust == "repository"
        for key, given in _entries(layer):
            new = _allowed(_read(layer, key, given), problems)
            if new is None:
                continue
            may, old = KEYS[key].may, values[key]
            values[key] = joined = _joined(may, tighten=tighten, old=old, new=new)
            if tighten and joined != new and may in ("clear", "lower", "nothing"):
                message = f"{key}: a repository {MAY[may]}; left out."
                problems.append(Problem(kind="settings", name=layer.origin, message=message))
            if joined != old:
                origins.update(dict.fromkeys(_names(key, new), layer.origin))
    return _settings(values, origins), tuple(problems)


def _names(key: str, given: Any) -> list[str]:
    """Return the keys that a value sets: of a table of tables, one for each of these."""
    return [f"{key}.{name}" for name in given] if isinstance(given, Mapping) else [key]


def _settings(values: Mapping[str, Any], origins: Mapping[str, str]) -> Settings:
    groups = {
        name: group(**{key: values[f"{name}.{key}"] for key in attrs.fields_dict(group)})
        for name, group in GROUPS.items()
    }
    return Settings(models=values["models"], origins=origins, **groups)
