"""Who may be one person in two: suggestions with their evidence, for somebody to decide.

Pairs are found through what they have in common (a full name, a login, the part of an address
before the ``@``), so the time grows with the number of people, not of pairs. Each piece of evidence
has a weight, the share of pairs with nothing else in common that are one person; of one kind only
the best piece counts, and kinds are taken as independent (noisy or). Two full names that have
nothing to do with each other speak against. ``docs/explanation/people.md`` says how the weights
were found and how often they are right.

Nothing is ever concluded from an address that is nobody's (``none@none``).
"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

import attrs

from influencekit.domain import Identity
from influencekit.people.addresses import address_of
from influencekit.people.given_names import GIVEN_NAMES
from influencekit.people.identity import People
from influencekit.people.mailboxes import Unions
from influencekit.people.mailmap import Mailmap, parse
from influencekit.people.names import (
    Name,
    fold,
    is_relayed,
    misprint,
    name_of,
    plain,
    related,
    share_a_word,
)

_CROWD = 8
"""People with something in common beyond whom it tells no one apart."""
_KIN, _STRANGERS = 0.6, 0.3
"""Factors for two full names that share a word only, or nothing."""
_UNWRITABLE = re.compile(r"[<>\n\r\0]|^[\s#]|\s$")
"""What no mailmap can hold."""
_LONGEST = 40
"""Letters of a name in which a misprint is looked for."""
_COMMON = re.compile(
    "and|bitbucket|code|dev|git|github|gmail|hello|info|linux|mail|now|private|public|rather|the"
    "|user|uses|van|von|work"
)
"""Words that stand in many addresses and asides."""


@attrs.frozen(kw_only=True)
class Suggestion:
    """Two people who may be one."""

    first: int
    """Index into `People.persons`."""
    second: int
    """Index into `People.persons`; larger than `first`."""
    evidence: tuple[str, ...]
    """Sentences without names and addresses, the strongest first."""
    confidence: float
    """In [0, 1]: what share of such pairs to expect to be one person, cautiously."""


@attrs.frozen
class _Rule:
    """What it means that one person's text of one role equals another's of another."""

    kind: str
    weight: float
    sentence: str


_RULES: Mapping[tuple[str, str], _Rule] = {
    ("exact", "exact"): _Rule("name", 0.8, "They have the same full name."),
    ("folded", "folded"): _Rule("name", 0.75, "Their names differ only in accents, case or marks."),
    ("sorted", "sorted"): _Rule("name", 0.7, "Their names are the same words in another order."),
    ("ends", "ends"): _Rule("name", 0.65, "One name is the other with a middle name or initial."),
    ("typo", "typo"): _Rule("typo", 0.6, "Their names differ by one letter."),
    ("login", "login"): _Rule("handle", 0.6, "They have the same login on two forges."),
    ("local", "login"): _Rule("handle", 0.6, "One's login is the other's address before the @."),
    ("local", "local"): _Rule("handle", 0.55, "Their addresses are the same before the @."),
    ("called", "local"): _Rule("handle", 0.5, "One goes by the other's address before the @."),
    ("called", "login"): _Rule("handle", 0.6, "One goes by the other's login."),
    ("called", "called"): _Rule("handle", 0.4, "They go by the same name of one word."),
    ("local", "made"): _Rule("made", 0.5, "One's address is made of the other's name."),
    ("login", "made"): _Rule("made", 0.5, "One's login is made of the other's name."),
    ("called", "made"): _Rule("made", 0.5, "One goes by a short form of the other's name."),
    ("initials", "local"): _Rule("made", 0.3, "One's address has the other's initials."),
    ("initials", "login"): _Rule("made", 0.3, "One's login has the other's initials."),
    ("called", "initials"): _Rule("made", 0.3, "One goes by the other's initials."),
    ("aside", "local"): _Rule(
        "aside", 0.6, "One's name mentions the other's address before the @."
    ),
    ("aside", "login"): _Rule("aside", 0.6, "One's name mentions the other's login."),
    ("aside", "called"): _Rule("aside", 0.6, "One's name mentions what the other goes by."),
    ("mailbox", "mailbox"): _Rule("mailbox", 0.4, "Two different names are used with one address."),
}
"""By the two roles in alphabetical order."""


def suggest(people: People, *, minimum: float = 0.5) -> tuple[Suggestion, ...]:
    """Return likely duplicates, the likeliest first. Bots are left out.

    Parameters
    ----------
    people
        Who there is.
    minimum
        Confidence from which on a pair is worth a look.

    Examples
    --------
    >>> from influencekit.people.identity import resolve
    >>> people = resolve([Identity("Ada Lovelace", "ada@x.org"), Identity("Ada Lovelace", "al@y.org")])
    >>> suggest(people)[0].evidence
    ('They have the same full name.',)
    """
    owners: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    names = [[name_of(one.name) for one in own] for own in people.spellings]
    for at, person in enumerate(people.persons):
        if not person.bot:
            for role, text in _traits(people.spellings[at]):
                owners[text].append((role, at))
    pairs: defaultdict[tuple[int, int], dict[str, _Rule]] = defaultdict(dict)
    for having in owners.values():
        for pair, rule in _common(having):
            known = pairs[pair].get(rule.kind)
            if known is None or rule.weight > known.weight:
                pairs[pair][rule.kind] = rule
    found = [_judge(pair, rules, names[pair[0]], names[pair[1]]) for pair, rules in pairs.items()]
    return tuple(
        sorted(
            (one for one in found if one.confidence >= minimum),
            key=lambda one: (-one.confidence, one.first, one.second),
        )
    )


def _common(having: Sequence[tuple[str, int]]) -> Iterator[tuple[tuple[int, int], _Rule]]:
    """Yield the pairs that have one text in common, in which roles, and what that means."""
    if len(having) < 2:
        return
    everybody = {at for _, at in having}
    if not 1 < len(everybody) <= _CROWD:
        return
    crowd = 1.0 if len(everybody) < 4 else 0.8
    for (left, one), (right, other) in combinations(sorted(set(having)), 2):
        rule = _RULES.get((left, right))
        if rule is not None and one != other:
            weighed = attrs.evolve(rule, weight=rule.weight * crowd)
            yield (min(one, other), max(one, other)), weighed


def _traits(spellings: Iterable[Identity]) -> Iterator[tuple[str, str]]:
    """Yield what somebody may have in common with others: a role and a text."""
    for identity in spellings:
        name = name_of(identity.name)
        address = address_of("" if is_relayed(identity.name) else identity.email)
        if address.mailbox and not address.role:
            yield "mailbox", f"mailbox {address.mailbox}"
            if not (name.full and address.local in name.words):  # that is but a first name
                yield from _handle("local", address.local)
        yield from _handle("login", address.login)
        for word in name.aside.split():
            yield from _handle("aside", word)
        if name.full:
            yield "exact", f"exact {plain(identity.name)}"
            yield from _of_full_name(name)
        elif len(name.words) == 1 and not name.placeholder:
            yield from _handle("called", name.joined)


def _handle(role: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield a login or the like, if it tells anybody apart."""
    parts = fold(text).split()
    handle = "".join(parts).rstrip("0123456789")
    if len(handle) > 2 and handle not in GIVEN_NAMES and not _COMMON.fullmatch(handle):
        yield role, handle


