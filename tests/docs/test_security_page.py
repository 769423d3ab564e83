"""The page on security names every trap that the tests set."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_of_hostile_repositories_stands_on_the_page():
    page = (ROOT / "docs/explanation/security.md").read_text(encoding="utf-8")
    file = "tests/plugins/git/test_hostile.py"
    tests = re.findall(r"^def (test_\w+)", (ROOT / file).read_text("utf-8"), flags=re.MULTILINE)
    assert len(tests) > 5
    assert [name for name in tests if f"`{file}::{name}`" not in page] == []
