"""The records of pairs: read as they were written, by us or by hand, and kept as notes are."""

import errno
import os
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.domain import Identity
from influencekit.errors import InputError, MachineError
from influencekit.mentoring import KINDS, LOOP, Entry, Pair
from influencekit.protocols import PairStore, ReadRequest
from influencekit_notes import files
from influencekit_notes.entries import digest
from influencekit_notes.pairs import read, text_of, text_of_entry

FOLDER = ".mentoring/pairs"
DAY = 86_400
TEXT = st.lists(
    st.sampled_from(
        [
            "---",
            "## 2024-01-17 plan",
            "\\## 2024-01-17 plan",
            "## Plan 0123abcd by Eve, 2024-01-01T00:00:00Z",
            "<!-- end of 0123abcd -->",
            "<<<<<<< HEAD",
            "## A heading",
            "Words: and 'more'",
            "",
        ]
    ),
    max_size=6,
).map(lambda lines: "\n".join(lines).strip())
NAME = st.sampled_from(["Ada Lovelace", "Eve, 2024", "by Bob-é", "#1"])


@st.composite
def pairs(draw):
    day = draw(st.integers(1, 20_000)) * DAY
    entries = []
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=4)):
        at, author = day + len(entries), Identity(draw(NAME))
        entry = Entry(kind=kind, at=at, author=author, text=draw(TEXT))
        entries.append(attrs.evolve(entry, id=digest(entry, [it.id for it in entries])))
    return Pair(
        mentor=Identity(draw(NAME)),
        mentee=Identity(draw(NAME)),
        area=draw(st.sampled_from(["", "src/ä b", "- x", "a: b"])),
        since=day,
        end=draw(st.none() | st.just(day + DAY)),
        needs=tuple(draw(st.lists(st.sampled_from(["a: b", "x\ny", "'"]), max_size=2))),
        goals=tuple(draw(st.lists(st.sampled_from(["[a]", "*b"]), max_size=2))),
        text=draw(TEXT),
        entries=tuple(entries),
    )


@given(pairs())
def test_a_record_is_read_as_it_was_written_whatever_is_in_it(pair):
    text = text_of(pair) + "".join(map(text_of_entry, pair.entries))
    assert read(text) == (pair, [])


@given(pairs(), st.randoms(use_true_random=False))
def test_entries_are_in_order_of_time_however_a_merge_put_them(pair, chance):
    entries = list(map(text_of_entry, pair.entries))
    chance.shuffle(entries)
    assert read(text_of(pair) + "".join(entries)) == (pair, [])


BY_HAND = """---
mentor: Ada Lovelace <ada@example.org>
mentee: Eve Example
since: 2024-01-10
needs: [reading]
---

We meet on Tuesdays.

## 2024-01-17 plan

Three small fixes.

## 2024-02-14 Feedback
"""


def test_what_a_person_writes_by_hand_is_read():
    pair, faults = read(BY_HAND)
    assert faults == []
    assert pair.mentor == Identity("Ada Lovelace", "ada@example.org")
    assert (pair.needs, pair.text) == (("reading",), "We meet on Tuesdays.")
    assert [(it.kind, it.at, it.text, it.author) for it in pair.entries] == [
        ("plan", 1_705_449_600, "Three small fixes.", None),
        ("feedback", 1_707_868_800, "", None),
    ]


def test_entries_by_hand_and_of_ours_stand_in_one_file_in_any_order():
    ours = text_of_entry(
        Entry(kind="result", id="0123abcd", at=1_706_000_000, author=Identity("Ada"), text="Done.")
    )
    pair, faults = read(f"{BY_HAND}{ours}\n## 2024-03-01 goal\n\nMore.\n")
    assert faults == []
    assert [(it.kind, it.text) for it in pair.entries] == [
        ("plan", "Three small fixes."),
        ("result", "Done."),
        ("feedback", ""),
        ("goal", "More."),
    ]


