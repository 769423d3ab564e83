"""``influencekit plot``: one chart, in the format that the file's name asks for."""

import json
import sys
from xml.etree import ElementTree as ET

import pytest

from influencekit.errors import ExitCode


@pytest.fixture
def plot(cli, story, tmp_path):
    """Return a function that draws a chart of the story and returns outcome and file."""

    def draw(name, ending, *options):
        file = tmp_path / f"chart.{ending}"
        return cli("plot", name, story, "-o", file, *options), file

    return draw


def test_an_svg_is_well_formed_and_says_what_each_mark_is(plot):
    outcome, file = plot("activity", "svg")
    assert outcome.code == ExitCode.OK, outcome.err
    labels = {it.get("aria-label") for it in ET.parse(file).iter()}  # noqa: S314 - ours
    assert "2024-01-02 · src/: 1 commit" in labels


def test_a_png_is_one(plot):
    _, file = plot("activity", "png")
    assert file.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_html_is_a_page_of_its_own(plot):
    _, file = plot("knowledge-map", "html")
    text = file.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "<svg" in text


def test_json_is_vega_lite_and_needs_nothing_installed(plot, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    _, file = plot("activity", "json")
    assert json.loads(file.read_text(encoding="utf-8"))["data"]["values"][0]["group"] == "src/"
    outcome, svg = plot("activity", "svg")
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "influencekit[report]" in outcome.err
    assert not svg.exists()


def test_an_unknown_name_says_which_there_are(plot):
    outcome, file = plot("activty", "svg")
    assert outcome.code == ExitCode.INPUT
    assert "There is no chart 'activty'; there are activity, line-age" in outcome.err
    assert not file.exists()


def test_an_unknown_ending_says_which_there_are(plot):
    outcome, _ = plot("activity", "gif")
    assert outcome.code == ExitCode.USAGE
    assert "ends in none of .svg, .png, .html and .json" in outcome.err


def test_without_a_file_it_lists_the_charts(cli, story):
    assert "activity" in cli("plot", story).out


@pytest.mark.parametrize("words", [["plot", "activity", "-o", "chart.svg"], ["serve", "--no-open"]])
def test_without_the_extra_it_says_what_to_install(words, cli, story, monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    monkeypatch.chdir(story)
    outcome = cli(*words)
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "pip install 'influencekit[report]'" in outcome.err
    assert list(story.glob("*.svg")) == []
