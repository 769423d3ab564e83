"""Precision, recall, F1 and the confusion matrix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.contribution.grades import Grades, class_tables

WORKED = Grades.of([*"aaabb", "c"], [*"aabbb", "d"])


def test_the_worked_example_has_the_figures_counted_by_hand():
    # a: 2 of 2 told are right, 2 of 3 found; b: 2 of 3, 2 of 2; c is never told, d never there.
    assert WORKED.classes == ("a", "b", "c", "d")
    assert [WORKED.precision(name) for name in "abcd"] == [1.0, pytest.approx(2 / 3), None, 0.0]
    assert [WORKED.recall(name) for name in "abcd"] == [pytest.approx(2 / 3), 1.0, 0.0, None]
    assert [WORKED.f1(name) for name in "abcd"] == [0.8, 0.8, 0.0, 0.0]
    assert WORKED.accuracy == pytest.approx(4 / 6)
    assert WORKED.macro_f1 == pytest.approx(1.6 / 3)


def test_nothing_at_all_has_no_figures():
    nothing = Grades.of([], [])
    assert (nothing.accuracy, nothing.macro_f1) == (None, None)


def test_the_tables_have_a_row_for_each_class():
    report, confusion = class_tables(WORKED, "x", "X")
    assert report.rows[0] == ("a", 1.0, pytest.approx(2 / 3), 0.8, 3)
    assert report.rows[-1] == ("accuracy", None, None, pytest.approx(4 / 6), 6)
    assert confusion.columns == ("true class", "told a", "told b", "told c", "told d")
    assert confusion.rows[0] == ("a", 2, 1, 0, 0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_the_figures_are_those_of_scikit_learn(pairs):
    metrics = pytest.importorskip("sklearn.metrics", reason="the extra learn is not installed")
    true, told = zip(("a", "b"), *pairs, strict=True)  # it warns where there is one label
    found = Grades.of(true, told)
    labels = sorted(set(true))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        true, told, labels=labels, zero_division=0
    )
    assert [found.precision(name) or 0 for name in labels] == pytest.approx(list(precision))
    assert [found.recall(name) for name in labels] == pytest.approx(list(recall))
    assert [found.f1(name) for name in labels] == pytest.approx(list(f1))
    assert [found.support(name) for name in labels] == list(support)
    assert found.macro_f1 == pytest.approx(sum(f1) / len(labels))
    expected = metrics.confusion_matrix(true, told, labels=found.classes)
    assert found.confusion.tolist() == expected.tolist()
