"""The store's columns → the `History` of one revision that the core reads."""

from collections.abc import Sequence
from itertools import pairwise

import attrs
import numpy as np

from influencekit.columns import Bytes, Flags, Ints, Texts
from influencekit.domain import Alias, Identity
from influencekit.history import BINARY, UNREAD, History
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
    """One a file of `tree`."""
    undiffed: Flags
    """One a path that ordinary commits know: whether ``.gitattributes`` denies it a diff."""
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
    some = _Selection(store, reached, np.cumsum(reached, dtype=np.int32) - 1)
    known = bool(prefix)
    spelled = _spelled(store, () if known else beside.tree.paths)
    columns = {
        **some.commits(width),
        **some.parents(),
        **some.touches(beside.undiffed, known=known),
        **some.credit(),
        **_files(store, prefix, spelled, beside),
        **(some.lines(prefix) if known else {}),
    }
    who = _picked(stored_texts(store, "identity"), _met(columns, _PEOPLE))
    paths = _picked(spelled, _met(columns, _PATHS))
    roles = _picked(stored_texts(store, "role"), _met(columns, ("credit_role",)))
    return History(
        name=beside.name,
        root=beside.root,
        head=beside.head,
        complete=known,
        identities=tuple(_identity(text) for text in who),
        aliases=beside.aliases,
        paths=paths,
        commit_subject=_picked(
            stored_texts(store, "subject"), np.flatnonzero(reached).astype(np.int32)
        ),
        roles=tuple(roles),
        codeowners=beside.codeowners[0],
        codeowners_path=beside.codeowners[1],
        layers=beside.layers,
        **columns,
    )


_PEOPLE = ("commit_author", "commit_committer", "credit_identity")
_PATHS = ("touch_path", "touch_old_path", "file_path", "replaced_path")
"""Columns of `History` that are numbers of identities and of paths."""


def _met(columns: dict[str, Array], names: Sequence[str]) -> Ints:
    """Return the numbers in the columns `names`, ascending; these hold the places in them then.

    What is only in commits that nothing leads to any more (an amended name, say) is not there.
    """
    some = [name for name in names if name in columns]
    met = np.unique(np.concatenate([columns[name] for name in some])).astype(np.int32)
    met = met[met != NONE]
    for name in some:
        old = columns[name]
        columns[name] = np.where(old == NONE, NONE, np.searchsorted(met, old)).astype(np.int32)
    numbers: Ints = met
    return numbers


def _picked(texts: Texts, numbers: Ints) -> Texts:
    if len(numbers) == len(texts):
        return texts
    return Texts.of([texts[number] for number in numbers.tolist()])


def _identity(text: str) -> Identity:
    name, _, email = text.partition("\0")
    return Identity(name, email)


@attrs.frozen(eq=False)
class _Selection:
    """Rows of the reached commits, with these commits' new numbers."""

    store: Store
    reached: Flags
    renumber: Ints

    def commits(self, width: int) -> dict[str, Array]:
        """Return who made the commits, and when; `width` hex digits make an object id."""
        column = self.store.column
        digits = column("commit.oid", np.uint8).tobytes().hex().encode()
        columns = {
            "commit_oid": np.frombuffer(digits, f"S{width}"),
            "commit_author": column("commit.author"),
            "commit_committer": column("commit.committer"),
            "commit_authored_at": column("commit.authored_at", np.int64),
            "commit_author_offset": column("commit.offset"),
            "commit_committed_at": column("commit.committed_at", np.int64),
        }
        return {name: values[self.reached] for name, values in columns.items()}

    def parents(self) -> dict[str, Array]:
        """Return the parents' columns."""
        counts = self.store.column("commit.parents")
        parents = self.store.column("parent")
        child = np.repeat(np.arange(len(counts)), counts)
        rows = np.flatnonzero(self.reached[child] & self.reached[parents])
        kept = np.bincount(child[rows], minlength=len(counts))[self.reached]
        return {"parent_starts": starts_of(kept), "parents": self.renumber[parents[rows]]}

    def touches(self, undiffed: Flags, *, known: bool) -> dict[str, Array]:
        """Return what ordinary commits changed."""
        column = self.store.column
        commit = column("entry.commit")
        rows = np.flatnonzero((self.reached & (column("commit.parents") < 2))[commit])
        path, old_path = column("entry.path")[rows], column("entry.old_path")[rows]
        counts = {part: np.full(len(rows), UNREAD, np.int32) for part in ("added", "deleted")}
        if known:
            # As in git, no lines are counted where either name says so.
            without = undiffed[path] | ((old_path != NONE) & undiffed[old_path])
            for part in counts:
                counts[part] = np.where(without, np.int32(BINARY), column(f"entry.{part}")[rows])
        return {
            "touch_commit": self.renumber[commit[rows]],
            "touch_path": path,
            "touch_old_path": old_path,
            "touch_status": column("entry.status")[rows].astype(np.uint8),
            **{f"touch_{part}": count for part, count in counts.items()},
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


def _spelled(store: Store, files: Sequence[bytes]) -> Texts:
    """Return all paths by number, behind them those of `files` that only merges can have brought."""
    paths = stored_texts(store, "path")
    known = dict.fromkeys(_bytes(paths))
    named = known | dict.fromkeys(files)
    return Texts.of_bytes(list(named)) if len(named) > len(known) else paths


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
