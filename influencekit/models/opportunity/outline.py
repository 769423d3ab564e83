"""An outline of something to write, S7: each point of it cites the commits that it is about.

It says what there is to tell and who is to be thanked, in an order that reads: what it is, what changed
where, what was mended, what is written so far. The words are the writer's. `outline` is made from
commits alone, so that anything that chooses commits (an opportunity, a range, a person's month) can
have one.
"""

from collections.abc import Iterator

import attrs
import numpy as np

from influencekit import words
from influencekit.columns import Flags, Ints
from influencekit.evidence import NOBODY, Evidence
from influencekit.kinds import KINDS
from influencekit.knowers import AUTHOR_ROLES, authorship
from influencekit.models.contribution.rules import kind_of
from influencekit.models.counted import oids
from influencekit.models.influence.acts import NO_FACTOR
from influencekit.models.opportunity.coverage import coverage
from influencekit.models.opportunity.fixes import fixes
from influencekit.models.opportunity.routine import asides
from influencekit.models.scoring import Numbers
from influencekit.report import Subject

CODE, DOCUMENTATION = KINDS.index("code"), KINDS.index("documentation")
CITED = 5
"""Commits or paths that a point cites at most."""
THREADS = 4
"""Files whose changes are a point of their own, at most."""
WROTE = "wrote"
"""What an author did."""
UPKEEP = frozenset({"style", "build", "ci", "chore"})
"""Kinds of contributions that tell least of what changed, however much they touch."""
NOT_TOLD = (
    "The outline is made from subjects of commits, from paths and trailers; what was said elsewhere "
    "(issues, lists, chats) is not in it."
)


@attrs.frozen(kw_only=True)
class Point:
    """One thing to tell."""

    text: str
    """What it is, in a sentence."""
    commits: tuple[str, ...] = ()
    """Full object ids, those that tell most first: upkeep last, else by lines; at most `CITED`."""
    paths: tuple[str, ...] = ()
    """Files that it is about, the most often changed first; at most `CITED`."""


@attrs.frozen(kw_only=True)
class Thanks:
    """Somebody who took part, and what there is to thank for."""

    key: str
    """`Person.key`."""
    name: str
    text: str
    """What they did, and in how many of the commits: ``"2 commits, Reviewed-by: 1"``."""
    commits: tuple[str, ...]
    """Full object ids, those that the points cite first, then the latest; at most `CITED`."""


@attrs.frozen(kw_only=True)
class Outline:
    """What to write about a subject; nothing in it is more than a proposal."""

    subject: Subject
    title: str
    points: tuple[Point, ...]
    """In the order in which they would be told."""
    thanks: tuple[Thanks, ...] = ()
    """Everybody else who took part, by name: in no order of merit."""
    reading: tuple[str, ...] = ()
    """Paths of documentation that was changed along, then of posts about these commits or files; of
    each at most `CITED`."""
    notes: tuple[str, ...] = (NOT_TOLD,)
    """What the outline cannot know."""


def outline(
    evidence: Evidence, subject: Subject, commits: Ints, *, writer: int = NOBODY
) -> Outline:
    """Return what there is to tell about `commits`.

    Parameters
    ----------
    subject
        What the commits are about; its label stands in the title.
    commits
        Indices of commits, each once, in any order; those that change no file that counts, merges
        above all, are passed over.
    writer
        Index into `Evidence.people` of who writes: they are not thanked. `NOBODY`: not known.

    Raises
    ------
    ValueError
        No commit is left: there is nothing to tell.

    Examples
    --------
    >>> from influencekit.testing import evidence
    >>> known = evidence('''
    ...     2024-01-03 ada src/a.py +10 "Start"
    ...     2024-01-04 bob src/a.py +1 -2 "Fix a crash" reviewed-by=cyd
    ... ''')
    >>> found = outline(known, known.areas[0].subject, np.arange(2, dtype=np.int32))
    >>> found.points[2].text
    'What went wrong and was mended: “Fix a crash”.'
    >>> [f"{it.name} ({it.text})" for it in found.thanks]
    ['ada (1 commit)', 'bob (1 commit)', 'cyd (Reviewed-by: 1)']
    """
    chosen = np.zeros(len(evidence.commits), np.bool_)
    chosen[commits] = True
    told = _Told.of(evidence, chosen, subject)
    if not told.commits.size:
        raise ValueError(f"There is no commit about {subject.label!r} that changes a file.")
    times = evidence.commits.committed_at[told.commits]
    first, last = words.date(int(times.min())), words.date(int(times.max()))
    span = first if first == last else f"{first} to {last}"
    points = tuple(_points(told, subject))
    cited = frozenset(oid for point in points for oid in point.commits)
    return Outline(
        subject=subject,
        title=f"What changed {'about' if subject.kind == 'topic' else 'in'} {subject.label}, {span}",
        points=points,
        thanks=tuple(_thanks(told, writer, cited)),
        reading=tuple(_reading(told)),
    )


