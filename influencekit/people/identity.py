"""Identities become people: the mailmap first, then what is safe to join, then who is left out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

import attrs
import numpy as np

from influencekit.columns import Ints, frozen
from influencekit.domain import Alias, Identity
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Person
from influencekit.people.addresses import address_of
from influencekit.people.assistants import assistant
from influencekit.people.bots import bot
from influencekit.people.mailmap import Mailmap
from influencekit.people.merging import merge
from influencekit.people.names import fold, is_relayed, name_of
from influencekit.people.teams import Matcher, Roster, Teams

_ADDRESS = re.compile(r"(\S+)@\S+")
NAMELESS = "(no name)"
"""What is shown for records that hold an address and no name."""


@attrs.frozen(kw_only=True)
class PeopleOptions:
    """How spellings become people, and who is left out."""

    merge: bool = True
    """Whether to join what is safe to join. False: exactly what the mailmap says."""
    bots: tuple[str, ...] = ()
    """More bots: names, addresses, logins, patterns (see `influencekit.people.teams.Matcher`)."""
    not_bots: tuple[str, ...] = ()
    """People, whatever the rules about bots say."""
    opt_out: tuple[str, ...] = ()
    """People who are removed before any statistic; also ``sha256:`` and an address's digest."""
    teams: Teams = attrs.field(factory=Teams)
    """Who belongs to which team and organisation."""


@attrs.frozen(kw_only=True, eq=False)
class People:
    """Who the identities are."""

    persons: tuple[Person, ...]
    """Ascending by key."""
    of: Ints
    """One for each given identity: index into `persons`, or `NOBODY`."""
    merged: int
    """How many spellings the automatic rules joined to another one; 0: they changed nothing."""
    opted_out: int
    """How many of the given identities were removed because their person opted out."""
    spellings: tuple[tuple[Identity, ...], ...]
    """One tuple for each person: the identities after the mailmap, the one used last first."""
    last_seen: tuple[int, ...]
    """One for each person: the newest time given to `resolve`; 0 where none was."""
    aliases: tuple[Alias, ...] = ()
    """What was given to `resolve`."""


@attrs.define
class _Spelling:
    """One identity after the mailmap, and what was said about it."""

    identity: Identity
    given: list[int] = attrs.field(factory=list)
    """The records' identities that the mailmap maps here."""
    seen: int = 0
    proper: bool = False
    """Whether the mailmap gave the name."""
    bot: str = ""
    """Why it is a bot; empty for people."""
    assistant: str = ""
    """Which AI assistant it is; empty for all others."""


def resolve(
    identities: Sequence[Identity],
    aliases: Sequence[Alias] = (),
    *,
    last_seen: Sequence[int] | None = None,
    options: PeopleOptions | None = None,
) -> People:
    """Return the people that `identities` are.

    The result does not depend on the order of `identities`.

    Parameters
    ----------
    identities
        As records spell them.
    aliases
        What mailmaps and staff lists say, in order; see `influencekit.people.mailmap`.
    last_seen
        The newest time at which each identity was somebody's own word: as author or committer, or
        on a post of their own, in seconds since 1970-01-01T00:00:00Z. 0 where only others spelled
        it, in trailers: those may use a name that its owner has left behind, and an AI assistant
        seen only there is nobody. By default all count alike.
    options
        By default everything safe is joined and nobody is left out.

    Examples
    --------
    >>> people = resolve([Identity("ada", "ada@x.org"), Identity("Ada Lovelace", "ada@x.org")])
    >>> [person.name for person in people.persons], people.of.tolist(), people.merged
    (['Ada Lovelace'], [0, 0], 1)
    """
    options = options or PeopleOptions()
    spellings = _spell(identities, aliases, last_seen)
    _mark_bots(spellings, identities, options)
    if last_seen is not None:
        spellings = [one for one in spellings if one.seen or not one.assistant]
    groups = _group(spellings, merge_them=options.merge)
    gone = Matcher.of(options.opt_out)
    kept = [group for group in groups if not (gone and _named(gone, group, identities))]
    removed = sum(len(one.given) for group in groups for one in group)
    removed -= sum(len(one.given) for group in kept for one in group)
    return _people(kept, identities, aliases, options, removed)


