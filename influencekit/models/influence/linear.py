"""The linear influence model, S1: I = alpha·C + beta·F.

C is what somebody contributed: code, documentation, posts. F is every other factor: reviews, help,
mentoring and other dealings with people. Both count acts, a commit by how many files it reaches; no line
of code is ever counted. alpha and beta are fitted to the attention that followed such acts (see `fitting`), unless they
are given or the data do not suffice; the result says which.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, ClassVar

import attrs
import numpy as np

from influencekit.columns import Floats, Ints
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors, distinct, paired
from influencekit.models.influence.acts import CONTRIBUTIONS, Acts, acts_of
from influencekit.models.influence.fitting import INTERVAL, Weights, fit, lacking, rows_of
from influencekit.models.influence.network.attention import attention
from influencekit.models.influence.panel import MOST, Panel, Periods, panel_of, sums
from influencekit.models.scoring import Part, parts, project, reasons, result
from influencekit.report import ModelResult, Score, Subject
from influencekit.words import count, listed, number, people


def linear_influence(c: float, f: float, alpha: float, beta: float) -> float:
    """Return I = alpha·C + beta·F.

    Parameters
    ----------
    c, f
        Contributions and other factors, in units of your choice.
    alpha, beta
        Influence for one unit of each, at least 0.

    Raises
    ------
    ValueError
        An argument is negative or not finite.

    Examples
    --------
    >>> linear_influence(10, 4, alpha=0.5, beta=2.0)
    13.0
    """
    for name, value in {"c": c, "f": f, "alpha": alpha, "beta": beta}.items():
        if not (isfinite(value) and value >= 0):
            raise ValueError(f"{name} must be a finite number of at least 0, got {value}")
    return alpha * c + beta * f


AFTERWARDS = (
    "It adds up what people did. The details say who changed or replaced their lines afterwards; that "
    "something came after is not to say that it came from it."
)
PLACES = "A commit counts in each area that it changes; posts and interactions belong to no area."
SPAN = "A commit is a contribution of log2(1 + files): one file counts 1, three 2, seven 3."
NAMED, REST = 8, "from {} other sorts of acts"
"""Sorts of acts that stand alone among the reasons of a score, and words for the others."""
DEFAULT = 1.0
"""Of alpha and beta where they are neither given nor fitted."""


def _weight() -> float | None:
    def check(_: object, field: Any, value: float | None) -> None:
        if value is not None and not (isfinite(value) and value >= 0):
            raise ValueError(f"{field.name} must be a finite number of at least 0, got {value}")

    weight: float | None = attrs.field(default=None, validator=check)
    return weight


def _days(default: float) -> float:
    days: float = attrs.field(
        default=default, validator=[attrs.validators.ge(7), attrs.validators.le(36_500)]
    )
    return days


@attrs.frozen(kw_only=True)
class LinearInfluenceParams:
    """What `LinearInfluence` can be told."""

    alpha: float | None = _weight()
    """What one contribution (a commit to one file, a post) weighs; None: fitted, or 1 where beta is given."""
    beta: float | None = _weight()
    """What one other act (a review, help, mentoring) weighs; None: fitted, or 1 where alpha is given."""
    period: float = _days(90.0)
    """How long attention is looked for after what was done; days, 7 or more."""
    half_life: float = _days(365.0)
    """After how long an act counts half; days, 7 or more."""


class LinearInfluence:
    """I = alpha·C + beta·F of the project, its areas and people; alpha and beta fitted to the data.

    C counts commits that change files that count, each log2(1 + their number), and published posts; F the trailers that name
    somebody other than the author, the attention that an author gave to others' work, and interactions
    given. Both fade. alpha and beta are those with which the sum comes closest to the attention that
    people received in the next period; see `fitting`. The parts sum up to the value. The details say what
    was observed afterwards: who changed or replaced lines.
    """

    name = "linear-influence"
    title = "Contributions and other factors, weighed by the attention that followed such acts"
    unit = "acts of attention/90 d"
    version = 3
    needs = frozenset({"commits", "touches"})
    after: frozenset[str] = frozenset()
    on_request = True
    Params: ClassVar[type] = LinearInfluenceParams

    def run(
        self,
        evidence: Evidence,
        params: LinearInfluenceParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the project, areas and people."""
        given = attention(evidence)
        acts = acts_of(evidence, given)
        periods = Periods(end=evidence.as_of, days=params.period)
        panel = panel_of(evidence, acts, given, periods)
        chosen = _chosen(panel, periods, params)
        age = periods.ages(acts.at)
        rows = np.flatnonzero((age >= 0) & (age < panel.periods))
        left = acts.rows(rows)
        fading = periods.fading(params.half_life) ** age[rows].astype(np.float64)
        left = attrs.evolve(left, weight=left.weight * fading)
        result_ = result(self, params, _of_everything(evidence, left, chosen), chosen.notes)
        notes = [*result_.notes, SPAN, _faded(params), AFTERWARDS, PLACES]
        if old := int((age >= panel.periods).sum()):
            notes.append(f"{count(old, 'act')} of more than {MOST} periods ago left out.")
        if odd := len(evidence.interactions) - len(acts.interactions):
            notes.append(f"{count(odd, 'interaction')} without a finite weight above 0 left out.")
        return attrs.evolve(result_, unit=chosen.unit, notes=tuple(notes))


@attrs.frozen(eq=False, kw_only=True)
class _Chosen:
    """alpha and beta, and where they are from."""

    alpha: float
    beta: float
    unit: str
    notes: tuple[str, ...]
    resampled: Floats | None = None

    def interval(self, c: float, f: float) -> tuple[float | None, float | None]:
        """Return the 90 % interval of alpha·C + beta·F that is due to alpha and beta."""
        if self.resampled is None:
            return None, None
        alpha, beta = self.resampled.T
        low, high = np.quantile(alpha * c + beta * f, INTERVAL)
        return float(low), float(high)


