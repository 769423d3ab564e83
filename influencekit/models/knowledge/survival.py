"""How long lines live before somebody replaces or removes them.

The estimate is Kaplan and Meier's: lines that are still there count for as long as they have been
watched, so that young code does not look immortal. Where a history is young, what it cannot say yet
is not said.

References
----------
E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", Journal of the
American Statistical Association 53 (1958), 457-481.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import ClassVar

import attrs
import numpy as np

from influencekit.charts.marks import curves, leading
from influencekit.columns import Flags, Floats, Ints, Times
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors, oids, paired, unpaired
from influencekit.models.scoring import Numbers, parts, project, reasons, result
from influencekit.report import Chart, ModelResult, Score, Subject
from influencekit.times import DAY
from influencekit.words import number

FATES = ("still there", "gone within 90 days", "gone within a year", "gone later")
"""What became of lines."""


@attrs.frozen(kw_only=True)
class LineSurvivalParams:
    """What `LineSurvival` can be told."""

    after: float = attrs.field(default=365.0, validator=attrs.validators.gt(0))
    """At what age lines are looked at; days."""


@attrs.frozen(eq=False)
class Lives:
    """Lines by what became of them; one row an area, commit and end."""

    area: Ints
    commit: Ints
    """The commit that wrote the lines."""
    days: Floats
    """From then to their end, or to now; 0 or more."""
    gone: Flags
    lines: Numbers


class LineSurvival:
    """The share of lines that live to a certain age: of the project, and of each area.

    Reasons are what became of all lines that were ever written.
    """

    name = "line-survival"
    title = "How long lines live"
    unit = "share"
    version = 1
    needs = frozenset({"commits", "lines"})
    after: frozenset[str] = frozenset()
    Params: ClassVar[type] = LineSurvivalParams

    def run(
        self,
        evidence: Evidence,
        params: LineSurvivalParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the project and areas."""
        lives = _lives(evidence)
        whole = attrs.evolve(lives, area=np.zeros_like(lives.area))
        scores = (
            *_scores(evidence, whole, [project(evidence)], params.after),
            *_scores(evidence, lives, [area.subject for area in evidence.areas], params.after),
        )
        notes = [
            "Lines that a merge dropped without a commit of its own doing it are not counted.",
            "No interval is given: lines of one commit share their fate, they are no sample.",
        ]
        return result(self, params, scores, notes)

    def charts(self, evidence: Evidence, result: ModelResult) -> Iterator[Chart]:
        """Draw the survival curves of the project and of the areas with most lines."""
        found = _curves(evidence, _lives(evidence))
        if result.scores:
            yield Chart(
                name=self.name,
                title="How many of the lines are still there after a while",
                text="Each curve begins when lines are written and ends where their history does: "
                "the share of lines that live longer than that, by Kaplan and Meier.",
                spec=curves(found, across="years", up="share of lines"),
            )


def survival(days: Floats, gone: Flags, lines: Numbers) -> tuple[Floats, Floats]:
    r"""Return (ages, shares): the share of lines that live longer than each age at which some end.

    S(t) = ∏ (1 - d_i / n_i) over the ages t_i ≤ t, d_i lines ending at t_i and n_i lines watched
    until then (Kaplan and Meier 1958).

    Parameters
    ----------
    days
        How long each group of lines was watched; days.
    gone
        Whether it ended then; False: it is still there.
    lines
        How many lines the group has.

    Examples
    --------
    Of 20 lines 4 end after 100 days, 10 are only 200 days old, 6 are 400 days old:

    >>> columns = np.array([100.0, 200.0, 400.0]), np.array([True, False, False])
    >>> survival(*columns, np.array([4, 10, 6]))
    (array([100.]), array([0.8]))
    """
    order = np.argsort(days, kind="stable")
    days, gone, lines = days[order], gone[order], lines[order].astype(np.float64)
    ages, starts = np.unique(days, return_index=True)
    if not len(ages):
        return ages, ages
    ended = np.add.reduceat(lines * gone, starts)
    watched = lines[::-1].cumsum()[::-1][starts]
    some = ended > 0
    return ages[some], np.cumprod(1 - ended[some] / watched[some])


def _scores(
    evidence: Evidence, lives: Lives, subjects: list[Subject], after: float
) -> Iterator[Score]:
    """Yield a score for each subject whose lines have been watched for long enough."""
    band = np.where(lives.gone, 1 + np.searchsorted([90, 365], lives.days, "right"), 0)
    fates = parts(*_summed(lives.area, band, lives.commit, lives.lines), tie=np.arange(len(FATES)))
    for area, found in fates:
        mine = lives.area == area
        days, gone, lines = lives.days[mine], lives.gone[mine], lives.lines[mine]
        if days.max() < after:
            continue
        ages, shares = survival(days, gone, lines)
        half = np.flatnonzero(shares <= 0.5)
        reached = int(np.searchsorted(ages, after, "right"))
        yield Score(
            subject=subjects[area],
            value=float(shares[reached - 1]) if reached else 1.0,
            reasons=reasons(
                sorted(found, key=lambda part: part.what),
                lambda part, share: f"{number(share, 'share')} {FATES[part.what]}",
                partial(oids, evidence),
            ),
            details={"lines": int(lines.sum()), "lines_still_there": int(lines[~gone].sum())}
            | ({"half_life_days": float(ages[half[0]])} if len(half) else {}),
        )


def _curves(evidence: Evidence, lives: Lives) -> dict[str, tuple[Floats, Floats]]:
    """Return (years, shares) of the project and of the areas with most lines, by name."""
    names = [area.name for area in evidence.areas]
    sizes = np.bincount(lives.area, lives.lines, len(names))
    groups = {names[area]: lives.area == area for area in leading(names, sizes, 5)}
    everything = np.ones(len(lives.days), np.bool_)
    found = {}
    for name, rows in {project(evidence).label: everything, **groups}.items():
        days, shares = survival(lives.days[rows], lives.gone[rows], lives.lines[rows])
        found[name] = days / 365, shares
    return found


def _summed(area: Ints, band: Numbers, commit: Ints, lines: Numbers) -> tuple[Numbers, ...]:
    """Return the columns with one row for each area, band and commit."""
    commits = int(commit.max(initial=0)) + 1
    keys, place = np.unique(
        paired(paired(area, band, len(FATES)), commit, commits), return_inverse=True
    )
    first, commit = unpaired(keys, commits)
    area, band = unpaired(first.astype(np.int64), len(FATES))
    return area, band, commit, np.bincount(place, lines, len(keys)).astype(np.int64)


def _lives(evidence: Evidence) -> Lives:
    """Return the lines in files that count, by people who count, alive and gone."""
    at: Times = evidence.commits.committed_at
    alive, went = evidence.lines, evidence.replacements
    path = np.append(evidence.files.path[alive.file], went.path)
    commit = np.append(alive.commit, went.of)
    end = np.append(np.full(len(alive), evidence.as_of), at[went.commit])
    kept = np.flatnonzero(evidence.path_counts[path] & (authors(evidence)[commit] != NOBODY))
    return Lives(
        area=evidence.path_area[path[kept]],
        commit=commit[kept],
        days=np.maximum((end - at[commit])[kept] / DAY, 0.0),
        gone=kept >= len(alive),
        lines=np.append(alive.count, went.count)[kept],
    )