def _spell(
    identities: Sequence[Identity], aliases: Sequence[Alias], last_seen: Sequence[int] | None
) -> list[_Spelling]:
    """Apply the mailmap; those without name and address are dropped. Real addresses come first."""
    mailmap = Mailmap.of(aliases)
    spellings: dict[Identity, _Spelling] = {}
    for at, identity in enumerate(identities):
        name, address = mailmap.entry(identity)
        canonical = identity
        if name or address:
            canonical = Identity(name or identity.name, address or identity.email)
        if not (canonical.email or canonical.name.strip()):
            continue
        spelling = spellings.get(canonical)
        if spelling is None:
            spelling = spellings[canonical] = _Spelling(canonical)
        spelling.given.append(at)
        spelling.proper = spelling.proper or bool(name)
        if last_seen is not None:
            spelling.seen = max(spelling.seen, last_seen[at])
    return sorted(spellings.values(), key=lambda one: _by_address(one.identity))


def _mark_bots(
    spellings: Iterable[_Spelling], identities: Sequence[Identity], options: PeopleOptions
) -> None:
    listed, people = Matcher.of(options.bots), Matcher.of(options.not_bots)
    for one in spellings:
        if people and _named(people, [one], identities):
            continue
        if listed and _named(listed, [one], identities):
            one.bot = "The settings list it as a bot."
        elif name := assistant(one.identity):
            one.bot, one.assistant = f"It is an AI assistant: {name}.", name
        else:
            one.bot = bot(one.identity)


def _named(matcher: Matcher, group: Iterable[_Spelling], identities: Sequence[Identity]) -> bool:
    """Whether an entry names one of the spellings, before or after the mailmap."""
    return any(
        matcher.matches(identity)
        for one in group
        for identity in (one.identity, *(identities[at] for at in one.given))
    )


def _group(spellings: Sequence[_Spelling], *, merge_them: bool) -> list[list[_Spelling]]:
    """Return the spellings of each person, the one used last first; persons by first address."""
    if not merge_them:
        return [[one] for one in spellings]
    humans = [one for one in spellings if not one.bot]
    labels = iter(merge([one.identity for one in humans]))
    groups: defaultdict[object, list[_Spelling]] = defaultdict(list)
    for one in spellings:
        groups[_bot_key(one) if one.bot else next(labels)].append(one)
    for group in groups.values():
        group.sort(key=lambda one: -one.seen)
    return list(groups.values())


def _bot_key(spelling: _Spelling) -> str:
    """Return what is equal for one program: programs, unlike people, have names of their own."""
    if spelling.assistant:
        return spelling.bot
    name = spelling.identity.name.removesuffix("[bot]")
    return fold(name) or spelling.identity.email


def _rank(spelling: _Spelling) -> tuple[object, ...]:
    """Order by how good a name it is to show: a name at all, the mailmap's, the last one used."""
    name = name_of(spelling.identity.name)
    usable = name.words and not name.placeholder and not is_relayed(spelling.identity.name)
    return (
        not usable,
        not spelling.proper,
        -spelling.seen,
        not name.full,
        spelling.identity.name,
        spelling.identity.email,
    )


