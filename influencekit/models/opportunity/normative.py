"""Which repositories, areas or topics lack words or people: what would do the code good.

Of each commit to code in the window three plain questions are asked: is anything written about it, does
more than one person know the files, and, where it mends something, is that explained anywhere? The list
is normative: it does not say what is likely to be read. That is `predictive`, and the two are never put into
one list.
"""

from collections.abc import Iterator
from functools import partial

import attrs
import numpy as np

from influencekit.columns import Flags, Ints
from influencekit.evidence import Evidence
from influencekit.kinds import KINDS
from influencekit.models.counted import oids, paired, present_files, unpaired
from influencekit.models.knowledge.histories import changes_of
from influencekit.models.knowledge.truckfactor import Changes, authors_by_degree
from influencekit.models.opportunity.coverage import coverage
from influencekit.models.opportunity.fixes import fixes
from influencekit.models.opportunity.scopes import Scope, Window
from influencekit.models.opportunity.uncertainty import ends
from influencekit.models.scoring import Numbers, parts, reasons
from influencekit.report import Score
from influencekit.words import count

CODE, DOCUMENTATION = KINDS.index("code"), KINDS.index("documentation")
NORMATIVE = (
    "Normative: it says what would do the code good, not what is likely to be read. "
    "One commit counts once for a subject, however much it changes."
)
WRITTEN = (
    "A commit counts as written about when it changes documentation too, or when a published post "
    "names it or, later on, a file that it changed. What is written elsewhere is not seen."
)
MENDED = "Whether a commit mends something is told by the rules for kinds, from its subject alone."
FEW = "A file is known to one person at most when no more than one is its author by Avelino's rule."
NOTES = (NORMATIVE, WRITTEN, MENDED, FEW)
NONE, SEVERAL = -1, -2
"""In a column of only authors."""
GROUNDS = (
    "to mend something without a word about it, to files that one person at most knows",
    "to mend something without a word about it",
    "that nothing is written about, to files that one person at most knows",
    "that nothing is written about",
    "to files that one person at most knows",
)
"""Reasons, each commit under the first that holds."""
MENDS, SILENT, KNOWN_TO_FEW = (0, 1), (0, 1, 2, 3), (0, 2, 4)
"""Which of them are about what."""


@attrs.frozen(eq=False, kw_only=True)
class Facts:
    """Changes of present code in the window: one row a file and commit by somebody who counts."""

    path: Ints
    commit: Ints
    only: Ints
    """The one author of the row's file, or `NONE`, or `SEVERAL`."""
    unwritten: Flags
    """One a commit of the evidence: nothing is written about it."""
    mends: Flags
    """One a commit of the evidence, right for those in `commit`: it mends something."""


def facts_of(evidence: Evidence, window: Window) -> Facts:
    """Return what the three questions are answered from."""
    files = present_files(evidence)
    files = files[evidence.path_kind[files] == CODE]
    changes = changes_of(evidence, files)
    recent = np.zeros(len(evidence.commits), np.bool_)
    recent[window.commits(evidence)] = True
    rows = np.flatnonzero(recent[changes.commit])
    path, commit = files[changes.file[rows]], changes.commit[rows]
    commits = np.unique(commit)
    mends = np.zeros(len(evidence.commits), np.bool_)
    mends[commits] = fixes(evidence, commits)
    return Facts(
        path=path,
        commit=commit,
        only=_only_author(changes)[changes.file[rows]],
        unwritten=~_written(evidence, path, commit),
        mends=mends,
    )


def _only_author(changes: Changes) -> Ints:
    authors = authors_by_degree(changes)
    only = np.full(changes.files, NONE, np.int32)
    only[authors.file] = authors.person
    only[np.bincount(authors.file, minlength=changes.files) > 1] = SEVERAL
    return only


