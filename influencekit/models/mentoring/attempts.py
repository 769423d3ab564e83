"""Attempts at skills: what models of learning are fitted to, and how two of them are compared."""

from collections.abc import Callable, Mapping
from typing import Protocol

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Flags, Floats, Ints, Times

_LEAST, _MOST = 1e-9, 1 - 1e-9
"""Probabilities that a log-likelihood takes for 0 and 1: a certain forecast may be wrong."""


@attrs.frozen(eq=False, kw_only=True)
class Attempts:
    """Who tried what and whether it went well; the rows of one learner at one skill oldest first.

    Nothing else about their order matters.
    """

    learner: Ints
    """Any number a learner, at least 0."""
    skill: Ints
    """Number of the skill: 0 … `skills` - 1."""
    correct: Flags
    skills: int
    """How many skills there are, whether tried or not."""

    @classmethod
    def of(
        cls,
        learner: npt.ArrayLike,
        skill: npt.ArrayLike,
        correct: npt.ArrayLike,
        *,
        skills: int | None = None,
    ) -> "Attempts":
        """Check the columns and take them over.

        Parameters
        ----------
        learner, skill
            Whole numbers of at least 0, one a row.
        correct
            0 or 1, one a row.
        skills
            How many skills there are; None: up to the highest that occurs.

        Raises
        ------
        ValueError
            The columns differ in length, or one holds something else.

        Examples
        --------
        >>> Attempts.of([0, 0, 1], [0, 0, 0], [0, 1, 1]).correct.tolist()
        [False, True, True]
        """
        who, what = _indices("learner", learner), _indices("skill", skill)
        right = np.asarray(correct)
        if not (who.ndim == 1 and who.shape == what.shape == right.shape):
            raise ValueError(
                "learner, skill and correct must be columns of one length, "
                f"got {who.shape}, {what.shape} and {right.shape}"
            )
        if not np.isin(right, (0, 1)).all():
            raise ValueError("correct must be 0 or 1 in each row")
        least = int(what.max(initial=-1)) + 1
        if skills is not None and skills < least:
            raise ValueError(f"skills must be at least {least}, which is what occurs, got {skills}")
        number = least if skills is None else skills
        return cls(learner=who, skill=what, correct=right.astype(np.bool_), skills=number)

    def __len__(self) -> int:
        return len(self.correct)

    def only(self, rows: Flags) -> "Attempts":
        """Return the attempts of `rows`; the skills stay numbered as they are."""
        return attrs.evolve(
            self, learner=self.learner[rows], skill=self.skill[rows], correct=self.correct[rows]
        )

    def sequences(self) -> tuple[Times, Times]:
        """Return the rows sequence after sequence, and n + 1 offsets into them.

        A sequence is what one learner tried at one skill, oldest first; they ascend by skill.
        """
        order = np.lexsort((self.learner, self.skill))  # stable: each stays oldest first
        new = np.diff(self.skill[order], prepend=-1) | np.diff(self.learner[order], prepend=-1)
        return order, np.append(np.flatnonzero(new), len(order))

    def before(self) -> tuple[Ints, Ints]:
        """Return how often the learner had succeeded and failed at the skill before each row."""
        order, starts = self.sequences()
        right = self.correct[order]
        first = np.repeat(starts[:-1], np.diff(starts))
        total = np.append(0, np.cumsum(right))
        good = total[:-1] - total[first]
        bad = np.arange(len(order)) - first - good
        successes, failures = np.empty((2, len(order)), np.int32)
        successes[order], failures[order] = good, bad
        return successes, failures


class Predictor(Protocol):
    """What says how likely each attempt is to succeed, from the same learner's earlier ones."""

    def predict(self, attempts: Attempts) -> Floats:
        """Return a probability a row."""


@attrs.frozen(kw_only=True)
class HeldOut:
    """How well one way of fitting foretells learners whom it has not seen."""

    name: str
    log_likelihood: float
    """Mean of one attempt, in nats: 0 is perfect, -0.693 a coin."""
    auc: float | None
    """Area under the ROC curve, None where all attempts ended alike."""


def log_likelihood(probability: Floats, correct: Flags) -> float:
    """Return Σ ln of the probability that was given to what happened, in nats.

    Examples
    --------
    >>> round(log_likelihood(np.array([0.9, 0.2]), np.array([True, False])), 4)
    -0.3285
    """
    given = np.where(correct, probability, 1 - probability)
    return float(np.log(np.clip(given, _LEAST, _MOST)).sum())


def area_under_curve(score: Floats, correct: Flags) -> float | None:
    """Return the chance that a success scores above a failure, ties half; None without both.

    Examples
    --------
    >>> area_under_curve(np.array([0.9, 0.4, 0.4]), np.array([True, True, False]))
    0.75
    """
    _, of, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[of]  # ties share their mean rank
    good = int(correct.sum())
    if not 0 < good < len(correct):
        return None
    return float((rank[correct].sum() - good * (good + 1) / 2) / (good * (len(correct) - good)))


def compare(
    attempts: Attempts,
    fits: Mapping[str, Callable[[Attempts], Predictor]],
    *,
    folds: int = 5,
    seed: int = 0,
) -> tuple[HeldOut, ...]:
    """Return how each way of fitting does on learners held out, the highest likelihood first.

    Learners are dealt to folds at random; each fold is foretold by what was fitted to the others.

    Parameters
    ----------
    fits
        Ways of fitting by name.
    folds
        At least 2, and no more than there are learners.
    seed
        Of the dealing.

    Raises
    ------
    ValueError
        `folds` is below 2 or above the number of learners.
    """
    learners, of = np.unique(attempts.learner, return_inverse=True)
    if not 2 <= folds <= len(learners):
        raise ValueError(
            f"folds must be between 2 and the number of learners, {len(learners)}; got {folds}"
        )
    dealt = np.random.default_rng(seed).permutation(len(learners)) % folds
    fold = dealt[of]
    found = []
    for name, fit in fits.items():
        probability = np.empty(len(attempts))
        for number in range(folds):
            held = fold == number
            probability[held] = fit(attempts.only(~held)).predict(attempts.only(held))
        mean = log_likelihood(probability, attempts.correct) / len(attempts)
        auc = area_under_curve(probability, attempts.correct)
        found.append(HeldOut(name=name, log_likelihood=mean, auc=auc))
    return tuple(sorted(found, key=lambda it: (-it.log_likelihood, it.name)))


def _indices(name: str, values: npt.ArrayLike) -> Ints:
    column = np.asarray(values)
    if column.size and not (
        np.issubdtype(column.dtype, np.integer) and 0 <= column.min() <= column.max() < 2**31
    ):
        raise ValueError(f"{name} must be whole numbers from 0 to 2**31 - 1")
    return column.astype(np.int32)
