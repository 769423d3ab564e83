"""What somebody's work of some time was and led to, in sentences by theme: for their own use.

It tells what counts of commits and lines tell badly as well: reviews, help, documentation, tests,
what was taken out, what was mended, and what others made of it later. Nothing is added up to a
figure about the person, and nobody is compared with anybody. Pure.
"""

from collections.abc import Iterator

import attrs
import numpy as np

from influencekit.columns import Flags, Ints
from influencekit.evidence import Evidence
from influencekit.kinds import KINDS
from influencekit.knowers import AUTHOR_ROLES, authorship, lines_of
from influencekit.models.counted import oids
from influencekit.models.influence.acts import NO_FACTOR
from influencekit.models.opportunity.coverage import coverage
from influencekit.models.opportunity.fixes import fixes
from influencekit.report import Sentence, Subject
from influencekit.words import count, listed, people

AREAS = 4
"""Areas that are told by name."""
CITED = 3
"""Commits, posts or notes that stand behind a sentence, at most."""
SMALLER = 20
"""Lines that a commit must take out, beyond those it adds, to have made the code smaller."""
UNSEEN = (
    "Only what these repositories and blogs hold is told; talks, chats and issues are not seen.",
    "That somebody worked on from a line says that they did, not why.",
)
_CODE, _TESTS, _DOCUMENTATION = (KINDS.index(it) for it in ("code", "tests", "documentation"))


@attrs.frozen(kw_only=True)
class Theme:
    """Sentences about one side of the work."""

    heading: str
    sentences: tuple[Sentence, ...]


@attrs.frozen(kw_only=True)
class Story:
    """One person's work of one period."""

    subject: Subject
    since: int
    """Seconds since 1970-01-01T00:00:00Z."""
    until: int
    """Included."""
    themes: tuple[Theme, ...]
    """Those that there is something to tell about."""
    notes: tuple[str, ...] = UNSEEN


def tell(evidence: Evidence, person: int, since: int, until: int) -> Story:
    """Return what `person` did from `since` to `until`, and what had come of it by `evidence.as_of`.

    Parameters
    ----------
    person
        Index into `Evidence.people`.
    since, until
        Both included; by author time of commits, publication of posts, time of notes.
    """
    work = _Work.of(evidence, person, since, until)
    told = {
        "What was built": _built,
        "What others made of it": _led_to,
        "What was mended": _mended,
        "What became smaller": _smaller,
        "What was explained": _explained,
        "What was tested": _tested,
        "Whom it helped": _helped,
        "New ground": _new_ground,
    }
    themes = (Theme(heading=it, sentences=tuple(about(work))) for it, about in told.items())
    return Story(
        subject=evidence.people[person].subject,
        since=since,
        until=until,
        themes=tuple(theme for theme in themes if theme.sentences),
    )


@attrs.frozen(eq=False, kw_only=True)
class _Work:
    """One person's commits of a period, and which of their changes count."""

    evidence: Evidence
    person: int
    since: int
    until: int
    own: Flags
    """One a commit: the person is one of its authors, at any time."""
    mine: Flags
    """One a commit: of those, the ones of the period."""
    rows: Ints
    """Touches of those commits, of files that count."""

    @classmethod
    def of(cls, evidence: Evidence, person: int, since: int, until: int) -> "_Work":
        commit, who = authorship(evidence)
        own = np.zeros(len(evidence.commits), np.bool_)
        own[commit[who == person]] = True
        times = evidence.commits.authored_at
        mine = own & (times >= since) & (times <= until)
        touches = evidence.touches
        rows = np.flatnonzero(mine[touches.commit] & evidence.path_counts[touches.path])
        return cls(
            evidence=evidence,
            person=person,
            since=since,
            until=until,
            own=own,
            mine=mine,
            rows=rows.astype(np.int32),
        )

    def within(self, at: int | None) -> bool:
        """Whether a time is in the period."""
        return at is not None and self.since <= at <= self.until

    def of_kind(self, kind: int) -> Ints:
        """Return the touches of files of one kind."""
        rows: Ints = self.rows[
            self.evidence.path_kind[self.evidence.touches.path[self.rows]] == kind
        ]
        return rows

    def commits(self, rows: Ints) -> Ints:
        """Return the commits of some touches, the one that adds most lines there first."""
        touches = self.evidence.touches
        added = np.maximum(touches.added[rows], 0)
        of, place = np.unique(touches.commit[rows], return_inverse=True)
        size = np.bincount(place, added, minlength=len(of))
        found: Ints = of[np.lexsort((of, -size))]
        return found

    def paths(self, rows: Ints) -> list[str]:
        """Return the files of some touches, the most often changed first."""
        path, times = np.unique(self.evidence.touches.path[rows], return_counts=True)
        order = np.lexsort((path, -times))
        return [self.evidence.paths[at] for at in path[order].tolist()]

    def others(self, commit: Ints) -> Flags:
        """Return which of some commits were written by somebody else who counts."""
        by = self.evidence.commits.author[commit]
        counts = np.append(self.evidence.person_counts, False)  # NOBODY, -1, is the last one
        found: Flags = counts[by] & ~self.own[commit]
        return found

    def sentence(self, text: str, commits: Ints, *, named: bool = True) -> Sentence:
        """Return a sentence with the first of `commits` behind it, the subject of the first named."""
        if named and len(commits):
            text = f"{text}: “{self.evidence.commits.subject[int(commits[0])]}”"
        return Sentence(text=f"{text}.", locators=oids(self.evidence, commits[:CITED].tolist()))


