"""The lists of opportunities: predictive or normative, over repositories, areas or topics.

A list is of one kind: what is likely to get attention and what lacks words or people are different
questions, and no list mixes their answers.
"""

import hashlib
from collections.abc import Mapping, Sequence
from math import log1p

import attrs

from influencekit.areas import OTHER
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.models.opportunity.fit import FIT, Fit, FitParams, fits
from influencekit.models.opportunity.normative import NOTES, Work, facts_of, lacking
from influencekit.models.opportunity.predictive import PREDICTIVE, predict
from influencekit.models.opportunity.scopes import SCOPES, Scope, Window
from influencekit.models.opportunity.uncertainty import INTERVAL, SHORT
from influencekit.report import ModelResult, Score, Subject

KINDS = ("predictive", "normative")
TITLES: Mapping[str, str] = {
    "predictive": "Likely to get attention next",
    "normative": "Lacks words or people",
}
UNITS: Mapping[str, str] = {"predictive": "acts", "normative": "commits"}
TOPICS = (
    "Topics are words of subjects, of names of files and of functions and classes in which lines "
    "changed, that came up against the window before."
)
REST = f"Not listed: {OTHER}, folders in which next to nothing happened; they are no one thing."
ROUTINE = (
    "Version numbers, dependencies, formatting, spelling and the like are left out, as far as "
    "subjects plainly say so."
)
DIGITS = 8
"""Hexadecimal digits of an entry's id."""


def _days(_: object, field: "attrs.Attribute[float]", value: float) -> None:
    if not 0 < value < float("inf"):
        raise ValueError(f"{field.name} must be a finite number of days above 0, got {value}")


def _not_negative(_: object, field: "attrs.Attribute[float | None]", value: float | None) -> None:
    if value is not None and not 0 <= value < float("inf"):
        raise ValueError(f"{field.name} must be a finite number of at least 0, got {value}")


@attrs.frozen(kw_only=True)
class ListParams:
    """What `lists` can be told."""

    window: float = attrs.field(default=365.0, validator=_days)
    """How long before "now" a commit counts, and how long the time is that it is compared with; days."""
    k: float | None = attrs.field(default=None, validator=_not_negative)
    """k_i, acts for each person; None: from the window before."""
    fit: FitParams = attrs.field(factory=FitParams)
    """What makes a person fit."""


@attrs.frozen(kw_only=True)
class Entry:
    """One opportunity."""

    id: str
    """Eight hexadecimal digits, the same whenever kind and subject are: see `entry_id`."""
    kind: str
    """``"predictive"`` or ``"normative"``."""
    over: str
    """``"repositories"``, ``"areas"`` or ``"topics"``."""
    score: Score
    fit: Fit | None = None
    """How well the person asked about fits; None where nobody was asked about."""


@attrs.frozen(kw_only=True)
class OpportunityList:
    """Opportunities of one kind over subjects of one sort."""

    kind: str
    over: str
    title: str
    unit: str
    entries: tuple[Entry, ...]
    """The largest value first; for a person the largest fit times ln(1 + value): else a large area
    would go before whatever fits. Ties by key."""
    notes: tuple[str, ...]

    def result(self) -> ModelResult:
        """Return the list as what a renderer shows; ids and fits are among the details."""
        return ModelResult(
            model=f"opportunities-{self.kind}-{self.over}",
            title=self.title,
            version=1,
            unit=self.unit,
            params={},
            scores=tuple(_detailed(entry) for entry in self.entries),
            notes=self.notes,
        )


def _detailed(entry: Entry) -> Score:
    fit = {"fit": entry.fit.value} if entry.fit else {}
    return attrs.evolve(entry.score, details={"id": entry.id, **fit, **entry.score.details})


def entry_id(kind: str, subject: Subject) -> str:
    """Return the id of an opportunity: the start of a hash of its kind and its subject.

    Examples
    --------
    >>> entry_id("normative", Subject("area", "src/", "src/"))
    '6c013065'
    """
    named = f"{kind}\0{subject.kind}\0{subject.key}".encode("utf-8", "surrogateescape")
    return hashlib.sha256(named).hexdigest()[:DIGITS]


