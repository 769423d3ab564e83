"""Who added which file, and when: for posts that say neither."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from influencekit.domain import Identity
from influencekit.people.mailmap import Mailmap
from influencekit.people.mailmap import parse as parse_mailmap
from influencekit.protocols import Added
from influencekit_git.repository import Repository, complaint
from influencekit_git.tree import mailmap_text

_LOG = (
    "log",
    "--topo-order",
    "-M",
    "--diff-filter=AR",
    "--name-status",
    "-z",
    "--no-textconv",
    "--no-ext-diff",
    "--format=%x01%at%x00%an%x00%ae%x00%D",
)


def additions(
    repository: Repository, root: Path, patterns: Sequence[str]
) -> tuple[Mapping[str, Added], str]:
    """Return who first added each file below `root` that is there now, and what is in the way.

    Renames are followed; the mailmap is obeyed. A commit whose parents are missing (the last one of
    a shallow clone) seems to add every file and is not believed.
    """
    top = repository.place.work_tree
    if top is None or not repository.has_commits:
        return {}, ""
    below = os.path.relpath(root.resolve(), top.resolve())
    prefix = "" if below == "." else f"{below}/"
    literal = re.sub(r"([*?\[\\])", r"\\\1", prefix)
    relative = [f"--relative={prefix}"] if prefix else []
    wanted = [literal + pattern for pattern in patterns]
    with repository.stream(*_LOG, *relative, "HEAD", "--", *wanted) as (process, errors):
        assert process.stdout is not None  # noqa: S101 - it was asked for
        printed = os.fsdecode(process.stdout.read())
        failure = complaint(errors()) if process.wait() else ""
    aliases, _ = parse_mailmap(mailmap_text(repository, "HEAD"))
    added, shallow = _read_log(iter(printed.split("\0")), Mailmap.of(aliases))
    if shallow and not failure:
        failure = "the clone is shallow; `git fetch --unshallow` gets the rest of its history"
    return added, failure


def _read_log(words: Iterator[str], mailmap: Mailmap) -> tuple[Mapping[str, Added], bool]:
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
            author = mailmap.canonical(Identity(name, address))
            when = Added(int(status[1:] or 0), author)
            believed = "grafted" not in refs.split(", ")
            shallow |= not believed
    return added, shallow
