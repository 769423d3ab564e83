"""A client of our own over stdin and stdout, which says about itself what real editors say."""

import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

import pytest

from influencekit.testing import write_repo

PATIENCE = 60
"""Seconds after which a test gives up on an answer: the machine may be busy."""

_REFRESH = {"refreshSupport": True}
_LATER = {"dynamicRegistration": True}
EDITORS = {
    # No pull diagnostics, no hints, UTF-16 alone.
    "neovim 0.7": {"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}},
    "neovim 0.11": {
        "general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]},
        "textDocument": {
            "hover": {"contentFormat": ["markdown", "plaintext"]} | _LATER,
            "codeLens": {},
            "inlayHint": {"resolveSupport": {"properties": ["tooltip"]}} | _LATER,
            "diagnostic": {},
        },
        "window": {"workDoneProgress": True, "showDocument": {"support": True}},
        "workspace": {"inlayHint": _REFRESH, "configuration": True},  # no refresh of diagnostics
    },
    "emacs eglot 1.9": {
        "general": {"positionEncodings": ["utf-32", "utf-8", "utf-16"]},
        "textDocument": {"hover": {"contentFormat": ["plaintext"]}},
    },
    "vs code": {
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {
            name: dict(_LATER)
            for name in (
                *("hover", "codeLens", "inlayHint", "diagnostic", "codeAction"),
                *("documentLink", "completion"),
            )
        },
        "window": {"workDoneProgress": True, "showDocument": {"support": True}},
        "workspace": {
            "configuration": True,
            "codeLens": _REFRESH,
            "inlayHint": _REFRESH,
            "diagnostics": _REFRESH,
            "didChangeConfiguration": dict(_LATER),
            "didChangeWatchedFiles": dict(_LATER),
            "symbol": dict(_LATER),
            "textDocumentContent": dict(_LATER),
        },
    },
}
"""What some editors say about themselves, as far as it changes what we do."""


class LspError(Exception):
    """An error response."""

    def __init__(self, error):
        super().__init__(error["message"])
        self.code = error["code"]


class Client:
    """One client with its server. Every wait is for a condition, none for a time."""

    Error = LspError

    def __init__(self, arguments=(), *, environment=None, settings=None, within=()):
        command = [
            *within,
            sys.executable,
            "-m",
            "influencekit",
            "lsp",
            "--log",
            "info",
            *arguments,
        ]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
        )
        self.settings = settings
        self.log = deque(maxlen=400)
        self.requests = []
        """What the server asked of us."""
        self.told = []
        """What the server told us."""
        self._ids = itertools.count(1)
        self._answers = {}
        self._changed = threading.Condition()
        for read in (self._read, self._read_log):
            threading.Thread(target=read, daemon=True).start()

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line.decode(errors="replace").rstrip())

    def _read(self):
        stream = self.process.stdout
        while True:
            size = 0
            while (line := stream.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    size = int(line.partition(b":")[2])
            body = stream.read(size) if size else b""
            if not body:
                break
            self._take(json.loads(body))
        with self._changed:
            self._answers["gone"] = True
            self._changed.notify_all()

    def _take(self, message):
        with self._changed:
            if "method" not in message:
                self._answers[message["id"]] = message
            elif "id" in message:
                self.requests.append(message)
                self.send({"id": message["id"], "result": self._answer(message)})
            else:
                self.told.append(message)
            self._changed.notify_all()

    def _answer(self, message):
        if message["method"] == "workspace/configuration":
            return [self.settings for _ in message["params"]["items"]]
        return {"success": True} if message["method"] == "window/showDocument" else None

    def send(self, message):
        self.send_bytes(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def send_bytes(self, body):
        with contextlib.suppress(ValueError, BrokenPipeError):  # a test may have closed it
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self.process.stdin.flush()

    def ask(self, method, params=None):
        """Send a request and return its number."""
        number = next(self._ids)
        self.send({"id": number, "method": method, "params": params})
        return number

    def answer(self, number):
        """Wait for the answer to a request."""
        self.until(lambda: number in self._answers or "gone" in self._answers)
        assert number in self._answers, f"the server is gone: {list(self.log)}"
        message = self._answers.pop(number)
        if "error" in message:
            raise LspError(message["error"])
        return message["result"]

    def request(self, method, params=None):
        return self.answer(self.ask(method, params))

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def until(self, condition):
        with self._changed:
            found = self._changed.wait_for(condition, PATIENCE)
        assert found, f"waited in vain; the server said {list(self.log)}"

    def until_true(self, condition):
        """Wait for what no message tells."""
        for _ in range(PATIENCE * 20):
            if condition():
                return
            threading.Event().wait(0.05)
        raise AssertionError(f"waited in vain; the server said {list(self.log)}")

    # The protocol's life

    def start(self, *folders, editor="neovim 0.11", options=None):
        folders = [{"uri": Path(it).as_uri(), "name": Path(it).name} for it in folders]
        found = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": None,
                "capabilities": EDITORS[editor] if isinstance(editor, str) else editor,
                "initializationOptions": options,
                "workspaceFolders": folders,
            },
        )
        self.notify("initialized", {})
        return found["capabilities"]

    def end(self):
        """Say goodbye; return the exit code."""
        self.request("shutdown")
        self.notify("exit", None)
        return self.process.wait(PATIENCE)

    # What tests do often

    def open(self, file, language="python", text=None, uri=None):
        uri = uri or Path(file).as_uri()
        text = Path(file).read_bytes().decode() if text is None else text
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def edit(self, uri, start, end, text, version=2):
        where = {"start": _position(*start), "end": _position(*end)}
        self.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"range": where, "text": text}],
            },
        )

    def hover(self, uri, line, column=0):
        """Return the text of a hover; None: there is none."""
        params = {"textDocument": {"uri": uri}, "position": _position(line, column)}
        found = self.request("textDocument/hover", params)
        return found and found["contents"]["value"]

    def document(self, method, uri, **params):
        return self.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, **params})

    def command(self, name, *arguments):
        params = {"command": f"influencekit.{name}", "arguments": list(arguments)}
        return self.request("workspace/executeCommand", params)

    def ready(self, *states):
        """Wait until every repository has been read; return what there is to say of them."""
        states = states or ("ready", "failed")
        found = {}

        def done():
            found.update(self.request("influencekit/status", {}))
            return found["roots"] and all(it["state"] in states for it in found["roots"])

        for _ in range(PATIENCE * 20):
            if done():
                return found["roots"]
            threading.Event().wait(0.05)
        raise AssertionError(found)


