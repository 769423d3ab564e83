"""What is known of one repository, file by file, ready to be asked many times a second."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import overload

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Flags, Ints, Texts, Times, group_starts
from influencekit.domain import FileVersion, LineRun
from influencekit.evidence import Commits, Credits, Evidence, Files, Lines, Replacements, Touches
from influencekit.knowers import Knower, knowers
from influencekit.report import ModelResult, Subject
from influencekit_lsp.snapshot import Snapshot

REMEMBERED = 16
"""Answers about one file that are kept."""
KEPT = 64
"""Files whose part of the evidence is kept."""


@attrs.frozen(eq=False, kw_only=True)
class Place:
    """One file: the part of the evidence that is about it, and the commit of each of its lines."""

    path: str
    evidence: Evidence
    """Of this file alone, so that asking takes as long as the file is old and not the project."""
    lines: Ints | None
    """For each line as committed the row of its commit in `evidence`; None: not known."""
    _asked: dict[object, list[Knower]] = attrs.field(factory=dict)
    """Answers to what was asked last: a cursor moves within one function for a while."""

    def counted(self, places: Sequence[int]) -> tuple[Ints, Ints]:
        """Return (commit, count) of committed lines, which are counted from 0."""
        if self.lines is None or not len(places):
            return np.zeros(0, np.int32), np.zeros(0, np.int32)
        counts = np.bincount(self.lines[list(places)], minlength=len(self.evidence.commits))
        commits = np.flatnonzero(counts)
        return commits.astype(np.int32), counts[commits].astype(np.int32)

    def knowers(self, places: Sequence[int] | None = None, limit: int = 3) -> list[Knower]:
        """Return who knows the file, or some of its lines."""
        key = (None if places is None else tuple(places), limit)
        if key not in self._asked:
            if len(self._asked) >= REMEMBERED:
                self._asked.clear()
            lines = None if places is None else self.counted(places)
            mask = np.ones(len(self.evidence.paths), np.bool_)
            self._asked[key] = knowers(self.evidence, mask, lines=lines, limit=limit)
        return self._asked[key]


class Oids(Sequence[str]):
    """Object ids, ascending, in the bytes that they came in: a dictionary takes ten times as much.

    Examples
    --------
    >>> oids = Oids(Texts.of(["b2", "a1"]))
    >>> oids[0], oids.row("b2"), oids.row("c3"), oids.rows(Texts.of(["a1", "c3"])).tolist()
    ('a1', 0, -1, [1, -1])
    """

    def __init__(self, texts: Texts) -> None:
        known = _packed(texts)
        self._order = np.argsort(known, kind="stable").astype(np.int32)
        self._sorted = known[self._order]

    def __len__(self) -> int:
        return len(self._sorted)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [oid.decode() for oid in self._sorted[index].tolist()]
        oid: bytes = self._sorted[index]
        return oid.decode()

    def row(self, oid: str) -> int:
        """Return the row of a commit; -1: it is not there."""
        return int(self.rows(Texts.of([oid]))[0])

    def rows(self, oids: Texts) -> Ints:
        """Return the row of each commit; -1 for those that are not there."""
        if not len(self):
            return np.full(len(oids), -1, np.int32)
        wanted = _packed(oids)
        places = np.minimum(np.searchsorted(self._sorted, wanted), len(self) - 1)
        rows: Ints = np.where(self._sorted[places] == wanted, self._order[places], -1)
        return rows.astype(np.int32)


def _packed(texts: Texts) -> npt.NDArray[np.bytes_]:
    """Return texts as an array of byte strings, without an object for each."""
    widths = np.unique(np.diff(texts.starts))
    if len(widths) == 1 and widths[0]:
        return np.frombuffer(texts.data, f"S{widths[0]}", len(texts), int(texts.starts[0]))
    return np.array([text.encode() for text in texts], np.bytes_)


class Knowledge:
    """A snapshot with what is made of it when it is first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.evidence = snapshot.evidence
        self._places: OrderedDict[str, Place | None] = OrderedDict()
        self.learned: dict[str, tuple[str, Ints]] = {}
        """What was found out of single files before the history was read: the id of a file's content,
        and for each line the row of its commit."""

    @cached_property
    def paths(self) -> Mapping[str, int]:
        """The number of each path."""
        return {path: row for row, path in enumerate(self.evidence.paths)}

    @cached_property
    def files(self) -> Mapping[str, int]:
        """The number of each file whose lines are known."""
        origins = self.snapshot.origins
        return {} if origins is None else {path: row for row, path in enumerate(origins.paths)}

    @cached_property
    def oids(self) -> "Oids":
        """All commits by their object ids."""
        return Oids(self.evidence.commits.oid)

    @cached_property
    def _rows(self) -> Ints:
        """For each commit of the origins its row in the evidence; -1: it is not there."""
        origins = self.snapshot.origins
        return np.zeros(0, np.int32) if origins is None else self.oids.rows(origins.oids)

    @property
    def nothing(self) -> str:
        """Why nothing is known; empty where something is."""
        problems = self.snapshot.problems
        return str(problems[0]) if problems and not len(self.evidence.commits) else ""

    def warm(self) -> None:
        """Make what every question needs, where nobody waits for it."""
        _ = self.paths, self.files, self._rows, self._by_subject

    def learn(self, version: FileVersion, lines: Sequence[LineRun | None]) -> None:
        """Take in where the lines of a file are from, which this history does not tell by itself."""
        oids = Texts.of([run.commit if run else "" for run in lines])
        rows = self.oids.rows(oids)
        if self.snapshot.origins is None and len(rows) and (rows >= 0).all():
            self.learned[version.path] = version.blob, rows
            self._places.pop(version.path, None)

    def content_id(self, path: str) -> str:
        """Return the id of what is committed as `path`; empty where that is not known."""
        if path in self.learned:
            return self.learned[path][0]
        row = self.files.get(path)
        origins = self.snapshot.origins
        return "" if row is None or origins is None else origins.contents[row]

    def place(self, path: str) -> Place | None:
        """Return what is known of one file; None: it has no history here."""
        if path in self._places:
            self._places.move_to_end(path)
            return self._places[path]
        row = self.paths.get(path)
        found = None if row is None else self._narrowed(path, row)
        self._places[path] = found
        if len(self._places) > KEPT:
            self._places.popitem(last=False)
        return found

    def _narrowed(self, path: str, row: int) -> Place:
        whole = self.evidence
        lines = self._lines(path)
        touched = whole.touches.path == row
        wanted = np.zeros(len(whole.commits), np.bool_)
        wanted[whole.touches.commit[touched]] = True
        if lines is not None:
            wanted[lines] = True
        numbers = np.cumsum(wanted, dtype=np.int32) - 1
        part = _part(whole, path, row, wanted, numbers)
        if path in self.learned and lines is not None:
            part = _surviving(part, numbers[lines])
        return Place(path=path, evidence=part, lines=None if lines is None else numbers[lines])

    def _lines(self, path: str) -> Ints | None:
        """Return for each line of a file the row of its commit; None: not known for all of them."""
        if path in self.learned:
            return self.learned[path][1]
        row, origins = self.files.get(path), self.snapshot.origins
        if row is None or origins is None:
            return None
        part = slice(origins.starts[row], origins.starts[row + 1])
        lines = np.repeat(self._rows[origins.commits[part]], origins.lengths[part])
        return None if (lines < 0).any() or not len(lines) else lines

    @cached_property
    def _by_subject(self) -> Mapping[tuple[str, str], Mapping[str, ModelResult]]:
        found: dict[tuple[str, str], dict[str, list[int]]] = {}
        for name, result in self.snapshot.results.items():
            for at, score in enumerate(result.scores):
                key = (score.subject.kind, score.subject.key)
                found.setdefault(key, {}).setdefault(name, []).append(at)
        results = self.snapshot.results
        return {
            key: {
                name: attrs.evolve(results[name], scores=tuple(results[name].scores[i] for i in at))
                for name, at in of.items()
            }
            for key, of in found.items()
        }

    def results(self, subject: Subject) -> Mapping[str, ModelResult]:
        """Return the models' results, with none but the scores of `subject`."""
        return self._by_subject.get((subject.kind, subject.key), {})


