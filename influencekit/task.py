"""What somebody who waits for work can be told of it, and can ask of it."""

from contextlib import AbstractContextManager, nullcontext

from influencekit.errors import Cancelled


class Task:
    """Progress out, cancellation in. This one is silent and never cancelled."""

    def progress(self, what: str, done: int, total: int) -> None:
        """Say that `done` of `total` units of `what` are finished."""

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return False

    @property
    def crowded(self) -> bool:
        """Whether somebody waits for a place, so that no process is to be kept for later."""
        return False

    def place(self) -> AbstractContextManager[object]:
        """Return what a worker enters, of several, while it has a process at work.

        Where processes are scarce it waits there for its turn. This one never does.
        """
        return nullcontext()

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked to stop."""
        if self.cancelled:
            raise Cancelled("Stopped. What was finished is kept.")
