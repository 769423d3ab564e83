"""Holds the ranking of a file's next author to who then changed it."""

from collections.abc import Iterator, Sequence

import numpy as np

from influencekit.backtests import Given
from influencekit.backtests.ranked import Case, learn, rank_of, split_of
from influencekit.columns import Floats
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.knowledge.next_author import SIGNS, Writers, signs
from influencekit.models.ranks import Ranks
from influencekit.protocols import Task
from influencekit.report import Table
from influencekit.times import DAY
from influencekit.words import date, listed

NEEDS = frozenset({"commits", "touches"})
DATA = "a repository"
EMBARGO = DAY
"""Seconds: patches of one series land together, by the same author."""
MOST = 10_000
"""Changes that are looked at; of more, evenly spaced ones."""
BEFORE = 2
"""Changes that a file has had by then at least."""


def cases(
    evidence: Evidence, *, embargo: int = EMBARGO, most: int = MOST, task: Task | None = None
) -> tuple[list[Case], list[int | None]]:
    """Return a case for each change of a file that was changed before, oldest first; and a baseline.

    Each statistic is from commits that were committed at least `embargo` seconds before.

    Returns
    -------
    cases
        At most `most`.
    last
        For each case, where a list of the file's authors by their last change has who came next,
        counted from 1.
    """
    writers, task = Writers.of(evidence), task or Task()
    time, files = evidence.commits.committed_at, writers.files
    path = np.repeat(np.arange(len(evidence.paths)), np.diff(files.starts))
    order = np.lexsort((path, files.commit, time[files.commit]))
    order = order[:: max(1, -(-len(order) // most))]
    found, last = [], []
    for number, row in enumerate(order.tolist()):
        if not number % 100:
            task.check()
            task.progress("changes", number, len(order))
        at, where = int(time[files.commit[row]]), int(path[row])
        before = writers.before(where, at - embargo)
        if len(before) < BEFORE:
            continue
        who = int(writers.author[files.commit[row]])
        ranked, table = signs(writers, where, at=at - embargo)
        people = np.union1d(ranked, [who]).astype(np.int32)
        whole = np.zeros((len(people), len(SIGNS)))
        whole[np.searchsorted(people, ranked)] = table
        named = np.searchsorted(people, [who]).astype(np.int32)
        found.append(Case(at=at, people=people, table=whole, named=named))
        latest = list(dict.fromkeys(writers.author[before[::-1]].tolist()))
        last.append(latest.index(who) + 1 if who in latest and who != NOBODY else None)
    return found, last


def scores_of(case: Case, learnt: Floats) -> Iterator[tuple[str, Floats]]:
    """Yield a score of each alternative for each way to rank."""
    yield "changed the file most lately", case.table[:, 0]
    yield "changed the folder most lately", case.table[:, 1]
    yield "changed anything most lately", case.table[:, 2]
    yield "influencekit", case.table @ learnt


def backtest(given: Given) -> tuple[Table, ...]:
    """Return how often who changed a file next was ranked where.

    Raises
    ------
    InputError
        Too few files changed often enough.
    """
    found, last = cases(given.evidence, task=given.task)
    split = split_of(given.split, found, "changes of files that had changed twice")
    early = [case for case in found if case.at < split]
    late = [case for case in found if case.at >= split]
    learnt = learn(early)
    ways: dict[str, list[int | None]] = {"last author first": last[len(early) :]}
    for case in late:
        for name, score in scores_of(case, learnt):
            ways.setdefault(name, []).append(rank_of(case, score))
    table = Table(
        name="next-author",
        title="Next author of a file, ranked from what was committed a day before or earlier",
        columns=("ranking", "MRR", "top 1", "top 3", "top 5", "top 10"),
        rows=tuple(
            (name, ranks.mean_reciprocal_rank, *map(ranks.top, (1, 3, 5, 10)))
            for name, ranks in ((name, Ranks(way)) for name, way in ways.items())
        ),
        notes=_notes(early, late, learnt),
    )
    return (table,)


def _notes(early: Sequence[Case], late: Sequence[Case], learnt: Floats) -> tuple[str, ...]:
    weights = listed([f"{name} {w:.3f}" for name, w in zip(SIGNS, learnt.tolist(), strict=True)])
    return (
        f"{len(late):,} changes, {date(late[0].at)} to {date(late[-1].at)}.",
        (
            f"Weights learnt from {len(early):,} changes, {date(early[0].at)} to "
            f"{date(early[-1].at)}: {weights}."
        ),
        f"Of more than {MOST:,} changes, evenly spaced ones are looked at.",
    )
