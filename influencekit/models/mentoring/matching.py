"""Who can teach a newcomer in a part of the code, S12: mentors ranked, with their reasons.

The strongest sign that somebody will mentor is that they have done so before; those who commit most
are not always good mentors (Canfora, Di Penta, Oliveto and Panichella, *Who is going to mentor newcomers
in open source projects?*, FSE 2012). What counts fades with its age. Nothing here says
who teaches well, only who did teach, knows the place, and has been around.
"""

from collections.abc import Callable, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Flags, Floats, Ints, Times
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors
from influencekit.models.mentoring.fading import faded, sums
from influencekit.times import DAY

TAUGHT = frozenset({"mentored-by", "co-mentored-by", "mentored-and-acked-by"})
"""Trailers whose people mentored the commit's author."""
HELPED = frozenset({"helped-by"})
"""Trailers whose people helped the commit's author."""
PASSED_ON = frozenset({"signed-off-by"})
"""Trailers that tell of no dealing between people."""
_CURRENT = 180
"""Days for which a mentee is taken to be looked after from the last mentored commit on."""


def _weight(default: float) -> float:
    weight: float = attrs.field(
        default=default, validator=[attrs.validators.ge(0), attrs.validators.lt(float("inf"))]
    )
    return weight


@attrs.frozen(kw_only=True)
class MatchingParams:
    """What each sign weighs; each is relative to whoever has most of it, so that it lies in [0, 1]."""

    mentored: float = _weight(1.0)
    """Weight of the mentees whom somebody had, faded since the last commit together; no dimension."""
    knowledge: float = _weight(0.5)
    """Weight of the share in the changes of the area's files, faded; no dimension."""
    contact: float = _weight(0.25)
    """Weight of the trailers in the newcomer's own commits; no dimension."""
    helped: float = _weight(0.1)
    """Weight of the help that others' commits thank for, faded; no dimension."""
    half_life: float = attrs.field(default=730.0, validator=attrs.validators.gt(0))
    """Days after which mentoring and help count half."""
    knowledge_half_life: float = attrs.field(default=365.0, validator=attrs.validators.gt(0))
    """Days after which a change counts half as knowledge."""


@attrs.frozen(kw_only=True)
class Candidate:
    """Somebody who may be asked to mentor."""

    person: int
    """Index into `Evidence.people`."""
    score: float
    """Sum of the weighted signs; comparable within one ranking."""
    signs: dict[str, float]
    """What each sign adds to it, by the parameter's name."""
    load: int
    """Different mentees of theirs in the last 180 days, the newcomer left out; not in the score."""


@attrs.frozen(eq=False, kw_only=True)
class Mentoring:
    """Commits that tell of a mentor: one row a commit and mentor, mentors and mentees who count."""

    mentor: Ints
    mentee: Ints
    commit: Ints


@attrs.frozen(eq=False)
class Dealings:
    """What `rank` looks at, taken from the evidence once for any number of rankings."""

    evidence: Evidence
    author: Ints = attrs.field(init=False)
    thanks: tuple[Ints, Ints, Ints] = attrs.field(init=False)
    """(commit, person, role) of trailers that name somebody other than the author; who counts."""
    mentoring: Mentoring = attrs.field(init=False)

    @author.default
    def _authors(self) -> Ints:
        return authors(self.evidence)

    @thanks.default
    def _thanks(self) -> tuple[Ints, Ints, Ints]:
        named = self.evidence.credits
        by = self.author[named.commit]
        rows = (named.person != NOBODY) & (by != NOBODY) & (by != named.person)
        rows &= np.append(self.evidence.person_counts, False)[named.person]
        return named.commit[rows], named.person[rows], named.role[rows]

    @mentoring.default
    def _mentoring(self) -> Mentoring:
        commit, person, _ = self.named_by(TAUGHT)
        return Mentoring(mentor=person, mentee=self.author[commit], commit=commit)

    def named_by(self, roles: frozenset[str]) -> tuple[Ints, Ints, Ints]:
        """Return the rows of `thanks` that have one of `roles`."""
        numbers = [i for i, role in enumerate(self.evidence.credits.roles) if role in roles]
        chosen = np.isin(self.thanks[2], numbers)
        commit, person, role = self.thanks
        return commit[chosen], person[chosen], role[chosen]


