"""What was found: subjects, scores with their reasons, problems, and the report that holds them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from influencekit.words import count

if TYPE_CHECKING:
    from numpy.typing import NDArray


@attrs.frozen
class Subject:
    """What a score is about."""

    kind: str
    """``"project"``, ``"area"``, ``"path"``, ``"person"``, ``"pair"`` or ``"topic"``."""
    key: str
    """Stable within a report: a person's key, a path, an area's name. Never an e-mail address."""
    label: str
    """What to show."""


@attrs.frozen(kw_only=True)
class Reason:
    """Why a score is what it is, in words that a person can check."""

    text: str
    share: float
    """This reason's part of the value, in [0, 1]; the reasons of a score sum to 1."""
    locators: tuple[str, ...] = ()
    """Commits, posts, lines: at most five, the heaviest first."""
    persons: tuple[str, ...] = ()
    """Keys of the persons whom `text` names: what is shown to all says `unnamed` instead."""
    unnamed: str = ""
    """The same with ``one person`` in place of a name; needed where there are `persons`."""


@attrs.frozen(kw_only=True)
class Score:
    """One subject's number under one model."""

    subject: Subject
    value: float
    """In `ModelResult.unit`. Unrounded: rounding is the renderer's."""
    low: float | None = None
    """Lower end of a 90 % interval, where the model gives one."""
    high: float | None = None
    """Upper end of a 90 % interval, where the model gives one."""
    reasons: tuple[Reason, ...] = ()
    details: Mapping[str, float | int | str] = attrs.field(factory=dict)
    """The figures that the value was made of, each under a name with its unit."""


@attrs.frozen(kw_only=True)
class ModelResult:
    """A model's scores; largest value first, ties broken by `Subject.key`.

    A model may choose another order where that reads better, and then says so: people by key, the
    riskiest area first.
    """

    model: str
    title: str
    """A line for a heading: what the numbers say, in plain words."""
    version: int
    """Goes up whenever the same evidence gives other numbers."""
    unit: str
    """``"share"``, ``"people"``, ``"commits/90 d"``."""
    params: Mapping[str, object]
    """What it ran with, defaults included."""
    scores: tuple[Score, ...]
    notes: tuple[str, ...] = ()
    """What the numbers do not say: limits, what was left out, what cannot be known."""

    def columns(self) -> "dict[str, NDArray[Any]]":
        """Return the scores as numpy columns: what they are about, values, and details.

        ``pandas.DataFrame(result.columns())`` and ``polars.DataFrame(result.columns())`` are data
        frames. A figure that a score lacks is NaN.
        """
        import numpy as np  # noqa: PLC0415 - values load without it

        names = dict.fromkeys(name for score in self.scores for name in score.details)
        about = {
            field: np.array([getattr(score.subject, field) for score in self.scores], object)
            for field in ("kind", "key", "label")
        }
        figures = {
            field: np.array([getattr(score, field) for score in self.scores], float)
            for field in ("value", "low", "high")
        }
        details = {
            name: np.array([score.details.get(name, np.nan) for score in self.scores])
            for name in names
            if name not in {*about, *figures}
        }
        return about | figures | details

    def __repr__(self) -> str:
        return f"<{self.model}: {count(len(self.scores), 'score')} in {self.unit}>"

    def _repr_html_(self) -> str:
        from influencekit.render.notebook import result_html  # noqa: PLC0415 - upwards

        return result_html(self)


@attrs.frozen(kw_only=True)
class Problem:
    """Something that went wrong without stopping the analysis."""

    kind: str
    """``"plugin"``, ``"source"``, ``"model"`` or ``"renderer"``."""
    name: str
    """Of the plugin, source, model or renderer."""
    message: str
    """What happened, where, and what to do."""
    locator: str = ""
    """File and line, where there is one."""
    trace: str = ""
    """For ``--verbose`` and the editor's log; never shown by itself."""

    def __str__(self) -> str:
        where = f" ({self.locator})" if self.locator else ""
        return f"{self.kind} {self.name}: {self.message}{where}"


@attrs.frozen(kw_only=True)
class SourceSummary:
    """What one source contributed from one root."""

    name: str
    root: str
    """As the user gave it."""
    records: int
    """Commits, posts or other records."""
    first_at: int | None
    """Seconds since 1970-01-01T00:00:00Z."""
    last_at: int | None
    """Seconds since 1970-01-01T00:00:00Z."""
    fingerprint: str
    """Equal fingerprints mean equal records; for git the head commit's id."""


