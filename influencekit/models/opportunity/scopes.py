"""What can be an opportunity: repositories, the areas of one, and topics; and which commits are about it."""

from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np

from influencekit.areas import TOP_LEVEL
from influencekit.columns import Flags, Ints
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors, distinct, joined, paired, unpaired
from influencekit.models.opportunity.routine import asides, routine
from influencekit.models.opportunity.topics import is_compound, topics_of
from influencekit.models.scoring import Numbers
from influencekit.report import Subject
from influencekit.times import DAY


@attrs.frozen(kw_only=True)
class Window:
    """The time that is looked at, and the time of the same length before it."""

    end: int
    """Included; seconds since 1970-01-01T00:00:00Z."""
    days: float

    def start(self, back: int = 1) -> float:
        """Return when the window, or the one so many before it, begins; not included.

        Examples
        --------
        >>> Window(end=20 * DAY, days=7).start() / DAY
        13.0
        """
        return self.end - back * self.days * DAY

    def commits(self, evidence: Evidence, back: int = 0) -> Ints:
        """Return the commits of people who count that were committed in the window, ascending.

        Merges are left out, and what is routine: see `influencekit.models.opportunity.routine`.

        Parameters
        ----------
        back
            How many windows before this one.
        """
        times = evidence.commits.committed_at
        inside = (times > self.start(back + 1)) & (times <= self.start(back))
        counts = (authors(evidence) != NOBODY) & ~evidence.commits.merge
        found = np.flatnonzero(inside & counts).astype(np.int32)
        subjects = (evidence.commits.subject[at] for at in found.tolist())
        kept: Ints = found[~routine(subjects, len(found))]
        return kept


@attrs.frozen(eq=False, kw_only=True)
class Scope:
    """Subjects of one sort, and which commits are about each: of this window and the one before."""

    name: str
    """``"repositories"``, ``"areas"`` or ``"topics"``."""
    subjects: tuple[Subject, ...]
    subject: Ints
    """Index into `subjects`; one row a subject and commit, ascending."""
    commit: Ints
    path_subject: Ints | None = None
    """The subject of each path; None where only commits have subjects."""

    def commits(self, subject: int) -> Ints:
        """Return the commits about one subject, ascending."""
        found: Ints = self.commit[self.subject == subject]
        return found

    def paths(self, evidence: Evidence, subject: int) -> Flags:
        """Return one flag a path that counts: it belongs to the subject.

        Of a topic these are the files that its commits changed.
        """
        if self.path_subject is not None:
            inside: Flags = self.path_subject == subject
            return inside & evidence.path_counts
        about = np.zeros(len(evidence.commits), np.bool_)
        about[self.commits(subject)] = True
        found = np.zeros(len(evidence.paths), np.bool_)
        found[evidence.touches.path[about[evidence.touches.commit]]] = True
        return found & evidence.path_counts

    def of_changes(self, path: Ints, commit: Ints) -> tuple[Ints, Numbers]:
        """Return (subject, row) for each change of a path by a commit: of none, one or more subjects."""
        if self.path_subject is not None:
            return self.path_subject[path], np.arange(len(path))
        row, about = joined(commit, self.commit)
        return self.subject[about], row


def repositories(evidence: Evidence, window: Window) -> Scope:
    """Return the repositories as subjects."""
    subjects = [Subject("project", name, name) for name in evidence.repositories]
    return _by_path(evidence, window, "repositories", subjects, evidence.path_repository)


def areas(evidence: Evidence, window: Window) -> Scope:
    """Return the areas of the code as subjects; changelogs and the like bring no commit to one."""
    subjects = [area.subject for area in evidence.areas]
    aside = asides(evidence)
    return _by_path(evidence, window, "areas", subjects, evidence.path_area, left_out=aside)


def topics(evidence: Evidence, window: Window) -> Scope:
    """Return the topics of the window as subjects; see `topics_of`. A function is spelled as in the code."""
    found = topics_of(evidence, window.commits(evidence), window.commits(evidence, 1))
    symbols = sorted({it for names in evidence.symbols.values() for it in names})
    spelled = {it.strip("_").lower(): it for it in symbols if is_compound(it)}
    return Scope(
        name="topics",
        subjects=tuple(Subject("topic", it, spelled.get(it, it)) for it in found.words),
        subject=found.word,
        commit=found.commit,
    )


SCOPES: Mapping[str, Callable[[Evidence, Window], Scope]] = {
    "repositories": repositories,
    "areas": areas,
    "topics": topics,
}


def called(subject: Subject) -> str:
    """Return what a sentence calls a subject."""
    return "the top level" if subject == Subject("area", TOP_LEVEL, TOP_LEVEL) else subject.label


def _by_path(
    evidence: Evidence,
    window: Window,
    name: str,
    subjects: Sequence[Subject],
    of_path: Ints,
    *,
    left_out: Flags | bool = False,
) -> Scope:
    touches, size = evidence.touches, len(evidence.commits)
    some = np.zeros(size, np.bool_)
    some[window.commits(evidence)] = True
    some[window.commits(evidence, 1)] = True
    counts = evidence.path_counts & ~np.asarray(left_out)
    rows = np.flatnonzero(some[touches.commit] & counts[touches.path])
    keys = distinct(paired(of_path[touches.path[rows]], touches.commit[rows], size))
    subject, commit = unpaired(keys, size)
    return Scope(
        name=name,
        subjects=tuple(subjects),
        subject=subject,
        commit=commit,
        path_subject=of_path,
    )