def _of_full_name(name: Name) -> Iterator[tuple[str, str]]:
    first, last = name.words[0], name.words[-1]
    yield "folded", f"folded {name.key}"
    yield "sorted", f"sorted {' '.join(sorted(name.words))}"
    yield "ends", f"ends {first} {last}"
    for made in {first + last, last + first, first[0] + last, last + first[0], first + last[0]}:
        if len(made) > 3:
            yield "made", made
    initials = "".join(word[0] for word in name.words)
    if len(initials) > 2:
        yield "initials", initials
    if len(name.joined) <= _LONGEST:
        yield "typo", f"typo {name.joined}"
        for at in range(len(name.joined)):
            yield "typo", f"typo {name.joined[:at]}{name.joined[at + 1 :]}"


def _judge(
    pair: tuple[int, int], rules: dict[str, _Rule], one: Sequence[Name], other: Sequence[Name]
) -> Suggestion:
    """Weigh the evidence for one pair."""
    if "name" in rules or not any(misprint(a.joined, b.joined) for a, b in product(one, other)):
        rules.pop("typo", None)
    ranked = sorted(rules.values(), key=lambda rule: (-rule.weight, rule.sentence))
    doubt = math.prod(1 - rule.weight for rule in ranked)
    return Suggestion(
        first=pair[0],
        second=pair[1],
        evidence=tuple(rule.sentence for rule in ranked),
        confidence=(1 - doubt) * _factor(one, other),
    )


