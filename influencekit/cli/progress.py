"""Progress on stderr, for a person who waits; and a Ctrl-C that lets work be kept."""

import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

from influencekit.cli.output import is_terminal
from influencekit.protocols import Task

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds that may pass in silence."""


class TerminalTask(Task):
    """Shows progress where stderr is a terminal, once it has taken longer than `PATIENCE`."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._cancelled = False
        self._shown: Progress | None = None
        self._bars: dict[str, TaskID] = {}

    def progress(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` units of `what` are finished."""
        if time.monotonic() - self._started < PATIENCE or not is_terminal(sys.stderr):
            return
        if self._shown is None:
            self._shown = _bars()
            self._shown.start()
        if what not in self._bars:
            self._bars[what] = self._shown.add_task(what)
        self._shown.update(self._bars[what], completed=done, total=total or None)

    def hide(self) -> None:
        """Take the progress off the screen until there is more of it."""
        if self._shown is not None:
            self._shown.stop()
        self._shown = None
        self._bars.clear()

    @property
    def cancelled(self) -> bool:
        """Whether Ctrl-C was pressed inside `keeping`."""
        return self._cancelled

    @contextlib.contextmanager
    def keeping(self) -> Iterator[None]:
        """Let the first Ctrl-C only ask to stop, so that what is done is kept; a second one stops."""

        def stop(_number: int, _frame: FrameType | None) -> None:
            if self._cancelled:
                raise KeyboardInterrupt
            self._cancelled = True

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def _bars() -> "Progress":
    from rich import progress  # noqa: PLC0415 - costs 50 ms, and most calls need no progress
    from rich.console import Console  # noqa: PLC0415 - see above

    return progress.Progress(
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(bar_width=24),
        progress.TaskProgressColumn(),
        progress.TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
    )