def _position(line, column):
    return {"line": line, "character": column}


@pytest.fixture
def connect():
    """Return a function that starts a server; when the test ends, so does the server, cleanly."""
    clients = []

    def started(*arguments, **options):
        clients.append(Client(arguments, **options))
        return clients[-1]

    yield started
    for client in clients:
        if client.process.poll() is None:
            assert client.end() == 0
        for stream in (client.process.stdin, client.process.stdout, client.process.stderr):
            stream.close()
        assert not [line for line in client.log if "Traceback" in line], "\n".join(client.log)


HISTORY = """
    2024-01-03 "Ada Lovelace"<ada@example.org> src/a.py +14 "Start"
    2024-02-03 bob src/b.py +4 "Add b"
    2024-03-01 "Ada Lovelace"<ada@example.org> CODEOWNERS +1, README.md +3, _posts/2024-03-01-how.md +9 "Read me"
"""
FILES = {
    "src/a.py": (
        "import os\n\n\ndef first(x):\n    y = x\n    return y\n\n\n"
        "class Two:\n    def three(self):\n        return 3\n\n    def four(self):\n        return 4\n"
    ),
    "src/b.py": "def b():\n    return 1\n\nx = b()\n",
    "CODEOWNERS": "/src/ ada@example.org\n",
    "README.md": "# Hi\n\nsee src/a.py\n",
    "_posts/2024-03-01-how.md": (
        "---\ntitle: How a works\nauthor: Ada Lovelace\ntags: [python]\n---\n\nIt is in `src/a.py`.\n\nEnd.\n"
    ),
}


@pytest.fixture
def project(tmp_path):
    """A repository with two authors, owners and a blog."""
    root = write_repo(tmp_path / "project", HISTORY, files=FILES)
    for key, value in {"user.name": "Cyd", "user.email": "cyd@example.org"}.items():
        subprocess.run(["git", "-C", root, "config", key, value], check=True)
    return root
