"""Lines added and deleted by each change, as ``git log --numstat`` counts them."""

from collections.abc import Mapping, Sequence

import numpy as np

from influencekit.columns import Ints, Times
from influencekit.history import BINARY
from influencekit.lineage import GITLINK, NONE
from influencekit.origins import UNKNOWN, Deltas
from influencekit_git.graph import Graph


def version_lines(graph: Graph, deltas: Deltas) -> list[int]:
    """Return the number of lines of each version, `BINARY` where the hunks do not tell."""
    gained = np.zeros(len(deltas.hunks) + 1, np.int64)
    np.cumsum(deltas.hunks[:, 2] - deltas.hunks[:, 1], dtype=np.int64, out=gained[1:])
    known = graph.known_revisions
    rows = deltas.parent_starts[known:-1]
    first, last = deltas.first[rows], deltas.last[rows]
    here = gained[np.maximum(last, 0)] - gained[np.maximum(first, 0)]
    here[first < 0] = 0
    told = (first != UNKNOWN).tolist()
    parents = deltas.parent[rows].tolist()
    lines: list[int] = graph.store.column("revision.lines").tolist()
    for kind, parent, change, tells in zip(
        graph.revisions.kind[known:], parents, here.tolist(), told, strict=True
    ):
        before = lines[parent] if parent != NONE else 0
        if kind == GITLINK:
            lines.append(1)
        else:
            lines.append(before + change if tells and before != BINARY else BINARY)
    return lines


def changed_lines(
    graph: Graph, hunks: Ints, lines: Sequence[int], sizes: Mapping[int, int]
) -> tuple[Ints, Ints]:
    """Return (added, deleted) of each new entry; what merges did is not asked for and is zero.

    Parameters
    ----------
    graph
        The versions.
    hunks
        All that the store has by now.
    lines
        As `version_lines` gives them.
    sizes
        Lines by blob for contents whose number of lines the hunks do not tell, see `unsized`.
    """
    made = graph.revisions
    new = slice(graph.known_entries, None)
    revision, source = (
        np.array(column[new], np.int32) for column in (made.entry_revision, made.entry_source)
    )
    blob = np.append(np.array(made.blob, np.int64), NONE)  # the last one stands for NONE
    kind = np.append(np.array(made.kind, np.int32), NONE)
    size = np.array(
        [n if n != BINARY else sizes.get(b, BINARY) for n, b in zip(lines, made.blob, strict=True)]
        + [0],
        np.int32,
    )
    # As in git, a file that became a symbolic link is compared; a submodule is not.
    alike = (kind[source] == GITLINK) == (kind[revision] == GITLINK)
    compared = (revision != NONE) & ((source == NONE) | alike)
    first, last = graph.hunk_bounds(blob[source], blob[revision])
    result = [
        np.where(compared, _summed(hunks[:, part], first, last), whole)
        for part, whole in ((2, size[revision]), (1, size[source]))
    ]
    binary = np.where(
        compared & (first != NONE),
        first == UNKNOWN,
        (size[revision] == BINARY) | (size[source] == BINARY),
    )
    linked = compared & (kind[revision] == GITLINK)
    merge = graph.merge[graph.entries.commit[new]]
    for place, counts in enumerate(result):
        counts[binary] = BINARY
        # A submodule is one line that names its commit.
        other = blob[revision] != blob[source]
        counts[linked] = (((place == 0) | (source != NONE)) & other)[linked]
        counts[merge] = 0
    return result[0].astype(np.int32), result[1].astype(np.int32)


def _summed(column: Ints, first: Times, last: Times) -> Times:
    """Return the sum of each range of `column`; of none where the range is not known."""
    total = np.zeros(len(column) + 1, np.int64)
    np.cumsum(column, out=total[1:])
    sums: Times = np.where(first >= 0, total[last] - total[np.maximum(first, 0)], 0)
    return sums


def unsized(graph: Graph, lines: list[int], more: Ints) -> list[int]:
    """Return the blobs whose number of lines is asked for and not told by hunks.

    Those of versions that a new entry removed, left as they are or replaced by a submodule, and of
    the versions in `more`.
    """
    made = graph.revisions
    wanted = set(more.tolist())
    for entry in range(graph.known_entries, len(graph.entries)):
        revision, source = made.entry_revision[entry], made.entry_source[entry]
        if source != NONE and (
            revision == NONE
            or made.kind[revision] == GITLINK
            or made.blob[revision] == made.blob[source]
        ):
            wanted.add(source)
    return sorted({made.blob[r] for r in wanted if lines[r] == BINARY and made.kind[r] != GITLINK})