@attrs.frozen(eq=False, kw_only=True)
class _Told:
    """The commits of an outline and the files that they changed."""

    evidence: Evidence
    commits: Ints
    """Ascending."""
    commit: Ints
    """One row a commit and file that counts: of the area where it is about one, and code where there
    is any."""
    path: Ints
    lines: Numbers
    """One a commit of the evidence: lines that it added to and took from these files."""
    written: Ints
    """Paths of documentation that these commits changed, one row a commit and file."""

    @classmethod
    def of(cls, evidence: Evidence, chosen: Flags, subject: Subject) -> "_Told":
        touches = evidence.touches
        rows = np.flatnonzero(chosen[touches.commit] & evidence.path_counts[touches.path])
        kind = evidence.path_kind[touches.path[rows]]
        area = np.array([it.subject == subject for it in evidence.areas], np.bool_)
        inside = area[evidence.path_area[touches.path[rows]]]
        wishes = (inside & (kind == CODE), inside, kind == CODE)
        about = next((rows[wish] for wish in wishes if wish.any()), rows)
        aside = asides(evidence)[touches.path[rows]]
        changed = np.maximum(touches.added[about], 0) + np.maximum(touches.deleted[about], 0)
        return cls(
            evidence=evidence,
            commits=np.unique(touches.commit[rows]),
            commit=touches.commit[about],
            path=touches.path[about],
            lines=np.bincount(touches.commit[about], changed, len(evidence.commits)),
            written=touches.path[rows[(kind == DOCUMENTATION) & ~aside]],
        )

    def by_weight(self, commits: Ints) -> list[int]:
        """Return `commits`, upkeep last, else those that change most lines first; of equals the latest."""
        order = np.lexsort((-commits, -self.lines[commits], self.upkeep(commits)))
        found: list[int] = commits[order].tolist()
        return found

    def upkeep(self, commits: Ints) -> Flags:
        """Return one flag for each of `commits`: it is of a kind in `UPKEEP`."""
        subject = self.evidence.commits.subject
        kinds = (kind_of(subject[at]).kind for at in commits.tolist())
        return np.fromiter((kind in UPKEEP for kind in kinds), np.bool_, len(commits))

    def heaviest(self, commits: Ints) -> tuple[str, ...]:
        """Return the ids of the first `CITED` of them."""
        return oids(self.evidence, self.by_weight(commits)[:CITED])

    def often(self, path: Ints) -> tuple[str, ...]:
        """Return the paths that come most often, at most `CITED`; of equals the first by name."""
        found, times = np.unique(path, return_counts=True)
        names = [(-many, self.evidence.paths[at]) for at, many in _pairs(found, times)]
        return tuple(name for _, name in sorted(names)[:CITED])


def _pairs(first: Numbers, second: Numbers) -> list[tuple[int, int]]:
    return list(zip(first.tolist(), second.tolist(), strict=True))


def _points(told: _Told, subject: Subject) -> Iterator[Point]:
    evidence, mending = told.evidence, fixes(told.evidence, told.commits)
    where = told.often(told.path)
    telling = told.commits[~told.upkeep(told.commits)]
    yield Point(
        text=f"What {subject.label} is for, and where it lives: {words.listed(where[:3])}.",
        commits=oids(evidence, (telling if telling.size else told.commits)[:1].tolist()),
        paths=where,
    )
    threads = _threads(told, told.commits[~mending])
    for path, commits in threads[:THREADS]:
        yield Point(
            text=f"What changed in {path}: {_subjects(told, commits)}.",
            commits=told.heaviest(commits),
            paths=(path,),
        )
    mended = told.commits[mending]
    if mended.size:
        rows = np.isin(told.commit, mended)
        yield Point(
            text=f"What went wrong and was mended: {_subjects(told, mended)}.",
            commits=told.heaviest(mended),
            paths=told.often(told.path[rows]),
        )
    written = told.often(told.written)
    yield Point(
        text=f"What is documented so far, and what is not: {words.listed(written[:3])}."
        if written
        else "What a reader needs to know of it: none of these commits changes documentation.",
        paths=written,
    )


