"""The records of mentoring: who mentors whom in what, with what aim, and what came of it. Pure.

A pair is kept as one Markdown file, ``.mentoring/pairs/ID.md``: front matter that says who, where, when,
and with what needs and goals, then text, then dated headings for what happened::

    ---
    mentor: Ada Lovelace
    mentee: Eve Example
    area: parser/
    since: 2024-01-10
    until: 2024-06-30
    needs: [reading other people's code]
    goals: [review a change of the parser alone]
    ---

    We meet on Tuesdays.

    ## 2024-01-17 plan

    Three small fixes, then one feature.

    ## 2024-02-14 feedback

    ## 2024-06-30 result

The kinds of entries are those of `KINDS`. Mentoring notes belong to a pair where the mentor wrote them to
the mentee, or the other way round.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

import attrs

from influencekit.domain import Identity
from influencekit.words import listed

KINDS = ("need", "goal", "plan", "feedback", "result")
"""What an entry of a pair's record can be, in the order of the mentoring loop."""
NEXT: Mapping[str, str] = {
    "need": "Ask what the mentee knows and needs, and write it down as needs.",
    "goal": "Agree on a goal that both can tell the reaching of.",
    "plan": "Plan the first steps: a small change, a review together, something to read.",
    "feedback": "Look back together on what was tried, and write down what helped.",
    "result": "Say what came of it, and decide whether to go on.",
    "": "The loop is complete: share what was learnt, or set the next goal.",
}
"""What to do where a kind of entry is the first that is missing."""
_HEAD = re.compile(r"## (\d{4}-\d\d-\d\d) +(\w+) *")


@attrs.frozen(kw_only=True)
class Entry:
    """Something that happened between the two."""

    kind: str
    """One of `KINDS`."""
    at: int
    """Midnight UTC of the day, seconds since 1970-01-01T00:00:00Z."""
    text: str = ""
    """Markdown."""


@attrs.frozen(kw_only=True)
class Pair:
    """A mentor and a mentee, as they wrote it down."""

    id: str
    """Its file's name without ``.md``."""
    mentor: Identity
    mentee: Identity
    area: str = ""
    """Name of the area, or a path; empty: not said."""
    since: int | None = None
    """Seconds since 1970-01-01T00:00:00Z."""
    until: int | None = None
    """When it ended; None: it goes on, or nobody said."""
    needs: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    text: str = ""
    """Markdown before the first entry."""
    entries: tuple[Entry, ...] = ()
    """Oldest first; those of one day as they are written."""
    locator: str = ""
    """Its file: ``".mentoring/pairs/eve.md"``."""

    @property
    def next(self) -> str:
        """What the mentoring loop asks for next, in words."""
        there = {entry.kind for entry in self.entries}
        there |= {"need"} if self.needs else set()
        there |= {"goal"} if self.goals else set()
        return NEXT[next((kind for kind in KINDS if kind not in there), "")]


def entries_of(body: str) -> tuple[str, tuple[Entry, ...], list[tuple[int, str]]]:
    r"""Return the text before the first entry, the entries, and what is wrong with lines of `body`.

    Examples
    --------
    >>> text, (entry,), faults = entries_of("Hello.\n\n## 2024-01-17 plan\n\nThree fixes.\n")
    >>> text, entry.kind, entry.text, faults
    ('Hello.', 'plan', 'Three fixes.', [])
    >>> entries_of("## 2024-01-17 party\n")[2]
    [(1, "an entry is a need, goal, plan, feedback or result, not 'party'")]
    """
    before: list[str] = []
    found: list[tuple[Entry, list[str]]] = []
    faults: list[tuple[int, str]] = []
    into = before
    for number, line in enumerate(body.splitlines(), 1):
        if not (head := _HEAD.fullmatch(line)):
            into.append(line)
            continue
        kind = head[2].lower()
        try:
            at = day(head[1])
        except ValueError:
            faults.append((number, f"{head[1]!r} is no day"))
            continue
        if kind not in KINDS:
            faults.append((number, f"an entry is a {_or(KINDS)}, not {head[2]!r}"))
            continue
        into = []
        found.append((Entry(kind=kind, at=at), into))
    entries = [attrs.evolve(entry, text="\n".join(lines).strip()) for entry, lines in found]
    return "\n".join(before).strip(), tuple(sorted(entries, key=lambda it: it.at)), faults


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
    return int(dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC).timestamp())


def _or(words: Sequence[str]) -> str:
    return listed(words).replace(" and ", " or ")
