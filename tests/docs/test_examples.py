"""Every example on a page holds; those in docstrings are run by ``test_docstrings.py``."""

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    page
    for page in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
    if ">>> " in page.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_examples_on_a_page_hold(page):
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried
    assert not failed


def test_there_are_examples():
    assert "knowledge-risk.md" in {page.name for page in PAGES}
