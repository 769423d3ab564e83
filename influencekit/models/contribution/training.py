"""Trains a classifier of messages with scikit-learn, epoch by epoch, and cross-validates it.

Logistic regression, one class against the rest, by averaged stochastic gradient descent (Bottou 2010,
"Large-scale machine learning with stochastic gradient descent") with an L2 penalty.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from influencekit.columns import Floats, Ints
from influencekit.errors import InputError, MachineError
from influencekit.models.contribution.bags import Bags, learnt
from influencekit.models.contribution.classifier import (
    Classifier,
    blocks_of,
    frequencies,
    labelled,
    logistic,
    weighed,
)
from influencekit.models.contribution.grades import Grades
from influencekit.models.contribution.labelled import Labelled
from influencekit.models.scoring import Numbers
from influencekit.protocols import Task
from influencekit.words import count

PENALTY = 1e-4
"""Of the squared weights, beside the mean loss of a message."""
RAREST = 2
"""Messages that a term must be in."""
EPOCHS = 10
FOLDS = 10
_MISSING = (
    "Training needs scikit-learn, which is not installed: pip install 'influencekit[learn]'. "
    "Using a trained model does not need it."
)


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

    classifier: Classifier
    """Trained on all messages."""
    epochs: tuple[Epoch, ...]
    """Of training in the same way on those that were not held out."""


def train(
    data: Labelled, *, epochs: int = EPOCHS, seed: int = 0, task: Task | None = None
) -> Trained:
    """Train a classifier, with a tenth of the messages held out to see how far training helps.

    No project has messages on both sides, as far as projects are known. The same messages in any
    order give the same classifier.

    Raises
    ------
    InputError
        There are too few messages, or of one class alone.
    MachineError
        scikit-learn is not installed.
    """
    task, corpus, made = task or Task(), _Corpus.of(data), list[Epoch]()
    fit, held = next(folds(data, FOLDS, by_project=True, seed=seed))
    design = corpus.design(fit)
    for classifier in design.fitted(epochs, seed):
        task.check()
        task.progress("epochs", len(made), 2 * epochs)
        made.append(
            Epoch(
                number=len(made) + 1,
                loss=design.loss(classifier),
                dev=corpus.judged(design, classifier, held),
            )
        )
    design = corpus.design(np.arange(len(data)))
    for done, last in enumerate(design.fitted(epochs, seed), start=epochs):
        task.check()
        task.progress("epochs", done, 2 * epochs)
        classifier = last
    trained = {"messages": len(data), "epochs": epochs, "seed": seed}
    return Trained(classifier=attrs.evolve(classifier, trained=trained), epochs=tuple(made))


def cross_validated(
    data: Labelled, *, by_project: bool, seed: int = 0, task: Task | None = None
) -> tuple[Grades, int]:
    """Return how classifiers do on messages that they have not seen, and the number of folds.

    Parameters
    ----------
    by_project
        Whether a project's messages are all in one fold; messages of unknown projects stand alone.

    Raises
    ------
    InputError, MachineError
        As for `train`.
    """
    task, corpus = task or Task(), _Corpus.of(data)
    told = np.zeros(len(data), object)
    parts = list(folds(data, FOLDS, by_project=by_project, seed=seed))
    for done, (fit, held) in enumerate(parts):
        task.check()
        task.progress("folds", done, len(parts))
        design = corpus.design(fit)
        *_, classifier = design.fitted(EPOCHS, seed)
        told[held] = corpus.told(design, classifier, held)
    return Grades.of(data.labels, told.tolist()), len(parts)


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
    _, _, selection = _libraries()
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


@attrs.frozen(eq=False, kw_only=True)
class _Design:
    """What is learnt from: some messages as weighed terms, and their labels."""

    classes: tuple[str, ...]
    kept: Ints
    """Terms, as the corpus numbers them."""
    vocabulary: tuple[str, ...]
    idf: Floats
    bags: Bags
    labels: Ints
    """Index into `classes`, one a bag."""

    def fitted(self, epochs: int, seed: int) -> Iterator[Classifier]:
        """Yield a classifier after each epoch."""
        sparse, linear, _ = _libraries()
        values = weighed(self.bags, self.idf, blocks_of(self.vocabulary))
        table = sparse.csr_matrix(
            (values, self.bags.term, self.bags.starts), shape=(len(self.bags), len(self.kept))
        )
        model = linear.SGDClassifier(
            loss="log_loss",
            alpha=PENALTY,
            average=True,
            random_state=np.random.RandomState(seed),  # an instance: each epoch has its own order
        )
        for _ in range(epochs):
            model.partial_fit(table, self.labels, classes=np.arange(len(self.classes)))
            yield Classifier(
                classes=self.classes,
                vocabulary=self.vocabulary,
                idf=self.idf,
                weights=_one_a_class(model.coef_),
                intercepts=_one_a_class(model.intercept_),
            )

    def loss(self, classifier: Classifier) -> float:
        """Return the mean log loss of these messages, and half of `PENALTY` for squared weights."""
        margins = classifier.margins(self.bags)
        truth = np.arange(len(self.classes)) == self.labels[:, None]
        loss = np.logaddexp(0, np.where(truth, -margins, margins)).sum(axis=1).mean()
        return float(loss + PENALTY / 2 * np.square(classifier.weights).sum())


@attrs.frozen(eq=False, kw_only=True)
class _Corpus:
    """All messages, their terms counted once."""

    data: Labelled
    vocabulary: tuple[str, ...]
    bags: Bags
    labels: Ints

    @classmethod
    def of(cls, data: Labelled) -> "_Corpus":
        vocabulary, bags = learnt(data.messages)
        number = {name: index for index, name in enumerate(data.classes)}
        labels = np.array([number[label] for label in data.labels], np.int32)
        return cls(data=data, vocabulary=vocabulary, bags=bags, labels=labels)

    def design(self, rows: Numbers) -> _Design:
        """Return what is learnt from the messages in `rows` alone, their vocabulary too."""
        bags = self.bags.rows(rows)
        held_by = np.bincount(bags.term, minlength=len(self.vocabulary))
        kept = np.flatnonzero(held_by >= RAREST).astype(np.int32)
        if not len(kept):
            raise InputError(f"No word is in {RAREST} messages or more: there is nothing to learn.")
        bags = bags.having(kept)
        return _Design(
            classes=self.data.classes,
            kept=kept,
            vocabulary=tuple(self.vocabulary[at] for at in kept.tolist()),
            idf=frequencies(bags, len(kept)),
            bags=bags,
            labels=self.labels[rows],
        )

    def told(self, design: _Design, classifier: Classifier, rows: Numbers) -> list[str]:
        """Return what `classifier` tells of the messages in `rows`."""
        margins = classifier.margins(self.bags.rows(rows).having(design.kept))
        return labelled(logistic(margins), classifier.classes)

    def judged(self, design: _Design, classifier: Classifier, rows: Numbers) -> Grades:
        """Return how `classifier` does on the messages in `rows`."""
        true = [self.data.labels[row] for row in rows.tolist()]
        return Grades.of(true, self.told(design, classifier, rows))


def _one_a_class(fitted: Floats) -> Floats:
    """Return one row a class: of two classes scikit-learn keeps the second alone."""
    return np.concatenate([-fitted, fitted]) if len(fitted) == 1 else fitted.copy()


def _libraries() -> tuple[Any, Any, Any]:
    """Return scipy.sparse, sklearn.linear_model and sklearn.model_selection.

    Raises
    ------
    MachineError
        They are not installed.
    """
    try:
        from scipy import sparse  # noqa: PLC0415 - an extra
        from sklearn import linear_model, model_selection  # noqa: PLC0415 - an extra
    except ImportError:
        raise MachineError(_MISSING) from None
    return sparse, linear_model, model_selection
