"""How people's way into a project goes: a model of `influencekit.models.mentoring.course`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

import attrs
import numpy as np

from influencekit.columns import Ints
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import oids
from influencekit.models.mentoring.course import REWRITTEN, STEP, History, Step, course
from influencekit.models.mentoring.rules import choose_rule
from influencekit.models.scoring import LOCATORS, result
from influencekit.report import ModelResult, Reason, Score
from influencekit.times import DAY
from influencekit.words import count, date, number

NO_MARK = (
    "Lines that others soon replace may have been wrong, or worth building on: look at it together. It is no "
    "mark, and says nothing about how well anybody works."
)
FEW = "People with fewer than {} commits are left out: there is too little to tell."


@attrs.frozen(kw_only=True)
class LearningParams:
    """What `WayIn` can be told."""

    commits: int = attrs.field(default=10, validator=attrs.validators.ge(1))
    """People with fewer of them are left out; commits."""
    named: int = attrs.field(default=4, validator=attrs.validators.ge(1))
    """Quarters that are named one by one as reasons, the heaviest; a number."""


class WayIn:
    """What share of a person's new lines others replaced within 90 days, and the areas entered.

    The reasons are the quarters, from the person's first commit on, with the lines that were replaced.
    Which rule of growth foretells the areas entered best is chosen on steps held out.
    """

    name = "learning"
    title = "How people find their way in"
    unit = "share"
    version = 1
    needs = frozenset({"commits", "lines", "touches"})
    after: frozenset[str] = frozenset()
    on_request = True
    Params: ClassVar[type] = LearningParams

    def run(
        self,
        evidence: Evidence,
        params: LearningParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score people who wrote lines that are at least 90 days old."""
        history = History.of(evidence)
        wrote = history.author[history.author != NOBODY]
        commits = np.bincount(wrote, minlength=len(evidence.people))
        known = np.unique(evidence.path_area[evidence.touches.path[_counted(evidence)]])
        scores = []
        for person in np.flatnonzero(commits >= params.commits).tolist():
            steps = course(history, person)
            if any(step.lines for step in steps):
                scores.append(_score(history, person, steps, len(known), params.named))
        return result(self, params, scores, [NO_MARK, FEW.format(params.commits)])


def _counted(evidence: Evidence) -> Ints:
    return np.flatnonzero(evidence.path_counts[evidence.touches.path]).astype(np.int32)


def _score(history: History, person: int, steps: Sequence[Step], areas: int, named: int) -> Score:
    lines, rewritten = (
        sum(getattr(step, what) for step in steps) for what in ("lines", "rewritten")
    )
    return Score(
        subject=history.evidence.people[person].subject,
        value=rewritten / lines,
        reasons=tuple(_reasons(history, person, steps, named)),
        details=_details(steps, areas),
    )


def _details(steps: Sequence[Step], areas: int) -> dict[str, float | int | str]:
    active = max(number for number, step in enumerate(steps) if step.commits)
    commits = sum(step.commits for step in steps)
    details: dict[str, float | int | str] = {
        "lines": sum(step.lines for step in steps),
        "rewritten_lines": sum(step.rewritten for step in steps),
        "areas": steps[-1].areas,
        "areas_first_year": steps[min(3, len(steps) - 1)].areas,
        "reviewed_commit_share": sum(step.reviewed for step in steps) / commits,
        "reviews": sum(step.reviews for step in steps),
    }
    for name, some in {"first_year_share": steps[:4], "last_year_share": steps[-4:]}.items():
        if whole := sum(step.lines for step in some):
            details[name] = sum(step.rewritten for step in some) / whole
    path = np.array([step.areas for step in steps[: active + 1]], np.float64)
    rule = choose_rule(path, ceiling=float(areas)) if areas else None
    if rule is not None:
        details["areas_grow_by"] = rule.best
        details["held_out_steps"] = rule.steps
    return details


def _reasons(history: History, person: int, steps: Sequence[Step], named: int) -> Iterator[Reason]:
    whole, lines = (sum(getattr(step, what) for step in steps) for what in ("rewritten", "lines"))
    if not whole:
        said = f"None of {count(lines, 'new line')} was replaced by others within {REWRITTEN} days"
        yield Reason(text=said, share=1.0)
        return
    heavy = sorted(
        filter(lambda step: step.rewritten, steps), key=lambda it: (-it.rewritten, -it.start)
    )
    mine = np.flatnonzero(history.author == person).astype(np.int32)
    for step in heavy[:named]:
        share = step.rewritten / whole
        yield Reason(
            text=f"{number(share, 'share')} from the quarter of {date(step.start)}: "
            f"{step.rewritten:,} of {count(step.lines, 'new line')}",
            share=share,
            locators=_commits(history, mine, step),
        )
    if rest := heavy[named:]:
        share = sum(step.rewritten for step in rest) / whole
        yield Reason(
            text=f"{number(share, 'share')} from {len(rest):,} other quarters", share=share
        )


def _commits(history: History, mine: Ints, step: Step) -> tuple[str, ...]:
    times = history.evidence.commits.committed_at[mine]
    rows = mine[(times >= step.start) & (times < step.start + STEP * DAY)]
    rows = rows[history.rewritten[rows] > 0]
    heaviest = rows[np.lexsort((-rows, -history.rewritten[rows]))[:LOCATORS]]
    return oids(history.evidence, heaviest.tolist())
