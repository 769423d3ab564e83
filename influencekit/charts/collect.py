"""Pictures of a report as data: Vega-Lite specifications, drawn by whoever wants to look at them.

A model draws itself where it has a method ``charts`` (see `protocols.ChartedModel`); of any other
the scores become bars. What a chart shows of single persons is what the result that it is given still
holds: privacy comes before.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import attrs

from influencekit.charts.bars import bars
from influencekit.charts.built_on import built_on, people_built_on
from influencekit.charts.knowledge_map import knowledge_map
from influencekit.charts.known_areas import known_areas
from influencekit.charts.life import activity, line_age
from influencekit.charts.mentoring import mentoring, pair_progress
from influencekit.charts.posts import post_areas, posts
from influencekit.errors import PluginError
from influencekit.evidence import Evidence
from influencekit.protocols import ChartedModel, Model
from influencekit.registry import guarded
from influencekit.report import Chart, ModelResult, Problem

Drawn = Callable[[Evidence], Chart | None]
OVERVIEW: tuple[Drawn, ...] = (
    activity,
    line_age,
    built_on,
    knowledge_map,
    known_areas,
    posts,
    post_areas,
    mentoring,
)
"""Charts of the evidence itself; None: there is nothing to show."""
OF_PERSONS: tuple[Drawn, ...] = (people_built_on, pair_progress)
"""Those that tell single persons apart."""


def charts_of(
    evidence: Evidence,
    results: Mapping[str, ModelResult],
    models: Mapping[str, Model],
    *,
    people: bool = False,
) -> tuple[tuple[Chart, ...], tuple[Problem, ...]]:
    """Return every chart that there is, and what kept a model's own from being there.

    Parameters
    ----------
    results
        As they are to be shown: a chart shows no more.
    models
        Those that the results are of, by name.
    people
        Whether there are charts of single persons too.
    """
    problems: list[Problem] = []
    draws = (*OVERVIEW, *OF_PERSONS) if people else OVERVIEW
    charts = {chart.name: chart for draw in draws if (chart := draw(evidence))}
    for name, result in results.items():
        call = partial(_of_model, models.get(name), evidence, result)
        worked, found = guarded("model", name, call, problems)
        for chart in found if worked else bars(result):
            if chart.name in charts:
                message = f"There is a chart {chart.name!r} already; begin its name with {name!r}."
                problems.append(Problem(kind="model", name=name, message=message))
            else:
                charts[chart.name] = attrs.evolve(chart, model=name)
    return tuple(charts.values()), tuple(problems)


def _of_model(model: object, evidence: Evidence, result: ModelResult) -> tuple[Chart, ...]:
    if not isinstance(model, ChartedModel):
        return bars(result)
    return tuple(map(_checked, model.charts(evidence, result)))


def _checked(chart: Any) -> Chart:
    """Return `chart`, a specification that is an Altair chart as the mapping that it stands for."""
    if not isinstance(chart, Chart):
        raise PluginError(f"Its charts hold {type(chart).__name__!r}, which is no Chart.")
    given: Any = chart.spec
    spec = given.to_dict() if hasattr(given, "to_dict") else given
    if not isinstance(spec, Mapping):
        raise PluginError(f"The chart {chart.name!r} is no Vega-Lite specification.")
    return attrs.evolve(chart, spec=spec)