def _threads(told: _Told, commits: Ints) -> list[tuple[str, Ints]]:
    """Return files with the commits that are told with them, the file with most commits first.

    Each commit is told once, with the one of its files that these commits change most often; of equals
    with the first by name.
    """
    rows = np.isin(told.commit, commits)
    commit, path = told.commit[rows], told.path[rows]
    names = {at: told.evidence.paths[at] for at in np.unique(path).tolist()}
    rank = {at: n for n, at in enumerate(sorted(names, key=names.__getitem__))}
    often = np.bincount(path, minlength=len(told.evidence.paths))
    by_name = np.array([rank[at] for at in path.tolist()], np.int64)
    order = np.lexsort((by_name, -often[path], commit))
    first = order[np.diff(commit[order], prepend=-1) > 0]
    found = {names[at]: commit[first[path[first] == at]] for at in np.unique(path[first]).tolist()}
    return sorted(found.items(), key=lambda it: (-len(it[1]), it[0]))


def _subjects(told: _Told, commits: Ints) -> str:
    """Return the subjects of the two heaviest commits, and how many more there are."""
    evidence = told.evidence
    named = [f"“{evidence.commits.subject[at]}”" for at in told.by_weight(commits)[:2]]
    more = len(commits) - len(named)
    return words.listed([*named, *([f"{more:,} more"] if more else [])])


def _thanks(told: _Told, writer: int, cited: frozenset[str]) -> Iterator[Thanks]:
    """Yield who wrote the commits or is named by them, by name."""
    evidence = told.evidence
    done: dict[int, dict[str, list[int]]] = {}
    for who, deed, commit in sorted({*_deeds(told)}, key=lambda it: (it[1] != WROTE, it)):
        wrote = done.get(who, {}).get(WROTE, [])
        if who != writer and not (deed != WROTE and commit in wrote):
            done.setdefault(who, {}).setdefault(deed, []).append(commit)
    people = [(evidence.people[who], deeds) for who, deeds in done.items()]
    for person, deeds in sorted(people, key=lambda it: (it[0].name.casefold(), it[0].key)):
        latest = sorted({at for commits in deeds.values() for at in commits}, reverse=True)
        latest.sort(key=lambda at: evidence.commits.oid[at] not in cited)
        yield Thanks(
            key=person.key,
            name=person.name,
            text=", ".join(_done(deed, len(commits)) for deed, commits in deeds.items()),
            commits=oids(evidence, latest[:CITED]),
        )


def _done(deed: str, commits: int) -> str:
    return words.count(commits, "commit") if deed == WROTE else f"{deed}: {commits:,}"


def _deeds(told: _Told) -> Iterator[tuple[int, str, int]]:
    """Yield (person, what they did, commit) of everybody who counts."""
    evidence, named = told.evidence, told.evidence.credits
    counts = np.append(evidence.person_counts, False)  # NOBODY, -1, is the last one
    commit, author = authorship(evidence)
    rows = np.isin(commit, told.commits) & counts[author]
    yield from ((who, WROTE, at) for who, at in _pairs(author[rows], commit[rows]))
    rows = np.isin(named.commit, told.commits) & counts[named.person]
    pairs = _pairs(named.person[rows], named.commit[rows])
    for (who, at), role in zip(pairs, named.role[rows].tolist(), strict=True):
        if named.roles[role] not in NO_FACTOR | AUTHOR_ROLES:
            yield who, named.roles[role].capitalize(), at


def _reading(told: _Told) -> Iterator[str]:
    """Yield documentation that changed along, then posts that name these commits or their files."""
    evidence = told.evidence
    yield from told.often(told.written)
    about = coverage(evidence)
    posts = np.concatenate(
        (
            about.commit_post[np.isin(about.commit, told.commits)],
            about.file_post[np.isin(about.path, told.path)],
        )
    )
    latest = np.unique(posts)[::-1].tolist()
    yield from (about.posts[post].path for post in latest[:CITED])
