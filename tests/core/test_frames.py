"""Columns for other people's programs, and what values show of themselves."""

import numpy as np
import pyarrow as pa
import pytest

from influencekit.export.tables import frames
from influencekit.frames import Frame, column
from influencekit.report import Chart, ModelResult, Report, Score, SourceSummary, Subject
from influencekit.testing import evidence

STORY = """
2024-01-03 ada src/a.py +10
2024-01-04 bob src/a.py +1 -2, logo.png binary
"""
SCORES = (
    Score(subject=Subject("area", "src/", "<b>src/</b>"), value=0.5, details={"lines": 3}),
    Score(subject=Subject("person", "ada", "Ada"), value=0.25, low=0.0, high=1.0),
)
RESULT = ModelResult(
    model="risk", title="Risk", version=1, unit="share", params={}, scores=SCORES, notes=("Odd.",)
)
SOURCE = SourceSummary(
    name="git", root="app", records=2, first_at=0, last_at=1, fingerprint="0" * 40
)
REPORT = Report(as_of=0, sources=(SOURCE,), results={"risk": RESULT})


def test_scores_are_columns_with_a_detail_each():
    columns = RESULT.columns()
    assert list(columns) == ["kind", "key", "label", "value", "low", "high", "lines"]
    assert columns["value"].tolist() == [0.5, 0.25]
    assert np.isnan(columns["low"][0])
    assert np.isnan(columns["lines"][1])


def test_a_result_without_scores_has_empty_columns():
    empty = ModelResult(model="m", title="", version=1, unit="share", params={}, scores=())
    assert {len(values) for values in empty.columns().values()} == {0}


def test_a_frame_is_a_mapping_of_read_only_columns_and_an_arrow_table():
    found = {frame.name: frame for frame in frames(evidence(STORY), REPORT, people=True)}
    touches = found["touches"]
    assert touches["added"].tolist() == [10, 1, None]
    with pytest.raises(ValueError, match="read-only"):
        touches["commit"][0] = 1
    table = pa.table(touches)
    assert table.column_names == list(touches)
    assert table["added"].to_pylist() == [10, 1, None]
    assert table.schema.field("status").type == pa.string()


def test_a_frame_without_rows_has_its_types_all_the_same():
    empty = Frame("posts", {"words": column("int", []), "title": column("text", [])})
    assert empty.to_arrow().schema.types == [pa.int64(), pa.string()]
    assert (empty.size, list(empty.rows())) == (0, [])


def test_values_say_in_a_line_what_they_are():
    assert repr(evidence(STORY)) == "<Evidence of repo: 2 commits, 2 people>"
    assert repr(RESULT) == "<risk: 2 scores in share>"
    assert repr(REPORT) == "<Report on app: 1 result, 0 problems>"
    assert repr(Frame("a", {"b": column("int", [1])})) == "<Frame a: 1 row of b>"
    assert repr(Chart(name="a", title="B", text="", spec={})) == "<Chart a: B>"


def test_jupyter_shows_tables_in_which_nothing_runs():
    text = REPORT._repr_html_()
    assert "&lt;b&gt;src/&lt;/b&gt;" in text
    assert "<b>" not in text
    assert "50.0 %" in text
    assert "2 commits" in evidence(STORY)._repr_html_()


def test_jupyter_shows_persons_where_one_looks_for_them():
    assert "Ada" not in REPORT._repr_html_()
    assert "Ada" in RESULT._repr_html_()


def test_jupyter_draws_a_chart_where_it_can_be_drawn(monkeypatch):
    spec = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
    chart = Chart(name="a", title="B", text="What it shows.", spec=spec)
    assert chart._repr_svg_().startswith("<svg")
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    assert chart._repr_svg_() is None
