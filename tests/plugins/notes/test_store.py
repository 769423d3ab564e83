"""Notes in folders: written whole or not at all, and never anywhere else."""

import errno
import os
import stat
import threading
from pathlib import Path

import attrs
import pytest

from influencekit.domain import Anchor, Identity
from influencekit.errors import InputError, MachineError
from influencekit.protocols import NoteStore, ReadRequest
from influencekit_notes import files

FOLDER = ".mentoring/notes"


def written(root):
    return sorted(
        it.relative_to(root).as_posix() for it in root.rglob("*") if ".git/" not in str(it)
    )


def test_the_plugin_is_a_store_of_notes(book):
    assert isinstance(book.store, NoteStore)


def test_a_note_is_found_again_as_it_was_given(book, note):
    added = book.add(note())
    assert attrs.evolve(added, id="", locator="") == note()
    assert added.locator == f"{FOLDER}/{added.id}.md"
    assert book.notes() == ([added], [])


def test_only_the_folder_of_notes_is_written_to(book, note, entry):
    added = book.add(note())
    book.append(added, entry())
    files_ = [it for it in written(book.root) if (book.root / it).is_file()]
    assert files_ == [".mentoring/.gitattributes", f"{FOLDER}/{added.id}.md"]


def test_reading_writes_nothing(book, listing):
    before = listing(book.root)
    assert book.notes() == ([], [])
    assert book.read() == []
    assert not book.store.detect(book.root)
    assert listing(book.root) == before


def test_the_same_note_twice_is_two_notes(book, note):
    one, two = (book.add(note()) for _ in range(2))
    assert one.id != two.id
    assert {it.id for it in book.notes()[0]} == {one.id, two.id}


def test_what_is_appended_is_found_behind_what_was_there(book, note, entry):
    added = book.add(note())
    before = (book.root / added.locator).read_bytes()
    changed = book.append(added, entry("Yes."))
    changed = book.append(changed, entry("Yes."))
    assert [it.text for it in changed.entries] == ["Yes.", "Yes."]
    assert len({it.id for it in changed.entries}) == 2
    assert book.notes() == ([changed], [])
    assert (book.root / added.locator).read_bytes().startswith(before)


def test_private_notes_are_in_the_users_folder_alone_and_no_evidence(book, note):
    added = book.add(note(private=True))
    assert Path(added.locator).is_relative_to(book.request.data)
    assert stat.S_IMODE(Path(added.locator).parent.stat().st_mode) == 0o700
    assert not (book.root / ".mentoring").exists()
    assert book.notes() == ([added], [])
    assert book.read() == []


def test_notes_of_several_are_in_order_of_time_and_bad_files_are_named(book, note):
    late = book.add(note(at=2_000_000_000))
    early = book.add(note(private=True, at=1_000_000_000))
    folder = book.root / FOLDER
    (folder / "bad.md").write_text("no front matter\n")
    (folder / "bytes.md").write_bytes(b"---\n\xff\n---\n")
    (folder / "no id!.md").write_bytes((book.root / late.locator).read_bytes())
    (folder / "large.md").write_bytes(b" " * (files.LARGEST + 1))
    (folder / "README.md").write_text("About notes.\n")
    (folder / "folder.md").mkdir()
    os.mkfifo(folder / "pipe.md")
    found, problems = book.notes()
    assert [it.id for it in found] == [early.id, late.id]
    assert {it.locator: it.message for it in problems} == {
        f"{FOLDER}/bad.md:1": "expected front matter between two lines '---'",
        f"{FOLDER}/bytes.md": "not read: it is not UTF-8",
        f"{FOLDER}/folder.md": "not read: it is no regular file",
        f"{FOLDER}/large.md": "not read: it is larger than 1,048,576 bytes",
        f"{FOLDER}/no id!.md": "its name is no id: letters, digits, '.', '_', '-'",
        f"{FOLDER}/pipe.md": "not read: it is no regular file",
    }


def test_a_private_note_with_the_id_of_a_teams_one_is_named(book, note):
    team = book.add(note())
    own = book.add(note(private=True))
    Path(own.locator).rename(Path(own.locator).with_name(f"{team.id}.md"))
    found, problems = book.notes()
    assert len(found) == 2
    assert [it.message for it in problems] == [
        "has the id of a note in the repository; rename it to reach it"
    ]


@pytest.mark.parametrize("part", [".mentoring", FOLDER])
def test_a_folder_that_is_a_link_is_neither_read_nor_written(book, note, tmp_path, part):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (book.root / part).parent.mkdir(exist_ok=True)
    (book.root / part).symlink_to(elsewhere)
    found, problems = book.notes()
    assert found == []
    assert ["is a link or no folder" in it.message for it in problems] == [True]
    with pytest.raises(InputError, match="is a link or no folder"):
        book.add(note())
    assert list(elsewhere.iterdir()) == []


