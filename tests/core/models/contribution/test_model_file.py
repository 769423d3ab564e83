"""Model files: what is written is read again, and nothing else is."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.errors import InputError
from influencekit.models.contribution.classifier import Classifier
from influencekit.models.contribution.model_file import of_text, to_text

SMALL = Classifier(
    classes=("a", "b"),
    vocabulary=("cfix", "wfix", "w\udc80\x1b"),
    idf=np.array([1.0, 2.0, 1 / 3]),
    weights=np.array([[1e-9, -2.0, 3.0], [0.0, 5.0, 1e20]]),
    intercepts=np.array([-1.0, 1.0]),
    trained={"messages": 3},
)
SMALL_TEXT = to_text(SMALL)
BODY = json.loads(SMALL_TEXT.split("\n")[1])


def refused(text):
    with pytest.raises(InputError, match=r"^m\.json: ") as caught:
        of_text(text, "m.json")
    return str(caught.value)


def test_what_is_written_is_read_again_to_six_digits():
    found = of_text(SMALL_TEXT, "m.json")
    assert (found.classes, found.vocabulary) == (SMALL.classes, SMALL.vocabulary)
    assert found.weights == pytest.approx(SMALL.weights, rel=1e-5)
    assert found.trained == {"messages": 3}
    assert to_text(found) == SMALL_TEXT


def test_the_file_is_plain_text_that_any_editor_and_any_copy_keeps():
    assert SMALL_TEXT.isascii()
    assert SMALL_TEXT.count("\n") == 2


@pytest.mark.parametrize(
    "text", ["", "{}", "PK\x03\x04", "[" * 900, "null\n1", "x" * 2000, "1\n{}"]
)
def test_what_is_no_model_says_how_to_make_one(text):
    assert "this is no trained model" in refused(text)


def test_another_version_says_to_train_anew(model_text):
    assert "format version 2, and this influencekit reads version 1" in refused(
        model_text(BODY, version=2)
    )


@given(st.integers(0, len(SMALL_TEXT) - 2))
def test_a_file_that_is_cut_short_anywhere_is_refused(size):
    refused(SMALL_TEXT[:size])


def test_a_file_with_one_other_digit_is_damaged():
    assert "damaged" in refused(SMALL_TEXT.replace("-2.0", "-3.0"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"classes": ["a"]}, "it has 1 classes"),
        ({"classes": ["b", "a"]}, "classes do not ascend"),
        ({"classes": "ab"}, "classes are no texts"),
        ({"classes": [f"{n:03}" for n in range(101)]}, "it has 101 classes"),
        ({"vocabulary": ["cfix", "wfix"]}, "idf are not 2 numbers"),
        ({"vocabulary": ["cfix", "cfix", "wfix"]}, "vocabulary do not ascend"),
        ({"vocabulary": ["", "a", "b"]}, "a term is of no known block"),
        ({"weights": [[1, 2, 3]]}, "one row of weights for each class"),
        ({"weights": [[1, 2, 3], [1, 2]]}, "weights are not 3 numbers"),
        ({"weights": {"0": 1}}, "one row of weights for each class"),
        ({"idf": [1, 2, float("nan")]}, "idf are not all finite numbers"),
        ({"idf": [1, 2, 10**400]}, "a part is missing"),
        ({"idf": [1, 2, True]}, "idf are not all finite numbers"),
        ({"intercepts": [1, "2"]}, "intercepts are not all finite numbers"),
        ({"trained": [1]}, "trained is no table"),
        ({"trained": {"x": {}}}, "trained is no table"),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(change, said, model_text):
    assert said in refused(model_text(BODY | change))


def test_a_missing_part_and_a_body_that_is_no_object_are_refused(model_text):
    for key in BODY:
        refused(model_text({name: part for name, part in BODY.items() if name != key}))
    for body in ("[" * 100_000, "1", "null", "{", '"x"', "[]"):
        refused(model_text(body))


@given(st.text())
def test_whatever_a_file_says_is_an_error_that_names_it(text):
    refused(text)
