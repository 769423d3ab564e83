"""A note as text: front matter, Markdown, and the entries that were appended; pure.

Nothing that was written is ever changed, things are only added behind it. So two people who reply at
the same time both add lines at the end, and git's ``union`` merge driver keeps both. Where the two
have some lines in common, that driver lets these stand once, with the rest of both around them; so
the last line of an entry names it and has a mark for each of its lines, by which it is put together
again.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import attrs

from influencekit.domain import Identity, Note, NoteEntry
from influencekit.linediff import lines_of
from influencekit.notes import KINDS
from influencekit.times import parse_time
from influencekit.words import listed
from influencekit_notes.anchors import anchor_fields, anchor_of
from influencekit_notes.frontmatter import Fields, Malformed, parse, write

VERSION = "1"
"""Of the format."""
_KEYS = ("note", "kind", "author", "to", "created", "goal", "tour", "step", "anchor")
_SAID = {"reply": "Reply", "resolved": "Resolved", "reopened": "Reopened", "moved": "Moved"}
_HEAD = re.compile(
    rf"## ({'|'.join(_SAID.values())}) ([0-9a-f]{{8}}) by (.*), "
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
)
_END = re.compile(r"<!-- end of ([0-9a-f]{8})(?::(?: [0-9a-f]{6}| -)*)? -->")
_MARKER = re.compile(r"(?:<{7}|>{7}|\|{7})(?: .*)?")
_OURS = re.compile(rf"\\*(?:{_HEAD.pattern}|{_END.pattern}|{_MARKER.pattern})")
"""Lines of a text that would be taken for ours or for a conflict: a ``\\`` is written before them."""
CONFLICT = "an unresolved merge conflict; both sides are shown"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@attrs.frozen
class Fault:
    """Something in a note that cannot be read as it stands."""

    line: int
    """Of the file, counted from 1."""
    message: str


def read(text: str) -> tuple[Note | None, list[Fault]]:
    """Return the note that the file's `text` is, and what is wrong with it.

    In a file with conflict markers both sides are read. None: it is no note at all.
    """
    faults: list[Fault] = []
    lines = list(lines_of(text.removeprefix("\ufeff")))
    markers = [at for at, line in enumerate(lines) if _MARKER.fullmatch(line)]
    if markers:
        faults.append(Fault(markers[0] + 1, CONFLICT))
        lines = ["" if _MARKER.fullmatch(it) or it == "=======" else it for it in lines]
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == "---"), 0)
    if not end or lines[0].rstrip() != "---":
        return None, [*faults, Fault(1, "expected front matter between two lines '---'")]
    try:
        note = _note(parse("\n".join(lines[1:end]) + "\n"), faults)
    except Malformed as error:
        return None, [*faults, Fault(error.line + 1, f"front matter: {error}")]
    first = next((at for at in range(end + 1, len(lines)) if _HEAD.fullmatch(lines[at])), None)
    entries = [] if first is None else _entries(lines, first, faults)
    return (
        attrs.evolve(
            note,
            text=_unescaped(lines[end + 1 : first]),
            entries=tuple(sorted(entries, key=lambda it: it.at)),
        ),
        faults,
    )


def _note(fields: Fields, faults: list[Fault]) -> Note:
    """Return the note without its text; front matter starts on the file's second line."""
    if (version := fields.text("note")) not in ("", VERSION):
        raise Malformed(f"a note of format {version}, newer than this program", fields.line("note"))
    kind = fields.text("kind") or "explanation"
    if kind not in KINDS:
        line = fields.line("kind") + 1
        faults.append(Fault(line, f"kind: expected {listed(KINDS)}, found {kind!r}"))
    step = fields.text("step") or "0"
    if not re.fullmatch(r"\d{1,6}", step):
        raise Malformed(f"step: expected a number, found {step!r}", fields.line("step"))
    to = _name(fields.text("to"))
    return Note(
        kind=kind,
        author=_author(fields),
        to=Identity(to) if to else None,
        at=_time(fields),
        text="",
        goal=fields.text("goal"),
        placed=anchor_of(fields.fields("anchor")),
        tour=fields.text("tour"),
        step=int(step),
        extra=tuple(
            (key, value if isinstance(value, str) else _written(value))
            for key, value in fields.values.items()
            if key not in _KEYS
        ),
    )


def _author(fields: Fields) -> Identity:
    name = _name(fields.text("author"))
    if not name:
        raise Malformed("author: expected a name", fields.line("author"))
    return Identity(name)


def _written(value: Any) -> str:
    """Return what stands under a key that no rule reads, as text."""
    inner = value.values if isinstance(value, Fields) else value
    return ", ".join(map(str, inner))


def _time(fields: Fields) -> int:
    written = fields.text("created")
    try:
        if written[:4].isdigit():
            return parse_time(written, 0)
    except ValueError:
        pass
    raise Malformed(
        f"created: expected a time such as 2026-01-02T18:00:00Z, found {written!r}",
        fields.line("created"),
    )


