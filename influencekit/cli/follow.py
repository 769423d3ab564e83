"""Notices that a repository has moved on, and lets it be read again: seldom, and one at a time."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Self

from influencekit.errors import InfluenceKitError
from influencekit.settings.layers import REPOSITORY_FILES

PACE = 2.0
"""Seconds between two looks."""
SETTLED = 0.5
"""Seconds for which nothing may change before it is read again: a rebase makes many commits."""
MANY = 2000
"""Files of one source that are watched."""
_FILES = (*REPOSITORY_FILES, ".mailmap", ".git-blame-ignore-revs")
"""Of a work tree, that change what a history says; all others are read as they were committed."""

Signature = tuple[object, ...]


def signature(roots: Sequence[Path], sources: Iterable[Any]) -> Signature:
    """Return what changes when what `sources` read at `roots` does, or how it is to be read.

    A source without a ``fingerprint`` tells by the files that its ``watch`` names; one that fails
    tells nothing.
    """
    known = list(sources)
    return tuple(
        it
        for root in roots
        for it in (*_told(root, known), *(_stamp(root / name) for name in _FILES))
    )


def _told(root: Path, sources: Iterable[Any]) -> Iterator[object]:
    for source in sources:
        try:
            if not source.detect(root):
                continue
            if hasattr(source, "fingerprint"):
                yield source.fingerprint(root)
            else:
                globs = getattr(source, "watch", ())
                found = (file for pattern in globs for file in root.glob(pattern))
                yield tuple((str(file), _stamp(file)) for file in islice(found, MANY))
        except Exception:  # noqa: BLE001 - a plugin, or a folder that is being rewritten right now
            yield None


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


class Follower:
    """Calls `refresh` after what `look` returns has changed and come to rest.

    Parameters
    ----------
    look
        Cheap; equal values mean that nothing is to be read again.
    refresh
        Reads again. What it raises of ours is told through `failed`, and tried again at the next
        change.
    wanted
        Whether anybody looks; while nobody does, nothing is done.
    pace, settled
        Seconds; `PACE` and `SETTLED`.
    """

    def __init__(
        self,
        look: Callable[[], Signature],
        refresh: Callable[[], None],
        wanted: Callable[[], bool],
        failed: Callable[[str], None],
        *,
        pace: float = PACE,
        settled: float = SETTLED,
    ) -> None:
        self._look, self._refresh, self._wanted, self._failed = look, refresh, wanted, failed
        self._pace, self._settled = pace, settled
        self._stopped = threading.Event()
        self._seen = look()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()

    def _follow(self) -> None:
        pause = self._pace
        while not self._stopped.wait(pause):
            pause = self._pace
            if not self._wanted() or (found := self._look()) == self._seen:
                continue
            while not self._stopped.wait(self._settled) and (later := self._look()) != found:
                found = later
            self._seen = found
            started = time.monotonic()
            try:
                self._refresh()
            except (InfluenceKitError, OSError) as error:
                self._failed(str(error))
            # What is slow to read is read less often: half of the time is for others.
            pause = max(self._pace, time.monotonic() - started)
