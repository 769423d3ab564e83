"""Which commits, files and symbols a post speaks of; pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

import attrs

from influencekit.domain import Reference
from influencekit_blogs.text import addresses

_COMMIT_ADDRESS = re.compile(
    r"/(?:commits?|c)/(?:\?(?:.*&)?id=)?([0-9a-f]{7,64})(?![0-9a-z])"
    r"|[?;&]a=commit(?:diff)?[;&](?:.*[;&])?h=([0-9a-f]{7,64})(?![0-9a-z])",
    re.IGNORECASE,
)
_FILE_ADDRESS = re.compile(r"/(?:blob|tree|raw|blame|src)/[^/]+/([^?#]+)|/(?:tree|plain)/([^?#]+)")
_HEX = re.compile(r"\b[0-9a-f]{7,64}\b")
_BEFORE_COMMIT = re.compile(
    r"\b(?:commits?|revisions?|rev|changesets?)(?:\s+(?:hash|id|sha))?[\s:`\"'(\[]+$", re.IGNORECASE
)
_AFTER_COMMIT = re.compile(r" \((?:\"|[^()\n]{1,200}, \d{4}-\d{2}-\d{2}\))")
_CODE = re.compile(r"`([^`\n]+)`|<code>([^<\n]+)</code>")
_PATH = re.compile(r"(?<![\w/:.@+-])(?:\./)?([\w.+-]+(?:/[\w.+-]+)+)")
_SYMBOL = re.compile(r"[A-Za-z_][\w]*(?:(?:\.|::|->|#)[A-Za-z_][\w]*)*(?:\(\))?", re.ASCII)
_ENDINGS = frozenset(
    """
    adoc asm bat bin c cc cfg cmake com conf cpp cs css csv dev diff el env ex exe exs git go gz h
    hh hpp hs html ini io ipynb java jpg js json jsx kt lock log lua m md ml mm net org patch php pl
    png po py pyc pyi pyx r rb rs rst s scala scss sh sql svg swift tar toml ts tsx txt vim vue whl
    xml yaml yml zip
    """.split()  # noqa: SIM905 - words read better as words
)
"""What stands behind a dot in names of files and hosts, not of symbols."""


class Tracked:
    """The paths of the files in the analysed repositories.

    Examples
    --------
    >>> tracked = Tracked(["builtin/log.c", "Makefile", "t/Makefile"])
    >>> tracked.find("log.c"), tracked.find("t/Makefile"), tracked.find("gone.c")
    ('builtin/log.c', 't/Makefile', '')
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._ends: dict[str, list[str]] = {}
        self._paths = frozenset(paths)
        for path in self._paths:
            self._ends.setdefault(path.rpartition("/")[2], []).append(path)

    def __bool__(self) -> bool:
        return bool(self._paths)

    def find(self, name: str) -> str:
        """Return the path that `name` is, or that alone ends with it; empty where there is none."""
        if name in self._paths:
            return name
        same = self._ends.get(name.rpartition("/")[2], ()) if {".", "/"} & set(name) else ()
        found = [path for path in same[:1000] if path.endswith(f"/{name}")]
        return found[0] if len(found) == 1 else ""


@attrs.frozen
class _Found:
    at: int
    kind: str
    target: str


def references(prose: str, tracked: Tracked, first_line: int) -> tuple[Reference, ...]:
    """Return what `prose` refers to, each once, in order of appearance.

    Parameters
    ----------
    prose
        Without code blocks.
    tracked
        What counts as a file.
    first_line
        Of `prose` in its file, counted from 1; 0 gives references without lines.

    Notes
    -----
    A commit is an id of 7 to 64 hex digits in a link to a commit; after the words commit, revision
    or changeset; before ``("subject", date)``; or, of up to 40 digits, alone in inline code. Outside
    of links it needs a digit and a letter. Bare checksums are none. A file is a path of an analysed
    repository, in a link to a forge, in inline code, or with ``/`` in prose. A symbol is a name in
    inline code that is called, qualified, or made of several words.

    Examples
    --------
    >>> prose = "Since commit 1a2b3c4, `log_tree()` in `log.c` is faster."
    >>> [(it.kind, it.target) for it in references(prose, Tracked(["builtin/log.c"]), 1)]
    [('commit', '1a2b3c4'), ('symbol', 'log_tree'), ('file', 'builtin/log.c')]
    """
    found = sorted(
        (
            *_in_addresses(addresses(prose), tracked),
            *_commits(prose),
            *(_paths(prose, tracked) if tracked else ()),
            *_in_code(prose, tracked),
        ),
        key=lambda it: it.at,
    )
    first = {(it.kind, it.target): it.at for it in reversed(found)}
    oids = sorted(target for kind, target in first if kind == "commit")
    for short, oid in pairwise(oids):
        if oid.startswith(short):
            first[("commit", oid)] = min(first[("commit", oid)], first.pop(("commit", short)))
    starts = [match.end() for match in re.finditer(r"\n", prose)] if first and first_line else []
    return tuple(
        Reference(
            kind=kind,
            target=target,
            line=first_line + bisect_right(starts, at) if first_line else 0,
        )
        for (kind, target), at in sorted(first.items(), key=lambda item: item[1])
    )


def _in_addresses(prose_addresses: Iterable[tuple[int, str]], tracked: Tracked) -> Iterator[_Found]:
    for at, address in prose_addresses:
        if found := _COMMIT_ADDRESS.search(address):
            yield _Found(at, "commit", (found[1] or found[2]).lower())
        elif (found := _FILE_ADDRESS.search(address)) and (
            path := tracked.find((found[1] or found[2]).rstrip("/"))
        ):
            yield _Found(at, "file", path)


def _commits(prose: str) -> Iterator[_Found]:
    for found in _HEX.finditer(prose):
        oid, start, end = found[0], found.start(), found.end()
        if oid.isdigit() or oid.isalpha():
            continue
        alone = len(oid) <= 40 and prose[start - 1 : start] == "`" == prose[end : end + 1]
        called = _BEFORE_COMMIT.search(prose, max(0, start - 24), start)
        if alone or called or _AFTER_COMMIT.match(prose, end):
            yield _Found(start, "commit", oid)


def _paths(prose: str, tracked: Tracked) -> Iterator[_Found]:
    for found in _PATH.finditer(prose):
        if path := tracked.find(found[1].rstrip(".")):
            yield _Found(found.start(), "file", path)


def _in_code(prose: str, tracked: Tracked) -> Iterator[_Found]:
    for found in _CODE.finditer(prose):
        code = found[found.lastindex or 0].strip()
        if path := tracked.find(code.removeprefix("./")):
            yield _Found(found.start(), "file", path)
        elif _is_symbol(code):
            yield _Found(found.start(), "symbol", code.removesuffix("()"))


def _is_symbol(code: str) -> bool:
    if len(code) > 100 or not _SYMBOL.fullmatch(code):
        return False
    if code.endswith("()") or re.search(r"::|->|#", code):
        return True
    if "." in code:
        return code.rpartition(".")[2].lower() not in _ENDINGS
    return bool(re.search(r"[A-Za-z0-9]_[A-Za-z0-9]|[a-z0-9][A-Z]", code))
