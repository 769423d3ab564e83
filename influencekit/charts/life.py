"""Where the code's life is: commits over time, and when the lines that are there were written."""

import numpy as np

from influencekit.charts.marks import REST, Amounts, Spec, leading, stacked, steps
from influencekit.columns import Ints, Times
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import area_commits, authors, lines
from influencekit.report import Chart


def activity(evidence: Evidence) -> Chart | None:
    """Return commits over time by area: a commit counts in each area that it changes."""
    area, commit = _work(evidence)
    spec = _over_time(evidence, area, commit, np.ones(len(commit), np.int32), noun="commit")
    if spec is None:
        return None
    return Chart(
        name="activity",
        title="Commits over time, by area",
        text="A commit counts once in each area that it changes; merges and bots do not count. "
        "A bar leads to its latest commit.",
        spec=spec,
    )


def line_age(evidence: Evidence) -> Chart | None:
    """Return when the surviving lines were written, by area."""
    counted = lines(evidence)
    spec = _over_time(evidence, counted.area, counted.commit, counted.lines, noun="line")
    if spec is None:
        return None
    return Chart(
        name="line-age",
        title="When today's lines were written, by area",
        text="Each line counts at the time when its commit was made; lines by bots do not count. "
        "A bar leads to the commit that wrote most of it.",
        spec=spec,
    )


def _work(evidence: Evidence) -> tuple[Ints, Ints]:
    area, commit = area_commits(evidence)
    people = authors(evidence)[commit] != NOBODY
    return area[people], commit[people]


def _over_time(
    evidence: Evidence, area: Ints, commit: Ints, amount: Amounts, *, noun: str
) -> Spec | None:
    """Sum up `amount` by area and time; what lies outside of any calendar is left out.

    The areas with most commits have a colour of their own, the same in every chart.
    """
    at: Times = evidence.commits.committed_at[commit]
    rows = np.flatnonzero((at <= evidence.as_of) & (at > _OLDEST))
    if not len(rows):
        return None
    area, at, amount = area[rows], at[rows], amount[rows]
    names, bounds = steps(int(at.min()), int(at.max()))
    areas = [known.name for known in evidence.areas]
    shown = leading(areas, np.bincount(_work(evidence)[0], minlength=len(areas)))
    place = np.full(len(areas), len(shown))
    place[shown] = np.arange(len(shown))
    table = np.zeros((len(shown) + 1, len(names)))
    row, step = place[area], np.searchsorted(bounds, at, "right") - 1
    np.add.at(table, (row, step), amount)
    groups = [areas[of] for of in shown] + [REST] * bool(table[-1].any())
    # The heaviest commit of each bar, the latest of those: later rows overwrite earlier ones.
    order = np.lexsort((at, amount))
    behind = {
        (one, other): evidence.commits.oid[of]
        for one, other, of in zip(
            row[order].tolist(), step[order].tolist(), commit[rows][order].tolist(), strict=True
        )
    }
    return stacked(table[: len(groups)], groups, names, bounds, noun=noun, behind=behind)


_OLDEST = 0
"""Seconds since 1970-01-01T00:00:00Z; a commit at or before it has a clock that was never set."""
