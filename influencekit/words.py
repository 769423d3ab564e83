"""Figures, dates and lists as people read them, the same everywhere."""

from collections.abc import Sequence
from datetime import UTC, datetime


def date(seconds: int | None) -> str:
    """Return the day in UTC, ``YYYY-MM-DD``; empty for None, the number where no calendar has it.

    Examples
    --------
    >>> date(0), date(None), date(10**15)
    ('1970-01-01', '', '1000000000000000')
    """
    if seconds is None:
        return ""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return str(seconds)


def number(value: str | float | None, unit: str = "") -> str:
    """Return a figure: whole numbers whole, shares in percent, else three digits.

    Examples
    --------
    >>> number(1234567), number(0.1234, "share"), number(2.34567), number(12345.6), number(3.0)
    ('1,234,567', '12.3 %', '2.35', '12,346', '3')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if unit == "share":
        return f"{100 * value:.1f} %"
    if isinstance(value, int) or abs(value) >= 1000 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def count(amount: int, noun: str) -> str:
    """Return `amount` and `noun`, which takes an ``s`` unless there is one of it.

    Examples
    --------
    >>> count(1, "commit"), count(2048, "line")
    ('1 commit', '2,048 lines')
    """
    return f"{amount:,} {noun}" if amount == 1 else f"{amount:,} {noun}s"


def people(amount: int, sort: str = "") -> str:
    """Return `amount` people, of a `sort` such as ``"other"``.

    Examples
    --------
    >>> people(1, "other"), people(3)
    ('1 other person', '3 people')
    """
    return " ".join(filter(None, (f"{amount:,}", sort, "person" if amount == 1 else "people")))


def listed(items: Sequence[str]) -> str:
    """Return `items` as one phrase.

    Examples
    --------
    >>> listed(["Ada"]), listed(["Ada", "Ben", "Cleo"])
    ('Ada', 'Ada, Ben and Cleo')
    """
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
