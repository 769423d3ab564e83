"""The page on mentoring notes is carried out, and what the reference shows is read."""

import re
from pathlib import Path

import attrs
import pytest

from influencekit.mentoring import KINDS
from influencekit.testing import write_repo
from influencekit_notes.pairs import read as read_pair
from influencekit_notes.pairs import text_of_entry
from influencekit_notes.store import ATTRIBUTES
from influencekit_notes.text import read

PAGES = Path(__file__).parents[2] / "docs"
REFERENCE = (PAGES / "reference" / "notes.md").read_text(encoding="utf-8")
APP = """
    2023-01-10 "Ada Lovelace" server/main.py +6, server/tokens.py +8 "Serve"
    2024-01-12 "Cyd Charisse" server/main.py +2 "Say when"
"""


@pytest.fixture
def app(shell):
    """Return the repository of the page."""
    root = write_repo(shell.folder / "app", APP)
    (shell.folder / "app" / ".mentoring" / "notes").mkdir(parents=True)
    return root


@pytest.mark.usefixtures("app")
def test_the_page_does_what_it_says(carry_out):
    ran = carry_out(PAGES / "how-to" / "write-mentoring-notes.md")
    assert [(command, done.stderr) for command, done in ran if done.returncode] == []
    assert len(ran) == 6


@pytest.mark.usefixtures("app")
def test_the_page_on_mentors_does_what_it_says(carry_out):
    ran = carry_out(PAGES / "how-to" / "match-mentors.md")
    assert [(command, done.stderr) for command, done in ran if done.returncode] == []
    assert len(ran) == 4


def test_the_record_of_the_reference_is_read_whole_and_has_every_key():
    fence = re.compile(r"^````markdown\n(---\n.*?)^````$", re.MULTILINE | re.DOTALL)
    record = fence.search(REFERENCE)[1]
    pair, faults = read_pair(record)
    assert faults == []
    assert [(it.kind, it.text) for it in pair.entries] == [
        ("plan", "Three small fixes, then one feature."),
        ("feedback", "The second fix went in without a change."),
    ]
    ours = text_of_entry(attrs.evolve(pair.entries[1], id="4b2dd1e9"))
    assert record.endswith(ours)
    keys = set(re.findall(r"^(\w+):", record.partition("\n---")[0], re.MULTILINE)) | {"until"}
    assert all(f"`{key}`" in REFERENCE for key in keys)
    assert all(f"`{kind.capitalize()}`" in REFERENCE for kind in KINDS)


def test_the_reference_has_every_key_and_only_those():
    page = (PAGES / "how-to" / "write-mentoring-notes.md").read_text(encoding="utf-8")
    note, faults = read(
        re.search(r"^```markdown[^\n]*\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[1]
    )
    assert (note.author.name, faults, note.extra) == ("Ada Lovelace", [], ())
    told = set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", REFERENCE, re.MULTILINE)))
    )
    assert told >= {
        *("note", "kind", "author", "to", "created", "goal", "pair", "tour", "step", "anchor"),
        *("path", "commit", "blob", "lines", "text", "before", "after"),
    }


def test_the_entry_and_the_attributes_of_the_reference_are_those_that_are_written():
    entry = re.search(r"^````markdown\n(.*?)^````$", REFERENCE, re.MULTILINE | re.DOTALL)[1]
    head = "---\nauthor: A\ncreated: 2026-01-02\nanchor: {path: a.py}\n---\n"
    note, faults = read(head + "\nWhen?\n\n" + entry)
    assert faults == []
    assert [(it.author.name, it.text) for it in note.entries] == [("Bob Brown", "After an hour.")]
    mixed, faults = read(head + entry.replace("\nAfter an hour.\n", "") + "After an hour.\n")
    assert (mixed.entries[0].text, faults) == ("After an hour.", [])
    assert all(line in REFERENCE for line in ATTRIBUTES.splitlines()[1:])
