"""A small trained classifier, and data to train one."""

import random

import pytest

from influencekit.models.contribution.labelled import Labelled

WORDS = {
    "corrective": ("fix", "crash", "wrong", "leak"),
    "features": ("add", "support", "allow", "new"),
    "perfective": ("rename", "tidy", "simplify", "move"),
}
THINGS = ("parser", "reader", "cache", "socket", "window", "index", "graph", "clock")


def made_up(rows=120, seed=1):
    """Return labelled messages as CSV: a word of the kind and two things."""
    rng = random.Random(seed)
    lines = ["label,message"]
    for number in range(rows):
        label = sorted(WORDS)[number % len(WORDS)]
        words = [rng.choice(WORDS[label]), *rng.sample(THINGS, 2)]
        project = rng.choice(["AB-1 ", "CDE-2 ", ""])
        lines.append(f"{label},{project}{' '.join(words)} {number}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def labelled_csv():
    return made_up


@pytest.fixture(scope="session")
def data():
    return Labelled.of_csv(made_up(), "made up")


@pytest.fixture(scope="session")
def trained(data):
    pytest.importorskip("sklearn", reason="the extra learn is not installed")
    from influencekit.models.contribution.training import train  # noqa: PLC0415 - an extra

    return train(data, epochs=4)
