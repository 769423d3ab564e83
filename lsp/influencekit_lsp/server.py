"""The language server itself: its life, its settings, and what it tells its client unasked."""

import asyncio
import contextlib
import functools
import logging
from collections.abc import Mapping, Sequence
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

from influencekit.errors import InfluenceKitError
from influencekit_lsp import answers, convert, features, transports
from influencekit_lsp.commands import COMMANDS, arguments
from influencekit_lsp.documents import Document
from influencekit_lsp.features import ALWAYS, CAPABILITIES, TOLD_LATER, Capability
from influencekit_lsp.roots import Root
from influencekit_lsp.session import Session
from influencekit_lsp.switches import Switches

CALM = 0.3
"""Seconds that changes are gathered for before the client is told of them."""
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

    @lsp_method(t.NOTEBOOK_DOCUMENT_DID_OPEN)
    def lsp_notebook_document__did_open(self, params: t.DidOpenNotebookDocumentParams) -> Any:
        """See above."""
        yield self.fm.features[t.NOTEBOOK_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(t.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(self, params: t.DidChangeNotebookDocumentParams) -> Any:
        """See above."""
        yield self.fm.features[t.NOTEBOOK_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(t.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(self, params: t.DidCloseNotebookDocumentParams) -> Any:
        """See above."""
        yield self.fm.features[t.NOTEBOOK_DOCUMENT_DID_CLOSE], (params,), None

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Read a message; a request that is malformed gets an error for an answer."""
        try:
            return super().structure_message(data)
        except Exception as error:
            if "method" in data and isinstance(data.get("id"), int | str):
                response = JsonRpcInvalidParams.of(error).to_response_error()
                self._send_response(data["id"], error=response)
            raise


@functools.cache  # making it takes 30 ms
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
            notebook_document_sync=features.NOTEBOOKS,
            protocol_cls=Protocol,
            converter_factory=_converter,
            max_workers=1,  # reads stdin, and does nothing else
        )
        self.session = Session(self._changed)
        self.switches = Switches()
        self._told_later: Sequence[str] = ()
        """Methods that the client was told of after `initialize`, and can be told to forget."""
        self._progress: dict[str, Root] = {}
        self._telling: asyncio.TimerHandle | None = None
        self._seen: dict[str, Any] = {}
        self._pushed: dict[str, Any] = {}

    # What the client can do

    def can(self, *names: str) -> Any:
        """Return what the client says under `names`; None where it says nothing."""
        found: Any = self.client_capabilities
        for name in names:
            found = getattr(found, name, None)
        return found

    @property
    def encoding(self) -> str:
        """Of positions, as agreed with the client."""
        agreed = self.workspace.position_encoding
        return str(getattr(agreed, "value", agreed) or "utf-16")

    @property
    def markup(self) -> Sequence[t.MarkupKind] | None:
        """What hovers can be made of."""
        found: Sequence[t.MarkupKind] | None = self.can("text_document", "hover", "content_format")
        return found

    @property
    def virtual(self) -> bool:
        """Whether the client opens virtual documents."""
        return bool(self.can("workspace", "text_document_content", "dynamic_registration"))

    @property
    def ours(self) -> bool:
        """Whether the client is one of ours, and shows by itself what it asked for."""
        experimental = self.can("experimental")
        return isinstance(experimental, Mapping) and bool(experimental.get("influencekit"))

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics, and asks again when it is told to.

        To any other they are pushed: a note that was added is then seen at once.
        """
        refreshed = self.can("workspace", "diagnostics", "refresh_support")
        return bool(self.can("text_document", "diagnostic") and refreshed)

    def wants(self, capability: Capability) -> bool:
        """Whether a capability is to be advertised, now or later."""
        pushed = capability.switch == "diagnostics" and not self.pulls
        return self.switches.on(capability.switch) and not pushed

    def later(self, capability: Capability) -> bool:
        """Whether the client can be told of a capability after `initialize`."""
        return bool(self.can(*capability.client, "dynamic_registration"))

    # Documents

    def opened(self, item: t.TextDocumentItem) -> None:
        """Take in a document."""
        made = Document.of(item.uri, item.language_id, item.version, item.text, self.encoding)
        self.session.open(made)
        self._tell_soon()

    def closed(self, uri: str) -> None:
        """Let go of a document."""
        self.session.close(uri)
        self._pushed.pop(uri, None)

    def edited(
        self, uri: str, version: int, changes: Sequence[t.TextDocumentContentChangeEvent]
    ) -> None:
        """Follow edits."""
        document = self.session.documents.get(uri)
        if document is None:
            log.warning("A change of a document that is not open: %s", uri)
            return
        for change in changes:
            if isinstance(change, t.TextDocumentContentChangePartial):
                start, end = change.range.start, change.range.end
                places = (start.line, start.character), (end.line, end.character)
                document.change(*places, change.text)
            else:
                document.change(None, None, change.text)
        document.version = version
        self._tell_soon()

    # What the client is told unasked

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log it; no window pops up in front of somebody who is writing code."""
        log.error("%s: %s", getattr(source, "__name__", source), error)

    def _changed(self, root: Root) -> None:
        log.info("%s: %s %s", root.path, root.state, root.told)
        if self.ours:
            told = {"path": str(root.path), "state": root.state, "told": root.told}
            self.protocol.notify("$/influencekit/status", told)
        if self.can("window", "work_done_progress"):
            self.session.spawn(self._show_progress(root))
        if root.state != "reading" or not root.told:
            self._tell_soon()

    async def _show_progress(self, root: Root) -> None:
        token = f"influencekit {root.path}"
        reading = root.state == "reading"
        if reading and token not in self._progress:
            self._progress[token] = root
            self.work_done_progress.tokens.pop(token, None)
            with contextlib.suppress(Exception):  # a client may refuse
                await self.work_done_progress.create_async(token)
            title = f"influencekit: history of {root.path.name}"
            begin = t.WorkDoneProgressBegin(title=title, cancellable=True, message=root.told)
            self.work_done_progress.begin(token, begin)
        elif reading:
            report = t.WorkDoneProgressReport(message=root.told, cancellable=True)
            self.work_done_progress.report(token, report)
        elif self._progress.pop(token, None):
            self.work_done_progress.end(token, t.WorkDoneProgressEnd(message=root.state))

    def cancelled(self, token: Any) -> None:
        """Stop the reading that a progress is about."""
        if (root := self._progress.get(str(token))) is not None:
            self.session.stop(root)

    def _tell_soon(self) -> None:
        if self._telling is None:
            loop = asyncio.get_running_loop()
            self._telling = loop.call_later(CALM, lambda: self.session.spawn(self._tell()))

    async def _tell(self) -> None:
        """Let the client ask again, and push diagnostics to one that does not ask."""
        self._telling = None
        if self.pulls:
            await self._asked(self.workspace_diagnostic_refresh_async)
        else:
            for uri in list(self.session.documents):
                await self._push(uri)
        if self.ours:
            self.protocol.notify("$/influencekit/changed", {})
        if self.can("workspace", "code_lens", "refresh_support") and self._fresh("lens"):
            await self._asked(self.workspace_code_lens_refresh_async)
        if self.can("workspace", "inlay_hint", "refresh_support") and self._fresh("hint"):
            await self._asked(self.workspace_inlay_hint_refresh_async)

    def _fresh(self, what: str) -> bool:
        """Whether what is known changed since this was asked last, and not only a text."""
        roots = self.session.roots.values()
        now = [root.known for root in roots]
        before, self._seen[what] = self._seen.get(what), now
        return before != now

    async def _push(self, uri: str) -> None:
        found = await answers.remarks(self.session, uri, self.switches)
        document = self.session.documents.get(uri)
        if document is None or self._pushed.get(uri, []) == found:
            return
        self._pushed[uri] = found
        self.text_document_publish_diagnostics(
            t.PublishDiagnosticsParams(
                uri=uri,
                version=document.version,
                diagnostics=[convert.diagnostic(document, it) for it in found],
            )
        )

    async def _asked(self, request: Any) -> None:
        with contextlib.suppress(Exception):  # clients that promise more than they do
            await asyncio.shield(request(None))

    # Settings

    async def configured(self) -> None:
        """Ask for the settings, where the client has them, and follow them."""
        if not self.can("workspace", "configuration"):
            return
        wanted = t.ConfigurationParams([t.ConfigurationItem(section="influencekit")])
        with contextlib.suppress(Exception):
            found = await asyncio.shield(self.workspace_configuration_async(wanted))
            await self.switch(Switches.of(found[0] if found else None, self.switches))

    async def switch(self, switches: Switches) -> None:
        """Follow new settings: advertise what is on, and no more."""
        before, self.switches = self.switches, switches
        self.session.enabled = switches.enabled
        await self._advertise()
        if before.enabled and not switches.enabled:
            self.session.pause()
        elif switches.enabled and not before.enabled:
            self.session.resume()
        if before != switches:
            self._seen.clear()
            self._tell_soon()

    async def _advertise(self) -> None:
        """Tell the client of all that is new in one request: some take a while for each."""
        told, wanted = self._told_later, self._wanted_later()
        self._told_later = tuple(wanted)
        new = [
            t.Registration(_identity(method), method, options)
            for method, options in wanted.items()
            if method not in told
        ]
        old = [
            t.Unregistration(_identity(method), method) for method in told if method not in wanted
        ]
        requests = []
        if new:
            requests.append(self.client_register_capability_async(t.RegistrationParams(new)))
        if old:
            requests.append(self.client_unregister_capability_async(t.UnregistrationParams(old)))
        # Both are sent before any is answered: what follows from other settings is sent after them.
        await asyncio.gather(*requests, return_exceptions=True)

    def _wanted_later(self) -> dict[str, Any]:
        """Return by method what is on and told after `initialize`, with its options."""
        unstructured = _converter().unstructure
        switched = {
            it.method: {"documentSelector": None, **(unstructured(it.options) or {})}
            for it in CAPABILITIES
            if self.wants(it) and self.later(it)
        }
        always = {
            method: options
            for method, (client, options) in TOLD_LATER.items()
            if self.can(*client, "dynamic_registration")
        }
        return switched | always


def _identity(method: str) -> str:
    return f"influencekit {method}"


async def initialize(ls: Server, params: t.InitializeParams) -> None:
    """Find out what is wanted, and advertise no more than that."""
    ls.switches = Switches.of(params.initialization_options)
    ls.session.enabled = ls.switches.enabled
    for capability in CAPABILITIES:
        if ls.wants(capability) and not ls.later(capability):
            _register(ls, capability)


def _register(ls: Server, capability: Capability) -> None:
    for method, handler in capability.handlers.items():
        if method not in ls.protocol.fm.features:
            first = method == capability.method
            ls.feature(method, capability.options if first else None)(
                _switched(capability.switch, handler)
            )


def _switched(switch: str, handler: Any) -> Any:
    """Return a handler that has no answer while its switch is off."""

    async def answer(ls: Server, params: Any) -> Any:
        if not ls.switches.on(switch):
            if switch == "diagnostics":
                return t.RelatedFullDocumentDiagnosticReport(items=[])
            return params if isinstance(params, t.CodeLens) else None
        return await handler(ls, params)

    return answer


async def initialized(ls: Server, _: t.InitializedParams) -> None:
    """Begin to read, and tell the client what it wanted to be told later."""
    for capability in CAPABILITIES:
        _register(ls, capability)
    folders = [folder.uri for folder in ls.workspace.folders.values()]
    ls.session.start(folders or filter(None, [ls.workspace.root_uri]))
    ls.session.spawn(_tell_more(ls))


async def _tell_more(ls: Server) -> None:
    await ls.configured()
    await ls.switch(ls.switches)  # of a client without settings


async def did_change_configuration(ls: Server, params: t.DidChangeConfigurationParams) -> None:
    """Follow settings, whichever way a client sends them."""
    if params.settings:
        await ls.switch(Switches.of(params.settings, ls.switches))
    ls.session.spawn(ls.configured())


def progress_cancelled(ls: Server, params: t.WorkDoneProgressCancelParams) -> None:
    """Stop reading."""
    ls.cancelled(params.token)


def shutdown(ls: Server, _: Any) -> None:
    """Stop everything; the client only says goodbye after this."""
    ls.session.end()


def _command(name: str) -> Any:
    """Return the handlers of one of our commands: as a command, and as a request."""

    async def request(ls: Server, params: Any) -> Any:
        given = params if isinstance(params, Mapping | list) else {}
        return await _run(ls, name, [given] if isinstance(given, Mapping) else given)

    async def command(ls: Server, *given: Any) -> Any:
        found = await _run(ls, name, given)
        if not ls.ours:
            await _show(ls, found)
        return found

    return request, command


async def _run(ls: Server, name: str, given: Sequence[Any]) -> Any:
    try:
        if name == "toggle":
            await ls.switch(Switches.of({"enabled": not ls.switches.enabled}, ls.switches))
            return {"enabled": ls.switches.enabled}
        found = await COMMANDS[name](ls.session, arguments(given))
    except InfluenceKitError as error:
        raise JsonRpcInvalidParams(str(error)) from None
    except asyncio.CancelledError:
        raise
    return convert.to_json(found)


async def _show(ls: Server, found: Mapping[str, Any]) -> None:
    """Show what a command found where the client asked for it without knowing what it is."""
    uri = found.get("open")
    if uri and ls.can("window", "show_document", "support"):
        with contextlib.suppress(Exception):
            shown = t.ShowDocumentParams(uri=uri, take_focus=True)
            await asyncio.shield(ls.window_show_document_async(shown))
        return
    text = found.get("message") or convert.plain(str(found.get("markdown", "")))
    if uri:
        text = f"Write it in {found.get('locator', uri)}."
    if text:
        ls.window_show_message(t.ShowMessageParams(type=t.MessageType.Info, message=text[:2000]))


def make() -> Server:
    """Return a server that has not started yet."""
    from importlib.metadata import version  # noqa: PLC0415 - used once

    server = Server(version("influencekit"))
    handlers: dict[str, Any] = {
        **ALWAYS,
        t.INITIALIZE: initialize,
        t.INITIALIZED: initialized,
        t.SHUTDOWN: shutdown,
        t.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
        t.WORKSPACE_TEXT_DOCUMENT_CONTENT: features.content,
        t.WINDOW_WORK_DONE_PROGRESS_CANCEL: progress_cancelled,
    }
    for method, handler in handlers.items():
        server.feature(method)(handler)
    server.feature(t.WORKSPACE_DID_RENAME_FILES, features.ANY_FILE)(features.did_rename_files)
    for name in ("toggle", *COMMANDS):
        request, command = _command(name)
        server.feature(f"influencekit/{name.replace('.', '/')}")(request)
        server.command(f"influencekit.{name}")(command)
    return server


def serve(transport: str, host: str, port: int) -> None:
    """Serve one client until it goes."""
    transports.serve(make(), transport, host, port)
