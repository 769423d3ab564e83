"""The only module that reads files: regular ones of modest size that lie inside the root."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

LARGEST = 16 * 1024 * 1024
"""Bytes of one file; notebooks with pictures are the largest posts."""

_PASSED_OVER = frozenset(("node_modules", "__pycache__", "_site", "vendor", "venv"))
"""Folders of other people's files and of output; hidden folders are passed over too."""


class UnreadableError(Exception):
    """Why a file is not read."""


def join(*parts: str) -> str:
    """Return a path relative to the root; empty parts are the folder before them."""
    return "/".join(filter(None, parts))


class Folder:
    """A folder that is read and never left or written to.

    Parameters
    ----------
    root
        Where it is. It may be a link itself; what it leads to is the root then.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = os.path.realpath(root)

    def inside(self, path: str) -> bool:
        """Whether `path`, relative to the root, leads to something below the root."""
        real = os.path.realpath(self.root / path)
        return real == self._real or real.startswith(self._real.rstrip(os.sep) + os.sep)

    def has_folder(self, path: str) -> bool:
        """Whether `path`, relative to the root, is a folder inside it."""
        try:
            return (self.root / path).is_dir() and self.inside(path)
        except OSError:
            return False

    def glob(self, base: str, pattern: str) -> list[str]:
        """Return what `pattern` matches below `base`, relative to the root, sorted."""
        found = (self.root / base).glob(pattern)
        return sorted(path.relative_to(self.root).as_posix() for path in found)

    def read(self, path: str, largest: int = LARGEST) -> bytes:
        """Return the content of the file at `path`, relative to the root.

        Raises
        ------
        UnreadableError
            It leads out of the root, is no regular file, is too large, or cannot be opened.
        """
        if not self.inside(path):
            raise UnreadableError("it is a link to a place outside of the folder")
        try:
            info = (self.root / path).stat()
            if not stat.S_ISREG(info.st_mode):
                raise UnreadableError("it is no regular file")
            if info.st_size > largest:
                raise UnreadableError(f"it is larger than {largest // 1024:,} KiB")
            with (self.root / path).open("rb") as file:
                return file.read(largest)
        except OSError as error:
            raise UnreadableError(error.strerror or "it cannot be opened") from error

    def stamp(self, path: str) -> tuple[int, int]:
        """Return the time of the last change, in nanoseconds since 1970, and the size in bytes."""
        try:
            info = (self.root / path).stat()
        except OSError:
            return 0, 0
        return info.st_mtime_ns, info.st_size

    def walk(self, folder: str, suffixes: tuple[str, ...]) -> Iterator[str]:
        """Yield the files below `folder` with one of `suffixes`, relative to the root, sorted.

        Links to folders are not followed; hidden folders and those of output are passed over.
        """
        if not self.inside(folder):
            return
        for parent, folders, names in os.walk(self.root / folder):
            folders[:] = sorted(
                name for name in folders if name[0] != "." and name not in _PASSED_OVER
            )
            near = Path(os.path.relpath(parent, self.root))
            for name in sorted(names):
                if name.lower().endswith(suffixes) and name[0] != ".":
                    yield (near / name).as_posix()