def test_the_end_is_that_of_the_head_or_of_the_last_entry_that_says_so():
    head = BY_HAND.replace("needs:", "until: 2024-06-30\nneeds:")
    assert read(head)[0].until == 1_719_705_600
    assert read(f"{head}\n## 2024-07-02 ended\n")[0].until == 1_719_878_400
    assert read(BY_HAND)[0].until is None


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            "mentor: Ada Lovelace <ada@example.org>\n",
            "",
            2,
            "front matter: mentor: expected a name",
        ),
        ("mentee: Eve Example", "mentee: <eve@x>", 3, "front matter: mentee: expected a name"),
        ("2024-01-10", "2024-02-31", 4, "since: expected a day, YYYY-MM-DD, found '2024-02-31'"),
        ("needs: [reading]", "needs: reading", 5, "needs: expected a list of texts"),
        ("needs: [reading]", "needs: *a", 5, "front matter: "),
        ("needs: [reading]", "mentor: Bob", 5, "the key 'mentor' stands there twice"),
        ("mentor: Ada", "pair: 2\nmentor: Ada", 2, "a pair of format 2, newer than this program"),
        ("2024-01-17 plan", "2024-01-17 party", 10, "or ended, not 'party'"),
        ("2024-01-17 plan", "2024-01-32 plan", 10, "'2024-01-32' is no day"),
        ("---\n\nWe", "\nWe", 1, "expected front matter between two lines '---'"),
    ],
)
def test_what_is_wrong_in_a_record_is_named_with_its_line(old, new, line, message):
    assert old in BY_HAND
    _, [fault] = read(BY_HAND.replace(old, new, 1))
    assert (fault.line, message in fault.message) == (line, True), fault


@pytest.fixture
def shelf(book):
    """Return functions that begin a record, append to it, and read all."""

    def add(**fields):
        given = {"mentor": Identity("Ada"), "mentee": Identity("Eve"), "since": 19_000 * DAY}
        return book.store.add_pair(book.root, Pair(**(given | fields)), book.request)

    def append(pair, text="Yes.", **fields):
        given = {"kind": "plan", "author": Identity("Ada"), "at": 19_001 * DAY, "text": text}
        return book.store.append_to_pair(book.root, pair, Entry(**(given | fields)), book.request)

    return add, append, lambda: book.store.pairs(book.root, book.request)


def test_the_plugin_is_a_store_of_pairs(book):
    assert isinstance(book.store, PairStore)


def test_a_record_is_found_again_with_what_was_appended(book, shelf):
    add, append, pairs = shelf
    added = add(needs=("reading",), text="On Tuesdays.")
    assert added.locator == f"{FOLDER}/20220108-{added.id[9:]}.md"
    before = (book.root / added.locator).read_bytes()
    changed = append(append(added), "Yes.")
    assert [it.text for it in changed.entries] == ["Yes.", "Yes."]
    assert pairs() == ([changed], [])
    assert (book.root / added.locator).read_bytes().startswith(before)
    assert book.notes() == ([], [])
    assert book.read() == []


def test_private_records_are_in_the_users_folder_alone(book, shelf):
    add, append, pairs = shelf
    own = append(add(private=True))
    assert Path(own.locator).is_relative_to(book.request.data)
    assert not (book.root / ".mentoring").exists()
    assert pairs() == ([own], [])
    with pytest.raises(InputError, match="no folder for private pairs"):
        book.store.add_pair(book.root, own, ReadRequest())


def test_two_who_append_to_one_record_on_two_branches_merge_without_a_conflict(book, shelf, git):
    add, append, pairs = shelf
    added = add()
    git(book.root, "add", ".")
    git(book.root, "commit", "--quiet", "--message=Begin a pair")
    for name, kind in (("ada", "feedback"), ("eve", "result")):
        git(book.root, "switch", "--quiet", "-C", name, "main")
        append(added, "We tried.\n\nIt works.", kind=kind, author=Identity(name))
        git(book.root, "commit", "--quiet", "--all", f"--message={name}")
    git(book.root, "merge", "--quiet", "--no-edit", "ada")
    [found], problems = pairs()
    assert problems == []
    assert sorted((it.kind, it.author.name, it.text) for it in found.entries) == [
        ("feedback", "ada", "We tried.\n\nIt works."),
        ("result", "eve", "We tried.\n\nIt works."),
    ]


