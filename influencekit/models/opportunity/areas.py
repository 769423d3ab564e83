"""Areas where much happens, and little is written about it or few know the code.

The list is normative: it says what would do the code good. What people are likely to read or to notice
next is another question with another answer; a list of that is never mixed into this.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import ClassVar

import attrs
import numpy as np

from influencekit.columns import Flags, Ints
from influencekit.evidence import Evidence
from influencekit.kinds import KINDS
from influencekit.models.counted import DAY, latest_commit, oids, paired, present_files, unpaired
from influencekit.models.knowledge.histories import changes_of
from influencekit.models.knowledge.truckfactor import Changes, authors_by_degree
from influencekit.models.opportunity.coverage import coverage
from influencekit.models.scoring import Numbers, parts, reasons, result
from influencekit.report import ModelResult, Score
from influencekit.words import count

CODE, DOCUMENTATION = KINDS.index("code"), KINDS.index("documentation")
NORMATIVE = (
    "It says what would do the code good, not what is likely to be read. "
    "One commit counts once in an area, however much it changes."
)
WRITTEN = (
    "A commit counts as written about when it changes documentation too, or when a published post "
    "names it or, later on, a file that it changed. What is written elsewhere is not seen."
)
NONE, SEVERAL = -1, -2
"""In a column of only authors."""
FEW = "A file is known to one person at most when no more than one is its author by Avelino's rule."
GROUNDS = (
    "that nothing is written about, to files that one person at most knows",
    "that nothing is written about",
    "to files that one person at most knows",
)
"""Reasons, each commit under the first that holds; the first two are to write, 0 and 2 to share."""


@attrs.frozen(kw_only=True)
class OpportunitiesParams:
    """What `Opportunities` can be told."""

    window: float = attrs.field(default=365.0, validator=attrs.validators.gt(0))
    """How long before "now" a commit counts; days."""


class Opportunities:
    """For each area the recent commits to code that nothing is written about, or that few know.

    The three reasons do not overlap: both, only the first, only the second. The detail ``next`` is a
    suggestion in words.
    """

    name = "opportunities"
    title = "Where much happens, and little is written or few know the code"
    unit = "commits/365 d"
    version = 1
    needs = frozenset({"commits", "touches"})
    after: frozenset[str] = frozenset()
    Params: ClassVar[type] = OpportunitiesParams

    def run(
        self,
        evidence: Evidence,
        params: OpportunitiesParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the areas."""
        files = present_files(evidence)
        files = files[evidence.path_kind[files] == CODE]
        changes = changes_of(evidence, files)
        times = evidence.commits.committed_at
        recent = (times > evidence.as_of - params.window * DAY) & (times <= evidence.as_of)
        rows = np.flatnonzero(recent[changes.commit])
        unwritten = ~_written(evidence, files, changes, rows)
        only = _only_author(changes)
        work = _work(evidence.path_area[files], changes, rows, unwritten, only == SEVERAL)
        scores = _scores(evidence, work, _keepers(evidence, files, changes, rows, only))
        found = result(self, params, scores, [NORMATIVE, WRITTEN, FEW])
        return attrs.evolve(found, unit=f"commits/{params.window:g} d")


def _only_author(changes: Changes) -> Ints:
    """Return the only author of each file, or `NONE`, or `SEVERAL`."""
    authors = authors_by_degree(changes)
    only = np.full(changes.files, NONE, np.int32)
    only[authors.file] = authors.person
    only[np.bincount(authors.file, minlength=changes.files) > 1] = SEVERAL
    return only


