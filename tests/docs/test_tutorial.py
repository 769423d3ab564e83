"""The tutorial on analysing is carried out, word for word."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "first-analysis.md"


def test_the_tutorial_does_what_it_says(carry_out):
    ran = carry_out(PAGE)
    assert {command: done.stderr for command, done in ran if done.returncode} == {}
    assert [command for command, _ in ran][-1] == "python areas.py"
    assert len(ran) == 9


def test_a_page_that_shows_other_output_would_fail(shown):
    assert not shown("3 passed\n").match("4 passed\n")
    assert shown("…\n3 passed\n").match("first\nsecond\n3 passed in 1 s\n")
