"""Truck factors and the people behind them, beside what developers said when they were asked.

    python benchmarks/answers.py --answers CSV --repositories DIR

The table has the columns ``repo`` (owner/name), ``date`` (when they were asked) and
``developers``, names or addresses with ``;`` between them: as many as the truck factor. A repository is
looked for in DIR as owner/name, then as name, and read at the last commit of its branch before the date.
A person is the developer who is meant where a name or address of theirs is the same but for case and
accents.
"""

import argparse
import csv
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import numpy as np
from measure import machine
from truck_factor import by_avelino, by_jetbrains, found, history, last_commit

from influencekit.evidence import NOBODY, Evidence
from influencekit.models.counted import authors
from influencekit.models.knowledge.degrees import Degrees, degrees_of
from influencekit.models.knowledge.histories import changes_of
from influencekit.models.knowledge.risk import code_files
from influencekit.models.knowledge.truckfactor import (
    Authors,
    absence_factor,
    latest_change,
    truck_factor,
)

COLUMNS = ("repo", "date", "developers")


@attrs.frozen
class Asked:
    """What was answered about one repository."""

    repo: str
    date: str
    developers: frozenset[str]


def answers_of(table: Path) -> Iterator[Asked]:
    """Yield each row that names somebody."""
    with table.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        lacking = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if lacking:
            raise SystemExit(f"{table}: the first line names no column {lacking[0]!r}.")
        for row in rows:
            developers = frozenset(filter(None, map(plain, row["developers"].split(";"))))
            if developers:
                yield Asked(row["repo"], row["date"], developers)


def plain(name: str) -> str:
    """Return `name` without case, accents and space around it."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold().strip()


def by_commits(known: Evidence) -> Sequence[int]:
    """Return the fewest who made half of the commits."""
    by = authors(known)
    commits = np.bincount(by[by != NOBODY], minlength=len(known.people))
    order: list[int] = np.argsort(-commits, kind="stable").tolist()
    return order[: absence_factor(commits)]


def by_expertise(known: Evidence, share: float) -> Sequence[int]:
    """Return who has to leave until half of the files have no expert left; 0.7 is as published."""
    files, _ = code_files(known)
    changes = changes_of(known, files)
    degrees: Degrees = degrees_of(known, files)
    expert = degrees.only(degrees.experts(share))
    experts = Authors(file=expert.file, person=expert.person, changes=expert.changes)
    changed = len(np.unique(changes.file))
    return truck_factor(experts, files=changed, latest=latest_change(changes)).people


WAYS: Mapping[str, Callable[[Evidence], Sequence[int]]] = {
    "half of the commits": by_commits,
    "Avelino": lambda known: by_avelino(known).people,
    "JetBrains": lambda known: by_jetbrains(known).people,
    "expertise, 0.7 of the highest": lambda known: by_expertise(known, 0.7),
    "expertise, the highest alone": lambda known: by_expertise(known, 1.0),
}


def meant(known: Evidence, people: Sequence[int], developers: frozenset[str]) -> int:
    """Return how many of `developers` are among `people`."""
    spelt = (identity for at in people for identity in known.people[at].identities)
    names = {plain(text) for identity in spelt for text in (identity.name, identity.email)}
    return len(names & developers)


def print_table(told: Mapping[str, Sequence[tuple[int, int, int]]]) -> None:
    """Print errors and agreement of each way: rows of (answered, told, both)."""
    print(
        f"\n{'':30} {'error':>6} {'exact':>6} {'within 1':>8} {'precision':>9} {'recall':>6} {'F1':>6}"
    )
    for way, rows in told.items():
        answered, named, both = np.array(rows).T
        off = np.abs(answered - named)
        precision, recall = both.sum() / max(named.sum(), 1), both.sum() / answered.sum()
        score = 2 * both.sum() / (named.sum() + answered.sum())
        print(
            f"{way:30} {off.mean():6.3f} {(off == 0).sum():6} {(off <= 1).sum():8} "
            f"{precision:9.3f} {recall:6.3f} {score:6.3f}"
        )


def main() -> None:
    """Print the repositories, then the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=Path, required=True, metavar="CSV")
    parser.add_argument("--repositories", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    print(f"{machine()}\n\nfor each way: the truck factor, and how many of its people were named\n")
    told: dict[str, list[tuple[int, int, int]]] = {way: [] for way in WAYS}
    absent = []
    with tempfile.TemporaryDirectory() as cache:
        for asked in answers_of(options.answers):
            place = found(options.repositories, asked.repo)
            revision = place and last_commit(place, "HEAD", asked.date)
            if not (place and revision):
                absent.append(asked.repo)
                continue
            known = history(place, revision, Path(cache), lines=True)
            for way, people_of in WAYS.items():
                people = people_of(known)
                both = meant(known, people, asked.developers)
                told[way].append((len(asked.developers), len(people), both))
            last = "  ".join(f"{rows[-1][1]:3} ({rows[-1][2]})" for rows in told.values())
            print(f"{asked.repo:40} {len(asked.developers):3}  {last}  {revision[:12]}", flush=True)
    if not any(told.values()):
        raise SystemExit("No repository of the table is there.")
    print_table(told)
    print(f"\n{len(told['Avelino'])} repositories; not here: {', '.join(absent) or 'none'}")


if __name__ == "__main__":
    main()
