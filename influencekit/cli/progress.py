"""Progress on stderr, for a person who waits; and a Ctrl-C that lets work be kept."""

import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from influencekit.protocols import Task

PATIENCE = 1.0
"""Seconds that may pass in silence."""


class TerminalTask(Task):
    """Shows progress where stderr is a terminal, once it has taken longer than `PATIENCE`."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._stopped = False
        self._bars: dict[str, TaskID] = {}
        self._shown = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TaskProgressColumn(),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
            transient=True,
        )

    def progress(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` units of `what` are finished."""
        if not sys.stderr.isatty() or time.monotonic() - self._started < PATIENCE:
            return
        if what not in self._bars:
            self._shown.start()
            self._bars[what] = self._shown.add_task(what, total=total or None)
        self._shown.update(self._bars[what], completed=done, total=total or None)

    @property
    def cancelled(self) -> bool:
        """Whether Ctrl-C was pressed inside `keeping`."""
        return self._stopped

    def close(self) -> None:
        """Take the progress off the screen."""
        self._shown.stop()

    @contextlib.contextmanager
    def keeping(self) -> Iterator[None]:
        """Let the first Ctrl-C only ask to stop, so that what is done is kept; a second one stops."""

        def stop(_number: int, _frame: FrameType | None) -> None:
            if self._stopped:
                raise KeyboardInterrupt
            self._stopped = True

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
