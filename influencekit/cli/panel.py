"""The insight panel: a page on this machine alone that follows an editor from file to file.

Whoever does not know the token in the address gets nothing, other machines cannot reach it, and no
other page may read its answers.
"""

import contextlib
import re
import secrets
import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import attrs

LOOPBACK = "127.0.0.1"
LONGEST = 4096
"""Bytes of a path that an editor may send."""
BEAT = 10.0
"""Seconds after which an open page is told that the server is still there."""
OPEN = re.compile(r"open/(?P<line>[1-9][0-9]{0,8})(?P<path>/.+)", re.DOTALL)
"""What links to a line of a file ask for, as `influencekit.render.html.editor.SERVED` makes them."""
GONE = "This file is not there now, or cannot be opened from here. Go back to the report."
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Type": "text/html; charset=utf-8",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@attrs.frozen
class Panel:
    """What the server shows."""

    page: Callable[[], str]
    """The whole page."""
    here: Callable[[], str]
    """The part that is about the editor's file."""
    go: Callable[[str], bool]
    """Take the path of another file; False: it is not below the root."""
    open: Callable[[str, int], bool] = lambda _path, _line: False
    """Open a line of a file in the editor; False: it is no file below the root, or there is no editor."""


class PanelServer(ThreadingHTTPServer):
    """Serves a `Panel` until nobody has looked for a while."""

    daemon_threads = True

    def __init__(self, panel: Panel, *, port: int = 0, idle: float = 1800.0) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.panel = panel
        self.token = secrets.token_urlsafe(24)
        self.moved = threading.Condition()
        self.moves = 0
        self.reads = 0
        self.timeout = 0.5  # how long `handle_request` waits
        self._idle = idle
        self._open = 0
        self._last = time.monotonic()

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{LOOPBACK}:{self.server_port}/{self.token}/"

    def until_idle(self) -> None:
        """Answer until there was no request and no open page for a while."""
        while self._open or time.monotonic() - self._last < self._idle:
            self.handle_request()

    def seen(self, opened: int = 0) -> None:
        """Take note that somebody asked, or that a page was opened (1) or closed (-1)."""
        with self.moved:
            self._open += opened
            self._last = time.monotonic()

    def go(self, path: str) -> bool:
        """Tell every open page that the editor shows another file."""
        if not self.panel.go(path):
            return False
        with self.moved:
            self.moves += 1
            self.moved.notify_all()
        return True

    def changed(self) -> None:
        """Tell every open page that all of it is another one now."""
        with self.moved:
            self.reads += 1
            self.moved.notify_all()

    @property
    def watched(self) -> bool:
        """Whether a page is open."""
        return self._open > 0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about browsers that went away."""


@contextlib.contextmanager
def browsing(address: str) -> Iterator[None]:
    """Open `address` in a browser, by way of a file that nobody else may read, and that goes with us.

    What a program is started with everybody on a machine can see, and the address holds the token.
    """
    with tempfile.TemporaryDirectory(prefix="influencekit-") as folder:
        page = Path(folder, "open.html")
        page.write_text(
            f'<!doctype html><title>influencekit</title><meta http-equiv="refresh" content="0; url={address}">'
            f'<a href="{address}">The report</a>',
            encoding="ascii",
        )
        webbrowser.open(page.as_uri())
        yield


class _Handler(BaseHTTPRequestHandler):
    server: PanelServer
    server_version = "influencekit"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer the page and its parts, and open files in the editor."""
        show = {"": self.server.panel.page, "here": self.server.panel.here}
        match self._asked():
            case "events":
                self._events()
            case name if name in show:
                self._answer(HTTPStatus.OK, show[name]())
            case name if name and (wanted := OPEN.fullmatch(name)):
                path = unquote(wanted["path"], errors="surrogateescape")
                if self.server.panel.open(path, int(wanted["line"])):
                    self._answer(HTTPStatus.NO_CONTENT)  # the browser stays where it is
                else:
                    self._answer(HTTPStatus.NOT_FOUND, GONE)
            case _:
                self._answer(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Take the path of the file that the editor shows now."""
        length = self.headers.get("Content-Length", "")
        if self._asked() != "at":
            self._answer(HTTPStatus.NOT_FOUND)
        elif not length.isdecimal() or int(length) > LONGEST:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            path = self.rfile.read(int(length)).decode("utf-8", "surrogateescape").strip()
            known = self.server.go(path)
            self._answer(HTTPStatus.NO_CONTENT if known else HTTPStatus.NOT_FOUND)

    def _asked(self) -> str | None:
        """Return what is asked for; None for whoever does not know the token, or is not of here.

        A page of a foreign name that points here (DNS rebinding) betrays itself by `Host`, a foreign
        page by `Origin`.
        """
        self.server.seen()
        _, token, *rest = [*self.path.partition("?")[0].split("/"), ""]
        here = f"{LOOPBACK}:{self.server.server_port}"
        ours = self.headers.get("Host") == here
        ours &= self.headers.get("Origin", f"http://{here}") == f"http://{here}"
        right = secrets.compare_digest(token.encode(), self.server.token.encode())
        return "/".join(rest).rstrip("/") if ours and right and rest != [""] else None

    def _answer(self, status: HTTPStatus, text: str = "") -> None:
        content = text.encode("utf-8", "backslashreplace")
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _events(self) -> None:
        """Say each move of the editor and each change, for as long as the page is open."""
        self.send_response(HTTPStatus.OK)
        for name, value in {**HEADERS, "Content-Type": "text/event-stream"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.server.seen(opened=1)
        try:
            moves, reads = self.server.moves, self.server.reads
            while True:
                with self.server.moved:
                    self.server.moved.wait_for(
                        lambda: (self.server.moves, self.server.reads) != (moves, reads),  # noqa: B023 - asked at once
                        BEAT,
                    )
                    told = b": here\n\n"
                    if self.server.moves != moves:
                        told = b"data: moved\n\n"
                    if self.server.reads != reads:
                        told = b"data: changed\n\n"
                    moves, reads = self.server.moves, self.server.reads
                self.wfile.write(told)
                self.wfile.flush()
        except OSError:
            pass  # the page was closed
        finally:
            self.server.seen(opened=-1)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its name
        """Say nothing on the terminal: the address holds the token."""