def rank(
    dealings: Dealings,
    newcomer: int,
    paths: Flags,
    *,
    at: int,
    params: MatchingParams | None = None,
) -> list[Candidate]:
    """Return who may mentor `newcomer`, the highest score first; nobody without a sign.

    Of equal scores, whoever was active later comes first; of people without a commit, by key.

    Parameters
    ----------
    newcomer
        Index into `Evidence.people`.
    paths
        One flag a path: the area. Changes are looked for under these names only, not through renames.
    at
        Only commits that were committed before are looked at; seconds since 1970-01-01T00:00:00Z.

    Raises
    ------
    ValueError
        There is no such person, or not one flag a path.
    """
    known = dealings.evidence
    if not 0 <= newcomer < len(known.people):
        raise ValueError(f"newcomer must be 0 to {len(known.people) - 1}, got {newcomer}")
    if paths.shape != (len(known.paths),):
        raise ValueError(f"paths must be {len(known.paths)} flags, got shape {paths.shape}")
    params = params or MatchingParams()
    signs = {
        name: _relative(sign, newcomer) * getattr(params, name)
        for name, sign in _signs(dealings, newcomer, paths, at, params).items()
    }
    score = np.sum(list(signs.values()), axis=0)
    latest = _latest(dealings, at)
    load = _load(dealings, newcomer, at)
    order = np.lexsort((np.array([it.key for it in known.people]), -latest, -score))
    return [
        Candidate(
            person=person,
            score=float(score[person]),
            signs={name: float(sign[person]) for name, sign in signs.items() if sign[person]},
            load=int(load[person]),
        )
        for person in order[: np.count_nonzero(score)].tolist()
    ]


def _signs(
    dealings: Dealings, newcomer: int, paths: Flags, at: int, params: MatchingParams
) -> dict[str, Floats]:
    """Return one number a person of each sign, in units of its own."""
    people, when = len(dealings.evidence.people), dealings.evidence.commits.committed_at
    _, mentor, last = _pairs(dealings, at)
    commit, helper, _ = dealings.named_by(HELPED)
    past = when[commit] < at
    dealt, other, role = dealings.thanks
    silent = [i for i, it in enumerate(dealings.evidence.credits.roles) if it in PASSED_ON]
    near = (dealings.author[dealt] == newcomer) & (when[dealt] < at) & ~np.isin(role, silent)
    return {
        "mentored": sums(mentor, faded(at - last, params.half_life), people),
        "knowledge": _knowledge(dealings, paths, at, params.knowledge_half_life),
        "contact": sums(other[near], np.ones(near.sum()), people),
        "helped": sums(helper[past], faded(at - when[commit[past]], params.half_life), people),
    }


def _knowledge(dealings: Dealings, paths: Flags, at: int, half_life: float) -> Floats:
    """Return each person's shares of the faded changes of the files, summed up over the files."""
    known = dealings.evidence
    touches, when = known.touches, known.commits.committed_at
    rows = np.flatnonzero(paths[touches.path] & known.path_counts[touches.path])
    by = dealings.author[touches.commit[rows]]
    rows = rows[(when[touches.commit[rows]] < at) & (by != NOBODY)]
    path, commit = touches.path[rows], touches.commit[rows]
    age = at - when[commit]
    youngest = np.full(len(known.paths), np.iinfo(np.int64).max)
    np.minimum.at(youngest, path, age)  # relative to it: old files fade to 0 otherwise
    weight = faded(age - youngest[path], half_life)
    share = weight / sums(path, weight, len(known.paths))[path]
    return sums(dealings.author[commit], share, len(known.people))


def _pairs(dealings: Dealings, at: int) -> tuple[Ints, Ints, Times]:
    """Return (mentee, mentor, last time together) of each pair before `at`."""
    told, when = dealings.mentoring, dealings.evidence.commits.committed_at
    rows = np.flatnonzero(when[told.commit] < at)
    order = rows[np.lexsort((when[told.commit[rows]], told.mentee[rows], told.mentor[rows]))]
    mentor, mentee = told.mentor[order], told.mentee[order]
    last = np.ones(len(order), np.bool_)
    last[:-1] = (np.diff(mentor) != 0) | (np.diff(mentee) != 0)
    return mentee[last], mentor[last], when[told.commit[order[last]]]


