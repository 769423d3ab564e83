"""The tables of plain facts that open every report: nothing in them is scored."""

from collections.abc import Sequence

import attrs
import numpy as np

from influencekit import words
from influencekit.columns import Flags, Ints, group_starts
from influencekit.evidence import NOBODY, Evidence
from influencekit.kinds import KINDS
from influencekit.knowers import authorship
from influencekit.report import SourceSummary, Table

STEPS = 16
"""Of the series of a row."""
LATEST = 3
"""Commits that stand behind a row of a table."""
_COLUMNS = ("files", "lines", "commits", "people", "last change")


def overview(evidence: Evidence, sources: Sequence[SourceSummary] = ()) -> tuple[Table, ...]:
    """Return what was read and how much there is of what; a table without rows is left out.

    Files and lines are those of the revision that was read; lines are None while they are unread,
    and binary files have none. Commits are those that touched a file there: merges do not. People
    are their authors and co-authors, without bots. Generated and vendored files count in the table
    of kinds alone.
    """
    counted = evidence.path_counts
    areas = [area.name for area in evidence.areas]
    kind = evidence.path_kind.astype(np.int32)
    whole = _Whole.of(evidence)
    tables = [
        _sources(sources),
        whole.table("repositories", evidence.path_repository, evidence.repositories, counted),
        whole.table("areas", evidence.path_area, areas, counted),
        whole.table("languages", evidence.path_language, evidence.languages, counted),
        whole.table("kinds", kind, KINDS, np.ones_like(counted)),
        whole.mine(evidence.path_area, areas, counted),
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
class _Whole:
    """The evidence, and who made each commit."""

    evidence: Evidence
    commit: Ints
    person: Ints
    """One row a commit and human author or co-author, ascending by commit."""

    @classmethod
    def of(cls, evidence: Evidence) -> "_Whole":
        commit, person = authorship(evidence)
        human = (person != NOBODY) & evidence.person_counts[person]
        return cls(evidence, commit[human], person[human])

    def work(self, group: Ints, size: int) -> tuple[Ints, Ints]:
        """Return which commit touched which group of paths, each pair once, by commit."""
        touched = group[self.evidence.touches.path]
        rows = touched >= 0
        commit = self.evidence.touches.commit[rows].astype(np.int64)
        commit, group = np.divmod(np.unique(commit * size + touched[rows]), size)
        return commit.astype(np.int32), group.astype(np.int32)

    def people(self, commit: Ints, group: Ints, size: int) -> Ints:
        """Return how many people did the work in each group."""
        first = np.searchsorted(commit, self.commit, "left")
        count = np.searchsorted(commit, self.commit, "right") - first
        rows = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
        pairs = np.unique(np.repeat(self.person, count).astype(np.int64) * size + group[rows])
        return np.bincount(pairs % size, minlength=size).astype(np.int32)

    def table(self, name: str, group: Ints, labels: Sequence[str], counted: Flags) -> Table:
        """Return a table with a row for each group of paths in which there is anything."""
        evidence, size = self.evidence, len(labels)
        group = np.where(counted, group, -1)
        commit, touched = self.work(group, size)
        there = group[evidence.files.path]
        rows = there >= 0
        files = np.bincount(there[rows], minlength=size)
        lines = np.bincount(there[rows], np.maximum(evidence.files.lines[rows], 0), minlength=size)
        commits = np.bincount(touched, minlength=size)
        people = self.people(commit, touched, size)
        last = np.zeros(size, np.int64)
        np.maximum.at(
            last, touched, np.minimum(evidence.commits.committed_at, evidence.as_of)[commit]
        )
        column, title = _TITLES[name]
        order = [at for at in np.lexsort((-files, -commits)).tolist() if files[at] or commits[at]]
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
            behind=self.latest(commit, touched, order),
            series=self.over_time(commit, touched, order),
        )

    def over_time(
        self, commit: Ints, group: Ints, order: Sequence[int]
    ) -> tuple[tuple[float, ...], ...]:
        """Return the commits of each group in `order`, in equal steps over the whole history."""
        times = np.minimum(self.evidence.commits.committed_at, self.evidence.as_of)
        first, last = int(times.min(initial=self.evidence.as_of)), self.evidence.as_of
        step = (times[commit] - first) * STEPS // max(last - first + 1, 1)
        key = group.astype(np.int64) * STEPS + np.clip(step, 0, STEPS - 1)
        counts = np.bincount(key, minlength=(max(order, default=-1) + 1) * STEPS)
        return tuple(tuple(row) for row in counts.reshape(-1, STEPS)[order].tolist())

    def latest(
        self, commit: Ints, group: Ints, order: Sequence[int]
    ) -> tuple[tuple[str, ...], ...]:
        """Return the latest commits of each group in `order`."""
        rows = np.argsort(group, kind="stable")
        starts = group_starts(group[rows], max(order, default=-1) + 1)
        oid = self.evidence.commits.oid
        return tuple(
            tuple(
                oid[i] for i in commit[rows[starts[at] : starts[at + 1]][-LATEST:]][::-1].tolist()
            )
            for at in order
        )

    def mine(self, group: Ints, labels: Sequence[str], counted: Flags) -> Table:
        """Return what the person who asks did in each area."""
        evidence, size, me = self.evidence, len(labels), self.evidence.me
        group = np.where(counted, group, -1)
        commit, touched = self.work(group, size)
        own = np.isin(commit, self.commit[self.person == me])
        commits = np.bincount(touched[own], minlength=size)
        last = np.zeros(size, np.int64)
        np.maximum.at(last, touched[own], evidence.commits.authored_at[commit[own]])
        of = group[evidence.files.path[evidence.lines.file]]
        rows = (evidence.commits.author[evidence.lines.commit] == me) & (of >= 0)
        lines = np.bincount(of[rows], evidence.lines.count[rows], minlength=size)
        order = [at for at in np.argsort(-commits, kind="stable").tolist() if commits[at]]
        return Table(
            name="me",
            title="Your part",
            columns=("area", "commits", "surviving lines", "last change"),
            rows=tuple(
                (
                    labels[at],
                    int(commits[at]),
                    int(lines[at]) if evidence.complete else None,
                    words.date(int(last[at])),
                )
                for at in order
            ),
            behind=self.latest(commit[own], touched[own], order),
        )