def _factor(one: Iterable[Name], other: Iterable[Name]) -> float:
    """Return what different full names take from the confidence."""
    pairs = [(a, b) for a, b in product(one, other) if a.full and b.full]
    if not pairs or any(related(a, b) for a, b in pairs):
        return 1.0
    return _KIN if any(share_a_word(a, b) for a, b in pairs) else _STRANGERS


def mailmap_lines(people: People, suggestions: Iterable[Suggestion]) -> list[str]:
    """Return ``.mailmap`` lines that make one person of each suggested pair.

    Appended to the mailmaps that `people` were resolved with, they take effect in git. An old name
    stands in a line only where the address alone would say too much: where others use it as well.
    People without any address of their own get no lines.

    Examples
    --------
    >>> from influencekit.people.identity import resolve
    >>> people = resolve(
    ...     [Identity("Ada Lovelace", "ada@x.org"), Identity("Ada Lovelace", "al@y.org")],
    ...     last_seen=[1, 2],
    ... )
    >>> mailmap_lines(people, suggest(people))
    ['Ada Lovelace <al@y.org> <ada@x.org>']
    """
    sets = Unions(len(people.persons))
    for one in suggestions:
        sets.join([one.first, one.second])
    members: defaultdict[int, list[int]] = defaultdict(list)
    for at, label in enumerate(sets.labels()):
        members[label].append(at)
    owners: defaultdict[str, set[int]] = defaultdict(set)
    for at, person in enumerate(people.persons):
        for identity in (*person.identities, *people.spellings[at]):
            owners[identity.email].add(sets.label(at))
    shared = {email for email, labels in owners.items() if len(labels) > 1}
    lines: list[str] = []
    for label in sorted(members):
        if len(members[label]) > 1:
            lines += _lines(people, members[label], shared)
    return lines


def _lines(people: People, persons: Sequence[int], shared: Collection[str]) -> list[str]:
    """Return the lines that make one of `persons`."""
    newest_first = sorted(persons, key=lambda at: -people.last_seen[at])
    spellings = [one for at in newest_first for one in people.spellings[at]]
    proper = _proper(people, newest_first, spellings)
    if proper is None:
        return []
    known = [*spellings, *(one for at in newest_first for one in people.persons[at].identities)]
    wrong = [one for one in dict.fromkeys(known) if not _UNWRITABLE.search(one.name + one.email)]
    told = {one.email for one in wrong}
    aliases = [alias for alias in people.aliases if alias.seen.email in told]
    lines: list[str] = []
    for with_name in (False, True):  # what the address alone cannot say takes the name as well
        mailmap = Mailmap.of([*aliases, *parse("\n".join(lines))[0]])
        wrong = [one for one in wrong if mailmap.canonical(one) != proper]
        for one in wrong:
            nobodys = not (address_of(one.email).mailbox or address_of(one.email).account)
            if with_name and one.name:
                lines.append(f"{proper.name} <{proper.email}> {one.name} <{one.email}>")
            elif not (with_name or nobodys or one.email in shared):
                seen = "" if one.email == proper.email else f" <{one.email}>"
                lines.append(f"{proper.name} <{proper.email}>{seen}")
    return list(dict.fromkeys(lines))


def _proper(
    people: People, newest_first: Sequence[int], spellings: Sequence[Identity]
) -> Identity | None:
    """Return the name and the address to go by, or None where one of them is missing."""
    emails = [one.email for one in spellings if not _UNWRITABLE.search(one.email)]
    real = [email for email in emails if address_of(email).real]
    accounts = [email for email in emails if address_of(email).account]
    names = [people.persons[at].name for at in newest_first]
    usable = [
        name
        for name in names
        if name_of(name).words and not (name_of(name).placeholder or _UNWRITABLE.search(name))
    ]
    return Identity(usable[0], (real + accounts)[0]) if usable and real + accounts else None
