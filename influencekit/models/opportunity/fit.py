"""How well a person fits a repository, an area or a topic, S7: languages, areas and words they share.

Each of the three is the cosine between two vectors (Salton, Wong and Yang 1975): what the person's commits
have, faded with their age, and what the commits about the subject have in the window and the one before
it. Words are weighted by how few commits have them. A fit says that somebody has done similar work in this
history; it does not say what they can or want to do.
"""

from collections.abc import Sequence

import attrs
import numpy as np

from influencekit import words
from influencekit.columns import Floats, Ints
from influencekit.evidence import Evidence
from influencekit.knowers import authorship
from influencekit.models.counted import distinct, joined, oids, paired, unpaired
from influencekit.models.opportunity.scopes import Scope, Window
from influencekit.models.opportunity.topics import words_of
from influencekit.report import Reason
from influencekit.times import DAY

NAMED = 3
"""Languages, areas, words and commits that a reason names at most."""
FIT = (
    "Fit is the mean likeness of languages, areas and words, by the weights given, which are a choice "
    "and not a measurement. Work outside of this history is not seen."
)


def _weight() -> float:
    weight: float = attrs.field(
        default=1.0, validator=[attrs.validators.ge(0), attrs.validators.lt(float("inf"))]
    )
    return weight


@attrs.frozen(kw_only=True)
class FitParams:
    """What each likeness weighs."""

    languages: float = _weight()
    """Weight of the likeness of languages; no dimension."""
    areas: float = _weight()
    """Weight of the likeness of areas; no dimension."""
    words: float = _weight()
    """Weight of the likeness of words; no dimension."""
    half_life: float = attrs.field(default=730.0, validator=attrs.validators.gt(0))
    """Days after which a commit of the person's counts half."""


@attrs.frozen(kw_only=True)
class Fit:
    """How well one person fits one subject."""

    value: float
    """In [0, 1]."""
    reasons: tuple[Reason, ...]
    """What they share, the heaviest first; none where the value is 0."""
    likeness: dict[str, float]
    """The three cosines by name, each in [0, 1]."""


@attrs.frozen(eq=False, kw_only=True)
class _Feature:
    """One sort of thing that commits have; one row a commit and thing."""

    name: str
    labels: Sequence[str]
    thing: Ints
    """Index into `labels`."""
    commit: Ints
    weight: Floats
    """One a thing."""


def fits(
    evidence: Evidence,
    scope: Scope,
    window: Window,
    person: int,
    *,
    params: FitParams | None = None,
) -> list[Fit]:
    r"""Return how well `person` fits each subject of `scope`.

    Parameters
    ----------
    person
        Index into `Evidence.people`.
    window
        What counts as now; the commits in it say which words are rare.

    Raises
    ------
    ValueError
        The person has no commit until the end of the window that changes a file which counts.

    Examples
    --------
    >>> from influencekit.models.opportunity.scopes import areas
    >>> from influencekit.testing import evidence
    >>> known = evidence("2024-01-03 ada src/a.py +10\n2024-01-04 bob web/a.js +1")
    >>> window = Window(end=known.as_of, days=365)
    >>> [round(fit.value, 3) for fit in fits(known, areas(known, window), window, person=0)]
    [0.667, 0.0]
    """
    params = params or FitParams()
    own = _own(evidence, person, window)
    if not len(own):
        name = evidence.people[person].name
        raise ValueError(f"{name} has no commit in this history: how they fit cannot be told.")
    age = (window.end - evidence.commits.committed_at) / (params.half_life * DAY)
    fade = np.zeros(len(evidence.commits))
    fade[own] = np.exp2(-np.minimum(age[own] - age[own].min(), 1000))
    features = _features(evidence, window, own, scope.commit)
    given = [getattr(params, feature.name) for feature in features]
    parts = [weight / (sum(given) or 1.0) for weight in given]
    shared = [_shared(feature, scope, fade) for feature in features]
    reasons = _Reasons(evidence=evidence, own=own, features=features)
    return [reasons.fit([rows[at] for rows in shared], parts) for at in range(len(scope.subjects))]


