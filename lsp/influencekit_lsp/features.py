"""What each request of the protocol does: unpack it, ask `answers`, pack the answer."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import attrs
from lsprotocol import types as t

from influencekit_lsp import answers, convert
from influencekit_lsp.session import Session
from influencekit_lsp.switches import Switches
from influencekit_lsp.text import index_of

SCHEME = "influencekit"
"""Of virtual documents."""


class Server(Protocol):
    """What is needed of the server that was asked."""

    session: Session
    switches: Switches

    @property
    def markup(self) -> Sequence[t.MarkupKind] | None:
        """What hovers can be made of."""

    @property
    def virtual(self) -> bool:
        """Whether the client opens virtual documents."""

    def opened(self, item: t.TextDocumentItem) -> None:
        """Take in a document."""

    def closed(self, uri: str) -> None:
        """Let go of a document."""

    def edited(
        self, uri: str, version: int, changes: Sequence[t.TextDocumentContentChangeEvent]
    ) -> None:
        """Follow edits."""


async def hover(ls: Server, params: t.HoverParams) -> t.Hover | None:
    """Say who knows what is under the cursor, or what that is."""
    at, uri = params.position, params.text_document.uri
    shown = await answers.hover(ls.session, uri, at.line, at.character)
    document = ls.session.documents.get(uri)
    if shown is None or document is None:
        return None
    where = convert.line_range(document, shown.first, shown.last)
    return convert.hover(shown.text, where, ls.markup)


async def code_lens(ls: Server, params: t.CodeLensParams) -> list[t.CodeLens]:
    """Say where lenses stand."""
    uri = params.text_document.uri
    return [convert.code_lens(uri, it) for it in await answers.lenses(ls.session, uri)]


async def code_lens_resolve(ls: Server, params: t.CodeLens) -> t.CodeLens:
    """Say what a lens says."""
    known = convert.lens_of(params.data)
    if known is not None:
        uri, lens = known
        title = await answers.lens_title(ls.session, uri, lens)
        params.command = convert.lens_command(title or "No history", uri, lens)
    return params


async def inlay_hint(ls: Server, params: t.InlayHintParams) -> list[t.InlayHint]:
    """Say who wrote the lines that are seen."""
    uri, span = params.text_document.uri, params.range
    found = await answers.hints(ls.session, uri, span.start.line, span.end.line)
    document = ls.session.documents.get(uri)
    return [convert.hint(document, it) for it in found] if document else []


async def diagnostic(
    ls: Server, params: t.DocumentDiagnosticParams
) -> t.RelatedFullDocumentDiagnosticReport | t.RelatedUnchangedDocumentDiagnosticReport:
    """Say what there is to notice, or that it is what it was."""
    uri = params.text_document.uri
    found = await answers.remarks(ls.session, uri, ls.switches)
    name = convert.result_id(found)
    document = ls.session.documents.get(uri)
    if name == params.previous_result_id:
        return t.RelatedUnchangedDocumentDiagnosticReport(result_id=name)
    items = [convert.diagnostic(document, it) for it in found] if document else []
    return t.RelatedFullDocumentDiagnosticReport(items=items, result_id=name)


async def code_action(ls: Server, params: t.CodeActionParams) -> list[t.CodeAction]:
    """Say what can be done; unasked, only about notes that are there."""
    uri, context, span = params.text_document.uri, params.context, params.range
    last = span.end.line
    if last > span.start.line and not span.end.character:
        last -= 1  # the end of a selection of whole lines is the start of the next one
    asked = context.trigger_kind != t.CodeActionTriggerKind.Automatic
    found = await answers.actions(ls.session, uri, span.start.line, last, asked=asked)
    made = (convert.code_action(it, context.diagnostics, context.only) for it in found)
    return [action for action in made if action is not None]


async def document_link(ls: Server, params: t.DocumentLinkParams) -> list[t.DocumentLink]:
    """Say where commits and files lead that a post or note names."""
    uri = params.text_document.uri
    view = ls.session.view(uri)
    found = await answers.links(ls.session, uri)
    links = []
    for it in found:
        if view and it.kind == "file":
            links.append(convert.link(view.document, it, (view.root.path / it.target).as_uri()))
        elif view and ls.virtual:
            links.append(convert.link(view.document, it, f"{SCHEME}:/commit/{it.target}.md"))
    return links


async def completion(ls: Server, params: t.CompletionParams) -> list[t.CompletionItem]:
    """Offer people and front-matter keys."""
    uri, at = params.text_document.uri, params.position
    found = await answers.completions(ls.session, uri, at.line, at.character)
    document = ls.session.documents.get(uri)
    if document is None:
        return []
    text = document.lines[at.line] if at.line < len(document.lines) else ""
    index = index_of(text, at.character, document.encoding)
    return [convert.completion(document, at.line, index, it) for it in found]


async def workspace_symbol(ls: Server, params: t.WorkspaceSymbolParams) -> list[t.WorkspaceSymbol]:
    """Find notes, posts and people by name."""
    found = []
    for it in await answers.symbols(ls.session, params.query):
        if it.path:
            uri = (it.root / it.path).as_uri()
            found.append(convert.symbol(it.name, it.kind, uri, it.line))
        elif ls.virtual:
            found.append(convert.symbol(it.name, it.kind, f"{SCHEME}:/person/{it.key}.md", 0))
    return found


async def content(ls: Server, params: t.TextDocumentContentParams) -> t.TextDocumentContentResult:
    """Return a virtual document: a card or a panel."""
    return t.TextDocumentContentResult(text=await answers.virtual(ls.session, params.uri))


def did_open(ls: Server, params: t.DidOpenTextDocumentParams) -> None:
    """Take in a document."""
    ls.opened(params.text_document)


def did_change(ls: Server, params: t.DidChangeTextDocumentParams) -> None:
    """Follow edits."""
    ls.edited(params.text_document.uri, params.text_document.version, params.content_changes)


def did_close(ls: Server, params: t.DidCloseTextDocumentParams) -> None:
    """Let go of a document."""
    ls.closed(params.text_document.uri)


async def did_save(ls: Server, params: t.DidSaveTextDocumentParams) -> None:
    """Look at once whether what was saved changes what is known."""
    if view := ls.session.view(params.text_document.uri):
        await ls.session.look(view.root)
        await ls.session.read_notes(view.root)


async def did_change_watched_files(ls: Server, _: t.DidChangeWatchedFilesParams) -> None:
    """Look at once whether histories moved on."""
    for root in list(ls.session.roots.values()):
        await ls.session.look(root)
        await ls.session.read_notes(root)


def did_rename_files(ls: Server, params: t.RenameFilesParams) -> None:
    """Follow files to their new names, before these are committed."""
    ls.session.renamed += [(it.old_uri, it.new_uri) for it in params.files]


def notebook_opened(ls: Server, params: t.DidOpenNotebookDocumentParams) -> None:
    """Take in a notebook's cells."""
    for item in params.cell_text_documents:
        ls.opened(item)
    cells = [cell.document for cell in params.notebook_document.cells]
    ls.session.notebook(params.notebook_document.uri, cells)


