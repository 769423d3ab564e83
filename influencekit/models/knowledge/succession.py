"""What would have nobody left who knows it if somebody left, and who could take it over."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import ClassVar

import attrs
import numpy as np

from influencekit.columns import Flags, Ints
from influencekit.evidence import Evidence
from influencekit.models.counted import area_ranks
from influencekit.models.knowledge.degrees import Knowledge
from influencekit.models.knowledge.expertise import RULE, UNSEEN
from influencekit.models.scoring import Part, Told, parts, reasons, result
from influencekit.report import ModelResult, Score
from influencekit.words import count, number

NEXT = (
    "Who could take over is whoever knows most of a file after its only expert; it says nothing about "
    "whether they would."
)


@attrs.frozen(kw_only=True)
class Successor:
    """Somebody who could take over files that would have no expert left."""

    person: int
    """Index into `Evidence.people`."""
    paths: tuple[str, ...]
    """Files of which they know most after whoever leaves, by name."""
    last: int
    """Their last commit that changed one of them, index into `Evidence.commits`."""


@attrs.frozen(kw_only=True)
class Loss:
    """What an area would lose with one person."""

    area: int
    """Index into `Evidence.areas`."""
    files: int
    """Files of the area that somebody is an expert of."""
    known: int
    """Those that the person is an expert of."""
    orphaned: tuple[str, ...]
    """Those that nobody else is an expert of, by name."""
    strange: int
    """Those of them that nobody else ever changed."""
    successors: tuple[Successor, ...]
    """Who could take the others over, whoever could take over most first."""


def without(known: Knowledge, person: int) -> list[Loss]:
    """Return what each area would lose if `person` left, the most orphaned files first.

    Areas of which the person knows nothing are left out. Files that somebody else is an expert of too
    are not lost.

    Raises
    ------
    ValueError
        There is no such person.

    Examples
    --------
    >>> from influencekit.testing import evidence
    >>> known = Knowledge.of(evidence('''
    ...     2023-01-01 bob src/a.py +1
    ...     2024-01-01 ada src/a.py +90, src/b.py +50
    ...     2024-01-02 bob src/b.py +60
    ... '''))
    >>> [loss] = without(known, [it.key for it in known.evidence.people].index("ada"))
    >>> loss.orphaned, [known.evidence.people[it.person].name for it in loss.successors]
    (('src/a.py',), ['bob'])
    """
    people = len(known.evidence.people)
    if not 0 <= person < people:
        raise ValueError(f"person must be 0 to {people - 1}, got {person}")
    rows = known.degrees
    experts = np.bincount(rows.file[known.expert], minlength=len(known.files))
    mine = rows.file[known.expert & (rows.person == person)]
    lost = mine[experts[mine] == 1]
    successor, last = _next(known, person)
    area = known.area(mine)
    alive = known.area(np.flatnonzero(experts).astype(np.int32))
    losses = [
        Loss(
            area=where,
            files=int((alive == where).sum()),
            known=int((area == where).sum()),
            orphaned=_names(known, orphaned),
            strange=int((successor[orphaned] < 0).sum()),
            successors=tuple(_successors(known, orphaned, successor, last)),
        )
        for where in np.unique(area).tolist()
        for orphaned in [lost[known.area(lost) == where]]
    ]
    ranks = area_ranks(known.evidence)
    return sorted(losses, key=lambda it: (-len(it.orphaned), -it.known, ranks[it.area]))


def _names(known: Knowledge, files: Ints) -> tuple[str, ...]:
    paths = known.files[files].tolist()
    return tuple(sorted(known.evidence.paths[path] for path in paths))


def _next(known: Knowledge, person: int) -> tuple[Ints, Ints]:
    """Return for each file who of the others knows most of it, and their last change; -1: nobody."""
    rows, (first, second) = known.degrees, known.best
    people, last = np.append(rows.person, -1), np.append(rows.last, -1)  # row -1 is the last one
    row = np.where(people[first] == person, second, first)
    return people[row], last[row]


def _successors(known: Knowledge, lost: Ints, successor: Ints, last: Ints) -> Iterator[Successor]:
    heirs = successor[lost]
    people, counts = np.unique(heirs[heirs >= 0], return_counts=True)
    for who in people[np.lexsort((-known.latest[people], -counts))].tolist():
        files = lost[heirs == who]
        yield Successor(person=who, paths=_names(known, files), last=int(last[files].max()))


@attrs.frozen(kw_only=True)
class SuccessionParams:
    """What `Succession` can be told."""

    share: float = attrs.field(
        default=0.7, validator=[attrs.validators.gt(0), attrs.validators.le(1)]
    )
    """Of a file's highest degree of expertise, from which on somebody is an expert of it; a share."""
    named: int = attrs.field(default=5, validator=attrs.validators.ge(1))
    """People that are named one by one as reasons; a number."""


class Succession:
    """Files of each area that only one person is an expert of, and who could take them over.

    A reason is that person, with the one who could take over most of these files. Areas where everything
    is known to several people have no score.
    """

    name = "succession"
    title = "Files that one person alone knows now"
    unit = "files"
    version = 1
    needs = frozenset({"commits", "lines", "touches"})
    after: frozenset[str] = frozenset()
    on_request = True
    Params: ClassVar[type] = SuccessionParams

    def run(
        self,
        evidence: Evidence,
        params: SuccessionParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the areas."""
        known = Knowledge.of(evidence, share=params.share)
        notes = [RULE.format(params.share), NEXT, UNSEEN, *known.about]
        return result(self, params, _scores(known, params), notes)


def _scores(known: Knowledge, params: SuccessionParams) -> Iterator[Score]:
    evidence, rows = known.evidence, known.degrees
    experts = np.bincount(rows.file[known.expert], minlength=len(known.files))
    alone: Flags = known.expert & (experts[rows.file] == 1)
    file, person = rows.file[alone], rows.person[alone]
    area, names = known.area(file), known.names
    losses = {
        who: {loss.area: loss for loss in without(known, who)} for who in np.unique(person).tolist()
    }
    total = np.bincount(known.area(np.flatnonzero(experts).astype(np.int32)))
    columns = (area, person, known.place[file], np.ones(len(file)))
    for where, found in parts(*columns, tie=-known.latest):
        strange = sum(losses[part.what][where].strange for part in found)
        yield Score(
            subject=evidence.areas[where].subject,
            value=float(sum(part.rows for part in found)),
            reasons=reasons(
                found,
                partial(
                    _say, known, {who: losses[who][where] for who in (it.what for it in found)}
                ),
                lambda places: tuple(names[place] for place in places),
                named=params.named,
                rest="{} others",
            ),
            details={
                "files": int(total[where]),
                "people": len(found),
                "files_nobody_else_changed": strange,
            },
        )


def _say(known: Knowledge, losses: Mapping[int, Loss], part: Part, share: float) -> Told:
    people, loss = known.evidence.people, losses[part.what]
    whose, of = people[part.what], number(share, "share")
    if not loss.successors:
        them = "it" if len(loss.orphaned) == 1 else "them"
        told = f"alone; nobody else ever changed {them}"
        return Told(f"{of} {whose.name} {told}", (whose.key,), f"{of} one person {told}")
    heir = loss.successors[0]
    after, files = people[heir.person], f"for {count(len(heir.paths), 'file')}"
    return Told(
        f"{of} {whose.name} alone; next is {after.name}, {files}",
        (whose.key, after.key),
        f"{of} one person alone; somebody else comes next, {files}",
    )
