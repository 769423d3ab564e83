"""A trained classifier of messages: linear, one class against the rest, on weighed bags of terms.

Only numpy is needed to use one; `influencekit.models.contribution.training` makes one.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import attrs
import numpy as np

from influencekit.columns import Floats, Ints
from influencekit.models.contribution.bags import BLOCKS, Bags, bags_of
from influencekit.models.contribution.rules import CLASSES, KINDS, OTHER, kind_of
from influencekit.protocols import Task

UNKNOWN = "unknown"
"""The class of a message that nothing speaks for."""
_WORDS = 3
"""That are named as reasons."""


def frequencies(bags: Bags, terms: int) -> Floats:
    """Return ln((1 + n) / (1 + d)) + 1 for each term: it is in d of the n bags.

    The smoothed inverse document frequency of scikit-learn's ``TfidfTransformer``.
    """
    held: Floats = np.log((1 + len(bags)) / (1 + np.bincount(bags.term, minlength=terms))) + 1
    return held


def weighed(bags: Bags, idf: Floats, block: Ints) -> Floats:
    """Return the weight of each row of `bags`: within a bag each block has the length in `BLOCKS`.

    Parameters
    ----------
    idf, block
        One a term: its inverse document frequency, and its block as an index into `BLOCKS`.
    """
    value = bags.amount * idf[bags.term]
    part = bags.message.astype(np.int64) * len(BLOCKS) + block[bags.term]
    length = np.sqrt(np.bincount(part, value * value, len(bags) * len(BLOCKS)))
    wanted = np.array(list(BLOCKS.values()))
    weights: Floats = value / length[part] * wanted[block[bags.term]]
    return weights


def blocks_of(vocabulary: Sequence[str]) -> Ints:
    """Return the block of each term, an index into `BLOCKS`."""
    number = {letter: index for index, letter in enumerate(BLOCKS)}
    return np.array([number[term[0]] for term in vocabulary], np.int32)


@attrs.frozen(eq=False, kw_only=True)
class Classifier:
    """Weights of terms for each class.

    The probability of a class against the rest is 1 / (1 + exp(-m)) with m the weighted sum of the
    message's terms; those of a message do not sum to 1.
    """

    classes: tuple[str, ...]
    """Ascending."""
    vocabulary: tuple[str, ...]
    """Terms, ascending."""
    idf: Floats
    """One a term."""
    weights: Floats
    """Shape (classes, terms)."""
    intercepts: Floats
    """One a class."""
    trained: Mapping[str, int | float | str] = attrs.field(factory=dict)
    """How it came to be: rows, epochs, figures; no names of people."""

    def margins(self, bags: Bags) -> Floats:
        """Return m for each bag and class."""
        value = weighed(bags, self.idf, blocks_of(self.vocabulary))
        sums = [
            np.bincount(bags.message, value * weights[bags.term], len(bags))
            for weights in self.weights
        ]
        found: Floats = np.stack(sums, axis=1) + self.intercepts
        return found

    def probabilities(self, messages: Sequence[str], task: Task | None = None) -> Floats:
        """Return the probability of each class against the rest, shape (messages, classes)."""
        found = [
            logistic(self.margins(bags_of(part, self.vocabulary)))
            for part in parts(messages, "messages", task)
        ]
        return np.concatenate([np.zeros((0, len(self.classes))), *found])

    def because(
        self, messages: Sequence[str], told: Sequence[str], task: Task | None = None
    ) -> list[tuple[str, ...]]:
        """Return for each message what speaks most for the class `told`, heaviest first.

        Words and pairs of words; runs of characters say nothing to a reader.
        """
        number = {name: index for index, name in enumerate(self.classes)}
        classes = iter([number[name] for name in told])
        found: list[tuple[str, ...]] = []
        for part in parts(messages, "reasons", task):
            bags = bags_of(part, self.vocabulary)
            block, message = blocks_of(self.vocabulary), bags.message
            of = np.fromiter(islice(classes, len(part)), np.int32)
            weight = weighed(bags, self.idf, block) * self.weights[of[message], bags.term]
            rows = np.flatnonzero((block[bags.term] == 0) & (weight > 0))
            rows = rows[np.lexsort((bags.term[rows], -weight[rows], message[rows]))]
            words: list[dict[str, None]] = [{} for _ in part]
            for row, term in zip(message[rows].tolist(), bags.term[rows].tolist(), strict=True):
                words[row].setdefault(self.vocabulary[term][1:].removeprefix("^"))
            found += (tuple(islice(each, _WORDS)) for each in words)
        return found


def parts(
    messages: Sequence[str], what: str, task: Task | None, at_once: int = 1000
) -> Iterator[Sequence[str]]:
    """Yield `messages` in parts of which what is made fits into memory; tell `task` how far it is."""
    task = task or Task()
    for done in range(0, len(messages), at_once):
        task.check()
        task.progress(what, done, len(messages))
        yield messages[done : done + at_once]


def logistic(margins: Floats) -> Floats:
    """Return 1 / (1 + exp(-margins))."""
    found: Floats = 0.5 * (1 + np.tanh(margins / 2))  # overflows nowhere
    return found


@attrs.frozen(kw_only=True)
class Rules:
    """The rules as a classifier of messages: certain, or without a word for any class."""

    classes: tuple[str, ...] = tuple(sorted(set(CLASSES.values())))
    """Of `rules.CLASSES`, or of `rules.KINDS`."""

    @classmethod
    def among(cls, labels: Sequence[str]) -> "Rules":
        """Return the rules in the classes that `labels` are of: kinds where they all are."""
        kinds = tuple(sorted(set(KINDS) - {OTHER}))
        return cls(classes=kinds) if set(labels) <= {*kinds, OTHER} else cls()

    def probabilities(
        self,
        messages: Sequence[str],
        task: Task | None = None,  # noqa: ARG002 - it is done before anybody could wait
    ) -> Floats:
        """Return 1.0 for the class that the rules tell, 0.0 elsewhere."""
        found = np.zeros((len(messages), len(self.classes)))
        for row, message in enumerate(messages):
            kind = kind_of(message).kind
            told = kind if kind in self.classes else CLASSES.get(kind, "")
            if told in self.classes:
                found[row, self.classes.index(told)] = 1.0
        return found

    def because(
        self,
        messages: Sequence[str],
        told: Sequence[str],  # noqa: ARG002 - there is one reason, whatever was told
        task: Task | None = None,  # noqa: ARG002 - as above
    ) -> list[tuple[str, ...]]:
        """Return the rule's sentence for each message."""
        return [(kind_of(message).why,) for message in messages]


def labelled(probabilities: Floats, classes: Sequence[str]) -> list[str]:
    """Return the likeliest class of each message, the first of equals; `UNKNOWN` where all are 0."""
    told = [UNKNOWN] * len(probabilities)
    for row in np.flatnonzero((probabilities > 0).any(axis=1)).tolist():
        told[row] = classes[int(probabilities[row].argmax())]
    return told


def labelled_among(
    probabilities: Floats, classes: Sequence[str], asked: Sequence[str]
) -> list[str]:
    """Return for each message the likeliest class in `asked`, `UNKNOWN` where none is above 0.5.

    For data that tell only some of the classes apart.
    """
    chosen = [index for index, name in enumerate(classes) if name in asked]
    part = probabilities[:, chosen]
    return labelled(np.where(part > 0.5, part, 0.0), [classes[index] for index in chosen])
