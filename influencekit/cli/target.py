"""A path on the command line: which repository it is in, and which lines of it are meant."""

import re
from collections.abc import Iterable
from pathlib import Path

import attrs

from influencekit.errors import InputError
from influencekit.protocols import Source

_RANGE = re.compile(r"(?P<path>.+):(?P<first>\d+)(?:-(?P<last>\d+))?", re.DOTALL)


@attrs.frozen(kw_only=True)
class Target:
    """A file or folder in a root, or some lines of a file."""

    root: Path
    path: str
    """Relative to the root, with ``/``; empty for the root itself."""
    first: int = 1
    """First line, counted from 1."""
    last: int | None = None
    """Last line; None: the file's last."""

    @property
    def ranged(self) -> bool:
        """Whether only some lines are meant."""
        return self.last is not None

    def clip(self, line: int, lines: int) -> tuple[int, int]:
        """Return what is meant of `lines` lines from `line` on, as (line, lines); none: lines ≤ 0."""
        first = max(line, self.first)
        end = min(line + lines, (self.last or line + lines) + 1)
        return first, end - first


def target_of(text: str, sources: Iterable[Source]) -> Target:
    """Return what ``PATH``, ``PATH:LINE`` or ``PATH:FIRST-LAST`` names.

    The root is the nearest folder at or above the path that holds ``.git`` and is detected by one of
    `sources`; where there is none, the topmost of those that are detected. The path itself need not
    exist: it may be of another revision.

    Raises
    ------
    InputError
        No folder above is known to a source, or the range runs backwards.
    """
    named, first, last = text, 1, None
    matched = _RANGE.fullmatch(text)
    if matched and not Path(text).exists():
        named = matched["path"]
        first = int(matched["first"])
        last = int(matched["last"] or first)
        if not 1 <= first <= last:
            raise InputError(f"{text}: lines are counted from 1, and a range runs upwards.")
    path = Path(named)
    # Resolve the folder but not the name: a symbolic link is itself what the history knows.
    whole = path.resolve() if path.name in {"", ".."} else path.parent.resolve() / path.name
    folders = [folder for folder in (whole, *whole.parents) if folder.is_dir()]
    # Sources of commits first: the others need not even load for a folder that holds ``.git``.
    asked = sorted(sources, key=lambda source: "commits" not in getattr(source, "gives", ()))
    for folder in [*filter(_holds_git, folders), *reversed(folders)]:
        if not any(source.detect(folder) for source in asked):
            continue
        relative = whole.relative_to(folder).as_posix()
        return Target(root=folder, path="" if relative == "." else relative, first=first, last=last)
    raise InputError(f"{text}: not in a folder that can be read; is it inside a git repository?")


def enclosing_root() -> Path:
    """Return the nearest folder at or above the working directory that looks like a repository.

    Where there is none, the working directory itself: a source may know it all the same.
    """
    here = Path.cwd()
    return next(filter(_holds_git, (here, *here.parents)), Path())


def _holds_git(folder: Path) -> bool:
    return (folder / ".git").exists()
