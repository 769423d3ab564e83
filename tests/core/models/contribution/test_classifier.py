"""Using a trained classifier: a worked example, and the rules in its place."""

import math

import numpy as np
import pytest

from influencekit.errors import InputError
from influencekit.models.contribution.classifier import (
    Classifier,
    Rules,
    labelled,
    labelled_among,
    logistic,
)
from influencekit.models.contribution.judging import judged
from influencekit.models.contribution.labelled import Labelled

SMALL = Classifier(
    classes=("corrective", "features"),
    vocabulary=("wadd", "wfix", "wit"),
    idf=np.array([1.0, 2.0, 1.0]),
    weights=np.array([[-1.0, 3.0, 0.5], [2.0, -1.0, 0.0]]),
    intercepts=np.array([-0.5, -0.25]),
)


def test_a_probability_is_the_logistic_of_the_weighed_terms_by_hand():
    # "fix it": idf-weighed (2, 1), of length sqrt(5); the margin is (3·2 + 0.5·1)/sqrt(5) - 0.5.
    [[fix, add]] = SMALL.probabilities(["Fix it"])
    assert fix == pytest.approx(1 / (1 + math.exp(-(6.5 / math.sqrt(5) - 0.5))))
    assert add == pytest.approx(1 / (1 + math.exp(-(-2 / math.sqrt(5) - 0.25))))


def test_a_message_without_a_known_term_has_the_probabilities_of_the_intercepts():
    for message in ("", "x", "\x1b[31m", "z" * 10**6):
        assert SMALL.probabilities([message])[0] == pytest.approx(logistic(SMALL.intercepts))
    assert SMALL.probabilities([]).shape == (0, 2)


def test_messages_are_judged_one_by_one_whatever_their_order():
    messages = ["fix it", "add it", "", "fix fix add"]
    together = SMALL.probabilities(messages)
    for row, message in enumerate(messages):
        assert SMALL.probabilities([message])[0].tolist() == together[row].tolist()


def test_what_speaks_for_a_class_is_named_the_heaviest_first():
    messages = ["it was to fix", "Fix it", "add", "x"]
    told = ["corrective", "corrective", "features", "features"]
    assert SMALL.because(messages, told) == [("fix", "it"), ("fix", "it"), ("add",), ()]
    assert SMALL.because([], []) == []
    assert Rules().because(["fix it"], ["corrective"]) == [('"fix" is a word for it.',)]


def test_margins_of_any_size_give_probabilities():
    assert logistic(np.array([-1e9, 0.0, 1e9])).tolist() == [0.0, 0.5, 1.0]


def test_the_likeliest_class_is_told_and_nothing_where_nothing_speaks():
    found = np.array([[0.2, 0.3], [0.4, 0.4], [0.0, 0.0]])
    assert labelled(found, ("a", "b")) == ["b", "a", "unknown"]
    assert labelled_among(found + 0.2, ("a", "b"), ["a"]) == ["unknown", "a", "unknown"]


def test_the_rules_tell_classes_or_kinds_as_the_data_do():
    assert labelled(Rules().probabilities(["fix it", "hello"]), Rules().classes) == [
        "corrective",
        "unknown",
    ]
    kinds = Rules.among(["fix", "other"])
    assert labelled(kinds.probabilities(["fix it", "docs: x"]), kinds.classes) == ["fix", "docs"]


def data_of(*pairs):
    rows = "".join(f"{label},{message}\n" for label, message in pairs)
    return Labelled.of_csv(f"label,message\n{rows}", "x")


def test_labels_that_the_model_does_not_know_are_other_together():
    data = data_of(("corrective", "fix"), ("style", "add"), ("typo", "fix it"))
    grades, [note] = judged(SMALL, data)
    assert grades.classes == ("corrective", "other")
    assert grades.confusion.tolist() == [[1, 0], [1, 1]]
    assert note.startswith("Not known to the model: style and typo.")


def test_where_all_labels_are_known_the_likeliest_is_told():
    grades, notes = judged(SMALL, data_of(("corrective", "fix"), ("features", "add")))
    assert (grades.accuracy, notes) == (1.0, ())


def test_data_of_none_of_its_classes_cannot_judge_it():
    with pytest.raises(InputError, match="labelled style, and none of these is known"):
        judged(SMALL, data_of(("style", "x")))
