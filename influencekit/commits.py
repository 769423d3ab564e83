"""Commits that a source hands over one by one, turned into columns."""

import heapq
from collections.abc import Iterable, Iterator
from operator import attrgetter

import numpy as np

from influencekit.columns import Ints, Texts, Times
from influencekit.domain import Alias, Commit, Identity
from influencekit.errors import PluginError
from influencekit.history import BINARY, History


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
    identities: dict[Identity, int] = {}
    paths: dict[str, int] = {}
    roles: dict[str, int] = {}

    def ints(values: Iterable[int]) -> Ints:
        return np.fromiter(values, np.int32)

    def spelled(values: Iterable[Identity]) -> Ints:
        return ints(identities.setdefault(value, len(identities)) for value in values)

    def named(path: str) -> int:
        return paths.setdefault(path, len(paths))

    touches = [(number, touch) for number, at in enumerate(ordered) for touch in at.touches]
    credited = [(number, credit) for number, at in enumerate(ordered) for credit in at.credits]
    parents = [[index[oid] for oid in at.parents if oid in index] for at in ordered]
    return History(
        name=name,
        root=root,
        head=ordered[-1].oid if ordered else "",
        complete=True,
        commit_oid=np.array([at.oid.encode() for at in ordered], np.bytes_),
        commit_author=spelled(at.author for at in ordered),
        commit_committer=spelled(at.committer for at in ordered),
        commit_authored_at=_times(at.authored_at for at in ordered),
        commit_author_offset=ints(at.author_offset for at in ordered),
        commit_committed_at=_times(at.committed_at for at in ordered),
        commit_subject=Texts.of(at.subject for at in ordered),
        parent_starts=np.cumsum([0, *map(len, parents)], dtype=np.int64),
        parents=ints(parent for known in parents for parent in known),
        touch_commit=ints(number for number, _ in touches),
        touch_path=ints(named(touch.path) for _, touch in touches),
        touch_old_path=ints(
            named(touch.old_path) if touch.old_path else -1 for _, touch in touches
        ),
        touch_status=np.fromiter((ord(touch.status) for _, touch in touches), np.uint8),
        touch_added=ints(BINARY if touch.added is None else touch.added for _, touch in touches),
        touch_deleted=ints(
            BINARY if touch.deleted is None else touch.deleted for _, touch in touches
        ),
        credit_commit=ints(number for number, _ in credited),
        credit_identity=spelled(credit.who for _, credit in credited),
        credit_role=ints(roles.setdefault(credit.role, len(roles)) for _, credit in credited),
        roles=tuple(roles),
        identities=tuple(identities),
        aliases=tuple(aliases),
        paths=Texts.of(paths),
        file_path=ints(()),
        file_lines=ints(()),
        file_marks=np.zeros(0, np.uint8),
    )


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
