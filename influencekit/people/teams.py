"""Lists of people as users write them, and the file that says who belongs to which team."""

import fnmatch
import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from influencekit.domain import Identity
from influencekit.errors import SettingsError
from influencekit.people.addresses import address_of

_HASHED = re.compile(r"sha256:([0-9a-f]{64})")
_DOMAIN = re.compile(r"[^@\s*?]+\.[^@\s*?]+")


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@attrs.frozen
class Matcher:
    """A list of entries, ready to be asked whom they name.

    An entry is a name, an address, a login (with or without ``@`` before it), a domain (which
    stands for the domains below it too), ``sha256:`` and the hex digest of a lower-cased address,
    or a pattern of names, addresses or logins with ``*`` and ``?``. Case does not count.

    Examples
    --------
    >>> staff = Matcher.of(["example.com", "@ada", "Grace*", "Charles"])
    >>> staff.matches(Identity("Charles", "cb@mail.example.com"))
    [0, 3]
    >>> staff.matches(Identity("grace hopper", "")), staff.matches(Identity("Bob", "bob@x.org"))
    ([2], [])
    """

    _exact: Mapping[str, Sequence[int]]
    _patterns: Sequence[tuple[re.Pattern[str], int]]
    _hashes: bool

    @classmethod
    def of(cls, entries: Iterable[str]) -> "Matcher":
        """Return a matcher of `entries`."""
        exact: dict[str, list[int]] = {}
        patterns: list[tuple[re.Pattern[str], int]] = []
        for number, entry in enumerate(entries):
            text = _normal(entry)
            if "*" in text or "?" in text:
                unbracketed = text.replace("[", "[[]")  # so that "[bot]" is no class of letters
                patterns.append((re.compile(fnmatch.translate(unbracketed)), number))
            elif text:
                exact.setdefault(text, []).append(number)
        return cls(exact, patterns, any(map(_HASHED.fullmatch, exact)))

    def __bool__(self) -> bool:
        return bool(self._exact or self._patterns)

    def matches(self, identity: Identity) -> list[int]:
        """Return the numbers of the entries that name `identity`, ascending."""
        if not self:
            return []
        texts = {_normal(identity.name), _normal(identity.email), *self._of_address(identity.email)}
        found = {number for text in texts if text for number in self._exact.get(text, ())}
        found.update(
            number for pattern, number in self._patterns if any(map(pattern.match, texts - {""}))
        )
        return sorted(found)

    def _of_address(self, email: str) -> Iterator[str]:
        if login := address_of(email).login:
            yield from (login, f"@{login}")
        labels = email.partition("@")[2].split(".")
        yield from (".".join(labels[at:]) for at in range(len(labels) - 1))
        if self._hashes and email:
            digest = hashlib.sha256(email.encode("utf-8", "surrogateescape")).hexdigest()
            yield f"sha256:{digest}"


Groups = tuple[tuple[str, tuple[str, ...]], ...]
"""Names of groups, each with the entries that say who is in it."""


@attrs.frozen(kw_only=True)
class Teams:
    """Who belongs to which team and which organisation, as a file says."""

    teams: Groups = ()
    organisations: Groups = ()

    @classmethod
    def parse(cls, text: str, path: str) -> "Teams":
        r"""Read the file.

        Parameters
        ----------
        text
            TOML with the tables ``teams`` and ``organisations``; each key is a group, its value a
            list of entries as `Matcher` takes them.
        path
            What to call the file in errors.

        Raises
        ------
        SettingsError
            It is no TOML, or a table, group or entry is not of the kind that it should be.

        Examples
        --------
        >>> Teams.parse('[teams]\ncore = ["Ada Lovelace", "@grace"]', "teams.toml").teams
        (('core', ('Ada Lovelace', '@grace')),)
        """
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(
                file=path, key="the whole file", expected="TOML", found=str(error)
            ) from error
        for key in tables.keys() - {"teams", "organisations"}:
            expected = "no tables but [teams] and [organisations]"
            raise SettingsError(file=path, key=key, expected=expected, found=key)
        return cls(
            teams=_groups(tables.get("teams", {}), "teams", path),
            organisations=_groups(tables.get("organisations", {}), "organisations", path),
        )


def _groups(table: object, name: str, path: str) -> Groups:
    if not isinstance(table, dict):
        expected = f"a table: [{name}]"
        raise SettingsError(file=path, key=name, expected=expected, found=table)
    for group, entries in table.items():
        if not isinstance(entries, list):
            expected = "a list of names, addresses, logins and domains"
            raise SettingsError(file=path, key=f"{name}.{group}", expected=expected, found=entries)
        for number, entry in enumerate(entries):
            if not (isinstance(entry, str) and entry.strip()):
                expected, key = (
                    "a name, an address, a login or a domain",
                    f"{name}.{group}[{number}]",
                )
                raise SettingsError(file=path, key=key, expected=expected, found=entry)
    return tuple((group, tuple(entries)) for group, entries in table.items())


class Roster:
    r"""`Teams`, ready to be asked about one person after another.

    Examples
    --------
    >>> roster = Roster(Teams.parse('[organisations]\nExample = ["example.com"]', "teams.toml"))
    >>> roster.of([Identity("Ada", "ada@example.com")])
    ('Example', ())
    """

    def __init__(self, teams: Teams) -> None:
        self._teams = [(group, entry) for group, entries in teams.teams for entry in entries]
        pairs = [(group, entry) for group, entries in teams.organisations for entry in entries]
        by_domain = [_DOMAIN.fullmatch(entry) is not None for _, entry in pairs]
        self._named = [pair for pair, domain in zip(pairs, by_domain, strict=True) if not domain]
        self._domains = [pair for pair, domain in zip(pairs, by_domain, strict=True) if domain]
        self._matchers = [
            Matcher.of(entry for _, entry in groups)
            for groups in (self._teams, self._named, self._domains)
        ]

    def of(self, identities: Iterable[Identity]) -> tuple[str, tuple[str, ...]]:
        """Return the organisation (or nothing) and the teams of the person with `identities`.

        The newest identity comes first: among domains its own counts, for people change employers.
        A person who is listed by name, address or login belongs there whatever the domains say.
        """
        if not any(self._matchers):
            return "", ()
        known = list(identities)
        in_teams, by_name, by_domain = (
            [number for identity in known for number in matcher.matches(identity)]
            for matcher in self._matchers
        )
        teams = tuple(dict.fromkeys(self._teams[number][0] for number in sorted(in_teams)))
        if by_name:
            return self._named[min(by_name)][0], teams
        return (self._domains[by_domain[0]][0] if by_domain else ""), teams
