"""What a classifier of messages learns from: their terms, or an encoder's vectors of them."""

from typing import Any, Protocol

import attrs
import numpy as np

from influencekit.columns import Floats, Ints
from influencekit.errors import InputError
from influencekit.models.contribution import fitting
from influencekit.models.contribution.bags import Bags, learnt
from influencekit.models.contribution.classifier import (
    Classifier,
    blocks_of,
    frequencies,
    weighed,
)
from influencekit.models.contribution.encoded import Encoded, asked, vectors_of
from influencekit.models.contribution.labelled import Labelled
from influencekit.models.scoring import Numbers
from influencekit.protocols import Encoder, Task

RAREST = 2
"""Messages that a term must be in."""


class Design(Protocol):
    """Some messages of a corpus, and what is learnt from them."""

    def table(self) -> Any:
        """Return one row a message, one column a feature."""

    def classifier(self, weights: Floats, intercepts: Floats) -> Classifier | Encoded:
        """Return what weights of the columns, one row a class, make."""

    def margins(self, weights: Floats, intercepts: Floats, rows: Numbers) -> Floats:
        """Return what these weights tell of any messages of the corpus, shape (rows, classes)."""


class Corpus(Protocol):
    """All messages, looked at once."""

    def design(self, rows: Numbers) -> Design:
        """Return what is learnt from the messages in `rows` alone."""


@attrs.frozen(eq=False, kw_only=True)
class Words:
    """Messages as bags of terms."""

    classes: tuple[str, ...]
    vocabulary: tuple[str, ...]
    bags: Bags

    @classmethod
    def of(cls, data: Labelled) -> "Words":
        """Count the terms of all messages."""
        vocabulary, bags = learnt(data.messages)
        return cls(classes=data.classes, vocabulary=vocabulary, bags=bags)

    def design(self, rows: Numbers) -> "WordsDesign":
        """Return the terms that these messages have, weighed as in them alone.

        Raises
        ------
        InputError
            They have none in common.
        """
        bags = self.bags.rows(rows)
        held_by = np.bincount(bags.term, minlength=len(self.vocabulary))
        kept = np.flatnonzero(held_by >= RAREST).astype(np.int32)
        if not len(kept):
            raise InputError(f"No word is in {RAREST} messages or more: there is nothing to learn.")
        bags = bags.having(kept)
        return WordsDesign(
            corpus=self,
            kept=kept,
            vocabulary=tuple(self.vocabulary[at] for at in kept.tolist()),
            idf=frequencies(bags, len(kept)),
            bags=bags,
        )


@attrs.frozen(eq=False, kw_only=True)
class WordsDesign:
    """Some messages as weighed terms."""

    corpus: Words
    kept: Ints
    """Terms, as the corpus numbers them."""
    vocabulary: tuple[str, ...]
    idf: Floats
    bags: Bags

    def table(self) -> Any:
        """Return the weights of terms in messages."""
        sparse, _, _ = fitting.libraries()
        values = weighed(self.bags, self.idf, blocks_of(self.vocabulary))
        shape = len(self.bags), len(self.kept)
        return sparse.csr_matrix((values, self.bags.term, self.bags.starts), shape=shape)

    def classifier(self, weights: Floats, intercepts: Floats) -> Classifier:
        """Return a classifier of any messages by these terms."""
        return Classifier(
            classes=self.corpus.classes,
            vocabulary=self.vocabulary,
            idf=self.idf,
            weights=weights,
            intercepts=intercepts,
        )

    def margins(self, weights: Floats, intercepts: Floats, rows: Numbers) -> Floats:
        """Return what the classifier tells of messages of the corpus."""
        bags = self.corpus.bags.rows(rows).having(self.kept)
        return self.classifier(weights, intercepts).margins(bags)


@attrs.frozen(eq=False, kw_only=True)
class Vectors:
    """Messages as an encoder sees them. It was trained elsewhere and learns nothing here."""

    classes: tuple[str, ...]
    encoder: Encoder
    digest: str
    vectors: Floats

    @classmethod
    def of(cls, data: Labelled, encoder: Encoder, task: Task) -> "Vectors":
        """Encode all messages.

        Raises
        ------
        MachineError
            What the encoder needs is not installed.
        PluginError
            It returns no vectors.
        """
        digest = asked(encoder, encoder.digest)
        vectors = vectors_of(encoder, data.messages, task)
        return cls(classes=data.classes, encoder=encoder, digest=digest, vectors=vectors)

    def design(self, rows: Numbers) -> "VectorsDesign":
        """Return the vectors of these messages."""
        return VectorsDesign(corpus=self, rows=rows)


@attrs.frozen(eq=False, kw_only=True)
class VectorsDesign:
    """Some messages as vectors."""

    corpus: Vectors
    rows: Numbers

    def table(self) -> Floats:
        """Return the vectors."""
        return self.corpus.vectors[self.rows]

    def classifier(self, weights: Floats, intercepts: Floats) -> Encoded:
        """Return a classifier of any messages that the encoder sees."""
        return Encoded(
            classes=self.corpus.classes,
            encoder=self.corpus.encoder,
            digest=self.corpus.digest,
            weights=weights,
            intercepts=intercepts,
        )

    def margins(self, weights: Floats, intercepts: Floats, rows: Numbers) -> Floats:
        """Return what the classifier tells of messages of the corpus."""
        return self.classifier(weights, intercepts).margins(self.corpus.vectors[rows])
