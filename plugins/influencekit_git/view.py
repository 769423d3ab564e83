"""What is derived for one revision: where the lines of its files are from, and which lines went."""

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from influencekit import lineage
from influencekit.columns import Flags, Ints, Times
from influencekit.lineage import NONE
from influencekit.origins import Deltas, Origins, Tracer, born_places, trace
from influencekit.protocols import Task
from influencekit_git.graph import Graph, starts_of
from influencekit_git.store import Array, Store


@attrs.frozen(eq=False, kw_only=True)
class View:
    """Lines of one revision, as runs of consecutive line numbers (see `influencekit.origins`)."""

    revision: Ints
    """One a file, ascending by path: its version."""
    runs: Ints
    """One a file: how many runs; -1 where the origins are not known."""
    run_line: Times
    """First line number of the run."""
    run_length: Ints
    run_place: Ints
    """Where the run's first line stood (from 0) in the version that it was born in."""
    dead_entry: Ints
    """One row an entry and commit: lines of that commit that went in that entry."""
    dead_commit: Ints
    dead_count: Ints
    dead: Flags
    """One a line number: whether the line went."""
    line_file: Ints
    """Lines by file and commit, one row for each: place of the file in `revision`."""
    line_commit: Ints
    line_count: Ints

    def columns(self, prefix: str) -> dict[str, Array]:
        """Return what the store keeps."""
        return {
            f"{prefix}.{field.name}": (
                np.packbits(self.dead) if field.name == "dead" else getattr(self, field.name)
            )
            for field in attrs.fields(View)
        }

    @property
    def lines(self) -> Ints:
        """Lines of each file; -1 where the origins are not known."""
        ends = starts_of(self.run_length)[starts_of(np.maximum(self.runs, 0))]
        return np.where(self.runs < 0, -1, np.diff(ends)).astype(np.int32)

    @classmethod
    def load(cls, store: Store, prefix: str) -> "View":
        """Read what `columns` made."""
        dtypes: Mapping[str, type] = {"run_line": np.int64, "dead": np.uint8}
        found = {
            field.name: store.column(f"{prefix}.{field.name}", dtypes.get(field.name, np.int32))
            for field in attrs.fields(cls)
        }
        found["dead"] = np.unpackbits(found["dead"]).astype(np.bool_)
        return cls(**found)

    def origins(self) -> dict[int, Origins]:
        """Return the line numbers of each version."""
        lengths = self.run_length.astype(np.int64)
        inside = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        lines = np.repeat(self.run_line, lengths) + inside
        small = lines.astype(np.int32) if not len(lines) or lines.max() < 1 << 31 else lines
        run_ends = starts_of(np.maximum(self.runs, 0))
        line_ends = starts_of(lengths)[run_ends]
        return {
            revision: small[line_ends[file] : line_ends[file + 1]]
            for file, revision in enumerate(self.revision.tolist())
            if self.runs[file] >= 0
        }


def runs_of(
    origins: Sequence[Origins], birth: Times, places: Ints
) -> tuple[Ints, Times, Ints, Ints]:
    """Return (runs, run_line, run_length, run_place) for files whose lines have these numbers."""
    known = [lines for lines in origins if lines is not None]
    sizes = np.array([len(lines) for lines in known], np.int64)
    lines = np.concatenate([np.zeros(0, np.int64), *known]).astype(np.int64)
    owner = np.searchsorted(birth, lines, "right")
    place = places[lines]
    new = np.ones(len(lines), np.bool_)
    new[1:] = (np.diff(lines) != 1) | (np.diff(owner) != 0) | (np.diff(place) != 1)
    file_starts = starts_of(sizes)
    new[file_starts[:-1][sizes > 0]] = True
    starts = np.flatnonzero(new)
    runs = np.full(len(origins), -1, np.int32)
    runs[[it for it, lines in enumerate(origins) if lines is not None]] = np.diff(
        np.searchsorted(starts, file_starts)
    )
    lengths = np.diff(np.append(starts, len(lines))).astype(np.int32)
    return runs, lines[starts], lengths, place[starts]


