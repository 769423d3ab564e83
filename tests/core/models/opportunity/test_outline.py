"""What to write: an outline whose points cite commits."""

import json

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.opportunity.fixes import fixes
from influencekit.models.opportunity.outline import NOT_TOLD, outline
from influencekit.report import Subject
from influencekit.testing import evidence

CORE = Subject("area", "core/", "core/")
STORY = """
    2024-01-01 ada core/a.py +9, core/b.py +9 reviewed-by=bob "Start"
    2024-01-02 bob core/a.py +2, core/b.py +1 "Share the table"
    2024-01-03 ada core/a.py +2, docs/a.md +2 helped-by=cyd signed-off-by=eve "Fix a crash"
    2024-01-04 bob core/a.py +1 "Cache it"
    2024-02-01 ada post refs=core/a.py path=posts/cache.md
"""


def all_of(known):
    return np.arange(len(known.commits), dtype=np.int32)


def told(text=STORY, writer="", subject=CORE):
    known = evidence(text)
    keys = [person.key for person in known.people]
    return outline(
        known, subject, all_of(known), writer=keys.index(writer) if writer else -1
    ), list(known.commits.oid)


def test_points_tell_what_it_is_what_changed_what_was_mended_and_what_is_written():
    found, oids = told()
    assert found.title == "What changed in core/, 2024-01-01 to 2024-01-04"
    assert [(point.text, point.commits, point.paths) for point in found.points] == [
        (
            "What core/ is for, and where it lives: core/a.py and core/b.py.",
            (oids[0],),
            ("core/a.py", "core/b.py"),
        ),
        (
            "What changed in core/a.py: “Start”, “Share the table” and 1 more.",
            (oids[0], oids[1], oids[3]),
            ("core/a.py",),
        ),
        ("What went wrong and was mended: “Fix a crash”.", (oids[2],), ("core/a.py",)),
        ("What is documented so far, and what is not: docs/a.md.", (), ("docs/a.md",)),
    ]


def test_a_commit_is_told_with_the_file_that_is_changed_most_often():
    found, oids = told(
        """
        2024-01-01 ada core/a.py +1, core/b.py +1
        2024-01-02 ada core/b.py +1
        2024-01-03 ada core/c.py +1
        """
    )
    threads = {point.paths: set(point.commits) for point in found.points[1:3]}
    assert threads == {("core/b.py",): set(oids[:2]), ("core/c.py",): {oids[2]}}


def test_upkeep_is_told_last_however_much_it_touches():
    found, oids = told(
        """
        2024-01-01 ada core/a.py +1 "Start"
        2024-01-02 ada core/a.py +5 -5 "Share the table"
        2024-01-03 ada core/a.py +900 -900 "Reformat with black"
        """
    )
    assert found.points[1].commits == (oids[1], oids[0], oids[2])


def test_of_an_area_it_tells_what_changed_in_the_area():
    text = '2024-01-01 ada core/a.py +1, core/b.py +1, docs/a.md +1 "Start"'
    found, _ = told(text, subject=Subject("area", "docs/", "docs/"))
    assert [point.paths for point in found.points[:2]] == [("docs/a.md",), ("docs/a.md",)]
    found, _ = told(text, subject=Subject("topic", "start", "start"))
    assert found.points[0].paths == ("core/a.py", "core/b.py")
    assert found.title == "What changed about start, 2024-01-01"


def test_everybody_else_who_took_part_is_thanked_by_name():
    found, oids = told(writer="ada")
    assert [(it.name, it.text, it.commits) for it in found.thanks] == [
        ("bob", "2 commits, Reviewed-by: 1", (oids[3], oids[1], oids[0])),
        ("cyd", "Helped-by: 1", (oids[2],)),
    ]


def test_who_reviews_their_own_commit_is_not_thanked_for_it():
    found, _ = told("2024-01-01 ada core/a.py +1 reviewed-by=ada")
    assert [(it.name, it.text) for it in found.thanks] == [("ada", "1 commit")]


def test_bots_and_who_passed_a_change_on_are_not_thanked():
    found, _ = told("2024-01-01 dependabot[bot] core/a.py +1 signed-off-by=ada")
    assert found.thanks == ()


def test_the_reading_list_has_documentation_changed_along_and_posts_about_it():
    assert told()[0].reading == ("docs/a.md", "posts/cache.md")


def test_where_nothing_is_documented_it_says_so():
    found, _ = told("2024-01-01 ada core/a.py +1")
    assert found.points[-1].text.endswith("none of these commits changes documentation.")
    assert found.notes == (NOT_TOLD,)


@pytest.mark.parametrize("text", ["", "2024-01-01 ada x.lock +5"])
def test_nothing_to_tell_is_said_and_names_the_subject(text):
    known = evidence(text)
    with pytest.raises(ValueError, match=r"no commit about 'core/'"):
        outline(known, CORE, all_of(known))


@settings(max_examples=40)
@given(data=st.data())
def test_order_and_time_leave_no_trace_but_the_dates(kit, data):
    world = data.draw(kit.worlds())
    known = kit.evidence_of(world)
    other = kit.evidence_of(world, seed=data.draw(st.integers(0, 99)))
    outlines = []
    for one in (known, other):
        try:
            outlines.append(json.dumps(attrs.asdict(outline(one, CORE, all_of(one)))))
        except ValueError as error:
            outlines.append(str(error))
    assert outlines[0] == outlines[1]
    assert not [bot for bot in world.bots if f"erson-{bot}" in outlines[0]]


def test_fixes_are_flags_of_the_commits_asked_about():
    known = evidence('2024-01-01 ada a.py +1 "Start"\n2024-01-02 ada a.py +1 "Fix a bug"')
    assert fixes(known, np.array([1, 0])).tolist() == [True, False]
