"""The linear influence model, S1: I = alpha·C + beta·F.

C is what somebody contributed: code, documentation, posts. F is every other factor: reviews, help,
mentoring and other dealings with people. Both are counts of acts, so that no line of code is ever
counted. alpha and beta are given here and the result says so; fitting them to what followed is another
model's work.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import ClassVar

import attrs
import numpy as np

from influencekit.columns import Ints
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors, distinct, paired
from influencekit.models.influence.acts import CONTRIBUTIONS, Acts, acts_of
from influencekit.models.scoring import Numbers, Part, parts, project, reasons, result
from influencekit.report import ModelResult, Score, Subject
from influencekit.words import count


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


def _weight() -> float:
    weight: float = attrs.field(
        default=1.0, validator=[attrs.validators.ge(0), attrs.validators.lt(float("inf"))]
    )
    return weight


@attrs.frozen(kw_only=True)
class LinearInfluenceParams:
    """What `LinearInfluence` can be told."""

    alpha: float = _weight()
    """What one contribution (a commit, a post) weighs; weighted acts for each."""
    beta: float = _weight()
    """What one other act (a review, help, mentoring) weighs; weighted acts for each."""


class LinearInfluence:
    """I = alpha·C + beta·F of the project, its areas and people, with given alpha and beta.

    C counts commits that change files that count, and published posts; F the trailers that name
    somebody other than the author, and interactions given. The parts sum up to the value. A person's
    details say what was observed afterwards: who changed or replaced lines of theirs.
    """

    name = "linear-influence"
    title = "Contributions and other factors, added up"
    unit = "weighted acts"
    version = 1
    needs = frozenset({"commits", "touches"})
    after: frozenset[str] = frozenset()
    Params: ClassVar[type] = LinearInfluenceParams

    def run(
        self,
        evidence: Evidence,
        params: LinearInfluenceParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the project, areas and people."""
        acts = acts_of(evidence)
        rows = np.arange(len(acts))
        area, placed = acts.placed()
        later = built_on(evidence)
        groups = (
            ([project(evidence)], np.zeros(len(acts), np.int32), rows, later.anywhere),
            ([area.subject for area in evidence.areas], area, placed, later.by_area),
            ([person.subject for person in evidence.people], acts.person, rows, later.by_person),
        )
        scores = [
            score
            for subjects, of, chosen, figures in groups
            for score in _scores(acts.rows(chosen), of, subjects, figures, params)
        ]
        given = (
            f"alpha = {params.alpha:g} and beta = {params.beta:g} are given, not fitted to data."
        )
        notes = [given, AFTERWARDS, PLACES]
        if odd := len(evidence.interactions) - len(acts.interactions):
            notes.append(f"{count(odd, 'interaction')} without a finite weight above 0 left out.")
        return result(self, params, scores, notes)


def _scores(
    acts: Acts,
    subject: Numbers,
    subjects: Sequence[Subject],
    figures: Mapping[str, Ints],
    params: LinearInfluenceParams,
) -> Iterator[Score]:
    """Score what each subject's acts add up to; who did nothing has no score."""
    given = acts.sort < len(CONTRIBUTIONS)
    contributions = np.bincount(subject, given, len(subjects)).tolist()
    factors = np.bincount(subject, acts.weight * ~given, len(subjects)).tolist()
    amount = np.where(given, params.alpha, params.beta * acts.weight)
    some = np.flatnonzero(amount)

    def say(part: Part, _: float) -> str:
        return acts.say(part.what, part.rows, part.amount / (params.beta or 1.0))

    columns = (subject[some], acts.sort[some], acts.place[some], amount[some])
    for who, found in parts(*columns, tie=np.arange(len(acts.sorts))):
        c, f = contributions[who], factors[who]
        yield Score(
            subject=subjects[who],
            value=linear_influence(c, f, params.alpha, params.beta),
            reasons=reasons(found, say, acts.locate),
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
