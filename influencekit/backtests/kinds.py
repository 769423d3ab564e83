"""Holds the rules for contribution kinds, and a trained classifier, to what people said of commits."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping

from influencekit.backtests import Given
from influencekit.models.contribution.classifier import Rules
from influencekit.models.contribution.grades import Grades, class_tables
from influencekit.models.contribution.judging import judged
from influencekit.models.contribution.labelled import Labelled
from influencekit.models.contribution.rules import OTHER
from influencekit.models.contribution.training import cross_validated, train
from influencekit.protocols import Task
from influencekit.report import Table

NEEDS = frozenset({"files"})
DATA = "CSV files with the columns label and message, and perhaps project"
_FOLDS = (
    "The rules learn nothing from it. Each fold is told by a classifier that was trained, its vocabulary "
    "too, on the others."
)


def backtest(given: Given) -> tuple[Table, ...]:
    """Return how well kinds are told within each file, and from each file to each other.

    Raises
    ------
    InputError
        A file is no such CSV, has too few messages, or of one class alone.
    MachineError
        scikit-learn is not installed.
    """
    files = {name: Labelled.of_csv(text, name) for name, text in given.files.items()}
    tables = [table for name, data in files.items() for table in _within(name, data, given.task)]
    if len(files) > 1:
        tables.append(_across(files, given.task))
    return tuple(tables)


def most_frequent(data: Labelled) -> Grades:
    """Return how well it does to tell every message the most frequent class."""
    frequent = min(Counter(data.labels).items(), key=lambda item: (-item[1], item[0]))[0]
    return Grades.of(data.labels, [frequent] * len(data))


def _within(name: str, data: Labelled, task: Task) -> Iterator[Table]:
    rules, notes = judged(Rules.among(data.labels), data) if _ruled(data) else (None, ())
    trained, folds = cross_validated(data, by_project=False, task=task)
    grouped, parts = cross_validated(data, by_project=True, task=task)
    ways = {
        "most frequent class": most_frequent(data),
        "rules": rules,
        f"trained, {folds} folds": trained,
        f"trained, {parts} folds by project": grouped,
    }
    told = {way: grades for way, grades in ways.items() if grades}
    known = sum(map(bool, data.projects))
    yield Table(
        name="kinds",
        title=f"Contribution kinds in {name}",
        columns=("way", "accuracy", "macro-F1"),
        rows=tuple((way, grades.accuracy, grades.macro_f1) for way, grades in told.items()),
        notes=(
            *data.notes,
            *notes,
            _FOLDS,
            f"No project is in two of the folds by project; that of {known:,} messages is known.",
        ),
    )
    if rules:
        yield from class_tables(rules, "kinds-rules", "The rules")
    yield from class_tables(trained, "kinds-trained", f"Trained, {folds} folds")


def _ruled(data: Labelled) -> bool:
    """Whether the rules know any of the labels."""
    return not set(data.classes).isdisjoint(Rules.among(data.labels).classes)


def _across(files: Mapping[str, Labelled], task: Task) -> Table:
    rows: list[tuple[str | float | None, ...]] = []
    notes: dict[str, None] = {}
    for source, target in itertools.permutations(files, 2):
        data = files[target]
        if set(files[source].classes).isdisjoint(data.classes):
            notes[f"{source} and {target} have no label in common."] = None
            continue
        grades, said = judged(train(files[source], task=task).classifier, data)
        notes |= dict.fromkeys(said)
        rows += (
            (source, target, name, *_figures(grades, name))
            for name in grades.classes
            if name != OTHER and grades.support(name)
        )
    return Table(
        name="kinds-across",
        title="Trained on one file, judged on another",
        columns=("trained on", "judged on", "class", "precision", "recall", "F1", "messages"),
        rows=tuple(rows),
        notes=tuple(notes),
    )


def _figures(grades: Grades, name: str) -> tuple[float | None, float | None, float | None, int]:
    return grades.precision(name), grades.recall(name), grades.f1(name), grades.support(name)
