"""Which spellings are one person beyond doubt: the automatic layer on top of the mailmap.

Three rules, each of which would rather leave one person in two than make one of two:

1. One mailbox: its names are joined where they are forms of one name, or where everything says
   that the mailbox is one person's (`influencekit.people.mailboxes`).
2. One account on a forge, told by its noreply addresses: ``12345+ada@…`` and ``ada@…``.
3. One full name: a spelling without a real address (a forge's noreply address, a machine's own
   name, ``none@none``) joins the only real address that is used with the very same name.

A name never joins two real addresses, and nothing is joined through an address that is nobody's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from influencekit.domain import Identity
from influencekit.people.addresses import Address, address_of
from influencekit.people.mailboxes import Unions, people_of
from influencekit.people.names import is_relayed, name_of, plain


def merge(identities: Sequence[Identity]) -> list[int]:
    """Return one label for each identity; equal labels mean one person.

    The grouping does not depend on the order of `identities`. Bots are to be left out before.

    Examples
    --------
    >>> merge([
    ...     Identity("Ada Lovelace", "ada@x.org"),
    ...     Identity("ada", "ada@x.org"),
    ...     Identity("Ada Lovelace", "1+countess@users.noreply.github.com"),
    ...     Identity("Charles Babbage", "none@none"),
    ...     Identity("Joseph Jacquard", "none@none"),
    ... ])
    [0, 0, 0, 3, 4]
    """
    addresses = [
        # What a relay sends on is not from the relay's own mailbox.
        address_of("" if is_relayed(identity.name) else identity.email)
        for identity in identities
    ]
    sets = Unions(len(identities))
    for items in _at_one_place(addresses):
        names = [name_of(identities[at].name) for at in items]
        labels = people_of(addresses[items[0]], names)
        for at, label in zip(items, labels, strict=True):
            sets.join([at, items[label]])
    _join_by_name(identities, addresses, sets)
    return sets.labels()


def _at_one_place(addresses: Sequence[Address]) -> Iterable[list[int]]:
    """Return the items of each mailbox and of each account that has several.

    A login without a number may have belonged to somebody else before, so where two numbers claim
    it, it joins neither.
    """
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for address in addresses:
        if address.number:
            numbers[address.account].add(address.number)
    places = []
    for address in addresses:
        place = address.mailbox or address.account
        if address.account:
            known = numbers.get(address.account, set())
            number = address.number or (min(known) if len(known) == 1 else "")
            place = f"{address.forge}#{number}" if number else place
        places.append(place)
    return _together(places).values()


def _together(keys: Iterable[str]) -> dict[str, list[int]]:
    """Return the positions of each key that several have; the empty one is no key.

    Nearly every key is alone, so a list is made for the others only.
    """
    first: dict[str, int] = {}
    found: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        if first.setdefault(key, at) != at and key:
            found.setdefault(key, [first[key]]).append(at)
    return found


def _join_by_name(
    identities: Sequence[Identity], addresses: Sequence[Address], sets: Unions
) -> None:
    """Apply rule 3."""
    labels = sets.labels()
    real = {label for label, address in zip(labels, addresses, strict=True) if address.real}
    account = {label for label, address in zip(labels, addresses, strict=True) if address.account}
    homes: defaultdict[int, set[int]] = defaultdict(set)
    for who in _holders(identities, labels):
        homeless, accounts = who - real, (who - real) & account
        if len(accounts) > 1:  # two people of one name, or one with two accounts: nobody knows
            homeless -= accounts
        if len(who & real) == 1:
            for label in homeless:
                homes[label] |= who & real
        elif not who & real:
            sets.join(homeless)
    wanted: defaultdict[int, set[int]] = defaultdict(set)
    for label, found in homes.items():
        wanted[sets.label(label)] |= found
    for label, found in wanted.items():
        if len(found) == 1:
            sets.join([label, *found])


def _holders(identities: Sequence[Identity], labels: Sequence[int]) -> Iterator[set[int]]:
    """Yield, for each full name of several, the labels of those who use exactly that name."""
    for name, items in _together(plain(identity.name) for identity in identities).items():
        who = {labels[at] for at in items}
        if len(who) > 1 and name_of(name).full:
            yield who
