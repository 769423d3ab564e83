"""Reads one repository in a process of its own and hands over what it found.

Reading takes seconds to minutes, all of a core and much memory; here it takes nothing from a server
that has to answer. ``python -m influencekit_lsp.reading ROOT`` writes frames on stdout, each a length
in 8 bytes and a pickled pair; it stops when its stdin is closed, however its parent ends, and what it
read until then is kept in the index.
"""

import contextlib
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

import attrs

from influencekit import _api
from influencekit.cli.layers import cache_folder, find_layers
from influencekit.errors import Cancelled, InfluenceKitError
from influencekit.evidence import Evidence
from influencekit.history import LineOrigins
from influencekit.protocols import OriginSource, ReadRequest, Task
from influencekit.registry import Registry, guarded
from influencekit.report import Problem
from influencekit.settings.keys import Settings
from influencekit.settings.layers import load
from influencekit.settings.requests import located, read_request
from influencekit_lsp.reader import GRACE, LENT, WANTED
from influencekit_lsp.slots import Slots
from influencekit_lsp.snapshot import Snapshot

PACE = 0.1
"""Seconds between two reports of progress."""
PROCESSES = 2
"""Of git that a server and its reader run at most."""


class Told(Task):
    """Tells the server of progress; cancelled by the end of stdin."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._writing = threading.Lock()
        self._stopped = threading.Event()
        self._slots = Slots(partial(self.say, "returned", None), self._stopped.is_set)
        self._last = 0.0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        with contextlib.suppress(OSError):  # who wants a slot back may be gone when it is told
            while told := os.read(0, 1):  # not sys.stdin, whose lock would be held when Python ends
                {LENT: self._slots.lend, WANTED: self._slots.want}[told]()
        self._stopped.set()
        self._slots.wake()
        time.sleep(GRACE)
        os._exit(1)  # git does not end, and nobody may be left to end us

    def say(self, what: str, value: Any) -> None:
        """Write one frame."""
        data = pickle.dumps((what, value), protocol=5)
        with self._writing:
            self._out.write(len(data).to_bytes(8, "big") + data)
            self._out.flush()

    def progress(self, what: str, done: int, total: int) -> None:
        """Say it, but not too often."""
        now = time.monotonic()
        if now - self._last >= PACE:
            self._last = now
            self.say("progress", (what, done, total))

    @property
    def cancelled(self) -> bool:
        """Whether the server hung up."""
        return self._stopped.is_set()

    @property
    def crowded(self) -> bool:
        """Whether the server waits to run git."""
        return self._slots.owed

    def place(self) -> Slots:
        """Return what is held while git runs: the server may need one of two processes itself."""
        return self._slots


def main(work: Callable[[Path, Told], None]) -> int:
    """Do `work` for the repository that the first argument names, and tell the server of it."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a plugin prints is no frame
    if hasattr(os, "nice"):
        os.nice(10)
    task = Told(out)
    try:
        work(Path(sys.argv[1]), task)
    except Cancelled:
        return 1
    except (InfluenceKitError, OSError) as error:
        task.say("failed", str(error))
        return 1
    return 0


def settings_of(root: Path, problems: list[Problem]) -> Settings:
    """Return the settings that hold for `root`, with no more processes than a server may run."""
    settings, refused = load(find_layers((root,), {}, problems))
    problems += refused
    jobs = min(PROCESSES, settings.sources.jobs or os.cpu_count() or 1)
    return attrs.evolve(settings, sources=attrs.evolve(settings.sources, jobs=jobs))


def read(root: Path, task: Told) -> None:
    """Say what is found: a first view, then the whole."""
    problems: list[Problem] = []

    def first(evidence: Evidence) -> None:
        task.say("snapshot", Snapshot(evidence=evidence))

    settings = settings_of(root, problems)
    registry = Registry.discover(block=settings.plugins.block)
    cache = located(settings.sources.cache, problems) or cache_folder()
    found = _api.survey(
        root, settings=settings, registry=registry, cache=cache, task=task, on_first=first
    )
    report = found.report()
    task.check()
    problems += report.problems
    request = read_request(settings, problems, cache=cache, task=task)
    task.say(
        "snapshot",
        Snapshot(
            evidence=found.evidence,
            results=report.results,
            origins=_origins(root, request, registry, problems),
            problems=tuple(dict.fromkeys(problems)),
        ),
    )


def _origins(
    root: Path, request: ReadRequest, registry: Registry, problems: list[Problem]
) -> LineOrigins | None:
    for name, source in registry.collect("sources").items():
        if not isinstance(source, OriginSource):
            continue
        knows: Any = source
        worked, there = guarded("source", name, partial(knows.detect, root), problems)
        if worked and there:
            ask = partial(source.origins, root, request)
            worked, found = guarded("source", name, ask, problems)
            if worked and isinstance(found, LineOrigins):
                return found
    return None


if __name__ == "__main__":
    sys.exit(main(read))
