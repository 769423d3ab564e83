"""Where the lines of a note are now: exact, moved, edited or orphaned, never silently elsewhere."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.domain import Anchor, Carried, FileVersion, Identity, Note, NoteEntry
from influencekit.linediff import carry
from influencekit.notes import Placed, anchor_at, conversation, place

CODE = """\
import math

def area(radius):
    if radius < 0:
        raise ValueError("a radius is not negative")
    return math.pi * radius ** 2

def volume(radius):
    if radius < 0:
        raise ValueError("a radius is not negative")
    return 4 / 3 * math.pi * radius ** 3
""".splitlines()
ADA = Identity("Ada")


def version(lines, path="a.py"):
    return FileVersion(path=path, commit="c" * 40, blob="b" * 40, lines=tuple(lines))


def carried(old, new, path="a.py"):
    return Carried(
        old=version(old), new=version(new, path), lines=carry(old, new), by="line history"
    )


def placed(first, last, new, old=CODE, **more):
    return place(anchor_at("a.py", first, last, version(old)), carried(old, new, **more))


def test_lines_that_nobody_touched_are_exactly_where_they_were():
    found = placed(6, 6, CODE)
    assert found == Placed(state="exact", path="a.py", first=6, last=6, by="line history")


def test_lines_below_an_insertion_and_in_a_renamed_file_have_moved():
    found = placed(6, 6, ["# new", *CODE])
    assert (found.state, found.first, found.last) == ("moved", 7, 7)
    found = placed(6, 6, CODE, path="b.py")
    assert (found.state, found.path, found.first) == ("moved", "b.py", 6)


def test_of_two_lines_alike_the_one_is_meant_that_the_history_knows():
    assert CODE[4] == CODE[9]
    without = [*CODE[:2], *CODE[7:]]
    assert placed(10, 10, without).first == 5
    assert placed(5, 5, without).state == "orphaned"


def test_an_edited_line_is_found_by_its_likeness_and_its_neighbours():
    new = [*CODE[:5], "    return math.pi * float(radius) ** 2", *CODE[6:]]
    found = placed(6, 6, new)
    assert (found.state, found.first, found.by) == ("edited", 6, "likeness")


def test_a_line_that_was_only_indented_is_edited():
    new = [*CODE[:5], "        return math.pi * radius ** 2", *CODE[6:]]
    assert placed(6, 6, new).state == "edited"


def test_where_two_lines_are_about_as_like_the_note_is_an_orphan_with_both_as_candidates():
    new = [
        *CODE[:5],
        "    return math.pi * radius1 ** 2",
        "    return math.pi * radius2 ** 2",
        *CODE[6:],
    ]
    found = placed(6, 6, new)
    assert (found.state, found.first, found.last) == ("orphaned", 0, 0)
    assert {it.first for it in found.candidates[:2]} == {6, 7}


def test_a_line_is_not_taken_for_one_that_another_lost_line_is_more_like():
    old = ["head", "value_one = compute(first)", "value_two = compute(second)", "tail"]
    new = ["head", "value_two = compute(second, 1)", "tail"]
    assert placed(2, 2, new, old=old).state == "orphaned"
    assert placed(3, 3, new, old=old).first == 2


def test_lines_that_are_gone_are_orphaned():
    found = placed(6, 6, CODE[:5])
    assert (found.state, found.candidates) == ("orphaned", ())


def test_a_range_with_a_line_more_in_it_is_edited_and_spans_it():
    new = [*CODE[:4], "        log(radius)", *CODE[4:]]
    found = placed(3, 6, new)
    assert (found.state, found.first, found.last) == ("edited", 3, 7)


def test_a_range_of_which_little_is_left_is_orphaned():
    new = [CODE[0], CODE[1], "    return math.pi * radius ** 2"]
    assert placed(3, 6, new).state == "orphaned"


def test_of_a_long_range_what_survived_must_do():
    words = [hashlib.sha256(bytes([number])).hexdigest()[:16] for number in range(200)]
    old = [f"{word} = compute({number})" for number, word in enumerate(words)]
    edited = [line.replace("compute", "computed") for line in old]
    most = [*old[:120], *edited[120:]]
    found = placed(1, 200, most, old=old)
    assert (found.state, found.first, found.last) == ("edited", 1, 120)
    assert placed(1, 200, edited, old=old).state == "orphaned"
    assert placed(1, 50, edited, old=old).state == "edited"


def test_a_line_that_stands_once_in_both_texts_may_have_left_its_neighbours():
    new = [*CODE[7:], *CODE[:5], CODE[6]]
    old = [*CODE, "SPECIAL = 42  # the answer"]
    found = placed(12, 12, ["SPECIAL = 42  # the answer", *CODE], old=old)
    assert (found.state, found.first) == ("moved", 1)
    assert placed(6, 6, new).state == "orphaned"


def test_an_unsaved_text_is_looked_at_through_the_revision():
    head = ["# new", *CODE]
    buffer = ["# newer", "# new", *CODE[:5], "    return math.pi * float(radius) ** 2", *CODE[6:]]
    anchor = anchor_at("a.py", 3, 6, version(CODE))
    assert place(anchor, carried(CODE, head)).first == 4
    found = place(anchor, carried(CODE, head), buffer)
    assert (found.state, found.first, found.last) == ("edited", 5, 8)


def test_without_the_old_version_the_text_and_its_neighbours_are_looked_for():
    anchor = anchor_at("a.py", 4, 6, version(CODE))
    lost = Carried(old=None, new=version(["# new", *CODE]))
    found = place(anchor, lost)
    assert (found.state, found.first, found.last, found.by) == ("moved", 5, 7, "likeness")
    assert place(anchor, Carried(old=None, new=version(["x"]))).state == "orphaned"
    assert place(anchor, Carried(old=None, new=None)).state == "orphaned"
    found = place(anchor, Carried(old=None, new=None), CODE)
    assert (found.state, found.path, found.first) == ("exact", "a.py", 4)


def test_a_version_without_the_noted_text_is_not_believed():
    anchor = Anchor(path="a.py", commit="c" * 40, first=1, last=1, text=(CODE[5],))
    found = place(anchor, carried(CODE, CODE))
    assert (found.state, found.first) == ("moved", 6)


def test_a_note_on_a_file_goes_where_the_file_goes():
    whole = anchor_at("a.py", 0, 0, version(CODE))
    assert place(whole, carried(CODE, ["x"])) == Placed(state="exact", path="a.py")
    assert place(whole, carried(CODE, CODE, "b.py")) == Placed(state="moved", path="b.py")


UNIQUE = st.lists(
    st.integers(0, 10**6).map(lambda number: f"value_{number * 7919 % 10**6:06} = {number}"),
    min_size=1,
    max_size=12,
    unique=True,
)


@given(UNIQUE, UNIQUE, st.data())
def test_a_line_that_is_still_there_in_its_order_is_never_said_to_be_another(old, other, data):
    kept = [line for line in old if data.draw(st.booleans())]
    new = [line for line in other if line not in old]
    for line in reversed(kept):
        new.insert(0, line)
    number = data.draw(st.integers(1, len(old)))
    found = placed(number, number, new, old=old)
    text = old[number - 1]
    if text in kept:
        assert (found.state != "orphaned", new[found.first - 1]) == (True, text)
    else:
        assert found.state in ("edited", "orphaned")


@given(st.lists(st.sampled_from(["a = 1", "b = 2", "}", ""]), min_size=1), st.data())
def test_whatever_becomes_of_a_text_the_answer_is_in_it(old, data):
    new = data.draw(st.lists(st.sampled_from(["a = 1", "a = 12", "b = 2", "}", ""])))
    first = data.draw(st.integers(1, len(old)))
    last = data.draw(st.integers(first, len(old)))
    found = placed(first, last, new, old=old)
    if found.state == "orphaned":
        assert (found.first, found.last) == (0, 0)
    else:
        assert 1 <= found.first <= found.last <= len(new)
        same = new[found.first - 1 : found.last] == old[first - 1 : last]
        assert same == (found.state in ("exact", "moved"))
    assert all(1 <= it.first <= it.last <= len(new) for it in found.candidates)


def test_an_anchor_keeps_its_lines_and_three_around_them():
    found = anchor_at("a.py", 4, 5, version(CODE))
    assert (found.commit, found.blob) == ("c" * 40, "b" * 40)
    assert (found.text, found.before, found.after) == (
        tuple(CODE[3:5]),
        tuple(CODE[:3]),
        tuple(CODE[5:8]),
    )


def test_lines_that_are_committed_are_anchored_to_the_commit_whatever_is_around_them():
    found = anchor_at("a.py", 5, 6, version(CODE), ["# new", *CODE])
    assert (found.commit, found.first, found.last) == ("c" * 40, 4, 5)
    assert found.text == tuple(CODE[3:5])


def test_lines_that_are_not_committed_are_anchored_to_their_text():
    found = anchor_at("a.py", 1, 2, version(CODE), ["# new", *CODE])
    assert (found.commit, found.blob, found.first, found.text) == ("", "", 1, ("# new", CODE[0]))


@pytest.mark.parametrize(("first", "last"), [(0, 3), (3, 2), (11, 13), (-1, 2)])
def test_lines_that_are_not_there_cannot_be_anchored(first, last):
    with pytest.raises(ValueError, match="has 11 lines"):
        anchor_at("a.py", first, last, version(CODE))


def test_the_course_of_mentoring_is_each_thing_that_was_said_and_to_whom():
    bob = Identity("Bob")
    said = [
        NoteEntry(kind="reply", author=bob, at=20, text="So."),
        NoteEntry(kind="resolved", author=ADA, at=30),
    ]
    note = Note(
        id="n1", kind="exercise", author=ADA, to=bob, at=10, text="Try.", goal="loops",
        placed=Anchor(path="a.py"), entries=tuple(said),
    )  # fmt: skip
    assert [(it.at, it.by, it.to, it.what, it.text) for it in conversation([note])] == [
        (10, ADA, bob, "note", "Try."),
        (20, bob, ADA, "reply", "So."),
        (30, ADA, bob, "resolved", ""),
    ]
