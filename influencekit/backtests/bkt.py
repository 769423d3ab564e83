"""Holds knowledge tracing to the attempts of learners whom it has not seen."""

import csv
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from influencekit.backtests import Given
from influencekit.columns import Floats
from influencekit.errors import InputError
from influencekit.models.mentoring import individual, performance, tracing
from influencekit.models.mentoring.attempts import (
    Attempts,
    Predictor,
    area_under_curve,
    log_likelihood,
)
from influencekit.protocols import Task
from influencekit.report import Table

NEEDS = frozenset({"files"})
DATA = (
    "a CSV file of attempts, oldest first, with the columns user_id, skill_name and correct, and maybe a "
    "second one to judge on"
)
COLUMNS = ("user_id", "skill_name", "correct")
FOLDS = 5
OF_EACH = (
    "For each learner: what they are able to do, and what came in between, count too; the formulas are in "
    "influencekit.models.mentoring.individual."
)


def read(texts: Sequence[tuple[str, str]]) -> list[Attempts]:
    """Return the attempts in each of `texts`, (name, CSV); skills of one name have one number.

    Raises
    ------
    InputError
        A column is missing, a row is too short or `correct` is neither 0 nor 1.
    """
    skills: dict[str, int] = {}
    columns = [_columns(name, text, skills) for name, text in texts]
    return [
        Attempts.of(learner, skill, correct, skills=len(skills))
        for learner, skill, correct in columns
    ]


def _columns(
    name: str, text: str, skills: dict[str, int]
) -> tuple[list[int], list[int], list[int]]:
    rows = csv.reader(text.splitlines())
    head = [cell.strip() for cell in next(rows, [])]
    lacking = [column for column in COLUMNS if column not in head]
    if lacking:
        raise InputError(f"{name}: the first line names no column {lacking[0]!r}.")
    who, what, right = (head.index(column) for column in COLUMNS)
    learners: dict[str, int] = {}
    learner, skill, correct = [], [], []
    try:
        for row in rows:
            if not row:
                continue
            if len(row) <= max(who, what, right) or row[right].strip() not in ("0", "1"):
                raise InputError(
                    f"{name}:{rows.line_num}: expected a learner, a skill and 0 or 1 in 'correct'."
                )
            learner.append(learners.setdefault(row[who].strip(), len(learners)))
            skill.append(skills.setdefault(row[what].strip(), len(skills)))
            correct.append(int(row[right]))
    except csv.Error as error:
        raise InputError(f"{name}:{rows.line_num}: {error}.") from error
    if not learner:
        raise InputError(f"{name}: has no attempts.")
    return learner, skill, correct


class _Share:
    """Everybody's share of successes at the skill: the plainest forecast."""

    def __init__(self, attempts: Attempts) -> None:
        good = np.bincount(attempts.skill, attempts.correct, attempts.skills)
        tried = np.bincount(attempts.skill, minlength=attempts.skills)
        self.share: Floats = (good + 1) / (tried + 2)

    def predict(self, attempts: Attempts) -> Floats:
        """Return the share of each attempt's skill."""
        return self.share[attempts.skill]


def ways(starts: int) -> Mapping[str, Callable[[Attempts], Predictor]]:
    """Return each way to foretell, by name."""

    def traced(attempts: Attempts, *, forgetting: bool) -> Predictor:
        return tracing.fit(attempts, forgetting=forgetting, starts=starts).model

    return {
        "share of successes at the skill": _Share,
        "performance factors": performance.fit_performance_factors,
        "BKT": partial(traced, forgetting=False),
        "BKT, forgetting": partial(traced, forgetting=True),
        "BKT, for each learner": partial(individual.fit, forgetting=False, starts=starts),
        "BKT, forgetting, for each learner": partial(
            individual.fit, forgetting=True, starts=starts
        ),
    }


def judge(
    early: Sequence[Attempts],
    late: Sequence[Attempts],
    *,
    starts: int = 1,
    task: Task | None = None,
) -> dict[str, tuple[float | None, float, float]]:
    """Return (AUC, mean log-likelihood, root mean square error) of each way to foretell.

    Parameters
    ----------
    early, late
        Pairs: each of `late` is foretold by what was fitted to the same one of `early`.
    starts
        Of the fits of tracing.
    """
    task = task or Task()
    correct = np.concatenate([part.correct for part in late])
    found = {}
    for number, (name, fit) in enumerate(ways(starts).items()):
        task.progress("ways to foretell", number, len(ways(starts)))
        parts = []
        for first, second in zip(early, late, strict=True):
            task.check()
            parts.append(fit(first).predict(second))
        chance = np.concatenate(parts)
        mean = log_likelihood(chance, correct) / len(correct)
        error = float(np.sqrt(np.square(chance - correct).mean()))
        found[name] = (area_under_curve(chance, correct), mean, error)
    return found


def backtest(given: Given) -> tuple[Table, ...]:
    """Return how well each way foretells the attempts of the second file, or of learners held out.

    Raises
    ------
    InputError
        A file cannot be read, or there are too few learners.
    """
    if len(given.files) > 2:
        raise InputError("Give one file of attempts, or two: to fit to, and to judge on.")
    first, *rest = read(list(given.files.items()))
    if rest:
        early, late, how = [first], rest, "Fitted to the first file, judged on the second."
    else:
        learners = int(first.learner.max()) + 1
        if learners < FOLDS:
            raise InputError(
                f"There are {learners} learners; {FOLDS} are needed to hold some of them out."
            )
        fold = np.random.default_rng(0).permutation(learners) % FOLDS
        held = [fold[first.learner] == number for number in range(FOLDS)]
        early, late = [first.only(~rows) for rows in held], [first.only(rows) for rows in held]
        how = f"Learners dealt to {FOLDS} folds; each is foretold by what was fitted to the others."
    found = judge(early, late, task=given.task)
    size = sum(map(len, late))
    table = Table(
        name="bkt",
        title="Attempts that go well, foretold from the learner's earlier ones",
        columns=("way", "AUC", "log-likelihood of an attempt, nats", "RMSE"),
        rows=tuple((name, *figures) for name, figures in found.items()),
        notes=(
            f"{size:,} attempts at {first.skills:,} skills. {how}",
            OF_EACH,
        ),
    )
    return (table,)
