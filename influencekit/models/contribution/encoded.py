"""A trained classifier of messages on the vectors of an encoder: a pretrained model that a plugin offers.

The encoder stays as it is; what is trained is one weight for each number of a vector and each class.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

import attrs
import numpy as np

from influencekit.columns import Floats
from influencekit.errors import InfluenceKitError, PluginError
from influencekit.models.contribution.bags import plain
from influencekit.models.contribution.classifier import logistic, parts
from influencekit.protocols import Encoder, Task

Answer = TypeVar("Answer")
MOST = 1 << 16
"""Numbers of a vector at most."""


@attrs.frozen(eq=False, kw_only=True)
class Encoded:
    """Weights of an encoder's numbers for each class.

    The probability of a class against the rest is 1 / (1 + exp(-m)) with m the weighted sum of the
    message's vector; those of a message do not sum to 1.
    """

    classes: tuple[str, ...]
    """Ascending."""
    encoder: Encoder
    digest: str
    """Of the encoder, as it was when this was trained."""
    weights: Floats
    """Shape (classes, numbers of a vector)."""
    intercepts: Floats
    """One a class."""
    trained: Mapping[str, int | float | str] = attrs.field(factory=dict)
    """How it came to be."""

    def margins(self, vectors: Floats) -> Floats:
        """Return m for each vector and class."""
        if vectors.shape[1] != self.weights.shape[1]:
            raise PluginError(
                f"The encoder {self.encoder.name!r} returns {vectors.shape[1]:,} numbers a message, "
                f"and this model was trained on {self.weights.shape[1]:,}. Train it anew."
            )
        found: Floats = vectors @ self.weights.T + self.intercepts
        return found

    def probabilities(self, messages: Sequence[str], task: Task | None = None) -> Floats:
        """Return the probability of each class against the rest, shape (messages, classes)."""
        if not messages:
            return np.zeros((0, len(self.classes)))
        return logistic(self.margins(vectors_of(self.encoder, messages, task or Task())))

    def because(
        self,
        messages: Sequence[str],
        told: Sequence[str],  # noqa: ARG002 - there is no reason, whatever was told
        task: Task | None = None,  # noqa: ARG002 - as above
    ) -> list[tuple[str, ...]]:
        """Return no reasons: what an encoder sees in a message is in no single word."""
        return [()] * len(messages)


def vectors_of(encoder: Encoder, messages: Sequence[str], task: Task) -> Floats:
    """Return one row a message: what `encoder` makes of the part that is looked at.

    Raises
    ------
    PluginError
        It returns something else than one row of finite numbers for each message.
    """
    found = []
    for part in parts(messages, "vectors", task, at_once=256):
        texts = [plain(message) for message in part]
        told = asked(encoder, partial(encoder.encode, texts, task))
        rows = asked(encoder, partial(np.asarray, told, np.float64))
        if rows.ndim != 2 or len(rows) != len(part) or not 0 < rows.shape[1] <= MOST:
            raise PluginError(
                f"The encoder {encoder.name!r} returned an array of the shape {rows.shape} for "
                f"{len(part):,} messages, not one row for each."
            )
        if not np.isfinite(rows).all():
            raise PluginError(f"The encoder {encoder.name!r} returned numbers that are not finite.")
        found.append(rows)
    if len({rows.shape[1] for rows in found}) != 1:
        raise PluginError(f"The encoder {encoder.name!r} returned rows of different lengths.")
    return np.concatenate(found)


def asked(encoder: Encoder, ask: Callable[[], Answer]) -> Answer:
    """Return what `ask` returns, which asks `encoder` for something.

    Raises
    ------
    PluginError
        The encoder failed in a way that it should not.
    """
    try:
        return ask()
    except InfluenceKitError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        raise PluginError(f"The encoder {encoder.name!r} failed: {what}.") from error
