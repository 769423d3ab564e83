"""What git makes of notes that several people write at the same time."""

import pytest

from influencekit.domain import Identity

QUOTE = "\n".join(f"> line {number}" for number in range(3))


@pytest.fixture
def shared(book, note, git):
    """Return a note that is committed, and a function that replies to it on a branch."""
    added = book.add(note())
    git(book.root, "add", ".")
    git(book.root, "commit", "--quiet", "--message=Ask")

    def reply(branch, *entries):
        git(book.root, "switch", "--quiet", "-C", branch, "main")
        found = added
        for entry in entries:
            found = book.append(found, entry)
        git(book.root, "commit", "--quiet", "--all", f"--message={branch}")

    return added, reply


def replies(book):
    found, problems = book.notes()
    return [(it.author.name, it.text) for it in found[0].entries], problems


def test_replies_of_two_people_merge_without_a_conflict(shared, book, entry, git):
    _, reply = shared
    reply("ada", entry(f"{QUOTE}\n\nYes.", author=Identity("Ada")))
    reply("bob", entry(f"{QUOTE}\n\nNo.", author=Identity("Bob"), at=1_767_315_601))
    git(book.root, "merge", "--quiet", "--no-edit", "ada")
    found, problems = replies(book)
    assert problems == []
    assert found == [("Ada", f"{QUOTE}\n\nYes."), ("Bob", f"{QUOTE}\n\nNo.")]


@pytest.mark.parametrize("how", ["rebase", "cherry-pick"])
def test_replies_can_be_rebased_and_picked_on_each_other(shared, book, entry, git, how):
    _, reply = shared
    reply("ada", entry("Yes.", author=Identity("Ada")), entry("Surely.", author=Identity("Ada")))
    reply("bob", entry("No.", author=Identity("Bob"), at=1_767_315_601))
    git(book.root, how, *(["--quiet"] if how == "rebase" else []), "ada")
    found, problems = replies(book)
    assert problems == []
    assert sorted(found) == [("Ada", "Surely."), ("Ada", "Yes."), ("Bob", "No.")]


def test_one_resolves_while_another_replies_and_a_third_moves(shared, book, entry, git):
    added, reply = shared
    reply("ada", entry("", kind="resolved", author=Identity("Ada")))
    reply("eve", entry("", kind="moved", author=Identity("Eve"), anchor=added.placed))
    reply("bob", entry("No.", author=Identity("Bob"), at=1_767_315_601))
    git(book.root, "merge", "--quiet", "--no-edit", "ada")
    git(book.root, "merge", "--quiet", "--no-edit", "eve")
    found, problems = book.notes()
    assert problems == []
    assert found[0].state == "resolved"
    assert sorted(it.kind for it in found[0].entries) == ["moved", "reply", "resolved"]


def test_replies_that_git_mixed_because_they_share_lines_are_put_together_again(
    shared, book, entry, git
):
    added, reply = shared
    quote = "\n".join(f"> line {number}" for number in range(9))
    texts = {
        name: f"{name} begins.\n\n{quote}\n\n{name} goes on.\n\n{quote}\n\n{name} ends."
        for name in ("Ada", "Bob", "Eve")
    }
    for at, (name, text) in enumerate(texts.items(), 1_767_315_600):
        reply(name, entry(text, author=Identity(name), at=at))
    git(book.root, "merge", "--quiet", "--no-edit", "Ada")
    git(book.root, "merge", "--quiet", "--no-edit", "Bob")
    written = (book.root / added.locator).read_text()
    assert written.count("> line 0") < 6, "git mixed nothing, so nothing was tried"
    assert replies(book) == (list(texts.items()), [])


def test_two_people_who_write_the_first_notes_of_a_repository_merge(book, note, git):
    for name in ("ada", "bob"):
        git(book.root, "switch", "--quiet", "-C", name, "main")
        book.add(note(author=Identity(name)))
        git(book.root, "add", ".")
        git(book.root, "commit", "--quiet", f"--message={name}")
    git(book.root, "merge", "--quiet", "--no-edit", "ada")
    found, problems = book.notes()
    assert sorted(it.author.name for it in found) == ["ada", "bob"]
    assert problems == []


def test_the_check_says_whether_git_keeps_both_of_two_replies(book, note):
    assert list(book.store.check(book.root)) == []
    book.add(note())
    assert [it.ok for it in book.store.check(book.root)] == [True]
    (book.root / ".mentoring/.gitattributes").write_text("# merge=union\n")
    assert [
        (it.ok, "notes/*.md text merge=union" in it.advice) for it in book.store.check(book.root)
    ] == [(False, True)]
