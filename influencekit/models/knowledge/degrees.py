"""How well each person knows each file, by the published degrees.

DOA, the degree of authorship, is in `influencekit.models.knowledge.truckfactor`. DOK, the degree of
knowledge of Fritz and others (TOSEM 2014), is ``DOA + 0.19·ln(1 + DOI)``, where DOI counts what somebody
looked at and edited in their editor; nobody records that in a repository, so that here DOK is DOA.

References
----------
.. [1] O. Cury, G. Avelino. "Knowledge Islands: visualizing developers knowledge concentration." SBES
   2024, arXiv 2408.08733: the degree of expertise (DOE) and its constants.
"""

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Flags, Floats, Ints
from influencekit.evidence import Evidence
from influencekit.models.counted import authors, latest_commit
from influencekit.models.knowledge.histories import change_rows
from influencekit.models.knowledge.risk import code_files
from influencekit.models.knowledge.truckfactor import ADDED, degree_of_authorship
from influencekit.times import DAY


def degree_of_expertise(
    added: npt.ArrayLike, first: npt.ArrayLike, days: npt.ArrayLike, size: npt.ArrayLike
) -> Floats:
    """Return DOE, without a dimension [1]_.

    DOE = 5.28223 + 0.23173·ln(1 + added) + 0.36151·first - 0.19421·ln(1 + days) - 0.28761·ln(size)

    Parameters
    ----------
    added
        Lines that the person added to the file.
    first
        Whether the person created it.
    days
        Since the person's last change of it.
    size
        Lines of the file, at least 1.

    Examples
    --------
    99 lines in a file of 100, created today: 5.28223 + 0.23173·ln 100 + 0.36151 - 0.28761·ln 100.

    >>> round(float(degree_of_expertise(99, True, 0, 100)), 5)
    5.3864
    """
    degree: Floats = (
        5.28223
        + 0.23173 * np.log1p(np.asarray(added, float))
        + 0.36151 * np.asarray(first, float)
        - 0.19421 * np.log1p(np.asarray(days, float))
        - 0.28761 * np.log(np.asarray(size, float))
    )
    return degree


@attrs.frozen(eq=False, kw_only=True)
class Degrees:
    """One row a file and person who changed it, ascending by both."""

    file: Ints
    """Index into the files that were asked about."""
    person: Ints
    """Index into `Evidence.people`."""
    authorship: Floats
    """DOA."""
    expertise: Floats
    """DOE."""
    added: Floats
    """Lines."""
    changes: Ints
    last: Ints
    """The person's last commit that changed the file; index into `Evidence.commits`."""

    def experts(self, share: float = 0.7) -> Flags:
        """Return one flag a row: an expert of the file by the rule of [1]_.

        Who added lines and whose degree of expertise is at least `share` of the file's highest; where
        that is below 0, no further below it than that share leaves.
        """
        best = np.full(int(self.file.max(initial=-1)) + 1, -np.inf)
        np.maximum.at(best, self.file, self.expertise)
        enough = best - (1 - share) * np.abs(best)
        flags: Flags = (self.added > 0) & (self.expertise >= enough[self.file])
        return flags

    def only(self, rows: Flags) -> "Degrees":
        """Return the `rows` of it."""
        return Degrees(
            **{field.name: getattr(self, field.name)[rows] for field in attrs.fields(Degrees)}
        )


def degrees_of(evidence: Evidence, files: Ints) -> Degrees:
    """Return how well everybody who counts and changed one of `files` (paths) knows it now.

    Changes are followed through renames. A file whose lines are not counted is taken for one line.
    """
    file, row = change_rows(evidence, files)
    touches, people = evidence.touches, max(len(evidence.people), 1)
    commit = touches.commit[row]
    keys, of = np.unique(file * people + authors(evidence)[commit], return_inverse=True)
    where, person = np.divmod(keys, people)
    created = touches.status[row] == ADDED
    first = np.bincount(of, created, len(keys)) > 0
    deliveries = np.bincount(of, ~created, len(keys))
    everybody = np.bincount(file, ~created, len(files))
    added = np.bincount(of, np.maximum(touches.added[row], 0), len(keys)).astype(np.float64)
    last = np.full(len(keys), -1, np.int32)
    np.maximum.at(last, of, commit)
    days = np.maximum(evidence.as_of - evidence.commits.authored_at[last], 0) / DAY
    return Degrees(
        file=where.astype(np.int32),
        person=person.astype(np.int32),
        authorship=degree_of_authorship(first, deliveries, everybody[where] - deliveries),
        expertise=degree_of_expertise(added, first, days, _sizes(evidence, files)[where]),
        added=added,
        changes=np.bincount(of, minlength=len(keys)).astype(np.int32),
        last=last,
    )


def _best(degrees: Degrees, latest: Ints, files: int) -> Ints:
    order = np.lexsort((latest[degrees.person], degrees.expertise, degrees.file))[::-1]
    found = np.full((2, files), -1, np.int32)
    first = np.diff(degrees.file[order], prepend=-1) != 0
    second = np.append(False, first[:-1]) & ~first
    for row, chosen in zip(found, (order[first], order[second]), strict=True):
        row[degrees.file[chosen]] = chosen
    return found


def _sizes(evidence: Evidence, files: Ints) -> Ints:
    """Return the lines of each of `files`, at least 1."""
    lines = np.ones(len(evidence.paths), np.int32)
    lines[evidence.files.path] = np.maximum(evidence.files.lines, 1)
    return lines[files]


@attrs.frozen(eq=False, kw_only=True)
class Knowledge:
    """Who is an expert of which file now."""

    evidence: Evidence
    files: Ints
    """Paths: code and tests, or everything where there is none."""
    degrees: Degrees
    expert: Flags
    """One a row of `degrees`."""
    place: Ints
    """One a file: its place among all paths by name, the first highest; breaks ties."""
    latest: Ints
    """One a person: their last commit, which breaks ties."""
    best: Ints
    """(2, files): the row of `degrees` of whoever knows most of the file, and of the next; -1: nobody.

    Of equal ones whoever was active later comes first.
    """
    about: tuple[str, ...]
    """What is to be said about the choice of files."""

    names: tuple[str, ...]
    """The path at each of `place`."""

    @classmethod
    def of(
        cls, evidence: Evidence, *, share: float = 0.7, paths: Flags | None = None
    ) -> "Knowledge":
        """Find the experts of present files.

        Parameters
        ----------
        share
            Of a file's highest degree of expertise, from which on somebody is an expert of it.
        paths
            One flag a path: which files are in question; None: all.
        """
        files, about = code_files(evidence)
        if paths is not None:
            files = files[paths[files]]
        degrees = degrees_of(evidence, files)
        names = [evidence.paths[path] for path in files.tolist()]
        order = sorted(range(len(names)), key=names.__getitem__, reverse=True)
        place = np.empty(len(files), np.int32)
        place[order] = np.arange(len(files), dtype=np.int32)
        latest = latest_commit(evidence)
        return cls(
            evidence=evidence,
            files=files,
            degrees=degrees,
            expert=degrees.experts(share),
            place=place,
            latest=latest,
            best=_best(degrees, latest, len(files)),
            about=tuple(about),
            names=tuple(sorted(names, reverse=True)),
        )

    def area(self, file: Ints) -> Ints:
        """Return the area of each of `file`, indices into `files`."""
        return self.evidence.path_area[self.files[file]]