def _written(evidence: Evidence, files: Ints, changes: Changes, rows: Numbers) -> Flags:
    """Return one flag a commit: it changes documentation, or a post speaks of it or its files."""
    touches = evidence.touches
    written = np.zeros(len(evidence.commits), np.bool_)
    written[touches.commit[evidence.path_kind[touches.path] == DOCUMENTATION]] = True
    told = coverage(evidence)
    written[told.commit] = True
    number = np.full(len(evidence.paths), -1, np.int32)
    number[files] = np.arange(len(files))
    for post, path in zip(told.file_post.tolist(), number[told.path].tolist(), strict=True):
        about = changes.commit[rows[changes.file[rows] == path]]
        before = evidence.commits.committed_at[about] <= (told.posts[post].published_at or 0)
        written[about[before]] = True
    return written


@attrs.frozen(eq=False, kw_only=True)
class _Work:
    """Recent commits; one row an area and commit."""

    area: Ints
    commit: Ints
    ground: Ints
    """Index into `GROUNDS`, or as many where no reason holds."""
    changes: Ints
    """Files of the area that the commit changes."""


def _work(area: Ints, changes: Changes, rows: Numbers, unwritten: Flags, shared: Flags) -> _Work:
    size = len(unwritten)
    keys, of = np.unique(
        paired(area[changes.file[rows]], changes.commit[rows], size), return_inverse=True
    )
    where, commit = unpaired(keys, size)
    few = np.bincount(of, ~shared[changes.file[rows]], len(keys)) > 0
    silent = unwritten[commit]
    return _Work(
        area=where,
        commit=commit,
        ground=np.select([silent & few, silent, few], [0, 1, 2], len(GROUNDS)).astype(np.int32),
        changes=np.bincount(of, minlength=len(keys)).astype(np.int32),
    )


def _keepers(
    evidence: Evidence, files: Ints, changes: Changes, rows: Numbers, only: Ints
) -> dict[int, int]:
    """Return for each area the person who alone knows most of what changed there."""
    file = changes.file[rows]
    alone = np.flatnonzero(only[file] >= 0)
    file = file[alone]
    columns = (evidence.path_area[files[file]], only[file], rows[alone], np.ones(len(file)))
    held = parts(*columns, tie=-latest_commit(evidence))
    return {area: found[0].what for area, found in held}


def _scores(evidence: Evidence, work: _Work, keepers: Mapping[int, int]) -> Iterator[Score]:
    some = np.flatnonzero(work.ground < len(GROUNDS))
    everything = np.bincount(work.area, minlength=len(evidence.areas)).tolist()
    columns = (work.area[some], work.ground[some], work.commit[some], np.ones(len(some)))
    for area, found in parts(*columns, tie=np.arange(len(GROUNDS))):
        by_ground = {part.what: part.rows for part in found}
        to_write = by_ground.get(0, 0) + by_ground.get(1, 0)
        to_share = by_ground.get(0, 0) + by_ground.get(2, 0)
        name = evidence.areas[area].name
        if to_write >= to_share:
            action = _to_write(evidence, work, area, name)
        elif area in keepers:
            keeper = evidence.people[keepers[area]].name
            action = f"Have {keeper} make or review the next change of {name} with somebody else."
        else:
            action = f"Find somebody to look after {name}: most of what changed has no author left."
        yield Score(
            subject=evidence.areas[area].subject,
            value=float(sum(by_ground.values())),
            reasons=reasons(
                found,
                lambda part, _: f"{count(part.rows, 'commit')} {GROUNDS[part.what]}",
                partial(oids, evidence),
            ),
            details={
                "commits": everything[area],
                "unwritten_commits": to_write,
                "few_know_commits": to_share,
                "next": action,
            },
        )


def _to_write(evidence: Evidence, work: _Work, area: int, name: str) -> str:
    """Name the unwritten commit that changes most of the area, the latest of equal ones."""
    rows = np.flatnonzero((work.area == area) & (work.ground < 2))
    commit = int(work.commit[rows[np.lexsort((work.commit[rows], work.changes[rows]))[-1]]])
    start = f"{evidence.commits.oid[commit][:10]} ({evidence.commits.subject[commit]})"
    return f"Write about {name}, starting from {start}."
