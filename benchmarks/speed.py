"""How long reading a repository takes, beside what git itself needs in the same run.

    python benchmarks/speed.py REPOSITORY [--file PATH] [--runs 3]

Ratios hold on other machines; seconds do not. The right column is the target.
"""

import argparse
import json
import os
import pty
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import environment, influencekit, machine, median, row, seconds

_INDEX = """
import json, resource, sys, time
from pathlib import Path
started = time.perf_counter()
from influencekit.protocols import ReadRequest, Task
from influencekit_git.source import GitSource
stages = {}
class Clock(Task):
    def progress(self, what, done, total):
        stages.setdefault(what, time.perf_counter() - started)
request = ReadRequest(cache=Path(sys.argv[2], "influencekit"), task=Clock())
for history in GitSource().read(Path(sys.argv[1]), request):
    pass
took = time.perf_counter() - started
status = GitSource().index_status(Path(sys.argv[1]), request)
print(json.dumps({
    "index": stages["lines"], "all": took, "hunks": status.hunks, "disk": status.size / 1e6,
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""
_LINES = """
import sys, time
from pathlib import Path
from influencekit.protocols import ReadRequest
from influencekit_git.source import file_origins
request = ReadRequest(cache=Path(sys.argv[2], "influencekit"))
with file_origins(Path(sys.argv[1]), request) as origins:
    origins.of(sys.argv[3])
    started = time.perf_counter()
    origins.of(sys.argv[3])
    print(time.perf_counter() - started)
"""


def scripted(script: str, *words: object) -> str:
    """Run a script of ours in a process of its own; return what it printed."""
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def from_nothing(repository: Path, cache: Path) -> dict[str, float]:
    """Index from nothing; return what was measured."""
    shutil.rmtree(cache, ignore_errors=True)
    found: dict[str, float] = json.loads(scripted(_INDEX, repository, cache))
    return found


def first_table(repository: Path, cache: Path) -> float:
    """Return the time until ``analyze`` has shown areas on a terminal, from nothing."""
    shutil.rmtree(cache, ignore_errors=True)
    leader, follower = pty.openpty()
    started = time.perf_counter()
    process = subprocess.Popen(
        influencekit("analyze", str(repository)),
        stdout=follower,
        stderr=follower,
        stdin=follower,
        env=environment(cache),
    )
    os.close(follower)
    shown = b""
    while b"Areas" not in shown:
        shown += os.read(leader, 1 << 16)
    took = time.perf_counter() - started
    process.kill()
    process.wait()
    os.close(leader)
    return took


def refreshed(repository: Path, cache: Path, folder: Path) -> tuple[float, int]:
    """Return the time that about a hundred new commits take, and how many they were."""
    clone = folder / "refresh.git"
    subprocess.run(
        ["git", "clone", "-q", "--bare", "--shared", str(repository), str(clone)], check=True
    )

    def git(*words: str) -> str:
        command = ["git", "-C", str(clone), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    branch, head = git("symbolic-ref", "HEAD"), git("rev-parse", "HEAD")
    for old in git("rev-list", "--first-parent", "-200", "HEAD").split():
        new = int(git("rev-list", "--count", f"{old}..{head}"))
        if new >= 100:
            break
    git("update-ref", branch, old)
    seconds(influencekit("index", "build", str(clone)), cache=cache)
    git("update-ref", branch, head)
    return seconds(influencekit("index", "build", str(clone)), cache=cache), new


def reading(repository: Path, folder: Path, runs: int) -> tuple[Path, float]:
    """Print how long reading takes; return the cache folder and what the yardstick took."""
    cache = folder / "cache"
    git = ["git", "-C", str(repository), "log"]
    numstat = median(lambda: seconds([*git, "--numstat", "-M", "HEAD"]), runs)
    raw = median(lambda: seconds([*git, "--raw", "-M", "HEAD"]), runs)
    row("git log --numstat -M", f"{numstat:.2f} s")
    row("git log --raw -M", f"{raw:.2f} s")
    found = [from_nothing(repository, cache) for _ in range(runs)]
    mid = {name: statistics.median(one[name] for one in found) for name in found[0]}
    for what, name, target in (
        ("from nothing to every hunk", "index", "≤ 0.9"),
        ("… and the origin of every line", "all", "≤ 1.05"),
    ):
        row(what, f"{mid[name]:.2f} s", f"{mid[name] / numstat:.2f} of numstat", target)
    each = 1e6 * mid["index"] / max(mid["hunks"], 1)
    row("… for each hunk", f"{each:.1f} µs", f"{mid['hunks']:,.0f} hunks")
    row("memory of our process", f"{mid['memory']:.0f} MB", "", "≤ 500 MB")
    row("index on disk", f"{mid['disk']:.0f} MB", "", "≤ 150 MB")
    shown = median(lambda: first_table(repository, folder / "first"), runs)
    row("first table of analyze", f"{shown:.2f} s", f"{shown / raw:.2f} of raw", "≤ 1.5")
    return cache, numstat


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--file", default="", help="for the origin of one file's lines")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    repository, runs = options.repository.resolve(), options.runs
    print(f"{repository.name}: {machine()}; medians of {runs}\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache, numstat = reading(repository, folder, runs)
        for what, words, target in (
            ("analyze, index in place", ["analyze"], "≤ 1.5 s"),
            ("refresh, nothing new", ["index", "build"], "≤ 0.5 s"),
        ):
            command = influencekit(*words, str(repository))
            took = median(lambda command=command: seconds(command, cache=cache), runs)
            row(what, f"{took:.2f} s", f"{took / numstat:.3f} of numstat", target)
        took, new = refreshed(repository, folder / "refresh", folder)
        row(
            f"refresh, {new} new commits",
            f"{took:.2f} s",
            f"{took / numstat:.3f} of numstat",
            "≤ 1.5 s",
        )
        if options.file:
            command = influencekit("lines", "--format", "json", options.file)
            took = median(lambda: seconds(command, cache=cache, cwd=repository), runs)
            git = ["git", "-C", str(repository), "blame", "--incremental", options.file]
            blame = median(lambda: seconds(git), runs)
            row(
                f"lines {options.file}",
                f"{took:.2f} s",
                f"{took / blame:.3f} of git blame",
                "≤ 0.4 s",
            )
            inside = float(scripted(_LINES, repository, cache, options.file))
            row("… inside a running process", f"{1000 * inside:.1f} ms", "", "≤ 10 ms")


if __name__ == "__main__":
    main()
