"""Truck factors and their formulas: plain arrays in, plain values out.

All of them count people who change files; none sees what people know without changing anything.

References
----------
.. [1] G. Avelino, L. Passos, A. Hora, M. T. Valente. "A novel approach for estimating truck
   factors." ICPC 2016. The authors' tool, ``aserg-ufmg/Truck-Factor``, settles what the paper
   leaves open; where it takes a file's changes in the order of a hash table, no order matters here.
.. [2] T. Fritz, G. C. Murphy, E. Murphy-Hill, J. Ou, E. Hill. "Degree-of-knowledge: modeling a
   developer's knowledge of code." ACM TOSEM 23(2), 2014.
.. [3] E. Jabrayilzade, M. Evtikhiev, E. Tüzün, V. Kovalenko. "Bus factor in practice."
   ICSE-SEIP 2022; constants as in ``JetBrains-Research/bus-factor-explorer``.
.. [4] CHAOSS metrics "Contributor Absence Factor" and "Elephant Factor".
"""

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Bytes, Floats, Ints

ADDED, RENAMED = ord("A"), ord("R")
"""Values of `Changes.status` that the rules tell apart; every other one is a modification."""


@attrs.frozen(eq=False, kw_only=True)
class Changes:
    """Who changed which file, through its renames; one row a change, in any order."""

    file: Ints
    """0 … `files` - 1."""
    person: Ints
    """0 … `people` - 1."""
    commit: Ints
    """Place of the change in history: later is larger."""
    status: Bytes
    """As git says it: ord of ``A``, ``M`` or ``R``."""
    files: int
    people: int

    def __len__(self) -> int:
        return len(self.file)


@attrs.frozen(eq=False, kw_only=True)
class Authors:
    """Who counts as an author of which file; one row a file and person, ascending."""

    file: Ints
    person: Ints
    changes: Ints
    """Changes of the file by the person."""

    def rows(self, chosen: Ints) -> "Authors":
        """Return some of the rows."""
        return Authors(
            file=self.file[chosen], person=self.person[chosen], changes=self.changes[chosen]
        )


@attrs.frozen(kw_only=True)
class TruckFactor:
    """Who would have to be missing until too few files have an author left."""

    people: tuple[int, ...]
    """In the order in which they are taken away."""
    lost: tuple[int, ...]
    """For each of `people`: the files whose last author goes with that person."""
    files: int
    orphans: int
    """Files that have no author to begin with."""

    @property
    def value(self) -> int:
        """The truck factor, people."""
        return len(self.people)


def degree_of_authorship(
    first: npt.ArrayLike, deliveries: npt.ArrayLike, acceptances: npt.ArrayLike
) -> Floats:
    """Return DOA = 3.293 + 1.098·FA + 0.164·DL - 0.321·ln(1 + AC) [2]_, without a dimension.

    Parameters
    ----------
    first
        FA: whether the person created the file.
    deliveries
        DL: later changes of the file by the person.
    acceptances
        AC: changes of the file by everybody else.

    Examples
    --------
    >>> round(float(degree_of_authorship(True, 3, 5)), 5)
    4.30785
    """
    degree: Floats = (
        3.293
        + 1.098 * np.asarray(first, float)
        + 0.164 * np.asarray(deliveries, float)
        - 0.321 * np.log1p(np.asarray(acceptances, float))
    )
    return degree


def recent_authorship(owner: npt.ArrayLike, own: npt.ArrayLike, total: npt.ArrayLike) -> Floats:
    """Return A = 3·o + w + 2.4·ln(1 + W) - 2.4·ln(1 + W - w) [3]_, without a dimension.

    Reviews and meetings, which the paper adds, are not in a history and left out.

    Parameters
    ----------
    owner
        o: weight of the latest change where it is the person's, else 0.
    own
        w: sum of the weights of the person's changes of the file.
    total
        W: sum of the weights of all changes of the file.

    Examples
    --------
    The only change of a file, made on the last day: 3 + 1 + 2.4·ln 2.

    >>> round(float(recent_authorship(1, 1, 1)), 5)
    5.66355
    """
    own, total = np.asarray(own, float), np.asarray(total, float)
    others = np.maximum(total - own, 0.0)  # a sum of weights less one of them may round below 0
    logs = np.log1p(total) - np.log1p(others)
    authorship: Floats = 3.0 * np.asarray(owner, float) + own + 2.4 * logs
    return authorship


def authors_by_degree(
    changes: Changes, *, share: float = 0.75, threshold: float = 3.293
) -> Authors:
    """Return the authors of each file by Avelino's rule [1]_.

    A person is an author of a file where the degree of authorship is more than `share` of the
    file's highest and, unless the person created the file, at least `threshold`. Whoever adds a
    file again after others did counts as a creator too; such additions are no deliveries.

    Parameters
    ----------
    changes
        The whole history of the files, renames counting as changes.
    share
        Of the highest degree of authorship of a file, in [0, 1].
    threshold
        Degree of authorship, without a dimension.
    """
    pairs, of = np.unique(_pairs(changes), return_inverse=True)
    file, person = np.divmod(pairs, max(changes.people, 1))
    added = changes.status == ADDED
    first = np.bincount(of, added, len(pairs)) > 0
    deliveries = np.bincount(of, ~added, len(pairs))
    everybody = np.bincount(changes.file, ~added, changes.files)
    degree = degree_of_authorship(first, deliveries, everybody[file] - deliveries)
    main = (degree > share * _best(degree, file, changes.files)) & ((degree >= threshold) | first)
    return _authors(file, person, np.bincount(of, minlength=len(pairs)), main)


