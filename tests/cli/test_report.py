"""``influencekit report``: a page that is whole, well-formed, and holds what JSON holds."""

import json
import subprocess
import webbrowser
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import attrs
import pytest

from influencekit.errors import ExitCode

VOID = {"br", "col", "hr", "input", "meta"}


@attrs.define
class Page(HTMLParser):
    """What a page is made of; raises where a tag is left open or closed twice."""

    tags: list = attrs.field(factory=list)
    figures: list = attrs.field(factory=list)
    open: list = attrs.field(factory=list)

    def __attrs_pre_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "data":
            self.figures.append(float(dict(attributes)["value"]))

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def attributes(self, name):
        return [given[name] for _, given in self.tags if name in given]


def parsed(text):
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


@pytest.fixture
def page(cli, story, tmp_path):
    """Return a function that writes a report on the story and returns the page."""

    def make(*options):
        file = tmp_path / "report.html"
        outcome = cli("report", story, "-o", file, *options)
        assert outcome.code == ExitCode.OK, outcome.err
        return file.read_text(encoding="utf-8")

    return make


def test_each_tag_is_closed_each_id_is_one_place_and_each_link_leads_to_one(page):
    found = parsed(page())
    ids = found.attributes("id")
    assert len(ids) == len(set(ids))
    links = found.attributes("href")
    assert {link.removeprefix("#") for link in links} - set(ids) == set()
    named = [
        name for key in ("aria-labelledby", "aria-describedby") for name in found.attributes(key)
    ]
    assert set(named) <= set(ids)


def test_nothing_in_the_page_asks_anybody_for_anything(page):
    found = parsed(page())
    assert {tag for tag, _ in found.tags} & {
        "link",
        "iframe",
        "img",
        "object",
        "embed",
        "base",
    } == set()
    assert found.attributes("src") == []
    [policy] = [it["content"] for _, it in found.tags if it.get("http-equiv")]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert all("unsafe" not in rule and "http" not in rule for rule in rules.values())
    styled = [given for _, given in found.tags if "style" in given]
    handled = [name for _, given in found.tags for name in given if name.startswith("on")]
    assert (styled, handled) == ([], [])


def test_the_figures_are_those_of_json_and_none_is_left_out(page, cli, story):
    report = json.loads(cli("analyze", story, "--model", "all", "--format", "json").out)
    cells = [cell for table in report["tables"] for row in table["rows"] for cell in row[1:]]
    scores = [score for result in report["results"].values() for score in result["scores"]]
    asked = ("--kind", "predictive", "--over", "areas", "--format", "json")
    [likely] = json.loads(cli("opportunities", story, *asked).out)["lists"]
    scores += [entry["score"] for entry in likely["entries"]]
    told = [score[end] for score in scores for end in ("value", "low", "high")]
    told += [detail for score in scores for detail in score["details"].values()]
    expected = [float(it) for it in (*cells, *told) if isinstance(it, int | float)]
    assert sorted(parsed(page()).figures) == sorted(expected)


def test_persons_are_there_when_they_are_asked_for(page):
    assert "person left out" not in page()
    assert page("--people").count('scope="row">bob<') > page().count('scope="row">bob<')


def test_who_leaves_what_behind_and_who_is_who_are_told_where_persons_are_asked_for(page):
    asked, silent = page("--people"), page()
    for title in ("What if somebody leaves", "people with most such ties", ">People<"):
        assert title in asked
        assert title not in silent


def test_no_address_is_on_the_page(page):
    text = page("--people")
    assert "example.org" not in text
    assert "example.net" not in text


def test_what_was_there_stays_where_the_page_cannot_be_written(cli, story, tmp_path):
    outcome = cli("report", story, "-o", tmp_path / "missing" / "report.html")
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "Cannot write" in outcome.err
    assert list(tmp_path.glob("**/*.html")) == []


def test_without_the_extra_it_says_what_to_install(cli, story, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    outcome = cli("report", story, "-o", tmp_path / "report.html")
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "pip install 'influencekit[report]'" in outcome.err
    assert list(tmp_path.glob("*.html")) == []


def test_analyze_opens_the_page_beside_its_tables(cli, story, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    outcome = cli("analyze", story, "--open")
    assert outcome.code == ExitCode.OK, outcome.err
    assert "Areas" in outcome.out
    [address] = opened
    file = Path(urlsplit(address).path)
    assert file.name == "report.html"
    assert story not in file.parents
    parsed(file.read_text(encoding="utf-8"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told(cli, story):
    outcome = cli("report", story, "-o", "/dev/full")
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "Cannot write /dev/full: No space left on device" in outcome.err


def test_a_repository_without_commits_is_a_page_that_says_so(cli, tmp_path):
    root = tmp_path / "empty"
    subprocess.run(["git", "init", "-q", root], check=True)
    outcome = cli("report", root, "-o", tmp_path / "page.html")
    assert outcome.code == ExitCode.OK, outcome.err
    assert "no commits yet" in (tmp_path / "page.html").read_text(encoding="utf-8")
