"""Holds forecasts of what Git Rev News covers next to the editions that came.

The parts of git that the discussions of an edition name are what it covers. Each way to predict ranks the
parts from what had been committed and published a week before the edition.
"""

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.backtests import Given
from influencekit.backtests.editions import Edition, Parts, editions_of
from influencekit.columns import Flags, Floats, Ints, Times
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.choice import Choices, fit
from influencekit.models.counted import authors, distinct, paired, unpaired
from influencekit.models.mentoring.attempts import area_under_curve
from influencekit.models.opportunity.predictive import predict
from influencekit.models.opportunity.scopes import Scope, Window
from influencekit.report import Subject, Table
from influencekit.times import DAY
from influencekit.words import count, date, number

NEEDS = frozenset({"commits", "touches", "files"})
DATA = "the repository of git, and the posts of Git Rev News as files"
EMBARGO = 7 * DAY
"""Seconds before an edition in which nothing is looked at any more."""
AROUND = 3 * 365.0
"""Days: a part without a commit for so long cannot be named."""
YEAR, LATELY = 365.0, 60.0
"""Days."""
BURN_IN, JUDGED_FROM = 12, 60
"""Editions that nothing is fitted on, and that nothing is judged on, unless a split is given."""
TOP = 10
"""How many parts one would write about."""
RIDGE = 1.0
FITTED = "fitted to the editions before"
BASELINE = "covered before"
DRAWS = 2000
PART = (
    "A part is a command, a folder, or source files whose names begin alike; the discussions cover it "
    "where they name it, or the command as a word of a title."
)
LEARNT = (
    "The first is fitted, walk-forward, on all the others together, as ln(1 + number): to the editions "
    f"from the {BURN_IN + 1}th on that were published a week before the one foretold. Ties count by "
    "their share."
)


@attrs.frozen(eq=False, kw_only=True)
class Panel:
    """For each edition what could be known a week before, and what it then covered."""

    at: Times
    """When each edition was published, seconds since 1970-01-01T00:00:00Z; ascending."""
    candidates: Flags
    """(editions, parts): there was such a part, and somebody worked on it in the last three years."""
    covered: Flags
    """(editions, parts): its discussions name the part."""
    ways: Mapping[str, Floats]
    """(editions, parts) of each way to predict: numbers of at least 0, the likeliest part first."""


def panel(evidence: Evidence, editions: Sequence[Edition], given: Given) -> Panel:
    """Return what there was to know before each edition; nothing in a row is from after its embargo."""
    parts = Parts.of(evidence)
    at = np.array([it.at for it in editions], np.int64)
    cut = at - EMBARGO
    work = _Work.of(evidence, parts)
    rows = [work.before(int(moment), len(parts.names)) for moment in cut]
    covered, elsewhere = (
        np.array(
            [
                parts.named(getattr(it, text), int(moment))
                for it, moment in zip(editions, cut, strict=True)
            ]
        )
        for text in ("discussed", "elsewhere")
    )
    known = at[None, :] < cut[:, None]  # the editions that were published before each embargo
    ways = {
        BASELINE: known @ covered.astype(np.float64),
        "named anywhere before": known @ (covered | elsewhere).astype(np.float64),
        **{name: np.array([row[name] for row in rows]) for name in rows[0]},
    }
    around = ways.pop("around")
    there = np.array([np.logical_or.reduce(parts.kinds_at(int(moment))) for moment in cut])
    ways["O_i"] = _opportunity(evidence, work, parts, cut, given)
    return Panel(at=at, candidates=there & (around > 0), covered=covered, ways=ways)


