"""Has reports drawn when somebody wants to see them, and keeps what was drawn until more is known."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from influencekit.errors import InputError
from influencekit_lsp.reader import Reader
from influencekit_lsp.roots import Root

if TYPE_CHECKING:
    from influencekit_lsp.drawn import Drawn
    from influencekit_lsp.knowledge import Knowledge

MODULE = "influencekit_lsp.reporting"


@attrs.frozen(eq=False)
class Work:
    """One drawing, done or not."""

    version: int
    of: "Knowledge"
    """What was known when it was begun."""
    reader: Reader
    done: "asyncio.Future[Drawn]"


@attrs.define(eq=False)
class Drawing:
    """The last drawing of each repository."""

    run: Callable[[Reader, Callable[[str, Any], None]], Awaitable[str]]
    """Runs a process once no other runs, and returns what it complained of."""
    _works: dict[Path, Work] = attrs.field(factory=dict)
    _versions: "itertools.count[int]" = attrs.field(factory=partial(itertools.count, 1))

    async def of(self, root: Root) -> "tuple[int, Drawn]":
        """Return the report on all that is known of `root`, once that has been read.

        Raises
        ------
        InputError
            It was not read to its end, or cannot be drawn.
        """
        await root.settled.wait()
        if root.knowledge is None or root.state != "ready":
            raise InputError(root.told or "Its history was not read.")
        work = self._works.get(root.path)
        if work is None or work.of is not root.knowledge:
            self.drop(root.path)
            work = self._works[root.path] = self._begin(root.path, root.knowledge)
        try:
            return work.version, await asyncio.shield(work.done)
        except InputError:
            if work.of is not root.knowledge:
                return await self.of(root)
            if self._works.get(root.path) is work:
                del self._works[root.path]  # whatever was missing may be there next time
            raise

    def _begin(self, path: Path, knowledge: "Knowledge") -> Work:
        reader = Reader(path, MODULE)
        done = asyncio.ensure_future(self._draw(reader))
        return Work(next(self._versions), knowledge, reader, done)

    async def _draw(self, reader: Reader) -> "Drawn":
        told: dict[str, Any] = {}
        complaints = await self.run(reader, told.__setitem__)
        if "drawn" not in told:
            why = told.get("failed") or complaints.strip().rpartition("\n")[2]
            raise InputError(f"The report was not drawn. {why}".strip())
        drawn: Drawn = told["drawn"]
        return drawn

    def drop(self, path: Path) -> None:
        """Stop drawing the report on `path`, and forget what was drawn."""
        if (work := self._works.pop(path, None)) is not None:
            work.reader.stop()

    def end(self) -> None:
        """Stop all; nobody waits any more."""
        for work in self._works.values():
            work.reader.stop()
            work.done.cancel()
