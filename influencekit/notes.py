"""Mentoring notes: what they are anchored to, and where that is now. Pure.

An anchor names lines of one version of a file. Where they are now is found in three steps: the line
history from that version to the revision that is looked at (exact, through renames), from there to
the text in an editor by a line diff, and for lines that were edited by likeness, with a margin.
What is not surely found is *orphaned*: its candidates are named, and a person decides.
"""

import functools
from collections.abc import Iterable, Sequence

import attrs

from influencekit.domain import Anchor, Carried, FileVersion, Identity, Note
from influencekit.linediff import carry
from influencekit.rematch import Change

KINDS = ("question", "explanation", "praise", "exercise", "risk")
"""What a note can be."""
STATES = ("exact", "moved", "edited", "orphaned")
"""What can have become of a note's lines."""
CONTEXT = 3
"""Lines before and after that an anchor keeps."""
_CANDIDATES = 5
_LONGEST = 60
"""Lines of an anchor that are looked for by their likeness; of more, those that survived must do."""


@attrs.frozen(kw_only=True)
class Candidate:
    """Lines that an orphaned note may belong to."""

    path: str
    first: int
    """First line, counted from 1."""
    last: int
    likeness: float
    """Of its first line to the anchor's, in [0, 1]."""
    text: str
    """Its first line."""


@attrs.frozen(kw_only=True)
class Placed:
    """Where the lines of an anchor are now."""

    state: str
    """``"exact"``: the same lines of the same file. ``"moved"``: the same text elsewhere.
    ``"edited"``: the text is another one. ``"orphaned"``: not surely anywhere."""
    path: str
    """The file's name now; of an orphan the last one known."""
    first: int = 0
    """First line, counted from 1; 0: of an orphan, or the file as a whole."""
    last: int = 0
    """Last line."""
    by: str = ""
    """How it was found: ``"line history"``, ``"diff"`` or ``"likeness"``."""
    candidates: tuple[Candidate, ...] = ()
    """Of an orphan, the likeliest first."""


def anchor_at(
    path: str,
    first: int,
    last: int,
    version: FileVersion | None,
    buffer: Sequence[str] | None = None,
) -> Anchor:
    """Return the anchor of some lines.

    Parameters
    ----------
    path
        Relative to the repository.
    first, last
        Lines of `buffer`, counted from 1; 0 and 0: the file as a whole.
    version
        The file at HEAD; None: it is not there.
    buffer
        The text as it is looked at; None: as in `version`.

    Raises
    ------
    ValueError
        There are no such lines.
    """
    committed = version.lines if version else ()
    lines = committed if buffer is None else tuple(buffer)
    if not 0 <= first <= last <= len(lines) or (last and not first):
        raise ValueError(f"{path} has {len(lines)} lines, not {first} to {last}")
    text = tuple(lines[first - 1 : last]) if first else ()
    known = {"commit": version.commit, "blob": version.blob} if version else {}
    if version and first and lines != committed:
        where = carry(lines, committed)[first - 1 : last]
        if where[0] and where == tuple(range(where[0], where[0] + len(where))):
            first, last, lines = where[0], where[-1], committed
        else:
            known = {}
    return Anchor(
        path=path,
        **known,
        first=first,
        last=last,
        text=text,
        before=tuple(lines[max(0, first - 1 - CONTEXT) : first - 1]) if first else (),
        after=tuple(lines[last : last + CONTEXT]) if first else (),
    )


