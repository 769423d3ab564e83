"""What a post says about itself before its text begins; pure."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from influencekit_blogs.headers import FIRST_KEY, LARGEST, MARKUP, key_lines
from influencekit_blogs.values import (
    MalformedError,
    parse_json,
    parse_lines,
    parse_toml,
    parse_yaml,
)


@attrs.frozen
class Fault:
    """Something in a post that could not be read as it stands."""

    line: int
    """Of the file, counted from 1."""
    message: str


@attrs.frozen(kw_only=True)
class Document:
    """A post, taken apart."""

    fields: Mapping[str, Any] = attrs.field(factory=dict)
    """Keys as written, in order; see `influencekit_blogs.values`."""
    body: str = ""
    """Text after the front matter; of HTML all of it."""
    first_line: int = 1
    """Where the body begins, counted from 1."""
    faults: tuple[Fault, ...] = ()


def take_apart(text: str, suffix: str) -> Document:
    r"""Return the front matter and the body of `text`, whose lines end with a line feed.

    Parameters
    ----------
    text
        The whole file.
    suffix
        Of the file's name, lower-case: ``".md"``. It says which header belongs to the markup:
        fields in reST and AsciiDoc, ``#+KEY:`` in Org, ``<meta>`` in HTML, else ``Key: value``.

    Notes
    -----
    A fence counts in any file: ``---`` (YAML, closed by the same or ``...``), ``+++`` (TOML), ``;;;``
    (JSON without braces), a JSON object, and keys that end with ``---`` or ``;;;`` without a first
    fence, as Hexo allows. What a broken front matter still says in ``key: value`` lines is kept,
    beside the fault.

    Examples
    --------
    >>> take_apart("---\ntitle: One\n---\nText.\n", ".md").fields
    {'title': 'One'}
    >>> take_apart("Title: One\nDate: 2024-01-03\n\nText.\n", ".md").first_line
    3
    """
    found = _fenced(text) or _object(text)
    return found or _document(*MARKUP.get(suffix, key_lines)(text), text)


_Parse = Callable[[str], dict[str, Any]]


def _bare_json(text: str) -> dict[str, Any]:
    return parse_json("{" + text + "}")[0]


_KEY = re.compile(f"^{FIRST_KEY.pattern}", re.MULTILINE)
_FENCES: tuple[tuple[re.Pattern[str], re.Pattern[str], _Parse], ...] = tuple(
    (re.compile(opening), re.compile(closing, re.MULTILINE), parse)
    for opening, closing, parse in (
        (r"---+[ \t]*\n", r"^(?:---+|\.\.\.)[ \t]*(?:\n|\Z)", parse_yaml),
        (r"\+\+\+[ \t]*\n", r"^\+\+\+[ \t]*(?:\n|\Z)", parse_toml),
        (r";;;[ \t]*\n", r"^;;;[ \t]*(?:\n|\Z)", _bare_json),
        (r'(?=[ \t]*")', r"^;;;[ \t]*(?:\n|\Z)", _bare_json),
        (r"(?=(?:title|date|layout):)", r"^(?:---+[ \t]*(?:\n|\Z)|(?=[ \t]*\n))", parse_yaml),
    )
)


def _fenced(text: str) -> Document | None:
    for opening, closing, parse in _FENCES:
        if start := opening.match(text):
            end = closing.search(text, start.end())
            if start[0] or (end and end[0]):
                return _between(text, start.end(), end, parse)
    return None


def _between(text: str, start: int, end: re.Match[str] | None, parse: _Parse) -> Document | None:
    """Read what stands from `start` to the closing fence `end`; None if it is a rule, not a fence."""
    faults: list[Fault] = []
    if end:
        stop, after = end.start(), end.end()
    else:
        blank = re.compile(r"^[ \t]*(?:\n|\Z)", re.MULTILINE).search(text, start)
        stop = after = blank.start() if blank else len(text)
        faults.append(Fault(1, "the front matter that begins here has no closing fence"))
    header = text[start : min(stop, start + LARGEST)]
    if (header.strip() and not _KEY.search(header)) or (not end and not _KEY.match(header)):
        return None
    line = text.count("\n", 0, start)
    if stop - start > LARGEST:
        faults.append(Fault(line + 1, f"more than {LARGEST // 1024} KiB of front matter"))
        fields = parse_lines(header)
    else:
        fields = _parsed(header, line, parse, faults)
    return Document(
        fields=fields,
        body=text[after:],
        first_line=text.count("\n", 0, after) + 1,
        faults=tuple(faults),
    )


def _parsed(header: str, line: int, parse: _Parse, faults: list[Fault]) -> dict[str, Any]:
    try:
        return parse(header)
    except MalformedError as error:
        faults.append(Fault(line + error.line, f"front matter: {error}"))
        return parse_lines(header)


def _object(text: str) -> Document | None:
    """Read a JSON object; ``{%`` and ``{{`` begin a template's tags instead."""
    if not re.match(r'\{\s*["}]', text):
        return None
    try:
        fields, end = parse_json(text)
    except MalformedError as error:
        return Document(body=text, faults=(Fault(error.line, f"front matter: {error}"),))
    return _document(fields, end, text)


def _document(fields: Mapping[str, Any], end: int, text: str) -> Document:
    return Document(fields=fields, body=text[end:], first_line=text.count("\n", 0, end) + 1)
