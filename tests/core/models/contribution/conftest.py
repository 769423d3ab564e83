"""A small trained classifier, and data to train one."""

import hashlib
import json
import random

import pytest

from influencekit.models.contribution.labelled import Labelled
from influencekit.models.contribution.model_file import FORMAT, VERSION

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


@pytest.fixture(scope="session")
def model_text():
    """Return a function that makes a model file of a body, its first line right but for `header`."""

    def text(body, **header):
        body = body if isinstance(body, str) else json.dumps(body)
        right = {
            "format": FORMAT,
            "version": VERSION,
            "characters": len(body),
            "sha256": hashlib.sha256(body.encode()).hexdigest(),
        }
        return f"{json.dumps(right | header)}\n{body}\n"

    return text
