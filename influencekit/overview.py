"""The tables of plain facts that open every report: nothing in them is scored."""

from collections.abc import Sequence

import attrs
import numpy as np

from influencekit import words
from influencekit.columns import Flags, Ints
from influencekit.evidence import NOBODY, Evidence
from influencekit.kinds import KINDS
from influencekit.knowers import authorship
from influencekit.report import SourceSummary, Table

_COLUMNS = ("files", "lines", "commits", "people", "last change")


def overview(evidence: Evidence, sources: Sequence[SourceSummary] = ()) -> tuple[Table, ...]:
    """Return what was read and how much there is of what; a table without rows is left out.

    Files and lines are those of the revision that was read; lines are None while they are unread,
    and binary files have none. Commits are those that touched a file there: merges do not. People
    are their authors and co-authors, without bots. Generated and vendored files count in the table
    of kinds alone.
    """
    counted = evidence.path_counts
    everything = np.ones_like(counted)
    areas = [area.name for area in evidence.areas]
    kind = evidence.path_kind.astype(np.int32)
    tables = [
        _sources(sources),
        _grouped(
            evidence, "repositories", evidence.path_repository, evidence.repositories, counted
        ),
        _grouped(evidence, "areas", evidence.path_area, areas, counted),
        _grouped(evidence, "languages", evidence.path_language, evidence.languages, counted),
        _grouped(evidence, "kinds", kind, KINDS, everything),
        _mine(evidence, areas),
    ]
    return tuple(table for table in tables if table.rows)


def _sources(sources: Sequence[SourceSummary]) -> Table:
    return Table(
        name="sources",
        title="What was read",
        columns=("source", "root", "records", "from", "to"),
        rows=tuple(
            (it.name, it.root, it.records, words.date(it.first_at), words.date(it.last_at))
            for it in sources
        ),
    )


_TITLES = {
    "repositories": ("repository", "Repositories"),
    "areas": ("area", "Areas, by the number of commits"),
    "languages": ("language", "Languages"),
    "kinds": ("kind", "Kinds of files"),
}


@attrs.frozen
class _Work:
    """Which commit touched which group of paths; each pair once, ascending by commit."""

    commit: Ints
    group: Ints

    @classmethod
    def of(cls, evidence: Evidence, group: Ints, size: int) -> "_Work":
        """Return the work on paths whose `group` is not negative."""
        touched = group[evidence.touches.path]
        rows = touched >= 0
        keys = np.unique(evidence.touches.commit[rows].astype(np.int64) * size + touched[rows])
        return cls(*(part.astype(np.int32) for part in np.divmod(keys, size)))

    def people(self, evidence: Evidence, size: int) -> Ints:
        """Return how many people did it in each group."""
        commit, person = authorship(evidence)
        human = (person != NOBODY) & evidence.person_counts[person]
        commit, person = commit[human], person[human]
        first = np.searchsorted(self.commit, commit, "left")
        count = np.searchsorted(self.commit, commit, "right") - first
        rows = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
        pairs = np.unique(np.repeat(person, count).astype(np.int64) * size + self.group[rows])
        return np.bincount(pairs % size, minlength=size).astype(np.int32)


def _grouped(
    evidence: Evidence, name: str, group: Ints, labels: Sequence[str], counted: Flags
) -> Table:
    """Return a table with a row for each group of paths in which there is anything."""
    column, title = _TITLES[name]
    size = len(labels)
    group = np.where(counted, group, -1)
    work = _Work.of(evidence, group, size)
    there = group[evidence.files.path]
    rows = there >= 0
    files = np.bincount(there[rows], minlength=size)
    lines = np.bincount(there[rows], np.maximum(evidence.files.lines[rows], 0), minlength=size)
    commits = np.bincount(work.group, minlength=size)
    people = work.people(evidence, size)
    last = np.zeros(size, np.int64)
    times = np.minimum(evidence.commits.committed_at, evidence.as_of)
    np.maximum.at(last, work.group, times[work.commit])
    order = [int(at) for at in np.lexsort((-files, -commits)) if files[at] or commits[at]]
    return Table(
        name=name,
        title=title,
        columns=(column, *_COLUMNS),
        rows=tuple(
            (
                labels[at],
                int(files[at]),
                int(lines[at]) if evidence.complete else None,
                int(commits[at]),
                int(people[at]),
                words.date(int(last[at])) if commits[at] else "",
            )
            for at in order
        ),
    )


def _mine(evidence: Evidence, areas: Sequence[str]) -> Table:
    """Return what the person who asks did in each area."""
    size, me = len(areas), evidence.me
    group = np.where(evidence.path_counts, evidence.path_area, -1)
    work = _Work.of(evidence, group, size)
    commit, person = authorship(evidence)
    mine = np.isin(work.commit, commit[person == me]) & (me != NOBODY)
    commits = np.bincount(work.group[mine], minlength=size)
    line_area = group[evidence.files.path[evidence.lines.file]]
    ours = (evidence.commits.author[evidence.lines.commit] == me) & (line_area >= 0)
    lines = np.bincount(line_area[ours], evidence.lines.count[ours], minlength=size)
    last = np.zeros(size, np.int64)
    np.maximum.at(last, work.group[mine], evidence.commits.authored_at[work.commit[mine]])
    return Table(
        name="me",
        title="Your part",
        columns=("area", "commits", "surviving lines", "last change"),
        rows=tuple(
            (
                areas[at],
                int(commits[at]),
                int(lines[at]) if evidence.complete else None,
                words.date(int(last[at])),
            )
            for at in np.argsort(-commits, kind="stable").tolist()
            if commits[at]
        ),
    )
