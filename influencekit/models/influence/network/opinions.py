"""Opinions on a network: DeGroot, and Friedkin and Johnsen.

Everybody's next opinion is an average of what those whom they heed think now. `trust` is that average:
row i says how much i heeds each, in [0, 1], and sums to 1.
"""

import numpy as np
import numpy.typing as npt

from influencekit.columns import Floats

Numbers = npt.ArrayLike


def evolve(
    trust: Numbers, opinions: Numbers, *, steps: int, susceptibility: Numbers = 1.0
) -> Floats:
    """Return everybody's opinion now and after each of `steps` steps.

    x(t + 1) = Λ·W·x(t) + (1 - Λ)·x(0). With Λ = 1, the default, it is DeGroot, "Reaching a Consensus"
    (Journal of the American Statistical Association 69, 1974); else Friedkin and Johnsen, "Social
    Influence and Opinions" (Journal of Mathematical Sociology 15, 1990).

    Parameters
    ----------
    trust
        W, shape (n, n): row i says how much i heeds each; at least 0, a row sums to 1.
    opinions
        x(0), shape (n,), any finite numbers.
    steps
        At least 0.
    susceptibility
        The diagonal of Λ, in [0, 1]: how far everybody lets go of their first opinion; one for all
        or one each.

    Returns
    -------
    :
        float64, shape (steps + 1, n).

    Raises
    ------
    ValueError
        An argument is out of its range.

    Examples
    --------
    >>> evolve([[0.5, 0.5], [0.0, 1.0]], [0, 8], steps=2).tolist()
    [[0.0, 8.0], [4.0, 8.0], [6.0, 8.0]]
    """
    weights = _trust(trust)
    first, open_ = _opinions(opinions, weights), _susceptibility(susceptibility, weights)
    if steps < 0:
        raise ValueError(f"steps must be at least 0, got {steps}.")
    path = np.empty((steps + 1, len(weights)))
    path[0] = first
    for step in range(steps):
        path[step + 1] = open_ * (weights @ path[step]) + (1 - open_) * first
    return path


def equilibrium(trust: Numbers, opinions: Numbers, *, susceptibility: Numbers) -> Floats:
    """Return where Friedkin and Johnsen's opinions settle: x* = (I - ΛW)⁻¹(I - Λ)x(0).

    Parameters are those of `evolve`.

    Raises
    ------
    ValueError
        An argument is out of its range, or some people heed, even over others, nobody who keeps to a
        first opinion: then there is no such limit, and `consensus_weights` is what to ask for.

    Examples
    --------
    >>> equilibrium([[0, 1], [1, 0]], [0, 1], susceptibility=0.5).round(4).tolist()
    [0.3333, 0.6667]
    """
    weights = _trust(trust)
    first, open_ = _opinions(opinions, weights), _susceptibility(susceptibility, weights)
    anchored = open_ < 1
    heeds = (weights > 0) & (open_ > 0)[:, None]
    for _ in range(len(weights)):
        more = anchored | (heeds & anchored).any(axis=1)
        if (more == anchored).all():
            break
        anchored = more
    if not anchored.all():
        raise ValueError(
            f"Person {int(np.argmin(anchored))} heeds, even over others, nobody with a susceptibility "
            "below 1, so that first opinions do not say where theirs settles."
        )
    matrix = np.eye(len(weights)) - open_[:, None] * weights
    return np.asarray(np.linalg.solve(matrix, (1 - open_) * first), np.float64)


def consensus_weights(trust: Numbers) -> Floats:
    """Return what each first opinion weighs in the consensus that DeGroot's rule leads to.

    The left eigenvector of `trust` for the eigenvalue 1, summing to 1.

    Parameters
    ----------
    trust
        As in `evolve`; at least one person.

    Returns
    -------
    :
        float64, shape (n,), at least 0.

    Raises
    ------
    ValueError
        `trust` is none, or leads to no consensus: there are groups that heed nobody outside, or
        opinions that go round for ever.

    Examples
    --------
    >>> consensus_weights([[0.5, 0.5, 0], [0.25, 0.5, 0.25], [0, 0.5, 0.5]]).round(12).tolist()
    [0.25, 0.5, 0.25]
    """
    weights = _trust(trust)
    if not len(weights):
        raise ValueError("There is nobody to agree.")
    lasting = int((np.abs(np.linalg.eigvals(weights)) > 1 - 1e-9).sum())
    if lasting > 1:
        raise ValueError(
            "This trust leads to no consensus: there are several groups that heed nobody outside, or "
            f"opinions that go round for ever ({lasting} eigenvalues of modulus 1, not one)."
        )
    size = len(weights)
    # W'x = x and sum(x) = 1, solved together: one equation of the first n follows from the others.
    system = np.vstack((weights.T - np.eye(size), np.ones(size)))
    solved = np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]
    found: Floats = np.maximum(solved, 0.0)
    found /= found.sum()
    return found


def _trust(given: Numbers) -> Floats:
    """Return a matrix whose rows are averages, checked."""
    weights: Floats = np.asarray(given, np.float64)
    if weights.ndim != 2 or weights.shape[0] != weights.shape[1]:
        raise ValueError(f"trust must be a square matrix, got the shape {weights.shape}.")
    if not ((weights >= 0) & (weights <= 1)).all():
        raise ValueError("trust must have numbers in [0, 1].")
    sums = weights.sum(axis=1)
    if len(wrong := np.flatnonzero(np.abs(sums - 1) > 1e-9)):
        raise ValueError(f"Row {wrong[0]} of trust sums to {sums[wrong[0]]:g}; a row sums to 1.")
    return weights


def _opinions(given: Numbers, trust: Floats) -> Floats:
    """Return one opinion a person, checked."""
    opinions = np.asarray(given, np.float64)
    if opinions.shape != (len(trust),) or not np.isfinite(opinions).all():
        raise ValueError(f"opinions must be {len(trust)} finite numbers, one a person.")
    return opinions


def _susceptibility(given: Numbers, trust: Floats) -> Floats:
    """Return one susceptibility a person, checked."""
    values = np.asarray(given, np.float64)
    if values.shape not in {(), (len(trust),)} or not ((values >= 0) & (values <= 1)).all():
        raise ValueError("susceptibility must lie in [0, 1]; one for all or one a person.")
    return np.broadcast_to(values, len(trust))
