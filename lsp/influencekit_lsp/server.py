"""The language server: each request is a few lines here, and what it says is decided elsewhere."""

import logging
from collections.abc import Callable
from typing import Any

from lsprotocol import converters
from lsprotocol import types as t
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
    LanguageServerProtocol,
    lsp_method,
)

from influencekit_lsp import answers, convert, places, transports
from influencekit_lsp.documents import Document
from influencekit_lsp.session import Root, Session
from influencekit_lsp.switches import Switches

log = logging.getLogger("influencekit")


class Protocol(LanguageServerProtocol):
    """pygls with documents of our own, and an answer to requests that cannot be understood."""

    @lsp_method(t.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: t.DidOpenTextDocumentParams) -> Any:
        """Leave documents to our own handler: pygls ends lines where the protocol does not."""
        yield self.fm.features[t.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(t.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: t.DidChangeTextDocumentParams) -> Any:
        """See above."""
        yield self.fm.features[t.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(t.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: t.DidCloseTextDocumentParams) -> Any:
        """See above."""
        yield self.fm.features[t.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Read a message; a request that is malformed gets an error for an answer."""
        try:
            return super().structure_message(data)
        except Exception as error:
            if "method" in data and isinstance(data.get("id"), int | str):
                self._send_response(
                    data["id"], error=JsonRpcInvalidParams.of(error).to_response_error()
                )
            raise


def _converter() -> Any:
    """Return pygls' converter, with the parameters of our own requests left as they came."""
    converter = converters.get_converter()
    for kind in (JsonRPCRequestMessage, JsonRPCResponseMessage, JsonRPCNotification):
        converter.register_structure_hook(kind, lambda data, kind: kind(**data))
    return converter


class Server(LanguageServer):
    """One server for one client."""

    def __init__(self, version: str) -> None:
        super().__init__(
            "influencekit",
            version,
            protocol_cls=Protocol,
            converter_factory=_converter,
            max_workers=1,  # reads stdin, and does nothing else
        )
        self.session = Session(self._changed)
        self.switches = Switches()

    @property
    def encoding(self) -> str:
        """Of positions, as agreed with the client."""
        return str(getattr(self.workspace.position_encoding, "value", "utf-16"))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log it; no window pops up in front of somebody who is writing code."""
        log.error("%s: %s", getattr(source, "__name__", source), error)

    def _changed(self, root: Root) -> None:
        log.info("%s: %s %s", root.path, root.state, root.told)


async def initialize(ls: Server, params: t.InitializeParams) -> None:
    """Find out what is wanted, and advertise no more than that."""
    ls.switches = Switches.of(params.initialization_options)
    for method, (handler, options, switch) in FEATURES.items():
        if ls.switches.on(switch):
            ls.feature(method, options)(handler)


def initialized(ls: Server, _: t.InitializedParams) -> None:
    """Begin to read."""
    ls.session.start(filter(None, map(places.path_of, ls.workspace.folders)))


def did_open(ls: Server, params: t.DidOpenTextDocumentParams) -> None:
    """Take in a document."""
    it = params.text_document
    ls.session.open(Document.of(it.uri, it.language_id, it.version, it.text, ls.encoding))


def did_change(ls: Server, params: t.DidChangeTextDocumentParams) -> None:
    """Follow edits."""
    document = ls.session.documents.get(params.text_document.uri)
    if document is None:
        log.warning("A change of a document that is not open: %s", params.text_document.uri)
        return
    for change in params.content_changes:
        if isinstance(change, t.TextDocumentContentChangePartial):
            start, end = change.range.start, change.range.end
            document.change((start.line, start.character), (end.line, end.character), change.text)
        else:
            document.change(None, None, change.text)
    document.version = params.text_document.version


def did_close(ls: Server, params: t.DidCloseTextDocumentParams) -> None:
    """Let go of a document."""
    ls.session.close(params.text_document.uri)


async def hover(ls: Server, params: t.HoverParams) -> t.Hover | None:
    """Say who knows what is under the cursor, or what that is."""
    at = params.position
    shown = await answers.hover(ls.session, params.text_document.uri, at.line, at.character)
    if shown is None:
        return None
    document = ls.session.documents[params.text_document.uri]
    return convert.hover(shown.text, convert.line_range(document, shown.first, shown.last), None)


FEATURES: dict[str, tuple[Callable[..., Any], Any, str]] = {
    t.TEXT_DOCUMENT_HOVER: (hover, None, "hover"),
}
"""What is advertised, each with its handler, its options and its switch."""


def make() -> Server:
    """Return a server that has not started yet."""
    from importlib.metadata import version  # noqa: PLC0415 - used once

    server = Server(version("influencekit"))
    handlers: dict[str, Callable[..., Any]] = {
        t.INITIALIZE: initialize,
        t.INITIALIZED: initialized,
        t.TEXT_DOCUMENT_DID_OPEN: did_open,
        t.TEXT_DOCUMENT_DID_CHANGE: did_change,
        t.TEXT_DOCUMENT_DID_CLOSE: did_close,
    }
    for method, handler in handlers.items():
        server.feature(method)(handler)
    return server


def serve(transport: str, host: str, port: int) -> None:
    """Serve one client until it goes."""
    server = make()
    transports.serve(server, transport, host, port)
