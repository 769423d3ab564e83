"""A note's file is read as it was written, and what is wrong in it is named by line."""

import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.domain import Anchor, Identity, Note, NoteEntry
from influencekit_notes.entries import digest
from influencekit_notes.text import read, text_of, text_of_entry

PRINTED = st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")
LINE = st.text(PRINTED | st.sampled_from(" \t#-`|'\":{}<>=\\"), max_size=20)
NAME = st.text(st.sampled_from("Ada Bob-é, by 2024-01-01"), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "Ada"
)
TRAPS = st.sampled_from(
    [
        "---",
        "## Reply 0123abcd by Eve, 2024-01-01T00:00:00Z",
        "<!-- end of 0123abcd -->",
        "\\<!-- end of 0123abcd -->",
        "<<<<<<< HEAD",
        ">>>>>>> other",
        "=======",
        "```yaml",
        "```",
        "Text.",
    ]
)
TEXT = st.lists(LINE | TRAPS, min_size=1, max_size=6).map(lambda them: "\n".join(them).strip())
OID = st.sampled_from(["", "0" * 40, "f" * 64])


@st.composite
def anchors(draw):
    text = draw(st.lists(LINE, max_size=3))
    first = draw(st.integers(1, 10**6)) if text else 0
    return Anchor(
        path=draw(st.sampled_from(["a.py", "src/ä b.c", "- z", "'q'", "#h"])),
        commit=draw(OID),
        blob=draw(OID),
        first=first,
        last=first + len(text) - 1 if text else 0,
        text=tuple(text),
        before=tuple(draw(st.lists(LINE, max_size=3))),
        after=tuple(draw(st.lists(LINE, max_size=3))),
    )


@st.composite
def notes(draw):
    who = Identity(draw(NAME))
    at = draw(st.integers(0, 4_000_000_000))
    note = Note(
        kind=draw(st.sampled_from(["question", "explanation", "praise", "exercise", "risk"])),
        author=who,
        to=draw(st.none() | NAME.map(Identity)),
        at=at,
        text=draw(TEXT),
        goal=draw(st.sampled_from(["", "Learn: how", "'tis"])),
        pair=draw(st.sampled_from(["", "20260102-1a2b3c4d"])),
        placed=draw(anchors()),
        tour=draw(st.sampled_from(["", "A tour", "1"])),
        step=draw(st.integers(0, 99)),
    )
    said = []
    for kind in draw(st.lists(st.sampled_from(["reply", "resolved", "reopened", "moved"]))):
        entry = NoteEntry(
            kind=kind,
            author=Identity(draw(NAME)),
            at=at + len(said),
            text=draw(TEXT),
            anchor=draw(anchors()) if kind == "moved" else None,
        )
        said.append(attrs.evolve(entry, id=digest(entry, [it.id for it in said])))
    return attrs.evolve(note, entries=tuple(said))


@given(notes())
def test_a_note_is_read_as_it_was_written_whatever_is_in_it(note):
    text = text_of(note) + "".join(map(text_of_entry, note.entries))
    found, faults = read(text)
    assert faults == []
    assert found == note


@given(notes(), st.randoms(use_true_random=False))
def test_entries_are_in_order_of_time_however_a_merge_put_them(note, chance):
    entries = list(map(text_of_entry, note.entries))
    chance.shuffle(entries)
    found, faults = read(text_of(note) + "".join(entries))
    assert (found, faults) == (note, [])


@given(notes(), st.integers(0, 400))
def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes_or_not_at_all(note, kept):
    text = text_of(note) + "".join(map(text_of_entry, note.entries))
    found, faults = read(text[:kept])
    whole = kept >= len(text)
    assert whole or found is None or faults or found.entries == note.entries[: len(found.entries)]


GOOD = """---
note: 1
kind: question
author: Ada
created: 2026-01-02T00:00:00Z
anchor:
  path: a.py
  lines: 1-2
  text:
  - one
  - two
---

Why?
"""


