"""The records of mentoring: who mentors whom in what, with what aim, and what came of it. Pure.

A record is kept as one Markdown file, to which is only ever added; `influencekit.protocols.PairStore`
keeps them. Mentoring notes on code belong to the pair that they name.
"""

from collections.abc import Mapping

import attrs

from influencekit.domain import Identity

LOOP = ("need", "goal", "plan", "feedback", "result")
"""The steps of the mentoring loop, in order."""
ENDED = "ended"
"""The entry by which the two part."""
KINDS = (*LOOP, ENDED)
"""What an entry of a pair's record can be."""
NEXT: Mapping[str, str] = {
    "need": "Ask what the mentee knows and needs, and write it down as needs.",
    "goal": "Agree on a goal that both can tell the reaching of.",
    "plan": "Plan the first steps: a small change, a review together, something to read.",
    "feedback": "Look back together on what was tried, and write down what helped.",
    "result": "Say what came of it, and decide whether to go on.",
    "": "The loop is complete: share what was learnt, or set the next goal.",
}
"""What to do where a kind of entry is the first that is missing."""


@attrs.frozen(kw_only=True)
class Entry:
    """Something that happened between the two. Entries are only ever added, never changed."""

    kind: str
    """One of `KINDS`."""
    at: int
    """Seconds since 1970-01-01T00:00:00Z; of one written by hand midnight UTC of its day."""
    author: Identity | None = None
    """Who wrote it; None: nobody said."""
    text: str = ""
    """Markdown."""
    id: str = ""
    """Given by the store; empty: it was written by hand."""


@attrs.frozen(kw_only=True)
class Pair:
    """A mentor and a mentee, as they wrote it down."""

    id: str = ""
    """Given by the store: the day and a digest, ``"20240110-1a2b3c4d"``."""
    mentor: Identity
    mentee: Identity
    area: str = ""
    """Name of the area, or a path; empty: not said."""
    since: int | None = None
    """Seconds since 1970-01-01T00:00:00Z."""
    end: int | None = None
    """When it ended as the head of the file has it; None: not there."""
    needs: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    text: str = ""
    """Markdown before the first entry."""
    entries: tuple[Entry, ...] = ()
    """Oldest first; those of one time as they are written."""
    private: bool = False
    """Whether it is in the user's own folder, and in no repository."""
    locator: str = ""
    """Its file: ``".mentoring/pairs/20240110-1a2b3c4d.md"``."""

    @property
    def at(self) -> int:
        """When it began, or 0 where nobody said."""
        return self.since or 0

    @property
    def until(self) -> int | None:
        """When it ended; None: it goes on, or nobody said."""
        return max((it.at for it in self.entries if it.kind == ENDED), default=self.end)

    @property
    def next(self) -> str:
        """What the mentoring loop asks for next, in words.

        A result ends a round; what comes after it begins another one, for which the needs are known.

        Examples
        --------
        >>> def steps(*kinds):
        ...     entries = tuple(Entry(kind=kind, at=at) for at, kind in enumerate(kinds))
        ...     return Pair(mentor=Identity("A"), mentee=Identity("E"), entries=entries)
        >>> steps("plan").next == NEXT["need"], steps("need", "plan").next == NEXT["goal"]
        (True, True)
        >>> steps(*LOOP).next == NEXT[""], steps(*LOOP, "goal").next == NEXT["plan"]
        (True, True)
        >>> steps("need", "ended").next == NEXT["result"], steps("result", "ended").next == NEXT[""]
        (True, True)
        """
        told = [it.kind for it in self.entries if it.kind in LOOP]
        told = ["need"] * bool(self.needs) + ["goal"] * bool(self.goals) + told
        rounds = "result" in told
        since = told[len(told) - told[::-1].index("result") :] if rounds else told
        if self.until is not None:
            return NEXT["" if rounds else "result"]
        if rounds and not since:
            return NEXT[""]
        known = {*since, "need"} if rounds else {*since}
        return NEXT[next(kind for kind in LOOP if kind not in known)]
