"""The public interface as its users write it; type-checked by ``make types``, never run."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, assert_type

import attrs

import influencekit
from influencekit import (
    Evidence,
    Identity,
    Interaction,
    ModelResult,
    Problem,
    Reason,
    Registry,
    Report,
    Score,
    Subject,
    hookimpl,
)
from influencekit.cli import run
from influencekit.columns import Floats, Ints, Texts
from influencekit.protocols import Model, ReadRequest, Register, Renderer, Source, Task
from influencekit.settings.keys import Settings
from influencekit.testing import evidence

# A script

report = influencekit.analyze("~/src/app", Path("blog"))
assert_type(report, Report)
assert_type(report.results, Mapping[str, ModelResult])
for score in report.results["ownership"].scores[:5]:
    assert_type(score, Score)
    assert_type(score.value, float)
    assert_type(score.subject.label, str)
    for reason in score.reasons:
        assert_type(reason.locators, tuple[str, ...])
for problem in report.problems:
    assert_type(problem, Problem)
assert_type(report.tables[0].rows[0][0], str | int | float | None)

found = influencekit.read("app", blogs=["blog"], settings=Settings(), as_of=0, lines=False)
assert_type(found, Evidence)
assert_type(found.commits.author, Ints)
assert_type(found.commits.subject, Texts)
assert_type(found.commits.subject[0], str)
assert_type(found.people[0].subject, Subject)
assert_type(run(["analyze", "app"]), int)

influencekit.analyze("app", now=0)  # type: ignore[call-arg]
influencekit.analyze("app", blogs=1)  # type: ignore[arg-type]
report.as_of = 0  # type: ignore[misc]

# A plugin: nothing is inherited, and a type checker sees what is missing


class Reviews:
    """A source."""

    name = "reviews"

    def detect(self, root: Path) -> bool:
        """Whether there are reviews."""
        return (root / "reviews.csv").is_file()

    def read(self, root: Path, request: ReadRequest) -> Iterator[Interaction | Problem]:
        """Yield them."""
        assert_type(request.task, Task)
        yield Interaction(
            kind="review", giver=Identity("ada"), taker=Identity("bob"), at=0, locator=str(root)
        )


class Given:
    """A model."""

    name = "given"
    title = "Reviews given"
    unit = "reviews"
    version = 1
    needs = frozenset({"interactions"})
    after = frozenset[str]()

    @attrs.frozen(kw_only=True)
    class Params:
        """Parameters of a model."""

        least: int = 1

    def run(
        self,
        evidence: Evidence,
        params: Any,
        upstream: Mapping[str, ModelResult],
    ) -> ModelResult:
        """Count."""
        given = float(len(evidence.interactions))
        reason = Reason(text="reviews", share=1.0)
        score = Score(subject=Subject("project", "p", "p"), value=given, reasons=(reason,))
        return ModelResult(
            model=self.name,
            title=self.title,
            version=self.version,
            unit=self.unit,
            params=attrs.asdict(params),
            scores=(score,),
        )


class Short:
    """A renderer."""

    name = "short"

    def render(self, report: Report) -> str:
        """Return one line."""
        return f"{len(report.results)} results"


source: Source = Reviews()
model: Model = Given()
renderer: Renderer = Short()
no_source: Source = Short()  # type: ignore[assignment]


@hookimpl
def influencekit_register_models(register: Register[Model]) -> None:
    """Offer the model."""
    register(Given())


registry = Registry()
registry.add(Reviews(), "reviews")
assert_type(registry.collect("models"), dict[str, Any])

# A test

ages: Floats = evidence("2024-01-03 ada a.py +1").commits.authored_at / 86_400.0