def authors_by_recency(
    changes: Changes,
    days: Ints,
    *,
    decay: float = 90.0,
    share: float = 0.75,
    threshold: float = 0.001,
) -> Authors:
    """Return the authors of each file by JetBrains' rule [3]_.

    Parameters
    ----------
    changes
        Of the last 547 days, renames left out, one row for each author of a commit; where two
        people made one commit, its author stands before its co-authors.
    days
        One a change: whole days from the change to the last commit.
    decay
        Days in which the weight of a change falls to 1/e.
    share
        Of the highest authorship of a file, in [0, 1].
    threshold
        Authorship, without a dimension.
    """
    weight = np.exp(-days / decay)
    # The owner of the file made the change that weighs most; of equal ones the earliest, as in [3]_.
    # Summing in this order too makes sums independent of the order of rows and of people.
    order = np.lexsort((changes.commit, -weight, changes.file))
    weight, row_file, row_person = weight[order], changes.file[order], changes.person[order]
    pairs, of = np.unique(_pairs(changes)[order], return_inverse=True)
    file, person = np.divmod(pairs, max(changes.people, 1))
    own = np.bincount(of, weight, len(pairs))
    total = np.bincount(row_file, weight, changes.files)
    heaviest = np.flatnonzero(np.diff(row_file, prepend=-1))
    owner = np.zeros((2, changes.files))
    owner[:, row_file[heaviest]] = row_person[heaviest], weight[heaviest]
    owned = np.where(owner[0, file] == person, owner[1, file], 0.0)
    authorship = recent_authorship(owned, own, total[file])
    best = _best(authorship, file, changes.files)
    main = (authorship >= threshold) & (authorship > share * best)
    return _authors(file, person, np.bincount(of, minlength=len(pairs)), main)


def truck_factor(
    authors: Authors, *, files: int, latest: Ints, coverage: float = 0.5
) -> TruckFactor:
    """Take away the author of most files, again and again, until too few files have one [1]_.

    Parameters
    ----------
    authors
        Of the files in question.
    files
        How many files are in question, those without an author included.
    latest
        One a person: place in history of the person's latest change. Of two people with equally
        many files the one who was active later goes first: neither names nor the order of
        records decide.
    coverage
        Share of files with an author below which it stops, in (0, 1].
    """
    people, of = np.unique(authors.person, return_inverse=True)
    ranking = np.lexsort((people, -latest[people], -np.bincount(of, minlength=len(people))))
    rank = np.empty_like(ranking)
    rank[ranking] = np.arange(len(ranking))
    names, file = np.unique(authors.file, return_inverse=True)
    goes = np.full(len(names), -1)
    np.maximum.at(goes, file, rank[of])
    lost = np.bincount(goes, minlength=len(people))
    left = np.concatenate(([len(names)], len(names) - np.cumsum(lost)))
    value = int(np.argmax(left < coverage * files)) if files else 0
    return TruckFactor(
        people=tuple(people[ranking[:value]].tolist()),
        lost=tuple(lost[:value].tolist()),
        files=files,
        orphans=files - len(names),
    )


def avelino(changes: Changes) -> TruckFactor:
    """Return the truck factor by Avelino's rule with its published thresholds [1]_."""
    return truck_factor(
        authors_by_degree(changes), files=_changed(changes), latest=latest_change(changes)
    )


def jetbrains(changes: Changes, days: Ints) -> TruckFactor:
    """Return the bus factor by JetBrains' rule with its published constants [3]_.

    Only files that changed in the window count. For the arguments see `authors_by_recency`.
    """
    return truck_factor(
        authors_by_recency(changes, days), files=_changed(changes), latest=latest_change(changes)
    )


def absence_factor(amounts: npt.ArrayLike, share: float = 0.5) -> int:
    """Return how few of the contributors make `share` of all contributions [4]_, people.

    With organisations' contributions as `amounts` it is the elephant factor; with people's
    surviving lines, the smallest group that holds half of the lines. 0 where there are none.

    Examples
    --------
    The worked example of the definition: 1000 + 433 of 2475.

    >>> absence_factor([1000, 202, 90, 33, 332, 343, 42, 433])
    2
    """
    held = np.cumsum(np.sort(np.asarray(amounts, float))[::-1])
    if not len(held) or held[-1] <= 0:
        return 0
    return int(np.argmax(held >= share * held[-1])) + 1


def latest_change(changes: Changes) -> Ints:
    """Return for each person the place in history of the latest change, -1 without one."""
    latest = np.full(changes.people, -1, np.int32)
    np.maximum.at(latest, changes.person, changes.commit)
    return latest


def _changed(changes: Changes) -> int:
    return int(np.count_nonzero(np.bincount(changes.file, minlength=changes.files)))


def _pairs(changes: Changes) -> npt.NDArray[np.int64]:
    return changes.file.astype(np.int64) * changes.people + changes.person


def _best(value: Floats, file: npt.NDArray[np.int64], files: int) -> Floats:
    best = np.full(files, -np.inf)
    np.maximum.at(best, file, value)
    return best[file]


def _authors(
    file: npt.NDArray[np.int64],
    person: npt.NDArray[np.int64],
    changes: npt.NDArray[np.intp],
    main: npt.NDArray[np.bool_],
) -> Authors:
    return Authors(
        file=file[main].astype(np.int32),
        person=person[main].astype(np.int32),
        changes=changes[main].astype(np.int32),
    )
