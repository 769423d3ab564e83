"""The page on mentoring notes is carried out, and what the reference shows is read."""

import re
from pathlib import Path

import pytest

from influencekit.testing import write_repo
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
        *("note", "kind", "author", "to", "created", "goal", "tour", "step", "anchor"),
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
    assert ATTRIBUTES.splitlines()[-1] in REFERENCE
