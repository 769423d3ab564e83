"""The four steps from an opportunity to something done, S7, as next actions with their evidence.

Choose a project that fits, take part in the community, contribute and share, widen the network: for one
opportunity that is which change to pick, whom to ask, what to write, and where to go on. Each step says
what speaks for it; none is more than a proposal.
"""

from collections.abc import Sequence

import attrs
import numpy as np

from influencekit import words
from influencekit.areas import OTHER, TOP_LEVEL
from influencekit.columns import Flags, Ints
from influencekit.evidence import NOBODY, Evidence
from influencekit.knowers import Knower, authorship, knowers
from influencekit.models.contribution.rules import CLASSES, kind_of
from influencekit.models.counted import authors, distinct, oids, paired, unpaired
from influencekit.models.opportunity.lists import Entry
from influencekit.models.opportunity.normative import (
    CODE,
    DOCUMENTATION,
    NONE,
    SEVERAL,
    Facts,
    Work,
    facts_of,
    heaviest,
)
from influencekit.models.opportunity.outline import Outline, outline
from influencekit.models.opportunity.routine import asides
from influencekit.models.opportunity.scopes import SCOPES, Scope, Window, called
from influencekit.models.scoring import Numbers
from influencekit.report import Subject

STEPS = ("choose", "take part", "contribute and share", "widen")
"""The four steps, in the article's words as short as they go."""
LOCATORS = 5
"""Commits that a step cites at most."""
ASKED = 2
"""People whom a step names at most."""
TOLD = 40
"""Commits that one text can tell of; of a subject with more it tells of the file to change alone."""


@attrs.frozen(kw_only=True)
class Step:
    """What to do next, and what speaks for it."""

    name: str
    """Of `STEPS`."""
    text: str
    """What to do, and why, in a sentence or two."""
    locators: tuple[str, ...] = ()
    """Commits to read first, at most `LOCATORS`."""
    paths: tuple[str, ...] = ()
    """Files that it is about."""
    people: tuple[str, ...] = ()
    """Keys of the people whom it names."""


@attrs.frozen(kw_only=True)
class NextSteps:
    """The four steps of one opportunity."""

    entry: Entry
    steps: tuple[Step, ...]
    """One for each of `STEPS`, in that order."""
    outline: Outline | None
    """What to write; None where there is nothing to tell."""


def next_steps(
    evidence: Evidence, entry: Entry, *, days: float = 365.0, person: int = NOBODY
) -> NextSteps:
    """Return what to do about an opportunity.

    Parameters
    ----------
    entry
        One of `lists` over the same evidence.
    days
        The window that the lists were made with.
    person
        Index into `Evidence.people` of who is to do it: they are not told to ask themselves, and go
        on to where they have not been. `NOBODY`: anybody.

    Raises
    ------
    ValueError
        The evidence has no such subject in this window.
    """
    window = Window(end=evidence.as_of, days=days)
    scope = SCOPES[entry.over](evidence, window)
    if entry.score.subject not in scope.subjects:
        raise ValueError(f"There is no {entry.score.subject.label!r} in this window.")
    about = _About(
        evidence=evidence,
        entry=entry,
        scope=scope,
        at=scope.subjects.index(entry.score.subject),
        window=window,
        facts=facts_of(evidence, window),
        person=person,
    )
    path, choose = about.choose()
    written = about.outline(path)
    return NextSteps(
        entry=entry,
        steps=(choose, about.ask(path), about.write(written), about.widen(path)),
        outline=written,
    )


