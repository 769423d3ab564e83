"""Histories and records become one `Evidence`: people resolved, paths classed, columns joined.

People who opted out are nobody from here on. Their commits stay, for without them other people's
lines would be wrong, but the author is `NOBODY`; their credits, their interactions and their names
on posts are dropped.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain, count
from typing import Any

import attrs
import numpy as np

from influencekit import words
from influencekit._join import Join, stacked
from influencekit.areas import assign
from influencekit.columns import Bytes, Ints, Texts, frozen
from influencekit.domain import Alias, Identity, Interaction, Note, Post, Record
from influencekit.evidence import NOBODY, Area, Evidence
from influencekit.history import History
from influencekit.kinds import KINDS, classify
from influencekit.languages import languages
from influencekit.people.identity import People, PeopleOptions, find, resolve
from influencekit.people.mailmap import for_names
from influencekit.settings.keys import AreaSettings, CountSettings, KindSettings, Settings

BROKEN_CLOCK = 4_102_444_800
"""2100-01-01T00:00:00Z. A record from then or later was made by a clock that is wrong."""


def people_of(
    histories: Sequence[History],
    records: Iterable[Record] = (),
    options: PeopleOptions | None = None,
) -> People:
    """Return who is named in `histories` and `records`, with all their aliases applied."""
    records = list(records)
    aliases = [alias for known in histories for alias in known.aliases]
    aliases += (record for record in records if isinstance(record, Alias))
    seen = _last_seen(histories, records)
    if aliases and not all(identity.email for identity in seen):
        aliases += for_names(aliases, seen)
    return resolve(list(seen), aliases, last_seen=list(seen.values()), options=options)


def _last_seen(histories: Sequence[History], records: Sequence[Record]) -> dict[Identity, int]:
    """Return when each identity was last somebody's own word; 0 where only others spelled it."""
    seen: dict[Identity, int] = {}
    for known in histories:
        last = np.zeros(len(known.identities), np.int64)
        for who, when in (
            (known.commit_author, known.commit_authored_at),
            (known.commit_committer, known.commit_committed_at),
        ):
            np.maximum.at(last, who, np.where(when < BROKEN_CLOCK, np.maximum(when, 1), 1))
        for identity, at in zip(known.identities, last.tolist(), strict=True):
            seen[identity] = max(at, seen.get(identity, 0))
    for record in records:
        if isinstance(record, Post):
            for author in record.authors:
                seen[author] = max(record.published_at or 1, seen.get(author, 0))
        elif isinstance(record, Interaction):
            for identity in (record.giver, record.taker):
                seen.setdefault(identity, 0)
        elif isinstance(record, Note):
            named = (record.author, record.to, *(entry.author for entry in record.entries))
            seen |= dict.fromkeys(filter(None, named), 0) | seen
    return seen


def fold(
    histories: Sequence[History],
    records: Iterable[Record] = (),
    *,
    people: People | None = None,
    as_of: int | None = None,
    me: str = "",
    settings: Settings | None = None,
) -> Evidence:
    """Return what `histories` and `records` say, as columns that models can read.

    Parameters
    ----------
    histories
        One for each repository, in the order in which they are to be listed.
    records
        Posts, interactions and aliases. Commits go through `commits.history_of` first.
    people
        What `people_of` makes of the same histories and records, which is the default.
    as_of
        What counts as now. By default the newest time in the data before `BROKEN_CLOCK`, so that
        the same data give the same numbers on any day; 0 where there are no data.
    me
        Who asks: a key, a name, a login or an address. `InputError` where it fits several people.
    settings
        What they say of kinds, areas and what counts. By default nothing.
    """
    records, settings = list(records), settings or Settings()
    people = people or people_of(histories, records)
    who = {known: at for at, one in enumerate(people.persons) for known in one.identities}
    posts, dealings = _of_somebody(records, who)
    names = _names(histories)
    join = Join(histories, names, [_persons(known, who) for known in histories])
    bots = np.array([person.bot for person in people.persons], np.bool_)
    found = find(people, me)
    return Evidence(
        as_of=_newest(histories, posts, dealings) if as_of is None else as_of,
        repositories=names,
        people=people.persons,
        me=NOBODY if found is None else found,
        person_counts=frozen(~bots | settings.people.count_bots),
        posts=posts,
        interactions=dealings,
        notes=_notes(records, who),
        complete=all(known.complete for known in histories),
        **join.tables(),
        **_described(histories, names, join.paths(), people, settings),
    )


def _described(
    histories: Sequence[History],
    names: Sequence[str],
    paths: Texts,
    people: People,
    settings: Settings,
) -> dict[str, Any]:
    """Return what evidence tells of paths, and the sentences on what is left out."""
    kind = stacked([_kinds(known, settings.kinds) for known in histories], np.uint8)
    language, language_names = languages(paths)
    area, areas = _areas(histories, names, settings.areas)
    uncounted = [KINDS.index(name) for name in _uncounted(settings.counts)]
    return {
        "paths": paths,
        "path_kind": kind,
        "path_language": frozen(language),
        "languages": language_names,
        "path_area": area,
        "areas": areas,
        "path_counts": frozen(~np.isin(kind, uncounted)),
        "layers": _layers(histories, people, kind, settings),
    }


