"""Between our values and the protocol's; beside `server` the only module that knows its types."""

from lsprotocol import types as t

from influencekit_lsp.documents import Document
from influencekit_lsp.text import units_of


def line_range(document: Document, first: int, last: int) -> t.Range:
    """Return whole lines, without the last one's end."""
    end = document.lines[last] if last < len(document.lines) else ""
    return t.Range(
        t.Position(first, 0),
        t.Position(last, units_of(end, len(end.rstrip("\r\n")), document.encoding)),
    )


def hover(text: str, where: t.Range | None, kinds: "list[t.MarkupKind] | None") -> t.Hover | None:
    """Return a hover, in Markdown unless the client knows plain text alone; None for no text."""
    if not text:
        return None
    kind = t.MarkupKind.Markdown
    if kinds and kind not in kinds:
        kind, text = t.MarkupKind.PlainText, _plain(text)
    return t.Hover(contents=t.MarkupContent(kind=kind, value=text), range=where)


def _plain(text: str) -> str:
    """Return our own Markdown as text: without bold, code spans and escapes."""
    kept, escaped = [], False
    for character in text:
        if escaped or character not in "\\*`":
            kept.append(character)
            escaped = False
        else:
            escaped = character == "\\"
    return "".join(kept)
