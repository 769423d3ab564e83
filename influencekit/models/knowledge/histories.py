"""The changes of files through their renames, taken from the evidence."""

import numpy as np
import numpy.typing as npt

from influencekit.columns import Ints, group_starts
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors, within
from influencekit.models.knowledge.truckfactor import RENAMED, Changes
from influencekit.times import DAY

CHANGED = [ord(status) for status in "AMR"]
"""What counts as a change: neither that a file goes nor that it becomes a link."""
CO_AUTHOR = "co-authored-by"


def names_through_renames(
    files: Ints, old: Ints, new: Ints, *, paths: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return every name that each file has had: rows of (index into `files`, path), ascending.

    A file has had the names that were renamed to one of its names, whenever that was, and so on.

    Parameters
    ----------
    files
        Present path of each file.
    old, new
        Renames: a path and what it became.
    paths
        How many paths there are.

    Examples
    --------
    Path 0 became 1, then 2; path 3 was never renamed.

    >>> rows, names = names_through_renames(
    ...     np.array([2, 3]), np.array([0, 1]), np.array([1, 2]), paths=4
    ... )
    >>> rows.tolist(), names.tolist()
    ([0, 0, 0, 1], [0, 1, 2, 3])
    """
    order = np.argsort(new, kind="stable")
    before, starts = old[order], group_starts(new[order], paths)
    seen = fresh = np.arange(len(files), dtype=np.int64) * paths + files
    while len(fresh):
        row, path = np.divmod(fresh, paths)
        counts = starts[path + 1] - starts[path]
        earlier = before[within(starts[path], counts)]
        fresh = np.setdiff1d(np.repeat(row, counts) * paths + earlier, seen)
        seen = np.union1d(seen, fresh)
    row, path = np.divmod(seen, max(paths, 1))
    return row, path


def change_rows(
    evidence: Evidence, files: Ints
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """Return (index into `files`, row of the touches) of each change, through renames.

    Only of people who count.
    """
    touches, paths = evidence.touches, len(evidence.paths)
    renames = np.flatnonzero(touches.old_path >= 0)
    row, name = names_through_renames(
        files, touches.old_path[renames], touches.path[renames], paths=paths
    )
    author = authors(evidence)[touches.commit]
    known = np.flatnonzero(np.isin(touches.status, CHANGED) & (author != NOBODY))
    known = known[np.argsort(touches.path[known], kind="stable")]
    starts = group_starts(touches.path[known], paths)
    counts = starts[name + 1] - starts[name]
    return np.repeat(row, counts), known[within(starts[name], counts)]


def changes_of(evidence: Evidence, files: Ints) -> Changes:
    """Return who changed `files` (paths), through their renames; only people who count."""
    row, at = change_rows(evidence, files)
    touches = evidence.touches
    return Changes(
        file=row.astype(np.int32),
        person=authors(evidence)[touches.commit[at]],
        commit=touches.commit[at],
        status=touches.status[at],
        files=len(files),
        people=len(evidence.people),
    )


def recent(evidence: Evidence, changes: Changes, *, window: float = 547.0) -> tuple[Changes, Ints]:
    """Return what JetBrains' rule looks at, and whole days from each change to the last commit.

    The changes, renames left out, in the `window` (days) before the last commit of the file's
    repository, with one more row for each co-author.
    """
    commits = evidence.commits
    last = np.zeros(len(evidence.repositories), np.int64)
    last[commits.repository] = commits.committed_at  # rows are oldest first: the last one stays
    end = last[commits.repository]
    in_window = (commits.committed_at <= end) & (commits.committed_at >= end - window * DAY)
    rows = np.flatnonzero(in_window[changes.commit] & (changes.status != RENAMED))
    commit, helper = _co_authors(evidence)
    starts = group_starts(commit, len(commits))
    at = changes.commit[rows]
    counts = starts[at + 1] - starts[at]
    person = np.concatenate((changes.person[rows], helper[within(starts[at], counts)]))
    rows = np.concatenate((rows, np.repeat(rows, counts)))
    chosen = Changes(
        file=changes.file[rows],
        person=person,
        commit=changes.commit[rows],
        status=changes.status[rows],
        files=changes.files,
        people=changes.people,
    )
    age = (end - commits.authored_at)[chosen.commit]
    return chosen, np.trunc(age / DAY).astype(np.int32)


def _co_authors(evidence: Evidence) -> tuple[Ints, Ints]:
    """Return pairs of commit and co-author who counts and is not the author, each once."""
    thanks = evidence.credits
    role = thanks.roles.index(CO_AUTHOR) if CO_AUTHOR in thanks.roles else -1
    rows = np.flatnonzero((thanks.role == role) & (thanks.person != NOBODY))
    rows = rows[evidence.person_counts[thanks.person[rows]]]
    rows = rows[evidence.commits.author[thanks.commit[rows]] != thanks.person[rows]]
    pairs = np.unique(np.stack((thanks.commit[rows], thanks.person[rows])), axis=1)
    return pairs[0], pairs[1]
