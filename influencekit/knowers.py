"""Who knows a part of the code now, and why: surviving lines, commits and reviews, with decay."""

from collections.abc import Callable, Iterator

import attrs
import numpy as np

from influencekit import words
from influencekit.columns import Flags, Floats, Ints, Times
from influencekit.evidence import Evidence, Person
from influencekit.report import Reason
from influencekit.times import DAY

HALF_LIFE = 365
"""Days after which a deed counts half."""
AUTHOR_ROLES = frozenset({"co-authored-by", "co-developed-by"})
"""Trailers whose people are authors of the commit beside the one that git names."""
REVIEW_ROLES = frozenset({"reviewed-by", "acked-by"})
"""Trailers whose people read the change. ``Signed-off-by`` says who passed it on."""


@attrs.frozen(eq=False, kw_only=True)
class Deeds:
    """One kind of thing that people did somewhere; one row a person and commit."""

    kind: str
    """``"lines"``, ``"commits"`` or ``"reviews"``."""
    person: Ints
    commit: Ints
    amount: Ints
    """Lines for ``"lines"``, else 1."""
    total: int
    """Of all such deeds there, bots' and strangers' too."""


@attrs.frozen(kw_only=True)
class Knower:
    """A person who knows a place."""

    person: Person
    share: float
    """Of what is known there by anybody, in [0, 1]."""
    reasons: tuple[Reason, ...]
    last_at: int
    """When they last did something there, seconds since 1970-01-01T00:00:00Z."""


_WORTH = {"lines": 1.0, "commits": 1.0, "reviews": 0.5}
"""Of one line among lines, and of one commit or review among what was done."""
_SAY: dict[str, Callable[[int, int], str]] = {
    "lines": lambda amount, total: f"{amount:,} of {words.count(total, 'surviving line')}",
    "commits": lambda amount, _: words.count(amount, "commit"),
    "reviews": lambda amount, _: words.count(amount, "review"),
}


def authorship(evidence: Evidence) -> tuple[Ints, Ints]:
    """Return (commit, person) of every authorship, co-authors included, ascending by commit."""
    roles = [i for i, role in enumerate(evidence.credits.roles) if role in AUTHOR_ROLES]
    author, named = evidence.commits.author, evidence.credits
    rows = np.isin(named.role, roles) & (named.person != author[named.commit])
    beside = np.unique(np.stack([named.commit[rows], named.person[rows]]), axis=1)
    commit = np.concatenate([np.arange(len(author), dtype=np.int32), beside[0]])
    order = np.argsort(commit, kind="stable")
    return commit[order], np.concatenate([author, beside[1]])[order]


def reviews(evidence: Evidence) -> tuple[Ints, Ints]:
    """Return (commit, reviewer) of every review that a trailer tells of."""
    roles = [i for i, role in enumerate(evidence.credits.roles) if role in REVIEW_ROLES]
    rows = np.isin(evidence.credits.role, roles)
    return evidence.credits.commit[rows], evidence.credits.person[rows]


def touching(evidence: Evidence, mask: Flags) -> Flags:
    """Return one flag a commit: it is no merge and touched a path of `mask`."""
    found = np.zeros(len(evidence.commits), np.bool_)
    found[evidence.touches.commit[mask[evidence.touches.path]]] = True
    return found


def lines_of(evidence: Evidence, mask: Flags) -> tuple[Ints, Ints]:
    """Return (commit, count) of the surviving lines in the paths of `mask`."""
    rows = mask[evidence.files.path[evidence.lines.file]]
    return evidence.lines.commit[rows], evidence.lines.count[rows]


