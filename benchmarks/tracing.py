"""Bayesian knowledge tracing: processor time of a fit, what it foretells, and whether parameters are found again.

    python benchmarks/tracing.py TRAIN TEST [--skills 20] [--runs 3] [--pybkt PYTHON]

TRAIN and TEST are files as `influencekit backtest bkt` reads them. With `--skills` only so many are looked at, from
the most tried to the least in even steps. `--pybkt` names a Python that has pyBKT, which then fits once
to the same attempts (CSV of the columns user_id, skill_name and correct): it needs an environment of its
own (``pip install pyBKT "numpy<2" "scikit-learn<1.4"``), and many minutes for all skills.
"""

import argparse
import csv
import json
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from measure import machine, median, row

from influencekit.backtests.bkt import COLUMNS, read
from influencekit.models.mentoring.attempts import Attempts, area_under_curve
from influencekit.models.mentoring.tracing import NAMES, fit

WAYS = {
    "F = 0": {"lapse": 0.0},
    "F = 1e-6, as by default": {},
    "F fitted": {"forgetting": True},
}
TRUTH = {"known": 0.2, "learn": 0.1, "guess": 0.15, "slip": 0.1, "forget": 0.0}
PEER = """
import json, sys, time, warnings
warnings.filterwarnings("ignore")
from pyBKT.models import Model
train, test, forgets = sys.argv[1], sys.argv[2], sys.argv[3] == "True"
columns = dict(order_id="row", user_id="user_id", skill_name="skill_name", correct="correct")
model = Model(seed=42, num_fits=1, parallel=False)
started = time.process_time()
model.fit(data_path=train, forgets=forgets, defaults=columns)
taken = time.process_time() - started
auc, error = model.evaluate(data_path=test, metric=["auc", "rmse"])
print(json.dumps([taken, auc, error]))
"""


def only(attempts: list[Attempts], skills: int) -> list[Attempts]:
    """Return the attempts at so many skills."""
    order = np.argsort(-np.bincount(attempts[0].skill, minlength=attempts[0].skills), kind="stable")
    tried = order[: len(np.unique(attempts[0].skill))]
    chosen = tried[np.linspace(0, len(tried) - 1, min(skills, len(tried))).astype(int)]
    return [part.only(np.isin(part.skill, chosen)) for part in attempts]


def ours(train: Attempts, test: Attempts, runs: int) -> None:
    """Print time and figures of each way to fit."""
    for starts in (1, 5):
        for name, options in WAYS.items():

            def once(starts: int = starts, options: dict = options) -> float:
                started = time.process_time()
                fit(train, starts=starts, **options)
                return time.process_time() - started

            chance = fit(train, starts=starts, **options).model.predict(test)
            auc = area_under_curve(chance, test.correct)
            told = f"AUC {auc:.3f}, RMSE {np.sqrt(np.square(chance - test.correct).mean()):.4f}"
            plural = "start" if starts == 1 else "starts"
            row(f"influencekit, {starts} {plural}, {name}", f"{median(once, runs):.2f}", told)


def theirs(python: str, train: Attempts, test: Attempts) -> None:
    """Print the same of pyBKT."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("train.csv", "test.csv")]
        for file, attempts in zip(files, (train, test), strict=True):
            with file.open("w", newline="") as sink:
                rows = (attempts.learner, attempts.skill, attempts.correct.astype(int))
                writer = csv.writer(sink)
                writer.writerow(("row", *COLUMNS))
                writer.writerows(zip(range(len(attempts)), *rows, strict=True))
        for forgets in (False, True):
            command = [python, "-c", PEER, *map(str, files), str(forgets)]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            taken, auc, error = json.loads(said.splitlines()[-1])
            name = "forgets" if forgets else "plain"
            row(f"pyBKT, 1 start, {name}", f"{taken:.2f}", f"AUC {auc:.3f}, RMSE {error:.4f}")


def recovery(seeds: int = 10) -> None:
    """Print how far the parameters found are from those that 2,000 learners were simulated with."""
    away = dict.fromkeys(NAMES, 0.0)
    for seed in range(seeds):
        found = fit(simulated(2000, 20, seed)).model
        for name, value in TRUTH.items():
            away[name] = max(away[name], abs(float(getattr(found, name)[0]) - value))
    print(
        f"\nFurthest from the truth in {seeds} simulations of 2,000 learners with 20 attempts each"
    )
    for name, value in TRUTH.items():
        row(f"{name}, {value:g}", f"{away[name]:.4f}", "", "at most 0.03")


def simulated(learners: int, length: int, seed: int) -> Attempts:
    """Return attempts at one skill that follow the model."""
    random = np.random.default_rng(seed)
    state = random.random(learners) < TRUTH["known"]
    correct = np.empty((learners, length), bool)
    for step in range(length):
        good = np.where(state, 1 - TRUTH["slip"], TRUTH["guess"])
        correct[:, step] = random.random(learners) < good
        state |= random.random(learners) < TRUTH["learn"]
    learner = np.repeat(np.arange(learners), length)
    return Attempts.of(learner, np.zeros_like(learner), correct.ravel())


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--skills", type=int, help="look at so many only")
    parser.add_argument("--runs", type=int, default=3, help="of which the median is told")
    parser.add_argument("--pybkt", metavar="PYTHON", help="one that has pyBKT")
    arguments = parser.parse_args()
    attempts = read([(str(it), it.read_text()) for it in (arguments.train, arguments.test)])
    if arguments.skills:
        attempts = only(attempts, arguments.skills)
    train, test = attempts
    print(machine())
    print(
        f"{len(train):,} attempts at {len(np.unique(train.skill))} skills, judged on {len(test):,}"
    )
    row("fit", "seconds", "on the second file; seconds are of the processor")
    ours(train, test, arguments.runs)
    if arguments.pybkt:
        theirs(arguments.pybkt, train, test)
    recovery()


if __name__ == "__main__":
    main()
