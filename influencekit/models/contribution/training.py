"""Trains a classifier of messages with scikit-learn, epoch by epoch, and cross-validates it."""

from collections import Counter
from collections.abc import Iterator

import attrs
import numpy as np

from influencekit.columns import Floats, Ints
from influencekit.errors import InputError
from influencekit.models.contribution import fitting
from influencekit.models.contribution.classifier import Classifier, labelled, logistic
from influencekit.models.contribution.corpora import Corpus, Design, Vectors, Words
from influencekit.models.contribution.encoded import Encoded
from influencekit.models.contribution.grades import Grades
from influencekit.models.contribution.labelled import Labelled
from influencekit.models.scoring import Numbers
from influencekit.protocols import Encoder, Task
from influencekit.words import count

EPOCHS = 10
FOLDS = 10


@attrs.frozen(kw_only=True)
class Epoch:
    """What one more pass over the training messages led to."""

    number: int
    """Counted from 1."""
    loss: float
    """What is minimised: log loss of a training message, summed over the classes, and the penalty."""
    dev: Grades
    """Of the messages that were held out."""


@attrs.frozen(eq=False, kw_only=True)
class Trained:
    """A classifier, and how well its like did on messages that were held out."""

    classifier: Classifier | Encoded
    """Trained on all messages."""
    epochs: tuple[Epoch, ...]
    """Of training in the same way on those that were not held out."""


def train(
    data: Labelled,
    *,
    epochs: int = EPOCHS,
    seed: int = 0,
    encoder: Encoder | None = None,
    task: Task | None = None,
) -> Trained:
    """Train a classifier, with a tenth of the messages held out to see how far training helps.

    No project has messages on both sides, as far as projects are known. The same messages in any
    order give the same classifier.

    Parameters
    ----------
    encoder
        Learn from its vectors of the messages; by default from their terms.

    Raises
    ------
    InputError
        There are too few messages, or of one class alone.
    MachineError
        scikit-learn is not installed, or what the encoder needs.
    PluginError
        The encoder returns no vectors.
    """
    task, made = task or Task(), list[Epoch]()
    fit, held = next(folds(data, FOLDS, by_project=True, seed=seed))
    corpus, labels = _corpus(data, encoder, task), _numbers(data)
    design = corpus.design(fit)
    for weights, intercepts in _fitted(design, labels[fit], data, epochs, seed):
        task.check()
        task.progress("epochs", len(made), 2 * epochs)
        loss = fitting.loss(design.margins(weights, intercepts, fit), labels[fit], weights)
        true = [data.labels[row] for row in held.tolist()]
        dev = Grades.of(true, _told(design, data, weights, intercepts, held))
        made.append(Epoch(number=len(made) + 1, loss=loss, dev=dev))
    design = corpus.design(np.arange(len(data)))
    for done, last in enumerate(_fitted(design, labels, data, epochs, seed), start=epochs):
        task.check()
        task.progress("epochs", done, 2 * epochs)
        weights, intercepts = last
    trained = {"messages": len(data), "epochs": epochs, "seed": seed}
    classifier = attrs.evolve(design.classifier(weights, intercepts), trained=trained)
    return Trained(classifier=classifier, epochs=tuple(made))


def cross_validated(
    data: Labelled,
    *,
    by_project: bool,
    seed: int = 0,
    encoder: Encoder | None = None,
    task: Task | None = None,
) -> tuple[Grades, int]:
    """Return how classifiers do on messages that they have not seen, and the number of folds.

    Parameters
    ----------
    by_project
        Whether a project's messages are all in one fold; messages of unknown projects stand alone.
    encoder
        As for `train`.

    Raises
    ------
    InputError, MachineError, PluginError
        As for `train`.
    """
    task = task or Task()
    told = np.zeros(len(data), object)
    parts = list(folds(data, FOLDS, by_project=by_project, seed=seed))
    corpus, labels = _corpus(data, encoder, task), _numbers(data)
    for done, (fit, held) in enumerate(parts):
        task.check()
        task.progress("folds", done, len(parts))
        design = corpus.design(fit)
        *_, last = _fitted(design, labels[fit], data, EPOCHS, seed)
        told[held] = _told(design, data, *last, held)
    return Grades.of(data.labels, told.tolist()), len(parts)


def _corpus(data: Labelled, encoder: Encoder | None, task: Task) -> Corpus:
    return Words.of(data) if encoder is None else Vectors.of(data, encoder, task)


def _numbers(data: Labelled) -> Ints:
    """Return each message's label as an index into the classes."""
    number = {name: index for index, name in enumerate(data.classes)}
    return np.array([number[label] for label in data.labels], np.int32)


def _fitted(
    design: Design, labels: Ints, data: Labelled, epochs: int, seed: int
) -> Iterator[tuple[Floats, Floats]]:
    return fitting.steps(
        design.table(),
        labels,
        len(data.classes),
        epochs=epochs,
        seed=seed,
    )


def _told(
    design: Design, data: Labelled, weights: Floats, intercepts: Floats, rows: Numbers
) -> list[str]:
    """Return what is told of the messages in `rows`."""
    return labelled(logistic(design.margins(weights, intercepts, rows)), data.classes)


def folds(
    data: Labelled, most: int, *, by_project: bool, seed: int
) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield rows to train on and rows to judge by: each row is judged once, classes stay balanced.

    There are `most` folds, or fewer where a class has fewer messages.

    Raises
    ------
    InputError
        There are too few messages, or of one class alone.
    """
    sizes = Counter(data.labels)
    if len(sizes) < 2:
        raise InputError(
            f"All {count(len(data), 'message')} labelled {data.labels[0]!r}: there is nothing to tell "
            "apart. Give data with two labels or more."
        )
    rarest, least = min(sizes.items(), key=lambda item: (item[1], item[0]))
    if least < 2:
        raise InputError(
            f"There is just one message labelled {rarest!r}: one to learn from and one to "
            "judge by are needed at least. Add some, or leave it out."
        )
    _, _, selection = fitting.libraries()
    number = min(most, least)
    if by_project:
        groups = np.unique(_groups(data), return_inverse=True)[1]
        number = min(number, len(set(groups.tolist())))
        if number < 2:
            raise InputError("All messages are of one project: none could be judged by another's.")
        split = selection.StratifiedGroupKFold(number, shuffle=True, random_state=seed)
        yield from split.split(data.messages, data.labels, groups)
    else:
        split = selection.StratifiedKFold(number, shuffle=True, random_state=seed)
        yield from split.split(data.messages, data.labels)


def _groups(data: Labelled) -> list[str]:
    return [
        f"project {project}" if project else f"message {row}"
        for row, project in enumerate(data.projects)
    ]
