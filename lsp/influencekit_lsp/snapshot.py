"""What a reading of one repository found, small enough to be kept at hand."""

from collections.abc import Mapping

import attrs

from influencekit.evidence import Evidence
from influencekit.history import LineOrigins
from influencekit.report import ModelResult, Problem


@attrs.frozen(eq=False, kw_only=True)
class Snapshot:
    """One repository at one revision."""

    evidence: Evidence
    results: Mapping[str, ModelResult] = attrs.field(factory=dict)
    origins: LineOrigins | None = None
    """None: line history is still being read, or no source knows it."""
    problems: tuple[Problem, ...] = ()

    @property
    def head(self) -> str:
        """Object id of the revision whose lines are known; empty where none are."""
        return self.origins.head if self.origins else ""
