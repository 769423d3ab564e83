"""Many mentees to few mentors, S12: the assignment that is worth most, with so many places a mentor."""

import attrs
import numpy as np
import numpy.typing as npt

from influencekit.columns import Floats
from influencekit.words import count


@attrs.frozen(kw_only=True)
class Assignment:
    """Who is taught by whom."""

    mentor: tuple[int | None, ...]
    """One a mentee: the row of the mentor; None: no place, or nobody who may."""
    value: float
    """Sum of the scores of the pairs."""
    left_over: tuple[int, ...]
    """Mentees without a mentor, ascending."""
    note: str
    """Why some are left over; empty where nobody is."""


def assign(scores: npt.ArrayLike, places: npt.ArrayLike) -> Assignment:
    """Assign as many mentees as possible, and of all ways to do that choose one of highest value.

    Solved exactly, as an assignment problem in which a mentor stands once for each place, by shortest
    augmenting paths (Jonker and Volgenant 1987); O(n²·m) for n mentees and m places.

    Parameters
    ----------
    scores
        (mentees, mentors): how well they fit, any unit. ``-inf``: this pair may not be.
    places
        One a mentor: how many mentees they take, whole numbers of at least 0.

    Raises
    ------
    ValueError
        A score is NaN or ``inf``, a place negative or no whole number, or the shapes do not fit.

    Examples
    --------
    Both fit the first mentor best, who has one place.

    >>> assign([[0.9, 0.8], [0.7, 0.1]], [1, 1]).mentor
    (1, 0)
    >>> assign([[0.9], [0.7]], [1]).note
    '1 of 2 mentees is left over: there is 1 place.'
    """
    table, room = _checked(scores, places)
    mentees, mentors = table.shape
    may = np.isfinite(table)
    # More than a mentor for each mentee is never needed.
    owner = np.repeat(np.arange(mentors), np.minimum(room, mentees))
    span = np.ptp(table[may]) if may.any() else 0.0
    most = float(table[may].max()) if may.any() else 0.0
    # Being left over, for which each has a place, costs more than any better choice elsewhere brings.
    out = (mentees + 1) * (span + 1.0)
    costs = np.full((mentees, len(owner) + mentees), out)
    costs[:, : len(owner)] = np.where(may, most - np.where(may, table, 0.0), out)[:, owner]
    column = _shortest_augmenting_paths(costs)
    found = [
        int(owner[at]) if at < len(owner) and may[row, owner[at]] else None
        for row, at in enumerate(column.tolist())
    ]
    left = tuple(row for row, mentor in enumerate(found) if mentor is None)
    value = sum(float(table[row, at]) for row, at in enumerate(found) if at is not None)
    note = _note(len(left), mentees, int(room.sum()))
    return Assignment(mentor=tuple(found), value=value, left_over=left, note=note)


def _checked(scores: npt.ArrayLike, places: npt.ArrayLike) -> tuple[Floats, npt.NDArray[np.int64]]:
    table, room = np.asarray(scores, np.float64), np.asarray(places)
    if room.size == 0:
        room = room.astype(np.int64)
    if table.size == 0 and table.ndim < 2:
        table = table.reshape(0, room.size)
    if table.ndim != 2 or room.shape != table.shape[1:]:
        raise ValueError(
            "scores must have a row a mentee and a column a mentor, and places one number a mentor; "
            f"got {table.shape} and {room.shape}"
        )
    if np.isnan(table).any() or (table == np.inf).any():
        raise ValueError("scores must be numbers, or -inf where a pair may not be")
    if not np.issubdtype(room.dtype, np.integer) or (room < 0).any():
        raise ValueError(f"places must be whole numbers of at least 0, got {room.tolist()}")
    return table, room.astype(np.int64)


def _note(left: int, mentees: int, places: int) -> str:
    if not left:
        return ""
    those = f"{left} of {count(mentees, 'mentee')} {'is' if left == 1 else 'are'} left over"
    if places == mentees - left:
        return f"{those}: there {'is 1 place' if places == 1 else f'are {places} places'}."
    return f"{those}: no mentor who may teach them has a place."


def _shortest_augmenting_paths(costs: Floats) -> npt.NDArray[np.int64]:
    """Return a column for each row, all different, of least total cost; rows ≤ columns."""
    rows, columns = costs.shape
    of_row, of_column = np.full(rows, -1), np.full(columns, -1)
    price_row, price_column = np.zeros(rows), np.zeros(columns)
    for start in range(rows):
        length, came_from = np.full(columns, np.inf), np.full(columns, -1)
        reached = np.zeros(columns, np.bool_)
        row, so_far = start, 0.0
        while True:
            through = so_far + costs[row] - price_row[row] - price_column
            shorter = ~reached & (through < length)
            length[shorter], came_from[shorter] = through[shorter], row
            column = int(np.argmin(np.where(reached, np.inf, length)))
            so_far = float(length[column])
            reached[column] = True
            if of_column[column] < 0:
                break
            row = int(of_column[column])
        visited = np.flatnonzero(reached)
        taken = visited[of_column[visited] >= 0]
        price_row[start] += so_far
        price_row[of_column[taken]] += so_far - length[taken]
        price_column[visited] -= so_far - length[visited]
        while True:
            row = int(came_from[column])
            of_column[column] = row
            column, of_row[row] = int(of_row[row]), column
            if row == start:
                break
    return of_row
