"""Where knowledge depends on few people: truck factors of the project and of each area.

The value is the truck factor by Avelino's rule, because it is the one with published values to check
against; the details give it by other rules, which often disagree. Formulas and references:
`influencekit.models.knowledge.truckfactor`.
"""

import itertools
from collections.abc import Iterator, Mapping
from typing import ClassVar

import attrs
import numpy as np

from influencekit.columns import Flags, Ints, group_starts
from influencekit.evidence import NOBODY, Evidence
from influencekit.kinds import KINDS
from influencekit.languages import TYPES
from influencekit.models.counted import area_commits, authors, distinct, lines, present_files
from influencekit.models.knowledge.histories import changes_of, recent
from influencekit.models.knowledge.truckfactor import (
    Authors,
    Changes,
    TruckFactor,
    absence_factor,
    authors_by_degree,
    authors_by_recency,
    latest_change,
    truck_factor,
)
from influencekit.models.scoring import LOCATORS, Numbers, project, result
from influencekit.report import ModelResult, Reason, Score
from influencekit.words import count

CODE = [KINDS.index(kind) for kind in ("code", "tests")]
CODE_TYPES = ("programming", "markup")
"""Published truck factors are about files in such languages; what only lies beside tests is none."""
GREEDY = (
    "By Avelino's rule: whoever has most files leaves first, until less than half of the files have "
    "an author. Taking one after the other can overstate it; the details give other rules' numbers."
)
UNSEEN = "Told from changes alone: who learnt the code by reading, reviewing or asking is not seen."


@attrs.frozen(kw_only=True)
class KnowledgeRiskParams:
    """What `KnowledgeRisk` can be told. The defaults are those of the published rules."""

    coverage: float = attrs.field(
        default=0.5, validator=[attrs.validators.gt(0), attrs.validators.le(1)]
    )
    """Where the rules of Avelino and JetBrains stop: files that still have an author; a share."""
    window: float = attrs.field(default=547.0, validator=attrs.validators.gt(0))
    """How long before the last commit the changes lie that JetBrains' rule looks at; days."""
    decay: float = attrs.field(default=90.0, validator=attrs.validators.gt(0))
    """In what time a change comes to weigh 1/e in JetBrains' rule; days."""
    named: int = attrs.field(default=5, validator=attrs.validators.ge(1))
    """People that are named one by one as reasons; a number."""


