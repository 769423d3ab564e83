"""Every page can be reached, and every link, test and path that a page names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("benchmarks/*.md"), *DOCS.glob("**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
EVERY_PAGE = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix()
)


def prose(page):
    """Return a page without its blocks of code."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchor(heading):
    """Return what forges call a heading in a link."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors(page):
    return {anchor(it) for it in re.findall(r"^#+ (.*)$", prose(page), flags=re.MULTILINE)}


def local_links(page):
    """Yield (file, anchor) of each link to something in this repository."""
    for target in LINK.findall(prose(page)):
        if "://" not in target and not target.startswith("mailto:"):
            path, _, place = target.partition("#")
            yield (page.parent / path).resolve() if path else page, place


@EVERY_PAGE
def test_every_link_leads_somewhere(page):
    broken = [
        f"{file.name}#{place}"
        for file, place in local_links(page)
        if not file.exists() or (place and place not in anchors(file))
    ]
    assert broken == []


def test_every_page_can_be_reached_from_the_index():
    reached, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += [it for it, _ in local_links(page) if it.suffix == ".md" and it.exists()]
    assert {page for page in PAGES if page not in reached} == set()


def test_the_index_names_every_page():
    named = {file for file, _ in local_links(DOCS / "index.md")}
    assert {page for page in PAGES if DOCS in page.parents} - named == {DOCS / "index.md"}


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "docs/explanation/architecture.md"]
)
def test_every_path_of_this_repository_that_a_page_names_is_there(page):
    page = ROOT / page
    named = re.findall(r"`((?:tests|docs|plugins|influencekit|benchmarks)/[\w./-]*)`", prose(page))
    assert [path for path in named if not (ROOT / path).exists()] == []


@EVERY_PAGE
def test_every_test_that_a_page_names_is_there(page):
    for path, name in re.findall(r"`(tests/[\w./-]+\.py)::(\w+)`", prose(page)):
        source = (ROOT / path).read_text(encoding="utf-8")
        assert f"\ndef {name}(" in source, f"{path}::{name}"


@EVERY_PAGE
def test_pages_are_one_heading_and_text_without_trailing_blanks(page):
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(re.findall(r"^# ", prose(page), flags=re.MULTILINE)) == 1
    assert not [line for line in prose(page).splitlines() if line != line.rstrip()]
