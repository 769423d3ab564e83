"""Mentoring as tables of facts: how many pairs and notes there are, and, on request, who they are.

Without single persons, figures that fewer than `LEAST` people are behind are not shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import attrs

from influencekit.domain import Identity, Note
from influencekit.evidence import NOBODY, Evidence
from influencekit.mentoring import ENDED, Pair
from influencekit.mentoring import KINDS as STEPS
from influencekit.models.mentoring.matching import Dealings
from influencekit.models.mentoring.pairs import Seen, pairs
from influencekit.notes import KINDS
from influencekit.report import Table
from influencekit.words import count, date, listed

LEAST = 3
"""People of whom figures tell without telling of single ones."""
NAMED = "named in commits"
"""The step of pairs that Mentored-by trailers tell of."""
_LOCATORS = 5
_PAIRS = (
    "Commits: those of the mentee that name the mentor in Mentored-by. Still on: the record has not been "
    "ended."
)
_LONGEST = 160
"""Characters of the goals of a pair that are shown."""


@attrs.frozen
class Mentoring:
    """What trailers, records and notes tell of mentoring."""

    evidence: Evidence
    seen: Sequence[Seen]
    """The latest first."""

    @classmethod
    def of(cls, evidence: Evidence) -> "Mentoring":
        """Return what `evidence` tells."""
        return cls(evidence, pairs(Dealings(evidence), evidence.pairs))

    def tables(self, *, people: bool) -> Iterator[Table]:
        """Yield what there is to say.

        Parameters
        ----------
        people
            Whether to name everybody; otherwise only the pairs of the person who asks are named.
        """
        me = self.evidence.me
        named = [it for it in self.seen if people or (me != NOBODY and me in self.both(it))]
        least = 1 if people else LEAST
        found = (self.steps(least), self.kinds(least), self.named(named), self.records(named))
        yield from (table for table in found if table.rows)

    def both(self, pair: Seen) -> tuple[int | str, int | str]:
        """Return mentor and mentee: indices into `Evidence.people`, names of those not among them."""
        told = pair.record
        mentor = told.mentor.name if told and pair.mentor == NOBODY else pair.mentor
        mentee = told.mentee.name if told and pair.mentee == NOBODY else pair.mentee
        return mentor, mentee

    def names(self, pair: Seen) -> tuple[str, str]:
        """Return what to call mentor and mentee."""
        people = self.evidence.people
        one, other = (it if isinstance(it, str) else people[it].name for it in self.both(pair))
        return one, other

    def notes(self, pair: Seen) -> list[Note]:
        """Return the notes that belong to a pair, oldest first."""
        own = pair.record.id if pair.record else ""
        return [note for note in self.evidence.notes if own and note.pair == own]

    def steps(self, least: int) -> Table:
        """Return how many pairs took which step of the mentoring loop, or are named by commits."""
        rows = []
        for step in ("any", NAMED, *STEPS):
            took = [(it, times) for it in self.seen if (times := self._times(it, step))]
            rows.append(
                _Row(
                    name=step,
                    people={who for it, _ in took for who in self.both(it)},
                    cells=(len(took), sum(len(times) for _, times in took)),
                    at=max((at for _, times in took for at in times), default=0),
                    behind=[
                        at
                        for it, _ in took
                        for at in _behind(it, commits=step in {"any", NAMED}, record=step != NAMED)
                    ],
                )
            )
        ended = sum(it.record is not None and it.record.until is not None for it in self.seen)
        records = sum(it.record is not None for it in self.seen)
        told = f"{count(records, 'pair')} with a record; {ended} of them ended."
        table = Table(
            name="mentoring-steps",
            title="How far mentoring pairs are",
            columns=("step", "pairs", "times", "latest"),
            rows=(),
            notes=(told,),
        )
        return _folded(table, rows, least)

    def _times(self, pair: Seen, step: str) -> list[int]:
        """Return when a pair took a step; 0: nobody said when."""
        named = [pair.last_at or 0] * len(pair.commits)
        if step == NAMED:
            return named
        if step == "any":
            return [*named, *(at for one in STEPS for at in _times(pair.record, one))] or [0]
        return _times(pair.record, step)

    def kinds(self, least: int) -> Table:
        """Return how many notes of each kind are open, answered and resolved."""
        rows = []
        for kind in ("any", *KINDS):
            notes = [it for it in self.evidence.notes if kind in {it.kind, "any"}]
            states = Counter(map(_state, notes))
            rows.append(
                _Row(
                    name=kind,
                    people={who for note in notes for who in self._people(note)},
                    cells=(
                        len(notes),
                        *(states[state] for state in ("open", "answered", "resolved")),
                    ),
                    at=max((note.at for note in notes), default=0),
                    behind=[note.locator for note in reversed(notes)],
                )
            )
        told = "Answered: open still, and somebody other than the writer replied."
        table = Table(
            name="mentoring-kinds",
            title="Mentoring notes, by kind",
            columns=("kind", "notes", "open", "answered", "resolved", "latest"),
            rows=(),
            notes=(told,),
        )
        return _folded(table, rows, least)

    def _people(self, note: Note) -> set[int | str]:
        told: Iterable[Identity | None] = (
            note.author,
            note.to,
            *(entry.author for entry in note.entries),
        )
        return {self.evidence.person_of.get(it, it.name) for it in told if it is not None}

    def named(self, seen: Sequence[Seen]) -> Table:
        """Return who mentors whom, and how many notes they wrote."""
        rows = []
        for it in seen:
            record, notes = it.record, self.notes(it)
            since = record.since if record and record.since is not None else it.first_at
            until = date(record.until if record else it.last_at)
            rows.append(
                (
                    *self.names(it),
                    record.area if record else "",
                    date(since),
                    until or "still on",
                    len(it.commits),
                    len(notes),
                    sum(note.state == "open" for note in notes),
                )
            )
        return Table(
            name="pairs",
            title="Who mentors whom",
            columns=("mentor", "mentee", "area", "from", "to", "commits", "notes", "open notes"),
            rows=tuple(rows),
            behind=tuple(_behind(it) for it in seen),
            notes=(_PAIRS,),
        )

    def records(self, seen: Sequence[Seen]) -> Table:
        """Return what pairs with a record aim at, where they are, and what comes next."""
        kept = [(it, it.record) for it in seen if it.record]
        return Table(
            name="pair-records",
            title="What pairs aim at, and what comes next",
            columns=("mentor", "mentee", "goals", "latest step", "on", "next"),
            rows=tuple(
                (*self.names(it), _goals(record), *_latest(record), record.next)
                for it, record in kept
            ),
            behind=tuple((record.locator,) if record.locator else () for _, record in kept),
        )


@attrs.frozen(kw_only=True)
class _Row:
    """A row of figures, and who is behind them."""

    name: str
    people: set[int | str]
    cells: tuple[int, ...]
    at: int
    behind: Sequence[str]


def _folded(table: Table, rows: Iterable[_Row], least: int) -> Table:
    """Return `table` with `rows`, without those of fewer than `least` people."""
    there = [row for row in rows if any(row.cells)]
    shown = [row for row in there if len(row.people) >= least]
    folded = [row.name for row in there if row not in shown]
    told = f"Of fewer than {LEAST} people, and not shown: {listed(folded)}."
    return attrs.evolve(
        table,
        rows=tuple((row.name, *row.cells, date(row.at) if row.at else "") for row in shown),
        behind=tuple(tuple(filter(None, row.behind))[:_LOCATORS] for row in shown),
        notes=(*table.notes, *([told] if folded else [])),
    )


def _times(pair: Pair | None, step: str) -> list[int]:
    """Return when a step was written down; 0: nobody said when."""
    if pair is None:
        return []
    head = {"need": len(pair.needs), "goal": len(pair.goals), ENDED: pair.end is not None}
    at = pair.end or 0 if step == ENDED else pair.at
    return [at] * head.get(step, 0) + [it.at for it in pair.entries if it.kind == step]


def _state(note: Note) -> str:
    replied = any(it.kind == "reply" and it.author != note.author for it in note.entries)
    return "answered" if note.state == "open" and replied else note.state


def _behind(pair: Seen, *, commits: bool = True, record: bool = True) -> tuple[str, ...]:
    own = (pair.record.locator,) if record and pair.record and pair.record.locator else ()
    return (*own, *(pair.commits[::-1] if commits else ()))[:_LOCATORS]


def _goals(pair: Pair) -> str:
    said = [*pair.goals, *(it.text for it in pair.entries if it.kind == "goal")]
    text = "; ".join(" ".join(it.split()) for it in said)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _latest(pair: Pair) -> tuple[str, str]:
    if pair.entries:
        return pair.entries[-1].kind, date(pair.entries[-1].at)
    return "goal" if pair.goals else "need" if pair.needs else "", date(pair.since)
