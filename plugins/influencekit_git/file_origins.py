"""Where the lines of one file are from, out of the kept view: a few small columns, no history."""

import numpy as np

from influencekit.columns import Ints, Times
from influencekit.domain import FileLines, Identity, LineRun
from influencekit.errors import InputError
from influencekit.mailmap import Mailmap
from influencekit.mailmap import parse as parse_mailmap
from influencekit_git.blame import BlameRun, blame
from influencekit_git.graph import starts_of
from influencekit_git.ignored import ignore_options
from influencekit_git.index import Index
from influencekit_git.ingest import stored_texts
from influencekit_git.tree import mailmap_text, read_tree


class FileOrigins:
    """The origins of the lines of all files at one revision."""

    def __init__(self, index: Index, head: str, ignored: frozenset[bytes]) -> None:
        self._index = index
        self._head = head
        self._prefix = index.view_name(head, ignored)
        self._ignored = ignored
        column = index.store.column
        self._paths = stored_texts(index.store, "path")
        self._oids = column("commit.oid", np.uint8).tobytes()
        self._authors = column("commit.author")
        self._times = column("commit.authored_at", np.int64)
        self._subjects = stored_texts(index.store, "subject")
        self._identities = stored_texts(index.store, "identity")
        tree = read_tree(index.repository, head)
        self._tree = frozenset(tree.paths)
        aliases, _ = parse_mailmap(mailmap_text(index.repository, tree))
        self._mailmap = Mailmap.of(aliases)

    def of(self, path: str) -> FileLines:
        """Return the origin of each line of `path`.

        Raises
        ------
        InputError
            No such file at the revision, or it is binary.
        """
        name = path.encode("utf-8", "surrogateescape")
        if name not in self._tree:
            raise InputError(f"{path}: no such file at {self._head[:12]}.")
        runs = self._kept(name)
        origin = "index"
        if runs is None:
            size = self._size(name)
            if size < 0:
                raise InputError(f"{path}: binary at {self._head[:12]}, it has no lines.")
            runs = self._asked(name)
            origin = "git blame"
        return FileLines(
            path=path,
            revision=self._head,
            runs=tuple(self._line_run(run, commit) for run, commit in runs),
            origin=origin,
        )

    def _kept(self, name: bytes) -> list[tuple[BlameRun, int]] | None:
        """Return the runs and their commits as the view has them, None where it has none."""
        column = self._index.store.column
        file = self._place(name)
        runs: Ints = column(f"{self._prefix}.runs")
        if file < 0 or runs[file] < 0:
            return None
        ends = starts_of(np.maximum(runs, 0))
        part = slice(ends[file], ends[file + 1])
        lines: Times = column(f"{self._prefix}.run_line", np.int64)[part]
        lengths = column(f"{self._prefix}.run_length")[part]
        places = column(f"{self._prefix}.run_place")[part]
        birth = starts_of(column("revision.added"))
        maker = column("revision.entry")[np.searchsorted(birth, lines, "right") - 1]
        commits = column("entry.commit")[maker].tolist()
        paths = column("entry.path")[maker].tolist()
        starts = (starts_of(lengths)[:-1] + 1).tolist()
        return [
            (BlameRun(start, count, self._oid(commit), self._bytes(path), place + 1), commit)
            for start, count, commit, path, place in zip(
                starts, lengths.tolist(), commits, paths, places.tolist(), strict=True
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

    def _place(self, name: bytes) -> int:
        """Return the place of the file in the view, -1 where it is not there."""
        for place, path in enumerate(
            self._index.store.column(f"{self._prefix}.file_path").tolist()
        ):
            if self._bytes(path) == name:
                return place
        return -1

    def _size(self, name: bytes) -> int:
        place = self._place(name)
        return (
            int(self._index.store.column(f"{self._prefix}.file_lines")[place]) if place >= 0 else 0
        )

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
