"""Training a classifier, and cross-validating it."""

import builtins
import random

import numpy as np
import pytest

from influencekit.errors import Cancelled, InputError, MachineError
from influencekit.models.contribution import corpora, fitting, training
from influencekit.models.contribution.classifier import labelled
from influencekit.models.contribution.judging import judged
from influencekit.models.contribution.labelled import Labelled
from influencekit.models.contribution.model_file import to_text
from influencekit.protocols import Task


@pytest.fixture
def learn():
    return pytest.importorskip("sklearn", reason="the extra learn is not installed")


def test_what_words_tell_is_learnt_and_each_epoch_says_how_far(trained, data):
    assert [epoch.number for epoch in trained.epochs] == [1, 2, 3, 4]
    losses = [epoch.loss for epoch in trained.epochs]
    assert losses == sorted(losses, reverse=True)
    assert trained.epochs[-1].dev.macro_f1 > 0.9
    grades, _ = judged(trained.classifier, data)
    assert grades.accuracy > 0.95
    found = trained.classifier.probabilities(["fix the new parser", "tidy the reader"])
    assert labelled(found, trained.classifier.classes)[1] == "perfective"


def test_the_same_messages_in_any_order_give_the_same_bytes(learn, labelled_csv):
    head, *rows = labelled_csv(60).splitlines()
    texts = set()
    for seed in (1, 2):
        random.Random(seed).shuffle(rows)
        data = Labelled.of_csv("\n".join([head, *rows]), "x")
        texts.add(to_text(training.train(data, epochs=2).classifier))
    assert len(texts) == 1


def test_another_seed_gives_another_classifier(learn, data):
    one, other = (training.train(data, epochs=1, seed=seed).classifier for seed in (0, 1))
    assert to_text(one) != to_text(other)


def test_two_classes_have_a_row_each_and_opposite_weights(learn, labelled_csv):
    rows = [row for row in labelled_csv().splitlines() if not row.startswith("perfective")]
    found = training.train(Labelled.of_csv("\n".join(rows), "x"), epochs=1).classifier
    assert found.classes == ("corrective", "features")
    assert found.weights[0].tolist() == (-found.weights[1]).tolist()


def test_the_margins_are_those_that_scikit_learn_decides_by(learn, data, monkeypatch):
    from scipy import sparse  # noqa: PLC0415 - an extra
    from sklearn import linear_model, model_selection  # noqa: PLC0415 - an extra

    fitted = []

    class Watched(linear_model.SGDClassifier):
        def partial_fit(self, table, *rest, **more):
            super().partial_fit(table, *rest, **more)
            fitted.append(self.decision_function(table))
            return self

    class Linear:
        SGDClassifier = Watched

    monkeypatch.setattr(fitting, "libraries", lambda: (sparse, Linear, model_selection))
    classifier = training.train(data, epochs=1).classifier
    margins = np.log(1 / (1 / classifier.probabilities(data.messages) - 1))
    assert margins == pytest.approx(fitted[-1], abs=1e-6)


def test_every_message_is_judged_once_by_what_was_trained_without_it(learn, data):
    for by_project in (False, True):
        judged_rows = []
        for fit, held in training.folds(data, 5, by_project=by_project, seed=0):
            assert not set(fit.tolist()) & set(held.tolist())
            judged_rows += held.tolist()
            if by_project:
                projects = [{data.projects[row] for row in rows} - {""} for rows in (fit, held)]
                assert not projects[0] & projects[1]
        assert sorted(judged_rows) == list(range(len(data)))


def test_cross_validation_has_every_message_once(learn, labelled_csv):
    grades, folds = training.cross_validated(
        Labelled.of_csv(labelled_csv(45), "x"), by_project=False
    )
    assert folds == 10
    assert int(grades.confusion.sum()) == 45
    assert grades.macro_f1 > 0.8


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,one\na,two\n", "All 2 messages labelled 'a'"),
        ("a,one\na,two\nb,three\n", "just one message labelled 'b'"),
        ("a,one\na,two\nb,three\nb,four\n", "No word is in 3 messages"),
    ],
)
def test_too_little_to_learn_from_is_said(learn, rows, said, monkeypatch):
    monkeypatch.setattr(corpora, "RAREST", 3)
    with pytest.raises(InputError, match=said):
        training.train(Labelled.of_csv(f"label,message\n{rows}", "x"))


def test_three_messages_of_each_class_are_enough(learn):
    rows = [f"{label},{word} {number}x" for label, word in ("af", "bg") for number in "pqr"]
    data = Labelled.of_csv("\n".join(["label,message", *rows]), "x")
    found = training.train(data, epochs=1)
    assert np.isfinite(found.classifier.weights).all()


def test_messages_of_one_project_cannot_be_judged_by_another(learn):
    data = Labelled.of_csv("label,message,project\na,x y,p\na,z y,p\nb,w y,p\nb,v y,p\n", "x")
    with pytest.raises(InputError, match="one project"):
        training.train(data)


def test_it_stops_when_it_is_asked_to(learn, data):
    class Impatient(Task):
        cancelled = True

    with pytest.raises(Cancelled):
        training.train(data, task=Impatient())


def test_without_the_extra_it_names_what_to_install(data, monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.split(".")[0] == "sklearn":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MachineError, match=r"pip install 'influencekit\[learn\]'"):
        training.train(data)
