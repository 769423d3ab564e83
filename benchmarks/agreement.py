"""Line by line against ``git blame``: commit, path and line number of the origin of every line.

    python benchmarks/agreement.py REPOSITORY [--jobs 2] [--ignore-revs-file FILE]

``git blame`` runs once for each text file at HEAD, in a clone with a commit graph and changed-path
filters (about ten times faster, the same answers). Each file that differs is printed with a class
for the cause.
"""

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path

from influencekit.domain import FileLines
from influencekit.protocols import ReadRequest
from influencekit_git.blame import BlameRun, parse
from influencekit_git.file_origins import FileOrigins
from influencekit_git.source import file_origins

Line = tuple[str, str, int]
"""Commit, path there, line number there."""


def text_files(clone: Path) -> list[bytes]:
    """Return the paths of all files at HEAD that git takes for text, empty ones left out."""
    found = subprocess.run(
        ["git", "-C", str(clone), "grep", "-I", "-z", "--name-only", "-e", "", "HEAD"],
        capture_output=True,
        check=False,
    ).stdout
    return [name.removeprefix(b"HEAD:") for name in found.split(b"\0")[:-1]]


def blamed(clone: Path, path: bytes, options: list[str]) -> list[BlameRun]:
    """Return what git says."""
    command = ["git", "-C", str(clone), "blame", "--incremental", *options, "HEAD", "--"]
    return parse(subprocess.run([*command, path], capture_output=True, check=True).stdout)


def lines_of_blame(runs: list[BlameRun]) -> Iterator[Line]:
    """Yield one origin a line."""
    for run in runs:
        path = run.path.decode("utf-8", "surrogateescape")
        for offset in range(run.lines):
            yield run.commit.decode(), path, run.source_line + offset


def lines_of_index(found: FileLines) -> Iterator[Line]:
    """Yield one origin a line."""
    for run in found.runs:
        for offset in range(run.lines):
            yield run.commit, run.source_path, run.source_line + offset


def cause(ours: list[Line], theirs: list[Line]) -> str:
    """Return a class for the cause of a difference."""
    if len(ours) != len(theirs):
        return "number of lines"
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    if all(a[0] == b[0] for a, b in pairs):
        return "same commit, other place"
    if any(a[1] != b[1] for a, b in pairs):
        return "rename followed otherwise"
    return "lines matched otherwise"


def cloned(repository: Path, folder: Path) -> Path:
    """Return a bare clone in which git blame is quick."""
    clone = folder / "clone.git"
    command = ["git", "clone", "-q", "--bare", "--shared", str(repository), str(clone)]
    subprocess.run(command, check=True)
    subprocess.run(
        ["git", "-C", str(clone), "commit-graph", "write", "--reachable", "--changed-paths"],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return clone


def compared(
    origins: FileOrigins, clone: Path, options: list[str], jobs: int
) -> Iterator[tuple[str, FileLines, list[Line]]]:
    """Yield each text file's path, what we say of it, and what git says."""
    files = text_files(clone)
    with ThreadPoolExecutor(jobs) as pool:
        told = pool.map(lambda path: blamed(clone, path, options), files)
        for path, runs in zip(files, told, strict=True):
            name = path.decode("utf-8", "surrogateescape")
            yield name, origins.of(name), list(lines_of_blame(runs))


def main() -> None:
    """Print the files that differ and the agreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--ignore-revs-file", type=Path)
    options = parser.parse_args()
    repository, ignored = options.repository.resolve(), options.ignore_revs_file
    extra = ["--ignore-revs-file", str(ignored.resolve())] if ignored else []
    files = lines = wrong = by_blame = 0
    differing = []
    with tempfile.TemporaryDirectory() as folder:
        clone = cloned(repository, Path(folder))
        request = ReadRequest(cache=Path(folder, "cache"), ignore_revs_file=ignored)
        started = time.perf_counter()
        with file_origins(repository, request) as origins:
            read = time.perf_counter()
            for name, found, theirs in compared(origins, clone, extra, options.jobs):
                ours = list(lines_of_index(found))
                files += 1
                lines += len(theirs)
                by_blame += len(theirs) if found.origin != "index" else 0
                if bad := sum(a != b for a, b in zip_longest(ours, theirs)):
                    wrong += bad
                    differing.append((bad, name, cause(ours, theirs)))
        ended = time.perf_counter()
    for bad, name, why in sorted(differing, reverse=True):
        print(f"{bad:8,} lines  {name}  ({why})")
    print(
        f"{options.repository.name}: {files:,} text files, {lines:,} lines, {wrong:,} differ: "
        f"{100 * (1 - wrong / max(lines, 1)):.4f} % agree; {by_blame:,} lines were asked of git blame; "
        f"ours took {read - started:.1f} s, git blame {ended - read:.1f} s"
    )


if __name__ == "__main__":
    main()
