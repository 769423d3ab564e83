"""How a person's way into a project goes: areas entered, what others rewrite, reviews; step by step.

New lines that somebody else replaces soon may have been wrong, or may have been found worth working
on; it is a sign to look at together, and no mark.
"""

import attrs
import numpy as np

from influencekit.columns import Flags, Ints, Times, group_starts
from influencekit.evidence import NOBODY, Evidence
from influencekit.knowers import reviews
from influencekit.models.counted import area_commits, authors, within
from influencekit.times import DAY

REWRITTEN = 90
"""Days within which a line that another person replaces counts as rewritten."""
STEP = 91
"""Days of one step, a quarter of a year."""


@attrs.frozen(kw_only=True)
class Step:
    """One step of somebody's course."""

    start: int
    """Seconds since 1970-01-01T00:00:00Z; the step lasts `STEP` days."""
    commits: int
    lines: int
    """New lines of commits that are at least `REWRITTEN` days old by now."""
    rewritten: int
    """Those of them that others replaced within `REWRITTEN` days; never more than `lines`."""
    areas: int
    """Areas that the person had changed a file of by the end of the step, from the first one on."""
    entered: tuple[int, ...]
    """Areas changed for the first time, index into `Evidence.areas`, by name."""
    reviewed: int
    """Commits of theirs that name a reviewer."""
    reviews: int
    """Commits of others that name them as a reviewer."""


@attrs.frozen(eq=False, kw_only=True)
class History:
    """What `course` looks at, taken from the evidence once for any number of people."""

    evidence: Evidence
    author: Ints
    """Of each commit; `NOBODY` also for merges and where it does not count."""
    lines: Times
    """New lines of each commit, in files that count."""
    rewritten: Times
    """Of each commit, lines that others replaced within `REWRITTEN` days."""
    review: tuple[Ints, Ints]
    """(commit, reviewer), of people who count and are not the author."""
    reviewed: Flags
    """Of each commit, whether it names such a reviewer."""
    areas: tuple[Times, Ints]
    """Offsets, one a commit and one more, into the areas of which each changed a file that counts."""

    @classmethod
    def of(cls, evidence: Evidence) -> "History":
        """Take from `evidence` what was written, rewritten and reviewed."""
        commits, touches = evidence.commits, evidence.touches
        author = np.where(commits.merge, NOBODY, authors(evidence)).astype(np.int32)
        counts = evidence.path_counts[touches.path]
        size = len(commits)
        lines = np.bincount(touches.commit[counts], np.maximum(touches.added[counts], 0), size)
        swaps, times = evidence.replacements, commits.committed_at
        by, of = authors(evidence)[swaps.commit], author[swaps.of]
        late = times[swaps.commit] - times[swaps.of]
        rows = (by != of) & (by != NOBODY) & (of != NOBODY) & evidence.path_counts[swaps.path]
        rows &= (late >= 0) & (late <= REWRITTEN * DAY)
        gone = np.bincount(swaps.of[rows], swaps.count[rows], size)
        commit, person = reviews(evidence)
        known = (person != NOBODY) & (person != author[commit])
        known &= np.append(evidence.person_counts, False)[person]
        pairs = np.unique(np.stack((commit[known], person[known])), axis=1)
        reviewed = np.zeros(size, np.bool_)
        reviewed[pairs[0]] = True
        area, at = area_commits(evidence)
        order = np.lexsort((area, at))
        return cls(
            evidence=evidence,
            author=author,
            reviewed=reviewed,
            areas=(group_starts(at[order], size), area[order]),
            lines=lines.astype(np.int64),
            rewritten=np.minimum(gone, lines).astype(np.int64),
            review=(pairs[0], pairs[1]),
        )


def course(history: History, person: int) -> list[Step]:
    """Return the steps from the person's first commit to now, those without a commit included.

    Raises
    ------
    ValueError
        There is no such person.
    """
    evidence = history.evidence
    if not 0 <= person < len(evidence.people):
        raise ValueError(f"person must be 0 to {len(evidence.people) - 1}, got {person}")
    times = evidence.commits.committed_at
    own = (history.author == person) & (times <= evidence.as_of)
    mine = np.flatnonzero(own).astype(np.int32)
    if not len(mine):
        return []
    start = int(times[mine].min())
    steps = (evidence.as_of - start) // (STEP * DAY) + 1

    def step_of(commits: Ints) -> Times:
        return (times[commits] - start) // (STEP * DAY)

    def total(commits: Ints, amount: Times | None = None) -> list[int]:
        weight = None if amount is None else amount[commits]
        sums: list[int] = np.bincount(step_of(commits), weight, steps).astype(np.int64).tolist()
        return sums

    old = mine[times[mine] <= evidence.as_of - REWRITTEN * DAY]
    commit, reviewer = history.review
    given = commit[
        (reviewer == person) & (times[commit] >= start) & (times[commit] <= evidence.as_of)
    ]
    entered = _entered(history, mine, step_of(mine), steps)
    columns = {
        "commits": total(mine),
        "lines": total(old, history.lines),
        "rewritten": total(old, history.rewritten),
        "areas": np.cumsum([len(areas) for areas in entered]).tolist(),
        "entered": entered,
        "reviewed": total(mine[history.reviewed[mine]]),
        "reviews": total(given),
    }
    return [
        Step(
            start=start + number * STEP * DAY,
            **{name: column[number] for name, column in columns.items()},
        )
        for number in range(steps)
    ]


def _entered(history: History, mine: Ints, step: Times, steps: int) -> list[tuple[int, ...]]:
    """Return for each step the areas that were changed for the first time."""
    starts, areas = history.areas
    counts = starts[mine + 1] - starts[mine]
    where = areas[within(starts[mine], counts)]
    names = history.evidence.areas
    first = np.full(len(names), steps)
    np.minimum.at(first, where, np.repeat(step, counts))
    found: list[list[int]] = [[] for _ in range(steps)]
    for area in sorted(np.flatnonzero(first < steps).tolist(), key=lambda it: names[it].name):
        found[first[area]].append(area)
    return [tuple(some) for some in found]
