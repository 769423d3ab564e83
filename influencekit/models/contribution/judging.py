"""Holds whatever sorts messages to messages that people have sorted."""

from collections.abc import Sequence
from typing import Protocol

from influencekit.columns import Floats
from influencekit.errors import InputError
from influencekit.models.contribution.classifier import UNKNOWN, labelled, labelled_among
from influencekit.models.contribution.grades import Grades
from influencekit.models.contribution.labelled import Labelled
from influencekit.models.contribution.rules import OTHER
from influencekit.protocols import Task
from influencekit.words import listed


class Sorts(Protocol):
    """What sorts messages into classes: `classifier.Classifier`, `classifier.Rules`, or another."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that it can tell, ascending."""

    def probabilities(self, messages: Sequence[str], task: Task | None = None) -> Floats:
        """Return the probability of each class against the rest, shape (messages, classes)."""

    def because(
        self, messages: Sequence[str], told: Sequence[str], task: Task | None = None
    ) -> list[tuple[str, ...]]:
        """Return for each message what in it speaks for the class `told`, one of `classes`."""


def judged(
    sorter: Sorts, data: Labelled, task: Task | None = None
) -> tuple[Grades, tuple[str, ...]]:
    """Return how well `sorter` does on `data`, and what that means where labels differ.

    Labels that it does not know count together as ``other``. It is then asked about the labels that
    it knows alone, and tells ``other`` where none has a probability above 0.5.

    Raises
    ------
    InputError
        It knows none of the labels.
    """
    shared = [label for label in data.classes if label in sorter.classes]
    foreign = [label for label in data.classes if label not in sorter.classes]
    if not shared:
        raise InputError(
            f"The data are labelled {listed(foreign)}, and none of these is known to the model: it "
            f"tells {listed(sorter.classes)}."
        )
    probabilities = sorter.probabilities(data.messages, task)
    if not foreign:
        return Grades.of(data.labels, labelled(probabilities, sorter.classes)), ()
    told = labelled_among(probabilities, sorter.classes, shared)
    grades = Grades.of(
        [label if label in shared else OTHER for label in data.labels],
        [OTHER if label == UNKNOWN else label for label in told],
    )
    note = (
        f"Not known to the model: {listed(foreign)}. Together they are {OTHER!r}, which is told where "
        "no other class has a probability above 0.5."
    )
    return grades, (note,)
