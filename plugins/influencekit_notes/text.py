"""A note as text: front matter, Markdown, and the entries that were appended; pure."""

import re
from typing import Any

from influencekit.domain import Identity, Note, NoteEntry
from influencekit.notes import KINDS
from influencekit.times import parse_time
from influencekit.words import listed
from influencekit_notes.anchors import anchor_fields, anchor_of
from influencekit_notes.entries import Fault, Form, Written, one_line, plain, stamp
from influencekit_notes.frontmatter import Fields, Malformed, parse, write
from influencekit_notes.layout import file_of, of_format, read_file

VERSION = "1"
"""Of the format."""
FORM = Form(("reply", "resolved", "reopened", "moved"))
_KEYS = ("note", "kind", "author", "to", "created", "goal", "pair", "tour", "step", "anchor")


def read(text: str) -> tuple[Note | None, list[Fault]]:
    """Return the note that the file's `text` is, and what is wrong with it; see `read_file`."""
    return read_file(text, FORM, _note, _entry)


def _note(fields: Fields, faults: list[Fault]) -> Note:
    """Return the note without its text; front matter starts on the file's second line."""
    of_format(fields, "note", VERSION)
    kind = fields.text("kind") or "explanation"
    if kind not in KINDS:
        line = fields.line("kind") + 1
        faults.append(Fault(line, f"kind: expected {listed(KINDS)}, found {kind!r}"))
    step = fields.text("step") or "0"
    if not re.fullmatch(r"\d{1,6}", step):
        raise Malformed(f"step: expected a number, found {step!r}", fields.line("step"))
    to = one_line(fields.text("to"))
    return Note(
        kind=kind,
        author=_author(fields),
        to=Identity(to) if to else None,
        at=_time(fields),
        text="",
        goal=fields.text("goal"),
        pair=one_line(fields.text("pair")),
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
    name = one_line(fields.text("author"))
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


def _entry(it: Written) -> NoteEntry:
    anchor, body = None, list(it.body)
    if it.kind == "moved":
        start = next((at for at, line in enumerate(body) if line == "```yaml"), None)
        if start is None or "```" not in body[start + 1 :]:
            raise Malformed("expected the new anchor in a block of YAML")
        end = body.index("```", start + 1)
        anchor = anchor_of(parse("\n".join(body[start + 1 : end]) + "\n"))
        body = body[:start] + body[end + 1 :]
    return NoteEntry(
        kind=it.kind,
        id=it.id,
        author=Identity(it.by),
        at=parse_time(it.when, 0),
        text=FORM.unescaped(body),
        anchor=anchor,
    )


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
        "author": one_line(note.author.name),
        "to": one_line(note.to.name) if note.to else "",
        "created": stamp(note.at),
        "goal": plain(note.goal),
        "pair": one_line(note.pair),
        "tour": one_line(note.tour),
        "step": note.step,
        "anchor": anchor_fields(note.placed),
    }
    extra = {key: plain(value) for key, value in note.extra if key not in _KEYS}
    return file_of(fields | extra, note.text, FORM)


def text_of_entry(entry: NoteEntry) -> str:
    """Return `entry` as what is added to the file of its note."""
    block: list[str] = []
    if entry.anchor is not None:
        block = ["```yaml", *write(anchor_fields(entry.anchor)).splitlines(), "```", ""]
    return FORM.write(entry, block)
