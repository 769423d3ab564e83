"""What an editor says about itself and its settings is what it gets, over any connection."""

import json
import os
import re
import socket
import subprocess
import sys

import pytest


def test_a_client_that_knows_plain_text_alone_gets_no_markdown(connect, project):
    client = connect()
    client.start(project, editor="emacs eglot 1.9")
    uri = client.open(project / "src" / "a.py")
    client.ready()
    assert "*" not in client.hover(uri, 4)
    assert "`" not in client.hover(uri, 4)


def test_what_is_switched_off_is_not_advertised(connect, project):
    off = {"hover": False, "codeLens": {"enabled": False}, "diagnostics": False}
    found = connect().start(project, editor="neovim 0.7", options=off)
    assert "hoverProvider" not in found
    assert "codeLensProvider" not in found
    assert "diagnosticProvider" not in found
    assert "codeActionProvider" in found
    assert "inlayHintProvider" not in found  # opt-in
    asked = connect().start(project, editor="neovim 0.7", options={"inlayHints": True})
    assert "inlayHintProvider" in asked


def test_the_master_switch_leaves_commands_alone(connect, project):
    client = connect()
    found = client.start(project, editor="neovim 0.7", options={"enabled": False})
    providers = {name for name in found if name.endswith("Provider")}
    assert providers == {"executeCommandProvider"}
    uri = client.open(project / "src" / "a.py")
    assert client.request("influencekit/status", {}) == {"enabled": False, "roots": []}
    assert client.command("toggle") == {"enabled": True}
    client.open(project / "src" / "a.py")
    client.ready()
    assert "Ada" in client.hover(uri, 4)
    assert client.command("toggle") == {"enabled": False}
    assert client.hover(uri, 4) is None


def test_a_client_that_can_be_told_later_is_told_what_its_settings_switch_on(connect, project):
    client = connect(settings={"hover": True, "codeLens": False})
    found = client.start(project, editor="vs code")
    assert "hoverProvider" not in found

    def registered():
        return {method for methods in asked_of(client, "register") for method in methods}

    client.until(lambda: "workspace/textDocumentContent" in registered())
    assert "textDocument/hover" in registered()
    assert "textDocument/codeLens" not in registered()
    client.settings = {"hover": False, "codeLens": True}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.until(lambda: "textDocument/codeLens" in registered())
    client.until(lambda: asked_of(client, "unregister") == [["textDocument/hover"]])


def test_what_is_told_later_is_told_in_one_request_and_taken_back_in_one(connect, project):
    client = connect()
    client.start(project, editor="vs code")
    client.until(lambda: asked_of(client, "register"))
    client.ready()
    [methods] = asked_of(client, "register")
    assert {"textDocument/codeAction", "workspace/didChangeWatchedFiles"} <= {*methods}
    client.settings = {"hover": False, "codeActions": False}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.until(lambda: asked_of(client, "unregister"))
    client.ready()
    [taken] = asked_of(client, "unregister")
    assert {*taken} == {"textDocument/hover", "textDocument/codeAction"}
    assert asked_of(client, "register") == [methods]


def asked_of(client, what):
    """Return the methods that each request to (un)register capabilities names."""
    key = {"register": "registrations", "unregister": "unregisterations"}[what]
    return [
        [it["method"] for it in request["params"][key]]
        for request in list(client.requests)
        if request["method"] == f"client/{what}Capability"
    ]


@pytest.mark.parametrize(
    ("editor", "units"), [("vs code", 2), ("neovim 0.11", 4), ("emacs eglot 1.9", 1)]
)
def test_positions_are_in_the_units_that_were_agreed_on(connect, project, git, editor, units):
    oid = git(project, "rev-parse", "HEAD").strip()
    client = connect()
    found = client.start(project, editor=editor)
    assert found["positionEncoding"] == {2: "utf-16", 4: "utf-8", 1: "utf-32"}[units]
    uri = client.open(project / "README.md", "markdown")
    client.ready()
    client.edit(uri, (0, 0), (0, 0), f"\U0001f600\U0001f600 {oid} and more\n")
    behind = 2 * units + 1
    assert "Read me" in client.hover(uri, 0, behind)
    assert "Read me" not in (client.hover(uri, 0, behind - 2) or "")
    assert "Read me" not in (client.hover(uri, 0, behind + 42) or "")


def test_progress_is_told_and_ends(connect, project):
    client = connect()
    client.start(project, editor="vs code")
    client.ready()

    def kinds():
        told = [it["params"]["value"] for it in client.told if it["method"] == "$/progress"]
        return [it["kind"] for it in told]

    client.until(lambda: "end" in kinds())
    assert kinds()[0] == "begin"
    assert any(it["method"] == "window/workDoneProgress/create" for it in client.requests)


def test_over_tcp_one_client_is_served_and_its_leaving_ends_the_server(project):
    command = [sys.executable, "-m", "influencekit", "lsp", "--tcp"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        where = re.search(r"listening on (\S+):(\d+)", server.stderr.readline())
        with socket.create_connection((where[1], int(where[2]))) as connection:
            params = {"processId": os.getpid(), "rootUri": project.as_uri(), "capabilities": {}}
            body = json.dumps(
                {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
            ).encode()
            connection.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            assert b"hoverProvider" in connection.recv(65536)
        assert server.wait(30) == 0


def test_over_a_websocket_everything_is_the_same(project):
    from websockets.sync.client import connect as dial  # noqa: PLC0415 - of an extra

    command = [sys.executable, "-m", "influencekit", "lsp", "--ws"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        where = re.search(r"listening on (\S+):(\d+)", server.stderr.readline())
        with dial(f"ws://{where[1]}:{where[2]}") as connection:
            params = {"processId": os.getpid(), "rootUri": project.as_uri(), "capabilities": {}}
            for number, method in enumerate(("initialize", "influencekit/status")):
                message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
                connection.send(json.dumps(message))
                assert json.loads(connection.recv())["id"] == number
        assert server.wait(30) == 0
