"""The only module that reads files: regular ones of modest size that lie inside the root."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

LARGEST = 16 * 1024 * 1024
"""Bytes of one file; notebooks with pictures are the largest posts."""

_PASSED_OVER = frozenset(("node_modules", "__pycache__", "_site", "vendor", "venv"))
"""Folders of other people's files and of output; hidden folders are passed over too."""


class Unreadable(Exception):  # noqa: N818 - it is a finding about a file
    """Why a file is not read."""


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

    def read(self, path: str, largest: int = LARGEST) -> bytes:
        """Return the content of the file at `path`, relative to the root.

        Raises
        ------
        Unreadable
            It leads out of the root, is no regular file, is too large, or cannot be opened.
        """
        if not self.inside(path):
            raise Unreadable("it is a link to a place outside of the folder")
        try:
            info = os.stat(self.root / path)
            if not stat.S_ISREG(info.st_mode):
                raise Unreadable("it is no regular file")
            if info.st_size > largest:
                raise Unreadable(f"it is larger than {largest // 1024:,} KiB")
            with open(self.root / path, "rb") as file:
                return file.read(largest)
        except OSError as error:
            raise Unreadable(error.strerror or "it cannot be opened") from error

    def stamp(self, path: str) -> tuple[int, int]:
        """Return the time of the last change, in nanoseconds since 1970, and the size in bytes."""
        try:
            info = os.stat(self.root / path)
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