@attrs.frozen(eq=False, kw_only=True)
class _Work:
    """One row a part and commit that changed it."""

    part: Ints
    commit: Ints
    at: Times
    author: Ints

    @classmethod
    def of(cls, evidence: Evidence, parts: Parts) -> "_Work":
        touches, size = evidence.touches, len(evidence.commits)
        rows = np.flatnonzero(parts.of_path[touches.path] >= 0)
        part = parts.of_path[touches.path[rows]]
        part, commit = unpaired(distinct(paired(part, touches.commit[rows], size)), size)
        return cls(
            part=part,
            commit=commit,
            at=evidence.commits.committed_at[commit],
            author=authors(evidence)[commit],
        )

    def before(self, moment: int, parts: int) -> dict[str, Floats]:
        """Return counts a part of what was committed before `moment`."""

        def within(days: float) -> Flags:
            inside: Flags = (self.at < moment) & (self.at >= moment - days * DAY)
            return inside

        year = within(YEAR) & (self.author != NOBODY)
        people = int(self.author.max(initial=0)) + 1
        pairs = distinct(paired(self.part[year], self.author[year], people))
        several: dict[str, npt.NDArray[np.integer]] = {
            "commits in 60 d": self.part[within(LATELY)],
            "commits in 365 d": self.part[within(YEAR)],
            "authors in 365 d": pairs // people,
            "around": self.part[within(AROUND)],
        }
        return {
            name: np.bincount(rows, minlength=parts).astype(np.float64)
            for name, rows in several.items()
        }


def _opportunity(evidence: Evidence, work: _Work, parts: Parts, cut: Times, given: Given) -> Floats:
    """Return O_i of each part at each moment, as the predictive list counts it."""
    subjects = tuple(Subject("topic", name, name) for name in parts.names)
    scope = Scope(name="parts", subjects=subjects, subject=work.part, commit=work.commit)
    number_of = {subject: at for at, subject in enumerate(subjects)}
    found = np.zeros((len(cut), len(subjects)))
    for row, moment in enumerate(cut.tolist()):
        given.task.check()
        given.task.progress("editions", row, len(cut))
        for score in predict(evidence, scope, Window(end=moment - 1, days=YEAR)):
            found[row, number_of[score.subject]] = score.value
    return found


def forecast(known: Panel, judged: Sequence[int]) -> Floats:
    """Return a score for each part before each of the editions `judged`, fitted to those before.

    By the conditional logit of `influencekit.models.choice`: an edition chooses parts, and those that it
    covers share its choice. What an edition covered counts once it was published before the embargo.
    """
    table = np.stack([np.log1p(way) for way in known.ways.values()], axis=2)
    scores = np.zeros(known.covered.shape)
    for edition in judged:
        cut = known.at[edition] - EMBARGO
        past = [
            at
            for at in np.flatnonzero(known.at < cut).tolist()
            if at >= BURN_IN and (known.covered[at] & known.candidates[at]).any()
        ]
        if not past:
            raise InputError(
                f"No edition before {date(int(cut))} covers a part of git to learn from."
            )
        chosen = [known.candidates[at] for at in past]
        weights = fit(
            Choices(
                features=np.concatenate(
                    [table[at][it] for at, it in zip(past, chosen, strict=True)]
                ),
                chosen=np.concatenate(
                    [known.covered[at][it] for at, it in zip(past, chosen, strict=True)]
                ),
                starts=np.append(0, np.cumsum([it.sum() for it in chosen])),
            ),
            ridge=RIDGE,
        )
        scores[edition] = table[edition] @ weights
    return scores


def precision_at(score: Floats, truth: Flags, size: int) -> float:
    """Return the share of true ones among the `size` highest scores; ties count by their share.

    Examples
    --------
    The first is sure, and one of two that are tied for the second place is true.

    >>> precision_at(np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False]), 2)
    0.75
    """
    size = min(size, len(score))
    if not size:
        return 0.0
    least = np.sort(score)[-size]
    above, tied = score > least, score == least
    return float((truth[above].sum() + truth[tied].mean() * (size - above.sum())) / size)