def _own(evidence: Evidence, person: int, window: Window) -> Ints:
    commit, author = authorship(evidence)
    touched = np.zeros(len(evidence.commits), np.bool_)
    touched[evidence.touches.commit[evidence.path_counts[evidence.touches.path]]] = True
    rows = (author == person) & touched[commit]
    mine: Ints = commit[rows & (evidence.commits.committed_at[commit] <= window.end)]
    return mine


def _features(evidence: Evidence, window: Window, own: Ints, about: Ints) -> list[_Feature]:
    touches = evidence.touches
    some = np.zeros(len(evidence.commits), np.bool_)
    some[own] = True
    some[about] = True
    rows = np.flatnonzero(some[touches.commit] & evidence.path_counts[touches.path])
    commit, path = touches.commit[rows], touches.path[rows]
    said = words_of(evidence, np.flatnonzero(some).astype(np.int32))
    now = np.isin(said.commit, window.commits(evidence))
    having = np.bincount(said.word[now], minlength=len(said.words))
    rare = np.log((having.max(initial=0) + 1) / (having + 1)) + 1
    return [
        _by_path("languages", evidence.languages, commit, evidence.path_language[path]),
        _by_path("areas", [it.name for it in evidence.areas], commit, evidence.path_area[path]),
        _Feature(name="words", labels=said.words, thing=said.word, commit=said.commit, weight=rare),
    ]


def _by_path(name: str, labels: Sequence[str], commit: Ints, thing: Ints) -> _Feature:
    order = sorted(range(len(labels)), key=labels.__getitem__)  # sums in an order that all share
    rank = np.empty(len(labels) + 1, np.int32)
    rank[order], rank[-1] = np.arange(len(labels)), -1
    known = thing >= 0
    keys = distinct(paired(commit[known], rank[thing[known]], max(len(labels), 1)))
    commit, thing = unpaired(keys, len(labels))
    return _Feature(
        name=name,
        labels=[labels[at] for at in order],
        thing=thing,
        commit=commit,
        weight=np.ones(len(labels)),
    )


def _shared(feature: _Feature, scope: Scope, fade: Floats) -> Floats:
    """Return what each thing adds to the cosine of each subject: rows of subjects, columns of things."""
    things = len(feature.labels)
    mine = np.bincount(feature.thing, fade[feature.commit], things) * feature.weight
    theirs = np.zeros((len(scope.subjects), things))
    about, having = joined(scope.commit, feature.commit)
    np.add.at(theirs, (scope.subject[about], feature.thing[having]), 1)
    theirs *= feature.weight
    length = np.linalg.norm(theirs, axis=1) * np.linalg.norm(mine)
    found: Floats = np.zeros_like(theirs)
    np.divide(theirs * mine, length[:, None], out=found, where=length[:, None] > 0)
    return found


@attrs.frozen(eq=False, kw_only=True)
class _Reasons:
    """Puts fits into words."""

    evidence: Evidence
    own: Ints
    """Commits of the person's."""
    features: Sequence[_Feature]

    def fit(self, shared: Sequence[Floats], parts: Sequence[float]) -> Fit:
        """Return the fit to one subject.

        Parameters
        ----------
        shared
            For each feature what each thing adds to the cosine.
        parts
            What each feature weighs; they sum to 1.
        """
        likeness = [min(float(rows.sum()), 1.0) for rows in shared]
        value = sum(part * like for part, like in zip(parts, likeness, strict=True))
        told = sorted(
            (-part * like, at) for at, (part, like) in enumerate(zip(parts, likeness, strict=True))
        )
        return Fit(
            value=value,
            reasons=tuple(
                self._reason(self.features[at], shared[at], -amount / value)
                for amount, at in told
                if amount
            ),
            likeness={it.name: like for it, like in zip(self.features, likeness, strict=True)},
        )

    def _reason(self, feature: _Feature, shared: Floats, share: float) -> Reason:
        best = np.argsort(-shared, kind="stable")[:NAMED]
        best = best[shared[best] > 0]
        with_best = feature.commit[np.isin(feature.thing, best)]
        latest = self.own[np.isin(self.own, with_best)][::-1][:NAMED]
        named = words.listed([feature.labels[at] for at in best.tolist()])
        return Reason(
            text=f"{feature.name.capitalize()} in common: {named}",
            share=share,
            locators=oids(self.evidence, latest.tolist()),
        )
