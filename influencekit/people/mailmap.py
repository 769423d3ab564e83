"""``.mailmap`` files, read and applied exactly as git does it.

The rules are those of git's ``mailmap.c`` and ``gitmailmap(5)``. Four forms of line are known::

    Proper Name <commit@address>                          the name, for this address
    <proper@address> <commit@address>                     the address
    Proper Name <proper@address> <commit@address>         both
    Proper Name <proper@address> Commit Name <commit@address>   both, for this name only

Addresses and names are compared without regard to ASCII case. A line for a name and an address
wins over lines for the address alone; among equals the last line wins, where a line that gives
only a name or only an address leaves the other as an earlier line set it. A mapping is not
followed further: what a line maps to is not looked up again.
"""

from collections.abc import Iterable, Sequence

import attrs

from influencekit.domain import Alias, Identity
from influencekit.report import Problem

_SPACE = " \t\n\r"
"""What git's ``isspace`` knows; form feeds and no-break spaces are parts of a name to it."""
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def parse(text: str, path: str = ".mailmap") -> tuple[list[Alias], list[Problem]]:
    r"""Return what the mailmap says, in file order, and the lines that say nothing.

    Parameters
    ----------
    text
        The file's content. A byte order mark, like everything else in a name, is kept: git does.
    path
        What to call the file in locators.

    Examples
    --------
    >>> aliases, problems = parse("Ada Lovelace <ada@x.org> <countess@y.org>\nCharles Babbage\n")
    >>> aliases[0].seen, aliases[0].canonical.name
    (Identity(name='', email='countess@y.org'), 'Ada Lovelace')
    >>> print(problems[0].locator)
    .mailmap:2
    """
    aliases, problems = [], []
    for number, whole in enumerate(text.split("\n"), 1):
        line = whole.split("\0", 1)[0]  # to git, a C program, a line ends there
        if line.startswith("#") or not line.strip():
            continue
        locator = f"{path}:{number}"
        alias = _alias(line, locator)
        if isinstance(alias, Alias):
            aliases.append(alias)
        elif alias:
            problems.append(Problem(kind="source", name="mailmap", message=alias, locator=locator))
    return aliases, problems


def for_names(aliases: Sequence[Alias], known: Iterable[Identity]) -> list[Alias]:
    """Return what `aliases` mean for records that give a name and no address, as notes do.

    A name that somebody left behind is theirs there too, as long as nobody else of those who are
    `known`, or are named in `aliases`, goes by it.

    Examples
    --------
    >>> aliases, _ = parse("Ada Lovelace <ada@x.org> <countess@y.org>")
    >>> [alias] = for_names(aliases, [Identity("A. Byron", "countess@y.org")])
    >>> alias.seen, alias.canonical
    (Identity(name='A. Byron', email=''), Identity(name='Ada Lovelace', email='ada@x.org'))
    """
    mailmap = Mailmap.of(aliases)
    spelled = dict.fromkeys([*known, *(alias.seen for alias in aliases)])
    now: dict[str, set[Identity]] = {}
    for identity in spelled:
        if identity.name and identity.email:
            now.setdefault(identity.name, set()).add(mailmap.canonical(identity))
    return [
        Alias(seen=Identity(name), canonical=canonical, locator="")
        for name, (canonical, *others) in now.items()
        if not others and canonical.name != name
    ]


def _alias(line: str, locator: str) -> Alias | str:
    """Return what `line` says, or what is wrong with it (nothing, for an indented comment)."""
    first = _contact(line)
    if first is None or not first[1]:
        indented = line.lstrip(_SPACE).startswith("#")
        return "" if indented else "This line names no <address>; git ignores it, and so do we."
    name, address, rest = first
    second = _contact(rest)
    if second is None:
        if not name:
            return "This line gives neither a name nor a second address; it changes nothing."
        seen, canonical = ("", address), (name, "")
    else:
        seen, canonical = (second[0], second[1]), (name, address)
    if seen[1] != seen[1].strip():
        return "The address has space around it inside < >; git matches it with no one."
    return Alias(seen=Identity(*seen), canonical=Identity(*canonical), locator=locator)


def _contact(text: str) -> tuple[str, str, str] | None:
    """Return name, address and what follows, or None where there is no ``<…>``."""
    name, opened, rest = text.partition("<")
    address, closed, rest = rest.partition(">")
    return (name.strip(_SPACE), address, rest) if opened and closed else None


def _ascii_lower(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_ASCII_LOWER)


@attrs.frozen
class Mailmap:
    """Aliases, ready to be applied.

    Examples
    --------
    >>> aliases, _ = parse("Ada Lovelace <ada@x.org> ada <none@none>")
    >>> mailmap = Mailmap.of(aliases)
    >>> mailmap.canonical(Identity("Ada", "none@none"))
    Identity(name='Ada Lovelace', email='ada@x.org')
    >>> mailmap.canonical(Identity("Bob", "none@none"))
    Identity(name='Bob', email='none@none')
    """

    _by_address: dict[str, tuple[str, str]]
    """What an address stands for: a name and an address, either of them possibly empty."""
    _by_both: dict[tuple[str, str], tuple[str, str]]
    """The same for an address and a name."""

    @classmethod
    def of(cls, aliases: Iterable[Alias]) -> "Mailmap":
        """Return the mailmap that `aliases`, taken in order, make."""
        by_address: dict[str, tuple[str, str]] = {}
        by_both: dict[tuple[str, str], tuple[str, str]] = {}
        for alias in aliases:
            seen, name, address = alias.seen, alias.canonical.name, alias.canonical.email
            if seen.name:
                by_both[seen.email, _ascii_lower(seen.name)] = (name, address)
            else:
                known = by_address.get(seen.email, ("", ""))
                by_address[seen.email] = (name or known[0], address or known[1])
        return cls(by_address, by_both)

    def entry(self, identity: Identity) -> tuple[str, str]:
        """Return the name and the address that are set for `identity`; empty: keep its own."""
        if self._by_both:
            found = self._by_both.get((identity.email, _ascii_lower(identity.name)))
            if found is not None:
                return found
        return self._by_address.get(identity.email, ("", ""))

    def canonical(self, identity: Identity) -> Identity:
        """Return who `identity` is: what ``git check-mailmap`` prints, the address lower-cased."""
        name, address = self.entry(identity)
        if not (name or address):
            return identity
        return Identity(name or identity.name, address or identity.email)
