"""What stands in front matter and settings files, as text, lists and mappings; pure.

Nothing is interpreted on the way in: ``no`` stays ``"no"`` and ``2024-02-30`` stays that text, so no
tag can construct an object, no number can be too long, and unknown keys come back as written.
"""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

Fields = Mapping[str, Any]
"""Each value is text, a list of values, or a mapping of text to values."""

MOST_ALIASES = 16
"""Of one YAML document. That many can repeat its text some 350 times, not millions of times."""

DEEPEST = 20
"""Lists and mappings within one another."""

_YamlLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class MalformedError(ValueError):
    """Text that is not what it should be."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line
        """Where in the text, counted from 1."""


def parse_yaml(text: str) -> dict[str, Any]:
    r"""Return the mapping that `text` is; empty text is an empty one.

    Raises
    ------
    MalformedError
        It is no YAML, no mapping, nested too deeply, or has more than `MOST_ALIASES` aliases.

    Examples
    --------
    >>> parse_yaml("title: On\ntags: [a, 1.50]")
    {'title': 'On', 'tags': ['a', '1.50']}
    """
    try:
        if "*" in text:
            events = yaml.parse(text, Loader=_YamlLoader)
            if sum(isinstance(event, yaml.AliasEvent) for event in events) > MOST_ALIASES:
                raise MalformedError(f"more than {MOST_ALIASES} YAML aliases")
        value = yaml.load(text, Loader=_YamlLoader)  # noqa: S506 - it makes str, list and dict only
        json.dumps(value)  # an alias of what it is part of has no end: ValueError
        return _mapping(_plain(value or {}))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = text.count("\n")  # where the text just ends, the mark is on a line that is not there
        line = min(mark.line, last) + 1 if mark else 1
        raise MalformedError(error.problem or "not YAML", line) from error
    except yaml.reader.ReaderError as error:
        raise MalformedError(
            f"a character that YAML does not allow: {error.reason}",
            text.count("\n", 0, error.position) + 1,
        ) from error
    except (ValueError, RecursionError) as error:
        raise _malformed(error) from error


def parse_toml(text: str) -> dict[str, Any]:
    r"""Return the table that `text` is.

    Raises
    ------
    MalformedError
        It is no TOML.

    Examples
    --------
    >>> parse_toml("date = 2024-01-03\ndraft = true")
    {'date': '2024-01-03', 'draft': 'true'}
    """
    try:
        return _mapping(_plain(tomllib.loads(text, parse_float=str)))
    except (ValueError, RecursionError) as error:
        found = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = int(found[1] or text.count("\n") + 1) if found else 1
        raise _malformed(error, line, found[0] if found else "") from error


def parse_json(text: str) -> tuple[dict[str, Any], int]:
    """Return the object that `text` starts with, and where it ends.

    Raises
    ------
    MalformedError
        It does not start with a JSON object.
    """
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
    try:
        value, end = decoder.raw_decode(text)
        return _mapping(_plain(value)), end
    except json.JSONDecodeError as error:
        raise MalformedError(error.msg, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise _malformed(error) from error


_LINE = re.compile(r"([A-Za-z][\w.-]*)[ \t]*[:=](?!/)[ \t]*(.*)")


def parse_lines(text: str) -> dict[str, Any]:
    r"""Return what ``key: value`` and ``key = value`` lines say, whatever stands between them.

    Lines indented by four spaces or more continue the value before them, as in the header block of
    Python-Markdown's *meta* extension, which Pelican reads.

    Examples
    --------
    >>> parse_lines("Title: One: two\nnonsense\nTags: a,\n    b")
    {'Title': 'One: two', 'Tags': 'a, b'}
    """
    fields: dict[str, Any] = {}
    key = ""
    for line in text.splitlines():
        if found := _LINE.fullmatch(line.rstrip()):
            key = found[1]
            fields[key] = _unquoted(found[2])
        elif key and line.startswith(("    ", "\t")):
            fields[key] = f"{fields[key]} {line.strip()}".strip()
        else:
            key = ""
    return fields


def lookup(fields: Fields, key: str) -> Any:
    """Return the value of `key`, whatever the case of its letters; ``a.b`` looks inside ``a``.

    Examples
    --------
    >>> lookup({"Extra": {"author": "Ada"}}, "extra.AUTHOR"), lookup({}, "date")
    ('Ada', '')
    """
    value: Any = fields
    for part in key.lower().split("."):
        if not isinstance(value, Mapping):
            return ""
        value = next((known for name, known in value.items() if name.lower() == part), "")
    return value


def texts(value: Any) -> Iterator[str]:
    """Yield the texts in `value`, outermost first; of a mapping its values.

    Examples
    --------
    >>> list(texts(["a", ["b", ""], {"k": "c"}]))
    ['a', 'b', 'c']
    """
    if isinstance(value, str):
        if value.strip().lower() not in ("", "null", "~"):
            yield value.strip()
        return
    for known in value.values() if isinstance(value, Mapping) else value:
        yield from texts(known)


def text_of(value: Any) -> str:
    """Return `value` as one text: itself, or JSON where it is a list or a mapping."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MalformedError("expected keys with values")
    return value


def _plain(value: Any, depth: int = 0) -> Any:
    """Turn what the parsers make into text, lists and mappings."""
    if depth > DEEPEST:
        raise MalformedError(f"more than {DEEPEST} lists and mappings within one another")
    if isinstance(value, dict):
        return {str(key): _plain(known, depth + 1) for key, known in value.items()}
    if isinstance(value, list):
        return [_plain(known, depth + 1) for known in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value)


def _malformed(error: Exception, line: int = 1, place: str = "") -> MalformedError:
    if isinstance(error, MalformedError):
        return error
    if isinstance(error, RecursionError):
        return MalformedError("nested too deeply", line)
    return MalformedError(str(error).replace(place, "") or "not readable", line)
