"""Diagnostics and code actions: what there is to notice in a file, and what to do about it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from influencekit.words import count, number
from influencekit_lsp.knowledge import Place
from influencekit_lsp.noted import Mark, title
from influencekit_lsp.values import Action, Remark

HINT, INFORMATION = "hint", "information"
_ALONE = 0.9
"""Share of what is known of a file from which on one person holds it alone."""
ASK = frozenset({"question", "exercise", "risk"})
"""Kinds of notes that ask for something."""


def of_notes(marks: Iterable[Mark]) -> Iterator[Remark]:
    """Yield open notes, and those that lost their lines."""
    for mark in marks:
        note = mark.note
        if note.state != "open":
            continue
        if mark.orphaned:
            found = mark.placed.candidates
            where = f"; it may be line {found[0].first}" if found else ""
            message = f"The lines of this note are gone{where}: {title(note)}"
            yield Remark(
                first=0,
                last=0,
                severity=INFORMATION,
                code="note-orphaned",
                message=message,
                note=note.id,
            )
            continue
        state = "" if mark.placed.state == "exact" else f" ({mark.placed.state})"
        yield Remark(
            first=mark.first,
            last=mark.last,
            severity=INFORMATION if note.kind in ASK else HINT,
            code="note",
            message=f"{note.kind.capitalize()} by {note.author.name}{state}: {title(note)}",
            note=note.id,
        )


def of_risk(place: Place) -> Iterator[Remark]:
    """Yield a hint where one person alone knows a file."""
    known = place.knowers(limit=2)
    if known and known[0].share >= _ALONE:
        share = number(known[0].share, "share")
        message = f"{known[0].person.name} alone knows this file ({share})."
        yield Remark(first=0, last=0, severity=HINT, code="knowledge-risk", message=message)


def of_mark(mark: Mark, uri: str, first: int, last: int) -> Iterator[Action]:
    """Yield what can be done about a note, from lines (from 0) of the document `uri`."""
    note, kind = mark.note, "influencekit.note"

    def action(text: str, command: str, *arguments: Any) -> Action:
        return Action(
            title=f"{text}: {title(note)}",
            kind=kind,
            command=f"influencekit.note.{command}",
            arguments=({"id": note.id, "uri": uri, **(arguments[0] if arguments else {})},),
            note=note.id,
        )

    yield action("Reply to note", "reply")
    if note.state == "open":
        yield action("Resolve note", "resolve")
    else:
        yield action("Reopen note", "reopen")
    if mark.orphaned:
        for at in mark.placed.candidates[:3]:
            text = f"Attach note to line {at.first}"
            yield action(text, "move", {"first": at.first, "last": at.last, "path": at.path})
        yield action("Attach note here", "move", {"first": first + 1, "last": last + 1})
    elif not mark.first <= first <= mark.last:
        yield action("Move note here", "move", {"first": first + 1, "last": last + 1})


def of_place(uri: str, first: int, last: int, *, blog: bool, post: bool) -> Iterator[Action]:
    """Yield what can be done about any lines (from 0) of a file with a history.

    Parameters
    ----------
    blog, post
        Whether the repository has posts, and whether the file is one.
    """
    where = {"uri": uri, "first": first + 1, "last": last + 1}
    lines = count(last - first + 1, "line")
    for text, kind, command in (
        (f"Add a note on {'this line' if first == last else lines}", "note", "note.add"),
        ("Ask who knows this", "ask", "who"),
        ("Show what is known here", "ask", "panel"),
        *([("Start a post about this file", "post", "post.begin")] if blog and not post else []),
        *([("Check this post", "post", "post.check")] if post else []),
        *([("Find something to write about", "post", "post.ideas")] if blog else []),
    ):
        yield Action(
            title=text,
            kind=f"influencekit.{kind}",
            command=f"influencekit.{command}",
            arguments=(where,),
        )


def on(marks: Sequence[Mark], first: int, last: int) -> list[Mark]:
    """Return the notes on some lines (from 0); orphans are on the first line."""
    return [mark for mark in marks if mark.first <= last and mark.last >= first]
