"""How much a sum over a window could have been another, from how it is spread over the window."""

import numpy as np

from influencekit.columns import Floats, Times
from influencekit.evidence import Evidence
from influencekit.models.opportunity.scopes import Window
from influencekit.models.scoring import Amounts, Numbers
from influencekit.times import DAY

BLOCKS = 13
"""Parts of a window that are taken for independent: four weeks each of a year."""
FEWEST = 3
"""Blocks that a history has to reach over for an interval."""
DRAWS = 2000
SHORT = "The history reaches over less than three thirteenths of the window: there is no interval."
INTERVAL = (
    "Intervals are the central 90 % of the sums over thirteen parts of the window drawn anew; they "
    "tell how much a value depends on a few weeks, not what will come."
)


def interval(acts: Floats) -> tuple[Floats, Floats]:
    """Return the ends of the central 90 % of the sums over blocks, drawn again with replacement.

    Parameters
    ----------
    acts
        One row a subject, one column a block of time. That blocks are drawn as a whole keeps what
        happens together together (Carlstein 1986: the bootstrap of blocks that do not overlap).

    Examples
    --------
    What is the same in every block could not have been another sum.

    >>> low, high = interval(np.array([[2.0, 2.0, 2.0]]))
    >>> low.tolist(), high.tolist()
    ([6.0], [6.0])
    """
    blocks = acts.shape[1]
    rng = np.random.default_rng(0)  # fixed: the same history gives the same bytes
    drawn = acts @ rng.multinomial(blocks, np.full(blocks, 1 / blocks), DRAWS).T
    low, high = np.quantile(drawn, (0.05, 0.95), axis=1)
    return low, high


def ends(
    evidence: Evidence,
    subject: Numbers,
    at: Times,
    amount: Amounts,
    *,
    subjects: int,
    window: Window,
) -> tuple[Floats, Floats] | None:
    """Return the ends for each subject's sum of `amount`; None where the history is too short.

    Parameters
    ----------
    subject, at, amount
        One row for each thing in the window that counts.
    subjects
        How many subjects there are.
    """
    length = window.days * DAY / BLOCKS
    times = evidence.commits.committed_at
    reach = window.end - int(times.min()) if len(times) else 0
    blocks = min(BLOCKS, int(reach // length) + 1)
    if blocks < FEWEST:
        return None
    acts = np.zeros((subjects, blocks))
    block = np.minimum((window.end - at) // length, blocks - 1).astype(np.int64)
    np.add.at(acts, (subject, block), amount)
    return interval(acts)
