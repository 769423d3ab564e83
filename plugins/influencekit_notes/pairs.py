"""The record of a pair as text: front matter, Markdown, and what happened since; pure."""

import datetime as dt

from influencekit.domain import Identity
from influencekit.mentoring import ENDED, KINDS, LOOP, Entry, Pair
from influencekit.times import parse_time
from influencekit.words import date, listed
from influencekit_notes.entries import Fault, Form, Written, one_line, plain, stamp
from influencekit_notes.frontmatter import Fields, Malformed
from influencekit_notes.layout import file_of, of_format, read_file

VERSION = "1"
"""Of the format."""
FORM = Form(KINDS, by_hand=True)


def read(text: str) -> tuple[Pair | None, list[Fault]]:
    """Return the pair that the file's `text` is about, and what is wrong with it; see `read_file`."""
    return read_file(text, FORM, _pair, _entry)


def _pair(fields: Fields, _: list[Fault]) -> Pair:
    of_format(fields, "pair", VERSION)
    return Pair(
        mentor=_who(fields, "mentor"),
        mentee=_who(fields, "mentee"),
        area=one_line(fields.text("area")),
        since=_day(fields, "since"),
        end=_day(fields, "until"),
        needs=fields.texts("needs"),
        goals=fields.texts("goals"),
    )


def _who(fields: Fields, key: str) -> Identity:
    name, _, rest = fields.text(key).partition("<")
    if not one_line(name):
        raise Malformed(f"{key}: expected a name", fields.line(key))
    return Identity(one_line(name), rest.rstrip("> "))


def _day(fields: Fields, key: str) -> int | None:
    text = fields.text(key)
    try:
        return day(text) if text else None
    except ValueError:
        expected = f"{key}: expected a day, YYYY-MM-DD, found {text!r}"
        raise Malformed(expected, fields.line(key)) from None


def _entry(it: Written) -> Entry:
    if it.kind not in KINDS:
        expected = f"{listed(LOOP)} or {ENDED}".replace(" and ", ", ")
        raise ValueError(f"an entry is {expected}, not {it.kind!r}")
    return Entry(
        kind=it.kind,
        id=it.id,
        author=Identity(it.by) if it.by else None,
        at=parse_time(it.when, 0) if it.id else day(it.when),
        text=FORM.unescaped(it.body),
    )


def text_of(pair: Pair) -> str:
    """Return a new record as the text of its file, without its entries.

    Raises
    ------
    ValueError
        No calendar has its days.
    """
    fields = {
        "pair": int(VERSION),
        "mentor": one_line(pair.mentor.name),
        "mentee": one_line(pair.mentee.name),
        "area": one_line(pair.area),
        "since": _written_day(pair.since),
        "until": _written_day(pair.end),
        "needs": tuple(map(plain, pair.needs)),
        "goals": tuple(map(plain, pair.goals)),
    }
    return file_of(fields, pair.text, FORM)


def _written_day(seconds: int | None) -> str:
    if seconds is not None:
        stamp(seconds)  # raises where no calendar has it
    return date(seconds)


def text_of_entry(entry: Entry) -> str:
    """Return `entry`, of which is said who wrote it, as what is added to the file of its pair."""
    return FORM.write(entry)


def day(text: str) -> int:
    """Return midnight UTC of a day, ``YYYY-MM-DD``, in seconds since 1970.

    Raises
    ------
    ValueError
        It is no such day.

    Examples
    --------
    >>> day("1970-01-02")
    86400
    """
    try:
        return int(dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC).timestamp())
    except ValueError:
        raise ValueError(f"{text!r} is no day") from None
