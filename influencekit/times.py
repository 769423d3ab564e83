"""Times as people write them, in settings and on the command line."""

import calendar
import datetime as dt
import re

DAY = 86_400
"""Seconds."""
YEAR = 365 * DAY
"""Seconds of the 365 days that stand for a year where no calendar does."""

_AGO = re.compile(r"(\d{1,6})\s*(day|week|month|year)s?(?:\s+ago)?")
EXPECTED = "a date such as 2024-05-31, a time such as 2024-05-31T18:00+02:00, or '90 days ago'"
"""What to tell somebody who wrote something else."""


def _back(moment: dt.datetime, number: int, unit: str) -> dt.datetime:
    """Go back by the calendar; where a month is too short, to its last day."""
    if unit in ("day", "week"):
        return moment - dt.timedelta(days=number * (7 if unit == "week" else 1))
    months = moment.year * 12 + moment.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def _iso(text: str, *, end: bool) -> int:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return int(moment.timestamp())
    return int(moment.timestamp()) + (DAY - 1 if end else 0)


def parse_time(text: str, as_of: int, *, end: bool = False) -> int:
    """Return the moment that `text` names, in seconds since 1970-01-01T00:00:00Z.

    Understood are ISO 8601 dates and times (in UTC unless an offset is given), ``today`` and
    ``now``, and numbers of days, weeks, months or years ago, months and years by the calendar.

    Parameters
    ----------
    text
        What somebody wrote. Case does not matter.
    as_of
        What counts as now, in the same seconds.
    end
        Whether a bare day means its last second instead of its first.

    Raises
    ------
    ValueError
        It is none of these, or before the year 1.

    Examples
    --------
    >>> parse_time("1970-01-02", 0), parse_time("1970-01-02", 0, end=True)
    (86400, 172799)
    >>> parse_time("1970-01-02T01:00+01:00", 0), parse_time("2 weeks ago", 86_400 * 20)
    (86400, 518400)
    """
    written = " ".join(text.lower().split())
    if written == "now":
        return as_of
    try:
        now = dt.datetime.fromtimestamp(as_of, dt.UTC)
        if ago := _AGO.fullmatch(written):
            return int(_back(now, int(ago[1]), ago[2]).timestamp())
        return _iso(now.date().isoformat() if written == "today" else written.upper(), end=end)
    except (ValueError, OverflowError):
        raise ValueError(f"expected {EXPECTED}, found {text!r}") from None
