"""What the pages about the models compute is what the models compute."""

import doctest
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "docs/explanation"
PAGES = ["contributions", "errata", "influence", "knowledge-risk", "learning", "opportunity"]


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_the_page_hold(page):
    failed, run = doctest.testfile(str(FOLDER / f"{page}.md"), module_relative=False)
    assert run, "the page has no example"
    assert not failed