def test_what_a_person_writes_by_hand_is_read():
    found, faults = read(GOOD)
    assert faults == []
    assert (found.author.name, found.at, found.text) == ("Ada", 1_767_312_000, "Why?")
    assert found.placed == Anchor(path="a.py", first=1, last=2, text=("one", "two"))


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("author: Ada\n", "", 2, "front matter: author: expected a name"),
        ("kind: question", "kind: order", 3, "kind: expected question, explanation, praise"),
        ("kind: question", "kind: [a", 4, "front matter: "),
        ("kind: question", "kind: a\nkind: b", 4, "the key 'kind' stands there twice"),
        ("created: 2026", "created: soon", 5, "created: expected a time"),
        ("path: a.py", "path: ../a.py", 7, "path: '../a.py' has a part '..'"),
        ("path: a.py", "path: /etc/passwd", 7, "does not start in the repository"),
        ("path: a.py", "path: .git/config", 7, "has a part '.git'"),
        ("path: a.py", 'path: "a\\nb"', 7, "is no path that a note can name"),
        ("lines: 1-2", "lines: 2-1", 8, "lines: expected 12 or 12-15"),
        ("lines: 1-2", "lines: 1-3", 9, "text: expected one text for each of the lines"),
        ("anchor:", "anchor: &a", 6, None),
        ("author: Ada", "author: *a", 4, "front matter: "),
        ("note: 1", "note: 2", 2, "format 2, newer than this program"),
        ("---\n\nWhy", "\nWhy", 1, "expected front matter between two lines '---'"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_line(old, new, line, message):
    assert old in GOOD
    _, faults = read(GOOD.replace(old, new, 1))
    if message is None:
        assert faults == []
        return
    assert [fault.line for fault in faults] == [line]
    assert message in faults[0].message


def test_both_sides_of_an_unresolved_conflict_are_shown_and_it_is_named():
    ours = "\n## Reply 00000001 by Ada, 2026-01-02T00:00:01Z\n\nYes.\n\n<!-- end of 00000001 -->\n"
    theirs = ours.replace("1 by Ada", "2 by Bob").replace("of 00000001", "of 00000002")
    text = f"{GOOD}<<<<<<< HEAD{ours}=======\n{theirs}>>>>>>> topic\n"
    found, faults = read(text.replace("HEAD\n## ", "HEAD\n\n## "))
    assert [entry.author.name for entry in found.entries] == ["Ada", "Bob"]
    assert [fault.line for fault in faults] == [15]
    assert "unresolved merge conflict" in faults[0].message


def test_replies_that_a_merge_mixed_line_by_line_are_named_and_nothing_is_lost():
    text = (
        f"{GOOD}\n## Reply 00000001 by Ada, 2026-01-02T00:00:01Z\n"
        "\n## Reply 00000002 by Bob, 2026-01-02T00:00:02Z\n"
        "\nYes.\n\n<!-- end of 00000001 -->\nNo.\n<!-- end of 00000002 -->\n"
    )
    found, faults = read(text)
    assert [fault.line for fault in faults] == [16, 18]
    assert "mixed with another one by a merge" in faults[0].message
    said = "\n".join(entry.text for entry in found.entries)
    assert re.findall(r"\w+", said) == ["Yes", "No"]


def test_an_entry_that_was_picked_to_two_branches_is_there_once():
    reply = "\n## Reply 00000001 by Ada, 2026-01-02T00:00:01Z\n\nYes.\n\n<!-- end of 00000001 -->\n"
    found, faults = read(GOOD + reply + reply)
    assert (len(found.entries), faults) == (1, [])


def test_the_state_and_the_lines_of_a_note_are_those_that_were_said_last():
    found, _ = read(
        f"{GOOD}\n## Resolved 00000001 by Ada, 2026-01-02T00:00:01Z\n\n<!-- end of 00000001 -->\n"
        "\n## Reopened 00000002 by Bob, 2026-01-02T00:00:03Z\n\n<!-- end of 00000002 -->\n"
        "\n## Resolved 00000003 by Bob, 2026-01-02T00:00:02Z\n\n<!-- end of 00000003 -->\n"
        "\n## Moved 00000004 by Bob, 2026-01-02T00:00:04Z\n\n```yaml\npath: b.py\n```\n"
        "\n<!-- end of 00000004 -->\n"
    )
    assert (found.state, found.anchor.path, found.placed.path) == ("open", "b.py", "a.py")


def test_keys_that_no_rule_reads_stay_with_the_note():
    found, faults = read(GOOD.replace("kind:", "mood: good\nkind:"))
    assert (found.extra, faults) == ((("mood", "good"),), [])
