"""Filters: what part of the evidence is looked at. They mean the same in every command.

===========  ==================================================================================
filter       what stays
===========  ==================================================================================
since until  commits by the time they were committed at, as for ``git log``, both ends included;
             posts by their date, interactions and notes by their time, pairs that were on then
authors      commits that one of these people is author or co-author of, their posts and notes, the
             interactions in which they gave, and the pairs that they are in
paths kinds  files, and what was done to them; commits stay, for a commit may be of several files
===========  ==================================================================================

What belongs to a commit goes with it: touches, credits, lines that survive from it, and
replacements on either side. Indices of paths, people and areas stay as they are.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

import attrs
import numpy as np

from influencekit import words
from influencekit.columns import Flags, Ints, Texts, frozen
from influencekit.domain import Identity
from influencekit.evidence import (
    NOBODY,
    Commits,
    Credits,
    Evidence,
    Files,
    Lines,
    Person,
    Replacements,
    Touches,
)
from influencekit.kinds import KINDS
from influencekit.knowers import authorship
from influencekit.patterns import Patterns
from influencekit.people.teams import Matcher
from influencekit.settings.keys import FilterSettings
from influencekit.times import parse_time

Table = TypeVar("Table", Commits, Touches, Credits, Files, Lines, Replacements)

_PER_PARENT = ("parents", "parent_starts")
"""Columns of `Commits` that are not one row a commit."""
_EVER = 1 << 62
"""Seconds; further from 1970 than any time."""
_LISTED = 5
"""People whom a sentence lists by name; of more it gives the number."""


@attrs.frozen(kw_only=True)
class Selection:
    """What is looked at; by default everything."""

    since: int | None = None
    """Seconds since 1970-01-01T00:00:00Z, included."""
    until: int | None = None
    """Seconds since 1970-01-01T00:00:00Z, included."""
    paths: tuple[str, ...] = ()
    """Patterns (see `influencekit.patterns`), relative to the root of each repository."""
    authors: tuple[str, ...] = ()
    """Names that are shown, keys, logins, addresses, domains (see `influencekit.people.teams.Matcher`)."""
    kinds: tuple[str, ...] = ()
    """Of `influencekit.kinds.KINDS`."""

    @classmethod
    def of(cls, filters: FilterSettings, as_of: int) -> "Selection":
        """Return what settings select, relative times counted from `as_of`.

        Raises
        ------
        ValueError
            A time that `influencekit.settings.load` would have refused.
        """
        return cls(
            since=parse_time(filters.since, as_of) if filters.since else None,
            until=parse_time(filters.until, as_of, end=True) if filters.until else None,
            paths=filters.paths,
            authors=filters.authors,
            kinds=filters.kinds,
        )


def people_named(evidence: Evidence, authors: Iterable[str]) -> Flags:
    """Return one flag a person: whether an entry of `authors` names them."""
    matcher = Matcher.of(authors)

    def named(person: Person) -> bool:
        emails = {known.email for known in person.identities} | {""}
        texts = {person.name, person.key, person.login}
        return any(matcher.matches(Identity(text, email)) for text in texts for email in emails)

    return np.fromiter(map(named, evidence.people), np.bool_, len(evidence.people))


def select(evidence: Evidence, selection: Selection) -> Evidence:
    """Return what of `evidence` is selected; each filter adds a sentence to `Evidence.layers`.

    Selecting twice changes nothing more, and of two selections either may come first.

    Raises
    ------
    ValueError
        A pattern is malformed, or a kind does not exist.
    """
    for narrow in (_by_time, _by_author, _by_path, _by_kind):
        evidence = narrow(evidence, selection)
    return evidence


def _by_time(evidence: Evidence, selection: Selection) -> Evidence:
    first, last = selection.since, selection.until
    if first is None and last is None:
        return evidence
    told = "" if first is None else f" from {np.datetime64(first, 's')}Z"
    told += "" if last is None else f" up to {np.datetime64(last, 's')}Z"
    first, last = -_EVER if first is None else first, _EVER if last is None else last
    at = evidence.commits.committed_at
    dated = ((post, post.published_at) for post in evidence.posts)
    return attrs.evolve(
        _with_commits(evidence, (first <= at) & (at <= last)),
        posts=tuple(post for post, at in dated if at is not None and first <= at <= last),
        interactions=tuple(deal for deal in evidence.interactions if first <= deal.at <= last),
        notes=tuple(note for note in evidence.notes if first <= note.at <= last),
        pairs=tuple(
            pair
            for pair in evidence.pairs
            if pair.at <= last and (pair.until is None or first <= pair.until)
        ),
        layers=_layers(evidence, f"Only commits, posts and interactions{told}."),
    )


def _by_author(evidence: Evidence, selection: Selection) -> Evidence:
    if not selection.authors:
        return evidence
    named = people_named(evidence, selection.authors)
    commit, person = authorship(evidence)
    keep = np.zeros(len(evidence.commits), np.bool_)
    keep[commit[(person != NOBODY) & named[person]]] = True
    people = [evidence.people[at] for at in np.flatnonzero(named).tolist()]
    spellings = {identity for known in people for identity in known.identities}
    spelled = {identity.name.casefold() for identity in spellings}
    names = sorted(known.name for known in people)
    who = words.listed(names) if len(names) <= _LISTED else words.people(len(names))
    told = f"Only what {who} did." if names else "Nothing: the author filter names nobody."
    return attrs.evolve(
        _with_commits(evidence, keep),
        posts=tuple(post for post in evidence.posts if not spellings.isdisjoint(post.authors)),
        interactions=tuple(deal for deal in evidence.interactions if deal.giver in spellings),
        notes=tuple(note for note in evidence.notes if note.author in spellings),
        pairs=tuple(
            pair
            for pair in evidence.pairs
            if not spelled.isdisjoint(who.name.casefold() for who in (pair.mentor, pair.mentee))
        ),
        layers=_layers(evidence, told),
    )


def _by_path(evidence: Evidence, selection: Selection) -> Evidence:
    if not selection.paths:
        return evidence
    fits = Patterns(selection.paths).fits
    paths: Iterable[str] = evidence.paths
    if len(evidence.repositories) > 1:  # then each path begins with its repository's name
        names = evidence.path_repository.tolist()
        prefixes = [f"{name}/" for name in evidence.repositories]
        paths = (path.removeprefix(prefixes[at]) for path, at in zip(paths, names, strict=True))
    keep = np.fromiter(map(fits, paths), np.bool_, len(evidence.paths))
    told = f"Only files that fit {', '.join(selection.paths)}."
    return attrs.evolve(_with_paths(evidence, keep), layers=_layers(evidence, told))


def _by_kind(evidence: Evidence, selection: Selection) -> Evidence:
    if not selection.kinds:
        return evidence
    keep = np.isin(evidence.path_kind, [KINDS.index(kind) for kind in selection.kinds])
    told = f"Only files of kind {', '.join(kind for kind in KINDS if kind in selection.kinds)}."
    return attrs.evolve(_with_paths(evidence, keep), layers=_layers(evidence, told))


def _layers(evidence: Evidence, told: str) -> tuple[str, ...]:
    """Return the layers with one more sentence, if it is not there yet."""
    return tuple(dict.fromkeys((*evidence.layers, told)))


def _with_commits(evidence: Evidence, keep: Flags) -> Evidence:
    """Leave out commits and all that is theirs, and number the others anew."""
    number = np.where(keep, np.cumsum(keep, dtype=np.int32) - 1, -1).astype(np.int32)
    replaced = evidence.replacements
    return attrs.evolve(
        evidence,
        commits=_commits(evidence.commits, keep, number),
        touches=_rows(evidence.touches, keep[evidence.touches.commit], commit=number),
        credits=_rows(evidence.credits, keep[evidence.credits.commit], commit=number),
        lines=_rows(evidence.lines, keep[evidence.lines.commit], commit=number),
        replacements=_rows(
            replaced, keep[replaced.commit] & keep[replaced.of], commit=number, of=number
        ),
        symbols={int(number[it]): names for it, names in evidence.symbols.items() if keep[it]},
    )


def _with_paths(evidence: Evidence, keep: Flags) -> Evidence:
    """Leave out files and what was done to them, and number the other files anew."""
    stays = keep[evidence.files.path]
    number = np.where(stays, np.cumsum(stays, dtype=np.int32) - 1, -1).astype(np.int32)
    return attrs.evolve(
        evidence,
        path_counts=frozen(evidence.path_counts & keep),
        files=_rows(evidence.files, stays),
        touches=_rows(evidence.touches, keep[evidence.touches.path]),
        lines=_rows(evidence.lines, stays[evidence.lines.file], file=number),
        replacements=_rows(evidence.replacements, keep[evidence.replacements.path]),
    )


def _rows(table: Table, keep: Flags, **numbers: Ints) -> Table:
    """Return the rows of `table` to keep; columns in `numbers` get the numbers that these give."""
    changes: dict[str, Any] = {}
    for field in attrs.fields(type(table)):
        column = getattr(table, field.name)
        if isinstance(column, Texts):
            changes[field.name] = _texts(column, keep)
        elif isinstance(column, np.ndarray) and field.name not in _PER_PARENT:
            rows = column[keep]
            changes[field.name] = frozen(
                numbers[field.name][rows] if field.name in numbers else rows
            )
    return attrs.evolve(table, **changes)


def _texts(texts: Texts, keep: Flags) -> Texts:
    lengths = np.diff(texts.starts)
    data = np.frombuffer(texts.data, np.uint8)[np.repeat(keep, lengths)]
    return Texts(data.tobytes(), frozen(np.concatenate([[0], np.cumsum(lengths[keep])])))


def _commits(commits: Commits, keep: Flags, number: Ints) -> Commits:
    """Keep rows, and of their parents those that stay, as in a shallow clone."""
    child = np.repeat(np.arange(len(keep)), np.diff(commits.parent_starts))
    stays = keep[child] & keep[commits.parents]
    counts = np.bincount(child[stays], minlength=len(keep))[keep]
    return attrs.evolve(
        _rows(commits, keep),
        parents=frozen(number[commits.parents[stays]]),
        parent_starts=frozen(np.concatenate([[0], np.cumsum(counts)])),
    )
