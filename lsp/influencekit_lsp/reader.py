"""Runs `influencekit_lsp.reading` for one repository at a time, and stops it when it is told to."""

import contextlib
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import attrs

GRACE = 2.0
"""Seconds that a reader has to keep what it read before it is killed."""
_TOLD = 4000
"""Characters of what a reader complained of that go to the log."""


@attrs.define(eq=False)
class Reader:
    """One process that reads one repository."""

    root: Path
    _process: "subprocess.Popen[bytes] | None" = None
    _stopped: bool = False

    def run(self, say: Callable[[str, Any], None]) -> str:
        """Read to the end, in the calling thread; return what the process complained of.

        Parameters
        ----------
        say
            Is given each frame as it comes: ``"progress"``, ``"snapshot"`` or ``"failed"`` and the
            value.
        """
        if self._stopped:
            return ""
        # -P, and another working directory: what lies in an analysed folder is never imported.
        command = [sys.executable, "-P", "-m", "influencekit_lsp.reading", str(self.root)]
        with tempfile.TemporaryFile() as complaints:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                cwd=tempfile.gettempdir(),
            )
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
        """Ask it to stop; from any thread, any number of times."""
        self._stopped = True
        self._hang_up()

    def _hang_up(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                self._process.stdin.close()

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
