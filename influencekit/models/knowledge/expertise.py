"""Who knows what now: the experts of each file, summed up over areas and people."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

import attrs
import numpy as np

from influencekit.columns import Floats, Ints
from influencekit.evidence import Evidence
from influencekit.models.counted import area_ranks, lines
from influencekit.models.knowledge.degrees import Knowledge
from influencekit.models.knowledge.histories import changes_of
from influencekit.models.knowledge.truckfactor import absence_factor, authors_by_degree
from influencekit.models.mentoring.fading import faded, sums
from influencekit.models.scoring import Part, Told, parts, reasons, result
from influencekit.report import ModelResult, Score
from influencekit.times import DAY
from influencekit.words import count, number

RULE = (
    "An expert of a file added lines to it and has at least {:g} of its highest degree of expertise "
    "(DOE), which falls with the time since the last change."
)
PARTS = "A file counts in equal parts for its experts."
UNSEEN = "Told from changes alone: what people know from reading, reviewing or asking is not seen."


@attrs.frozen(kw_only=True)
class ExpertiseParams:
    """What `Expertise` can be told."""

    share: float = attrs.field(
        default=0.7, validator=[attrs.validators.gt(0), attrs.validators.le(1)]
    )
    """Of a file's highest degree of expertise, from which on somebody is an expert of it; a share."""
    half_life: float = attrs.field(
        default=365.0, validator=[attrs.validators.gt(0), attrs.validators.lt(float("inf"))]
    )
    """After how long a surviving line counts half in the faded figures; days."""
    named: int = attrs.field(default=5, validator=attrs.validators.ge(1))
    """People or areas that are named one by one as reasons; a number."""


class Expertise:
    """How many files of each area somebody is an expert of, and how many files each person's are.

    An area's reasons are its experts, a person's the areas. Files are code and tests, as in
    `knowledge-risk`. The degrees and their sources: `influencekit.models.knowledge.degrees`.
    """

    name = "expertise"
    title = "Which files have somebody who knows them now"
    unit = "files"
    version = 1
    needs = frozenset({"commits", "lines", "touches"})
    after: frozenset[str] = frozenset()
    on_request = True
    Params: ClassVar[type] = ExpertiseParams

    def run(
        self,
        evidence: Evidence,
        params: ExpertiseParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score areas and people."""
        known = Knowledge.of(evidence, share=params.share)
        told = _Told.of(known, params)
        notes = [f"{RULE.format(params.share)} {PARTS}", UNSEEN, *known.about]
        return result(self, params, (*told.areas(), *told.people()), notes)


def faded_lines(evidence: Evidence, half_life: float) -> Floats:
    """Return (areas + 1, people): surviving lines, faded with age; the project's in the last row.

    In units of the youngest line. All 0 where lines have not been read.
    """
    counted = lines(evidence)
    age = np.maximum(evidence.as_of - evidence.commits.authored_at, 0)[counted.commit]
    young = age.min(initial=np.iinfo(np.int64).max)
    weight = counted.lines * faded(age - young, half_life)
    areas, people = len(evidence.areas), len(evidence.people)
    cell = counted.area.astype(np.int64) * people + counted.person
    of_areas = sums(cell, weight, areas * people).reshape(areas, people)
    return np.vstack((of_areas, sums(counted.person, weight, people)))


@attrs.frozen(eq=False, kw_only=True)
class _Told:
    """Experts of files, one row a file and expert, and what else is told of them."""

    known: Knowledge
    params: ExpertiseParams
    file: Ints
    person: Ints
    last: Ints
    area: Ints
    part: Floats
    """Of the file."""
    lines: Floats
    """See `faded_lines`."""
    authored: Ints
    """One a person: files of which they are an author by Avelino's rule."""

    @classmethod
    def of(cls, known: Knowledge, params: ExpertiseParams) -> "_Told":
        rows = known.degrees.only(known.expert)
        by_degree = authors_by_degree(changes_of(known.evidence, known.files))
        experts = np.bincount(rows.file, minlength=len(known.files))
        return cls(
            known=known,
            params=params,
            file=rows.file,
            person=rows.person,
            last=rows.last,
            area=known.area(rows.file),
            part=1 / experts[rows.file],
            lines=faded_lines(known.evidence, params.half_life),
            authored=np.bincount(by_degree.person, minlength=len(known.evidence.people)).astype(
                np.int32
            ),
        )

    def locate(self, places: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.known.names[place] for place in places)

    def areas(self) -> Iterator[Score]:
        """Yield a score for each area that has an expert."""
        evidence, place = self.known.evidence, self.known.place[self.file]
        tie = -self.known.latest
        for area, found in parts(self.area, self.person, place, self.part, tie=tie):
            rows = self.area == area
            details: dict[str, float | int | str] = {
                "experts": len(found),
                "one_expert_files": int((self.part[rows] == 1).sum()),
            }
            if self.lines[area].any():
                details["faded_lines_people"] = absence_factor(self.lines[area])
            yield Score(
                subject=evidence.areas[area].subject,
                value=float(len(np.unique(self.file[rows]))),
                reasons=reasons(
                    found,
                    self._expert,
                    self.locate,
                    named=self.params.named,
                    rest="{} others",
                ),
                details=details,
            )

    def _expert(self, part: Part, share: float) -> Told:
        person, of = self.known.evidence.people[part.what], number(share, "share")
        what = f"an expert of {count(part.rows, 'file')}"
        return Told(f"{of} {person.name}, {what}", (person.key,), f"{of} one person, {what}")

    def people(self) -> Iterator[Score]:
        """Yield a score for each expert."""
        evidence, place = self.known.evidence, self.known.place[self.file]
        for person, found in parts(
            self.person, self.area, place, self.part, tie=area_ranks(evidence)
        ):
            yield Score(
                subject=evidence.people[person].subject,
                value=float(np.sort(self.part[self.person == person]).sum()),
                reasons=reasons(
                    found,
                    lambda part, share: (
                        f"{number(share, 'share')} in {evidence.areas[part.what].name}, an expert "
                        f"of {count(part.rows, 'file')}"
                    ),
                    self.locate,
                    named=self.params.named,
                    rest="in {} other areas",
                ),
                details=self._of_person(person),
            )

    def _of_person(self, person: int) -> dict[str, float | int | str]:
        evidence, mine = self.known.evidence, self.person == person
        last = int(evidence.commits.authored_at[self.last[mine].max()])
        details: dict[str, float | int | str] = {
            "expert_files": int(mine.sum()),
            "only_expert_files": int((self.part[mine] == 1).sum()),
            "author_files": int(self.authored[person]),
            "days_since_change": max(evidence.as_of - last, 0) / DAY,
        }
        if self.lines[-1].any():
            details["faded_line_share"] = float(
                self.lines[-1, person] / np.sort(self.lines[-1]).sum()
            )
        return details
