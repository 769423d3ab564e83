"""Commits that a source hands over one by one, turned into columns."""

import heapq
from collections.abc import Hashable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np

from influencekit.columns import Ints, Texts, Times
from influencekit.domain import Alias, Commit, Identity
from influencekit.errors import PluginError
from influencekit.history import BINARY, History

Key = TypeVar("Key", bound=Hashable)


def history_of(
    commits: Iterable[Commit], *, name: str, root: str = "", aliases: Iterable[Alias] = ()
) -> History:
    """Return `commits` as a `History`, parents before children and otherwise oldest first.

    A second commit with an object id that was seen is left out, and so are parents that are not
    among `commits`. There are no files and no lines: single commits do not tell them.

    Raises
    ------
    PluginError
        Where commits are their own ancestors.
    """
    ordered = list(_in_order({commit.oid: commit for commit in commits}))
    index = {commit.oid: number for number, commit in enumerate(ordered)}
    parents = [[index[oid] for oid in at.parents if oid in index] for at in ordered]
    identities: Numbers[Identity] = Numbers()
    paths: Numbers[str] = Numbers()
    return History(
        name=name,
        root=root,
        head=ordered[-1].oid if ordered else "",
        complete=True,
        commit_oid=np.array([at.oid.encode() for at in ordered], np.bytes_),
        commit_author=_ints(identities[at.author] for at in ordered),
        commit_committer=_ints(identities[at.committer] for at in ordered),
        commit_authored_at=_times(at.authored_at for at in ordered),
        commit_author_offset=_ints(at.author_offset for at in ordered),
        commit_committed_at=_times(at.committed_at for at in ordered),
        commit_subject=Texts.of(at.subject for at in ordered),
        parent_starts=np.cumsum([0, *map(len, parents)], dtype=np.int64),
        parents=_ints(parent for known in parents for parent in known),
        **_touches(ordered, paths),
        **_credits(ordered, identities),
        identities=tuple(identities),
        aliases=tuple(aliases),
        paths=Texts.of(paths),
        file_path=_ints(()),
        file_lines=_ints(()),
        file_marks=np.zeros(0, np.uint8),
    )


class Numbers(dict[Key, int]):
    """Numbers things from 0 in the order in which they are first asked for."""

    def __missing__(self, key: Key) -> int:
        return self.setdefault(key, len(self))


def _touches(ordered: Sequence[Commit], paths: Numbers[str]) -> dict[str, Any]:
    rows = [(number, touch) for number, at in enumerate(ordered) for touch in at.touches]
    return {
        "touch_commit": _ints(number for number, _ in rows),
        "touch_path": _ints(paths[touch.path] for _, touch in rows),
        "touch_old_path": _ints(paths[it.old_path] if it.old_path else -1 for _, it in rows),
        "touch_status": np.fromiter((ord(touch.status) for _, touch in rows), np.uint8),
        "touch_added": _ints(BINARY if it.added is None else it.added for _, it in rows),
        "touch_deleted": _ints(BINARY if it.deleted is None else it.deleted for _, it in rows),
    }


def _credits(ordered: Sequence[Commit], identities: Numbers[Identity]) -> dict[str, Any]:
    rows = [(number, credit) for number, at in enumerate(ordered) for credit in at.credits]
    roles: Numbers[str] = Numbers()
    return {
        "credit_commit": _ints(number for number, _ in rows),
        "credit_identity": _ints(identities[credit.who] for _, credit in rows),
        "credit_role": _ints(roles[credit.role] for _, credit in rows),
        "roles": tuple(roles),
    }


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int32)


def _times(values: Iterable[int]) -> Times:
    return np.fromiter(values, np.int64)


def _in_order(commits: dict[str, Commit]) -> Iterator[Commit]:
    """Yield the oldest commit whose parents are all out, again and again (Kahn's algorithm)."""
    children: dict[str, list[Commit]] = {}
    missing: dict[str, int] = {}
    for commit in commits.values():
        known = [oid for oid in set(commit.parents) if oid in commits]
        missing[commit.oid] = len(known)
        for oid in known:
            children.setdefault(oid, []).append(commit)
    key = attrgetter("committed_at", "oid")
    ready = [(key(commit), commit.oid) for commit in commits.values() if not missing[commit.oid]]
    heapq.heapify(ready)
    while ready:
        _, oid = heapq.heappop(ready)
        yield commits[oid]
        del missing[oid]
        for child in children.get(oid, ()):
            missing[child.oid] -= 1
            if not missing[child.oid]:
                heapq.heappush(ready, (key(child), child.oid))
    if missing:
        raise PluginError(f"Commit {min(missing)} is its own ancestor.")
