"""Between our values and the protocol's."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lsprotocol import types as t

from influencekit_lsp.documents import Document
from influencekit_lsp.text import units_of
from influencekit_lsp.values import Action, Hint, Lens, Link, Offer, Remark

SOURCE = "influencekit"
_SEVERITIES = {
    "hint": t.DiagnosticSeverity.Hint,
    "information": t.DiagnosticSeverity.Information,
}
_SYMBOLS = {
    "note": t.SymbolKind.String,
    "post": t.SymbolKind.File,
    "person": t.SymbolKind.Object,
}


def position(document: Document, line: int, index: int) -> t.Position:
    """Return a place in a document, given by the index of a character in a line."""
    text = document.lines[line] if line < len(document.lines) else ""
    return t.Position(line, units_of(text, index, document.encoding))


def line_range(document: Document, first: int, last: int) -> t.Range:
    """Return whole lines, without the last one's end."""
    last = min(last, max(0, len(document.lines) - 1))
    end = document.lines[last] if last < len(document.lines) else ""
    first = min(first, last)
    return t.Range(t.Position(first, 0), position(document, last, len(end.rstrip("\r\n"))))


def hover(text: str, where: t.Range, kinds: Sequence[t.MarkupKind] | None) -> t.Hover:
    """Return a hover, in Markdown unless the client knows plain text alone."""
    kind = t.MarkupKind.Markdown
    if kinds and kind not in kinds:
        kind, text = t.MarkupKind.PlainText, plain(text)
    return t.Hover(contents=t.MarkupContent(kind=kind, value=text), range=where)


def plain(text: str) -> str:
    r"""Return our own Markdown as text: without bold, code spans and escapes.

    Examples
    --------
    >>> plain("**Ada** knows `f`: a\\_b")
    'Ada knows f: a_b'
    """
    kept, escaped = [], False
    for character in text:
        if escaped or character not in "\\*`":
            kept.append(character)
            escaped = False
        else:
            escaped = character == "\\"
    return "".join(kept)


def code_lens(uri: str, lens: Lens) -> t.CodeLens:
    """Return a lens whose title is told when it is seen."""
    start = t.Position(lens.line, 0)
    data = {"uri": uri, "line": lens.line, "first": lens.first, "last": lens.last}
    return t.CodeLens(range=t.Range(start, start), data={**data, "name": lens.name})


def lens_of(data: Any) -> tuple[str, Lens] | None:
    """Return what `code_lens` put into a lens; None where a client made that up."""
    if not isinstance(data, Mapping):
        return None
    line, first, last = (data.get(key) for key in ("line", "first", "last"))
    uri, name = data.get("uri"), data.get("name")
    if not isinstance(uri, str) or not isinstance(name, str):
        return None
    if not (isinstance(line, int) and isinstance(first, int) and isinstance(last, int)):
        return None
    return (uri, Lens(line, first, last, name)) if line >= 0 and 0 <= first <= last else None


def lens_command(title: str, uri: str, lens: Lens) -> t.Command:
    """Return what a lens says and does: it opens the panel."""
    arguments = [{"uri": uri, "first": lens.first + 1, "last": lens.last + 1}]
    return t.Command(title=title, command="influencekit.panel", arguments=arguments)


def hint(document: Document, it: Hint) -> t.InlayHint:
    """Return a hint at the end of its line."""
    text = document.lines[it.line] if it.line < len(document.lines) else ""
    where = position(document, it.line, len(text.rstrip("\r\n")))
    return t.InlayHint(position=where, label=it.text, padding_left=True)


def diagnostic(document: Document, it: Remark) -> t.Diagnostic:
    """Return a diagnostic."""
    return t.Diagnostic(
        range=line_range(document, it.first, it.last),
        severity=_SEVERITIES[it.severity],
        source=SOURCE,
        code=it.code,
        message=it.message,
        data={"note": it.note} if it.note else None,
    )


def result_id(items: Iterable[Remark]) -> str:
    """Return what is equal for equal diagnostics."""
    return hashlib.sha256(repr(list(items)).encode()).hexdigest()[:16]


def code_action(
    it: Action, diagnostics: Iterable[t.Diagnostic], only: Sequence[str] | None
) -> t.CodeAction | None:
    """Return an action; None where none of the kinds that are wanted is its own."""
    kind = it.kind
    if only:
        wanted = [str(getattr(want, "value", want)) for want in only]
        if "refactor" in wanted:
            kind = f"refactor.{kind}"
        elif not any(kind == want or kind.startswith(f"{want}.") for want in wanted if want):
            return None
    about = [
        found
        for found in diagnostics
        if it.note and isinstance(found.data, Mapping) and found.data.get("note") == it.note
    ]
    command = t.Command(title=it.title, command=it.command, arguments=list(it.arguments))
    return t.CodeAction(title=it.title, kind=kind, command=command, diagnostics=about or None)


def link(document: Document, it: Link, target: str) -> t.DocumentLink:
    """Return a link to `target`."""
    where = t.Range(position(document, it.line, it.first), position(document, it.line, it.behind))
    return t.DocumentLink(range=where, target=target)


def completion(document: Document, line: int, index: int, it: Offer) -> t.CompletionItem:
    """Return something to complete, in the place of what was typed."""
    where = t.Range(position(document, line, index - it.typed), position(document, line, index))
    key = it.kind == "key"
    return t.CompletionItem(
        label=it.label,
        kind=t.CompletionItemKind.Property if key else t.CompletionItemKind.Reference,
        detail=it.detail or None,
        text_edit=t.TextEdit(range=where, new_text=f"{it.label}: " if key else it.label),
    )


def symbol(name: str, kind: str, uri: str, line: int) -> t.WorkspaceSymbol:
    """Return a note, post or person."""
    start = t.Position(line, 0)
    where = t.Location(uri=uri, range=t.Range(start, start))
    return t.WorkspaceSymbol(name=name, kind=_SYMBOLS[kind], location=where, container_name=kind)


def to_json(value: Any) -> Any:
    """Return an answer of our own as what JSON can hold."""
    return json.loads(json.dumps(value, default=str))