def test_a_note_that_is_a_link_is_neither_read_nor_written(book, note, entry, tmp_path):
    added = book.add(note())
    outside = tmp_path / "outside.md"
    (book.root / added.locator).rename(outside)
    (book.root / added.locator).symlink_to(outside)
    before = outside.read_bytes()
    found, problems = book.notes()
    assert (found, [it.message for it in problems]) == ([], ["not read: it is a link"])
    with pytest.raises(InputError, match="it is a link; nothing was written"):
        book.append(added, entry())
    assert outside.read_bytes() == before


@pytest.mark.parametrize("id_", ["../../src/engine", "..", "a/b", ""])
def test_an_id_leads_nowhere_else(book, note, entry, id_):
    added = book.add(note())
    with pytest.raises(InputError, match="is no note's id"):
        book.append(attrs.evolve(added, id=id_), entry())


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", ".git/config", "a\nb", ""])
def test_a_note_names_nothing_outside_of_the_repository(book, note, path):
    with pytest.raises(InputError, match="The path"):
        book.add(note(placed=Anchor(path=path)))
    assert not (book.root / ".mentoring/notes").exists() or not list((book.root / FOLDER).iterdir())


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "order"}, "not 'order'"),
        ({"text": " \n"}, "says nothing"),
        ({"at": 10**15}, "no time that a calendar has"),
        ({"text": "x" * (files.LARGEST + 1)}, "holds 1,048,576 bytes at most"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(book, note, fields, message):
    with pytest.raises(InputError, match=message):
        book.add(note(**fields))
    assert book.notes() == ([], [])


def test_without_a_folder_for_them_there_are_no_private_notes(book, note):
    with pytest.raises(InputError, match="no folder for private notes"):
        book.store.add(book.root, note(private=True), ReadRequest())


def test_a_full_disk_leaves_everything_as_it_was(book, note, entry, monkeypatch):
    added = book.add(note())
    content, names = (book.root / added.locator).read_bytes(), written(book.root)

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(MachineError, match=r"No space left on device. Nothing was changed"):
        book.append(added, entry())
    with pytest.raises(MachineError, match=r"No space left on device. Nothing was changed"):
        book.add(note("Another."))
    assert (book.root / added.locator).read_bytes() == content
    assert written(book.root) == names


def test_a_note_that_somebody_else_writes_is_waited_for_and_the_lock_named(
    book, note, entry, monkeypatch
):
    monkeypatch.setattr(files, "_PATIENCE", 0.05)
    added = book.add(note())
    lock = (book.root / added.locator).with_name(f".{added.id}.md.lock")
    lock.touch()
    with pytest.raises(MachineError, match="another program is writing this file"):
        book.append(added, entry())
    assert lock.exists()
    lock.unlink()
    assert len(book.append(added, entry()).entries) == 1


def test_of_many_who_reply_at_once_nobody_is_lost(book, note, entry, monkeypatch):
    monkeypatch.setattr(files, "_PATIENCE", 60)
    added = book.add(note())
    names = [f"Person {number}" for number in range(12)]
    threads = [
        threading.Thread(target=book.append, args=(added, entry(author=Identity(name))))
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found, problems = book.notes()
    assert problems == []
    assert {it.author.name for it in found[0].entries} == set(names)


def test_nothing_is_appended_to_a_note_with_a_conflict_or_to_one_that_is_gone(book, note, entry):
    added = book.add(note())
    file = book.root / added.locator
    whole = file.read_text()
    file.write_text(f"{whole}<<<<<<< HEAD\n=======\n>>>>>>> topic\n")
    with pytest.raises(InputError, match=r"unresolved merge conflict.*Mend it first"):
        book.append(added, entry())
    file.unlink()
    with pytest.raises(InputError, match="No such file"):
        book.append(added, entry())
    assert not file.exists()


def test_a_file_with_the_line_ends_of_windows_keeps_them(book, note, entry):
    added = book.add(note())
    file = book.root / added.locator
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    changed = book.append(added, entry())
    assert book.notes() == ([changed], [])
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")


def test_an_entry_moves_a_note_where_it_names_lines_and_only_there(book, note, entry):
    added = book.add(note())
    with pytest.raises(InputError, match="where it moves a note"):
        book.append(added, entry(kind="moved"))
    with pytest.raises(InputError, match="where it moves a note"):
        book.append(added, entry(anchor=added.placed))
    there = Anchor(path="b.py", first=1, last=1, text=("x",))
    moved = book.append(added, entry(kind="moved", anchor=there))
    assert (moved.anchor, moved.placed) == (there, added.placed)


def test_a_bare_repository_and_a_folder_that_is_gone_get_no_notes(book, note, tmp_path, git):
    bare = tmp_path / "bare.git"
    git(tmp_path, "init", "--quiet", "--bare", bare)
    for root in (bare, tmp_path / "gone"):
        with pytest.raises(InputError, match="no place for notes"):
            book.store.add(root, note(), book.request)
    assert not (bare / ".mentoring").exists()
    assert not (tmp_path / "gone").exists()
