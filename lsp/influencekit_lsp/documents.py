"""Open documents: their text after every edit, and which committed line each of their lines is."""

import hashlib
import json
import re
from collections.abc import Sequence

import attrs

from influencekit.linediff import blocks, lines_of
from influencekit_lsp import text as texts
from influencekit_lsp.structure import Block
from influencekit_lsp.structure import blocks as blocks_of

LARGEST = 2 * 1024 * 1024
"""Characters above which a document is not compared with what was committed."""
NEW = -1
"""In `Mapped.where`: no committed line."""


@attrs.define(eq=False)
class Mapped:
    """Which lines of the committed text a document's lines are; kept up to date edit by edit."""

    base: Sequence[str]
    """Lines of the committed text, without their ends."""
    where: list[int] = attrs.field(factory=list)
    """For each line of the document: its place in `base`, from 0, or `NEW`; ascending."""
    low: int = 0
    """First line of `base` that may be the document's: of a notebook's cell not the first one."""
    high: int = attrs.field(default=attrs.Factory(lambda self: len(self.base), takes_self=True))
    """Behind the last one."""

    @classmethod
    def of(cls, base: Sequence[str], lines: Sequence[str]) -> "Mapped":
        """Compare the whole of two texts."""
        found = cls(base, [NEW] * len(lines))
        found._settle(lines, 0, len(lines))
        return found

    def splice(self, lines: Sequence[str], first: int, behind: int, count: int) -> None:
        """Follow an edit that put `count` lines in the place of ``first:behind``.

        Parameters
        ----------
        lines
            Of the document after it.
        """
        self.where[first:behind] = [NEW] * count
        # A line beside the edit may be the same as one in it: let git's choice stay possible.
        self._settle(lines, first, first + count)

    def _settle(self, lines: Sequence[str], first: int, behind: int) -> None:
        while first > 0 and self.where[first - 1] == NEW:
            first -= 1
        while behind < len(self.where) and self.where[behind] == NEW:
            behind += 1
        low = self.where[first - 1] + 1 if first else self.low
        high = self.where[behind] if behind < len(self.where) else self.high
        for old, new, length in blocks(self.base[low:high], lines[first:behind]):
            self.where[first + new : first + new + length] = range(low + old, low + old + length)


@attrs.define(eq=False)
class Document:
    """One open document."""

    uri: str
    language: str
    version: int
    encoding: str
    """Of positions: ``"utf-8"``, ``"utf-16"`` or ``"utf-32"``."""
    lines: list[str]
    """With their ends, as editors count them."""
    mapped: Mapped | None = None
    base: str = ""
    """What `mapped` compares with: the name of a content."""
    edits: int = 0
    """Goes up with each change."""
    _git: list[str] | None = None
    _blocks: tuple[int, list[Block]] | None = None

    @classmethod
    def of(cls, uri: str, language: str, version: int, text: str, encoding: str) -> "Document":
        """Take in what an editor opened."""
        return cls(uri, language, version, encoding, texts.split(text))

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.lines)

    @property
    def size(self) -> int:
        """Characters."""
        return sum(map(len, self.lines))

    def committed_lines(self) -> list[str]:
        """Return the lines as git counts them, without their ends."""
        if self._git is None:
            plain = not any(line.endswith("\r") for line in self.lines)
            self._git = (
                [texts.bare(line) for line in self.lines] if plain else list(lines_of(self.text))
            )
        return self._git

    def blocks(self) -> list[Block]:
        """Return the functions and classes in it."""
        if self._blocks is None or self._blocks[0] != self.edits:
            small = self.size <= LARGEST
            self._blocks = (self.edits, blocks_of(self.lines, self.language) if small else [])
        return self._blocks[1]

    def git_line(self, line: int) -> int:
        """Return which of git's lines (from 0) the editor's `line` (from 0) is in."""
        if len(self.committed_lines()) == len(self.lines):
            return line
        return sum(it.endswith("\n") for it in self.lines[:line])

    def editor_line(self, line: int) -> int:
        """Return the first of the editor's lines (from 0) in git's `line` (from 0)."""
        if len(self.committed_lines()) == len(self.lines):
            return line
        ends = [at for at, it in enumerate(self.lines) if it.endswith("\n")]
        return ends[line - 1] + 1 if 0 < line <= len(ends) else 0 if not line else len(self.lines)

    def change(self, start: tuple[int, int] | None, end: tuple[int, int] | None, text: str) -> None:
        """Apply one edit; without `start` and `end` the whole text is new."""
        self.edits += 1
        if start is None or end is None:
            self.lines, self._git = texts.split(text), None
            if self.mapped is not None:
                self.mapped = Mapped.of(self.mapped.base, self.committed_lines())
            return
        first, behind, new = texts.edited(self.lines, start, end, text, self.encoding)
        plain = len(self.committed_lines()) == len(self.lines)
        plain = plain and not any(line.endswith("\r") for line in new)
        self.lines[first:behind] = new
        if self._git is not None and plain:
            self._git[first:behind] = map(texts.bare, new)
            if self.mapped is not None:
                self.mapped.splice(self._git, first, behind, len(new))
            return
        self._git = None
        if self.mapped is not None:
            self.mapped = Mapped.of(self.mapped.base, self.committed_lines())

    def compare(self, name: str, base: Sequence[str] | None) -> None:
        """Compare with the committed content called `name`; None: it is this very text."""
        lines = self.committed_lines()
        if base is None:
            self.mapped = Mapped(tuple(lines), list(range(len(lines))))
        else:
            self.mapped = Mapped.of(base, lines)
        self.base = name

    def content_id(self, like: str) -> str:
        """Return git's id of this text as a blob, by the digest that `like` was made with."""
        data = self.text.encode("utf-8", "surrogatepass")
        digest = hashlib.sha256 if len(like) == 64 else hashlib.sha1
        return digest(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


_CELL_LINE = re.compile(r'\s*("(?:[^"\\]|\\.)*"),?\s*')


def compare_cells(cells: Sequence[Document], name: str, base: Sequence[str]) -> None:
    """Compare the cells of a notebook, in their order, with what is committed as `name`.

    In the file each line of a cell is a JSON text on a line of its own; other lines of the file are
    like no line of a cell.
    """
    texts_of = [_said(line, at) for at, line in enumerate(base)]
    lines = [cell.committed_lines() for cell in cells]
    whole = Mapped.of(texts_of, [line for some in lines for line in some]).where
    at = low = 0
    for cell, some in zip(cells, lines, strict=True):
        where = whole[at : at + len(some)]
        at += len(some)
        later = (place for place in whole[at:] if place != NEW)
        high = next(later, len(base))
        cell.mapped, cell.base = Mapped(texts_of, where, low, high), name
        low = max([low, *(place + 1 for place in where)])


def _said(line: str, number: int) -> str:
    found = _CELL_LINE.fullmatch(line)
    try:
        text = json.loads(found[1]) if found else None
    except ValueError:
        text = None
    return texts.bare(text) if isinstance(text, str) else f"\0{number}"
