"""Holds the growth loop to later months."""

import re
from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from influencekit.backtests import Given
from influencekit.columns import Floats, Ints, Times
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors
from influencekit.models.influence import loop
from influencekit.models.influence.acts import NO_FACTOR
from influencekit.models.influence.panel import tabled
from influencekit.protocols import Task
from influencekit.report import Table
from influencekit.words import count, number, people

NEEDS = frozenset({"commits", "touches", "files"})
DATA = "a repository, and the editions of a newsletter, a text file each that begins with its date"

EARLIER = 0.7
"""Share of the months that is fitted on, where no split is given."""
LEAST_COMMITS = 9
"""Who made fewer in these months is left out."""
INTERVAL = (0.05, 0.95)
_DATED = re.compile(r"(?:.*[/\\])?(\d{4})-(\d\d)-\d\d[^/\\]*", re.DOTALL)


@attrs.frozen(kw_only=True)
class Months:
    """Calendar months in UTC, both ends included, counted from 1970-01."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    def ages(self, at: Times) -> Times:
        """Return how many months before the last one each moment was."""
        moments = np.clip(at, -(1 << 40), 1 << 40).astype("datetime64[s]")
        return self.last - moments.astype("datetime64[M]").astype(np.int64)


def editions_of(files: Mapping[str, str]) -> list[tuple[int, str]]:
    """Return month (counted from 1970-01) and text of each file, blanks and line ends made one blank.

    Raises
    ------
    InputError
        A file's name does not begin with a date.
    """
    found = []
    for name, text in files.items():
        dated = _DATED.fullmatch(name)
        if not dated or not 1 <= int(dated[2]) <= 12:
            message = f"growth-loop: {name} does not begin with a date, such as 2024-05-31."
            raise InputError(message)
        month = (int(dated[1]) - 1970) * 12 + int(dated[2]) - 1
        found.append((month, " ".join(text.split())))
    return sorted(found)


def mentions(
    names: Sequence[str], editions: Sequence[tuple[int, str]], months: Months, task: Task
) -> Floats:
    """Return how often each full name is in the editions of each month, (names, months).

    A name of one word is counted nowhere: it would be found in too much that is no person.
    """
    table = np.zeros((len(names), len(months)))
    for row, name in enumerate(names):
        task.check()
        task.progress("names", row, len(names))
        plain = " ".join(name.split())
        if " " in plain:
            whole = re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")
            for month, text in editions:
                if plain in text:  # a hundred times as fast as the pattern, which then looks again
                    table[row, month - months.first] += len(whole.findall(text))
    return table


def series_of(
    evidence: Evidence, editions: Sequence[tuple[int, str]], *, least: int, task: Task
) -> loop.Series:
    """Return commits, mentions and trailers in both directions, month by month.

    Of people who made at least `least` commits, merges apart, from the first edition's month to the
    last's. Whom trailers of a commit name counts once, and once more for the commit's author.
    """
    months = Months(first=editions[0][0], last=editions[-1][0])
    ages = months.ages(evidence.commits.authored_at)
    size = (len(evidence.people), len(months))
    author = authors(evidence)
    made = np.flatnonzero((author != NOBODY) & ~evidence.commits.merge)

    def table(person: Ints, commit: Times) -> Floats:
        return tabled(person, ages[commit], np.ones(len(commit)), size)

    commits = table(author[made], made)
    named, commit = _trailers(evidence, author)
    together = table(named, commit) + table(author[commit], commit)
    some = np.flatnonzero(commits.sum(axis=1) >= least)
    names = [evidence.people[person].name for person in some.tolist()]
    return loop.Series(
        contributions=commits[some],
        attention=mentions(names, editions, months, task),
        collaboration=together[some],
    )


def _trailers(evidence: Evidence, author: Ints) -> tuple[Ints, Times]:
    """Return person and commit of trailers that name somebody other than the author."""
    thanks = evidence.credits
    says = np.array([role not in NO_FACTOR for role in thanks.roles] or [False])
    counts = np.append(evidence.person_counts, False)[thanks.person]
    by = author[thanks.commit]
    rows = np.flatnonzero(says[thanks.role] & counts & (by != NOBODY) & (by != thanks.person))
    pairs = np.unique(np.stack((thanks.person[rows], thanks.commit[rows])), axis=1)
    return pairs[0], pairs[1].astype(np.int64)


def backtest(given: Given) -> tuple[Table, ...]:
    """Return R² on later months of what is told from own past, attention and collaboration.

    Raises
    ------
    InputError
        A file is no edition, or there are too few months or people.
    """
    editions = editions_of(given.files)
    series = series_of(given.evidence, editions, least=LEAST_COMMITS, task=given.task)
    steps, months = loop.steps_of(series), series.contributions.shape[1]
    first = int(EARLIER * months)
    if given.split is not None:
        at = np.array([given.split], np.int64)
        first = months - 1 - int(Months(first=editions[0][0], last=editions[-1][0]).ages(at)[0])
    earlier, later = steps.rows(steps.period < first), steps.rows(steps.period >= first)
    try:
        found = loop.ablations(earlier, later)
        whole, drawn = loop.fit(steps), loop.resampled(steps)
    except ValueError as error:
        what = f"{people(len(series.contributions))} in {count(months, 'month')}"
        raise InputError(f"growth-loop: {error} There are {what}.") from None
    judged = (
        f"{people(len(series.contributions))} with {LEAST_COMMITS} commits or more, "
        f"{number(months)} months, {number(series.attention.sum())} mentions; fitted on "
        f"{number(len(earlier))} rows, judged on the {number(len(later))} from month {first + 1} on."
    )
    return _ablated(found, judged), _radii(whole, drawn)


def _ablated(found: Mapping[str, Floats], judged: str) -> Table:
    rows = []
    for row, target in enumerate(loop.TARGETS):
        figures = [float(values[row]) for values in found.values()]
        rows.append((f"{target} next month", *(it if np.isfinite(it) else None for it in figures)))
    return Table(
        name="ablations",
        title="R² on later months, by what each next month is told from",
        columns=("told", *found),
        rows=tuple(rows),
        notes=(judged, "Logarithms ln(1 + x). What helps to foretell need not be what brings it."),
    )


def _radii(whole: loop.Loop, drawn: Sequence[loop.Loop]) -> Table:
    variants = {"whole": whole} | {
        f"without {name}": whole.without(term) for term, name in enumerate(loop.TERMS)
    }
    rows = []
    for row, (name, one) in enumerate(variants.items()):
        others = drawn if not row else [it.without(row - 1) for it in drawn]
        ends = np.quantile([it.spectral_radius for it in others], INTERVAL).tolist()
        rows.append((name, one.spectral_radius, *ends, loop.verdict(one.spectral_radius)))
    return Table(
        name="loop",
        title="What is left of a change after a month, in the long run",
        columns=("loop", "spectral radius", "from", "to", "so it"),
        rows=tuple(rows),
        notes=("Fitted to all months; 90 % intervals, people drawn again 200 times.",),
    )