def _entries(lines: Sequence[str], first: int, faults: list[Fault]) -> Iterator[NoteEntry]:
    """Yield the entries from line `first` (from 0) on; say which are not whole."""
    heads = [at for at in range(first, len(lines)) if _HEAD.fullmatch(lines[at])]
    texts = {_mark(line): line for line in lines[first:]}
    seen = set()
    for at, behind in zip(heads, [*heads[1:], len(lines)], strict=True):
        said, id_, who, when = _parts(lines[at])
        body = _between(lines[at + 1 : behind], id_)
        if body is None:
            body = _unmixed(lines[at:], id_, texts)
        if body is None:
            message = f"{said} {id_} is not whole: cut off, or mixed with another one by a merge"
            faults.append(Fault(at + 1, message))
            body = [line for line in lines[at + 1 : behind] if not _END.fullmatch(line)]
        if (id_, *body) in seen:  # the same entry, picked to another branch
            continue
        seen.add((id_, *body))
        try:
            yield _entry(said.lower(), id_, who, when, body)
        except (Malformed, ValueError) as error:
            faults.append(Fault(at + 1 + getattr(error, "line", 0), f"{said} {id_}: {error}"))


def _parts(line: str) -> tuple[str, ...]:
    found = _HEAD.fullmatch(line)
    assert found  # noqa: S101 - asked for heads alone
    return found.groups()


def _between(lines: Sequence[str], id_: str) -> list[str] | None:
    """Return the lines before the end of the entry; None: it has none there, or something follows."""
    ends = [at for at, line in enumerate(lines) if _END.fullmatch(line)]
    end = ends[0] if len(ends) == 1 else len(lines)
    whole = lines[end : end + 1] and _ended(lines[end]) == id_
    return list(lines[:end]) if whole and not any(lines[end + 1 :]) else None


def _ended(line: str) -> str:
    found = _END.fullmatch(line)
    return found[1] if found else ""


def _unmixed(lines: Sequence[str], id_: str, texts: Mapping[str, str]) -> list[str] | None:
    """Return the lines of an entry that a merge mixed with others, by what its end says of each.

    Git lets lines that two entries have in common stand once, with the rest of both around them.
    """
    end = next((line for line in lines if _ended(line) == id_), "")
    marks = end.removesuffix(" -->").partition(": ")[2].split()
    known = [texts.get(mark) for mark in marks]
    found = [line for line in known if line is not None]
    return found if marks and len(found) == len(known) else None


def _mark(line: str) -> str:
    """Return what stands for a line at the end of an entry.

    Examples
    --------
    >>> _mark(""), _mark("Yes.")
    ('-', '5f9a2b')
    """
    return hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()[:6] if line else "-"


def _entry(kind: str, id_: str, who: str, when: str, body: list[str]) -> NoteEntry:
    anchor = None
    if kind == "moved":
        start = next((at for at, line in enumerate(body) if line == "```yaml"), None)
        if start is None or "```" not in body[start + 1 :]:
            raise Malformed("expected the new anchor in a block of YAML")
        end = body.index("```", start + 1)
        anchor = anchor_of(parse("\n".join(body[start + 1 : end]) + "\n"))
        body = body[:start] + body[end + 1 :]
    at = parse_time(when, 0)
    text = _unescaped(body)
    return NoteEntry(kind=kind, id=id_, author=Identity(who), at=at, text=text, anchor=anchor)


def text_of(note: Note) -> str:
    """Return a new note as the text of its file, without its entries.

    Raises
    ------
    ValueError
        It would not be read as it is now.
    """
    fields = {
        "note": int(VERSION),
        "kind": note.kind,
        "author": _name(note.author.name),
        "to": _name(note.to.name) if note.to else "",
        "created": stamp(note.at),
        "goal": _plain(note.goal),
        "tour": _name(note.tour),
        "step": note.step,
        "anchor": anchor_fields(note.placed),
    }
    extra = {key: _plain(value) for key, value in note.extra if key not in _KEYS}
    body = "\n".join(_escaped(note.text))
    return f"---\n{write(fields | extra)}---\n" + (f"\n{body}\n" if body else "")


def text_of_entry(entry: NoteEntry) -> str:
    """Return `entry` as what is added to the file of its note."""
    lines = [
        "",
        f"## {_SAID[entry.kind]} {entry.id} by {_name(entry.author.name)}, {stamp(entry.at)}",
        "",
    ]
    if entry.anchor is not None:
        lines += ["```yaml", *write(anchor_fields(entry.anchor)).splitlines(), "```", ""]
    lines += _escaped(entry.text)
    while not lines[-1]:
        lines.pop()
    marks = " ".join(map(_mark, lines[3:]))
    return "\n".join([*lines, "", f"<!-- end of {entry.id}{marks and f': {marks}'} -->", ""])


def digest(value: Note | NoteEntry, taken: Collection[str] = ()) -> str:
    """Return eight hex digits that stand for `value` and are none of `taken`."""
    said = repr(attrs.evolve(value, id=""))
    tries = (hashlib.sha256(f"{said}{number}".encode("utf-8", "replace")) for number in count())
    return next(it.hexdigest()[:8] for it in tries if it.hexdigest()[:8] not in taken)


def stamp(seconds: int) -> str:
    """Return a time as ``2026-01-02T18:00:00Z``.

    Raises
    ------
    ValueError
        No calendar has it.
    """
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError) as error:
        raise ValueError(f"{seconds}: no time that a calendar has") from error


def _name(text: str) -> str:
    """Return a name or title as one line without anything that acts on a screen."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def _plain(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text).strip()


def _escaped(text: str) -> list[str]:
    lines = lines_of(_plain(text))
    return [f"\\{line}" if _OURS.fullmatch(line) else line for line in lines]


def _unescaped(lines: Sequence[str]) -> str:
    text = "\n".join(
        line[1:] if line[:1] == "\\" and _OURS.fullmatch(line) else line for line in lines
    )
    return text.strip()
