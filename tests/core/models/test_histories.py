"""The changes of files through their renames."""

from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.evidence import NOBODY
from influencekit.models.counted import present_files
from influencekit.models.knowledge.histories import changes_of, recent
from influencekit.testing import evidence

DAY = 86_400


def plain_changes(world):
    """(path, person, commit, status) of present files that count, by people who count."""
    return [
        (one.text, f"Person-{person}", number, status)
        for path, one in enumerate(world.paths)
        if one.there and one.counts
        for number, person, status in world.changes(path)
    ]


def told(known, changes, files):
    """Return `changes` with names instead of numbers."""
    rows = zip(changes.file, changes.person, changes.commit, changes.status, strict=True)
    return [
        (known.paths[files[file]], known.people[person].name, int(commit), chr(status))
        for file, person, commit, status in rows
    ]


def test_a_file_has_the_changes_of_its_former_names_too():
    known = evidence(
        """
        2024-01-01 ada old.py +5
        2024-01-02 bob old.py => mid.py +1
        2024-01-03 cyd mid.py => new.py
        2024-01-04 dan other.py +1
        """
    )
    files = present_files(known)
    assert sorted(told(known, changes_of(known, files), files)) == [
        ("new.py", "ada", 0, "A"),
        ("new.py", "bob", 1, "R"),
        ("new.py", "cyd", 2, "R"),
        ("other.py", "dan", 3, "A"),
    ]


def test_what_was_made_under_a_name_that_a_file_once_had_is_its_history_whenever_that_was():
    known = evidence(
        """
        2024-01-01 ada a.py +5
        2024-01-02 bob a.py => b.py
        2024-01-03 cyd a.py +5
        """
    )
    files = present_files(known)
    names = [row[:2] for row in told(known, changes_of(known, files), files)]
    assert ("b.py", "cyd") in names
    assert ("a.py", "bob") not in names


@settings(max_examples=60)
@given(data=st.data())
def test_changes_are_those_of_the_plain_rule(kit, data):
    world = data.draw(kit.worlds())
    known = kit.evidence_of(world, seed=data.draw(st.integers(0, 9)))
    files = present_files(known)
    assert sorted(told(known, changes_of(known, files), files)) == sorted(plain_changes(world))


def test_recent_changes_have_a_row_for_each_co_author_but_none_for_renames():
    known = evidence(
        """
        2022-06-01 ada a.py +5
        2024-01-01 bob a.py +1 co-authored-by=ada co-authored-by=bob co-authored-by=cyd
        2024-01-02 cyd a.py => b.py
        2024-01-11T12:00 dan c.py +1
        """
    )
    files = present_files(known)
    rows, days = recent(known, changes_of(known, files))
    assert sorted(zip(told(known, rows, files), days.tolist(), strict=True)) == [
        (("b.py", "ada", 1, "M"), 10),
        (("b.py", "bob", 1, "M"), 10),
        (("b.py", "cyd", 1, "M"), 10),
        (("c.py", "dan", 3, "A"), 0),
    ]


def test_the_author_stands_before_co_authors():
    known = evidence("2024-01-01 bob a.py +1 co-authored-by=ada")
    rows, _ = recent(known, changes_of(known, present_files(known)))
    assert [known.people[person].name for person in rows.person] == ["bob", "ada"]


def test_each_repository_has_a_last_commit_of_its_own():
    known = evidence(
        """
        repository old
        2014-01-01 ada a.py +5
        repository new
        2024-01-01 bob b.py +5
        """
    )
    rows, days = recent(known, changes_of(known, present_files(known)))
    assert (len(rows), days.tolist()) == (2, [0, 0])
    assert NOBODY not in rows.person