def notebook_changed(ls: Server, params: t.DidChangeNotebookDocumentParams) -> None:
    """Follow edits of cells, and cells that come, go and change places."""
    uri, changes = params.notebook_document.uri, params.change.cells
    for text in (changes.text_content if changes else None) or ():
        ls.edited(text.document.uri, text.document.version, text.changes)
    structure = changes.structure if changes else None
    if structure is not None:
        for item in structure.did_open or ():
            ls.opened(item)
        for closed in structure.did_close or ():
            ls.closed(closed.uri)
        cells, array = list(ls.session.notebooks.get(uri, ())), structure.array
        new = [cell.document for cell in array.cells or ()]
        cells[array.start : array.start + array.delete_count] = new
        ls.session.notebook(uri, cells)


def notebook_closed(ls: Server, params: t.DidCloseNotebookDocumentParams) -> None:
    """Let go of a notebook."""
    ls.session.notebooks.pop(params.notebook_document.uri, None)
    for cell in params.cell_text_documents:
        ls.closed(cell.uri)


def did_change_folders(ls: Server, params: t.DidChangeWorkspaceFoldersParams) -> None:
    """Read what is new, and let go of what is closed."""
    ls.session.folders(
        added=[folder.uri for folder in params.event.added],
        removed=[folder.uri for folder in params.event.removed],
    )


