"""Who is likely to change a file next: people ranked by what they changed lately, and how near.

Three signs, each a person's share of what all did: changes of the file, commits that touch its folder,
and commits anywhere, faded with age. A conditional logit (`influencekit.models.choice`) weighs them.
"""

import attrs
import numpy as np

from influencekit.columns import Floats, Ints, Times
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.choice import chances
from influencekit.models.counted import authors, distinct, paired, unpaired
from influencekit.models.knowledge.histories import CHANGED
from influencekit.models.mentoring.fading import faded

SIGNS = ("file", "folder", "anywhere")
_LATEST = 5000
"""Commits of a folder, or anywhere, that are looked at: older ones have faded."""


def _positive(default: float) -> float:
    days: float = attrs.field(
        default=default, validator=[attrs.validators.gt(0), attrs.validators.lt(float("inf"))]
    )
    return days


def _weight(default: float) -> float:
    weight: float = attrs.field(
        default=default, validator=[attrs.validators.ge(0), attrs.validators.lt(float("inf"))]
    )
    return weight


@attrs.frozen(kw_only=True)
class NextAuthorParams:
    """What each sign weighs, for each unit of ln(1 + percent); no dimension.

    The defaults are what ``influencekit backtest next-author`` learns from 5,897 changes in git.git up to
    2020; what they are told by is older by a day at least.
    """

    file: float = _weight(0.704)
    """Weight of changes of the file."""
    folder: float = _weight(0.478)
    """Weight of commits that touch the file's folder."""
    anywhere: float = _weight(0.901)
    """Weight of commits anywhere."""
    half_life: float = _positive(120.0)
    """Days after which a change of the file or in its folder counts half."""
    around: float = _positive(30.0)
    """Days after which a commit anywhere counts half."""


@attrs.frozen(eq=False, kw_only=True)
class _Past:
    """Commits of each of several things, the oldest first within each."""

    commit: Ints
    starts: Times

    @classmethod
    def of(cls, thing: Ints, commit: Ints, time: Times, things: int) -> "_Past":
        order = np.lexsort((commit, time[commit], thing))
        starts = np.searchsorted(thing[order], np.arange(things + 1))
        return cls(commit=commit[order], starts=starts.astype(np.int64))

    def before(self, thing: int, at: int, time: Times) -> Ints:
        rows = self.commit[self.starts[thing] : self.starts[thing + 1]]
        return rows[: int(np.searchsorted(time[rows], at))]


@attrs.frozen(eq=False, kw_only=True)
class Writers:
    """What `signs` and `rank` look at, taken from the evidence once for any number of files."""

    evidence: Evidence
    author: Ints
    folder: Ints
    """Of each path."""
    files: _Past
    folders: _Past
    commits: _Past

    @classmethod
    def of(cls, evidence: Evidence) -> "Writers":
        """Take from `evidence` what people who count changed, by file and by folder."""
        author, touches, time = authors(evidence), evidence.touches, evidence.commits.committed_at
        rows = np.isin(touches.status, CHANGED) & (author[touches.commit] != NOBODY)
        rows &= evidence.path_counts[touches.path]
        path, commit = touches.path[rows], touches.commit[rows]
        numbers: dict[str, int] = {}
        names = (name.rpartition("/")[0] for name in evidence.paths)
        folder = np.fromiter((numbers.setdefault(it, len(numbers)) for it in names), np.int32)
        size = len(evidence.commits)
        where, there = unpaired(distinct(paired(folder[path], commit, size)), size)
        mine = np.flatnonzero((author != NOBODY) & ~evidence.commits.merge).astype(np.int32)
        return cls(
            evidence=evidence,
            author=author,
            folder=folder,
            files=_Past.of(path, commit, time, len(evidence.paths)),
            folders=_Past.of(where, there, time, len(numbers)),
            commits=_Past.of(np.zeros_like(mine), mine, time, 1),
        )

    def before(self, path: int, at: int) -> Ints:
        """Return the commits that changed the file before, oldest first."""
        return self.files.before(path, at, self.evidence.commits.committed_at)


def signs(
    writers: Writers, path: int, *, at: int, params: NextAuthorParams | None = None
) -> tuple[Ints, Floats]:
    """Return the people with a sign, ascending, and ln(1 + percent) of each of `SIGNS`.

    Parameters
    ----------
    path
        Index into `Evidence.paths`; changes under other names are not looked at.
    at
        Only commits that were committed before are looked at; seconds since 1970-01-01T00:00:00Z.
    """
    params = params or NextAuthorParams()
    time = writers.evidence.commits.committed_at
    made = (
        (writers.before(path, at), params.half_life),
        (writers.folders.before(int(writers.folder[path]), at, time), params.half_life),
        (writers.commits.before(0, at, time), params.around),
    )
    found = [_shares(writers, rows[-_LATEST:], half_life) for rows, half_life in made]
    people = np.unique(np.concatenate([who for who, _ in found])).astype(np.int32)
    table = np.zeros((len(people), len(SIGNS)))
    for column, (who, share) in enumerate(found):
        table[np.searchsorted(people, who), column] = np.log1p(100 * share)
    return people, table


def _shares(writers: Writers, commits: Ints, half_life: float) -> tuple[Ints, Floats]:
    time = writers.evidence.commits.committed_at[commits]
    weight = faded(time.max(initial=np.iinfo(np.int64).min) - time, half_life)
    people, of = np.unique(writers.author[commits], return_inverse=True)
    amount = np.bincount(of, weight, len(people))  # rows are by time: their order is given
    return people, amount / max(weight.sum(), 1e-300)


@attrs.frozen(kw_only=True)
class NextAuthor:
    """Somebody who may change a file next."""

    person: int
    """Index into `Evidence.people`."""
    chance: float
    """Under the model; over all people it sums to 1."""


def rank(
    writers: Writers, path: int, *, at: int, params: NextAuthorParams | None = None
) -> list[NextAuthor]:
    """Return who may change the file next, the likeliest first; of equal ones by key.

    Examples
    --------
    >>> from influencekit.testing import evidence
    >>> known = evidence('''
    ...     2024-01-01 ada a.py +9
    ...     2024-02-01 bob a.py +1
    ...     2024-03-01 bob b.py +1
    ... ''')
    >>> found = rank(Writers.of(known), list(known.paths).index("a.py"), at=known.as_of + 1)
    >>> [(known.people[it.person].name, round(it.chance, 2)) for it in found]
    [('bob', 0.89), ('ada', 0.11)]
    """
    params = params or NextAuthorParams()
    people, table = signs(writers, path, at=at, params=params)
    chance = chances(table, np.array([getattr(params, name) for name in SIGNS]))
    keys = np.array([writers.evidence.people[who].key for who in people.tolist()])
    order = np.lexsort((keys, -chance))
    return [
        NextAuthor(person=int(people[row]), chance=float(chance[row])) for row in order.tolist()
    ]