def judge(known: Panel, scores: Floats, judged: Sequence[int]) -> Floats:
    """Return (editions, 2): area under the curve and precision among the first `TOP` of each."""
    rows = []
    for edition in judged:
        some = known.candidates[edition]
        score, truth = scores[edition][some], known.covered[edition][some]
        rows.append((area_under_curve(score, truth) or 0.0, precision_at(score, truth, TOP)))
    return np.array(rows).reshape(-1, 2)


def _mean(figures: Floats) -> tuple[float, float, float]:
    """Return the mean over editions and its 90 % interval, editions drawn again."""
    rng = np.random.default_rng(0)  # fixed: the same data give the same table
    drawn = figures[rng.integers(0, len(figures), (DRAWS, len(figures)))].mean(axis=1)
    low, high = np.quantile(drawn, (0.05, 0.95))
    return float(figures.mean()), float(low), float(high)


def _cells(figures: Floats, base: Floats) -> tuple[str | float, ...]:
    """Return both measures with their intervals, and the gain in each over `base`."""
    told: list[str | float] = []
    for column in figures.T:
        mean, low, high = _mean(column)
        told += [mean, f"{number(low)} to {number(high)}"]
    for gain, low, high in map(_mean, (figures - base).T):
        told.append(f"{gain:+.3f} ({low:+.3f} to {high:+.3f})")
    return tuple(told)


def _looked_ahead(known: Panel, judged: Sequence[int]) -> str:
    """Return what the order of the parts has that is made from the judged editions themselves."""
    often = known.covered[judged].sum(axis=0, dtype=np.float64)
    curve, first = judge(known, np.tile(often, (len(known.at), 1)), judged).mean(axis=0)
    return (
        "No forecast: the parts in the order in which these very editions name them most often, the "
        f"same order for all, have an AUC of {number(float(curve))} and a P@{TOP} of "
        f"{number(float(first))}."
    )


def _judged(editions: Sequence[Edition], split: int | None) -> list[int]:
    judged = [
        at
        for at, it in enumerate(editions)
        if (at >= JUDGED_FROM if split is None else it.at >= split)
    ]
    if not judged:
        raise InputError(
            f"There are {count(len(editions), 'edition')} with a day in the file's name and a section "
            f"“## Discussions”; {JUDGED_FROM} come before the first that is judged. Give more of "
            "them, or a split."
        )
    return judged


def backtest(given: Given) -> tuple[Table, ...]:
    """Return how well each way foretold what each edition covered.

    Raises
    ------
    InputError
        There are too few editions among the files.
    """
    editions = editions_of(given.files)
    judged = _judged(editions, given.split)
    known = panel(given.evidence, editions, given)
    judged = [at for at in judged if (known.covered[at] & known.candidates[at]).any()]
    if not judged:
        raise InputError("No edition that is judged names a part of git that there was then.")
    ways = {FITTED: forecast(known, judged), **known.ways}
    figures = {name: judge(known, scores, judged) for name, scores in ways.items()}
    base = figures[BASELINE]
    rows = tuple((name, *_cells(found, base)) for name, found in figures.items())
    many = known.candidates[judged].sum(axis=1).mean()
    named = (known.candidates & known.covered)[judged].sum(axis=1).mean()
    first, last = (date(int(known.at[at])) for at in (judged[0], judged[-1]))
    cases = (
        f"{len(judged)} editions, {first} to {last}, each naming {number(float(named))} of "
        f"{number(float(many))} parts on average. Editions that name none are left out."
    )
    return (
        Table(
            name="git-rev-news",
            title="Parts of git that the next edition covers, foretold a week before",
            columns=(
                *("ranking", "AUC", "AUC, 90 %", f"P@{TOP}", f"P@{TOP}, 90 %"),
                *(f"{name} above “{BASELINE}”, 90 %" for name in ("AUC", f"P@{TOP}")),
            ),
            rows=rows,
            notes=(
                cases,
                PART,
                LEARNT,
                _looked_ahead(known, judged),
                "Intervals are of editions drawn again.",
            ),
        ),
    )
