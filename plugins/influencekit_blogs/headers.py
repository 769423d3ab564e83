"""Headers that belong to a markup language rather than to an engine; pure.

Each function returns what the header says and where in the text the body begins.
"""

import html
import re
from collections.abc import Callable, Mapping

from influencekit_blogs.values import parse_lines

LARGEST = 64 * 1024
"""Characters of front matter; more is not a post's."""

Header = tuple[dict[str, str], int]

FIRST_KEY = re.compile(r"[\"']?[A-Za-z_][\w .-]{0,60}[\"']?[ \t]*[:=]")
"""What a line begins with that gives a key a value."""


def key_lines(text: str) -> Header:
    """Read ``Key: value`` lines up to the first blank line; a title or a date must be among them."""
    if not FIRST_KEY.match(text):
        return {}, 0
    end = re.compile(r"^[ \t]*$", re.MULTILINE).search(text, 0, LARGEST)
    size = end.start() if end else min(LARGEST, len(text))
    fields = {key.lower(): str(value) for key, value in parse_lines(text[:size]).items()}
    return (fields, size) if fields.keys() & {"title", "date"} else ({}, 0)


_REST_TITLE = re.compile(
    r"\s*(?:[=\-#*~^\"'`+]{3,}[ \t]*\n[ \t]*)?(\S[^\n]*)\n[=\-#*~^\"'`+]{3,}[ \t]*\n"
)
_LEAD = re.compile(r"(?:[ \t]*\n|(?:\.\.|//)[ \t][^\n]*\n)*")
_FIELD = re.compile(r":([A-Za-z][\w .-]{0,60}):[ \t]*([^\n]*(?:\n[ \t]+\S[^\n]*)*)(?:\n|\Z)")


def _rest(text: str) -> Header:
    """Read a reST title and the field list (docinfo) after it."""
    title = _REST_TITLE.match(text)
    named = {"title": title[1].strip()} if title else {}
    return _fields(text, title.end() if title else 0, named)


def _asciidoc(text: str) -> Header:
    """Read ``= Title``, the author line and ``:key: value`` attributes."""
    found = re.match(r"\s*[=#][ \t]+([^\n]*)\n(?:(\w[^\n:]*<[^<>\n]*>)[ \t]*\n)?", text)
    if not found:
        return _fields(text, 0, {})
    author = {"author": found[2]} if found[2] else {}
    return _fields(text, found.end(), {"title": found[1].strip()} | author)


def _fields(text: str, start: int, fields: dict[str, str]) -> Header:
    """Read fields from `start` on; blank lines and comments may stand before the first."""
    lead = _LEAD.match(text, start)
    at = lead.end() if lead else start
    if not _FIELD.match(text, at):
        return fields, start
    while (found := _FIELD.match(text, at)) and at - start < LARGEST:
        fields.setdefault(found[1].lower(), " ".join(found[2].split()))
        at = found.end()
    return fields, at


_ORG_LINE = re.compile(r"[ \t]*(?:#\+([A-Za-z_]+):[ \t]*([^\n]*)|#[ \t][^\n]*|)\n")


def _org(text: str) -> Header:
    """Read ``#+KEY: value`` lines; blank and comment lines may stand between them."""
    fields: dict[str, str] = {}
    at = 0
    while (found := _ORG_LINE.match(text, at)) and at < LARGEST:
        if found[1]:
            fields.setdefault(found[1].lower(), found[2].strip())
        at = found.end()
    return fields, at if fields else 0


_META = re.compile(r"<meta\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(name|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def _meta_tags(text: str) -> Header:
    """Read ``<title>`` and ``<meta name= content=>`` before ``<body>``; they stay in the body."""
    head = re.split(r"<body\b", text[:LARGEST], maxsplit=1, flags=re.IGNORECASE)[0]
    fields: dict[str, str] = {}
    if title := re.search(r"<title>([^<]{1,1000})</title>", head, re.IGNORECASE):
        fields["title"] = html.unescape(title[1]).strip()
    for tag in _META.finditer(head):
        said = {
            name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(tag[1])
        }
        if "name" in said:
            fields.setdefault(said["name"].lower(), html.unescape(said.get("content", "")))
    return fields, 0


MARKUP: Mapping[str, Callable[[str], Header]] = {
    ".rst": _rest,
    ".adoc": _asciidoc,
    ".asciidoc": _asciidoc,
    ".org": _org,
    ".html": _meta_tags,
    ".htm": _meta_tags,
}
"""By suffix; any other text may begin with `key_lines`."""