@attrs.frozen
class Capability:
    """Something that can be switched on: what is advertised, and who answers."""

    switch: str
    handlers: dict[str, Callable[..., Any]]
    """The first one's method is what is advertised."""
    client: tuple[str, ...]
    """Where a client says whether it can be told later: names of its capabilities."""
    options: Any = None

    @property
    def method(self) -> str:
        """What is advertised."""
        return next(iter(self.handlers))


CAPABILITIES: Sequence[Capability] = (
    Capability("hover", {t.TEXT_DOCUMENT_HOVER: hover}, ("text_document", "hover")),
    Capability(
        "code_lens",
        {t.TEXT_DOCUMENT_CODE_LENS: code_lens, t.CODE_LENS_RESOLVE: code_lens_resolve},
        ("text_document", "code_lens"),
        t.CodeLensOptions(resolve_provider=True),
    ),
    Capability(
        "inlay_hints",
        {t.TEXT_DOCUMENT_INLAY_HINT: inlay_hint},
        ("text_document", "inlay_hint"),
        t.InlayHintOptions(resolve_provider=False),
    ),
    Capability(
        "diagnostics",
        {t.TEXT_DOCUMENT_DIAGNOSTIC: diagnostic},
        ("text_document", "diagnostic"),
        t.DiagnosticOptions(
            identifier=convert.SOURCE, inter_file_dependencies=False, workspace_diagnostics=False
        ),
    ),
    Capability(
        "code_actions",
        {t.TEXT_DOCUMENT_CODE_ACTION: code_action},
        ("text_document", "code_action"),
        t.CodeActionOptions(
            code_action_kinds=["influencekit.note", "influencekit.ask", "influencekit.post"]
        ),
    ),
    Capability(
        "document_links",
        {t.TEXT_DOCUMENT_DOCUMENT_LINK: document_link},
        ("text_document", "document_link"),
        t.DocumentLinkOptions(resolve_provider=False),
    ),
    Capability(
        "completion",
        {t.TEXT_DOCUMENT_COMPLETION: completion},
        ("text_document", "completion"),
        t.CompletionOptions(trigger_characters=["@"]),
    ),
    Capability(
        "workspace_symbols",
        {t.WORKSPACE_SYMBOL: workspace_symbol},
        ("workspace", "symbol"),
        t.WorkspaceSymbolOptions(resolve_provider=False),
    ),
)
"""All that can be switched on and off."""

ALWAYS: dict[str, Callable[..., Any]] = {
    t.TEXT_DOCUMENT_DID_OPEN: did_open,
    t.TEXT_DOCUMENT_DID_CHANGE: did_change,
    t.TEXT_DOCUMENT_DID_CLOSE: did_close,
    t.TEXT_DOCUMENT_DID_SAVE: did_save,
    t.NOTEBOOK_DOCUMENT_DID_OPEN: notebook_opened,
    t.NOTEBOOK_DOCUMENT_DID_CHANGE: notebook_changed,
    t.NOTEBOOK_DOCUMENT_DID_CLOSE: notebook_closed,
    t.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_watched_files,
    t.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_folders,
}
"""What is needed whatever is switched on."""
_WATCHED = ("**/.git/HEAD", "**/.git/refs/**", "**/.mailmap", "**/.mentoring/notes/*.md")
TOLD_LATER: dict[str, tuple[tuple[str, str], Any]] = {
    t.WORKSPACE_DID_CHANGE_WATCHED_FILES: (
        ("workspace", "did_change_watched_files"),
        t.DidChangeWatchedFilesRegistrationOptions(
            [t.FileSystemWatcher(glob_pattern=glob) for glob in _WATCHED]
        ),
    ),
    t.WORKSPACE_DID_CHANGE_CONFIGURATION: (
        ("workspace", "did_change_configuration"),
        t.DidChangeConfigurationRegistrationOptions(section="influencekit"),
    ),
    t.WORKSPACE_TEXT_DOCUMENT_CONTENT: (
        ("workspace", "text_document_content"),
        t.TextDocumentContentRegistrationOptions([SCHEME]),
    ),
}
"""Of what is needed, what a client is told of after `initialize` alone: names as of `Capability`
that say whether it can be, and options."""
NOTEBOOKS = t.NotebookDocumentSyncOptions(
    [t.NotebookDocumentFilterWithNotebook(notebook="*")], save=False
)
ANY_FILE = t.FileOperationRegistrationOptions(
    [t.FileOperationFilter(t.FileOperationPattern(glob="**/*"))]
)
