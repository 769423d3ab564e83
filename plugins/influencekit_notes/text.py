"""A note as text: front matter, Markdown, and the entries that were appended; pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from influencekit.domain import Identity, Note, NoteEntry
from influencekit.notes import KINDS
from influencekit.times import parse_time
from influencekit.words import listed
from influencekit_notes.anchors import anchor_fields, anchor_of
from influencekit_notes.entries import (
    Fault,
    Form,
    Written,
    of_format,
    one_line,
    parted,
    plain,
    stamp,
)
from influencekit_notes.frontmatter import Fields, Malformed, parse, write

VERSION = "1"
"""Of the format."""
FORM = Form(("reply", "resolved", "reopened", "moved"))
_KEYS = ("note", "kind", "author", "to", "created", "goal", "pair", "tour", "step", "anchor")


def read(text: str) -> tuple[Note | None, list[Fault]]:
    """Return the note that the file's `text` is, and what is wrong with it.

    In a file with conflict markers both sides are read. None: it is no note at all.
    """
    faults: list[Fault] = []
    try:
        lines, end = parted(text, faults)
    except Malformed as error:
        return None, [*faults, Fault(error.line, str(error))]
    try:
        note = _note(parse("\n".join(lines[1:end]) + "\n"), faults)
    except Malformed as error:
        return None, [*faults, Fault(error.line + 1, f"front matter: {error}")]
    first = FORM.first(lines, end + 1)
    entries = [] if first is None else _entries(lines, first, faults)
    return (
        attrs.evolve(
            note,
            text=FORM.unescaped(lines[end + 1 : first]),
            entries=tuple(sorted(entries, key=lambda it: it.at)),
        ),
        faults,
    )


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


def _entries(lines: Sequence[str], first: int, faults: list[Fault]) -> Iterator[NoteEntry]:
    for it in FORM.read(lines, first, faults):
        try:
            yield _entry(it)
        except (Malformed, ValueError) as error:
            line = it.line + getattr(error, "line", 0)
            faults.append(Fault(line, f"{it.kind.capitalize()} {it.id}: {error}"))


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
    body = "\n".join(FORM.escaped(note.text))
    return f"---\n{write(fields | extra)}---\n" + (f"\n{body}\n" if body else "")


def text_of_entry(entry: NoteEntry) -> str:
    """Return `entry` as what is added to the file of its note."""
    block: list[str] = []
    if entry.anchor is not None:
        block = ["```yaml", *write(anchor_fields(entry.anchor)).splitlines(), "```", ""]
    return FORM.write(entry, block)
