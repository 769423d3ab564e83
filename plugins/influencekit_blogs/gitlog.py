"""Asks git who added which file and when, with one process for all files."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from influencekit.domain import Identity

PATIENCE = 120
"""Seconds after which git is stopped."""

_SAFE = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # nor does a git too old for the line above fetch anything
    "LC_ALL": "C",
}
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    "log.showRoot=true",
    "mailmap.file=",
    "mailmap.blob=",
    "safe.directory=*",  # nothing of the repository is run, whoever owns it
    "i18n.logOutputEncoding=UTF-8",
)


@attrs.frozen
class Added:
    """Who added a file, and when."""

    at: int
    """Author time, seconds since 1970-01-01T00:00:00Z."""
    author: Identity


def _git(root: Path, *arguments: str) -> tuple[bytes, str]:
    """Return what git printed, and what it complained of where it failed."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | _SAFE
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "--no-pager", *settings, *arguments],
            capture_output=True,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
        )
    except FileNotFoundError:
        return b"", "git was not found"
    except (OSError, subprocess.SubprocessError) as error:
        return b"", f"git could not be run to its end: {error}"
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return done.stdout, (said[-1] if said else "git failed") if done.returncode else ""


def additions(root: Path, pathspecs: Iterable[str]) -> tuple[Mapping[str, Added], str]:
    """Return who first added each file below `root` that is there now, and what git complained of.

    Renames are followed; ``.mailmap`` is obeyed. A commit whose parents are missing (the last one
    of a shallow clone) seems to add every file and is not believed.

    Parameters
    ----------
    root
        A folder, in a repository or not: outside of one nothing is known.
    pathspecs
        Which files, as git spells it, relative to `root`.
    """
    log = "log --topo-order --relative -M --diff-filter=AR --name-status -z --no-ext-diff --no-textconv"
    layout = "--format=%x01%at%x00%aN%x00%aE%x00%D"
    printed, complaint = _git(
        root, *log.split(), "--submodule=short", f"-O{os.devnull}", layout, "--", *pathspecs
    )
    added, shallow = _read_log(iter(os.fsdecode(printed).split("\0")))
    if "not a git repository" in complaint:
        complaint = ""
    elif shallow and not complaint:
        complaint = "the clone is shallow; `git fetch --unshallow` gets the rest of its history"
    return added, complaint


def tracked_files(root: Path) -> list[str]:
    """Return the paths of the files in the HEAD commit of the repository at `root`."""
    printed, _ = _git(root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD")
    return os.fsdecode(printed).split("\0")[:-1]


def _read_log(words: Iterator[str]) -> tuple[Mapping[str, Added], bool]:
    r"""Return what was added, and whether commits lack their parents.

    `words` are, newest commit first, ``\x01time``, name, address and refs, then for each file ``A``
    and its path, or ``R100``, the old path and the new one.
    """
    now: dict[str, tuple[str, ...]] = {}  # what a file is called at the commit being read → today
    added: dict[str, Added] = {}
    when = Added(0, Identity(""))
    believed, shallow = False, False
    for word in words:
        status = word.removeprefix("\n")
        if status[:1] == "A":
            path = next(words, "")
            today = now.pop(path, (path,))
            added |= dict.fromkeys(today if believed else (), when)
        elif status[:1] == "R":
            old, new = next(words, ""), next(words, "")
            today = now.pop(new, (new,))
            now[old] = tuple(dict.fromkeys(now.get(old, ()) + today))
        elif status[:1] == "\x01":
            name, address, refs = next(words, ""), next(words, ""), next(words, "")
            when = Added(int(status[1:] or 0), Identity(name, address))
            believed = "grafted" not in refs.split(", ")
            shallow |= not believed
    return added, shallow
