"""What a post says about itself before its text begins; pure."""

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from influencekit_blogs.values import Malformed, parse_json, parse_lines, parse_toml, parse_yaml

LARGEST = 64 * 1024
"""Characters of front matter; more is not a post's."""


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
    return _fenced(text) or _object(text) or _HEADERS.get(suffix, _key_lines)(text)


_Parse = Callable[[str], dict[str, Any]]


def _bare_json(text: str) -> dict[str, Any]:
    return parse_json("{" + text + "}")[0]


_KEY = re.compile(r"^[\"']?[A-Za-z_][\w .-]{0,60}[\"']?[ \t]*[:=]", re.MULTILINE)
_OPENED: tuple[tuple[str, str, _Parse], ...] = (
    (r"(-{3,})[ \t]*\n", r"^(?:%s|\.\.\.)[ \t]*(?:\n|\Z)", parse_yaml),
    (r"(\+\+\+)[ \t]*\n", r"^%s[ \t]*(?:\n|\Z)", parse_toml),
    (r"(;;;)[ \t]*\n", r"^%s[ \t]*(?:\n|\Z)", _bare_json),
)
_UNOPENED: tuple[tuple[str, str, _Parse], ...] = (
    (r'(?=[ \t]*")', r"^;;;[ \t]*(?:\n|\Z)", _bare_json),
    (r"(?=(?:title|date|layout):)", r"^(?:---+[ \t]*(?:\n|\Z)|(?=[ \t]*\n))", parse_yaml),
)


def _fenced(text: str) -> Document | None:
    for opening, closing, parse in _OPENED:
        if found := re.match(opening, text):
            fence = re.compile(closing % re.escape(found[1]), re.MULTILINE)
            return _between(text, found.end(), fence.search(text, found.end()), parse)
    for opening, closing, parse in _UNOPENED:
        if re.match(opening, text, re.IGNORECASE):
            end = re.compile(closing, re.MULTILINE).search(text)
            if end and end[0]:
                return _between(text, 0, end, parse)
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
    if header.strip() and not _KEY.search(header) or (not end and not _KEY.match(header)):
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
    except Malformed as error:
        faults.append(Fault(line + error.line, f"front matter: {error}"))
        return parse_lines(header)


def _object(text: str) -> Document | None:
    """Read a JSON object; ``{%`` and ``{{`` begin a template's tags instead."""
    if not re.match(r'\{\s*["}]', text):
        return None
    try:
        fields, end = parse_json(text)
    except Malformed as error:
        return Document(body=text, faults=(Fault(error.line, f"front matter: {error}"),))
    return _document(fields, text, end)


def _document(fields: Mapping[str, Any], text: str, end: int) -> Document:
    return Document(fields=fields, body=text[end:], first_line=text.count("\n", 0, end) + 1)


def _key_lines(text: str) -> Document:
    """Read ``Key: value`` lines up to the first blank line; a title or a date must be among them."""
    if not _KEY.match(text):
        return Document(body=text)
    end = re.compile(r"^[ \t]*$", re.MULTILINE).search(text, 0, LARGEST)
    header = text[: end.start() if end else LARGEST]
    fields = {key.lower(): value for key, value in parse_lines(header).items()}
    if not fields.keys() & {"title", "date"}:
        return Document(body=text)
    return _document(fields, text, len(header))


_REST_TITLE = re.compile(
    r"\s*(?:([=\-#*~^\"'`+]{3,})[ \t]*\n)?[ \t]*(\S[^\n]*)\n([=\-#*~^\"'`+]{3,})[ \t]*\n"
)
_FIELD = re.compile(r":([A-Za-z][\w .-]{0,60}):[ \t]*([^\n]*(?:\n[ \t]+\S[^\n]*)*)(?:\n|\Z)")


def _field_list(text: str) -> Document:
    """Read a reST title and the field list (docinfo) after it, or before it."""
    fields: dict[str, Any] = {}
    title = _REST_TITLE.match(text)
    if title:
        fields["title"] = title[2].strip()
    return _fields_from(text, title.end() if title else 0, fields)


def _fields_from(text: str, start: int, fields: dict[str, Any]) -> Document:
    """Read fields from `start` on; blank lines and comments may stand before the first."""
    lead = re.compile(r"(?:[ \t]*\n|(?:\.\.|//)[ \t][^\n]*\n)*").match(text, start)
    at = lead.end() if lead else start
    found = _FIELD.match(text, at)
    if not found:
        return _document(fields, text, start)
    while found and at - start < LARGEST:
        fields.setdefault(found[1].lower(), " ".join(found[2].split()))
        at = found.end()
        found = _FIELD.match(text, at)
    return _document(fields, text, at)


def _asciidoc(text: str) -> Document:
    """Read ``= Title``, the author line and ``:key: value`` attributes."""
    found = re.match(r"\s*(?:=|#)[ \t]+([^\n]*)\n(?:([\w][^\n:]*<[^<>\n]*>)[ \t]*\n)?", text)
    if not found:
        return _fields_from(text, 0, {})
    author = {"author": found[2]} if found[2] else {}
    return _fields_from(text, found.end(), {"title": found[1].strip()} | author)


def _org(text: str) -> Document:
    """Read ``#+KEY: value`` lines; blank and comment lines may stand between them."""
    fields: dict[str, Any] = {}
    line = re.compile(r"[ \t]*(?:#\+([A-Za-z_]+):[ \t]*([^\n]*)|#[ \t][^\n]*|)(?:\n)")
    at = 0
    while (found := line.match(text, at)) and at < LARGEST:
        if found[1]:
            fields.setdefault(found[1].lower(), found[2].strip())
        at = found.end()
    return _document(fields, text, at if fields else 0)


_META = re.compile(r"<meta\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(name|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def _meta_tags(text: str) -> Document:
    """Read ``<title>`` and ``<meta name= content=>`` before ``<body>``; the body is the whole text."""
    head = re.split(r"<body\b", text[:LARGEST], maxsplit=1, flags=re.IGNORECASE)[0]
    fields: dict[str, Any] = {}
    if title := re.search(r"<title>([^<]{1,1000})</title>", head, re.IGNORECASE):
        fields["title"] = html.unescape(title[1]).strip()
    for tag in _META.finditer(head):
        said = {
            name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(tag[1])
        }
        if "name" in said:
            fields.setdefault(said["name"].lower(), html.unescape(said.get("content", "")))
    return Document(fields=fields, body=text)


_HEADERS: Mapping[str, Callable[[str], Document]] = {
    ".rst": _field_list,
    ".adoc": _asciidoc,
    ".asciidoc": _asciidoc,
    ".org": _org,
    ".html": _meta_tags,
    ".htm": _meta_tags,
}
