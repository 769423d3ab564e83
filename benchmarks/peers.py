"""Who owns how many lines: other tools and ours, in the same run, on the same clone.

    python benchmarks/peers.py REPOSITORY [--git-fame PATH] [--git-who PATH]
        [--pydriller PYTHON] [--runs 1]

Each tool starts with an empty cache, and ours once more with its index in place. What git-fame says
of each author is compared with what we say of people exactly as git's mailmap has them. Only
git-fame is looked for on PATH; the others run where they are named. All work on a clone, because
some of them write into the repository that they read.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from measure import environment, influencekit, machine, row

_OURS = """
import json, os, sys
from collections import Counter
from pathlib import Path
import numpy as np
from influencekit.people.mailmap import Mailmap
from influencekit.protocols import ReadRequest
from influencekit_git.source import GitSource
request = ReadRequest(cache=Path(os.environ["XDG_CACHE_HOME"], "influencekit"))
*_, history = GitSource().read(Path("."), request)
author = history.commit_author[history.line_commit]
lines = np.bincount(author, history.line_count, len(history.identities))
mailmap, found = Mailmap.of(history.aliases), Counter()
for identity, count in zip(history.identities, lines.astype(int).tolist()):
    who = mailmap.canonical(identity)
    found[f"{who.name} <{who.email}>"] += count
print(json.dumps(found))
"""
_PYDRILLER = """
from pydriller import Repository
print(sum(len(file.diff_parsed["added"])
          for commit in Repository(".").traverse_commits() for file in commit.modified_files))
"""
WORDS = {
    "git-fame": ("-s", "--show", "name,email", "--format", "json"),
    "git-who": ("table", "-l"),
    "pydriller": ("-c", _PYDRILLER),
}
"""What each peer is told."""
ABOUT = {
    "git-fame": "lines that live",
    "git-who": "lines ever added, no hunks",
    "pydriller": "added lines of each commit",
}


def run(command: Sequence[str], clone: Path, cache: Path) -> tuple[float, str]:
    """Return the wall time of one process and what it printed."""
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=clone, env=environment(cache), capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{command[0]} failed with exit code {done.returncode}:\n{done.stderr[-2000:]}")
    return took, done.stdout


def cold(command: Sequence[str], clone: Path, cache: Path) -> tuple[float, str]:
    """Run with an empty cache."""
    shutil.rmtree(cache, ignore_errors=True)
    return run(command, clone, cache)


def lines_of(output: str) -> Counter[str]:
    """Return what git-fame says of each author, addresses lower-cased."""
    found: Counter[str] = Counter()
    for author, lines, *_ in json.loads(output)["data"]:
        name, _, address = author.rpartition(" <")
        found[f"{name} <{address.lower()}"] += lines
    return found


def compare(theirs: Counter[str], ours: Counter[str]) -> None:
    """Print how many authors differ, and which, without addresses."""
    differing = sorted(who for who in theirs | ours if theirs[who] != ours[who])
    for who in differing:
        print(f"  {who.rpartition(' <')[0]}: git-fame {theirs[who]:,}, ours {ours[who]:,}")
    print(
        f"\nauthors {len(+theirs):,} and {len(+ours):,}, lines {theirs.total():,} and "
        f"{ours.total():,}: {len(differing)} rows differ"
    )


def measured(
    clone: Path, folder: Path, programs: dict[str, str], runs: int
) -> tuple[Counter[str], Counter[str] | None]:
    """Print the times; return our lines, and git-fame's where it ran."""
    ours = [sys.executable, "-c", _OURS]
    cache = folder / "ours"
    first = median(cold(ours, clone, cache)[0] for _ in range(runs))
    warm = [run(ours, clone, cache) for _ in range(runs)]
    second = median(took for took, _ in warm)
    build = median(
        cold(influencekit("index", "build"), clone, folder / "build")[0] for _ in range(runs)
    )
    analysed = median(run(influencekit("analyze"), clone, cache)[0] for _ in range(runs))
    row("ours, from nothing", f"{first:.2f} s")
    row("ours, index in place", f"{second:.2f} s")
    row("influencekit index build, from nothing", f"{build:.2f} s")
    row("influencekit analyze, index in place", f"{analysed:.2f} s")
    theirs = None
    for name, program in programs.items():
        found = [cold([program, *WORDS[name]], clone, folder / name) for _ in range(runs)]
        took = median(each for each, _ in found)
        row(f"{name}: {ABOUT[name]}", f"{took:.2f} s")
        at_least = ("≥ 4 on pytest", "≥ 50 on pytest") if name == "git-fame" else ("", "")
        for ours_took, what, target in zip(
            (first, second), ("from nothing", "index in place"), at_least, strict=True
        ):
            row(f"  … as a multiple of ours, {what}", f"{took / ours_took:.1f}", "", target)
        if name == "git-fame":
            theirs = lines_of(found[-1][1])
    return Counter(json.loads(warm[-1][1])), theirs


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--git-fame", default=shutil.which("git-fame"), metavar="PATH")
    parser.add_argument("--git-who", metavar="PATH")
    parser.add_argument("--pydriller", metavar="PYTHON", help="an interpreter that has it")
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    given = {name: getattr(options, name.replace("-", "_")) for name in WORDS}
    programs = {name: str(Path(program).absolute()) for name, program in given.items() if program}
    print(f"{options.repository.resolve().name}: {machine()}; medians of {options.runs}\n")
    if "git-fame" not in programs:
        print("NOT COMPARED with git-fame: it is not on PATH. pip install git-fame, or --git-fame.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clone = folder / "clone"
        source = str(options.repository.resolve())
        subprocess.run(["git", "clone", "-q", "--shared", source, str(clone)], check=True)
        ours, theirs = measured(clone, folder, programs, options.runs)
    if theirs is not None:
        compare(theirs, ours)


if __name__ == "__main__":
    main()
