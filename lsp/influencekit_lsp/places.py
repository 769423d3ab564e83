"""Where files are: which repository a path is in, and whether its history may have moved on."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import attrs

_WATCHED = (".mailmap", ".influencekit.toml", "pyproject.toml", ".git-blame-ignore-revs")
"""Files of a work tree that change what a history says; all others are read as they were committed."""
_SMALL = 4096
MANY = 2000
"""Notes of one repository that are watched."""


@attrs.frozen
class Spot:
    """A file in a repository."""

    root: Path
    path: str
    """Relative to the root, with ``/``."""


def path_of(uri: str) -> Path | None:
    """Return the file that a URI names; None for what is no file: an untitled document, a cell.

    Examples
    --------
    >>> path_of("file:///tmp/a%20b.py"), path_of("untitled:Untitled-1")
    (PosixPath('/tmp/a b.py'), None)
    """
    parts = urlsplit(uri)
    if parts.scheme not in {"file", "vscode-notebook-cell"} or parts.netloc not in {
        "",
        "localhost",
    }:
        return None
    text = unquote(parts.path)
    if "\0" in text or not text:
        return None
    if len(text) > 2 and text[0] == "/" and text[2] == ":":  # /C:/… on Windows
        text = text[1:]
    return Path(text)


def spot_of(file: Path) -> Spot | None:
    """Return which repository a file is in, and where there; None: in none."""
    try:
        root = _root_of(file.parent.resolve())
        if root is None or ".git" in file.parts:
            return None
        return Spot(root, (file.parent.resolve() / file.name).relative_to(root).as_posix())
    except (OSError, RuntimeError, ValueError):
        return None


def root_of(folder: Path) -> Path | None:
    """Return the repository that a folder is, or is in."""
    try:
        return _root_of(folder.resolve())
    except (OSError, RuntimeError):
        return None


def _root_of(folder: Path) -> Path | None:
    return next((it for it in (folder, *folder.parents) if (it / ".git").exists()), None)


def signature(root: Path) -> tuple[str, ...]:
    """Return what changes when the history of `root`, or how it is to be read, does.

    Cheap enough to be asked every second: some small files are looked at, no process is started.
    """
    folder = _git_folder(root)
    head = _small(folder / "HEAD")
    common = folder / (_small(folder / "commondir") or ".")
    name = head.removeprefix("ref:").strip()
    loose = _small(common / name) if head.startswith("ref:") and ".." not in name else ""
    packed = "" if loose or not head.startswith("ref:") else _stamp(common / "packed-refs")
    return (str(folder), head, loose, packed, *(_stamp(root / name) for name in _WATCHED))


def notes_signature(root: Path) -> tuple[str, ...]:
    """Return what changes when a note in the repository `root` does, or when its HEAD does."""
    folder = root / ".mentoring" / "notes"
    try:
        names = sorted(it.name for it in folder.iterdir()) if folder.is_dir() else []
    except OSError:
        names = []
    return (*signature(root)[1:4], *(f"{name} {_stamp(folder / name)}" for name in names[:MANY]))


def _git_folder(root: Path) -> Path:
    dot_git = root / ".git"
    if dot_git.is_file():
        return root / _small(dot_git).removeprefix("gitdir:").strip()
    return dot_git


def _small(file: Path) -> str:
    try:
        if not file.is_file():
            return ""
        with file.open("rb") as stream:
            return stream.read(_SMALL).decode("utf-8", "surrogateescape").strip()
    except OSError:
        return ""


def _stamp(file: Path) -> str:
    try:
        found = file.stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns} {found.st_size}"
