"""A classifier on an encoder's vectors: trained, kept and used like one on words."""

import json

import numpy as np
import pytest

from influencekit.errors import InputError, MachineError, PluginError
from influencekit.models.contribution.encoded import Encoded
from influencekit.models.contribution.judging import judged
from influencekit.models.contribution.model_file import of_text, to_text
from influencekit.models.contribution.training import cross_validated, train

WORDS = ("fix", "crash", "wrong", "leak", "add", "support", "allow", "new", "rename", "tidy")


class Counting:
    """One number a word: how often it is in the text."""

    name = "counting"
    title = "counts of words"
    version = "1"

    def digest(self):
        return self.version

    def encode(self, texts, task):
        task.check()
        return [[text.count(word) for word in WORDS] for text in texts]


SMALL = Encoded(
    classes=("a", "b"),
    encoder=Counting(),
    digest="1",
    weights=np.eye(2, len(WORDS)),
    intercepts=np.array([-0.5, 0.5]),
    trained={"messages": 3},
)


@pytest.fixture(scope="module")
def encoded(data):
    pytest.importorskip("sklearn", reason="the extra learn is not installed")
    return train(data, epochs=4, encoder=Counting())


def test_a_probability_is_the_logistic_of_the_weighed_vector():
    found = SMALL.probabilities(["Fix the crash", "nothing"])
    margins = np.array([[1 - 0.5, 1 + 0.5], [-0.5, 0.5]])
    assert found == pytest.approx(1 / (1 + np.exp(-margins)))
    assert SMALL.probabilities([]).shape == (0, 2)
    assert SMALL.because(["Fix it"], ["a"]) == [()]


def test_what_vectors_tell_is_learnt_and_each_epoch_says_how_far(encoded, data):
    losses = [epoch.loss for epoch in encoded.epochs]
    assert [epoch.number for epoch in encoded.epochs] == [1, 2, 3, 4]
    assert losses[-1] < losses[0]
    assert encoded.epochs[-1].dev.macro_f1 > 0.9
    grades, _ = judged(encoded.classifier, data)
    assert grades.accuracy > 0.9
    assert encoded.classifier.weights.shape == (3, len(WORDS))
    assert encoded.classifier.digest == "1"


def test_every_message_is_judged_once_when_it_is_cross_validated(data):
    pytest.importorskip("sklearn", reason="the extra learn is not installed")
    grades, folds = cross_validated(data, by_project=False, encoder=Counting())
    assert (folds, int(grades.confusion.sum())) == (10, len(data))
    assert grades.macro_f1 > 0.9


def test_a_model_file_has_the_name_and_the_digest_of_the_encoder_and_none_of_its_weights(encoded):
    text = to_text(encoded.classifier)
    assert json.loads(text.split("\n")[1])["encoder"] == {"name": "counting", "digest": "1"}
    found = of_text(text, "m.json", {"counting": Counting()})
    assert found.weights == pytest.approx(encoded.classifier.weights, rel=1e-5)
    assert (found.classes, found.trained) == (
        encoded.classifier.classes,
        encoded.classifier.trained,
    )
    assert to_text(found) == text


def test_a_model_whose_encoder_is_not_there_says_so():
    with pytest.raises(MachineError, match=r"m\.json: this model needs the encoder 'counting'"):
        of_text(to_text(SMALL), "m.json")


def test_a_model_that_another_version_of_the_encoder_made_is_refused():
    newer = Counting()
    newer.version = "2"
    with pytest.raises(InputError, match="another version of the encoder 'counting'"):
        of_text(to_text(SMALL), "m.json", {"counting": newer})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"encoder": "counting"}, "a part is missing"),
        ({"encoder": {"name": 1, "digest": "1"}}, "a part is missing"),
        ({"weights": []}, "a vector of 0 numbers"),
        ({"weights": [[1.0], [1.0, 2.0]]}, "weights are not 1 numbers"),
        ({"weights": [[float("nan")] * 2] * 2}, "not all finite"),
        ({"classes": ["b", "a"]}, "classes do not ascend"),
    ],
)
def test_a_body_that_does_not_add_up_is_refused(change, said, model_text):
    body = json.loads(to_text(SMALL).split("\n")[1]) | change
    with pytest.raises(InputError, match=said):
        of_text(model_text(body), "m.json", {"counting": Counting()})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([1.0, 2.0], r"shape \(2,\)"),
        ([[1.0]], r"shape \(1, 1\)"),
        ([[], []], r"shape \(2, 0\)"),
        ([[float("nan")], [1.0]], "not finite"),
        ([["a"], ["b"]], "ValueError"),
        ([[1.0], [1.0, 2.0]], "ValueError"),
        ([[1.0], [2.0]], r"returns 1 numbers a message, and this model was trained on 10"),
        (RuntimeError("no more memory"), "failed: RuntimeError: no more memory"),
    ],
)
def test_an_encoder_that_breaks_its_promise_is_named(answer, said):
    class Odd(Counting):
        name = "odd"

        def encode(self, texts, task):
            if isinstance(answer, Exception):
                raise answer
            return answer

    odd = Encoded(
        classes=("a", "b"),
        encoder=Odd(),
        digest="1",
        weights=SMALL.weights,
        intercepts=SMALL.intercepts,
    )
    with pytest.raises(PluginError, match=f"The encoder 'odd'.*{said}"):
        odd.probabilities(["one", "two"])
