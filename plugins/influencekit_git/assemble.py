"""The store's columns → the `History` of one revision that the core reads."""

from collections.abc import Sequence
from itertools import pairwise

import attrs
import numpy as np

from influencekit.columns import Bytes, Flags, Ints, Texts
from influencekit.domain import Alias, Identity
from influencekit.history import UNREAD, History
from influencekit.lineage import NONE
from influencekit_git.graph import starts_of
from influencekit_git.ingest import stored_texts
from influencekit_git.store import Array, Store
from influencekit_git.tree import Tree


@attrs.frozen(eq=False, kw_only=True)
class Beside:
    """What stands beside the columns."""

    name: str
    root: str
    head: str
    tree: Tree
    marks: Bytes
    aliases: tuple[Alias, ...]
    codeowners: tuple[str, str]
    layers: tuple[str, ...]


def assemble(store: Store, width: int, reached: Flags, prefix: str, beside: Beside) -> History:
    """Return the history of the commits in `reached`.

    Parameters
    ----------
    store
        Holds the columns.
    width
        Hex digits of an object id.
    reached
        One a commit.
    prefix
        Of the view's columns; empty where lines have not been read yet.
    beside
        The rest.
    """
    column = store.column
    some = _Selection(store, reached, np.cumsum(reached, dtype=np.int32) - 1)
    digits = column("commit.oid", np.uint8).tobytes().hex().encode()
    paths = stored_texts(store, "path")
    people = {"commit_author": column("commit.author")[reached]}
    people["commit_committer"] = column("commit.committer")[reached]
    people |= some.credit()
    identities = _met(stored_texts(store, "identity"), people)
    return History(
        name=beside.name,
        root=beside.root,
        head=beside.head,
        complete=bool(prefix),
        identities=identities,
        aliases=beside.aliases,
        paths=paths,
        commit_oid=np.frombuffer(digits, f"S{width}")[reached],
        commit_authored_at=column("commit.authored_at", np.int64)[reached],
        commit_author_offset=column("commit.offset")[reached],
        commit_committed_at=column("commit.committed_at", np.int64)[reached],
        commit_subject=_picked(stored_texts(store, "subject"), reached),
        **some.parents(),
        **some.touches(known=bool(prefix)),
        **people,
        roles=tuple(stored_texts(store, "role")),
        **_files(store, prefix, paths, beside),
        **(some.lines(prefix) if prefix else {}),
        codeowners=beside.codeowners[0],
        codeowners_path=beside.codeowners[1],
        layers=beside.layers,
    )


def _met(spelled: Texts, people: dict[str, Array]) -> tuple[Identity, ...]:
    """Return the identities in the columns of `people`, which are numbered anew by them.

    Whoever is only in commits that nothing leads to any more (an amended name, say) is not there.
    """
    columns = ("commit_author", "commit_committer", "credit_identity")
    used, numbers = np.unique(
        np.concatenate([people[name] for name in columns]), return_inverse=True
    )
    ends = np.cumsum([len(people[name]) for name in columns])[:-1]
    people.update(zip(columns, np.split(numbers.astype(np.int32), ends), strict=True))
    names = [spelled[number].partition("\0") for number in used.tolist()]
    return tuple(Identity(name, email) for name, _, email in names)


def _picked(texts: Texts, mask: Flags) -> Texts:
    if mask.all():
        return texts
    return Texts.of([texts[place] for place in np.flatnonzero(mask).tolist()])


@attrs.frozen(eq=False)
class _Selection:
    """Rows of the reached commits, with these commits' new numbers."""

    store: Store
    reached: Flags
    renumber: Ints

    def parents(self) -> dict[str, Array]:
        """Return the parents' columns."""
        counts = self.store.column("commit.parents")
        parents = self.store.column("parent")
        child = np.repeat(np.arange(len(counts)), counts)
        rows = np.flatnonzero(self.reached[child] & self.reached[parents])
        kept = np.bincount(child[rows], minlength=len(counts))[self.reached]
        return {"parent_starts": starts_of(kept), "parents": self.renumber[parents[rows]]}

    def touches(self, *, known: bool) -> dict[str, Array]:
        """Return what ordinary commits changed."""
        column = self.store.column
        commit = column("entry.commit")
        rows = np.flatnonzero((self.reached & (column("commit.parents") < 2))[commit])
        unread = np.full(len(rows), UNREAD, np.int32)
        return {
            "touch_commit": self.renumber[commit[rows]],
            "touch_path": column("entry.path")[rows],
            "touch_old_path": column("entry.old_path")[rows],
            "touch_status": column("entry.status")[rows].astype(np.uint8),
            "touch_added": column("entry.added")[rows] if known else unread,
            "touch_deleted": column("entry.deleted")[rows] if known else unread,
        }

    def credit(self) -> dict[str, Array]:
        """Return the trailers."""
        column = self.store.column
        commit = column("credit.commit")
        rows = np.flatnonzero(self.reached[commit])
        return {
            "credit_commit": self.renumber[commit[rows]],
            "credit_identity": column("credit.identity")[rows],
            "credit_role": column("credit.role")[rows],
        }

    def lines(self, prefix: str) -> dict[str, Array]:
        """Return the lines that live and those that went; only of reached commits."""
        column = self.store.column
        born = column(f"{prefix}.line_commit")
        alive = np.flatnonzero(self.reached[born])
        entry, victim = column(f"{prefix}.dead_entry"), column(f"{prefix}.dead_commit")
        commit = column("entry.commit")[entry]
        went = np.flatnonzero(self.reached[commit] & self.reached[victim])
        return {
            "line_file": column(f"{prefix}.line_file")[alive],
            "line_commit": self.renumber[born[alive]],
            "line_count": column(f"{prefix}.line_count")[alive],
            "replaced_commit": self.renumber[commit[went]],
            "replaced_of": self.renumber[victim[went]],
            "replaced_path": column("entry.path")[entry[went]],
            "replaced_count": column(f"{prefix}.dead_count")[went],
        }


def _files(store: Store, prefix: str, paths: Texts, beside: Beside) -> dict[str, Array]:
    """Return the files of the revision, ascending by path number, with their marks."""
    numbers = {path: number for number, path in enumerate(_bytes(paths))}
    listed = np.array([numbers.get(path, NONE) for path in beside.tree.paths], np.int32)
    if prefix:
        file_path = store.column(f"{prefix}.file_path")
        file_lines = store.column(f"{prefix}.file_lines")
    else:
        file_path = np.sort(listed[listed != NONE])
        file_lines = np.full(len(file_path), UNREAD, np.int32)
    marks = np.zeros(len(paths), np.uint8)
    marks[listed[listed != NONE]] = beside.marks[listed != NONE]
    return {"file_path": file_path, "file_lines": file_lines, "file_marks": marks[file_path]}


def _bytes(paths: Texts) -> Sequence[bytes]:
    bounds = paths.starts.tolist()
    return [paths.data[a:b] for a, b in pairwise(bounds)]
