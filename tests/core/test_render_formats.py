import csv
import io
import json
import math

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from influencekit.registry import Registry
from influencekit.render import data
from influencekit.render.data import CsvRenderer, JsonRenderer, plain
from influencekit.render.markdown import MarkdownRenderer
from influencekit.render.page import of_report
from influencekit.render.plain import PlainRenderer
from influencekit.render.terminal import TerminalRenderer
from influencekit.report import (
    ModelResult,
    Problem,
    Reason,
    Report,
    Score,
    SourceSummary,
    Subject,
    Table,
)

AREAS = Table(
    name="areas",
    title="Areas",
    columns=("area", "files", "lines", "last change"),
    rows=(("src", 3, 12345, "2024-01-02"), ("\x1b[31mdocs|x", 1, None, "2024-01-03")),
    notes=("Bots are left out.",),
)
RISK = ModelResult(
    model="risk",
    title="Knowledge risk",
    version=1,
    unit="share",
    params={"threshold": 0.5},
    scores=(
        Score(
            subject=Subject("area", "src", "src"),
            value=0.75,
            low=0.5,
            high=1.0,
            reasons=(Reason(text="ada wrote 3 of 4 lines.", share=1.0, locators=("a" * 40,)),),
            details={"people": 1},
        ),
    ),
)
REPORT = Report(
    as_of=1704153600,
    sources=(
        SourceSummary(
            name="git",
            root="repo",
            records=7,
            first_at=1704067200,
            last_at=1704153600,
            fingerprint="b" * 40,
        ),
    ),
    tables=(AREAS,),
    results={"risk": RISK},
    problems=(Problem(kind="source", name="git", message="odd", trace="secret path"),),
)


def test_a_table_in_a_pipe_is_plain_text_with_every_cell_whole():
    assert PlainRenderer().render(REPORT).splitlines() == [
        "Areas",
        "area            files   lines  last change",
        "src                 3  12,345  2024-01-02",
        "\\x1b[31mdocs|x      1          2024-01-03",
        "Bots are left out.",
        "",
        "Knowledge risk",
        "area   share      90 % interval  why",
        "src   75.0 %  50.0 % to 100.0 %  ada wrote 3 of 4 lines",
        "",
        "About these numbers",
        "Read: repo at bbbbbbbbbbbb.",
        "These are git's own numbers.",
    ]


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width):
    long = attrs.evolve(AREAS, rows=(("名前" * 60, 1, 2, "x" * 300),))
    report = attrs.evolve(REPORT, tables=(long,))
    text = TerminalRenderer(width=width).render(report)
    wide = {character for character in text if ord(character) > 0x2FFF}
    for line in text.splitlines():
        assert len(line) + sum(character in wide for character in line) <= width


def test_colours_are_used_only_when_asked_for():
    assert "\x1b" not in TerminalRenderer(width=80).render(REPORT)
    coloured = TerminalRenderer(width=80, color=True).render(REPORT)
    assert "\x1b[1m" in coloured
    assert "\x1b[31m" not in coloured  # the one that a folder's name tried to bring in


def test_a_long_table_is_cut_and_says_how_much_is_missing():
    rows = tuple((f"area {i}", i, i, "") for i in range(20))
    page = of_report(attrs.evolve(REPORT, tables=(attrs.evolve(AREAS, rows=rows),)), limit=12)
    assert len(page.sections[0].table.rows) == 12
    assert page.sections[0].notes == ("Not shown: 8 more rows.", "Bots are left out.")
    whole = of_report(attrs.evolve(REPORT, tables=(attrs.evolve(AREAS, rows=rows),)))
    assert len(whole.sections[0].table.rows) == 20


def test_layers_are_named_where_the_numbers_are_not_gits_own():
    layered = attrs.evolve(REPORT, layers=("Commits in skip.txt are looked through.", "x"))
    last = PlainRenderer().render(layered).splitlines()[-1]
    assert last == "Not git's own numbers: Commits in skip.txt are looked through; x."


def test_markdown_has_headings_tables_and_notes_with_escaped_cells():
    text = MarkdownRenderer().render(REPORT)
    assert text.splitlines()[:8] == [
        "## Areas",
        "",
        "| area | files | lines | last change |",
        "| --- | ---: | ---: | --- |",
        "| src | 3 | 12,345 | 2024-01-02 |",
        "| \\\\x1b\\[31mdocs\\|x | 1 |  | 2024-01-03 |",
        "",
        "*Bots are left out.*",
    ]
    kinds = [token.type for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text)]
    assert kinds.count("table_open") == 2


def test_json_holds_the_whole_report_and_nothing_about_the_machine():
    text = JsonRenderer().render(REPORT)
    read = json.loads(text)
    assert text.isascii()
    assert read["schema"] == "influencekit/analyze/1"
    assert read["tables"][0]["rows"][1] == ["\x1b[31mdocs|x", 1, None, "2024-01-03"]
    assert read["results"]["risk"]["scores"][0]["reasons"][0]["locators"] == ["a" * 40]
    assert "secret" not in text


def test_csv_is_one_long_table_with_a_figure_a_line():
    rows = list(csv.DictReader(io.StringIO(CsvRenderer().render(REPORT))))
    assert {tuple(row) for row in rows} == {data.COLUMNS}
    lines = [row for row in rows if row["set"] == "areas" and row["measure"] == "lines"]
    assert [(row["label"], row["value"]) for row in lines] == [
        ("src", "12345"),
        ("\\x1b[31mdocs|x", ""),
    ]
    assert [row["value"] for row in rows if row["set"] == "risk"] == ["0.75", "0.5", "1.0", "1"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    )
)
def test_any_value_becomes_json_that_every_parser_takes(value):
    text = json.dumps(plain(value), allow_nan=False)
    text.encode("ascii")
    json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8")


def test_figures_of_numpy_and_sets_become_json():
    value = {"n": np.int32(3), "x": np.float64(math.inf), "flag": np.bool_(1), "s": {"b", "a"}}
    assert plain(value) == {"n": 3, "x": None, "flag": True, "s": ["a", "b"]}


def test_an_empty_report_is_rendered_by_every_format():
    nothing = Report(as_of=0, sources=())
    renderers = Registry.discover(entry_points=()).collect("renderers")
    assert list(renderers) == ["table", "md", "csv", "json", "html"]
    for renderer in renderers.values():
        assert renderer.render(nothing)
