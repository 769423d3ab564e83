"""The only module that touches the disk: one folder of notes, never left, each write whole or not at all.

A file is written beside itself under a name of its own, which is the lock too (as git's
``index.lock``), and then put in its place in one step.
"""

import contextlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from influencekit.errors import InputError, MachineError

FOLDER = ".mentoring"
"""Where a repository keeps its notes and the records of its pairs."""
LARGEST = 1 << 20
"""Bytes of one note."""
_PATIENCE = 2.0
"""Seconds to wait for another program that writes the same note."""
_CAREFUL = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class UnreadableError(Exception):
    """Why a file is not read."""


class NoteFolder:
    """A folder of notes below `base`, which is trusted; nothing below it may be a link.

    Parameters
    ----------
    base
        The repository, or the user's own folder.
    parts
        The folders from there.
    mode
        Who may look into folders that are made.
    """

    def __init__(self, base: Path, parts: tuple[str, ...], mode: int = 0o777) -> None:
        self.base = base
        self._mode = mode
        self.path = base.joinpath(*parts)
        self._chain = [base.joinpath(*parts[: at + 1]) for at in range(len(parts))]

    @property
    def exists(self) -> bool:
        """Whether it is there.

        Raises
        ------
        InputError
            A part of it is a link, or no folder.
        """
        for folder in self._chain:
            try:
                mode = folder.lstat().st_mode
            except (FileNotFoundError, NotADirectoryError):
                return False
            if not stat.S_ISDIR(mode):
                raise InputError(
                    f"{folder}: is a link or no folder, so notes are neither read nor written "
                    "there. Put a folder in its place."
                )
        return True

    def names(self) -> list[str]:
        """Return the names of its Markdown files, sorted; none where it is not there."""
        if not self.exists:
            return []
        return sorted(it.name for it in os.scandir(self.path) if _is_note(it.name))

    def read(self, name: str) -> bytes:
        """Return the content of a file.

        Raises
        ------
        UnreadableError
            It is a link, no regular file, too large, or cannot be opened.
        """
        try:
            descriptor = os.open(self.path / name, os.O_RDONLY | _CAREFUL)
        except OSError as error:
            why = "it is a link" if (self.path / name).is_symlink() else error.strerror
            raise UnreadableError(why or "it cannot be opened") from error
        try:
            info = os.fstat(descriptor)
            if not stat.S_ISREG(info.st_mode):
                raise UnreadableError("it is no regular file")
            if info.st_size > LARGEST:
                raise UnreadableError(f"it is larger than {LARGEST:,} bytes")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read(LARGEST)
        finally:
            os.close(descriptor)

    def create(self, name: str, content: bytes) -> None:
        """Make a file, which must not be there.

        Raises
        ------
        FileExistsError
            It is.
        InputError, MachineError
            See `change`.
        """

        def new() -> bytes:
            if os.path.lexists(self.path / name):
                raise FileExistsError(name)
            return content

        with _told(self.path / name):
            self._make()
            self._replace(name, new)

    def change(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Put ``change(content)`` in the place of a file's content, in one step.

        Raises
        ------
        InputError
            The folder or the file is a link, or is gone.
        MachineError
            It cannot be written: no permission, no space, or another program does not let go of it.
        """
        with _told(self.path / name):
            if not self.exists:
                raise InputError(f"{self.path}: there is no such folder any more.")
            self._replace(name, lambda: change(self.read(name)))

    def _make(self) -> None:
        self.base.mkdir(parents=True, exist_ok=True)
        for folder in self._chain:
            with contextlib.suppress(FileExistsError):
                folder.mkdir(self._mode)
        if not self.exists:
            raise MachineError(f"{self.path}: cannot be made.")

    def _replace(self, name: str, content: Callable[[], bytes]) -> None:
        target, lock = self.path / name, self.path / f".{name}.lock"
        descriptor = _locked(lock)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content())
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                lock.chmod(stat.S_IMODE(target.stat().st_mode))
            lock.replace(target)
        except BaseException:
            lock.unlink(missing_ok=True)
            raise


def _is_note(name: str) -> bool:
    return name.endswith(".md") and not name.startswith(".") and name.lower() != "readme.md"


def _locked(lock: Path) -> int:
    """Return an open file that nobody else has; wait a little for whoever has it."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CAREFUL, 0o644)
        except FileExistsError:
            if time.monotonic() > until:
                raise MachineError(
                    f"{lock}: another program is writing this file. If none is, remove that file."
                ) from None
            time.sleep(0.02)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say of the system's errors what was not written."""
    try:
        yield
    except UnreadableError as error:
        raise InputError(f"{path}: {error}; nothing was written.") from error
    except FileExistsError:
        raise
    except OSError as error:
        raise MachineError(
            f"{path}: cannot be written: {error.strerror or error}. Nothing was changed."
        ) from error
