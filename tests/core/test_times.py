"""Times are understood as people write them."""

import datetime as dt

import pytest

from influencekit.times import parse_time

NOON = int(dt.datetime(2024, 3, 31, 12, 0, tzinfo=dt.UTC).timestamp())


def moment(*parts):
    return int(dt.datetime(*parts, tzinfo=dt.UTC).timestamp())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-02", moment(2024, 1, 2)),
        ("2024-01-02T03:04:05", moment(2024, 1, 2, 3, 4, 5)),
        ("2024-01-02 03:04", moment(2024, 1, 2, 3, 4)),
        ("2024-01-02T03:04Z", moment(2024, 1, 2, 3, 4)),
        ("2024-01-02T03:04:05+02:00", moment(2024, 1, 2, 1, 4, 5)),
        ("now", NOON),
        ("Today", moment(2024, 3, 31)),
        ("1 day", moment(2024, 3, 30, 12)),
        ("90 days ago", moment(2024, 1, 1, 12)),
        ("2 weeks", moment(2024, 3, 17, 12)),
        ("1 month ago", moment(2024, 2, 29, 12)),
        ("13 months ago", moment(2023, 2, 28, 12)),
        ("3 months ago", moment(2023, 12, 31, 12)),
        ("2 years", moment(2022, 3, 31, 12)),
        ("  1  YEAR  ago ", moment(2023, 3, 31, 12)),
        ("1969-12-31", -86_400),
    ],
)
def test_a_time_is_what_it_says(text, expected):
    assert parse_time(text, NOON) == expected


def test_a_bare_day_can_mean_its_last_second():
    assert parse_time("2024-01-02", NOON, end=True) == moment(2024, 1, 2, 23, 59, 59)
    assert parse_time("today", NOON, end=True) == moment(2024, 3, 31, 23, 59, 59)
    assert parse_time("2024-01-02T00:00", NOON, end=True) == moment(2024, 1, 2)
    assert parse_time("1 day ago", NOON, end=True) == moment(2024, 3, 30, 12)


@pytest.mark.parametrize(
    "text", ["", "soon", "2024", "2024-13-01", "yesterday-ish", "9999 years ago", "-3 days", "3"]
)
def test_anything_else_is_refused_with_what_was_expected(text):
    with pytest.raises(ValueError, match="expected a date such as 2024-05-31") as caught:
        parse_time(text, NOON)
    assert f"found {text!r}" in str(caught.value)


def test_a_clock_beyond_the_calendar_is_refused_and_not_a_crash():
    with pytest.raises(ValueError, match="90 days ago"):
        parse_time("90 days ago", 10**15)
