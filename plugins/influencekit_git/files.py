"""Reads a repository's own small files as data, whatever they turn out to be.

A folder that was unpacked, not cloned, may hold anything where git keeps its files: pipes that would
be waited for, devices that never end, links to other places, text that is none of git's.
"""

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from influencekit.errors import InputError

_SMALL_FILE = 64 * 1024 * 1024
"""Refs, shallow and config files above this size are not believed."""
_ALTERNATES = 1024 * 1024
"""A list of other stores above this size is not believed."""
_STORES, _DEEPEST = 64, 3
"""Stores of objects that one may borrow from at most, and folders within one another in a store."""
_REF = re.compile(
    r"refs/(?!.*(?:\.\.|//|/\.|@\{|\.lock(?:/|$)|[/.]$))[^\x00-\x20\x7f~^:?*\[\\]+", re.DOTALL
)
"""Names that git accepts for refs; one that it does not accept would end every git process."""


def refuse_link_out(path: Path, folder: Path) -> None:
    """Raise `InputError` where a part of the repository in `folder` is elsewhere."""
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        raise InputError(
            f"{path}: is a link out of the repository, to {path.resolve()}. "
            "If that is meant, name the repository that it is in."
        )


def read_small(path: Path, largest: int = _SMALL_FILE) -> bytes:
    """Return what is in a regular file of modest size; of anything else, links too, nothing."""
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe would wait
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | careful)
    except (OSError, ValueError):
        return b""
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode) or info.st_size > largest:
            return b""
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(largest)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def read_text(path: Path) -> str:
    """Return what `read_small` reads, as text without blanks around it."""
    return os.fsdecode(read_small(path)).strip()


def stores(objects: Path) -> list[Path]:
    """Return `objects` and the stores that it borrows from, as git follows them."""
    found = [objects.resolve()]
    for store in found:
        refuse_link_out(store / "info/alternates", store)
        for line in read_small(store / "info/alternates", _ALTERNATES).splitlines():
            path = (store / os.fsdecode(line)).resolve()
            if line and not line.startswith(b"#") and path not in found:
                found.append(path)
            if len(found) > _STORES or line.startswith(b'"'):
                raise InputError(
                    f"{store / 'info/alternates'}: names too many stores, or odd ones."
                )
    return found


def refuse_special(folder: Path, depth: int = 0) -> None:
    """Raise `InputError` for a pipe or device among objects: git would wait for it for ever."""
    with contextlib.suppress(PermissionError), os.scandir(folder) as entries:
        for entry in entries:
            path = Path(entry.path)
            if entry.is_dir():
                if depth < _DEEPEST:
                    refuse_special(path, depth + 1)
            elif not entry.is_file() and path.exists():
                raise InputError(f"{path}: is neither a file nor a folder; remove it.")


def _loose_refs(folder: Path) -> Iterator[tuple[str, bytes]]:
    base = folder / "refs"
    refuse_link_out(base, folder)
    for parent, _, names in os.walk(base):
        for name in names:
            path = Path(parent, name)
            yield path.relative_to(folder).as_posix(), read_small(path, 4096).strip()


def is_oid(text: bytes) -> bool:
    """Whether `text` is an object id, in hex."""
    return len(text) in (40, 64) and not text.strip(b"0123456789abcdef")


def read_refs(common_dir: Path, git_dir: Path) -> dict[str, bytes]:
    """Return ref name → object id; loose refs win over packed ones."""
    refs: dict[str, bytes] = {}
    packed_refs = common_dir / "packed-refs"
    refuse_link_out(packed_refs, common_dir)
    for line in read_small(packed_refs).splitlines():
        oid, _, packed = line.partition(b" ")
        if is_oid(oid):
            refs[os.fsdecode(packed)] = oid
    loose: dict[str, bytes] = {}
    for folder in dict.fromkeys((common_dir, git_dir)):
        loose.update(_loose_refs(folder))
    refs.update((name, text) for name, text in loose.items() if is_oid(text))
    for name, text in loose.items():
        target = os.fsdecode(text.removeprefix(b"ref:").strip())
        if text.startswith(b"ref:") and target in refs:
            refs[name] = refs[target]
    return {name: oid for name, oid in refs.items() if _REF.fullmatch(name)}


def read_head(git_dir: Path) -> bytes:
    """Return what HEAD holds: an object id, or the name of a ref."""
    head = git_dir / "HEAD"
    if head.is_symlink() and (target := os.readlink(head)).startswith("refs/"):  # noqa: PTH115
        text = b"ref: " + os.fsencode(target)  # as git once wrote it
    else:
        refuse_link_out(head, git_dir)
        text = read_small(head, 4096).strip()
    named = os.fsdecode(text.removeprefix(b"ref:").strip())
    if not is_oid(text) and not (text.startswith(b"ref:") and _REF.fullmatch(named)):
        raise InputError(f"{head}: names no branch and no commit; the repository is damaged.")
    return text