def knowers(
    evidence: Evidence,
    mask: Flags,
    *,
    lines: tuple[Ints, Ints] | None = None,
    limit: int = 10,
    half_life: float = HALF_LIFE,
) -> list[Knower]:
    """Return who knows the paths of `mask` at `Evidence.as_of`, the largest share first.

    A person's share is the mean of two: of the surviving lines, and of what was done, which is
    commits and, at half a commit each, reviews that trailers tell of. Each line, commit and review
    counts ``2 ** (-age / half_life)``. Where there are no lines, or nothing but lines, the other
    share is the whole. The weights are a choice, not a measurement. Bots and people who opted out
    are not in it.

    Parameters
    ----------
    mask
        One flag a path of the evidence.
    lines
        (commit, count) of surviving lines to use instead of those of the paths: a range of lines.
    limit
        How many people at most; 0: all.
    half_life
        Days.
    """
    kinds = [deeds for deeds in _deeds(evidence, mask, lines) if len(deeds.person)]
    if not kinds:
        return []
    age = np.maximum(evidence.as_of - evidence.commits.authored_at, 0) / (half_life * DAY)
    decay: Floats = np.exp2(-np.minimum(age, 1000))
    parts = _parts(kinds, decay, len(evidence.people))
    whole = parts.sum(axis=0)
    order: list[int] = np.flatnonzero(whole).tolist()
    order.sort(key=lambda index: (-whole[index], evidence.people[index].key))
    return [
        Knower(
            person=evidence.people[index],
            share=float(whole[index]),
            reasons=tuple(_reasons(evidence, kinds, decay, index, parts[:, index] / whole[index])),
            last_at=max(_last(evidence, deeds, index) for deeds in kinds),
        )
        for index in order[: limit or None]
    ]


def _deeds(evidence: Evidence, mask: Flags, lines: tuple[Ints, Ints] | None) -> Iterator[Deeds]:
    of, count = lines_of(evidence, mask) if lines is None else lines
    yield _counted(evidence, "lines", evidence.commits.author[of], of, count)
    here = touching(evidence, mask)
    for kind, (commit, person) in {
        "commits": authorship(evidence),
        "reviews": reviews(evidence),
    }.items():
        rows = here[commit]
        yield _counted(evidence, kind, person[rows], commit[rows], np.ones(rows.sum(), np.int32))


def _counted(evidence: Evidence, kind: str, person: Ints, commit: Ints, amount: Ints) -> Deeds:
    rows = (person >= 0) & evidence.person_counts[person]
    return Deeds(
        kind=kind,
        person=person[rows],
        commit=commit[rows],
        amount=amount[rows],
        total=int(amount.sum()),
    )


def _parts(kinds: list[Deeds], decay: Floats, people: int) -> Floats:
    """Return a row a kind and a column a person; all of it sums to 1."""
    # Relative to the freshest deed: in a history that ended long ago all decay would be zero.
    freshest = max(decay[deeds.commit].max() for deeds in kinds)
    parts = np.zeros((len(kinds), people))
    for row, deeds in zip(parts, kinds, strict=True):
        weight = deeds.amount * _WORTH[deeds.kind] * decay[deeds.commit] / freshest
        np.add.at(row, deeds.person, weight)
    lines = np.array([deeds.kind == "lines" for deeds in kinds])
    halves = [rows for rows in (lines, ~lines) if rows.any()]
    for rows in halves:
        parts[rows] /= parts[rows].sum() * len(halves)
    return parts


def _last(evidence: Evidence, deeds: Deeds, person: int) -> int:
    times: Times = evidence.commits.authored_at[deeds.commit[deeds.person == person]]
    return int(times.max(initial=np.iinfo(np.int64).min))


def _reasons(
    evidence: Evidence, kinds: list[Deeds], decay: Floats, person: int, parts: Floats
) -> Iterator[Reason]:
    for share, deeds in sorted(zip(parts.tolist(), kinds, strict=True), key=lambda it: -it[0]):
        if not share:
            continue
        rows = deeds.person == person
        commit, amount = deeds.commit[rows], deeds.amount[rows]
        heaviest = np.lexsort((commit, -amount * decay[commit]))[:3]
        say = _SAY[deeds.kind](int(amount.sum()), deeds.total)
        yield Reason(
            text=f"{say}, last {words.date(_last(evidence, deeds, person))}",
            share=share,
            locators=tuple(evidence.commits.oid[i] for i in commit[heaviest].tolist()),
        )
