"""Editions of a newsletter about a program, and the parts of the program that they name."""

import re
from collections.abc import Mapping
from datetime import date

import attrs
import numpy as np

from influencekit.columns import Flags, Ints, Times
from influencekit.evidence import Evidence
from influencekit.times import DAY

_DAY = re.compile(r"(?:^|.*/)(\d{4}-\d{2}-\d{2})-[^/]*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DISCUSSED = re.compile(r"^## Discussions\b(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r"\]\([^)]*\)|https?://\S+")
"""Where a link leads: its address names parts that the text does not."""
_TITLE = re.compile(r"^(?:[*+-] \[|#+ )(.*)$", re.MULTILINE)
_NAMED = (
    re.compile(r"\bgit[ -]([a-z][a-z0-9-]*)"),
    re.compile(r"`([a-z][a-z0-9-]*)(?=[` ])"),
)
"""How a text names a command."""
_FILE = re.compile(r"(?<![\w/-])([a-z][a-z0-9_-]*)\.[ch]\b")
_FOLDER = re.compile(r"(?<![\w/.-])([A-Za-z][\w-]*)/")
_COMPOUND = re.compile(r"(?<![\w.`/-])([a-z][a-z0-9]*-[a-z0-9-]*[a-z0-9])(?![\w./-])")
_SUBJECT = re.compile(r"(?<![\w.-])([a-z][\w-]*)(?:\.[ch])?:")
"""A title's ``refs: …`` or ``remote.c: …``."""
_WORD = re.compile(r"[A-Za-z][\w-]*")

_COMMAND_FILE = re.compile(
    r"(?:builtin[/-]([a-z0-9-]+?)(?:--[a-z-]+)?\.c"
    r"|git-([a-z0-9-]+?)(?:--[a-z-]+)?(?:\.(?:sh|perl|py))?"
    r"|Documentation/git-([a-z0-9-]+?)(?:--[a-z-]+)?\.(?:txt|adoc))$"
)
_SOURCE_FILE = re.compile(r"(([a-z0-9_]+)[a-z0-9_-]*)\.[ch]$")
_IN_FOLDER = re.compile(r"([A-Za-z0-9_-]+)/")
COMMAND, FOLDER, SOURCES = range(3)
FEWEST_SOURCES = 3
"""Source files at the top whose names begin alike make an area from this many on."""
WHOLE = "git"
"""The program itself: no part of it."""


@attrs.frozen(kw_only=True)
class Edition:
    """One edition, links' targets and comments left out."""

    at: int
    """The day in its file's name, seconds since 1970-01-01T00:00:00Z."""
    discussed: str
    """The section on discussions."""
    elsewhere: str
    """Everything else."""


def editions_of(files: Mapping[str, str]) -> list[Edition]:
    r"""Return the editions in `files` that have a section on discussions, oldest first.

    Parameters
    ----------
    files
        Text by name; names begin with the day: ``2020-05-28-edition-63.markdown``.

    Examples
    --------
    >>> [found] = editions_of({"1970-01-02-one.md": "# One\n## Discussions\nOn `git log`."})
    >>> found.at, found.discussed
    (86400, '\nOn `git log`.')
    """
    found = []
    for name, text in files.items():
        day, plain = _DAY.match(name), _COMMENT.sub("", text)
        section = _DISCUSSED.search(plain)
        at = _moment(day[1]) if day else None
        if at is not None and section:
            rest = plain[: section.start()] + plain[section.end() :]
            discussed, elsewhere = (_TARGET.sub("]", it) for it in (section[1], rest))
            found.append(Edition(at=at, discussed=discussed, elsewhere=elsewhere))
    return sorted(found, key=lambda it: (it.at, it.discussed))


@attrs.frozen(eq=False, kw_only=True)
class Parts:
    """The parts of git: commands, folders, and source files whose names begin alike.

    `builtin/rebase.c`, `git-rebase.sh` and the manual page are the command ``rebase``; ``pack-bitmap.c``
    and ``pack-check.c`` are among the sources ``pack``. A part is what its files were at the time: see
    `kinds_at`.
    """

    names: tuple[str, ...]
    """In alphabetical order."""
    of_path: Ints
    """One a path of the evidence: index into `names`, -1 where it is of no part."""
    sort: Ints
    """One a path: `COMMAND`, `FOLDER` or `SOURCES`."""
    since: Times
    """One a path: when it was first touched; a path that never was: the end of time."""
    of_stem: Mapping[str, int]
    """Name of a source file at the top, without ending, to the part."""

    @classmethod
    def of(cls, evidence: Evidence) -> "Parts":
        """Sort every path that there ever was."""
        told = [_part(path) for path in evidence.paths]
        names = sorted({name for name, _, _ in told if name and name != WHOLE})
        number = {name: at for at, name in enumerate(names)} | {"": -1, WHOLE: -1}
        since = np.full(len(evidence.paths), np.iinfo(np.int64).max)
        touches = evidence.touches
        np.minimum.at(since, touches.path, evidence.commits.committed_at[touches.commit])
        return cls(
            names=tuple(names),
            of_path=np.array([number[name] for name, _, _ in told], np.int32),
            sort=np.array([sort for _, sort, _ in told], np.int32),
            since=since,
            of_stem={stem: number[name] for name, _, stem in told if stem},
        )

    def kinds_at(self, moment: int) -> tuple[Flags, Flags, Flags]:
        """Return which parts were commands, folders, or sources enough, by files touched before."""
        there = (self.since < moment) & (self.of_path >= 0)
        counts = [
            np.bincount(self.of_path[there & (self.sort == sort)], minlength=len(self.names))
            for sort in (COMMAND, FOLDER, SOURCES)
        ]
        return counts[COMMAND] > 0, counts[FOLDER] > 0, counts[SOURCES] >= FEWEST_SOURCES

    def named(self, text: str, moment: int) -> Flags:
        """Return which parts `text` names, of those that there were at `moment`.

        A command as ``git NAME``, ``git-NAME``, in backticks, or as a word of a title; a source file
        or folder by its name; and any by a compound name, or before the colon of a title.
        """
        command, folder, _ = self.kinds_at(moment)
        number = {name: at for at, name in enumerate(self.names)}
        of_command = {name: at for name, at in number.items() if command[at]}
        of_folder = {name: at for name, at in number.items() if folder[at]}
        titles = "\n".join(_TITLE.findall(text))
        words = [word.lower() for word in _WORD.findall(titles)]
        every = [*_COMPOUND.findall(text), *_SUBJECT.findall(titles)]
        told = [
            *(of_command.get(it) for form in _NAMED for it in form.findall(text)),
            *(of_command.get(it) for it in words),
            *(of_folder.get(it) for it in _FOLDER.findall(text)),
            *(self.of_stem.get(it) for it in _FILE.findall(text)),
            *({**self.of_stem, **of_folder, **of_command}.get(it) for it in every),
        ]
        found = np.zeros(len(self.names), np.bool_)
        found[[at for at in told if at is not None and at >= 0]] = True
        return found


def _part(path: str) -> tuple[str, int, str]:
    """Return the part's name, what sort of file this is, and its stem where it is a source at the top."""
    if command := _COMMAND_FILE.match(path):
        return next(filter(None, command.groups())), COMMAND, ""
    if source := _SOURCE_FILE.match(path):
        return source[2], SOURCES, source[1]
    if folder := _IN_FOLDER.match(path):
        return folder[1], FOLDER, ""
    return "", SOURCES, ""


def _moment(day: str) -> int | None:
    try:
        return (date.fromisoformat(day) - date(1970, 1, 1)).days * DAY
    except ValueError:
        return None
