"""Every example in a docstring or on a page holds."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = [
    ROOT / "influencekit",
    ROOT / "plugins/influencekit_git",
    ROOT / "plugins/influencekit_blogs",
]


def with_examples(files):
    return [file for file in sorted(files) if ">>> " in file.read_text(encoding="utf-8")]


def dotted(file):
    (package,) = (it for it in PACKAGES if it in file.parents)
    return ".".join(file.relative_to(package.parent).with_suffix("").parts)


MODULES = [dotted(file) for package in PACKAGES for file in with_examples(package.rglob("*.py"))]
PAGES = with_examples([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name):
    failed, tried = doctest.testmod(importlib.import_module(name.removesuffix(".__init__")))
    assert tried, "there are examples in this module that doctest does not find"
    assert not failed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_examples_on_pages_hold(page):
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried
    assert not failed


def test_there_are_examples_to_run():
    assert len(MODULES) > 20
    assert PAGES