def _chosen(panel: Panel, periods: Periods, params: LinearInfluenceParams) -> _Chosen:
    """Return the weights that were given, else those that the data tell, else the defaults."""
    unit, why = "weighted acts", "given, not fitted to data"
    if params.alpha is None and params.beta is None:
        rows = rows_of(panel, periods.fading(params.half_life))
        if not (lack := lacking(rows)):
            found = fit(rows)
            return _Chosen(
                alpha=found.alpha,
                beta=found.beta,
                unit=f"acts of attention/{params.period:g} d",
                notes=(_fitted(found, params.period),),
                resampled=found.resampled,
            )
        why = f"defaults, not fitted to data: {lack}"
    alpha, beta = (DEFAULT if it is None else it for it in (params.alpha, params.beta))
    return _Chosen(
        alpha=alpha,
        beta=beta,
        unit=unit,
        notes=(f"alpha = {alpha:g} and beta = {beta:g} are {why}.",),
    )


def _fitted(found: Weights, period: float) -> str:
    said = [
        f"{name} = {number(value)} (90 % interval {number(low)} to {number(high)})"
        for name, value, (low, high) in (
            ("alpha", found.alpha, found.interval(0)),
            ("beta", found.beta, found.interval(1)),
        )
    ]
    return (
        f"{listed(said)} are fitted to the attention that {people(found.people)} received in the "
        f"{period:g} days after {count(found.rows, 'period')} in which they did something."
    )


def _faded(params: LinearInfluenceParams) -> str:
    return (
        f"An act counts half after {params.half_life:g} days, and in whole periods of "
        f"{params.period:g} days; a weight in brackets is what is left, for all people it was for."
    )


def _of_everything(evidence: Evidence, acts: Acts, chosen: _Chosen) -> Iterator[Score]:
    """Score the project, areas and people."""
    rows = np.arange(len(acts))
    area, placed = acts.placed()
    later = built_on(evidence)
    for subjects, of, some, figures in (
        ([project(evidence)], np.zeros(len(acts), np.int32), rows, later.anywhere),
        ([area.subject for area in evidence.areas], area, placed, later.by_area),
        ([person.subject for person in evidence.people], acts.person, rows, later.by_person),
    ):
        yield from _scores(acts.rows(some), of, subjects, figures, chosen)


def _scores(
    acts: Acts,
    subject: Ints,
    subjects: Sequence[Subject],
    figures: Mapping[str, Ints],
    chosen: _Chosen,
) -> Iterator[Score]:
    """Score what each subject's acts add up to; who did nothing has no score."""
    given = acts.sort < len(CONTRIBUTIONS)
    contributions = sums(subject, acts.weight * given, len(subjects)).tolist()
    factors = sums(subject, acts.weight * ~given, len(subjects)).tolist()
    amount = np.where(given, chosen.alpha, chosen.beta) * acts.weight
    some = np.flatnonzero(amount)

    def say(part: Part, _: float) -> str:
        each = chosen.alpha if part.what < len(CONTRIBUTIONS) else chosen.beta
        return acts.say(part.what, part.rows, part.amount / each)

    columns = (subject[some], acts.sort[some], acts.place[some], amount[some])
    for who, found in parts(*columns, tie=np.arange(len(acts.sorts))):
        c, f = contributions[who], factors[who]
        low, high = chosen.interval(c, f)
        yield Score(
            subject=subjects[who],
            value=linear_influence(c, f, chosen.alpha, chosen.beta),
            low=low,
            high=high,
            reasons=reasons(found, say, acts.locate, named=NAMED, rest=REST),
            details={"contributions": c, "factors": f}
            | {name: int(column[who]) for name, column in figures.items()},
        )


@attrs.frozen(eq=False, kw_only=True)
class BuiltOn:
    """How many commits by others, and how many others, changed or replaced lines; by place or person.

    Each is a mapping from the figure's name to one number a subject; empty without line history.
    """

    anywhere: Mapping[str, Ints]
    by_area: Mapping[str, Ints]
    by_person: Mapping[str, Ints]


def built_on(evidence: Evidence) -> BuiltOn:
    """Return who changed or replaced lines of somebody else, in files that count."""
    replaced, author = evidence.replacements, authors(evidence)
    if not len(replaced):
        return BuiltOn(anywhere={}, by_area={}, by_person={})
    writer, later = author[replaced.of], author[replaced.commit]
    other = (writer != later) & (writer != NOBODY) & (later != NOBODY)
    rows = np.flatnonzero(other & evidence.path_counts[replaced.path])
    writer, later, commit = writer[rows], later[rows], replaced.commit[rows]
    area = evidence.path_area[replaced.path[rows]]

    def figures(subject: Ints, subjects: int) -> dict[str, Ints]:
        return {
            "built_on_by_commits": _distinct(subject, commit, subjects, len(author)),
            "built_on_by_people": _distinct(subject, later, subjects, len(evidence.people)),
        }

    return BuiltOn(
        anywhere=figures(np.zeros_like(writer), 1),
        by_area=figures(area, len(evidence.areas)),
        by_person=figures(writer, len(evidence.people)),
    )


def _distinct(subject: Ints, value: Ints, subjects: int, values: int) -> Ints:
    """Return for each subject how many different values it has."""
    pairs = distinct(paired(subject, value, values))
    return np.bincount(pairs // values, minlength=subjects).astype(np.int32)
