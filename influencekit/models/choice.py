"""Conditional logit: which of several alternatives was chosen, and what about them made it likely.

After McFadden, *Conditional logit analysis of qualitative choice behavior* (1974): the chance of
alternative i is ``exp(w·x_i)/Σ_j exp(w·x_j)``, with the features x of each alternative and weights w of
at least 0 that are the same for all choices.
"""

import attrs
import numpy as np

from influencekit.columns import Flags, Floats, Times

_STEPS = 100
_DONE = 1e-9
"""A step that gains less for each choice, in nats, is the last."""


@attrs.frozen(eq=False, kw_only=True)
class Choices:
    """Alternatives, those of one choice next to each other."""

    features: Floats
    """(alternatives, features): at least 0 and finite; no dimension."""
    chosen: Flags
    """One an alternative. Where several of a choice are, each counts as much as the others."""
    starts: Times
    """n + 1 offsets: choice c is between ``features[starts[c]:starts[c + 1]]``; none is empty."""

    def __attrs_post_init__(self) -> None:
        """Refuse columns that do not fit each other."""
        rows = len(self.chosen)
        if self.features.ndim != 2 or len(self.features) != rows:
            raise ValueError(f"features must have {rows} rows, got shape {self.features.shape}")
        if not (np.isfinite(self.features).all() and (self.features >= 0).all()):
            raise ValueError("features must be finite numbers of at least 0")
        ends = self.starts[[0, -1]].tolist() if len(self.starts) else []
        if ends != [0, rows] or (np.diff(self.starts) < 1).any():
            raise ValueError("starts must ascend from 0 to the number of alternatives")


def chances(features: Floats, weights: Floats) -> Floats:
    """Return how likely each alternative of one choice is; they sum to 1.

    Examples
    --------
    >>> chances(np.array([[0.0], [1.0]]), np.array([np.log(3)])).round(6).tolist()
    [0.25, 0.75]
    """
    worth = features @ weights
    raised = np.exp(worth - worth.max(initial=-np.inf))
    found: Floats = raised / np.sort(raised).sum()
    return found


def fit(choices: Choices, *, ridge: float = 1.0) -> Floats:
    """Return the weights of at least 0 under which what was chosen is most likely.

    By Newton's method with the weights that are 0 and want to be less held there; the penalised
    likelihood is concave, so that there is one maximum. Choices of which nothing was chosen tell
    nothing and are passed over.

    Parameters
    ----------
    ridge
        What is taken off the log-likelihood, in nats, for a squared weight of 1 of a feature with a
        standard deviation of 1; above 0. It keeps weights finite where data tell them apart badly.

    Returns
    -------
    Floats
        One a feature, per unit of the feature.

    Raises
    ------
    ValueError
        `ridge` is not above 0, or nothing was chosen.
    """
    if not 0 < ridge < np.inf:
        raise ValueError(f"ridge must be a number above 0, got {ridge}")
    told = np.add.reduceat(choices.chosen, choices.starts[:-1], dtype=np.int64)
    if not told.any():
        raise ValueError("Nothing was chosen: there is nothing to fit to.")
    scale = choices.features.std(axis=0)
    scale[scale == 0] = 1.0
    found: Floats = _climb(_Likelihood.made(choices, scale, told, ridge)) / scale
    return found


def _climb(likelihood: "_Likelihood") -> Floats:
    weights = np.zeros(likelihood.table.shape[1])
    value, slope, curve = likelihood.at(weights)
    for _ in range(_STEPS):
        free = (weights > 0) | (slope > 0)
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        length = 1.0
        while True:
            new = np.maximum(weights + length * step, 0.0)
            better = likelihood.at(new)
            if better[0] >= value or length < _DONE:
                break
            length /= 2
        gain = better[0] - value
        if gain > 0:
            weights, (value, slope, curve) = new, better
        if gain <= _DONE * len(likelihood.counts):
            break
    return weights


@attrs.frozen(eq=False, kw_only=True)
class _Likelihood:
    table: Floats
    choice: Times
    """Of each alternative."""
    starts: Times
    goal: Floats
    """One an alternative: what share of the choice it was."""
    counts: Floats
    """One a choice: 1, or 0 where nothing was chosen."""
    ridge: float

    @classmethod
    def made(cls, choices: Choices, scale: Floats, told: Times, ridge: float) -> "_Likelihood":
        of = np.repeat(np.arange(len(told)), np.diff(choices.starts))
        return cls(
            table=choices.features / scale,
            choice=of,
            starts=choices.starts[:-1],
            goal=choices.chosen / np.maximum(told, 1)[of],
            counts=(told > 0).astype(np.float64),
            ridge=ridge,
        )

    def at(self, weights: Floats) -> tuple[float, Floats, Floats]:
        """Return the penalised log-likelihood, its gradient, and its negative second derivative."""
        worth = self.table @ weights
        most = np.maximum.reduceat(worth, self.starts)
        raised = np.exp(worth - most[self.choice])
        whole = np.add.reduceat(raised, self.starts)
        chance = raised / whole[self.choice] * self.counts[self.choice]
        value = self.goal @ worth - self.counts @ (most + np.log(whole))
        slope = self.table.T @ (self.goal - chance)
        mean = np.add.reduceat(self.table * chance[:, None], self.starts, axis=0)
        curve = (self.table * chance[:, None]).T @ self.table - mean.T @ mean
        value -= self.ridge * float(weights @ weights) / 2
        curve += self.ridge * np.eye(len(weights))
        return float(value), slope - self.ridge * weights, curve