@attrs.frozen(eq=False, kw_only=True)
class _About:
    """One opportunity, and all that its steps are told from."""

    evidence: Evidence
    entry: Entry
    scope: Scope
    at: int
    """The subject's index in the scope."""
    window: Window
    facts: Facts
    person: int

    @property
    def label(self) -> str:
        return self.entry.score.subject.label

    @property
    def name(self) -> str:
        return called(self.entry.score.subject)

    @property
    def commits(self) -> Ints:
        """Commits about the subject in the window."""
        found = self.scope.commits(self.at)
        inside: Ints = found[np.isin(found, self.window.commits(self.evidence))]
        return inside

    def choose(self) -> tuple[int, Step]:
        """Return the file to change (-1: none) and the step that says so.

        Of the files in languages that the person has written before the one with most fixes that
        nothing explains; of equals the one with most unwritten commits, then most commits while one
        person at most knew it, then the first by name.
        """
        subject, row = self.scope.of_changes(self.facts.path, self.facts.commit)
        row = row[subject == self.at]
        path, commit, only = self.facts.path[row], self.facts.commit[row], self.facts.only[row]
        if not len(path):
            text = f"No code of {self.name} changed in the window: ask first what is wanted there."
            return NOBODY, Step(name=STEPS[0], text=text)
        silent = self.facts.unwritten[commit]
        size = len(self.evidence.paths)
        fixes = np.bincount(path[silent & self.facts.mends[commit]], minlength=size)
        unwritten = np.bincount(path[silent], minlength=size)
        few = np.bincount(path[(only != SEVERAL) & (only != self.person)], minlength=size)
        figures = np.stack((~self._spoken(), -fixes, -unwritten, -few), axis=1).tolist()
        chosen = min(
            np.unique(path).tolist(), key=lambda at: (figures[at], self.evidence.paths[at])
        )
        mine, name = path == chosen, self.evidence.paths[chosen]
        facts = [words.count(int(mine.sum()), "commit") + " in the window"]
        if fixes[chosen]:
            facts.append(f"{fixes[chosen]:,} to mend something without a word about it")
        if unwritten[chosen]:
            facts.append(f"{unwritten[chosen]:,} that nothing is written about")
        facts += self._known_to(int(only[mine][0]))
        latest = np.unique(commit[mine])[::-1]
        first, why = self._begin(latest, int(only[mine][0]))
        cited = dict.fromkeys([first, *latest.tolist()])
        return chosen, Step(
            name=STEPS[0],
            text=f"Pick a change to {name} ({'; '.join(facts)}). Begin with "
            f"“{self.evidence.commits.subject[first]}”: {why}",
            locators=oids(self.evidence, [*cited][:LOCATORS]),
            paths=(name,),
        )

    def _begin(self, latest: Numbers, only: int) -> tuple[int, str]:
        """Return the commit to begin with, of those of a file, and what there is to do about it."""
        silent = self.facts.unwritten[latest]
        told = (kind_of(self.evidence.commits.subject[at]).kind for at in latest.tolist())
        upkeep = np.array([CLASSES.get(kind) == "perfective" for kind in told], np.bool_)
        mended = (
            "it mended something, and nothing says what had been wrong; a test or a page would."
        )
        unsaid = "nothing is written about it; say what it changed for those who use the code."
        for some, why in (
            (silent & self.facts.mends[latest], mended),
            (silent & ~upkeep, unsaid),
            (silent, unsaid),
        ):
            if some.any():
                return int(latest[some][0]), why
        first = int(latest[0])
        if only >= 0 and only != self.person:
            name = self.evidence.people[only].name
            return first, f"take the next step together with {name}, who alone knows the file."
        return first, "it is the latest there; go on from it."

    def _known_to(self, only: int) -> list[str]:
        if only == SEVERAL:
            return []
        if only == NONE:
            return ["nobody left who is an author of it"]
        return [f"{self.evidence.people[only].name} alone knows it"]

    def _spoken(self) -> Flags:
        """Return one flag a path: its language is one that the person has written before."""
        evidence = self.evidence
        if self.person == NOBODY:
            return np.ones(len(evidence.paths), np.bool_)
        mine = authors(evidence)[evidence.touches.commit] == self.person
        languages = np.unique(evidence.path_language[evidence.touches.path[mine]])
        return np.isin(evidence.path_language, languages)

    def ask(self, path: int) -> Step:
        """Return whom to ask: who knows the chosen file, else the subject, and is still around."""
        around, where = [], self.name
        if path >= 0:
            mask = np.zeros(len(self.evidence.paths), np.bool_)
            mask[path] = True
            around, where = self._around(mask), self.evidence.paths[path]
        if not around:
            around, where = self._around(self.scope.paths(self.evidence, self.at)), self.name
        if not around:
            text = f"Nobody else who knows {self.name} was active in the window: ask the whole project."
            return Step(name=STEPS[1], text=text)
        told = [f"{it.person.name} ({it.reasons[0].text})" for it in around]
        return Step(
            name=STEPS[1],
            text=f"Ask {words.listed(told)} about {where} before you begin, and to review.",
            locators=tuple(dict.fromkeys(at for it in around for at in it.reasons[0].locators))[
                :LOCATORS
            ],
            people=tuple(it.person.key for it in around),
        )

    def _around(self, mask: Flags) -> list[Knower]:
        me = None if self.person == NOBODY else self.evidence.people[self.person]
        found = knowers(self.evidence, mask, limit=0)
        since = self.window.start()
        active = _last_active(self.evidence)
        number = {it.key: at for at, it in enumerate(self.evidence.people)}
        return [
            it for it in found if it.person is not me and active[number[it.person.key]] > since
        ][:ASKED]

    def outline(self, path: int) -> Outline | None:
        """Return what to write: of a normative opportunity, about what nothing is written yet.

        Parameters
        ----------
        path
            The file to change, or -1: it alone is told of where there is too much for one text.
        """
        commits, subject = self.commits, self.entry.score.subject
        if self.entry.kind == "normative":
            silent = heaviest(Work.of(self.facts, self.scope), self.at)
            commits = np.asarray(silent, np.int32) if len(silent) else commits
        if len(commits) > TOLD and path >= 0:
            here = commits[np.isin(commits, self.facts.commit[self.facts.path == path])]
            if len(here):
                name = self.evidence.paths[path]
                commits, subject = here, Subject("path", name, name)
        try:
            return outline(self.evidence, subject, commits, writer=self.person)
        except ValueError:
            return None

    def write(self, written: Outline | None) -> Step:
        """Return what to write."""
        if written is None:
            text = f"Nothing happened in {self.name} in the window that could be told."
            return Step(name=STEPS[2], text=text)
        oids_ = dict.fromkeys(at for point in written.points for at in point.commits)
        points = words.count(len(written.points), "point")
        return Step(
            name=STEPS[2],
            text=f"Write “{written.title}” along the outline of {points}, and share it with those "
            "whom it thanks.",
            locators=tuple(oids_)[:LOCATORS],
            paths=written.points[0].paths,
        )

    def widen(self, path: int) -> Step:
        """Return the area to go on to: whose code changes together with the subject most often.

        Where no other code does, whose documentation: notices at the top change with everything.
        """
        home = self.evidence.areas[self.evidence.path_area[path]].name if path >= 0 else ""
        here = {OTHER, home, *([self.label] if self.entry.over == "areas" else [])}
        for kind, left_out in ((CODE, here), (DOCUMENTATION, here | {TOP_LEVEL})):
            area, commit = self._changed(kind)
            rows = np.isin(commit, self.commits)
            often = np.bincount(area[rows], minlength=len(self.evidence.areas))
            been = self._been(area, commit)
            others = [
                (been[at], -often[at], it.name, it.subject.key, at)
                for at, it in enumerate(self.evidence.areas)
                if often[at] and it.name not in left_out
            ]
            if others:
                known, _, _, _, best = min(others)
                return self._go_on(best, commit[rows & (area == best)][::-1], new=not known)
        text = f"Nothing else changes together with {self.name}: tell those who use it."
        return Step(name=STEPS[3], text=text)

    def _go_on(self, area: int, commits: Ints, *, new: bool) -> Step:
        evidence = self.evidence
        around = self._around((evidence.path_area == area) & evidence.path_counts)[:1]
        who = f" {around[0].person.name} knows it." if around else ""
        mine = new and self.person != NOBODY
        yet = f" {evidence.people[self.person].name} has no commit there yet." if mine else ""
        return Step(
            name=STEPS[3],
            text=f"Go on to {called(evidence.areas[area].subject)}: "
            f"{words.count(len(commits), 'commit')} about {self.name} changed it too.{yet}{who}",
            locators=oids(evidence, commits[:LOCATORS].tolist()),
            people=tuple(it.person.key for it in around),
        )

    def _changed(self, kind: int) -> tuple[Ints, Ints]:
        """Return pairs of area and commit, each once: the commit changes a file of that kind there."""
        touches, size = self.evidence.touches, len(self.evidence.commits)
        counts = self.evidence.path_counts & (self.evidence.path_kind == kind)
        counts &= ~asides(self.evidence)
        rows = np.flatnonzero(counts[touches.path])
        areas = self.evidence.path_area[touches.path[rows]]
        return unpaired(distinct(paired(areas, touches.commit[rows], size)), size)

    def _been(self, area: Ints, commit: Ints) -> Flags:
        """Return one flag an area: the person has a commit there."""
        been = np.zeros(len(self.evidence.areas), np.bool_)
        if self.person != NOBODY:
            been[area[authors(self.evidence)[commit] == self.person]] = True
        return been


def _last_active(evidence: Evidence) -> Sequence[int]:
    """Return when each person last wrote a commit, seconds since 1970-01-01T00:00:00Z."""
    commit, person = authorship(evidence)
    last = np.full(len(evidence.people), np.iinfo(np.int64).min)
    known = person != NOBODY
    np.maximum.at(last, person[known], evidence.commits.committed_at[commit[known]])
    found: list[int] = last.tolist()
    return found
