"""The tutorial on analysing, and the README that shows parts of it, are carried out word for word."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial" / "first-analysis.md"


def test_the_tutorial_does_what_it_says(carry_out):
    ran = carry_out(PAGE)
    assert {command: done.stderr for command, done in ran if done.returncode} == {}
    assert [command for command, _ in ran][-1] == "python areas.py"
    assert len(ran) == 9


@pytest.fixture
def demo(shell, blocks):
    """Make the repository of the tutorial."""
    (script,) = (body for _, title, body in blocks(PAGE) if title == "make_demo.py")
    (shell.folder / "make_demo.py").write_text(script, encoding="utf-8")
    assert shell("python make_demo.py").returncode == 0


@pytest.mark.usefixtures("demo")
def test_the_readme_does_what_it_says(carry_out):
    ran = carry_out(ROOT / "README.md")
    assert [done.stderr for _, done in ran] == ["", "", ""]


def test_a_page_that_shows_other_output_would_fail(shown):
    assert not shown("3 passed\n").match("4 passed\n")
    assert not shown("a  b…\n").match("a b c\n")
    assert shown("…\n3 passed\n").match("first\nsecond\n3 passed in 1 s\n")
