"""When a text says that something was; pure."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ZONES = {
    name: hours
    for hours, names in {
        0: "z utc gmt",
        1: "cet",
        2: "cest",
        -4: "edt",
        -5: "est cdt",
        -6: "cst mdt",
        -7: "mst pdt",
        -8: "pst",
    }.items()
    for name in names.split()
}
"""Hours east of UTC: the names of RFC 5322, section 4.3, and Central Europe's."""

_TIME = (
    r"(?:(?:\s*T\s*|,?\s+(?:at\s+)?)(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?P<offset>[+-]\d{1,2}(?::?\d{2})?)|\s*(?P<zone>[a-z]{1,20}(?:[/_][a-z_]{1,30}){0,2}))?"
    r"(?:\s+\(?[a-z]{2,5}\)?)?)?"
)
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_CTIME = (
    rf"[a-z]{{3}}\s+{_NAME}\s+{_DAY}\s+(?P<hour>\d{{2}}):(?P<minute>\d{{2}}):(?P<second>\d{{2}})"
    r"(?:\s+(?P<zone>[a-z]{3,5}))?\s+(?P<year>\d{4})(?:\s+(?P<offset>[+-]\d{4}))?"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){_TIME}",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"(?:[a-z]{{3,9}},?\s+)?{_DAY}[-\s]\s*{_NAME},?[-\s]\s*(?P<year>\d{{4}}){_TIME}",
        rf"(?:[a-z]{{3,9}},?\s+)?{_NAME}\s+{_DAY},?\s+(?P<year>\d{{4}}){_TIME}",
        _CTIME,
    )
)
_DIGITS = r"(?P<year>\d{4})(?P<between>[-_/])(?P<month>\d{1,2})(?P=between)(?P<day>\d{1,2})(?!\d)"
_IN_NAME = re.compile(_DIGITS, re.ASCII)
_IN_FOLDERS = re.compile(
    r"(?:^|/)(?P<year>\d{4})/(?P<month>\d{2})[-/](?P<day>\d{2})(?=[-/])", re.ASCII
)
_JEKYLL_NAME = re.compile(r"(\d{2,4})-(\d{1,2})-(\d{1,2})-[^/]*\.[^.]+", re.ASCII)
_IN_ADDRESS = re.compile(rf"(?:^|/){_DIGITS}", re.ASCII)


def zone_named(name: str) -> tzinfo:
    """Return the time zone that a site's settings name; UTC where there is none of that name."""
    hours = _ZONES.get(name.lower())
    if hours is not None:
        return timezone(timedelta(hours=hours))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def moment(text: str, zone: tzinfo = UTC) -> int | None:
    """Return what `text` says, in seconds since 1970-01-01T00:00:00Z; None if it is no date.

    Read are ISO 8601 and RFC 3339, also with ``/`` or ``.`` in place of ``-`` and without leading
    zeros; RFC 5322; a day with its month in English letters; what ``date`` and ``git log`` print;
    ``20240103``. A day alone is midnight UTC, whatever the zone. Days that several countries would
    read differently (``01/02/2024``) are no dates.

    Parameters
    ----------
    text
        As in front matter.
    zone
        Of a clock time that names none.

    Examples
    --------
    >>> moment("1970-01-02"), moment("1970/1/1 01:00:05 +0100"), moment("Jan 2, 1970")
    (86400, 5, 86400)
    >>> moment("soon"), moment("2024-02-30")
    (None, None)
    """
    if len(text) > 100:
        return None
    for form in _FORMS:
        if found := form.fullmatch(text.strip()):
            return _seconds(found.groupdict(), zone)
    return None


def day(year: str, month: str, date: str) -> int | None:
    """Return midnight UTC of that day; None if no calendar has it."""
    return _seconds({"year": year, "month": month, "day": date}, UTC)


def moment_in_name(path: str, *, jekyll: bool = False) -> int | None:
    """Return the day that a post's name begins with, or its folder if it is called ``index``.

    Folders that spell a day (``2024/01/03/name.md``, ``2024/01-03-name.md``) count as well.

    Parameters
    ----------
    path
        Of the post, with ``/``.
    jekyll
        Only the file's own name, by Jekyll's pattern, whose years may have two digits.

    Examples
    --------
    >>> moment_in_name("blog/1970-01-02-hello/index.md"), moment_in_name("hello.md")
    (86400, None)
    """
    pure = PurePosixPath(path)
    if jekyll:
        found = _JEKYLL_NAME.fullmatch(pure.name)
        return day(_full_year(found[1]), found[2], found[3]) if found else None
    named = pure.parent if is_index(pure.name) else pure
    found = _IN_NAME.match(named.name) or _IN_FOLDERS.search(path)
    return day(found["year"], found["month"], found["day"]) if found else None


def moment_in_address(address: str) -> int | None:
    """Return the day in a post's address, such as Zola's ``path = "2020/07/27/title"``.

    Examples
    --------
    >>> moment_in_address("/blog/1970/01/02/title/")
    86400
    """
    found = _IN_ADDRESS.search(address)
    return day(found["year"], found["month"], found["day"]) if found else None


def is_index(name: str) -> bool:
    """Whether a file of that name is the page of its folder: ``index.md``, ``index.fr.md``."""
    return name.split(".", 1)[0].lower() == "index"


def _full_year(year: str) -> str:
    """Return the year as Ruby reads two digits, which Jekyll leaves it to."""
    if len(year) > 2:
        return year
    return f"20{year}" if int(year) < 69 else f"19{year}"


def _seconds(parts: dict[str, str | None], zone: tzinfo) -> int | None:
    month = parts.get("month") or _month(parts.get("name") or "")
    hour = int(parts.get("hour") or 0)
    if parts.get("half"):
        hour = hour % 12 + 12 * (str(parts["half"]).lower() == "p")
    try:
        if parts.get("hour") is None:
            zone = UTC
        elif parts.get("offset"):
            zone = _offset(str(parts["offset"]))
        elif parts.get("zone"):
            zone = zone_named(str(parts["zone"]))
        moment = datetime(
            *(int(parts["year"] or 0), int(month), int(parts["day"] or 0)),
            *(hour, int(parts.get("minute") or 0), min(int(parts.get("second") or 0), 59)),
            tzinfo=zone,
        )
        return int(moment.timestamp() // 1)
    except (ValueError, OverflowError):
        return None


def _month(name: str) -> int:
    return next((n for n, full in enumerate(_MONTHS, 1) if full.startswith(name.lower()[:4])), 0)


def _offset(text: str) -> timezone:
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    distance = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(distance if text[0] == "+" else -distance)