def _latest(dealings: Dealings, at: int) -> Times:
    """Return each person's last commit before `at`, -1 without one."""
    latest = np.full(len(dealings.evidence.people), -1)
    when = dealings.evidence.commits.committed_at
    past = np.flatnonzero((when < at) & (dealings.author != NOBODY))
    np.maximum.at(latest, dealings.author[past], past)
    return latest


def _load(dealings: Dealings, newcomer: int, at: int) -> Times:
    mentee, mentor, last = _pairs(dealings, at)
    current = (last >= at - _CURRENT * DAY) & (mentee != newcomer)
    return np.bincount(mentor[current], minlength=len(dealings.evidence.people))


def _relative(sign: Floats, newcomer: int) -> Floats:
    """Return the sign in [0, 1]; nobody mentors themselves."""
    sign = sign.copy()
    sign[newcomer] = 0
    most = sign.max(initial=0)
    return sign / most if most > 0 else sign


@attrs.frozen(kw_only=True)
class Guess:
    """One newcomer of the past: where the ranking has the first of their actual mentors."""

    mentee: int
    """Index into `Evidence.people`."""
    at: int
    """When the first mentored commit was written, seconds since 1970-01-01T00:00:00Z."""
    rank: int | None
    """Counted from 1; None: none of them was ranked."""


@attrs.frozen(kw_only=True)
class BackTest:
    """How well the ranking would have foretold the mentors of each newcomer."""

    guesses: tuple[Guess, ...]
    """Oldest first."""

    def top(self, size: int) -> float:
        """Return the share of newcomers who had one of their mentors among the first `size`."""
        return float(np.mean([it.rank is not None and it.rank <= size for it in self.guesses]))

    @property
    def mean_reciprocal_rank(self) -> float:
        """Mean of 1/rank, 0 where no mentor was ranked."""
        return float(np.mean([1 / it.rank if it.rank else 0.0 for it in self.guesses]))


Ranking = Callable[[int, Flags, int], Sequence[int]]
"""From a newcomer, the flags of an area and a moment to people, the likeliest mentor first."""


def back_test(
    dealings: Dealings, *, params: MatchingParams | None = None, ranking: Ranking | None = None
) -> BackTest:
    """Rank mentors for each newcomer as of their first mentored commit, from what was committed before.

    A newcomer is whoever wrote a commit that names a mentor. The area is the files of that commit and of
    what they had written before. Their mentors are all whom their commits ever name; the rank is that of
    the first of them.

    Parameters
    ----------
    params
        Of `rank`.
    ranking
        Another way to rank; None: `rank`.

    Raises
    ------
    ValueError
        No commit names a mentor.
    """

    def ours(mentee: int, paths: Flags, at: int) -> Sequence[int]:
        return [it.person for it in rank(dealings, mentee, paths, at=at, params=params)]

    order = ranking or ours
    told, known = dealings.mentoring, dealings.evidence
    if not len(told.mentor):
        raise ValueError("No commit names a mentor: there is nothing to test on.")
    written = known.commits.authored_at
    guesses = []
    for mentee in np.unique(told.mentee).tolist():
        own = told.mentee == mentee
        at = int(written[told.commit[own]].min())
        ranked = order(mentee, _paths_until(dealings, mentee, at), at)
        places = [ranked.index(it) + 1 for it in set(told.mentor[own].tolist()) if it in ranked]
        guesses.append(Guess(mentee=mentee, at=at, rank=min(places, default=None)))
    return BackTest(guesses=tuple(sorted(guesses, key=lambda it: (it.at, it.rank or 0))))


def _paths_until(dealings: Dealings, person: int, at: int) -> Flags:
    """Return the paths that the person had touched, the commits written at that moment included."""
    known = dealings.evidence
    mine: npt.NDArray[np.bool_] = (dealings.author == person) & (known.commits.authored_at <= at)
    found = np.zeros(len(known.paths), np.bool_)
    found[known.touches.path[mine[known.touches.commit]]] = True
    return found
