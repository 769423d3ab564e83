"""Asks whose the lines of single files are until a whole history tells: one file, one process at a time."""

import asyncio
import contextlib
import importlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from influencekit.errors import Cancelled, InfluenceKitError
from influencekit.task import Task

if TYPE_CHECKING:
    from influencekit.domain import Identity
    from influencekit_lsp.partial import Blamed

Key = tuple[Path, str]
"""The root and the path of a file."""
Names = Mapping["Identity", str]
log = logging.getLogger("influencekit")


class Stop(Task):
    """A task that another thread can end."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End it; it notices within a moment."""
        self._stopped.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was ended."""
        return self._stopped.is_set()


@attrs.define(eq=False)
class Blaming:
    """What is wanted, what is being asked, and what was found."""

    turn: Callable[[], AbstractAsyncContextManager[None]]
    """Entered while git is asked."""
    ended: Callable[[Path, "Blamed"], None]
    """Told, in the event loop, of each file of which nothing more will be found."""
    _known: "dict[Key, Blamed]" = attrs.field(factory=dict)
    _names: dict[Path, Names] = attrs.field(factory=dict)
    """Under which names the people of a repository may be shown."""
    _wanted: list[Key] = attrs.field(factory=list)
    """The last one is next: it is what somebody looks at now."""
    _now: tuple[Key, Stop] | None = None
    _works: bool = False
    _others: int = 0
    """How many wait for git who come first."""
    _pool: ThreadPoolExecutor = attrs.field(
        factory=partial(ThreadPoolExecutor, 1, thread_name_prefix="blame")
    )

    @property
    def busy(self) -> bool:
        """Whether git is asked, or about to be."""
        return bool(self._wanted)

    def want(self, root: Path, path: str) -> "Blamed | None":
        """Return what is known of a file by now, and let more be found out; None: nothing yet."""
        key = (root, path)
        found = self._known.get(key)
        if found is None or not found.ended:
            if key in self._wanted:
                self._wanted.remove(key)
            self._wanted.append(key)
        return found

    def of(self, root: Path) -> "list[Blamed]":
        """Return what is known of the files of a repository."""
        return [found for (of, _), found in self._known.items() if of == root]

    def drop(self, root: Path, path: str | None = None) -> None:
        """Forget a file, or all of a repository; what is being asked of it is stopped."""

        def meant(key: Key) -> bool:
            return key[0] == root and path in (None, key[1])

        if path is None:
            self._names.pop(root, None)
        self._wanted = [key for key in self._wanted if not meant(key)]
        self._known = {key: it for key, it in self._known.items() if not meant(key)}
        if self._now is not None and meant(self._now[0]):
            self._now[1].stop()

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Let somebody else have the turn: what is being asked is stopped, and asked again later."""
        self._others += 1
        self._stop()
        try:
            yield
        finally:
            self._others -= 1

    def _stop(self) -> None:
        if self._now is not None:
            self._now[1].stop()

    async def work(self) -> None:
        """Ask, as long as something is wanted; where that is being done already, do nothing."""
        if self._works:
            return
        self._works = True
        try:
            while self._wanted:
                await self._ask(self._wanted[-1])
        finally:
            self._works = False

    async def _ask(self, key: Key) -> None:
        root, _ = key
        async with self.turn():
            if key not in self._wanted or self._others:  # dropped while waiting, or not our turn
                return
            self._now = key, Stop()
            task = self._now[1]

            def first(found: "Blamed") -> None:
                if key in self._wanted:
                    self._known[key] = found

            loop = asyncio.get_running_loop()

            def say(found: "Blamed") -> None:
                with contextlib.suppress(RuntimeError):  # the server has ended meanwhile
                    loop.call_soon_threadsafe(first, found)

            known, names = self._known.get(key), self._names.get(root, {})
            done = await loop.run_in_executor(
                self._pool, partial(_blame, key, known, names, task, say)
            )
            self._now = None
            if key not in self._wanted or task.cancelled:
                return
            self._wanted.remove(key)
        self._known[key] = done
        self._names[root] = done.names
        self.ended(root, done)

    def end(self) -> None:
        """Stop everything."""
        self._wanted.clear()
        self._stop()
        self._pool.shutdown(wait=False, cancel_futures=True)


def _blame(
    key: Key,
    known: "Blamed | None",
    names: Names,
    task: Stop,
    say: "Callable[[Blamed], None]",
) -> "Blamed":
    """Find out whose the lines of a file are, in the calling thread."""
    for name in ("partial", "sources"):  # they load numpy: here, and not where somebody waits
        importlib.import_module(f"influencekit_lsp.{name}")
    from influencekit_lsp import sources  # noqa: PLC0415 - see above
    from influencekit_lsp.partial import Blamed  # noqa: PLC0415 - see above

    root, path = key
    found = known or Blamed(path)
    try:
        asked = sources.blame(root, path, task)
        if asked is not None:
            version, runs = asked
            if found.version not in (None, version):  # it was committed to meanwhile
                found = Blamed(path)
            found.version = version
            say(found)
            found.names = names or sources.names(root, task)
            for run in runs:
                found.runs[run.line] = run
    except Cancelled:
        return found
    except (InfluenceKitError, OSError) as error:
        log.info("%s", error)
    except Exception:  # a crash in a plugin costs its own answer, and no more
        log.exception("%s: asking for the lines of %s", root, path)
    found.ended = True
    return found
