"""Several names on one mailbox: spellings of one person, or several people who share it."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from influencekit.people.addresses import Address
from influencekit.people.given_names import GIVEN_NAMES
from influencekit.people.names import Name, fold, made_of, related, share_a_word

_MANY = 8
"""Names beyond which a mailbox is plainly shared."""
_CHANGES = 3
"""Full names that one person may have had in turn."""


class Unions:
    """Disjoint sets of 0 … n - 1.

    scipy has them too, at 0.1 s of import in every command.

    Examples
    --------
    >>> sets = Unions(4)
    >>> sets.join([1, 3])
    >>> sets.labels()
    [0, 1, 2, 1]
    """

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def label(self, item: int) -> int:
        """Return the smallest member of the set that `item` is in."""
        while self._parent[item] != item:
            self._parent[item] = item = self._parent[self._parent[item]]
        return item

    def labels(self) -> list[int]:
        """Return the label of each item."""
        return [self.label(item) for item in range(len(self._parent))]

    def join(self, items: Iterable[int]) -> None:
        """Make one set of the sets of `items`."""
        labels = sorted({self.label(item) for item in items})
        for label in labels[1:]:
            self._parent[label] = labels[0]


def people_of(address: Address, names: Sequence[Name]) -> list[int]:
    """Return one label for each of the names used with one mailbox; equal labels: one person.

    Forms of one name are joined. Beyond that the mailbox must be clearly one person's: then names
    that share a word are one person's before and after a change of name, and a login beside one
    full name is that person's login. Roles (``info@``) and machines' own names are judged by the
    forms of names alone, unless the domain is made of the name (``git@adalovelace.org``). A forge's
    account is one person's under any names, up to three full ones.

    Examples
    --------
    >>> from influencekit.people.addresses import address_of
    >>> from influencekit.people.names import name_of
    >>> def judge(email, *names):
    ...     return people_of(address_of(email), [name_of(name) for name in names])
    >>> judge("gitster@pobox.com", "Junio C Hamano", "Wincent Colaiuta", "Junio Hamano")
    [0, 1, 0]
    >>> judge("peter@softwolves.pp.se", "Peter Karlsson", "Peter Krefting")
    [0, 0]
    """
    forms = sorted({name for name in names if name.words}, key=lambda name: name.words)
    sets = Unions(len(forms))
    if len(forms) <= _MANY:
        _join_forms(forms, sets)
        if address.account and _full_names(forms, sets) <= _CHANGES:
            sets.join(range(len(forms)))
        elif _personal(address, forms, sets):
            _join_changes(forms, sets)
            _join_login(address, forms, sets)
    labels = dict(zip(forms, sets.labels(), strict=True))
    nameless = _owner_of_nameless(address, forms, sets)
    first: dict[int, int] = {}
    return [first.setdefault(labels.get(name, nameless), at) for at, name in enumerate(names)]


def _join_forms(forms: Sequence[Name], sets: Unions) -> None:
    """Join forms of one name; a part of a name only where one full name alone has that part."""
    full = [item for item, name in enumerate(forms) if name.full]
    parts = [item for item, name in enumerate(forms) if not name.full]
    for one, two in combinations(full, 2):
        if related(forms[one], forms[two]):
            sets.join([one, two])
    hosts = {
        part: {sets.label(item) for item in full if related(forms[part], forms[item])}
        for part in parts
    }
    for part in parts:
        if len(hosts[part]) == 1:
            sets.join([part, *hosts[part]])
    for one, two in combinations(parts, 2):
        if not hosts[one] and not hosts[two] and related(forms[one], forms[two]):
            sets.join([one, two])


def _personal(address: Address, forms: Sequence[Name], sets: Unions) -> bool:
    if not address.role and (address.real or address.account):
        return True
    label = address.domain.split(".")[-2] if address.domain.count(".") else ""
    return address.real and len(_owners(label, forms, sets)) == 1


def _full_names(forms: Sequence[Name], sets: Unions) -> int:
    """Return how many different full names there are."""
    return len({sets.label(item) for item, name in enumerate(forms) if name.full})


def _join_changes(forms: Sequence[Name], sets: Unions) -> None:
    """Join full names that share a word: the same person before and after a change of name."""
    full = [item for item, name in enumerate(forms) if name.full]
    if _full_names(forms, sets) <= _CHANGES:
        for one, two in combinations(full, 2):
            if share_a_word(forms[one], forms[two]):
                sets.join([one, two])


def _join_login(address: Address, forms: Sequence[Name], sets: Unions) -> None:
    """Join one name and one login that has nothing of the name, unless it is a first name."""
    labels = sets.labels()
    if len(set(labels)) != 2:
        return
    full = {label for label, name in zip(labels, forms, strict=True) if name.full}
    certain = full or _owners(address.local, forms, sets)
    others = [name for label, name in zip(labels, forms, strict=True) if label not in certain]
    if len(certain) == 1 and all(GIVEN_NAMES.isdisjoint(name.words) for name in others):
        sets.join(labels)


def _owner_of_nameless(address: Address, forms: Sequence[Name], sets: Unions) -> int:
    """Return whom records without a name belong to: the only person, or the address's namesake."""
    labels = set(sets.labels())
    owners = labels if len(labels) == 1 else _owners(address.local, forms, sets)
    certain = len(owners) == 1 and _personal(address, forms, sets)
    return owners.pop() if certain else len(forms)


def _owners(text: str, forms: Sequence[Name], sets: Unions) -> set[int]:
    """Return the labels of those whose name a part of an address is made of."""
    text = "".join(fold(text).split()).rstrip("0123456789")
    return {
        sets.label(item)
        for item, name in enumerate(forms)
        if len(text) > 2
        and (
            made_of(text, name.words)
            or name.joined.startswith(text)
            or (len(name.joined) > 3 and text.startswith(name.joined))
        )
    }
