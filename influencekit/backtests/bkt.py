"""Holds knowledge tracing to the attempts of learners whom it has not seen."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

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
from influencekit.words import count

NEEDS = frozenset({"files"})
DATA = (
    "a file of attempts, oldest first, and maybe a second one to judge on: CSV with the columns user_id, "
    "skill_name and correct, or three lines a learner (how many, skills, results)"
)
COLUMNS = ("user_id", "skill_name", "correct")
FOLDS = 5
FORGETTING = (
    "F, the chance to forget between two attempts: 0 in the model of 1995; 1e-6 in BKT, so that nobody is "
    "taken to know a skill for certain; fitted where it says forgetting."
)
OF_EACH = (
    "For each learner: what they are able to do, and what came in between, count too; the formulas are in "
    "influencekit.models.mentoring.individual."
)
UNSEEN = (
    "{} of the {} skills occur only in what is judged; they get the mean of the others' parameters."
)


def read(texts: Sequence[tuple[str, str]]) -> list[Attempts]:
    """Return the attempts in each of `texts`, (name, text); skills of one name have one number.

    A text that begins with a number has three lines a learner, as Piech and others, "Deep Knowledge
    Tracing" (NIPS 2015), write them: how many attempts, the skills, the results. Any other is CSV.

    Raises
    ------
    InputError
        A column is missing, a row is too short, a result is neither 0 nor 1, or there is none.
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
    learners: dict[str, int] = {}
    learner, skill, correct = [], [], []
    lines = text.splitlines()
    rows = _threes if lines and lines[0].strip().isdecimal() else _cells
    for line, who, what, right in rows(name, lines):
        if right not in ("0", "1"):
            raise InputError(
                f"{name}:{line}: expected a learner, a skill and 0 or 1 as the result."
            )
        learner.append(learners.setdefault(who, len(learners)))
        skill.append(skills.setdefault(what, len(skills)))
        correct.append(int(right))
    if not learner:
        raise InputError(f"{name}: has no attempts.")
    return learner, skill, correct


def _cells(name: str, lines: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, learner, skill and result of CSV."""
    rows = csv.reader(lines)
    try:
        head = [cell.strip() for cell in next(rows, [])]
        lacking = [column for column in COLUMNS if column not in head]
        if lacking:
            raise InputError(f"{name}: the first line names no column {lacking[0]!r}.")
        who, what, right = (head.index(column) for column in COLUMNS)
        for row in filter(None, rows):
            full = [cell.strip() for cell in row] + [""] * len(head)
            known = full[right] if full[who] and full[what] else ""
            yield rows.line_num, full[who], full[what], known
    except csv.Error as error:
        raise InputError(f"{name}:{rows.line_num}: {error}.") from error


def _threes(name: str, lines: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, learner, skill and result of three lines a learner, each row with a comma at its end."""
    for first in range(0, len(lines), 3):
        count, *both = (line.strip().strip(",") for line in lines[first : first + 3])
        skills, results = ([*filter(None, row.split(","))] for row in (*both, "", "")[:2])
        if not count.isdecimal() or not int(count) == len(skills) == len(results):
            raise InputError(
                f"{name}:{first + 1}: expected how many attempts, and then as many skills and results."
            )
        for skill, result in zip(skills, results, strict=True):
            yield first + 3, str(first), skill.strip(), result.strip()


class _Share:
    """Everybody's share of successes at the skill: the plainest forecast."""

    def __init__(self, attempts: Attempts) -> None:
        good = np.bincount(attempts.skill, attempts.correct, attempts.skills)
        tried = np.bincount(attempts.skill, minlength=attempts.skills)
        self.share: Floats = (good + 1) / (tried + 2)

    def predict(self, attempts: Attempts) -> Floats:
        """Return the share of each attempt's skill."""
        return self.share[attempts.skill]


def ways() -> Mapping[str, Callable[[Attempts], Predictor]]:
    """Return each way to foretell, by name; what one of them fitted to attempts serves the others."""

    @cache
    def traced(attempts: Attempts, *, forgetting: bool) -> tracing.Tracing:
        return tracing.fit(attempts, forgetting=forgetting).model

    def never_forgotten(attempts: Attempts) -> Predictor:
        return tracing.fit(attempts, lapse=0.0).model

    def each(attempts: Attempts, *, forgetting: bool) -> Predictor:
        return individual.fit(attempts, traced(attempts, forgetting=forgetting))

    return {
        "share of successes at the skill": _Share,
        "performance factors": performance.fit_performance_factors,
        "BKT, F = 0": never_forgotten,
        "BKT": partial(traced, forgetting=False),
        "BKT, forgetting": partial(traced, forgetting=True),
        "BKT, for each learner": partial(each, forgetting=False),
        "BKT, forgetting, for each learner": partial(each, forgetting=True),
    }


def judge(
    early: Sequence[Attempts], late: Sequence[Attempts], *, task: Task | None = None
) -> dict[str, tuple[float | None, float, float]]:
    """Return (AUC, mean log-likelihood, root mean square error) of each way to foretell.

    Parameters
    ----------
    early, late
        Pairs: each of `late` is foretold by what was fitted to the same one of `early`.
    """
    task = task or Task()
    correct = np.concatenate([part.correct for part in late])
    found = {}
    known = ways()
    for number, (name, fit) in enumerate(known.items()):
        task.progress("ways to foretell", number, len(known))
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
                f"{count(learners, 'learner')} cannot be dealt to {FOLDS} folds; at least {FOLDS} are needed."
            )
        fold = np.random.default_rng(0).permutation(learners) % FOLDS
        held = [fold[first.learner] == number for number in range(FOLDS)]
        early, late = [first.only(~rows) for rows in held], [first.only(rows) for rows in held]
        how = f"Learners dealt to {FOLDS} folds; each is foretold by what was fitted to the others."
    found = judge(early, late, task=given.task)
    size = sum(map(len, late))
    unseen = len(np.setdiff1d(np.unique(rest[0].skill), first.skill)) if rest else 0
    table = Table(
        name="bkt",
        title="Attempts that go well, foretold from the learner's earlier ones",
        columns=("way", "AUC", "log-likelihood of an attempt, nats", "RMSE"),
        rows=tuple((name, *figures) for name, figures in found.items()),
        notes=(
            f"{count(size, 'attempt')} at {count(first.skills, 'skill')}. {how}",
            *([UNSEEN.format(unseen, first.skills)] if unseen else []),
            FORGETTING,
            OF_EACH,
        ),
    )
    return (table,)
