"""What kind of work a commit is, by rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.contribution.rules import (
    CLASSES,
    KINDS,
    LONGEST,
    OTHER,
    Told,
    kind_of,
    kind_of_file,
)


@pytest.mark.parametrize(
    ("message", "kind", "rule"),
    [
        ("feat: say why", "feat", "type"),
        ("fix(parser)!: x", "fix", "type"),
        ("Docs: fix a typo", "docs", "type"),
        ("bugfix: x", "fix", "type"),
        ('"chore: x"', "chore", "type"),
        ('Revert "feat: x"', "revert", "words"),
        ("Fixes #12", "fix", "words"),
        ("HBASE-10686 TestStore fails on Windows", "fix", "words"),
        ("The reader does not close its file", "fix", "words"),
        ("The reader doesn\N{RIGHT SINGLE QUOTATION MARK}t close its file", "fix", "words"),
        ("Optimized the sieve", "perf", "words"),
        ("Simplified the sieve", "refactor", "words"),
        ("Add a sieve", "feat", "words"),
        ("Add a sieve, and fix the net", "fix", "words"),
        ("re-indenting", "style", "words"),
        ("Document the sieve", "docs", "words"),
        ("More specs", "test", "words"),
        ("Travis", "ci", "words"),
        ("Bump pom", "build", "words"),
        ("parser: say why", OTHER, ""),
        ("The prefix is a suffix", OTHER, ""),
        ("", OTHER, ""),
        ("助ける", OTHER, ""),
        ("fix", "fix", "words"),
    ],
)
def test_a_message_is_told_by_its_type_then_by_its_words(message, kind, rule):
    told = kind_of(message)
    assert (told.kind, told.rule) == (kind, rule)


def test_files_tell_more_than_words_and_less_than_a_type():
    assert kind_of("Fix the sieve", ["docs", "docs"]).why == (
        "All files that it changes are documentation."
    )
    assert kind_of("feat: sieve", ["docs"]).kind == "feat"
    assert kind_of("Fix the sieve", ["docs", "test"]).rule == "words"
    assert kind_of("Fix the sieve", ["", ""]).rule == "words"


@pytest.mark.parametrize(
    ("path", "sort", "kind"),
    [
        ("docs/a.md", "documentation", "docs"),
        ("tests/a.py", "tests", "test"),
        (".github/workflows/test.yml", "data", "ci"),
        ("repo/.travis.yml", "data", "ci"),
        ("Makefile", "code", "build"),
        ("sub/CMakeLists.txt", "documentation", "build"),
        ("package.json", "data", "build"),
        ("src/package.json.c", "code", ""),
        ("src/a.c", "code", ""),
    ],
)
def test_a_file_tells_what_a_commit_to_nothing_else_is(path, sort, kind):
    assert kind_of_file(path, sort) == kind


def test_megabytes_are_judged_by_their_beginning():
    assert kind_of("x" * LONGEST + " fix " * 10**6) == kind_of("x")
    assert kind_of("Add " + "a" * 10**7).kind == "feat"


@given(st.text(alphabet=st.characters()))
def test_whatever_is_written_there_is_an_answer_that_quotes_none_of_it(message):
    told = kind_of(message)
    assert told.kind in KINDS
    assert told.why.isprintable()
    assert told.why.isascii()


def test_every_kind_but_the_unknown_is_in_one_of_the_four_classes():
    assert CLASSES.keys() == set(KINDS) - {OTHER}
    assert set(CLASSES.values()) == {"corrective", "features", "nonfunctional", "perfective"}


def test_the_unknown_says_so():
    assert kind_of("Hello") == Told(OTHER, "", "No rule knows what kind of work this is.")
