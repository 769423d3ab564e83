"""Our classifier of contributions beside what scikit-learn's users would write, on the same folds.

    python benchmarks/kinds.py LABELLED.csv [OTHER.csv] [--encoder all-minilm-l6-v2]

The files have the columns ``label`` and ``message``, and perhaps ``project``. With a second one, what was
trained on the first is judged on it: how well it tells ``corrective`` from everything else. With an encoder
that is installed, our classifier is trained on its vectors too.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from measure import machine
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from influencekit.models.contribution.classifier import Rules
from influencekit.models.contribution.grades import Grades
from influencekit.models.contribution.judging import judged
from influencekit.models.contribution.labelled import Labelled
from influencekit.models.contribution.training import FOLDS, cross_validated, folds, train
from influencekit.protocols import Encoder, Task
from influencekit.registry import Registry

CORRECTIVE = "corrective"


def peers() -> dict[str, Callable[[], Any]]:
    """Return what makes each peer: words, pairs of words and runs of characters, then a classifier."""

    def terms() -> Any:
        return make_union(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            TfidfVectorizer(analyzer="char", ngram_range=(3, 5), min_df=2, sublinear_tf=True),
        )

    return {
        "scikit-learn LinearSVC": lambda: make_pipeline(terms(), LinearSVC()),
        "scikit-learn ComplementNB": lambda: make_pipeline(terms(), ComplementNB()),
    }


class Once:
    """An encoder that looks at each message once."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.title, self.digest = encoder.name, encoder.title, encoder.digest
        self._encoder, self._known = encoder, dict[str, Any]()

    def encode(self, texts: Sequence[str], task: Task) -> list[Any]:
        """Return vectors that are known, and find out the others."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= zip(new, self._encoder.encode(new, task), strict=True)
        return [self._known[text] for text in texts]


def ours(name: str, data: Labelled, other: Labelled | None, encoder: Encoder | None) -> None:
    """Print how our classifier does."""
    start = time.perf_counter()
    found = [
        cross_validated(data, by_project=each, encoder=encoder)[0].macro_f1
        for each in (False, True)
    ]
    took = time.perf_counter() - start
    there = None
    if other:
        there = judged(train(data, encoder=encoder).classifier, other)[0].f1(CORRECTIVE)
    line(f"influencekit, {name}", found, there, took)


def cross_judged(make: Callable[[], Any], data: Labelled, *, by_project: bool) -> Grades:
    """Return how a peer does on our folds."""
    messages, labels = np.array(data.messages, object), np.array(data.labels, object)
    told = np.zeros(len(data), object)
    for fit, held in folds(data, FOLDS, by_project=by_project, seed=0):
        told[held] = make().fit(messages[fit], labels[fit]).predict(messages[held])
    return Grades.of(data.labels, told.tolist())


def across(make: Callable[[], Any], data: Labelled, other: Labelled) -> float | None:
    """Return a peer's F1 for corrective on `other`: trained to tell it from everything else."""
    model = make().fit(data.messages, [label == CORRECTIVE for label in data.labels])
    return f1([bool(told) for told in model.predict(other.messages)], other)


def f1(told: Sequence[bool], other: Labelled) -> float | None:
    """Return the F1 of messages told to be corrective."""
    true = [str(label == CORRECTIVE) for label in other.labels]
    return Grades.of(true, [str(one) for one in told]).f1("True")


def shown(value: float | None) -> str:
    """Return a figure, or a dash."""
    return "    -" if value is None else f"{value:.3f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("other", type=Path, nargs="?")
    parser.add_argument("--encoder", default="")
    asked = parser.parse_args()
    print(machine())
    files = [
        Labelled.of_csv(path.read_bytes().decode("utf-8-sig", "surrogateescape"), str(path))
        for path in (asked.labelled, asked.other)
        if path
    ]
    data, other = files[0], files[-1] if asked.other else None
    print(f"{len(data):,} messages, {FOLDS} folds; seconds are of both sets of folds together\n")
    print(f"{'':32} macro-F1  by project  {CORRECTIVE} F1 on the other file  seconds")
    rules, _ = judged(Rules.among(data.labels), data)
    there = judged(Rules(), other)[0].f1(CORRECTIVE) if other else None
    print(f"{'influencekit, rules':32} {shown(rules.macro_f1):>8}  {'-':>10}  {shown(there):>32}")
    ours("trained", data, other, None)
    if asked.encoder:
        encoders = Registry.discover().collect("encoders")
        ours(asked.encoder, data, other, Once(encoders[asked.encoder]))
    for name, make in peers().items():
        start = time.perf_counter()
        theirs = [cross_judged(make, data, by_project=each).macro_f1 for each in (False, True)]
        took = time.perf_counter() - start
        line(name, theirs, across(make, data, other) if other else None, took)


def line(name: str, found: Sequence[float | None], there: float | None, took: float) -> None:
    """Print a row."""
    print(f"{name:32} {shown(found[0]):>8}  {shown(found[1]):>10}  {shown(there):>32}  {took:7.0f}")


if __name__ == "__main__":
    main()
