"""Files that are whole or not there: a full disk or Ctrl-C leaves nothing half-written."""

import os
import tempfile
from pathlib import Path

from influencekit.errors import MachineError


def write_whole(to: Path, content: str | bytes) -> None:
    """Write `content` to the file `to`, in place of one that is there.

    Raises
    ------
    MachineError
        It cannot be written; what was there before still is.
    """
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    beside = ""
    try:
        if to.exists() and not to.is_file():  # a pipe or a device, such as /dev/null
            to.write_bytes(data)
            return
        whole = to.resolve()  # through a symbolic link, as any program would write
        number, beside = tempfile.mkstemp(prefix=f".{whole.name[:40]}.", dir=whole.parent)
        with os.fdopen(number, "wb") as file:
            file.write(data)
        Path(beside).chmod(whole.stat().st_mode & 0o777 if whole.exists() else 0o666 & ~umask())
        Path(beside).replace(whole)
    except OSError as error:
        raise MachineError(f"Cannot write {to}: {error.strerror or error}.") from error
    finally:
        if beside:
            Path(beside).unlink(missing_ok=True)


def umask() -> int:
    """Return the bits that the user wants no file to have; the only way to ask is to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