def _built(work: _Work) -> Iterator[Sentence]:
    evidence, touches = work.evidence, work.evidence.touches
    rows = work.of_kind(_CODE)
    area = evidence.path_area[touches.path[rows]]
    told = []
    for at in np.unique(area).tolist():
        commits = work.commits(rows[area == at])
        told.append((-len(commits), evidence.areas[at].name, commits))
    for _, name, commits in sorted(told, key=lambda it: it[:2])[:AREAS]:
        yield work.sentence(f"{count(len(commits), 'commit')} to {name}, the largest", commits)
    if len(told) > AREAS:
        yield Sentence(text=f"And commits to {count(len(told) - AREAS, 'more area')}.")
    begun = rows[touches.status[rows] == ord("A")]
    still = begun[np.isin(touches.path[begun], evidence.files.path)]
    if still.size:
        names = work.paths(still)
        more = f" and {len(names) - CITED:,} more" if len(names) > CITED else ""
        yield work.sentence(
            f"Began {count(len(names), 'file')} that {'is' if len(names) == 1 else 'are'} still there: "
            f"{', '.join(names[:CITED])}{more}",
            work.commits(still),
            named=False,
        )


def _led_to(work: _Work) -> Iterator[Sentence]:
    evidence, changes = work.evidence, work.evidence.replacements
    rows = np.flatnonzero(work.mine[changes.of] & work.others(changes.commit))
    if rows.size:
        commits = np.unique(changes.commit[rows])
        by = len(np.unique(evidence.commits.author[commits]))
        lines = int(changes.count[rows].sum())
        yield work.sentence(
            f"{people(by, 'other')} worked on from there in {count(len(commits), 'commit')}, which "
            f"replaced {count(lines, 'line')} of this work",
            commits[::-1],
            named=False,
        )
    touches = evidence.touches
    begun = work.rows[touches.status[work.rows] == ord("A")]
    later = np.flatnonzero(np.isin(touches.path, touches.path[begun]) & work.others(touches.commit))
    later = later[evidence.commits.authored_at[touches.commit[later]] >= work.since]
    if later.size:
        commits = np.unique(touches.commit[later])
        by = len(np.unique(evidence.commits.author[commits]))
        yield work.sentence(
            f"{people(by, 'other')} changed files that were begun here, "
            f"in {count(len(commits), 'commit')}",
            commits[::-1],
            named=False,
        )
    commit, lines_of_commit = lines_of(evidence, evidence.path_counts)
    alive = int(lines_of_commit[work.mine[commit]].sum())
    if alive:
        yield Sentence(text=f"{count(alive, 'line')} of this work are in the code today.")
    about = coverage(evidence)
    posts = np.unique(about.commit_post[work.mine[about.commit]])[::-1].tolist()
    if posts:
        text = f"{count(len(posts), 'post')} named a commit of this work"
        yield Sentence(
            text=f"{text}.", locators=tuple(about.posts[it].path for it in posts[:CITED])
        )


def _mended(work: _Work) -> Iterator[Sentence]:
    commits = work.commits(work.rows)
    mended = commits[fixes(work.evidence, commits)]
    if mended.size:
        yield work.sentence(
            f"Mended something in {count(len(mended), 'commit')}, the largest", mended
        )