def make_view(
    graph: Graph, deltas: Deltas, head: int, base: tuple[View, int] | None, task: Task
) -> View:
    """Trace the lines of commit `head`, going on from an ancestor's view where there is one."""
    entries = graph.reachable(head)[graph.entries.commit]
    known: dict[int, Origins] = {}
    if base is not None:
        entries &= ~graph.reachable(base[1])[graph.entries.commit]
        known = base[0].origins()
    tracer = Tracer(deltas, known)
    files = _files_at(graph, head)

    def progress(entry: int) -> None:
        task.check()
        task.progress("lines", entry, len(graph.entries))

    rows = np.flatnonzero(entries).tolist()
    deaths = trace(tracer, graph.ledger(), rows, keep=files.tolist(), progress=progress)
    origins = [tracer.of(revision) for revision in files.tolist()]
    birth = np.array(tracer.birth, np.int64)
    dead = np.zeros(birth[-1], np.bool_)
    if base is not None:
        dead[: len(base[0].dead)] = base[0].dead[: len(dead)]
    alive = np.zeros(birth[-1], np.bool_)
    for lines in origins:
        if lines is not None:
            alive[lines] = True
    if (dead & alive).any():
        return make_view(graph, deltas, head, None, task)  # a merge brought lost lines back
    went = ~alive[deaths.line] & ~dead[deaths.line]
    runs, run_line, run_length, run_place = runs_of(origins, birth, _places(deltas))
    counted = _count(graph, birth, deaths.line[went], deaths.entry[went])
    if base is not None:
        earlier = base[0].dead_entry, base[0].dead_commit, base[0].dead_count
        counted = [np.append(a, b) for a, b in zip(earlier, counted, strict=True)]
    dead[deaths.line[went]] = True
    file, commit, count = _by_commit(graph, birth, runs, run_line, run_length)
    return View(
        line_file=file,
        line_commit=commit,
        line_count=count,
        revision=files,
        runs=runs,
        run_line=run_line,
        run_length=run_length,
        run_place=run_place,
        dead_entry=counted[0],
        dead_commit=counted[1],
        dead_count=counted[2],
        dead=dead,
    )


def _places(deltas: Deltas) -> Ints:
    """Return `born_places` of all versions, some at a time: the steps between need much memory."""
    step = 20_000
    parts = [
        born_places(deltas, slice(start, start + step))
        for start in range(0, len(deltas.parent_starts) - 1, step)
    ]
    return np.concatenate([np.zeros(0, np.int32), *parts])


def _files_at(graph: Graph, head: int) -> Ints:
    """Return the versions of the files at commit `head`, ascending by path; no submodules."""
    first = lineage.first_parents(graph.parent_starts, graph.parents)
    revisions = np.array(graph.revisions.entry_revision, np.int32)
    tree = lineage.tree_at(head, first, graph.entries, revisions, graph.paths)
    files: Ints = tree[tree != NONE]
    linked = np.array(graph.revisions.kind, np.int32)[files] == lineage.GITLINK
    kept: Ints = files[~linked]
    return kept


def _by_commit(
    graph: Graph, birth: Times, runs: Ints, run_line: Times, run_length: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return (file, commit, lines) over all runs."""
    commit = np.array(graph.revisions.commit, np.int64)
    file = np.repeat(np.arange(len(runs)), np.maximum(runs, 0))
    keys, place = np.unique(
        file << 32 | commit[np.searchsorted(birth, run_line, "right") - 1], return_inverse=True
    )
    count = np.bincount(place, run_length, len(keys))
    return (
        (keys >> 32).astype(np.int32),
        (keys & 0xFFFFFFFF).astype(np.int32),
        count.astype(np.int32),
    )


def _count(graph: Graph, birth: Times, line: Times, entry: Ints) -> list[Ints]:
    """Return (entry, commit, count): how many lines of a commit went in an entry."""
    commit = np.array(graph.revisions.commit, np.int64)
    victim = commit[np.searchsorted(birth, line, "right") - 1]
    keys, counts = np.unique(entry.astype(np.int64) << 32 | victim, return_counts=True)
    return [part.astype(np.int32) for part in (keys >> 32, keys & 0xFFFFFFFF, counts)]
