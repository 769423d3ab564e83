"""Whose lines the code consists of, and how old they are.

Lines say who wrote what stands there now. They do not say who understands it, who designed it, or
how much anybody worked: one line may be a week's work, and a formatter owns what it touched last
unless the history is told to look through it (``.git-blame-ignore-revs``).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import ClassVar

import attrs
import numpy as np

from influencekit.columns import Floats
from influencekit.evidence import Evidence
from influencekit.models.counted import (
    CountedLines,
    area_ranks,
    latest_commit,
    lines,
    oids,
    present_files,
)
from influencekit.models.scoring import Numbers, Part, Told, parts, project, reasons, result
from influencekit.report import ModelResult, Score
from influencekit.times import DAY
from influencekit.words import count, number

BANDS = {
    0: "younger than a year",
    1: "1 to 2 years old",
    2: "2 to 5 years old",
    5: "5 years old or older",
}
"""Ages of lines: from how many years of 365 days on, and what to call it."""


@attrs.frozen(kw_only=True)
class OwnershipParams:
    """What `Ownership` can be told."""

    named: int = attrs.field(default=5, validator=attrs.validators.ge(1))
    """People or areas that are named one by one as reasons; a number."""


class Ownership:
    """Shares of the surviving lines: of each area, and of each person.

    An area's reasons are the people who wrote it; a person's, the areas in which their lines are; the
    project's, the age of its lines.
    """

    name = "ownership"
    title = "Who wrote the lines that are there today"
    unit = "share"
    version = 1
    needs = frozenset({"commits", "lines"})
    after: frozenset[str] = frozenset()
    Params: ClassVar[type] = OwnershipParams

    def run(
        self,
        evidence: Evidence,
        params: OwnershipParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the project, areas and people."""
        counted = lines(evidence)
        scores = (
            *_of_project(evidence, counted),
            *_of_areas(evidence, counted, params.named),
            *_of_people(evidence, counted, params.named),
        )
        left_out = f"{count(counted.left_out, 'line')} by bots or people left out count nowhere."
        notes = [
            "A line counts for who wrote it last: not who understands it, nor how much work it was."
        ]
        return result(self, params, scores, notes + [left_out] * (counted.left_out > 0))


def _of_project(evidence: Evidence, counted: CountedLines) -> Iterator[Score]:
    age = _ages(evidence, counted)
    names = list(BANDS.values())
    band = np.searchsorted(list(BANDS), age / 365, side="right") - 1
    whole = np.zeros_like(counted.area)
    for _, found in parts(whole, band, counted.commit, counted.lines, tie=np.arange(len(BANDS))):
        yield Score(
            subject=project(evidence),
            value=1.0,
            reasons=reasons(
                sorted(found, key=lambda part: part.what),
                lambda part, share: f"{number(share, 'share')} {names[part.what]}",
                partial(oids, evidence),
            ),
            details={
                "lines": int(counted.lines.sum()),
                "files": len(present_files(evidence)),
                "people": len(np.unique(counted.person)),
                "median_age_days": float(medians(whole, age, counted.lines)[0]),
            },
        )


def _of_areas(evidence: Evidence, counted: CountedLines, named: int) -> Iterator[Score]:
    everything = int(counted.lines.sum())
    files = np.bincount(
        evidence.path_area[present_files(evidence)], minlength=len(evidence.areas)
    ).tolist()
    ages = medians(counted.area, _ages(evidence, counted), counted.lines).tolist()
    held = parts(
        counted.area, counted.person, counted.commit, counted.lines, tie=-latest_commit(evidence)
    )
    for (area, found), age in zip(held, ages, strict=True):
        amount = int(sum(part.amount for part in found))
        yield Score(
            subject=evidence.areas[area].subject,
            value=amount / everything,
            reasons=reasons(
                found,
                partial(_by, evidence),
                partial(oids, evidence),
                named=named,
                rest="by {} others",
            ),
            details={
                "lines": amount,
                "files": files[area],
                "people": len(found),
                "median_age_days": age,
            },
        )


def _by(evidence: Evidence, part: Part, share: float) -> Told:
    person, of = evidence.people[part.what], number(share, "share")
    return Told(f"{of} by {person.name}", (person.key,), f"{of} by one person")


def _of_people(evidence: Evidence, counted: CountedLines, named: int) -> Iterator[Score]:
    everything = int(counted.lines.sum())
    ages = medians(counted.person, _ages(evidence, counted), counted.lines).tolist()
    held = parts(
        counted.person,
        counted.area,
        counted.commit,
        counted.lines,
        tie=area_ranks(evidence),
    )
    for (person, found), age in zip(held, ages, strict=True):
        amount = int(sum(part.amount for part in found))
        yield Score(
            subject=evidence.people[person].subject,
            value=amount / everything,
            reasons=reasons(
                found,
                lambda part, share: f"{number(share, 'share')} in {evidence.areas[part.what].name}",
                partial(oids, evidence),
                named=named,
                rest="in {} other areas",
            ),
            details={"lines": amount, "areas": len(found), "median_age_days": age},
        )


def medians(group: Numbers, value: Floats, weight: Numbers) -> Floats:
    """Return one number a group, ascending by group: the value up to which half of the weight lies.

    Examples
    --------
    Group 3 has the values 1 (twice) and 9, group 5 has 4 and 6.

    >>> group, value, weight = [3, 3, 5, 5], [9.0, 1.0, 6.0, 4.0], [1, 2, 1, 1]
    >>> medians(np.array(group), np.array(value), np.array(weight)).tolist()
    [1.0, 4.0]
    """
    order = np.lexsort((value, group))
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    reached = np.cumsum(weight[order])
    before = np.append(0, reached)[starts]
    after = np.append(0, reached)[np.append(starts[1:], len(order))] if len(starts) else before
    middle: Floats = value[order][np.searchsorted(reached, (before + after) / 2)]
    return middle


def _ages(evidence: Evidence, counted: CountedLines) -> Floats:
    """Return the age of each row's lines in days; a commit from after "now" is 0 days old."""
    days = (evidence.as_of - evidence.commits.authored_at) / DAY
    ages: Floats = np.maximum(days, 0.0)[counted.commit]
    return ages
