"""When a text says that a post was published."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit_blogs.dates import moment, moment_in_address, moment_in_name, zone_named

JAN_3 = 19725 * 86400
NOON = JAN_3 + 12 * 3600

SAME_DAY = [
    "2024-01-03",
    "2024/1/3",
    "2024.01.03",
    "20240103",
    "Jan 3, 2024",
    "January 3rd, 2024",
    "3 January 2024",
    "Wed, 03 Jan 2024",
    "03-Jan-2024",
]
SAME_NOON = [
    "2024-01-03T12:00:00Z",
    "2024-01-03 12:00",
    "2024-01-03T12:00:00.000+00:00",
    "2024-01-03 13:00:00 +0100",
    "2024-01-03 13:00 +1",
    "2024-01-03 12:00:00 UTC",
    "2024-01-03 06:30:00-05:30",
    "2024-01-03 07:00:00 EST",
    "2024-01-03 21:00 Asia/Tokyo",
    "2024-01-03t12:00:00z",
    "2024-01-03 12:00:00 +0000 UTC",
    "Wed, 03 Jan 2024 12:00:00 GMT",
    "Wed Jan 3 12:00:00 2024 +0000",
    "Wed Jan  3 12:00:00 UTC 2024",
    "Jan 3, 2024 12:00 PM",
    "January 3, 2024 at 12:00",
]
NO_DATES = [
    "",
    "soon",
    "2024",
    "2024-01",
    "2024-13-01",
    "2024-02-30",
    "0000-00-00",
    "2024-01-03 25:00",
    "2024-01-03 12:00 +99:00",
    "01/02/2024",
    "1/2/24",
    "{{ date }}",
    "2024-01-03 or later",
    "\u0662\u0660\u0662\u0664-01-03",
    "9" * 10_000,
    " " * 100_000,
]


@pytest.mark.parametrize("text", SAME_DAY)
def test_a_day_alone_is_midnight_utc_whatever_the_zone(text):
    assert moment(text) == moment(text, zone_named("Asia/Tokyo")) == JAN_3


@pytest.mark.parametrize("text", SAME_NOON)
def test_clock_times_are_read_with_their_zone(text):
    assert moment(text) == NOON


def test_a_clock_time_without_a_zone_is_in_the_site_s_zone():
    assert moment("2024-01-03 21:00", zone_named("Asia/Tokyo")) == NOON
    assert moment("2024-07-03 14:00", zone_named("Europe/Rome")) == moment("2024-07-03 12:00")


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_or_several_is_none(text):
    assert moment(text) is None


@pytest.mark.parametrize(
    "name", ["", "Nowhere/City", "../../etc/passwd", "\0", "Europe", "a" * 5000]
)
def test_an_unknown_zone_is_utc(name):
    assert zone_named(name) is UTC


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_python_writes_is_what_is_read(when):
    assert moment(when.isoformat()) == when.replace(microsecond=0).timestamp()


@given(st.text())
def test_no_text_raises(text):
    assert moment(text) is None or isinstance(moment(text), int)
    zone_named(text)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2024-01-03-a.md", JAN_3),
        ("blog/2024_01_03_a.md", JAN_3),
        ("blog/2024-01-03.md", JAN_3),
        ("blog/2024-1-3 a.md", JAN_3),
        ("blog/2024-01-03-a/index.md", JAN_3),
        ("blog/2024-01-03-a/index.fr.md", JAN_3),
        ("blog/2024/01/03/a.md", JAN_3),
        ("blog/2024/01-03-a.md", JAN_3),
        ("blog/2024-01-03-a/other.md", None),
        ("blog/2024-01-031.md", None),
        ("blog/2024-13-03-a.md", None),
        ("2024.1.3-release.md", None),
        ("index.md", None),
    ],
)
def test_names_of_files_and_bundles_hold_days(path, expected):
    assert moment_in_name(path) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2024-01-03-a.md", JAN_3),
        ("24-1-3-a.md", JAN_3),
        ("2024-01-03-.md", JAN_3),
        ("2024-01-03.md", None),
        ("2024-01-03_a.md", None),
        ("a-2024-01-03-a.md", None),
    ],
)
def test_jekyll_wants_its_own_pattern(name, expected):
    assert moment_in_name(name, jekyll=True) == expected


def test_two_digits_of_a_year_are_read_as_ruby_reads_them():
    assert moment_in_name("99-01-01-a.md", jekyll=True) == moment("1999-01-01")
    assert moment_in_name("68-01-01-a.md", jekyll=True) == moment("2068-01-01")


def test_an_address_may_hold_a_day():
    assert moment_in_address("2024/01/03/a") == moment_in_address("/blog/2024/1/3") == JAN_3
    assert moment_in_address("/v/12024/01/03") is None
