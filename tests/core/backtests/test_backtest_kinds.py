"""The back-test of contribution kinds, on made-up messages."""

import pytest

from influencekit.backtests import Given
from influencekit.backtests.kinds import backtest, most_frequent
from influencekit.errors import InputError
from influencekit.models.contribution.labelled import Labelled

pytest.importorskip("sklearn", reason="the extra learn is not installed")
WORDS = {"corrective": ("fix", "crash"), "features": ("add", "support")}


def csv(labels, *, words=WORDS, rows=12):
    lines = [
        f"{labels.get(label, label)},{words[label][row % 2]} part {row}"
        for row in range(rows)
        for label in words
    ]
    return "\n".join(["label,message", *lines, ""])


def test_ways_to_tell_stand_beside_the_most_frequent_class():
    first, *others = backtest(Given(files={"a.csv": csv({})}))
    ways = {row[0]: row[1:] for row in first.rows}
    assert ways["most frequent class"] == (0.5, pytest.approx(1 / 3))
    assert ways["rules"] == (1.0, 1.0)
    assert ways["trained, 10 folds"][1] > 0.9
    assert "trained, 10 folds by project" in ways
    assert [table.name for table in others] == [
        "kinds-rules-report",
        "kinds-rules-confusion",
        "kinds-trained-report",
        "kinds-trained-confusion",
    ]


def test_several_files_are_judged_by_what_the_others_teach():
    files = {"a.csv": csv({}), "b.csv": csv({"features": "none"}, rows=5)}
    across = backtest(Given(files=files))[-1]
    assert across.name == "kinds-across"
    assert [row[:3] for row in across.rows] == [
        ("a.csv", "b.csv", "corrective"),
        ("b.csv", "a.csv", "corrective"),
    ]
    assert all(row[5] > 0.9 for row in across.rows)


def test_labels_of_its_own_have_no_rules_and_no_place_beside_others():
    files = {"a.csv": csv({}), "b.csv": csv({"features": "x", "corrective": "y"})}
    tables = backtest(Given(files=files))
    [kinds] = [table for table in tables if table.title == "Contribution kinds in b.csv"]
    assert "rules" not in {row[0] for row in kinds.rows}
    assert tables[-1].rows == ()
    assert "a.csv and b.csv have no label in common." in tables[-1].notes


def test_of_equally_frequent_classes_the_first_by_name_is_told():
    data = Labelled.of_csv("label,message\nb,x\na,y\n", "x")
    assert most_frequent(data).precision("a") == 0.5


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(InputError, match=r"a\.csv: the first line"):
        backtest(Given(files={"a.csv": "x"}))
    with pytest.raises(InputError, match="All 1 message labelled"):
        backtest(Given(files={"a.csv": "label,message\na,x\n"}))