def _people(
    groups: Sequence[Sequence[_Spelling]],
    identities: Sequence[Identity],
    aliases: Sequence[Alias],
    options: PeopleOptions,
    removed: int,
) -> People:
    roster = Roster(options.teams)
    ordered = sorted(
        (fold(name) or fold(login) or "unnamed", number, name, login)
        for number, group in enumerate(groups)
        for name, login in [_shown(group)]
    )
    persons: list[Person] = []
    of = [NOBODY] * len(identities)
    used: dict[str, int] = {}
    for base, number, name, login in ordered:
        group = groups[number]
        used[base] = used.get(base, 0) + 1
        given = [at for one in group for at in one.given]
        for at in given:
            of[at] = len(persons)
        own = {identities[at] for at in given}
        organisation, teams = roster.of(chain((one.identity for one in group), own))
        persons.append(
            Person(
                key=base if used[base] == 1 else f"{base}~{used[base]}",
                name=name,
                identities=tuple(sorted(own, key=_by_address)),
                bot=bool(group[0].bot),
                bot_reason=group[0].bot,
                login=login,
                organisation=organisation,
                teams=teams,
            )
        )
    spellings = tuple(tuple(one.identity for one in groups[item[1]]) for item in ordered)
    return People(
        persons=tuple(persons),
        of=frozen(np.array(of, np.int32)),
        merged=sum(map(len, spellings)) - len(spellings),
        opted_out=removed,
        spellings=spellings,
        last_seen=tuple(groups[item[1]][0].seen for item in ordered),
        aliases=tuple(aliases),
    )


def _by_address(identity: Identity) -> tuple[bool, str, str]:
    return not address_of(identity.email).real, identity.email, identity.name


def _shown(group: Sequence[_Spelling]) -> tuple[str, str]:
    """Return the name to show, free of addresses, and the login on a forge."""
    accounts = [address_of(one.identity.email) for one in group if "reply" in one.identity.email]
    login = next((account.login for account in accounts if account.login), "")
    best = min(group, key=_rank) if len(group) > 1 else group[0]
    name = best.assistant or best.identity.name.strip()
    if "@" in name:
        name = _ADDRESS.sub(r"\1@…", name)
    return name or login or NAMELESS, login


def find(people: People, text: str) -> int | None:
    """Return the index of the person whom a user means, or None where there is none.

    Parameters
    ----------
    people
        Who there is.
    text
        A key as it stands; else, without regard to case and in this order: the name shown, a login
        (with or without ``@`` before it), an address, an earlier name. Or ``Name <address>``.

    Raises
    ------
    InputError
        Several people go by it; the message lists their names and keys.

    Examples
    --------
    >>> people = resolve([Identity("Ada Lovelace", "ada@x.org"), Identity("Bob", "bob@x.org")])
    >>> find(people, "BOB"), find(people, "Ada Lovelace <ada@x.org>"), find(people, "eve")
    (1, 0, None)
    """
    for at, person in enumerate(people.persons):
        if person.key == text:
            return at
    name, bracket, rest = text.casefold().rpartition("<")
    wanted = rest.strip().removesuffix(">").removeprefix("@").strip()
    if not wanted:
        return None
    for texts in (_shown_names, _logins, _addresses, _names):
        found = [at for at in range(len(people.persons)) if wanted in texts(people, at)]
        if len(found) > 1 and name:
            found = [at for at in found if name.strip() in _names(people, at)] or found
        if len(found) > 1:
            raise InputError(_ambiguous(people, text, found))
        if found:
            return found[0]
    return find(people, name.strip()) if bracket else None


def _shown_names(people: People, at: int) -> set[str]:
    return {people.persons[at].name.casefold()}


def _logins(people: People, at: int) -> set[str]:
    return {people.persons[at].login}


def _addresses(people: People, at: int) -> set[str]:
    return {one.email for one in (*people.persons[at].identities, *people.spellings[at])}


def _names(people: People, at: int) -> set[str]:
    return {one.name.casefold() for one in (*people.persons[at].identities, *people.spellings[at])}


def _ambiguous(people: People, text: str, found: Sequence[int]) -> str:
    persons = (people.persons[at] for at in found)
    listed = ", ".join(f"{person.name} [{person.key}]" for person in persons)
    return f"{text!r} may be any of {len(found)} people: {listed}. Give the key in brackets."
