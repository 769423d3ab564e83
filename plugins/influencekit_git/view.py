"""What is derived for one revision: where the lines of its files are from, and which lines went."""

from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np

from influencekit import lineage
from influencekit.columns import Ints, Times
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
    taken_starts: Times
    """Offsets of runs of line numbers that one entry took away, and behind them the number of all."""
    taken_entry: Ints
    """That entry; `NONE`: none did."""
    line_file: Ints
    """Lines by file and commit, one row for each: place of the file in `revision`."""
    line_commit: Ints
    line_count: Ints

    def columns(self, prefix: str) -> dict[str, Array]:
        """Return what the store keeps."""
        return {f"{prefix}.{field.name}": getattr(self, field.name) for field in attrs.fields(View)}

    @classmethod
    def load(cls, store: Store, prefix: str) -> "View":
        """Read what `columns` made."""
        dtypes: Mapping[str, type] = {"run_line": np.int64, "taken_starts": np.int64}
        return cls(
            **{
                field.name: store.column(f"{prefix}.{field.name}", dtypes.get(field.name, np.int32))
                for field in attrs.fields(cls)
            }
        )

    @property
    def taken(self) -> Ints:
        """What `influencekit.origins.trace` returned."""
        return np.repeat(self.taken_entry, np.diff(self.taken_starts))

    def gone(self, lines: int) -> Ints:
        """Return the entry in which each of `lines` lines went, `NONE` where it lives or never was."""
        return _gone(self.taken, self.run_line, self.run_length, lines)

    def known(self) -> "_Known":
        """Return the origins of the versions in this view, made when they are asked for."""
        return _Known(self)

    def part(self, files: Times) -> "dict[str, Array]":
        """Return the runs and the lines by commit of some files, which are numbered anew."""
        ends = starts_of(np.maximum(self.runs, 0))
        runs = _ranges(ends[files], ends[files + 1])
        renumber = np.full(len(self.runs), NONE, np.int32)
        renumber[files] = np.arange(len(files))
        lines = np.flatnonzero(renumber[self.line_file] != NONE)
        return {
            "revision": self.revision[files],
            "runs": self.runs[files],
            "run_line": self.run_line[runs],
            "run_length": self.run_length[runs],
            "run_place": self.run_place[runs],
            "line_file": renumber[self.line_file[lines]],
            "line_commit": self.line_commit[lines],
            "line_count": self.line_count[lines],
        }


class _Known(Mapping[int, Origins]):
    """Origins by version, unpacked from a view's runs."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._ends = starts_of(np.maximum(view.runs, 0)).tolist()
        known = np.flatnonzero(view.runs >= 0)
        self._files = dict(zip(view.revision[known].tolist(), known.tolist(), strict=True))

    def __iter__(self) -> Iterator[int]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, revision: object) -> bool:
        return revision in self._files

    def __getitem__(self, revision: int) -> Origins:
        file = self._files[revision]
        part = slice(self._ends[file], self._ends[file + 1])
        first = self._view.run_line[part]
        lines = _ranges(first, first + self._view.run_length[part])
        small = not len(lines) or lines.max() < np.iinfo(np.int32).max
        return lines.astype(np.int32 if small else np.int64, copy=False)


def _ranges(starts: Times, ends: Times) -> Times:
    """Return the numbers of all ranges, one range after the other."""
    lengths = (ends - starts).astype(np.int64)
    total = np.cumsum(lengths)
    return np.repeat(starts - (total - lengths), lengths) + np.arange(lengths.sum())


def make_view(
    graph: Graph, deltas: Deltas, head: int, base: tuple[View, int] | None, task: Task
) -> View:
    """Trace the lines of commit `head`, going on from an ancestor's view where there is one."""
    entries = graph.reachable(head)[graph.entries.commit]
    known: Mapping[int, Origins] = {}
    taken = None
    if base is not None:
        entries &= ~graph.reachable(base[1])[graph.entries.commit]
        known, taken = base[0].known(), base[0].taken
    tracer = Tracer(deltas, known)
    files = _files_at(graph, head)

    def progress(entry: int) -> None:
        task.check()
        task.progress("lines", entry, len(graph.entries))

    rows = np.flatnonzero(entries).tolist()
    fresh = [revision for revision in files.tolist() if revision not in known]
    taken = trace(tracer, graph.ledger(), rows, keep=fresh, taken=taken, progress=progress)
    birth = np.array(tracer.birth, np.int64)
    parts = [_part(graph, deltas, birth, fresh, [tracer.of(revision) for revision in fresh])]
    if base is not None:
        still = np.flatnonzero(np.isin(base[0].revision, files) & (base[0].runs >= 0))
        parts.append(base[0].part(still))
    columns = _joined(parts, graph)
    gone = _gone(taken, columns["run_line"], columns["run_length"], len(taken))
    starts = np.flatnonzero(np.diff(taken, prepend=NONE - 1))
    return View(
        **columns,
        **_dead(birth, np.array(graph.revisions.commit, np.int32), gone, base and base[0]),
        taken_starts=np.append(starts, len(taken)),
        taken_entry=taken[starts],
    )


