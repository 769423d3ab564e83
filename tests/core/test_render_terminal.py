"""Tables on a terminal: pictures where there is room for them, in colours where there are any."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from influencekit.render.terminal import TerminalRenderer, bar, sparkline
from influencekit.report import ModelResult, Reason, Report, Score, Sentence, Subject, Table

AREAS = Table(
    name="areas",
    title="Areas",
    columns=("area", "commits"),
    rows=(("src/", 12), ("a/very/long/name/" * 8, 3)),
    series=((0.0, 1.0, 4.0, 8.0), (2.0, 0.0, 0.0, 1.0)),
)
SCORES = tuple(
    Score(
        subject=Subject("area", name, name),
        value=value,
        reasons=(Reason(text="Ada wrote most of the lines that are there. " * 4, share=1.0),),
    )
    for name, value in (("src/", 0.8), ("docs/", 0.2))
)
RESULT = ModelResult(model="risk", title="Risk", version=1, unit="share", params={}, scores=SCORES)
REPORT = Report(as_of=0, sources=(), tables=(AREAS,), results={"risk": RESULT})


@pytest.mark.parametrize("width", [40, 79, 80, 120, 200])
@pytest.mark.parametrize("color", [True, False])
def test_no_line_is_wider_than_the_terminal_and_pictures_stand_from_80_columns_on(width, color):
    text = TerminalRenderer(width=width, color=color).render(REPORT)
    plain = TerminalRenderer(width=width).render(REPORT)
    assert max(cell_len(line) for line in plain.splitlines()) <= width
    assert ("over time" in text) is (width >= 80)
    assert any(row in text for row in ("▁█", "▁▄█")) is (width >= 80)
    assert ("█" * (width // 10 - 2) in text) is (width >= 80)
    assert ("\x1b[36m" in text) is (color and width >= 80)


def test_steps_are_added_up_in_pairs_where_a_name_would_have_to_wrap_for_them():
    def drawn(name):
        areas = attrs.evolve(AREAS, rows=((name, 12), ("src/", 3)))
        report = Report(as_of=0, sources=(), tables=(areas,))
        return TerminalRenderer(width=80).render(report).splitlines()[3]

    taken = len("commits") + 2 + 2
    assert drawn("n" * (80 - taken - 4)).endswith(" ▁▄█")
    assert drawn("n" * (80 - taken - 3)).endswith(" ▁█")


def test_a_report_begins_with_what_to_know_first_and_what_is_behind_it():
    said = Sentence(text="Half of it is old.", locators=("0" * 39 + "1", "src/a.py"))
    report = attrs.evolve(REPORT, opening=(said,))
    lines = TerminalRenderer(width=80).render(report).splitlines()
    assert lines[:3] == ["In short", "Half of it is old. [0000000000, src/a.py]", ""]


def test_a_bar_stands_beside_its_figure_and_reasons_are_folded():
    lines = TerminalRenderer(width=80).render(REPORT).splitlines()
    [row] = [row for row, line in enumerate(lines) if "80.0 %" in line]
    assert lines[row].split()[:4] == ["src/", "80.0", "%", "██████"]
    assert lines[row + 1].startswith(" " * 20)


def test_figures_that_are_all_one_have_no_bars():
    same = attrs.evolve(RESULT, scores=(SCORES[0], attrs.evolve(SCORES[1], value=0.8)))
    assert "█" not in TerminalRenderer(width=120).render(
        Report(as_of=0, sources=(), results={"r": same})
    )


@given(st.floats(0, 1), st.integers(1, 40))
def test_a_bar_is_as_wide_as_its_share_and_never_wider_than_it_may_be(share, width):
    drawn = bar(share, width)
    assert len(drawn) <= width
    assert bool(drawn) is (share > 0)
    assert abs(len(drawn) - share * width) <= 1


@given(st.lists(st.floats(0, 1e9), max_size=30))
def test_a_sparkline_has_one_block_a_step_and_shows_each_that_is_above_nothing(series):
    drawn = sparkline(series)
    assert len(drawn) == len(series)
    assert [block == " " for block in drawn] == [amount == 0 for amount in series]
