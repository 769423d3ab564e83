"""The opportunity model, S6: O_i = k_i·P_i + I_i + C_i + T_i, and O is the largest of them.

All terms are counts and so is the value; nothing here is fitted. The worked case that comes with the
model prints O = 60 where its own figures give 56; see ``docs/explanation/errata.md``.
"""

from collections.abc import Iterable, Mapping
from math import isfinite

import attrs


def _is_count(_: object, field: "attrs.Attribute[float]", value: float) -> None:
    if not (isfinite(value) and value >= 0):
        raise ValueError(f"{field.name} must be a finite number of at least 0, got {value}")


@attrs.frozen(kw_only=True)
class Opportunity:
    """The terms of one project's O_i.

    Examples
    --------
    >>> Opportunity(k=0.5, p=20, i=20, c=10, t=5).value
    45.0
    """

    k: float = attrs.field(validator=_is_count)
    """k_i: weight of P_i; units of the value for one unit of P_i."""
    p: float = attrs.field(validator=_is_count)
    """P_i: the project's own term, in any unit that is the same for all projects compared."""
    i: float = attrs.field(validator=_is_count)
    """I_i: influence, see `influence`; a count."""
    c: float = attrs.field(validator=_is_count)
    """C_i: community, see `community`; a count."""
    t: float = attrs.field(validator=_is_count)
    """T_i: technical work, see `technical`; a count."""

    @property
    def value(self) -> float:
        """O_i = k_i·P_i + I_i + C_i + T_i."""
        return self.k * self.p + self.i + self.c + self.t


def influence(feedback: Iterable[float], likes: Iterable[float]) -> float:
    """Return I = Σ (feedback + likes).

    Examples
    --------
    >>> influence([8], [20])
    28
    """
    return sum(feedback) + sum(likes)


def community(interactions: Iterable[float]) -> float:
    """Return C = Σ interactions."""
    return sum(interactions)


def technical(contributions: Iterable[float], posts: Iterable[float]) -> float:
    """Return T = Σ (contributions + posts)."""
    return sum(contributions) + sum(posts)


def best(projects: Mapping[str, Opportunity]) -> tuple[str, float]:
    """Return the project with the largest O_i, and O = max O_i; of equals the first by name.

    Raises
    ------
    ValueError
        There is no project.

    Examples
    --------
    >>> best({
    ...     "one": Opportunity(k=0.5, p=20, i=20, c=10, t=5),
    ...     "two": Opportunity(k=0.3, p=20, i=25, c=15, t=10),
    ... })
    ('two', 56.0)
    """
    if not projects:
        raise ValueError("There is no project to choose from.")
    name = min(projects, key=lambda name: (-projects[name].value, name))
    return name, projects[name].value
