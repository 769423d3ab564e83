"""Areas where much happens, and little is written about it or few know the code.

The list is normative: it says what would do the code good. What people are likely to read or to notice
next is another question with another answer; a list of that is never mixed into this.
"""

from collections.abc import Iterator, Mapping
from typing import ClassVar

import attrs

from influencekit.areas import OTHER
from influencekit.evidence import Evidence
from influencekit.models.counted import latest_commit
from influencekit.models.opportunity.normative import (
    NOTES,
    Work,
    facts_of,
    heaviest,
    keepers,
    lacking,
)
from influencekit.models.opportunity.scopes import Window, areas, called
from influencekit.models.opportunity.uncertainty import INTERVAL, SHORT
from influencekit.models.scoring import result
from influencekit.report import ModelResult, Score


@attrs.frozen(kw_only=True)
class OpportunitiesParams:
    """What `Opportunities` can be told."""

    window: float = attrs.field(default=365.0, validator=attrs.validators.gt(0))
    """How long before "now" a commit counts; days."""


class Opportunities:
    """For each area the recent commits to code that nothing is written about, or that few know.

    The reasons do not overlap: each commit is under the first that holds. The detail ``next`` is a
    suggestion in words.
    """

    name = "opportunities"
    title = "Where much happens, and little is written or few know the code"
    unit = "commits/365 d"
    version = 3
    needs = frozenset({"commits", "touches"})
    after: frozenset[str] = frozenset()
    Params: ClassVar[type] = OpportunitiesParams

    def run(
        self,
        evidence: Evidence,
        params: OpportunitiesParams,
        upstream: Mapping[str, ModelResult],  # noqa: ARG002 - the protocol's
    ) -> ModelResult:
        """Score the areas."""
        window = Window(end=evidence.as_of, days=params.window)
        scores = list(_scores(evidence, window))
        sure = any(score.low is not None for score in scores)
        found = result(self, params, scores, [*NOTES, INTERVAL if sure else SHORT])
        return attrs.evolve(found, unit=f"commits/{params.window:g} d")


def _scores(evidence: Evidence, window: Window) -> Iterator[Score]:
    scope, facts = areas(evidence, window), facts_of(evidence, window)
    work = Work.of(facts, scope)
    kept = keepers(facts, scope, latest_commit(evidence))
    number = {subject: at for at, subject in enumerate(scope.subjects)}
    for score in lacking(evidence, scope, window, work):
        if score.subject.key == OTHER:  # no one thing that somebody could look after
            continue
        at, name = number[score.subject], called(score.subject)
        if int(score.details["unwritten_commits"]) >= int(score.details["few_know_commits"]):
            commit = int(heaviest(work, at)[0])
            start = f"{evidence.commits.oid[commit][:10]} ({evidence.commits.subject[commit]})"
            action = f"Write about {name}, starting from {start}."
        elif at in kept:
            action = f"Have the only one who knows most of {name} make its next change with somebody else."
        else:
            action = f"Find somebody to look after {name}: most of what changed has no author left."
        yield attrs.evolve(score, details={**score.details, "next": action})
