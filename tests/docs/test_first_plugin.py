"""The tutorial on plugins is carried out, word for word, from its first file to its last command."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "first-plugin.md"


def test_the_tutorial_does_what_it_says(carry_out):
    ran = carry_out(PAGE)
    assert [command for command, done in ran if done.returncode] == ["python misspelt.py"]
    assert len(ran) == 8
