"""Where the lines of one file are from, out of the kept view: a few small columns, no history."""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from influencekit.columns import Ints, Texts, Times
from influencekit.domain import FileLines, Identity, LineRun
from influencekit.errors import InputError
from influencekit.lineage import NONE
from influencekit.people.mailmap import Mailmap
from influencekit.people.mailmap import parse as parse_mailmap
from influencekit_git.blame import BlameRun, blame
from influencekit_git.graph import starts_of
from influencekit_git.hunks import UNREADABLE
from influencekit_git.ignored import ignore_options
from influencekit_git.index import Index
from influencekit_git.ingest import stored_texts
from influencekit_git.repository import MEND
from influencekit_git.store import Array
from influencekit_git.tree import mailmap_text


class FileOrigins:
    """The origins of the lines of all files at one revision; columns are read when first needed."""

    def __init__(
        self, index: Index, head: str, ignored: frozenset[bytes], notes: Sequence[str] = ()
    ) -> None:
        self._index = index
        self._notes = tuple(notes)
        self._head = head
        self._view = index.view_name(head, ignored)
        self._ignored = ignored
        self._columns: dict[str, Array] = {}
        aliases, _ = parse_mailmap(mailmap_text(index.repository, head))
        self._mailmap = Mailmap.of(aliases)
        self._authors = index.store.column("commit.author")
        self._times = index.store.column("commit.authored_at", np.int64)
        self._subjects = stored_texts(index.store, "subject")
        self._identities = stored_texts(index.store, "identity")

    def of(self, path: str) -> FileLines:
        """Return the origin of each line of `path`.

        Raises
        ------
        InputError
            No such file at the revision, or it is binary.
        """
        name = path.encode("utf-8", "surrogateescape")
        file = self._places.get(name)
        if file is None:
            raise InputError(f"{path}: no such file at {self._head[:12]}.")
        if self._column("runs")[file] >= 0:
            runs, origin = self._kept(file), "index"
        elif self._column("file_lines")[file] < 0:
            there = not self._is_unreadable(file)
            why = "binary, it has no lines." if there else f"not there to be read. {MEND}"
            raise InputError(f"{path} at {self._head[:12]}: {why}")
        else:
            runs, origin = self._asked(name), "git blame"
        return FileLines(
            path=path,
            revision=self._head,
            runs=tuple(self._line_run(run, commit) for run, commit in runs),
            origin=origin,
            notes=self._notes,
        )

    def _is_unreadable(self, file: int) -> bool:
        """Whether the content of a file could not be compared with nothing."""
        column = self._index.store.column
        blob = column("entry.blob")[column("revision.entry")[self._column("revision")[file]]]
        alone = (column("pair.new") == blob) & (column("pair.old") == NONE)
        return bool((column("pair.count")[alone] == UNREADABLE).any())

    def _column(self, name: str) -> Array:
        if name not in self._columns:
            self._columns[name] = self._index.store.column(f"{self._view}.{name}")
        return self._columns[name]

    @cached_property
    def _run_line(self) -> Times:
        return self._index.store.column(f"{self._view}.run_line", np.int64)

    @cached_property
    def _run_ends(self) -> Times:
        return starts_of(np.maximum(self._column("runs"), 0))

    @cached_property
    def _paths(self) -> Texts:
        return stored_texts(self._index.store, "path")

    @cached_property
    def _places(self) -> dict[bytes, int]:
        """The place of each file in the view."""
        files = self._index.store.column(f"{self._view}.file_path").tolist()
        return {self._bytes(path): place for place, path in enumerate(files)}

    @cached_property
    def _birth(self) -> Times:
        return starts_of(self._index.store.column("revision.added"))

    @cached_property
    def _made_by(self) -> tuple[Ints, Ints]:
        """One a version: its commit and its path."""
        column = self._index.store.column
        maker = column("revision.entry")
        return column("entry.commit")[maker], column("entry.path")[maker]

    @cached_property
    def _oids(self) -> bytes:
        return self._index.store.column("commit.oid", np.uint8).tobytes()

    def _kept(self, file: int) -> list[tuple[BlameRun, int]]:
        """Return the runs of a file and their commits, as the view has them."""
        part = slice(self._run_ends[file], self._run_ends[file + 1])
        version = np.searchsorted(self._birth, self._run_line[part], "right") - 1
        commits, paths = self._made_by
        lengths = self._column("run_length")[part]
        return [
            (
                BlameRun(start + 1, end - start, self._oid(commit), self._bytes(path), place + 1),
                commit,
            )
            for (start, end), commit, path, place in zip(
                pairwise(starts_of(lengths).tolist()),
                commits[version].tolist(),
                paths[version].tolist(),
                self._column("run_place")[part].tolist(),
                strict=True,
            )
        ]

    def _asked(self, name: bytes) -> list[tuple[BlameRun, int]]:
        """Return what ``git blame`` says."""
        runs = blame(self._index.repository, self._head, name, *ignore_options(self._ignored))
        numbers = {oid: number for number, oid in enumerate(self._index.oids())}
        return [(run, numbers[run.commit]) for run in runs]

    def _oid(self, commit: int) -> bytes:
        width = self._index.width // 2
        return self._oids[commit * width : (commit + 1) * width].hex().encode()

    def _bytes(self, path: int) -> bytes:
        starts = self._paths.starts
        return self._paths.data[starts[path] : starts[path + 1]]

    def _line_run(self, run: BlameRun, commit: int) -> LineRun:
        name, _, email = self._identities[self._authors[commit]].partition("\0")
        return LineRun(
            line=run.line,
            lines=run.lines,
            commit=run.commit.decode(),
            author=self._mailmap.canonical(Identity(name, email)),
            time=int(self._times[commit]),
            summary=self._subjects[commit],
            source_path=run.path.decode("utf-8", "surrogateescape"),
            source_line=run.source_line,
        )
