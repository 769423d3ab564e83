"""Histories and records become one `Evidence`: people resolved, paths classed, columns joined."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, count
from typing import TypeVar

import attrs
import numpy as np

from influencekit._join import Join, stacked
from influencekit.areas import assign
from influencekit.columns import Bytes, Ints, Times, frozen
from influencekit.domain import Alias, Identity, Interaction, Post, Record
from influencekit.evidence import NOBODY, Area, Evidence
from influencekit.history import History
from influencekit.identity import People, PeopleOptions, find, resolve
from influencekit.kinds import KINDS, classify
from influencekit.languages import languages

Hashed = TypeVar("Hashed", bound=Hashable)

BROKEN_CLOCK = 4_102_444_800
"""2100-01-01T00:00:00Z. A record from then or later was made by a clock that is wrong."""
_NOT_OWN = [KINDS.index(name) for name in ("generated", "vendored")]


def fold(
    histories: Sequence[History],
    records: Iterable[Record] = (),
    *,
    as_of: int | None = None,
    me: str = "",
    people: PeopleOptions | None = None,
    named_areas: Mapping[str, Sequence[str]] | None = None,
) -> Evidence:
    """Return what `histories` and `records` say, as columns that models can read.

    Parameters
    ----------
    histories
        One for each repository, in the order in which they are to be listed.
    records
        Posts, interactions and aliases. Commits go through `commits.history_of` first.
    as_of
        What counts as now. By default the newest time in the data before `BROKEN_CLOCK`, so that
        the same data give the same numbers on any day; 0 where there are no data.
    me
        Who asks: a name, a login or an address.
    people
        How spellings become people, and who is left out. By default everything safe is merged.
    named_areas
        Areas that the settings name, with their path patterns.

    Notes
    -----
    People who opted out are nobody from here on: their commits stay, for without them other
    people's lines would be wrong, but their author is `NOBODY`; their credits, interactions and
    names on posts are dropped.
    """
    records = list(records)
    posts = [record for record in records if isinstance(record, Post)]
    dealings = [record for record in records if isinstance(record, Interaction)]
    aliases = list(chain.from_iterable(known.aliases for known in histories))
    aliases += (record for record in records if isinstance(record, Alias))

    numbers: dict[Identity, int] = {}
    spelled = [_number(known.identities, numbers) for known in histories]
    _number(chain.from_iterable(post.authors for post in posts), numbers)
    _number(chain.from_iterable((deal.giver, deal.taker) for deal in dealings), numbers)
    resolved = resolve(
        list(numbers),
        aliases,
        last_seen=_last_seen(histories, spelled, len(numbers)),
        options=people or PeopleOptions(),
    )
    nobody = {
        known
        for known, person in zip(numbers, resolved.of.tolist(), strict=True)
        if person == NOBODY
    }
    posts = [_without(nobody, post) for post in posts]
    dealings = [deal for deal in dealings if not nobody & {deal.giver, deal.taker}]

    names = _names(histories)
    join = Join(histories, names, [resolved.of[number] for number in spelled])
    paths, commits = join.paths(), join.commits()
    path_kind = stacked([_kinds(known) for known in histories], np.uint8)
    path_language, language_names = languages(paths)
    path_area, found_areas = _areas(histories, names, named_areas or {})
    return Evidence(
        as_of=_newest(commits.committed_at, posts, dealings) if as_of is None else as_of,
        repositories=names,
        people=resolved.persons,
        me=find(resolved, me) if me else NOBODY,
        person_counts=frozen(np.array([not person.bot for person in resolved.persons], bool)),
        paths=paths,
        path_repository=join.path_repository(),
        path_kind=path_kind,
        path_language=frozen(path_language),
        languages=language_names,
        path_area=path_area,
        areas=found_areas,
        path_counts=frozen(~np.isin(path_kind, _NOT_OWN)),
        commits=commits,
        touches=join.touches(),
        credits=join.credits(),
        files=join.files(),
        lines=join.lines(),
        replacements=join.replacements(),
        posts=tuple(posts),
        interactions=tuple(dealings),
        layers=_layers(histories, resolved, path_kind),
        complete=all(known.complete for known in histories),
    )


def _number(values: Iterable[Hashed], numbers: dict[Hashed, int]) -> Ints:
    """Return each value's number, giving new ones to those not yet in `numbers`."""
    return np.fromiter((numbers.setdefault(known, len(numbers)) for known in values), np.int32)


def _last_seen(histories: Sequence[History], spelled: Sequence[Ints], count: int) -> Times:
    """Return when each identity last made a commit, 0 for never."""
    last = np.zeros(count, np.int64)
    for known, number in zip(histories, spelled, strict=True):
        np.maximum.at(last, number[known.commit_author], known.commit_authored_at)
        np.maximum.at(last, number[known.commit_committer], known.commit_committed_at)
    return last


def _without(nobody: AbstractSet[Identity], post: Post) -> Post:
    if nobody.isdisjoint(post.authors):
        return post
    return attrs.evolve(post, authors=tuple(who for who in post.authors if who not in nobody))


def _names(histories: Sequence[History]) -> tuple[str, ...]:
    """Return what to call each; a name that came before gets ``~2``, ``~3`` and so on."""
    names: list[str] = []
    for known in histories:
        tries = chain([known.name], (f"{known.name}~{number}" for number in count(2)))
        names.append(next(name for name in tries if name not in names))
    return tuple(names)


def _newest(committed_at: Times, posts: Iterable[Post], dealings: Iterable[Interaction]) -> int:
    told = [post.published_at or 0 for post in posts] + [deal.at for deal in dealings]
    times = np.concatenate([committed_at, np.array(told, np.int64)])
    return int(times.max(initial=0, where=times < BROKEN_CLOCK))


def _kinds(history: History) -> Bytes:
    marks = np.zeros(len(history.paths), np.uint8)
    marks[history.file_path] = history.file_marks
    return classify(history.paths, marks)


def _areas(
    histories: Sequence[History],
    names: Sequence[str],
    named: Mapping[str, Sequence[str]],
) -> tuple[Ints, tuple[Area, ...]]:
    """Return each path's area, and the areas; with several histories they are ``name/area``."""
    numbers: dict[Area, int] = {}
    columns = []
    for name, known in zip(names, histories, strict=True):
        found, of = assign(
            known.paths,
            np.bincount(known.touch_path, minlength=len(known.paths)),
            codeowners=known.codeowners,
            codeowners_path=known.codeowners_path,
            configured=named,
        )
        if len(histories) > 1:
            found = tuple(attrs.evolve(area, name=f"{name}/{area.name}") for area in found)
        columns.append(_number(found, numbers)[of])
    return stacked(columns), tuple(numbers)


def _layers(histories: Sequence[History], resolved: People, path_kind: Bytes) -> tuple[str, ...]:
    return ()