def _part(whole: Evidence, path: str, row: int, wanted: Flags, numbers: Ints) -> Evidence:
    """Return the evidence of one path: the commits in `wanted`, which `numbers` numbers anew."""
    rows = np.flatnonzero(wanted)
    one = slice(row, row + 1)
    touched = whole.touches.path == row
    credited = wanted[whole.credits.commit]
    file = np.flatnonzero(whole.files.path == row)
    survive = np.isin(whole.lines.file, file) & wanted[whole.lines.commit]
    nothing = np.zeros(0, np.int32)
    about = tuple(
        post
        for post in whole.posts
        if any(ref.kind == "file" and ref.target == path for ref in post.references)
    )
    return attrs.evolve(
        whole,
        paths=Texts.of([path]),
        path_repository=whole.path_repository[one],
        path_kind=whole.path_kind[one],
        path_language=whole.path_language[one],
        path_area=whole.path_area[one],
        path_counts=whole.path_counts[one],
        commits=_commits(whole.commits, rows),
        touches=Touches(
            commit=numbers[whole.touches.commit[touched]],
            path=np.zeros(touched.sum(), np.int32),
            old_path=np.full(touched.sum(), -1, np.int32),
            status=whole.touches.status[touched],
            added=whole.touches.added[touched],
            deleted=whole.touches.deleted[touched],
        ),
        credits=Credits(
            commit=numbers[whole.credits.commit[credited]],
            person=whole.credits.person[credited],
            role=whole.credits.role[credited],
            roles=whole.credits.roles,
        ),
        files=Files(
            path=np.zeros(len(file), np.int32),
            repository=whole.files.repository[file],
            lines=whole.files.lines[file],
        ),
        lines=Lines(
            file=np.zeros(survive.sum(), np.int32),
            commit=numbers[whole.lines.commit[survive]],
            count=whole.lines.count[survive],
        ),
        replacements=Replacements(commit=nothing, of=nothing, path=nothing, count=nothing),
        posts=about,
    )


def _surviving(part: Evidence, lines: Ints) -> Evidence:
    """Return the evidence of one file with the commit of each of its lines, which it did not tell."""
    commits, counts = np.unique(lines, return_counts=True)
    return attrs.evolve(
        part,
        files=Files(
            path=np.zeros(1, np.int32),
            repository=part.path_repository,
            lines=np.array([len(lines)], np.int32),
        ),
        lines=Lines(
            file=np.zeros(len(commits), np.int32),
            commit=commits.astype(np.int32),
            count=counts.astype(np.int32),
        ),
    )


def _commits(whole: Commits, rows: Times) -> Commits:
    return Commits(
        oid=Texts.of([whole.oid[row] for row in rows.tolist()]),
        repository=whole.repository[rows],
        author=whole.author[rows],
        committer=whole.committer[rows],
        authored_at=whole.authored_at[rows],
        author_offset=whole.author_offset[rows],
        committed_at=whole.committed_at[rows],
        subject=Texts.of([whole.subject[row] for row in rows.tolist()]),
        merge=whole.merge[rows],
        parent_starts=group_starts(np.zeros(0, np.int32), len(rows)),
        parents=np.zeros(0, np.int32),
    )
