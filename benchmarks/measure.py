"""What the benchmarks share: whole processes, medians, one table."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def seconds(command: Sequence[str], *, cache: Path | None = None, cwd: Path | None = None) -> float:
    """Return the wall time of one process; what it prints is thrown away.

    Parameters
    ----------
    command
        Words.
    cache
        The user's cache folder for this process.
    cwd
        Where it runs.
    """
    started = time.perf_counter()
    subprocess.run(
        command,
        cwd=cwd,
        env=environment(cache),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started


def environment(cache: Path | None) -> dict[str, str]:
    """Return the environment with another cache folder."""
    return dict(os.environ) | ({"XDG_CACHE_HOME": str(cache)} if cache else {})


def influencekit(*words: str) -> list[str]:
    """Return the command line."""
    return [sys.executable, "-m", "influencekit", *words]


def median(measure: Callable[[], float], runs: int) -> float:
    """Return the median of `runs` measurements."""
    return statistics.median(measure() for _ in range(runs))


def machine() -> str:
    """Return what was measured on."""
    cpuinfo = Path("/proc/cpuinfo")
    said = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    model = next((line.split(":")[1].strip() for line in said if "model name" in line), "unknown")
    git = subprocess.run(["git", "version"], capture_output=True, text=True, check=True)
    return f"{os.cpu_count()} cores, {model}; {git.stdout.strip()}; Python {sys.version.split()[0]}"


def row(what: str, value: str, against: str = "", target: str = "") -> None:
    """Print one line of a table."""
    print(f"{what:46} {value:>10}  {against:22} {target}".rstrip(), flush=True)
