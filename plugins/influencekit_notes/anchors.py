"""An anchor as front matter, and back; pure. A note may only name what is inside the repository."""

import re
from collections.abc import Mapping
from typing import Any

from influencekit.domain import Anchor
from influencekit.settings.places import Place
from influencekit_notes.entries import storable
from influencekit_notes.frontmatter import Fields, Malformed

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LINES = re.compile(r"([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def anchor_of(fields: Fields) -> Anchor:
    """Return the anchor that `fields` describe.

    Raises
    ------
    Malformed
        They describe none, or one out of the repository.
    """
    path = fields.text("path")
    if why := wrong_path(path):
        raise Malformed(f"path: {path!r} {why}", fields.line("path"))
    for key in ("commit", "blob"):
        if (oid := fields.text(key)) and not _OID.fullmatch(oid):
            raise Malformed(f"{key}: expected a full object id, found {oid!r}", fields.line(key))
    lines = fields.text("lines")
    found = _LINES.fullmatch(lines)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    text = fields.texts("text")
    if (lines and not found) or last < first:
        raise Malformed(f"lines: expected 12 or 12-15, found {lines!r}", fields.line("lines"))
    if len(text) != (last - first + 1 if first else 0):
        raise Malformed("text: expected one text for each of the lines", fields.line("text"))
    return Anchor(
        path=path,
        commit=fields.text("commit"),
        blob=fields.text("blob"),
        first=first,
        last=last,
        text=text,
        before=fields.texts("before"),
        after=fields.texts("after"),
    )


def anchor_fields(anchor: Anchor) -> Mapping[str, Any]:
    """Return what `anchor_of` reads.

    Raises
    ------
    ValueError
        The anchor is out of the repository.
    """
    if why := wrong_path(anchor.path):
        raise ValueError(f"The path {anchor.path!r} {why}.")
    lines = f"{anchor.first}-{anchor.last}" if anchor.last > anchor.first else str(anchor.first)
    texts = {name: getattr(anchor, name) for name in ("text", "before", "after")}
    return {
        "path": anchor.path,
        "commit": anchor.commit,
        "blob": anchor.blob,
        "lines": lines if anchor.first else "",
        **{name: tuple(map(storable, lines)) for name, lines in texts.items()},
    }


def wrong_path(path: str) -> str:
    """Return why a note may not name `path`; empty where it may.

    Examples
    --------
    >>> wrong_path("src/a.py"), wrong_path("../a.py")
    ('', "has a part '..'")
    """
    if not path or _CONTROL.search(path):
        return "is no path that a note can name" if path else "is missing"
    return Place(path=path, base=None, trust="repository", origin="notes").escapes