def _part(
    graph: Graph, deltas: Deltas, birth: Times, files: Sequence[int], origins: Sequence[Origins]
) -> dict[str, Array]:
    """Return the columns of files whose lines have these origins."""
    known = [lines for lines in origins if lines is not None]
    sizes = np.array([len(lines) for lines in known], np.int64)
    lines = np.concatenate([np.zeros(0, np.int64), *known])
    commits = np.array(graph.revisions.commit, np.int64)
    places, owners = _places(deltas, birth, lines)
    new = np.ones(len(lines), np.bool_)
    new[1:] = (np.diff(lines) != 1) | (np.diff(owners) != 0) | (np.diff(places) != 1)
    file_starts = starts_of(sizes)
    new[file_starts[:-1][sizes > 0]] = True
    starts = np.flatnonzero(new)
    runs = np.full(len(origins), -1, np.int32)
    runs[[it for it, lines in enumerate(origins) if lines is not None]] = np.diff(
        np.searchsorted(starts, file_starts)
    )
    lengths = np.diff(np.append(starts, len(lines))).astype(np.int32)
    file = np.repeat(np.arange(len(runs)), np.maximum(runs, 0))
    keys, place = np.unique(file << 32 | commits[owners[starts]], return_inverse=True)
    return {
        "revision": np.array(files, np.int32),
        "runs": runs,
        "run_line": lines[starts].astype(np.int64),
        "run_length": lengths,
        "run_place": places[starts],
        "line_file": (keys >> 32).astype(np.int32),
        "line_commit": (keys & 0xFFFFFFFF).astype(np.int32),
        "line_count": np.bincount(place, lengths, len(keys)).astype(np.int32),
    }


def _places(deltas: Deltas, birth: Times, lines: Times) -> tuple[Ints, Ints]:
    """Return the place and the version that each line was born in, some at a time to save memory."""
    step = 200_000
    parts = [lines[at : at + step] for at in range(0, len(lines), step)]
    places = [np.zeros(0, np.int32), *(born_places(deltas, birth, part) for part in parts)]
    owners = [
        np.zeros(0, np.int32),
        *((np.searchsorted(birth, part, "right") - 1).astype(np.int32) for part in parts),
    ]
    return np.concatenate(places), np.concatenate(owners)


def _joined(parts: Sequence[dict[str, Array]], graph: Graph) -> dict[str, Array]:
    """Return the columns of all files, ascending by path."""
    bases = np.cumsum([0, *(len(part["revision"]) for part in parts)])
    for part, start in zip(parts, bases.tolist(), strict=False):
        part["line_file"] = part["line_file"] + start
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(np.array(graph.revisions.path, np.int32)[whole["revision"]], kind="stable")
    ends = starts_of(np.maximum(whole["runs"], 0))
    runs = _ranges(ends[order], ends[order + 1])
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    line_file = rank[whole["line_file"]]
    lines = np.argsort(line_file, kind="stable")
    return {
        "revision": whole["revision"][order],
        "runs": whole["runs"][order],
        **{name: whole[name][runs] for name in ("run_line", "run_length", "run_place")},
        "line_file": line_file[lines],
        **{name: whole[name][lines] for name in ("line_commit", "line_count")},
    }


def _gone(taken: Ints, alive: Times, lengths: Ints, lines: int) -> Ints:
    """Return what took each of `lines` lines away, but for those in the ranges that are alive."""
    gone = np.full(lines, NONE, np.int32)
    gone[: len(taken)] = taken
    gone[_ranges(alive, alive + lengths)] = NONE
    return gone


def _files_at(graph: Graph, head: int) -> Ints:
    """Return the versions of the files at commit `head`, ascending by path; no submodules."""
    first = lineage.first_parents(graph.parent_starts, graph.parents)
    revisions = np.array(graph.revisions.entry_revision, np.int32)
    tree = lineage.tree_at(head, first, graph.entries, revisions, graph.paths)
    files: Ints = tree[tree != NONE]
    linked = np.array(graph.revisions.kind, np.int32)[files] == lineage.GITLINK
    kept: Ints = files[~linked]
    return kept


def _dead(birth: Times, commits: Ints, gone: Ints, base: View | None) -> dict[str, Array]:
    """Return how many lines of a commit went in an entry, ascending; changing what `base` says."""
    none = np.broadcast_to(np.int32(NONE), len(gone))
    before = none if base is None else base.gone(len(gone))
    # Lines come in runs that one version made and one entry took: a few for each change, where
    # arrays with a row a line would take most of the memory that reading a history needs.
    first = np.zeros(len(gone) + 1, np.bool_)
    first[1:-1] = (gone[1:] != gone[:-1]) | (before[1:] != before[:-1])
    first[birth] = True  # the last one stands behind all lines
    bounds = np.flatnonzero(first)
    changed = np.flatnonzero(gone[bounds[:-1]] != before[bounds[:-1]])
    starts, lengths = bounds[changed], (bounds[changed + 1] - bounds[changed]).astype(np.int32)
    del first, bounds, changed
    victim = commits[np.searchsorted(birth, starts, "right") - 1]
    keys, counts = [], []
    for entry, weight in ((before[starts], -1), (gone[starts], 1)):
        some = entry != NONE
        keys.append(entry[some].astype(np.int64) << 32 | victim[some])
        counts.append(weight * lengths[some])
    if base is not None:
        keys.append(base.dead_entry.astype(np.int64) << 32 | base.dead_commit)
        counts.append(base.dead_count)
    key, count = _summed(np.concatenate(keys), np.concatenate(counts))
    return {
        "dead_entry": (key >> 32).astype(np.int32),
        "dead_commit": (key & 0xFFFFFFFF).astype(np.int32),
        "dead_count": count,
    }


def _summed(keys: Times, counts: Ints) -> tuple[Times, Ints]:
    """Return each key once, ascending, with the sum of its counts; but for sums of 0."""
    order = np.argsort(keys)
    keys = keys[order]
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    sums: Ints = np.add.reduceat(counts[order], firsts) if len(firsts) else counts
    left = np.flatnonzero(sums)
    return keys[firsts[left]], sums[left]