def _written(evidence: Evidence, path: Ints, commit: Ints) -> Flags:
    """Return one flag a commit: it changes documentation, or a post speaks of it or its files."""
    touches = evidence.touches
    written = np.zeros(len(evidence.commits), np.bool_)
    written[touches.commit[evidence.path_kind[touches.path] == DOCUMENTATION]] = True
    told = coverage(evidence)
    written[told.commit] = True
    for post, named in zip(told.file_post.tolist(), told.path.tolist(), strict=True):
        about = commit[path == named]
        before = evidence.commits.committed_at[about] <= (told.posts[post].published_at or 0)
        written[about[before]] = True
    return written


@attrs.frozen(eq=False, kw_only=True)
class Work:
    """Recent commits to code: one row a subject and commit."""

    subject: Ints
    commit: Ints
    ground: Ints
    """Index into `GROUNDS`, or as many where no reason holds."""
    changes: Ints
    """Files of the subject that the commit changes."""

    @classmethod
    def of(cls, facts: Facts, scope: Scope) -> "Work":
        """Sort the facts by subject and commit, and by the reason that holds."""
        subject, row = scope.of_changes(facts.path, facts.commit)
        size = len(facts.unwritten)
        keys, of = np.unique(paired(subject, facts.commit[row], size), return_inverse=True)
        where, commit = unpaired(keys, size)
        few = np.bincount(of, facts.only[row] != SEVERAL, len(keys)) > 0
        silent = facts.unwritten[commit]
        mends = silent & facts.mends[commit]
        holds = [mends & few, mends, silent & few, silent, few]
        return cls(
            subject=where,
            commit=commit,
            ground=np.select(holds, range(len(GROUNDS)), len(GROUNDS)).astype(np.int32),
            changes=np.bincount(of, minlength=len(keys)).astype(np.int32),
        )


def lacking(evidence: Evidence, scope: Scope, window: Window, work: Work) -> Iterator[Score]:
    """Yield for each subject how many commits lack words or people, in the subjects' order."""
    some = np.flatnonzero(work.ground < len(GROUNDS))
    size = len(scope.subjects)
    everything = np.bincount(work.subject, minlength=size).tolist()
    subject, commit, one = work.subject[some], work.commit[some], np.ones(len(some))
    times = evidence.commits.committed_at[commit]
    sure = ends(evidence, subject, times, one, subjects=size, window=window)
    columns = (subject, work.ground[some], commit, one)
    for at, found in parts(*columns, tie=np.arange(len(GROUNDS))):
        rows = {part.what: part.rows for part in found}
        yield Score(
            subject=scope.subjects[at],
            value=float(sum(rows.values())),
            low=None if sure is None else float(sure[0][at]),
            high=None if sure is None else float(sure[1][at]),
            reasons=reasons(
                found,
                lambda part, _: f"{count(part.rows, 'commit')} {GROUNDS[part.what]}",
                partial(oids, evidence),
            ),
            details={
                "commits": everything[at],
                "unwritten_commits": sum(rows.get(ground, 0) for ground in SILENT),
                "few_know_commits": sum(rows.get(ground, 0) for ground in KNOWN_TO_FEW),
                "unexplained_fixes": sum(rows.get(ground, 0) for ground in MENDS),
            },
        )


def keepers(facts: Facts, scope: Scope, latest: Ints) -> dict[int, int]:
    """Return for each subject the person who alone knows most of what changed there.

    Parameters
    ----------
    latest
        The last commit of each person: of two who keep as much, who was active later.
    """
    alone = np.flatnonzero(facts.only >= 0)
    subject, row = scope.of_changes(facts.path[alone], facts.commit[alone])
    row = alone[row]
    held = parts(subject, facts.only[row], row, np.ones(len(row)), tie=-latest)
    return {at: found[0].what for at, found in held}


def heaviest(work: Work, subject: int) -> Numbers:
    """Return the unwritten commits about `subject`: who changes most of it first, then the latest."""
    rows = np.flatnonzero((work.subject == subject) & (work.ground <= max(SILENT)))
    return work.commit[rows[np.lexsort((work.commit[rows], work.changes[rows]))[::-1]]]
