"""Our truck factors by Avelino's rule or JetBrains', beside published ones.

    python benchmarks/truck_factor.py --published CSV --repositories DIR [--date 2015-02-26]
        [--rule jetbrains]

The table has the columns ``repo`` (owner/name), ``truck_factor`` and ``snapshot`` (a date or a month;
rows of another date are left out). A repository is looked for in DIR as owner/name, then as name, and
read at the last commit of its branch before the date.
"""

import argparse
import csv
import datetime as dt
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from measure import machine

from influencekit.evidence import Evidence
from influencekit.fold import fold
from influencekit.history import History
from influencekit.models.counted import present_files
from influencekit.models.knowledge.histories import changes_of, recent
from influencekit.models.knowledge.risk import code_files
from influencekit.models.knowledge.truckfactor import TruckFactor, avelino, jetbrains
from influencekit.protocols import ReadRequest
from influencekit.report import Problem
from influencekit_git.source import GitSource


def rows_of(table: Path, date: str) -> Iterator[tuple[str, int]]:
    """Yield repository and published truck factor of each row about `date`."""
    with table.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            told = re.search(r"\d{4}-\d\d(?:-\d\d)?", row["snapshot"])
            if told and date.startswith(told[0]):
                yield row["repo"], int(row["truck_factor"])


def found(folder: Path, name: str) -> Path | None:
    """Return where the repository is."""
    places = (folder / name, folder / name.rpartition("/")[2])
    return next((place for place in places if place.is_dir()), None)


def last_commit(repository: Path, branch: str, date: str) -> str:
    """Return where `branch` was at the end of `date`; empty where it had not begun.

    First parents only: what was merged later, with older commits of its own, was not there yet.
    """
    words = ["rev-list", "-1", "--first-parent", f"--before={date}T23:59:59Z", branch, "--"]
    command = ["git", "-C", str(repository), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def by_avelino(known: Evidence) -> TruckFactor:
    """Return Avelino's, of code as the model has it."""
    return avelino(changes_of(known, code_files(known)[0]))


def by_jetbrains(known: Evidence) -> TruckFactor:
    """Return JetBrains', of all files as their tool has it."""
    return jetbrains(*recent(known, changes_of(known, present_files(known))))


RULES: Mapping[str, Callable[[Evidence], TruckFactor]] = {
    "avelino": by_avelino,
    "jetbrains": by_jetbrains,
}


def history(repository: Path, revision: str, cache: Path, *, lines: bool = False) -> Evidence:
    """Read the repository as it was at `revision`."""
    request = ReadRequest(cache=cache, revision=revision, lines=lines)
    items = list(GitSource().read(repository, request))
    for problem in (item for item in items if isinstance(item, Problem)):
        print(f"    {repository.name}: {problem.message}")
    *_, known = (item for item in items if isinstance(item, History))
    return fold([known])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--published", type=Path, required=True, metavar="CSV")
    parser.add_argument("--repositories", type=Path, required=True, metavar="DIR")
    parser.add_argument("--rule", choices=RULES, default="avelino")
    parser.add_argument("--date", type=dt.date.fromisoformat, default="2015-02-26")
    parser.add_argument(
        "--branch",
        action="append",
        default=[],
        metavar="OWNER/NAME=BRANCH",
        help="for a repository whose default branch is another one today",
    )
    options = parser.parse_args()
    date, branches = str(options.date), dict(each.split("=", 1) for each in options.branch)
    print(f"{machine()}; rule: {options.rule}; last commit of {date} or before\n")
    print(f"{'repository':22} {'published':>9} {'ours':>5} {'diff':>5} {'files':>6} {'seconds':>8}")
    differences, absent = [], []
    with tempfile.TemporaryDirectory() as cache:
        for name, published in rows_of(options.published, date):
            place = found(options.repositories, name)
            started = time.perf_counter()
            revision = place and last_commit(place, branches.get(name, "HEAD"), date)
            if not (place and revision):
                absent.append(name)
                continue
            factor = RULES[options.rule](history(place, revision, Path(cache)))
            took = time.perf_counter() - started
            difference = factor.value - published
            differences.append(abs(difference))
            print(
                f"{name:22} {published:9} {factor.value:5} {difference:+5} "
                f"{factor.files:6} {took:8.1f}  {revision[:12]}",
                flush=True,
            )
    exact = sum(each == 0 for each in differences)
    near = sum(each <= 1 for each in differences)
    of = len(differences)
    print(
        f"\nexact {exact} of {of}, within one {near} of {of}; {len(absent)} rows have no history here"
    )


if __name__ == "__main__":
    main()
