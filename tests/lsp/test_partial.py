"""What is shown of a file before its history is read."""

import attrs
import pytest

from influencekit.domain import FileVersion, Identity, LineRun
from influencekit_lsp.cards import Range
from influencekit_lsp.documents import NEW
from influencekit_lsp.partial import Blamed, of_lines

DAY = 86_400
ADA, BOB, CYD = (Identity(name, f"{name}@example.org") for name in ("ada", "bob", "cyd"))
NAMES = {ADA: "Ada", BOB: "Bob", CYD: ""}


def run(line, lines, author, day, commit):
    return LineRun(
        line=line,
        lines=lines,
        commit=commit * 40,
        author=author,
        time=day * DAY,
        summary=f"Do *{commit}*",
        source_path="a.py",
        source_line=1,
    )


@pytest.fixture
def blamed():
    version = FileVersion(path="a.py", commit="f" * 40, blob="e" * 40, lines=tuple("abcdef"))
    found = Blamed("a.py", version)
    found.names = NAMES
    found.runs |= {1: run(1, 2, ADA, 0, "a"), 3: run(3, 1, BOB, 2, "b"), 6: run(6, 1, CYD, 1, "c")}
    return found


def card(blamed, places, line):
    return of_lines(blamed, Range(name="f", first=0, last=len(places) - 1, places=places), line)


def test_it_names_who_wrote_lines_last_first_and_says_what_is_not_looked_up_yet(blamed):
    told = card(blamed, [0, 1, 2, 3, 4], 2)
    assert told.splitlines() == [
        "**Bob** (1970-01-03) and **Ada** (1970-01-01) wrote `f` (lines 1-5).  ",
        "3 lines from 2 commits, 1970-01-01 to 1970-01-03.  ",
        "2 lines not looked up yet.",
        "",
        "This line: `bbbbbbbbbb` 1970-01-03, Bob: Do \\*b\\*",
    ]
    assert "This line: not looked up yet." in card(blamed, [0, 3], 3)


def test_lines_of_the_editor_alone_are_not_committed_yet(blamed):
    told = card(blamed, [0, NEW, NEW], NEW)
    assert "2 lines not committed yet." in told
    assert told.endswith("This line: not committed yet.")


def test_who_may_not_be_named_is_not(blamed):
    told = card(blamed, [5], 5)
    assert "cyd" not in told
    assert "wrote" not in told
    assert "This line: `cccccccccc` 1970-01-02: Do" in told


def test_of_many_people_three_are_named(blamed):
    people = [Identity(f"p{n}", "") for n in range(5)]
    runs = {n + 1: run(n + 1, 1, who, n, str(n)) for n, who in enumerate(people)}
    blamed.runs, blamed.names = runs, {who: who.name for who in people}
    told = card(blamed, [0, 1, 2, 3, 4], 0)
    assert (
        "**p4** (1970-01-05), **p3** (1970-01-04), **p2** (1970-01-03) and 2 others wrote" in told
    )


def test_it_is_whole_when_git_has_ended_and_told_of_each_line(blamed):
    blamed.ended = True
    assert not blamed.whole
    blamed.runs[4] = run(4, 2, ADA, 0, "a")
    assert blamed.whole
    assert [it.author.name for it in blamed.lines()] == ["ada", "ada", "bob", "ada", "ada", "cyd"]
    blamed.version = attrs.evolve(blamed.version, lines=())
    assert not blamed.whole