@attrs.frozen(kw_only=True)
class Table:
    """A small table of facts that no model scored: the first thing that a reader sees."""

    name: str
    """Kebab-case, stable: the key in JSON."""
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    notes: tuple[str, ...] = ()
    behind: tuple[tuple[str, ...], ...] = ()
    """Locators of what is behind each row, at most five; empty where nothing is told."""
    series: tuple[tuple[float, ...], ...] = ()
    """For each row how much there was over time, in equal steps; empty where nothing is told."""


@attrs.frozen(kw_only=True)
class Sentence:
    """One statement and where to look it up."""

    text: str
    locators: tuple[str, ...] = ()
    """Commits, posts, lines: at most five, the heaviest first."""


@attrs.frozen(kw_only=True)
class Chart:
    """A picture as data: a Vega-Lite specification that brings its data with it."""

    name: str
    """Kebab-case, unique in a report: what ``influencekit plot`` calls it."""
    title: str
    text: str
    """What it shows, in a sentence or two: for readers who do not see it."""
    spec: Mapping[str, object]
    """Vega-Lite 6, or an Altair chart; its data are inline. The channel ``description`` says of each
    mark what to show beside it; where that begins with a date such as ``2024-05``, a reader can choose
    a period. The channel ``href`` names a field of locators (a commit, a post, a path, the name of an
    area): on a page the mark is a link to where that stands. No other address is kept."""
    model: str = ""
    """Name of the model that it shows a result of; empty: it is about the evidence."""

    def __repr__(self) -> str:
        return f"<Chart {self.name}: {self.title}>"

    def _repr_svg_(self) -> str | None:
        from influencekit.render.drawing import drawn_if_possible  # noqa: PLC0415 - upwards

        return drawn_if_possible(self)


@attrs.frozen(kw_only=True)
class Cited:
    """What a locator stands for."""

    kind: str
    """``"commit"``, ``"post"``, ``"path"``, or ``"place"`` for anything else."""
    text: str
    """A commit's subject, a post's title; of a file the subject of the commit that changed it last."""
    at: int | None = None
    """Seconds since 1970-01-01T00:00:00Z; None: it has no time."""
    behind: tuple[str, ...] = ()
    """Locators of what stands behind it in turn: of a file that commit."""


@attrs.frozen(kw_only=True)
class Report:
    """All results, and all that kept a result from being there."""

    as_of: int
    """The moment that the models took for now, seconds since 1970-01-01T00:00:00Z."""
    sources: tuple[SourceSummary, ...]
    tables: tuple[Table, ...] = ()
    results: Mapping[str, ModelResult] = attrs.field(factory=dict)
    problems: tuple[Problem, ...] = ()
    layers: tuple[str, ...] = ()
    """What makes these numbers other than git's own, one sentence each; empty: nothing does."""
    opening: tuple[Sentence, ...] = ()
    """What is to be said of the whole in plain words, where that was asked for."""
    charts: tuple[Chart, ...] = ()
    """Only where they were asked for."""
    cited: Mapping[str, Cited] = attrs.field(factory=dict)
    """What the locators stand for, where that was asked for."""

    def __repr__(self) -> str:
        roots = ", ".join(source.root for source in self.sources)
        results = f"{count(len(self.results), 'result')}, {count(len(self.problems), 'problem')}"
        return f"<Report on {roots or 'nothing'}: {results}>"

    def _repr_html_(self) -> str:
        from influencekit.render.notebook import report_html  # noqa: PLC0415 - upwards

        return report_html(self)


@attrs.frozen(kw_only=True)
class IndexStatus:
    """What a source keeps between runs for one root."""

    root: str
    file: str
    """Where it is kept; empty where nothing is kept yet."""
    size: int = 0
    """Bytes on disk."""
    commits: int = 0
    hunks: int = 0
    head: str = ""
    """Object id of the revision that the index reaches."""
    state: str = "missing"
    """``"complete"``, ``"partial"`` (reading was stopped), ``"behind"``, ``"missing"``, ``"damaged"``."""
    new_commits: int = 0
    """Commits that the index does not hold yet."""


@attrs.frozen(kw_only=True)
class Check:
    """One thing that ``influencekit doctor`` looked at."""

    name: str
    """A word or two: ``"git"``, ``"cache"``."""
    ok: bool
    message: str
    """What was found."""
    advice: str = ""
    """What to do about it, where something is to be done."""