def _persons(history: History, who: Mapping[Identity, int]) -> Ints:
    """Return the person of each identity."""
    return np.array([who.get(known, NOBODY) for known in history.identities], np.int32)


def _of_somebody(
    records: Iterable[Record], who: Container[Identity]
) -> tuple[tuple[Post, ...], tuple[Interaction, ...]]:
    """Return posts without the authors, and interactions without those, who are nobody."""
    posts, dealings = [], []
    for it in records:
        if isinstance(it, Post):
            authors = tuple(known for known in it.authors if known in who)
            posts.append(attrs.evolve(it, authors=authors))
        elif isinstance(it, Interaction) and it.giver in who and it.taker in who:
            dealings.append(it)
    return tuple(posts), tuple(dealings)


def _notes(records: Iterable[Record], who: Container[Identity]) -> tuple[Note, ...]:
    """Return the notes of those who are somebody, oldest first, without what nobody said."""
    notes = [
        attrs.evolve(
            it,
            to=it.to if it.to in who else None,
            entries=tuple(entry for entry in it.entries if entry.author in who),
        )
        for it in records
        if isinstance(it, Note) and it.author in who
    ]
    return tuple(sorted(notes, key=lambda it: (it.at, it.id)))


def _names(histories: Sequence[History]) -> tuple[str, ...]:
    """Return what to call each; a name that came before gets ``~2``, ``~3`` and so on."""
    names: list[str] = []
    for known in histories:
        tries = chain([known.name], (f"{known.name}~{number}" for number in count(2)))
        names.append(next(name for name in tries if name not in names))
    return tuple(names)


def _newest(
    histories: Iterable[History], posts: Iterable[Post], dealings: Iterable[Interaction]
) -> int:
    told = [post.published_at or 0 for post in posts] + [deal.at for deal in dealings]
    columns = (known.commit_committed_at for known in histories)
    times = np.concatenate([np.array(told, np.int64), *columns])
    return int(times.max(initial=0, where=times < BROKEN_CLOCK))


def _kinds(history: History, settings: KindSettings) -> Bytes:
    marks = np.zeros(len(history.paths), np.uint8)
    marks[history.file_path] = history.file_marks
    return classify(history.paths, marks, attrs.asdict(settings))


def _areas(
    histories: Sequence[History], names: Sequence[str], settings: AreaSettings
) -> tuple[Ints, tuple[Area, ...]]:
    """Return each path's area, and the areas.

    Of several histories the areas are ``name/area``, but what the settings name may span them.
    """
    areas: dict[str, Area] = {}
    columns = []
    for name, known in zip(names, histories, strict=True):
        now = _now(known)
        places, row = np.unique(now, return_inverse=True)
        found, of = assign(
            [known.paths[at] for at in places.tolist()],
            np.bincount(row[known.touch_path], minlength=len(places)),
            codeowners=known.codeowners,
            codeowners_path=known.codeowners_path,
            configured=settings.named,
            limit=settings.limit,
        )
        if len(histories) > 1:
            found = tuple(
                area
                if area.origin == "settings"
                else attrs.evolve(area, name=f"{name}/{area.name}")
                for area in found
            )
        for area in found:
            areas.setdefault(area.name, area)
        numbers = {name: number for number, name in enumerate(areas)}
        columns.append(np.array([numbers[area.name] for area in found], np.int32)[of][row])
    return stacked(columns), tuple(areas.values())


def _now(history: History) -> Ints:
    """Return for each path the one that its file has now or had last, through every rename."""
    now = np.arange(len(history.paths), dtype=np.int32)
    renames = history.touch_old_path >= 0
    now[history.touch_old_path[renames]] = history.touch_path[renames]  # of several the last
    now[history.file_path] = history.file_path
    for _ in range(32):  # 2 ** 32 renames in a row; names that were swapped and are gone never end
        further = now[now]
        if np.array_equal(further, now):
            break
        now = further
    return now


def _uncounted(settings: CountSettings) -> list[str]:
    return [name for name, counts in attrs.asdict(settings).items() if not counts]


def _layers(
    histories: Sequence[History], people: People, path_kind: Bytes, settings: Settings
) -> tuple[str, ...]:
    """Return a sentence for each thing that makes numbers other than git's own."""
    said = list(dict.fromkeys(layer for known in histories for layer in known.layers))
    if people.merged:
        joined = words.count(people.merged, "spelling")
        said.append(f"{joined} joined to another one that is surely the same person's.")
    if people.opted_out:
        said.append("People who opted out are left out; what they did is nobody's.")
    bots = sum(person.bot for person in people.persons)
    if bots and not settings.people.count_bots:
        said.append(f"{words.count(bots, 'bot')} left out where people are counted.")
    files = dict(zip(KINDS, np.bincount(path_kind, minlength=len(KINDS)), strict=True))
    said += (
        f"{words.count(int(files[kind]), f'{kind} file')} left out where work is counted."
        for kind in _uncounted(settings.counts)
        if files[kind]
    )
    return tuple(said)
