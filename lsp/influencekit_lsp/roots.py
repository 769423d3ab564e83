"""What is known of one repository, and how far it has been read."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from influencekit_lsp.documents import Document
from influencekit_lsp.reader import Reader

if TYPE_CHECKING:
    from influencekit_lsp.knowledge import Knowledge
    from influencekit_lsp.noted import Noted


@attrs.define(eq=False)
class Root:
    """One repository."""

    path: Path
    knowledge: "Knowledge | None" = None
    state: str = "waiting"
    """``"waiting"``, ``"reading"``, ``"ready"``, ``"failed"`` or ``"stopped"``."""
    told: str = ""
    """How far reading is, or why it failed."""
    signature: tuple[str, ...] = ()
    """As `places.signature` had it when reading began."""
    reader: Reader | None = None
    settled: asyncio.Event = attrs.field(factory=asyncio.Event)
    """Set while nothing reads it, nor is about to."""
    notes: "Sequence[Noted]" = ()
    notes_signature: tuple[str, ...] | None = None
    notes_lock: asyncio.Lock = attrs.field(factory=asyncio.Lock)

    @property
    def unread(self) -> bool:
        """Whether there may be commits that are not known yet."""
        return self.state != "ready"

    @property
    def traced(self) -> bool:
        """Whether the origins of the lines of all files are known."""
        return self.knowledge is not None and self.knowledge.snapshot.origins is not None

    @property
    def known(self) -> tuple[int, ...]:
        """What changes whenever more is known."""
        learned = len(self.knowledge.learned) if self.knowledge else 0
        return id(self.knowledge), learned, id(self.notes)


@attrs.frozen(eq=False)
class View:
    """What an answer about one document is made of."""

    document: Document
    root: Root
    path: str