def _smaller(work: _Work) -> Iterator[Sentence]:
    touches, rows = work.evidence.touches, work.rows[work.evidence.touches.added[work.rows] >= 0]
    net = np.zeros(len(work.evidence.commits), np.int64)
    np.add.at(
        net, touches.commit[rows], touches.deleted[rows].astype(np.int64) - touches.added[rows]
    )
    commits = np.flatnonzero(net >= SMALLER).astype(np.int32)
    if commits.size:
        order = commits[np.lexsort((commits, -net[commits]))]
        lines = count(int(net[commits].sum()), "line")
        yield work.sentence(
            f"Took out {lines} more than it added, in {count(len(commits), 'commit')}, the largest",
            order,
        )


def _explained(work: _Work) -> Iterator[Sentence]:
    rows = work.of_kind(_DOCUMENTATION)
    if rows.size:
        commits = work.commits(rows)
        names = listed(work.paths(rows)[:CITED])
        yield work.sentence(
            f"Changed documentation in {count(len(commits), 'commit')} ({names}), the largest",
            commits,
        )
    identities = {*work.evidence.people[work.person].identities}
    posts = [
        it
        for it in work.evidence.posts
        if identities & {*it.authors} and not it.draft and work.within(it.published_at)
    ]
    if posts:
        titles = listed([f"“{it.title}”" for it in posts[-CITED:]])
        yield Sentence(
            text=f"Published {count(len(posts), 'post')}: {titles}.",
            locators=tuple(it.path for it in posts[-CITED:]),
        )
    notes = [it for it in work.evidence.notes if it.author in identities and work.within(it.at)]
    if notes:
        yield Sentence(
            text=f"Left {count(len(notes), 'mentoring note')} at the code.",
            locators=tuple(it.locator for it in notes[-CITED:]),
        )


def _tested(work: _Work) -> Iterator[Sentence]:
    rows = work.of_kind(_TESTS)
    if rows.size:
        commits = work.commits(rows)
        yield work.sentence(
            f"Changed tests in {count(len(commits), 'commit')}, the largest", commits
        )


def _helped(work: _Work) -> Iterator[Sentence]:
    evidence, named = work.evidence, work.evidence.credits
    times = evidence.commits.committed_at[named.commit]
    rows = np.flatnonzero(
        (named.person == work.person)
        & work.others(named.commit)
        & (times >= work.since)
        & (times <= work.until)
    )
    helped: set[int] = set()
    roles = np.unique(named.role[rows]).tolist()
    for role in sorted(roles, key=named.roles.__getitem__):
        what = named.roles[role]
        if what in NO_FACTOR | AUTHOR_ROLES:
            continue
        commits = np.unique(named.commit[rows[named.role[rows] == role]])
        by = np.unique(evidence.commits.author[commits])
        helped.update(by.tolist())
        yield work.sentence(
            f"{what.capitalize()} stands in {count(len(commits), 'commit')} by {people(len(by))}",
            commits[::-1],
            named=False,
        )
    newcomers = [it for it in sorted(helped) if _first(evidence, it) >= work.since]
    if newcomers:
        which = "one of them" if len(newcomers) == 1 else f"{len(newcomers):,} of them"
        yield Sentence(text=f"For {which} it was the time of their first commits here.")
    merges = np.flatnonzero(work.mine & evidence.commits.merge).astype(np.int32)
    if merges.size:
        yield work.sentence(
            f"Merged the work of others in {count(len(merges), 'commit')}",
            merges[::-1],
            named=False,
        )


def _first(evidence: Evidence, person: int) -> int:
    return int(evidence.commits.authored_at[evidence.commits.author == person].min())


def _new_ground(work: _Work) -> Iterator[Sentence]:
    evidence, touches = work.evidence, work.evidence.touches
    earlier = work.own & (evidence.commits.authored_at < work.since)
    if not earlier.any():
        first = np.flatnonzero(work.mine)[:1].astype(np.int32)
        if first.size:
            yield work.sentence("The first commits of this history", first)
        return
    known = np.unique(evidence.path_area[touches.path[earlier[touches.commit]]])
    area = evidence.path_area[touches.path[work.rows]]
    fresh = ~np.isin(area, known)
    if fresh.any():
        names = [evidence.areas[at].name for at in np.unique(area[fresh]).tolist()]
        yield work.sentence(
            f"First work on {listed(sorted(names)[:AREAS])}",
            work.commits(work.rows[fresh]),
            named=False,
        )
