"""Entries that are only ever added at the end of a file, and put together again after a merge; pure.

Nothing that was written is ever changed, things are only added behind it. So two people who write at
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

from influencekit.linediff import lines_of

_END = re.compile(r"<!-- end of ([0-9a-f]{8})(?::(?: [0-9a-f]{6}| -)*)? -->")
MARKER = re.compile(r"(?:<{7}|>{7}|\|{7})(?: .*)?")
"""A line that git writes around the sides of a conflict, except for the one between them."""
CONFLICT = "an unresolved merge conflict; both sides are shown"
_BY_HAND = r"(\d{4}-\d\d-\d\d) +(\w+) *"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@attrs.frozen
class Fault:
    """Something in a file that cannot be read as it stands."""

    line: int
    """Of the file, counted from 1."""
    message: str


@attrs.frozen(kw_only=True)
class Written:
    """An entry as it stands in a file."""

    kind: str
    """In lower case."""
    id: str
    """Eight hex digits; empty: a person wrote it by hand."""
    by: str
    """A name; empty: nobody said."""
    when: str
    """A time or a day, as it was written."""
    body: tuple[str, ...]
    """Its lines, escaped."""
    line: int
    """Of the file, counted from 1, where it begins."""


class Form:
    """How the entries of one sort of file begin.

    Parameters
    ----------
    kinds
        What an entry can be, in lower case.
    by_hand
        Whether ``## 2024-01-17 kind`` begins one too, which ends where the next one begins.
    """

    def __init__(self, kinds: Collection[str], *, by_hand: bool = False) -> None:
        said = "|".join(kind.capitalize() for kind in kinds)
        head = rf"({said}) ([0-9a-f]{{8}}) by (.*), (\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
        self._head = re.compile(f"## (?:{head}|{_BY_HAND})" if by_hand else f"## {head}")
        ours = "|".join(each.pattern for each in (self._head, _END, MARKER))
        # Lines of a text that would be taken for ours or for a conflict: a \ is written before them.
        self._ours = re.compile(rf"\\*(?:{ours})")

    def first(self, lines: Sequence[str], start: int) -> int | None:
        """Return the index of the first line from `start` on that begins an entry."""
        return next(
            (at for at in range(start, len(lines)) if self._head.fullmatch(lines[at])), None
        )

    def read(self, lines: Sequence[str], first: int, faults: list[Fault]) -> Iterator[Written]:
        """Yield the entries from index `first` on; say which are not whole."""
        heads = [at for at in range(first, len(lines)) if self._head.fullmatch(lines[at])]
        texts = {_mark(line): line for line in lines[first:]}
        seen = set()
        for at, behind in zip(heads, [*heads[1:], len(lines)], strict=True):
            kind, id_, by, when = self._parts(lines[at])
            body = _between(lines[at + 1 : behind], id_)
            if body is None:
                body = _unmixed(lines[at:], id_, texts)
            if body is None:
                message = (
                    f"{kind} {id_} is not whole: cut off, or mixed with another one by a merge"
                )
                faults.append(Fault(at + 1, message))
                body = [line for line in lines[at + 1 : behind] if not _END.fullmatch(line)]
            if id_ and (id_, *body) in seen:  # the same entry, picked to another branch
                continue
            seen.add((id_, *body))
            yield Written(
                kind=kind.lower(), id=id_, by=by, when=when, body=tuple(body), line=at + 1
            )

    def _parts(self, line: str) -> tuple[str, str, str, str]:
        found = self._head.fullmatch(line)
        assert found  # noqa: S101 - asked for heads alone
        kind, id_, by, when, *hand = found.groups()
        return (hand[1], "", "", hand[0]) if kind is None else (kind, id_, by, when)

    def write(self, entry: Any, block: Sequence[str] = ()) -> str:
        """Return an entry as what is added to its file.

        Parameters
        ----------
        entry
            What has a `kind`, `id`, `author`, `at` and `text`.
        block
            Lines that stand before the text as they are.

        Raises
        ------
        ValueError
            No calendar has its time.
        """
        name = one_line(entry.author.name)
        head = f"## {entry.kind.capitalize()} {entry.id} by {name}, {stamp(entry.at)}"
        lines = ["", head, "", *block, *self.escaped(entry.text)]
        while not lines[-1]:
            lines.pop()
        marks = " ".join(map(_mark, lines[3:]))
        return "\n".join([*lines, "", f"<!-- end of {entry.id}{marks and f': {marks}'} -->", ""])

    def escaped(self, text: str) -> list[str]:
        """Return the lines of `text`, none of which is taken for something else."""
        lines = lines_of(plain(text))
        return [f"\\{line}" if self._ours.fullmatch(line) else line for line in lines]

    def unescaped(self, lines: Sequence[str]) -> str:
        """Return the text that `lines` are."""
        text = "\n".join(
            line[1:] if line[:1] == "\\" and self._ours.fullmatch(line) else line for line in lines
        )
        return text.strip()


def _between(lines: Sequence[str], id_: str) -> list[str] | None:
    """Return the lines before the end of the entry; None: it has none there, or something follows."""
    ends = [at for at, line in enumerate(lines) if _END.fullmatch(line)]
    if not id_:
        return None if ends else list(lines)
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
    end = next((line for line in lines if id_ and _ended(line) == id_), "")
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


def digest(value: Any, taken: Collection[str] = ()) -> str:
    """Return eight hex digits that stand for `value`, which has an `id`, and are none of `taken`."""
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


def one_line(text: str) -> str:
    """Return a name or title as one line without anything that acts on a screen."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def storable(text: str) -> str:
    """Return `text` as UTF-8 can have it."""
    return _SURROGATE.sub("\ufffd", text)


def plain(text: str) -> str:
    """Return `text` as UTF-8 can have it, without blanks around it."""
    return storable(text).strip()
