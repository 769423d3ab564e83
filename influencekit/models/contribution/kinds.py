"""Contribution kinds, S5: what kind of work the project, its areas and people did, by rules alone."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar
from weakref import WeakKeyDictionary

import attrs
import numpy as np

from influencekit.columns import Flags, Ints, frozen
from influencekit.evidence import NOBODY, Evidence
from influencekit.kinds import KINDS as SORTS
from influencekit.models.contribution.rules import KINDS, NAMES, kind_of, kind_of_file
from influencekit.models.counted import area_commits, authors, oids
from influencekit.models.scoring import Numbers, Part, parts, project, reasons, result
from influencekit.report import ModelResult, Score, Subject
from influencekit.words import count

RULES = ("type", "files", "words", "")
"""What told a kind, the surest first; nothing told the last."""
_GUESSED = (
    "A kind is told by the type before the subject's colon, by what all changed files are, or by words "
    "of the subject. The rules were right for 76 % of 3,960 messages that people had sorted."
)
_ONE_KIND = "Each commit is of one kind, the first that a rule sees, whatever else it does."


@attrs.frozen(eq=False, kw_only=True)
class KindsOfCommits:
    """The commits that count, ascending; one row each. Read-only."""

    commit: Ints
    person: Ints
    """Author."""
    kind: Ints
    """Index into `rules.KINDS`."""
    rule: Ints
    """Index into `RULES`."""
    documentation: Flags
    """Whether all files that count and that it changes are documentation."""


def kinds_of_commits(evidence: Evidence) -> KindsOfCommits:
    """Return the kinds of commits by people who count that change a file that counts."""
    found = _KNOWN.get(evidence)
    if found is None:
        found = _KNOWN[evidence] = _kinds_of_commits(evidence)
    return found


_KNOWN: WeakKeyDictionary[Evidence, KindsOfCommits] = WeakKeyDictionary()
"""Three models ask the same of the same evidence, and reading all subjects takes a while."""


def _kinds_of_commits(evidence: Evidence) -> KindsOfCommits:
    author = authors(evidence)
    touches = evidence.touches
    rows = np.flatnonzero(evidence.path_counts[touches.path] & (author[touches.commit] != NOBODY))
    commits, starts = np.unique(touches.commit[rows], return_index=True)
    other = evidence.path_kind[touches.path[rows]] != SORTS.index("documentation")
    names, of_path = _kinds_of_files(evidence, np.unique(touches.path[rows]))
    codes = of_path[touches.path[rows]]
    least, most = (
        function.reduceat(codes, starts) if len(starts) else codes
        for function in (np.minimum, np.maximum)
    )
    subjects = evidence.commits.subject
    told = [
        kind_of(subjects[commit], [names[code]] if same else [])
        for commit, code, same in zip(
            commits.tolist(), least.tolist(), (least == most).tolist(), strict=True
        )
    ]
    return KindsOfCommits(
        commit=frozen(commits.astype(np.int32)),
        person=frozen(author[commits]),
        kind=frozen(np.array([KINDS.index(one.kind) for one in told], np.int32)),
        rule=frozen(np.array([RULES.index(one.rule) for one in told], np.int32)),
        documentation=frozen(~np.logical_or.reduceat(other, starts) if len(starts) else other),
    )


def _kinds_of_files(evidence: Evidence, paths: Numbers) -> tuple[Sequence[str], Ints]:
    """Return what `kind_of_file` says of `paths`: names, and for each path an index into them."""
    found: dict[str, int] = {}
    column = np.zeros(len(evidence.paths), np.int32)
    for path in paths.tolist():
        kind = kind_of_file(evidence.paths[path], SORTS[evidence.path_kind[path]])
        column[path] = found.setdefault(kind, len(found))
    return list(found), column


@attrs.frozen(kw_only=True)
class ContributionKindsParams:
    """`ContributionKinds` can be told nothing."""


class ContributionKinds:
    """How many commits of which kind there are, for the project, each area and each person.

    A person's value counts what they are the author of. The reasons are the kinds.
    """

    name = "contribution-kinds"
    title = "What kind of work the commits are"
    unit = "commits"
    version = 1
    needs = frozenset({"commits", "touches"})
    after: frozenset[str] = frozenset()
    on_request = True
    Params: ClassVar[type] = ContributionKindsParams

    def run(
        self,
        evidence: Evidence,
        params: ContributionKindsParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the project, areas and people."""
        found = kinds_of_commits(evidence)
        row = np.full(len(evidence.commits), -1, np.int32)
        row[found.commit] = np.arange(len(found.commit))
        area, commit = area_commits(evidence)
        placed = row[commit] >= 0
        everything = np.arange(len(found.commit))
        groups = (
            ([project(evidence)], np.zeros(len(everything), np.int32), everything),
            ([each.subject for each in evidence.areas], area[placed], row[commit[placed]]),
            ([person.subject for person in evidence.people], found.person, everything),
        )
        scores = [
            score
            for subjects, of, rows in groups
            for score in _scores(evidence, found, subjects, of, rows)
        ]
        return result(self, params, scores, [_GUESSED, _ONE_KIND])


def _scores(
    evidence: Evidence,
    found: KindsOfCommits,
    subjects: Sequence[Subject],
    of: Numbers,
    rows: Numbers,
) -> Iterator[Score]:
    told_by = [
        np.bincount(of, found.rule[rows] == rule, len(subjects)) for rule in range(len(RULES))
    ]
    columns = (of, found.kind[rows], found.commit[rows], np.ones(len(rows)))
    for who, kinds in parts(*columns, tie=np.arange(len(KINDS))):
        by_type, by_files, by_words, untold = (int(counts[who]) for counts in told_by)
        yield Score(
            subject=subjects[who],
            value=float(sum(part.rows for part in kinds)),
            reasons=reasons(kinds, _say, partial(oids, evidence)),
            details={
                "told_by_type": by_type,
                "told_by_files": by_files,
                "told_by_words": by_words,
                "untold": untold,
            },
        )


def _say(part: Part, _: float) -> str:
    return f"{count(part.rows, 'commit')} of {NAMES[KINDS[part.what]]}"
