"""Who may run git now: at most two processes, one of a process that reads and one of the server itself."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import attrs

from influencekit_lsp.reader import Reader

log = logging.getLogger("influencekit")


@attrs.define(eq=False)
class Turns:
    """Lends the server's own process of git to whoever reads, while the server has no use for it."""

    needed: Callable[[], bool]
    """Whether the server is about to need its process again, so that lending it is not worth it."""
    _pool: ThreadPoolExecutor = attrs.field(
        factory=partial(ThreadPoolExecutor, 1, thread_name_prefix="reader")
    )
    _turn: asyncio.Semaphore = attrs.field(factory=partial(asyncio.Semaphore, 1))
    _reading: Reader | None = None
    """The one that runs."""

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold the one process that is ours; a reader has the other, and this one while it is idle."""
        async with self._turn:
            if self._reading is not None:
                await self._reading.reclaim()
            try:
                yield
            finally:
                self._lend()

    async def run(self, reader: Reader, say: Callable[[str, Any], None]) -> str:
        """Run a process that reads once no other runs, and return what it complained of.

        Parameters
        ----------
        say
            Is given what it says, in a thread of its own.
        """
        loop = asyncio.get_running_loop()

        def heard(what: str, value: Any) -> None:
            if what in {"started", "returned"}:
                loop.call_soon_threadsafe(self._heard, reader, what)
            else:
                say(what, value)

        try:
            complaints = await loop.run_in_executor(self._pool, reader.run, heard)
        except OSError as error:  # a full disk, or no more processes
            complaints = str(error)
        if self._reading is reader:
            self._reading = None
        reader.returned.set()
        if complaints:
            log.warning("%s: %s", reader.root, complaints)
        return complaints

    def _heard(self, reader: Reader, what: str) -> None:
        if what == "returned":
            reader.returned.set()
            return
        self._reading = reader
        if not self._turn.locked():
            self._lend()

    def _lend(self) -> None:
        if self._reading is not None and not self.needed():
            self._reading.lend()

    def end(self) -> None:
        """Wait for what runs, which was told to stop, and run nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)