class KnowledgeRisk:
    """How many people can leave before half of the files have nobody left who knows them.

    A reason is one of these people, with the files that nobody else knows; its share is that of the
    files that lose their last author with this person. Areas that depend on the fewest come first, of
    these the ones with most files.
    """

    name = "knowledge-risk"
    title = "How many people the knowledge of the code depends on"
    unit = "people"
    version = 1
    needs = frozenset({"commits", "touches"})
    after: frozenset[str] = frozenset()
    Params: ClassVar[type] = KnowledgeRiskParams

    def run(
        self,
        evidence: Evidence,
        params: KnowledgeRiskParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the project and its areas."""
        files, about = code_files(evidence)
        area = evidence.path_area[files]
        changes = changes_of(evidence, files)
        recently, days = recent(evidence, changes, window=params.window)
        by_degree = authors_by_degree(changes)
        by_recency = authors_by_recency(recently, days, decay=params.decay)
        degrees = _factors(evidence, area, by_degree, changes, params.coverage)
        recencies = _factors(evidence, area, by_recency, recently, params.coverage)
        alone = np.bincount(by_degree.file, minlength=len(files))[by_degree.file] == 1
        known = _Known(evidence, files, by_degree, alone, params.named)
        subjects = [*(place.subject for place in evidence.areas), project(evidence)]
        scores = [
            Score(
                subject=subject,
                value=float(degree.value),
                reasons=tuple(known.reasons(degree, rows)),
                details={
                    "files": degree.files,
                    "files_without_author": degree.orphans,
                    "jetbrains_people": recency.value,
                    **more,
                },
            )
            for subject, (degree, rows), (recency, _), more in zip(
                subjects, degrees, recencies, _figures(evidence), strict=True
            )
            if degree.files
        ]
        unknown = len(files) - degrees[-1][0].files
        notes = [GREEDY, UNSEEN, *about, *_left_out(evidence, unknown)]
        return result(self, params, scores, notes, by=_riskiest_first)


def _riskiest_first(score: Score) -> tuple[float, ...]:
    return score.value, -float(score.details["files"])


def code_files(evidence: Evidence) -> tuple[Ints, list[str]]:
    """Return the paths in question and, where they are not what published figures are about, why."""
    files = present_files(evidence)
    written = [TYPES.get(language) in CODE_TYPES for language in evidence.languages]
    in_code = np.array([*written, False])[evidence.path_language[files]]
    code = in_code & np.isin(evidence.path_kind[files], CODE)
    if code.any():
        return files[code], []
    return files, ["No file here is in a programming language: this is about all kinds of files."]


def _left_out(evidence: Evidence, unknown: int) -> Iterator[str]:
    if unknown:
        yield (
            f"{count(unknown, 'file')} without a change by anybody who counts are left out: changed by "
            "bots or people left out alone, or brought in by a merge under another name."
        )
    if not any(person.organisation for person in evidence.people):
        yield "No elephant factor: nobody's organisation is known."


def _places(area: Numbers, areas: int) -> list[Ints]:
    """Return the rows of each area, and last of all rows, those of the project."""
    order = np.argsort(area, kind="stable").astype(np.int32)
    starts = group_starts(area[order], areas)
    return [*(order[start:end] for start, end in itertools.pairwise(starts.tolist())), order]


def _factors(
    evidence: Evidence, area: Ints, authors: Authors, changes: Changes, coverage: float
) -> list[tuple[TruckFactor, Ints]]:
    """Return the truck factor of each place, and the rows of `authors` that it is about."""
    changed = np.flatnonzero(np.bincount(changes.file, minlength=changes.files))
    latest = latest_change(changes)
    areas = len(evidence.areas)
    of_authors, of_files = _places(area[authors.file], areas), _places(area[changed], areas)
    return [
        (truck_factor(authors.rows(rows), files=len(files), latest=latest, coverage=coverage), rows)
        for rows, files in zip(of_authors, of_files, strict=True)
    ]


@attrs.frozen(eq=False)
class _Known:
    """Says who knows which files."""

    evidence: Evidence
    files: Ints
    authors: Authors
    alone: Flags
    """One a row of `authors`: nobody else is an author of the file."""
    named: int

    def reasons(self, factor: TruckFactor, rows: Ints) -> Iterator[Reason]:
        """Yield the people of `factor` as reasons; `rows` of the authors are what it is about."""
        whole = factor.orphans + sum(factor.lost)
        if factor.orphans:
            yield Reason(
                text=f"{factor.orphans:,} of {count(factor.files, 'file')} without an author left",
                share=factor.orphans / whole,
            )
        for person, lost in list(zip(factor.people, factor.lost, strict=True))[: self.named]:
            yield self._person(person, lost / whole, rows, factor.files)
        if others := factor.lost[self.named :]:
            yield Reason(text=f"{len(others):,} others", share=sum(others) / whole)

    def _person(self, person: int, share: float, rows: Ints, files: int) -> Reason:
        mine = rows[self.authors.person[rows] == person]
        alone = mine[self.alone[mine]]
        told = alone if len(alone) else mine
        order = np.lexsort((self.authors.file[told], -self.authors.changes[told]))[:LOCATORS]
        paths = self.files[self.authors.file[told[order]]].tolist()
        who = self.evidence.people[person]
        what = f"is an author of {len(mine):,} of {count(files, 'file')}, of {len(alone):,} the only one"
        return Reason(
            text=f"{who.name} {what}",
            persons=(who.key,),
            unnamed=f"one person {what}",
            share=share,
            locators=tuple(self.evidence.paths[path] for path in paths),
        )


def _figures(evidence: Evidence) -> list[dict[str, int]]:
    """Return, for each place, how few hold half of the lines and made half of the commits."""
    areas = len(evidence.areas)
    held, author = lines(evidence), authors(evidence)
    area, commit = area_commits(evidence)
    known = author[commit] != NOBODY
    area, commit = area[known], commit[known]
    names = dict.fromkeys(person.organisation for person in evidence.people if person.organisation)
    number = {name: index for index, name in enumerate(names)}
    of_person = [number.get(person.organisation, -1) for person in evidence.people]
    organisation = np.array(of_person, np.int32)
    figures = []
    for line_rows, commit_rows in zip(_places(held.area, areas), _places(area, areas), strict=True):
        commits = distinct(commit[commit_rows].astype(np.int64))
        figure = {"contributor_absence_factor_people": absence_factor(np.bincount(author[commits]))}
        if len(line_rows):
            amounts = np.bincount(held.person[line_rows], held.lines[line_rows])
            figure["lines_people"] = absence_factor(amounts)
        if names:
            of = organisation[author[commits]]
            figure["elephant_factor_organisations"] = absence_factor(np.bincount(of[of >= 0]))
        figures.append(figure)
    return figures
