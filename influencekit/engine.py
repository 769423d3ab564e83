"""Runs models over evidence, each after those that it builds on."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Any

import attrs

from influencekit import words
from influencekit.contract import check_result
from influencekit.errors import SettingsError
from influencekit.evidence import Evidence
from influencekit.params import params_of
from influencekit.protocols import Model, Task
from influencekit.registry import guarded
from influencekit.report import ModelResult, Problem

_PRESENT: Mapping[str, Callable[[Evidence], int]] = {
    "commits": lambda evidence: len(evidence.commits),
    "touches": lambda evidence: len(evidence.touches),
    "lines": lambda evidence: len(evidence.lines),
    "replacements": lambda evidence: len(evidence.replacements),
    "credits": lambda evidence: len(evidence.credits),
    "posts": lambda evidence: len(evidence.posts),
    "interactions": lambda evidence: len(evidence.interactions),
    "notes": lambda evidence: len(evidence.notes),
}
"""How much there is of what a model can need."""
_FROM_LINES = frozenset({"lines", "replacements"})


@attrs.frozen
class _Step:
    model: Model
    needs: frozenset[str]
    after: frozenset[str]
    params: Any


def run(
    evidence: Evidence,
    models: Mapping[str, Model],
    *,
    wanted: Collection[str] | None = None,
    params: Mapping[str, Mapping[str, Any]] | None = None,
    origins: Mapping[str, str] | None = None,
    task: Task | None = None,
) -> tuple[dict[str, ModelResult], tuple[Problem, ...]]:
    """Run `models`, and say of each that has no result why.

    Parameters
    ----------
    wanted
        Names of those to run, with those that they build on; None: all but those with `on_request`.
    params
        For each model by name: the parameters that differ from the model's defaults.
    origins
        For each ``models.NAME`` the file that its parameters are from, for errors.
    task
        Told of progress; once it is cancelled no further model is started.

    Returns
    -------
    results
        By name, in the order of `models`.
    problems
        One for each model without a result.

    Raises
    ------
    SettingsError
        A parameter is unknown or has the wrong type or value.
    """
    task, problems = task or Task(), list[Problem]()
    steps = _wanted(_steps(models, params or {}, origins or {}, problems), wanted)
    results: dict[str, ModelResult] = {}
    order = _ordered(steps, problems)
    for done, name in enumerate(order):
        if task.cancelled:
            problems += (_problem(left, "Stopped before it was run.") for left in order[done:])
            break
        task.progress("models", done, len(order))
        _run_one(name, steps[name], evidence, results, problems)
    return {name: results[name] for name in models if name in results}, tuple(problems)


def _wanted(steps: Mapping[str, _Step], names: Collection[str] | None) -> dict[str, _Step]:
    """Return the steps that are asked for, and those that they come after."""
    if names is None:
        names = [name for name, step in steps.items() if not on_request(step.model)]
    chosen, stack = set[str](), list(names)
    while stack:
        name = stack.pop()
        if name in steps and name not in chosen:
            chosen.add(name)
            stack += steps[name].after
    return {name: step for name, step in steps.items() if name in chosen}


def on_request(model: Model) -> bool:
    """Whether a model is run only where it is named: it takes long, or few ask."""
    return bool(getattr(model, "on_request", False))


def _steps(
    models: Mapping[str, Model],
    params: Mapping[str, Mapping[str, Any]],
    origins: Mapping[str, str],
    problems: list[Problem],
) -> dict[str, _Step]:
    """Return what is to be run, where a model's own attributes allow that."""
    steps = {}
    for name, model in models.items():
        file = origins.get(f"models.{name}", "settings")
        call = partial(_step, model, params.get(name, {}), file)
        worked, step = guarded("model", name, call, problems)
        if worked:
            steps[name] = step
        elif isinstance(step, SettingsError):
            raise step
    problems += (
        _problem(name, "The settings have parameters for it, but no plugin supplies it.")
        for name in sorted(params.keys() - models.keys())
    )
    return steps


def _step(model: Model, given: Mapping[str, Any], file: str) -> _Step:
    needs, after = frozenset(model.needs), frozenset(model.after)
    return _Step(model, needs, after, params_of(model, given, file))


def _problem(model: str, message: str) -> Problem:
    return Problem(kind="model", name=model, message=message)


def _ordered(steps: Mapping[str, _Step], problems: list[Problem]) -> list[str]:
    """Return the names so that each follows those it comes after; what runs in a circle is left out."""
    graph = {name: sorted(step.after & steps.keys()) for name, step in steps.items()}
    while True:
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = error.args[1]
            for name in sorted(set(circle)):
                message = f"It waits for itself: {' waits for '.join(reversed(circle))}."
                problems.append(_problem(name, message))
                del graph[name]
        else:
            return [name for name in order if name in graph]


def _run_one(
    name: str,
    step: _Step,
    evidence: Evidence,
    results: dict[str, ModelResult],
    problems: list[Problem],
) -> None:
    if lacking := sorted(step.after - results.keys()):
        problems.append(_problem(name, f"It builds on {words.listed(lacking)}, without a result."))
    elif lack := missing(step.needs, evidence):
        problems.append(_problem(name, lack))
    else:
        upstream = {known: results[known] for known in sorted(step.after)}

        def call() -> ModelResult:
            result = step.model.run(evidence, step.params, upstream)
            check_result(name, result)
            return result

        worked, result = guarded("model", name, call, problems)
        if worked:
            results[name] = result


def missing(needs: frozenset[str], evidence: Evidence) -> str:
    """Return what is to be said about the needs that are not met; empty where all are."""
    if unknown := sorted(needs - _PRESENT.keys()):
        return f"It needs {words.listed(unknown)}; what a model can need is {words.listed(sorted(_PRESENT))}."
    absent = [name for name in _PRESENT if name in needs and not _PRESENT[name](evidence)]
    if not absent:
        return ""
    unread = not evidence.complete and not _FROM_LINES.isdisjoint(absent)
    why = "line history has not been read to the end" if unread else "no source found any"
    return f"It needs {words.listed(absent)}: {why}."
