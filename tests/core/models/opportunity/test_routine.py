"""What is routine is no opportunity; and only what plainly says so is routine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.opportunity.lists import lists
from influencekit.models.opportunity.routine import is_aside, is_routine
from influencekit.testing import evidence


@pytest.mark.parametrize(
    "subject",
    [
        "Bump actions/checkout from 4.1.4 to 4.1.6",
        "build(deps): bump django in /testing",
        "[pre-commit.ci] pre-commit autoupdate",
        "[ruff] Enable SIM118",
        "update dev dependencies",
        "Update version references from 8.0 to 7.4",
        "release version 3.1.2",
        "start version 3.2.0",
        "Prepare release version 9.1.0 (#14589)",
        "Git 2.55-rc1",
        "v1.2.3",
        "The 16th batch",
        "fix typos via codespell",
        "Fix typo in a comment",
        "doc: fix spelling",
        "docs typo/markup fixes",
        "fix mypy findings",
        "remove trailing whitespace",
        "style: sort imports",
        "Merge pull request #1 from ada/topic",
    ],
)
def test_what_nobody_would_explain_is_routine(subject):
    assert is_routine(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "merge-ort: abort merge when trees have duplicate entries",
        "merge app and request context",
        "Add a version to the protocol",
        "remote: format the refspec once",
        "DEP: remove deprecated modes from linalg.qr",
        "help: suggest a command for a mistyped one",
        "Fix a race when two fetches end at once",
        "Release the lock when a transaction fails",
        "Start the server before its plugins",
        "cache: lock the index while it is written",
    ],
)
def test_work_is_not_routine(subject):
    assert not is_routine(subject)


@given(st.text())
def test_any_text_has_an_answer(text):
    assert is_routine(text) == is_routine(text)


@pytest.mark.parametrize("start", ["update ", "fix ", "release ", "a" * 40])
def test_a_subject_of_megabytes_is_looked_at_no_further_than_its_start(start):
    assert not is_routine(start + "a " * 1_000_000 + "typo")


@pytest.mark.parametrize(
    "path",
    ["CHANGES.rst", "changelog/12.bugfix.rst", "Documentation/RelNotes/2.55.adoc", "docs/whatsnew/3.md",
     "AUTHORS", ".github/workflows/ci.yml"],
)  # fmt: skip
def test_what_is_changed_along_with_everything_brings_a_commit_to_no_area(path):
    assert is_aside(path, prose=True)
    text = f"2024-01-01 ada core/a.py +9, {path} +1\n2024-01-02 bob {path} +1"
    found = lists(evidence(text), kinds=["predictive"], over=["areas"])[0].entries
    assert [(it.score.subject.key, it.score.details["t"]) for it in found] == [("core/", 1.0)]


@pytest.mark.parametrize("path", ["src/changes.py", "lib/history/store.c", "news.html"])
def test_code_is_not_left_out_for_its_name(path):
    assert not is_aside(path, prose=False)


def test_routine_work_is_in_no_list_and_that_is_said():
    text = """
        2024-01-01 ada core/a.py +9 "Start"
        2024-01-02 ada core/a.py +1 "Change"
        2024-01-03 bob web/a.py +1 "Bump actions/checkout from 4 to 5"
        2024-01-04 bob core/a.py +1 "Fix typo"
    """
    for found in lists(evidence(text), over=["areas"]):
        (entry,) = found.entries
        assert entry.score.subject.key == "core/"
        assert entry.score.details.get("commits", entry.score.details.get("t")) == 2
        assert "spelling and the like are left out" in " ".join(found.notes)
