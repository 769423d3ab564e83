"""How well labels were told: precision, recall, F1 and the confusion matrix."""

from collections.abc import Sequence

import attrs
import numpy as np

from influencekit.columns import Ints
from influencekit.report import Table


@attrs.frozen(eq=False, kw_only=True)
class Grades:
    """What was told beside what is true.

    A figure that would be 0 / 0 is None: a class that was never told has no precision, one that
    does not occur no recall.

    Examples
    --------
    >>> found = Grades.of(["a", "a", "b", "b"], ["a", "b", "b", "b"])
    >>> found.classes, found.confusion.tolist(), found.accuracy
    (('a', 'b'), [[1, 1], [0, 2]], 0.75)
    >>> [round(found.f1(name), 3) for name in found.classes], round(found.macro_f1, 3)
    ([0.667, 0.8], 0.733)
    """

    classes: tuple[str, ...]
    """All that is true or was told, ascending."""
    confusion: Ints
    """Messages: one row for each true class, one column for each told."""

    @classmethod
    def of(cls, true: Sequence[str], told: Sequence[str]) -> "Grades":
        """Count pairs."""
        classes = tuple(sorted({*true, *told}))
        number = {name: index for index, name in enumerate(classes)}
        confusion = np.zeros((len(classes), len(classes)), np.int32)
        for one, other in zip(true, told, strict=True):
            confusion[number[one], number[other]] += 1
        return cls(classes=classes, confusion=confusion)

    @property
    def accuracy(self) -> float | None:
        """The share of messages that were told right."""
        return _ratio(int(np.trace(self.confusion)), int(self.confusion.sum()))

    def support(self, name: str) -> int:
        """Return how many messages are of the class."""
        return int(self.confusion[self.classes.index(name)].sum())

    def precision(self, name: str) -> float | None:
        """Return the share of those told to be of the class that are."""
        at = self.classes.index(name)
        return _ratio(int(self.confusion[at, at]), int(self.confusion[:, at].sum()))

    def recall(self, name: str) -> float | None:
        """Return the share of those of the class that were told to be."""
        at = self.classes.index(name)
        return _ratio(int(self.confusion[at, at]), int(self.confusion[at].sum()))

    def f1(self, name: str) -> float | None:
        """Return 2·TP / (2·TP + FP + FN), the harmonic mean of precision and recall."""
        at = self.classes.index(name)
        total = int(self.confusion[at].sum() + self.confusion[:, at].sum())
        return _ratio(2 * int(self.confusion[at, at]), total)

    def macro(self, measure: str) -> float | None:
        """Return the mean of ``"precision"``, ``"recall"`` or ``"f1"`` over the classes that occur.

        A class whose precision is undefined counts 0 there, as in scikit-learn.
        """
        there = [name for name in self.classes if self.support(name)]
        return _ratio(sum(getattr(self, measure)(name) or 0.0 for name in there), len(there))

    @property
    def macro_f1(self) -> float | None:
        """The mean F1 of the classes that occur."""
        return self.macro("f1")


def _ratio(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def class_tables(
    grades: Grades, name: str, title: str, notes: Sequence[str] = ()
) -> tuple[Table, Table]:
    """Return the classification report and the confusion matrix.

    Parameters
    ----------
    name, title
        What both are of; the tables' own names and titles begin so.
    notes
        Of the report.
    """
    rows: list[tuple[str | float | None, ...]] = [
        (each, grades.precision(each), grades.recall(each), grades.f1(each), grades.support(each))
        for each in grades.classes
    ]
    total = int(grades.confusion.sum())
    rows.append(("macro mean", *map(grades.macro, ("precision", "recall", "f1")), total))
    rows.append(("accuracy", None, None, grades.accuracy, total))
    report = Table(
        name=f"{name}-report",
        title=f"{title}: precision, recall and F1 of each class",
        columns=("class", "precision", "recall", "F1", "messages"),
        rows=tuple(rows),
        notes=tuple(notes),
    )
    confusion = Table(
        name=f"{name}-confusion",
        title=f"{title}: true classes and what was told",
        columns=("true class", *(f"told {each}" for each in grades.classes)),
        rows=tuple(
            (each, *row)
            for each, row in zip(grades.classes, grades.confusion.tolist(), strict=True)
        ),
    )
    return report, confusion