def lists(
    evidence: Evidence,
    *,
    kinds: Sequence[str] = KINDS,
    over: Sequence[str] = (),
    person: int = NOBODY,
    params: ListParams | None = None,
) -> tuple[OpportunityList, ...]:
    r"""Return the lists of opportunities, one for each kind and sort of subject.

    Parameters
    ----------
    kinds
        Of `KINDS`.
    over
        Of `SCOPES`; none: areas and topics, and repositories where there are several.
    person
        Index into `Evidence.people`: whose fit is told and orders the lists. `NOBODY`: nobody's.

    Raises
    ------
    ValueError
        The person has no commit here.

    Examples
    --------
    >>> from influencekit.testing import evidence
    >>> known = evidence("2024-01-03 ada src/a.py +10\n2024-01-04 bob src/a.py +1 -2")
    >>> [found] = lists(known, kinds=["normative"], over=["areas"])
    >>> [(entry.id, entry.score.subject.key, entry.score.value) for entry in found.entries]
    [('6c013065', 'src/', 2.0)]
    """
    params = params or ListParams()
    window = Window(end=evidence.as_of, days=params.window)
    over = over or tuple(SCOPES)[len(evidence.repositories) < 2 :]
    scopes = {name: SCOPES[name](evidence, window) for name in over}
    fitting = {name: _fitting(evidence, it, window, person, params) for name, it in scopes.items()}
    found = []
    for kind in kinds:
        scores = _scored(evidence, kind, scopes, window, params)
        found += [_list(kind, name, scores[name], fitting[name], window) for name in over]
    return tuple(found)


def _fitting(
    evidence: Evidence, scope: Scope, window: Window, person: int, params: ListParams
) -> dict[Subject, Fit]:
    if person == NOBODY:
        return {}
    found = fits(evidence, scope, window, person, params=params.fit)
    return dict(zip(scope.subjects, found, strict=True))


def _scored(
    evidence: Evidence, kind: str, scopes: Mapping[str, Scope], window: Window, params: ListParams
) -> dict[str, list[Score]]:
    if kind == "predictive":
        return {
            name: predict(evidence, scope, window, k=params.k) for name, scope in scopes.items()
        }
    facts = facts_of(evidence, window)
    return {
        name: list(lacking(evidence, scope, window, Work.of(facts, scope)))
        for name, scope in scopes.items()
    }


def _list(
    kind: str, over: str, scores: Sequence[Score], fitting: Mapping[Subject, Fit], window: Window
) -> OpportunityList:
    entries = [
        Entry(
            id=entry_id(kind, score.subject),
            kind=kind,
            over=over,
            score=score,
            fit=fitting.get(score.subject),
        )
        for score in scores
        if (over, score.subject.key) != ("areas", OTHER)
    ]
    entries.sort(key=lambda it: (-_order(it), it.id))
    notes = [*((PREDICTIVE,) if kind == "predictive" else NOTES)]
    if scores:
        notes.append(SHORT if scores[0].low is None else INTERVAL)
    notes += [TOPICS] * (over == "topics") + [FIT] * bool(fitting)
    notes += [REST] * (len(entries) < len(scores)) + [ROUTINE]
    return OpportunityList(
        kind=kind,
        over=over,
        title=f"{TITLES[kind]}: {over}",
        unit=f"{UNITS[kind]}/{window.days:g} d",
        entries=tuple(entries),
        notes=tuple(notes),
    )


def _order(entry: Entry) -> float:
    value = entry.score.value
    return entry.fit.value * log1p(value) if entry.fit else value


def find_entry(found: Sequence[OpportunityList], entry: str) -> Entry:
    """Return the opportunity whose id is `entry`.

    Raises
    ------
    InputError
        There is none in these lists.
    """
    for it in (it for one in found for it in one.entries):
        if it.id == entry:
            return it
    raise InputError(
        f"No opportunity has the id {entry!r} now. Its subject may have gone quiet: "
        "see `influencekit opportunities --limit 0` for those there are, with the same folders."
    )
