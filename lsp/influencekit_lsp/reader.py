"""Runs `reading` or `reporting` for one repository at a time, and stops it when it is told to."""

import asyncio
import contextlib
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import attrs

GRACE = 2.0
"""Seconds that a reader has to keep what it read before it is killed."""
LENT, WANTED = b"+", b"-"
"""What a reader is told: that it may run one more git process, and that somebody else needs one."""
_TOLD = 4000
"""Characters of what a reader complained of that go to the log."""


@attrs.define(eq=False)
class Reader:
    """One process that reads one repository."""

    root: Path
    module: str = "influencekit_lsp.reading"
    """What it runs."""
    _process: "subprocess.Popen[bytes] | None" = None
    _stopped: bool = False
    _lent: bool = False
    """Whether it may run a second git process."""
    returned: asyncio.Event = attrs.field(factory=asyncio.Event)
    """Set by whoever hears that it gave the second one back, or that it ended."""

    def run(self, say: Callable[[str, Any], None]) -> str:
        """Read to the end, in the calling thread; return what the process complained of.

        Parameters
        ----------
        say
            Is given each frame as it comes: ``"progress"``, ``"snapshot"``, ``"drawn"``, ``"failed"`` or
            ``"returned"`` and the value; and before them ``"started"``.
        """
        if self._stopped:
            return ""
        # -P, and another working directory: what lies in an analysed folder is never imported.
        command = [sys.executable, "-P", "-m", self.module, str(self.root)]
        with tempfile.TemporaryFile() as complaints:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                cwd=tempfile.gettempdir(),
            )
            say("started", None)
            with self._process as process:
                try:
                    for what, value in _frames(process.stdout):
                        say(what, value)
                finally:
                    self._hang_up()  # unlike `stop`: what was said before the end counts
                    self._end(process)
            complaints.seek(0)
            return complaints.read(_TOLD).decode("utf-8", "replace")

    def stop(self) -> None:
        """Ask it to stop, and end it if it does not; from any thread, any number of times."""
        if not self._stopped and self._process is not None:
            killing = threading.Timer(GRACE, self._process.kill)
            killing.daemon = True
            killing.start()
        self._stopped = True
        self._hang_up()

    def _hang_up(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                self._process.stdin.close()

    def lend(self) -> None:
        """Let it run a second git process, until it is asked for that one."""
        if not self._lent:
            self._lent = True
            self.returned.clear()
            self._tell(LENT)

    async def reclaim(self) -> None:
        """Return when it runs one git process at most; it ends first what it has begun."""
        if self._lent:
            self._tell(WANTED)
            await self.returned.wait()
            self._lent = False

    def _tell(self, what: bytes) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):  # it has ended, or is about to
                self._process.stdin.write(what)
                self._process.stdin.flush()

    @property
    def stopped(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._stopped

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()


def _frames(stream: IO[bytes] | None) -> Iterator[tuple[str, Any]]:
    while stream is not None and len(head := stream.read(8)) == 8:
        size = int.from_bytes(head, "big")
        data = stream.read(size)
        if len(data) < size:
            return
        yield pickle.loads(data)  # noqa: S301 - from our own process, which we started
