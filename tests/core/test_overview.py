"""The tables of plain facts."""

import attrs

from influencekit.fold import fold, people_of
from influencekit.overview import overview
from influencekit.people.identity import PeopleOptions
from influencekit.report import SourceSummary
from influencekit.testing import evidence, history

STORY = """
2024-01-03 ada src/a.py +10, docs/a.md +4
2024-01-04 bob src/a.py +1 -2, src/b.py +5 co-authored-by=cyd
2024-01-05 dependabot[bot] src/b.py +1 -1
2024-01-06 ada vendor/x.c +100
2024-01-07 ada logo.png binary
"""


def tables(found, sources=()):
    return {table.name: table for table in overview(found, sources)}


def rows(found, name):
    return {row[0]: row[1:] for row in tables(found)[name].rows}


def test_each_area_says_how_much_there_is_and_who_was_there():
    found = tables(evidence(STORY))["areas"]
    assert found.columns == ("area", "files", "lines", "commits", "people", "last change")
    assert found.rows == (
        ("src/", 2, 14, 3, 3, "2024-01-05"),
        ("docs/", 1, 4, 1, 1, "2024-01-03"),
        ("(top level)", 1, 0, 1, 1, "2024-01-07"),
    )


def test_generated_and_vendored_files_are_in_the_table_of_kinds_alone():
    assert rows(evidence(STORY), "repositories") == {"repo": (4, 18, 4, 3, "2024-01-07")}
    assert rows(evidence(STORY), "languages") == {
        "Python": (2, 14, 3, 3, "2024-01-05"),
        "Markdown": (1, 4, 1, 1, "2024-01-03"),
    }
    assert rows(evidence(STORY), "kinds") == {
        "code": (2, 14, 3, 3, "2024-01-05"),
        "documentation": (1, 4, 1, 1, "2024-01-03"),
        "vendored": (1, 100, 1, 1, "2024-01-06"),
        "data": (1, 0, 1, 1, "2024-01-07"),
    }


def test_lines_that_are_unread_are_none_and_not_zero():
    unread = attrs.evolve(evidence(STORY), complete=False)
    assert {row[1] for row in rows(unread, "areas").values()} == {None}


def test_who_asks_sees_their_own_part():
    assert "me" not in tables(evidence(STORY))
    assert tables(evidence(STORY, me="cyd"))["me"].rows == (("src/", 1, 0, "2024-01-04"),)
    ada = evidence(STORY, me="ada")
    assert set(tables(ada)["me"].rows) == {
        ("src/", 1, 8, "2024-01-03"),
        ("docs/", 1, 4, "2024-01-03"),
        ("(top level)", 1, 0, "2024-01-07"),
    }


def test_what_opted_out_people_did_is_nobodys():

    people = people_of([history(STORY)], options=PeopleOptions(opt_out=("bob", "ada")))
    assert rows(fold([history(STORY)], people=people), "areas")["src/"][2:4] == (3, 1)


def test_a_change_in_the_future_is_of_now():
    assert rows(evidence(STORY, as_of=1_704_240_000), "areas")["src/"][4] == "2024-01-03"


def test_a_file_that_is_gone_leaves_its_commits():
    found = evidence("2024-01-03 ada a.py +1\n2024-01-04 ada a.py deleted")
    assert rows(found, "repositories") == {"repo": (0, 0, 2, 1, "2024-01-04")}


def test_sources_come_first_and_nothing_makes_no_table():
    read = SourceSummary(
        name="git", root="app", records=3, first_at=0, last_at=None, fingerprint="f"
    )
    (sources,) = overview(evidence(""), [read])
    assert sources.rows == (("git", "app", 3, "1970-01-01", ""),)
    assert overview(evidence("")) == ()
