"""What answers are made of: plain values, which load nothing; lines and indices are from 0."""

from pathlib import Path
from typing import Any

import attrs


@attrs.frozen
class Lens:
    """Where a lens stands, and which lines it is about; all from 0."""

    line: int
    first: int
    last: int
    name: str
    """Of the function or class; empty: the whole file."""


@attrs.frozen
class Hint:
    """Who wrote the lines from one on, and when."""

    line: int
    """From 0; the hint stands at its end."""
    text: str


@attrs.frozen
class Link:
    """Part of a line (indices from 0) that leads somewhere."""

    line: int
    first: int
    behind: int
    kind: str
    """``"commit"`` or ``"file"``."""
    target: str
    """A full object id, or a path in the repository."""


@attrs.frozen
class Offer:
    """Something to complete."""

    label: str
    detail: str
    kind: str
    """``"person"`` or ``"key"``."""
    typed: int
    """Characters before the cursor that it takes the place of."""


@attrs.frozen(kw_only=True)
class Remark:
    """One diagnostic."""

    first: int
    """First line, from 0."""
    last: int
    severity: str
    code: str
    """``"note"``, ``"note-orphaned"`` or ``"knowledge-risk"``."""
    message: str
    note: str = ""
    """The id of the note that it is about."""


@attrs.frozen(kw_only=True)
class Action:
    """Something to do: a command of ours, with its arguments."""

    title: str
    kind: str
    """``"influencekit.note"`` or ``"influencekit.ask"``, below ``"refactor"`` where a client asks."""
    command: str
    arguments: tuple[Any, ...]
    note: str = ""
    """The note that it is about."""


@attrs.frozen
class Shown:
    """Markdown, and which lines (from 0) it is about."""

    text: str
    first: int
    last: int


@attrs.frozen
class Symbol:
    """A note, a post or a person that a workspace knows."""

    name: str
    kind: str
    """``"note"``, ``"post"`` or ``"person"``."""
    root: Path
    """Of the repository."""
    path: str
    """Of the file that tells of it; empty for a person."""
    line: int
    key: str
