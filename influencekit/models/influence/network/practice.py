"""A practice: something that commits show, and who has shown it since when."""

import re

import attrs
import numpy as np

from influencekit.columns import Flags, Floats, Ints, Times
from influencekit.evidence import NOBODY, Evidence
from influencekit.kinds import KINDS
from influencekit.models.counted import authors
from influencekit.models.influence.network.diffusion import Bass, fit_bass
from influencekit.patterns import Patterns
from influencekit.times import DAY


@attrs.frozen(eq=False, kw_only=True)
class Practice:
    """Which commits show a practice, and the first of each person who did it."""

    text: str
    commits: Flags
    """One a commit."""
    first: Ints
    """One a person: their first commit that shows it, or -1."""

    @property
    def people(self) -> Ints:
        """Who has shown it; ascending."""
        return np.flatnonzero(self.first >= 0).astype(np.int32)


def practice_of(evidence: Evidence, text: str) -> Practice:
    """Return the practice that `text` describes.

    Parameters
    ----------
    text
        ``path:PATTERN`` is changing files that fit, as in ``.gitignore``; ``kind:KIND`` is changing
        files of that kind (`kinds.KINDS`). Anything else are words, and showing it is having all of
        them in the subject of a commit, whole and whatever their case.

    Raises
    ------
    ValueError
        There are no words, no such kind, or the pattern is none.
    """
    what, _, rest = text.partition(":")
    if what == "path":
        fits = Patterns([rest]).fits
        found = _touching(evidence, np.array([fits(path) for path in evidence.paths], np.bool_))
    elif what == "kind":
        if rest not in KINDS:
            raise ValueError(f"{rest!r} is no kind of files; there are {', '.join(KINDS)}.")
        found = _touching(evidence, evidence.path_kind == KINDS.index(rest))
    else:
        words = text.split()
        if not words:
            raise ValueError("A practice needs words, path:PATTERN or kind:KIND.")
        patterns = [re.compile(rf"(?<!\w){re.escape(it)}(?!\w)", re.IGNORECASE) for it in words]
        subjects = evidence.commits.subject
        found = np.array([all(it.search(said) for it in patterns) for said in subjects], np.bool_)
    author = authors(evidence)
    rows = np.flatnonzero(found & (author != NOBODY))[::-1]  # the first one is written last
    first = np.full(len(evidence.people), -1, np.int32)
    first[author[rows]] = rows
    return Practice(text=text, commits=found, first=first)


def _touching(evidence: Evidence, paths: Flags) -> Flags:
    commits = np.zeros(len(evidence.commits), np.bool_)
    commits[evidence.touches.commit[paths[evidence.touches.path]]] = True
    return commits


@attrs.frozen(eq=False, kw_only=True)
class Adoption:
    """How many people had shown a practice by the end of each period."""

    ends: Times
    """Seconds since 1970-01-01T00:00:00Z; the last one is now."""
    people: Times
    days: float
    """Length of a period; days."""
    bass: Bass | None
    """Fitted to it, in periods from the start of the first one; None where it cannot be."""

    def expected(self, periods: int) -> Floats:
        """Return how many will have shown it so many periods from now, by the fitted curve.

        Raises
        ------
        ValueError
            There is no fitted curve.
        """
        if self.bass is None:
            raise ValueError("Too little was adopted for a curve.")
        return self.bass.adopters(np.arange(1.0, periods + 1) + len(self.ends))


def adoption(evidence: Evidence, practice: Practice, *, days: float = 90.0) -> Adoption:
    """Return how the practice was taken up, from its first period until now.

    Raises
    ------
    ValueError
        Nobody has shown it by now.
    """
    first = practice.first[practice.people]
    at = evidence.commits.authored_at[first]
    ages = np.floor((evidence.as_of - at[at <= evidence.as_of]) / (days * DAY)).astype(np.int64)
    if not len(ages):
        raise ValueError(f"Nobody has shown the practice {practice.text!r}.")
    periods = int(ages.max()) + 1
    counts = np.cumsum(np.bincount(periods - 1 - ages, minlength=periods))
    ends = evidence.as_of - (np.arange(periods)[::-1] * days * DAY).astype(np.int64)
    try:
        bass = fit_bass(np.arange(1.0, periods + 1), counts.astype(np.float64))
    except ValueError:
        bass = None
    return Adoption(ends=ends, people=counts, days=days, bass=bass)
