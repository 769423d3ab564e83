"""Logistic regression, one class against the rest, fitted with scikit-learn, epoch by epoch.

Averaged stochastic gradient descent (Bottou 2010, "Large-scale machine learning with stochastic gradient
descent") with an L2 penalty.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from influencekit.columns import Floats, Ints
from influencekit.errors import MachineError

PENALTY = 1e-4
"""Of the squared weights, beside the mean loss of a message."""
_MISSING = (
    "Training needs scikit-learn, which is not installed: pip install 'influencekit[learn]'. "
    "Using a trained model does not need it."
)


def steps(
    table: Any, labels: Ints, classes: int, *, epochs: int, seed: int
) -> Iterator[tuple[Floats, Floats]]:
    """Yield weights, shape (classes, columns), and one intercept a class, after each epoch.

    Parameters
    ----------
    table
        One row a message, one column a feature: an array or a sparse matrix.
    labels
        The class of each row, a number below `classes`.

    Raises
    ------
    MachineError
        scikit-learn is not installed.
    """
    _, linear, _ = libraries()
    model = linear.SGDClassifier(
        loss="log_loss",
        alpha=PENALTY,
        average=True,
        random_state=np.random.RandomState(seed),  # an instance: each epoch has its own order
    )
    for _ in range(epochs):
        model.partial_fit(table, labels, classes=np.arange(classes))
        yield _one_a_class(model.coef_), _one_a_class(model.intercept_)


def loss(margins: Floats, labels: Ints, weights: Floats) -> float:
    """Return what is minimised: log loss of a message, summed over the classes, and `PENALTY`'s."""
    truth = np.arange(margins.shape[1]) == labels[:, None]
    mean = np.logaddexp(0, np.where(truth, -margins, margins)).sum(axis=1).mean()
    return float(mean + PENALTY / 2 * np.square(weights).sum())


def _one_a_class(fitted: Floats) -> Floats:
    """Return one row a class: of two classes scikit-learn keeps the second alone."""
    return np.concatenate([-fitted, fitted]) if len(fitted) == 1 else fitted.copy()


def libraries() -> tuple[Any, Any, Any]:
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
