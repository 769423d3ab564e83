"""How many processes of git a reader may run at once; the server lends it one, and takes it back."""

import threading
from collections.abc import Callable
from typing import Self


class Slots:
    """One slot to begin with. Threads enter it to hold one, and wait where there is none.

    Parameters
    ----------
    returned
        Called, in whatever thread, when a slot that was wanted back is free.
    closed
        Whether nobody is to wait any more.
    """

    def __init__(self, returned: Callable[[], object], closed: Callable[[], bool]) -> None:
        self._returned, self._closed = returned, closed
        self._changed = threading.Condition()
        self._free, self._owed = 1, 0

    def __enter__(self) -> Self:
        with self._changed:
            self._changed.wait_for(lambda: self._free > 0 or self._closed())
            self._free -= 1
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._free += 1
            self._settle()

    @property
    def owed(self) -> bool:
        """Whether a slot is wanted that is in use."""
        return self._owed > 0

    def lend(self) -> None:
        """Add a slot."""
        with self._changed:
            self._free += 1
            self._settle()

    def want(self) -> None:
        """Take a slot back, now or as soon as one is free."""
        with self._changed:
            self._owed += 1
            self._settle()

    def wake(self) -> None:
        """Let those look again who wait: it was closed."""
        with self._changed:
            self._changed.notify_all()

    def _settle(self) -> None:
        if self._owed and self._free > 0:
            self._owed -= 1
            self._free -= 1
            self._returned()
        self._changed.notify_all()
