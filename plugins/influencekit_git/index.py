"""Reads a repository once, keeps what was read, and reads only what is new from then on.

Stages, each committed in batches so that stopping at any moment loses one batch: commits and what
they changed (`log`), the graph of file versions (`graph`), hunks between versions (`hunks`), and
the lines of one revision (`view`).
"""

import contextlib
import gc
import os
from collections import Counter
from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from influencekit.columns import Ints
from influencekit.errors import InputError
from influencekit.history import BINARY
from influencekit.lineage import NONE
from influencekit.origins import Deltas, births
from influencekit.protocols import Task
from influencekit.report import Problem
from influencekit_git import hunks, log
from influencekit_git.blame import blame
from influencekit_git.graph import Graph, pair_keys
from influencekit_git.ignored import Overrides, digest, ignore_options
from influencekit_git.ingest import ENTRY, Ingest, stored_oids, stored_texts
from influencekit_git.missing import AWAITED, Missing
from influencekit_git.renames import adopt_renamed
from influencekit_git.repository import MEND, Repository
from influencekit_git.stats import changed_lines, unsized, version_lines
from influencekit_git.store import Array, Store
from influencekit_git.view import View, make_view

VIEWS = 3
"""Views kept; a view is what `git blame` of all files at one revision would say."""


@attrs.define(eq=False)
class Index:
    """What is kept of one repository."""

    repository: Repository
    store: Store
    jobs: int
    task: Task
    problems: Sequence[Problem] = ()
    """To be told in this run only."""
    missing: Missing = attrs.field(init=False)
    """What could not be read."""
    _ingest: Ingest | None = None
    """What numbered the new commits, and numbers on from there."""

    def __attrs_post_init__(self) -> None:
        self.missing = Missing(self.repository, self.store)

    @property
    def width(self) -> int:
        """Hex digits of an object id."""
        return len(self.repository.null)

    def oids(self) -> list[bytes]:
        """Return the commits' object ids in the order of all commit columns."""
        return stored_oids(self.store, "commit.oid", self.width)

    def new_commits(self, head: str) -> tuple[list[bytes], list[Problem]]:
        """Return the commits behind `head` that are not kept yet, parents first."""
        tips = self.store.fact("tips").split()
        if head in tips:
            return [], []
        if tips:
            excluded = [f"^{tip}" for tip in tips]
            listed = self.repository.run(
                "rev-list", "--topo-order", "--reverse", head, *excluded, allow_failure=True
            )
            if listed:
                known = set(self.oids())
                return [oid for oid in listed.split() if oid not in known], []
        known = set(self.oids())
        behind, problems = log.commits_between(self.repository, head)
        return [oid for oid in behind if oid not in known], problems

    def read_commits(self, head: str) -> None:
        """Bring the commits up to `head`."""
        new, problems = self.new_commits(head)
        self.missing.add(problems)
        if new:
            ingest = self._ingest = Ingest(self.store, self.width)
            with _uncollected():
                for rows, problems in self._chunks(new, log.ORDINARY):
                    self.missing.add_commits(problems)
                    with self.store.writing() as batch:
                        batch.append(ingest.columns(rows))
        tips = self.store.fact("tips").split()
        if head not in tips:
            with self.store.writing() as batch:
                batch.note("tips", " ".join([*tips[-8:], head]))

    def _chunks(
        self, commits: Sequence[bytes], diffs: str
    ) -> Iterator[tuple[list[log.CommitRow], list[Problem]]]:
        return log.read_chunks(self.repository, commits, self.jobs, self.task, diffs=diffs)

    def _read_merges(self) -> None:
        """Bring what merges did, which the first report does not need.

        It waits in columns of its own until all of it is there, then takes its place among what
        the other commits did, so that entries ascend by commit.
        """
        store, settled = self.store, int(self.store.fact("settled", "0"))
        parents = store.column("commit.parents")
        oids = self.oids()
        waiting = np.flatnonzero(parents[settled:] > 1) + settled
        ingest = self._ingest or Ingest(store, self.width)
        done = np.searchsorted(waiting, int(store.fact("merges", "0")))
        for rows, problems in self._chunks([oids[it] for it in waiting[done:]], log.MERGES):
            self.missing.add_commits(problems)
            with store.writing() as batch:
                batch.append(ingest.merged(rows))
                read = max((ingest.commits[row.oid] + 1 for row in rows), default=0)
                batch.note("merges", str(read))
        tables = {
            name: np.append(store.column(f"entry.{name}"), store.column(f"merged.{name}"))
            for name in ENTRY
        }
        order = np.argsort(tables["commit"], kind="stable")
        with store.writing() as batch:
            batch.replace({f"entry.{name}": column[order] for name, column in tables.items()})
            batch.remove("merged")
            batch.note("merges", "0")
            batch.note("settled", str(len(parents)))
        self._ingest = None  # its tables take memory that lines will need

    def view_name(self, head: str, ignored: frozenset[bytes]) -> str:
        """Return what the columns of a view begin with."""
        layer = digest(ignored.intersection(self.oids())) if ignored else ""
        return f"view.{head}.{layer}"

    def has_lines(self, name: str) -> bool:
        """Whether `read_lines` would have nothing to do."""
        return bool(self.store.fact(name))

    def read_lines(self, head: str, ignored: frozenset[bytes] = frozenset()) -> str:
        """Bring the hunks up to all kept commits, and the lines to `head`.

        Parameters
        ----------
        head
            A commit whose history has been read.
        ignored
            Commits to look through.

        Returns
        -------
        str
            What the names of the view's columns begin with.
        """
        name = self.view_name(head, ignored)
        if not self.has_lines(name):
            with _uncollected():
                self._read_lines(name, head, ignored)
        return name

    def _read_lines(self, name: str, head: str, ignored: frozenset[bytes]) -> None:
        if int(self.store.fact("settled", "0")) < self.store.length("commit.parents"):
            self._read_merges()
        graph = self.graph()
        graph.extend()
        if graph.revisions.orphans:
            blobs = stored_oids(self.store, "blob.oid", self.width)
            self.missing.add(
                adopt_renamed(
                    self.repository,
                    graph.revisions,
                    blobs,
                    self.paths(),
                    jobs=self.jobs,
                    task=self.task,
                )
            )
        self._read_pairs(self._missing_pairs(graph))
        deltas = self._looking_through(graph, graph.deltas(), ignored)
        number = self.oids().index(head.encode())
        view = self._view(graph, deltas, number, name)
        columns = self._sized(graph, deltas, view, name)
        view = self._blamed(graph, view, columns[f"{name}.file_lines"], head, ignored)
        with self.store.writing() as batch:
            batch.append(
                graph.columns()
                | columns
                | {"revision.added": np.diff(births(deltas))[graph.known_revisions :]}
            )
            batch.note("walked", str(len(graph.merge)))
            batch.replace(view.columns(name))
            batch.note(name, str(number))
            views = [*self._views(), name]
            for old in views[:-VIEWS]:
                batch.remove(old)
            batch.note("views", " ".join(views[-VIEWS:]))

    def _looking_through(self, graph: Graph, deltas: Deltas, ignored: frozenset[bytes]) -> Deltas:
        oids = self.oids()
        known = np.array([oid in ignored for oid in oids], np.bool_)
        if not known.any():
            return deltas
        overrides = Overrides(self.repository, self.store, self.jobs, self.task)
        return attrs.evolve(deltas, overrides=overrides.of(graph, known, oids, self.paths()))

    def _sized(self, graph: Graph, deltas: Deltas, view: View, name: str) -> dict[str, Array]:
        """Return the columns that count lines: of changes, and of files."""
        lines = version_lines(graph, deltas)
        more = [(NONE, blob) for blob in unsized(graph, lines, view.revision[view.runs < 0])]
        self._read_pairs(more)
        changes = graph.hunks() if more else deltas.hunks
        sizes = self._sizes()
        added, deleted = changed_lines(graph, changes, lines, sizes)
        blob = graph.revisions.blob
        file_lines = [
            lines[revision] if lines[revision] >= 0 else sizes.get(blob[revision], BINARY)
            for revision in view.revision.tolist()
        ]
        return {
            "revision.lines": np.array(lines[graph.known_revisions :], np.int32),
            "entry.added": added,
            "entry.deleted": deleted,
            f"{name}.file_path": np.array(graph.revisions.path, np.int32)[view.revision],
            f"{name}.file_lines": np.array(file_lines, np.int32),
        }

    def _blamed(
        self, graph: Graph, view: View, file_lines: Ints, head: str, ignored: frozenset[bytes]
    ) -> View:
        """Ask ``git blame`` for text files whose lines the hunks do not tell."""
        files = np.flatnonzero((view.runs < 0) & (file_lines > 0)).tolist()
        if not files:
            return view
        paths, numbers = self.paths(), {oid: number for number, oid in enumerate(self.oids())}
        rows: Counter[tuple[int, int]] = Counter()
        for file in files:
            self.task.check()
            path = paths[graph.revisions.path[view.revision[file]]]
            with contextlib.suppress(InputError):  # a version that blame needs is missing too
                for run in blame(self.repository, head, path, *ignore_options(ignored)):
                    rows[file, numbers[run.commit]] += run.lines
        added = np.array([(*key, count) for key, count in sorted(rows.items())], np.int32)
        columns = added.reshape(-1, 3).T
        return attrs.evolve(
            view,
            line_file=np.append(view.line_file, columns[0]),
            line_commit=np.append(view.line_commit, columns[1]),
            line_count=np.append(view.line_count, columns[2]),
        )

    def graph(self) -> Graph:
        """Return the graph of file versions as far as it is kept."""
        graph = Graph(self.store)
        graph.load()
        return graph

    def paths(self) -> list[bytes]:
        """Return all paths, by number."""
        return [
            text.encode("utf-8", "surrogateescape") for text in stored_texts(self.store, "path")
        ]

    def _sizes(self) -> dict[int, int]:
        """Return the number of lines of blobs that were compared with nothing."""
        column = self.store.column
        count, ends = column("pair.count"), np.cumsum(np.maximum(column("pair.count"), 0))
        alone = np.flatnonzero((column("pair.old") == NONE) & (count >= 0))
        new = np.append(column("hunk.new"), 0)
        lines = np.where(count[alone] > 0, new[ends[alone] - 1], 0)
        return dict(zip(column("pair.new")[alone].tolist(), lines.tolist(), strict=True))

    def _views(self) -> list[str]:
        return self.store.fact("views").split()

    def _view(self, graph: Graph, deltas: Deltas, head: int, name: str) -> View:
        behind = graph.reachable(head)
        layer = name.rpartition(".")[2]
        for other in reversed(self._views()):
            base_head = int(self.store.fact(other))
            if other.rpartition(".")[2] == layer and behind[base_head]:
                base = View.load(self.store, other), base_head
                return make_view(graph, deltas, head, base, self.task)
        return make_view(graph, deltas, head, None, self.task)

    def _read_pairs(self, missing: Sequence[tuple[int, int]]) -> None:
        """Read the hunks of pairs of blobs."""
        if not missing:
            return
        oids = [*stored_oids(self.store, "blob.oid", self.width), self.repository.null]
        pairs = [(oids[old], oids[new]) for old, new in missing]
        found = hunks.read_hunks(self.repository, pairs, self.jobs, self.task)
        keys = np.array(missing, np.int32).reshape(-1, 2)
        unread: list[tuple[int, str]] = []
        for some, failures in found:
            unread += [(int(keys[pair, 1]), told) for pair, told in failures]
            with self.store.writing() as batch:
                batch.append(
                    {
                        "pair.old": keys[some.pair, 0],
                        "pair.new": keys[some.pair, 1],
                        "pair.count": some.count,
                        "hunk.start": some.start,
                        "hunk.old": some.old,
                        "hunk.new": some.new,
                    }
                )
        if unread:
            absent = self.repository.absent(oids[new] for new, _ in unread[: 10 * AWAITED])
            partial = self.repository.partial  # where `Missing` tells how many they are
            self.missing.add([] if partial else self._unreadable(unread), absent)

    def _unreadable(self, failures: Sequence[tuple[int, str]]) -> list[Problem]:
        """Say which versions of which files cannot be read."""
        blob, first = np.unique(self.store.column("entry.blob"), return_index=True)
        commit, path = self.store.column("entry.commit"), self.store.column("entry.path")
        oids, paths = self.oids(), self.paths()
        entries = first[np.searchsorted(blob, [number for number, _ in failures])].tolist()
        return [
            Problem(
                kind="source",
                name="git",
                message=f"commit {oids[commit[entry]].decode()[:12]}: "
                f"{os.fsdecode(paths[path[entry]])} cannot be compared with the version before "
                f"({told}); lines that depend on it are asked of git blame, or not known. {MEND}",
            )
            for entry, (_, told) in zip(entries, failures, strict=True)
        ]

    def _missing_pairs(self, graph: Graph) -> list[tuple[int, int]]:
        """Return the pairs to read, the versions of one file together."""
        column = self.store.column
        known = set(pair_keys(column("pair.old"), column("pair.new")).tolist())
        made = graph.revisions
        order = np.argsort(np.array(made.path, np.int32)[graph.known_revisions :], kind="stable")
        wanted = graph.wanted(order + graph.known_revisions)
        return [
            pair
            for pair in dict.fromkeys(wanted)
            if ((pair[0] + 1) << 32) | (pair[1] + 1) not in known
        ]


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Hold garbage collection off: millions of rows without a cycle would be looked at in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
