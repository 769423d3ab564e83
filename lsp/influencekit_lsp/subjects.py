"""What a place in a text is about: a commit, a person, an area, a post; else the lines themselves."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

import attrs

from influencekit import codeowners
from influencekit.evidence import Evidence, Person
from influencekit.trailers import parse_trailers

_OID = re.compile(r"(?<![\w./-])[0-9a-f]{7,64}(?![\w-])")
_OWNER = re.compile(r"@@?[\w./-]+|[^\s@]+@[^\s@]+")
TOP = 80
"""Lines at the top of a file in which front matter is looked for."""
_FENCE = ("---", "+++")


@attrs.frozen
class Found:
    """What a place is about, and which part of the line says so."""

    kind: str
    """``"commit"``, ``"person"``, ``"area"`` or ``"post"``."""
    key: str
    """A full object id, a person's key, an area's name, a post's path."""
    first: int
    """Index in the line, from 0."""
    behind: int


def at(
    evidence: Evidence,
    oids: Sequence[str],
    path: str,
    lines: Sequence[str],
    place: tuple[int, int],
) -> Found | None:
    """Return what is told at one place of the file `path`; None: nothing but the lines.

    Parameters
    ----------
    oids
        All object ids, ascending.
    lines
        Of the file.
    place
        Line and index in it, both from 0.
    """
    line, column = place
    if not 0 <= line < len(lines):
        return None
    text = lines[line]
    looks: list[Callable[[], Iterator[Found]]] = [
        lambda: _commits(oids, text),
        lambda: _trailer(evidence, text),
    ]
    if path in codeowners.PLACES:
        looks.append(lambda: _owners(evidence, text))
    if line < TOP:
        looks.append(lambda: _front_matter(evidence, path, lines, line))
    for look in looks:
        for found in look():
            if found.first <= column <= found.behind:
                return found
    return None


def resolved(oids: Sequence[str], prefix: str) -> str:
    """Return the one object id that begins with `prefix`; empty where none or several do.

    Examples
    --------
    >>> resolved(["0a1", "0b2", "0b3"], "0a"), resolved(["0a1", "0b2", "0b3"], "0b")
    ('0a1', '')
    """
    place = bisect_left(oids, prefix)
    same = [oid for oid in oids[place : place + 2] if oid.startswith(prefix)]
    return same[0] if len(same) == 1 else ""


def person(evidence: Evidence, text: str) -> str:
    """Return the key of the one person who goes by a name, login or address; else nothing."""
    spellings: tuple[Callable[[Person], set[str]], ...] = (
        lambda it: {it.name.casefold(), it.login.casefold()},
        lambda it: {known.email for known in it.identities},
        lambda it: {known.name.casefold() for known in it.identities},
    )
    name, _, rest = text.strip().casefold().rpartition("<")
    wanted = rest.strip().removesuffix(">").removeprefix("@").strip()
    for spelled in spellings:
        for each in filter(None, (wanted, name.strip())):
            found = [it for it in evidence.people if each in spelled(it)]
            if len(found) == 1:
                return found[0].key
    return ""


def _commits(oids: Sequence[str], text: str) -> Iterator[Found]:
    for match in _OID.finditer(text):
        if oid := resolved(oids, match[0]):
            yield Found("commit", oid, match.start(), match.end())


def _trailer(evidence: Evidence, text: str) -> Iterator[Found]:
    bare = text.lstrip(" \t#/*;-\"'")
    for _, who in parse_trailers(bare.rstrip()):
        key = person(evidence, who.email) or person(evidence, who.name)
        if key:
            yield Found("person", key, len(text) - len(bare), len(text))
            return


def _owners(evidence: Evidence, text: str) -> Iterator[Found]:
    content = text.partition("#")[0]
    pattern = content.split(maxsplit=1)[:1]
    for match in _OWNER.finditer(content):
        if key := person(evidence, match[0]):
            yield Found("person", key, match.start(), match.end())
    if pattern:
        start = content.index(pattern[0])
        name = pattern[0].removeprefix("/").removeprefix("**/").removesuffix("**")
        names = {area.name for area in evidence.areas}
        if found := {name, name.rstrip("/")} & names:
            yield Found("area", min(found), start, start + len(pattern[0]))


def _front_matter(
    evidence: Evidence, path: str, lines: Sequence[str], line: int
) -> Iterator[Found]:
    fence = lines[0].strip() if lines else ""
    if fence not in _FENCE:
        return
    end = next((it for it in range(1, len(lines)) if lines[it].strip() == fence), -1)
    if not 0 <= line <= end:
        return
    text = lines[line]
    key, colon, value = text.partition(":" if fence == "---" else "=")
    if colon and key.strip().casefold() in {"author", "authors", "to"}:
        names = value.strip().strip("[]\"'")
        for name in re.split(r"[,;]", names):
            who = person(evidence, name.strip().strip("\"'"))
            if who:
                start = text.index(name)
                yield Found("person", who, start, start + len(name))
    if any(post.path == path for post in evidence.posts):
        yield Found("post", path, 0, len(text))