def test_the_check_says_where_git_would_make_a_conflict_of_two_entries(book, shelf):
    add, _, _ = shelf
    add()
    assert [it.ok for it in book.store.check(book.root)] == [True]
    (book.root / ".mentoring/.gitattributes").write_text("notes/*.md merge=union\n")
    [check] = book.store.check(book.root)
    assert (check.ok, "'pairs/*.md text merge=union'" in check.advice) == (False, True)


@pytest.mark.parametrize("part", [".mentoring", FOLDER])
def test_a_folder_that_is_a_link_is_neither_read_nor_written(book, shelf, tmp_path, part):
    add, _, pairs = shelf
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (book.root / part).parent.mkdir(exist_ok=True)
    (book.root / part).symlink_to(elsewhere)
    found, [problem] = pairs()
    assert (found, "is a link or no folder" in problem.message) == ([], True)
    with pytest.raises(InputError, match="is a link or no folder"):
        add()
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("id_", ["../../src/engine", "..", "a/b", ""])
def test_an_id_leads_nowhere_else(shelf, id_):
    add, append, _ = shelf
    added = add()
    with pytest.raises(InputError, match="is no record of a pair's id"):
        append(attrs.evolve(added, id=id_))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"since": None}, "begins on some day"),
        ({"end": 0}, "does not end before"),
        ({"mentee": Identity("\x1b\n")}, "by name"),
        ({"mentee": Identity("eve@example.org")}, "no addresses are kept"),
        ({"mentee": Identity("ADA")}, "mentor and mentee at once"),
        ({"text": "x" * (files.LARGEST + 1)}, "holds 1,048,576 bytes at most"),
        ({"since": 10**15}, "no time that a calendar has"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(shelf, fields, message):
    add, _, pairs = shelf
    with pytest.raises(InputError, match=message):
        add(**fields)
    assert pairs() == ([], [])


@pytest.mark.parametrize(
    "fields", [{"kind": "party"}, {"author": None}, *({"kind": it, "text": " "} for it in LOOP)]
)
def test_an_entry_that_says_nothing_is_not_written(shelf, fields):
    add, append, pairs = shelf
    added = add()
    with pytest.raises(InputError, match=r"kind|names who|says nothing"):
        append(added, **fields)
    assert pairs() == ([added], [])


def test_a_full_disk_and_a_folder_that_nobody_may_write_leave_everything_as_it_was(
    book, shelf, monkeypatch
):
    add, append, pairs = shelf
    added = append(add())

    def refuse(code):
        def fail(*_):
            raise OSError(code, os.strerror(code))

        return fail

    for name, code in (("fsync", errno.ENOSPC), ("open", errno.EACCES)):
        with monkeypatch.context() as patched:
            patched.setattr(files.os, name, refuse(code))
            for write in (add, lambda: append(added)):
                with pytest.raises(
                    (MachineError, InputError), match=r"Nothing was changed|nothing was written"
                ):
                    write()
        assert pairs() == ([added], [])
        assert [it.name for it in (book.root / FOLDER).iterdir()] == [f"{added.id}.md"]


def test_nothing_is_appended_to_a_record_with_a_conflict_and_both_sides_are_shown(book, shelf):
    add, append, pairs = shelf
    added = append(add())
    file = book.root / added.locator
    other = text_of_entry(attrs.evolve(added.entries[0], id="00000001", text="No."))
    file.write_text(f"{file.read_text()}<<<<<<< HEAD\n=======\n{other}>>>>>>> topic\n")
    [found], [problem] = pairs()
    assert sorted(it.text for it in found.entries) == ["No.", "Yes."]
    assert "unresolved merge conflict" in problem.message
    with pytest.raises(InputError, match=r"unresolved merge conflict.*Mend it first"):
        append(added)