def place(anchor: Anchor, carried: Carried, buffer: Sequence[str] | None = None) -> Placed:
    """Return where the lines of `anchor` are now.

    Parameters
    ----------
    anchor
        What is looked for.
    carried
        What a `influencekit.protocols.VersionSource` says of it.
    buffer
        The text of the file as it is looked at; None: as in the revision.
    """
    if carried.new is None and buffer is None:
        return Placed(state="orphaned", path=anchor.path)
    path = carried.new.path if carried.new else anchor.path
    if not anchor.first:
        return Placed(state="exact" if path == anchor.path else "moved", path=path)
    committed = carried.new.lines if carried.new else ()
    now = committed if buffer is None else tuple(buffer)
    old, where, first = _known(anchor, carried)
    if now != committed and any(where):
        on = (0, *_across(committed, now))
        where = [on[at] for at in where]
    change = Change(old, now, where)
    span = range(first - 1, first - 1 + len(anchor.text))
    hits, by = [where[at] for at in span], carried.by
    if 0 < hits.count(0) <= _LONGEST:
        anywhere = not any(hits)
        hits, by = [where[at] or change.sure(at, anywhere=anywhere) for at in span], "likeness"
        if anywhere and max(hits) - min(filter(None, hits), default=0) >= 2 * len(hits):
            hits = [0] * len(hits)  # scattered: they are no one place
    if not _told(old[span.start : span.stop], hits):
        candidates = tuple(_candidates(change, span, path))
        return Placed(state="orphaned", path=path, candidates=candidates)
    start, end = min(filter(None, hits)), max(hits)
    same = tuple(now[start - 1 : end]) == tuple(old[span.start : span.stop])
    there = path == anchor.path and start == anchor.first
    state = ("exact" if there else "moved") if same else "edited"
    return Placed(state=state, path=path, first=start, last=end, by=by)


@functools.lru_cache(maxsize=4)
def _across(committed: tuple[str, ...], now: tuple[str, ...]) -> tuple[int, ...]:
    """Return `linediff.carry`, once for all the notes of a file."""
    return carry(committed, now)


def _told(text: Sequence[str], hits: Sequence[int]) -> bool:
    """Whether the lines that were found are enough of `text`: at least half of its characters."""
    weights = [len(line.strip()) for line in text]
    found = sum(weight for weight, hit in zip(weights, hits, strict=True) if hit)
    return any(hits) and 2 * found >= sum(weights)


def _known(anchor: Anchor, carried: Carried) -> tuple[Sequence[str], Sequence[int], int]:
    """Return the old text, where its lines are in the revision, and the anchor's first line in it.

    A version that does not have the anchor's text where the anchor says is not believed.
    """
    if carried.old is not None and carried.lines:
        there = carried.old.lines[anchor.first - 1 : anchor.last]
        if tuple(map(_kept, there)) == tuple(map(_kept, anchor.text)):
            return carried.old.lines, carried.lines, anchor.first
    old = (*anchor.before, *anchor.text, *anchor.after)
    return old, [0] * len(old), len(anchor.before) + 1


def _kept(line: str) -> str:
    """Return what is left of a line where only UTF-8 is kept."""
    return line.encode("utf-8", "replace").decode().replace("\ufffd", "?")


def _candidates(change: Change, span: range, path: str) -> Iterable[Candidate]:
    """Yield where the longest line of the anchor may be."""
    lead = max(span, key=lambda at: len(change.old[at].strip()))
    for likely in change.likely(lead, anywhere=True)[:_CANDIDATES]:
        first = max(0, likely.line - (lead - span.start))
        last = min(len(change.new), first + len(span))
        yield Candidate(
            path=path,
            first=first + 1,
            last=last,
            likeness=likely.likeness,
            text=change.new[first],
        )


@attrs.frozen(kw_only=True)
class Said:
    """One thing that somebody said to somebody in a note."""

    at: int
    """Seconds since 1970-01-01T00:00:00Z."""
    by: Identity
    to: Identity | None
    """Of what the note's author said the addressee, of a reply the author; None: everybody."""
    what: str
    """``"note"``, or an entry's kind."""
    text: str
    """Markdown."""
    note: Note


def conversation(notes: Iterable[Note]) -> list[Said]:
    """Return all that was said in `notes`: the course of mentoring, oldest first."""
    found = []
    for note in notes:
        first = Said(at=note.at, by=note.author, to=note.to, what="note", text=note.text, note=note)
        found.append(first)
        for it in note.entries:
            to = note.to if it.author == note.author else note.author
            found.append(Said(at=it.at, by=it.author, to=to, what=it.kind, text=it.text, note=note))
    return sorted(found, key=lambda it: (it.at, it.note.id))
