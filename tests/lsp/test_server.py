"""A server and its client, as editors talk to it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

REFRESHED = {"diagnostics": {"refreshSupport": True}}
EDITORS = ["neovim 0.7", "neovim 0.11", "emacs eglot 1.9", "vs code"]


@pytest.mark.parametrize("editor", EDITORS)
def test_every_editor_is_told_who_knows_a_function_and_where_its_notes_are(
    connect, project, editor
):
    client = connect()
    client.start(project, editor=editor)
    file = project / "src" / "a.py"
    uri = client.open(file)
    client.ready()
    told = client.hover(uri, 4)
    assert "Ada" in told
    assert "first" in told
    assert "2024-01-03" in told
    assert "example.org" not in told
    client.command("note.add", {"uri": uri, "first": 4, "last": 5, "text": "Why?", "kind": "risk"})
    assert "Why?" in client.hover(uri, 4)
    assert "Why?" not in client.hover(uri, 9)


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


def asked_of(client, what):
    """Return the methods that each request to (un)register capabilities names."""
    key = {"register": "registrations", "unregister": "unregisterations"}[what]
    return [
        [it["method"] for it in request["params"][key]]
        for request in list(client.requests)
        if request["method"] == f"client/{what}Capability"
    ]


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


def test_unsaved_lines_are_not_committed_yet_and_the_others_keep_their_commits(connect, project):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    client.ready()
    before = client.hover(uri, 4)
    client.edit(uri, (0, 0), (0, 0), "# one\x0c two\u2028three\n# four\n")
    assert "This line: not committed yet" in client.hover(uri, 1)
    assert client.hover(uri, 6) == before.replace("lines 4-6", "lines 6-8")
    client.edit(uri, (6, 4), (6, 9), "z = x", 3)
    assert "This line: not committed yet" in client.hover(uri, 6)
    client.edit(uri, (6, 4), (6, 9), "y = x", 4)
    client.edit(uri, (0, 0), (2, 0), "", 5)
    assert client.hover(uri, 4) == before


def test_lenses_stand_on_the_file_its_functions_and_classes_and_say_what_is_known(connect, project):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    client.ready()
    lenses = client.document("codeLens", uri)
    assert [lens["range"]["start"]["line"] for lens in lenses] == [0, 3, 8, 9, 12]
    assert all("command" not in lens for lens in lenses)
    client.command("note.add", {"uri": uri, "first": 10, "text": "Look", "kind": "praise"})
    titles = [client.request("codeLens/resolve", lens)["command"]["title"] for lens in lenses]
    assert titles[1] == "Ada Lovelace · changed 2024-01-03"
    assert titles[3] == "Ada Lovelace · changed 2024-01-03 · 1 note"
    client.edit(uri, (0, 0), (0, 0), "def new():\n    pass\n\n")
    first = client.document("codeLens", uri)[0]
    assert first["range"]["start"]["line"] == 0


def test_hints_tell_who_wrote_a_run_of_lines_where_they_are_wanted(connect, project):
    client = connect()
    client.start(project, editor="neovim 0.7", options={"inlayHints": True})
    uri = client.open(project / "src" / "a.py")
    client.ready()
    client.edit(uri, (4, 0), (4, 0), "    new = 1\n")
    span = {"start": {"line": 0, "character": 0}, "end": {"line": 40, "character": 0}}
    hints = client.document("inlayHint", uri, range=span)
    assert [(it["position"]["line"], it["label"]) for it in hints] == [
        (0, "Ada Lovelace, 2024-01-03"),
        (4, "not committed yet"),
        (5, "Ada Lovelace, 2024-01-03"),
    ]


def test_notes_are_diagnostics_that_are_pulled_or_pushed(connect, project):
    pulling = connect()
    assert "diagnosticProvider" in pulling.start(
        project, editor={"textDocument": {"diagnostic": {}}, "workspace": REFRESHED}
    )
    uri = pulling.open(project / "src" / "a.py")
    pulling.ready()
    added = pulling.command("note.add", {"uri": uri, "first": 4, "last": 6, "text": "Why?"})
    report = pulling.document("diagnostic", uri)
    [item] = report["items"]
    assert item["severity"] == 4  # a hint: it asks for nothing
    assert (item["range"]["start"]["line"], item["range"]["end"]["line"]) == (3, 5)
    same = pulling.document("diagnostic", uri, previousResultId=report["resultId"])
    assert same == {"kind": "unchanged", "resultId": report["resultId"]}

    pushed = connect()
    assert "diagnosticProvider" not in pushed.start(project, editor="neovim 0.11")
    other = pushed.open(project / "src" / "a.py")

    def last():
        told = [it["params"] for it in pushed.told if it["method"].endswith("publishDiagnostics")]
        return told[-1]["diagnostics"] if told else None

    pushed.until(lambda: bool(last()))
    pushed.command("note.resolve", {"id": added["id"], "uri": other})
    pushed.until(lambda: last() == [])
    assert pulling.document("diagnostic", uri)["items"] == [] or pulling.ready()


def test_a_note_whose_lines_are_gone_says_so_and_can_be_attached_again(connect, project):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    client.ready()
    client.command("note.add", {"uri": uri, "first": 5, "last": 6, "text": "Why?"})
    client.edit(uri, (4, 0), (6, 0), "    completely = different\n")
    [item] = client.document("diagnostic", uri)["items"]
    assert item["code"] == "note-orphaned"
    span = {"start": {"line": 4, "character": 0}, "end": {"line": 4, "character": 0}}
    asked = client.document("codeAction", uri, range=span, context={"diagnostics": []})
    [attach] = [it for it in asked if it["title"].startswith("Attach note here")]
    client.command(
        attach["command"]["command"].removeprefix("influencekit."), *attach["command"]["arguments"]
    )
    [note] = client.command("notes", uri)["notes"]
    assert note["placed"]["state"] == "exact"
    assert note["placed"]["first"] == 5


def test_unasked_there_are_actions_only_where_a_note_is(connect, project):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    client.ready()
    client.command("note.add", {"uri": uri, "first": 4, "text": "Why?"})

    def actions(line, **context):
        span = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}}
        context = {"diagnostics": [], **context}
        return client.document("codeAction", uri, range=span, context=context)

    assert actions(9, triggerKind=2) == []
    assert len(actions(3, triggerKind=2)) == 2
    assert "Add a note on this line" in [it["title"] for it in actions(9, triggerKind=1)]
    assert actions(9, only=["quickfix"]) == []
    assert actions(9, only=["refactor"]) != []


def test_commands_can_write_a_note_and_its_reply_without_asking_for_a_text(connect, project):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    client.ready()
    added = client.command("note.add", uri, 4, 5)
    shown = [it for it in client.requests if it["method"] == "window/showDocument"]
    assert shown[0]["params"]["uri"] == (project / added["locator"]).as_uri()
    client.command("note.reply", {"id": added["id"], "text": "Because."})
    assert "Because." in client.hover(uri, 3)
    private = client.command("note.add", {"uri": uri, "first": 9, "text": "Mine", "private": True})
    assert Path(private["locator"]).is_absolute()
    assert "Mine" in client.hover(uri, 8)


def test_posts_and_notes_complete_names_and_keys_and_link_to_files_and_commits(
    connect, project, git
):
    oid = git(project, "rev-parse", "--short=9", "HEAD").strip()
    client = connect()
    client.start(project, editor="vs code")
    uri = client.open(project / "_posts" / "2024-03-01-how.md", "markdown")
    client.ready()
    client.edit(uri, (7, 0), (7, 0), f"By @ad in {oid}\n")
    at = {"line": 7, "character": 6}
    found = client.document("completion", uri, position=at)
    assert [it["label"] for it in found] == ["Ada Lovelace"]
    client.edit(uri, (1, 0), (1, 0), "de\n", 3)
    keys = client.document("completion", uri, position={"line": 1, "character": 2})
    assert [it["label"] for it in keys] == ["description"]
    links = client.document("documentLink", uri)
    assert {it["target"].rpartition("/")[2] for it in links} >= {"a.py"}
    [commit] = [it["target"] for it in links if it["target"].startswith("influencekit:")]
    content = client.request("workspace/textDocumentContent", {"uri": commit})
    assert "Read me" in content["text"]


def test_workspace_symbols_are_notes_posts_and_people(connect, project):
    client = connect()
    client.start(project, editor="vs code")
    uri = client.open(project / "src" / "a.py")
    client.ready()
    client.command("note.add", {"uri": uri, "first": 4, "text": "Why is this first?"})
    names = {it["name"] for it in client.request("workspace/symbol", {"query": ""})}
    assert {"Why is this first?", "How a works", "Ada Lovelace", "bob"} <= names
    [post] = client.request("workspace/symbol", {"query": "how WORKS"})
    assert post["location"]["uri"].endswith("how.md")


def test_cards_stand_on_owners_trailers_and_front_matter(connect, project):
    client = connect()
    client.start(project)
    owners = client.open(project / "CODEOWNERS", "plaintext")
    post = client.open(project / "_posts" / "2024-03-01-how.md", "markdown")
    readme = client.open(project / "README.md", "markdown")
    client.ready()
    assert "Wrote" in client.hover(owners, 0, 10)
    assert "How a works" in client.hover(post, 1, 3)
    assert "Wrote" in client.hover(post, 2, 9)
    client.edit(readme, (0, 0), (0, 0), "Mentored-by: Bob <bob@example.org>\n")
    assert "bob" in client.hover(readme, 0, 15)


def test_the_panel_is_a_request_and_a_command_and_tells_the_same(connect, project):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    client.ready()
    asked = client.request("influencekit/panel", {"uri": uri})
    assert asked == client.command("panel", {"uri": uri})
    assert asked["title"] == "src/a.py"
    assert "| Ada Lovelace |" in asked["markdown"]
    assert "example.org" not in json.dumps(asked)
    person = client.request("influencekit/panel", {"kind": "person", "key": "bob"})
    assert person["title"] == "bob"
    who = client.command("who", uri, 4, 6)
    assert [it["name"] for it in who["people"]] == ["Ada Lovelace"]


def test_a_commit_and_a_branch_switch_are_followed(connect, project, git):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "b.py")
    [root] = client.ready()
    git(project, "checkout", "--quiet", "-b", "topic")
    text = "def b():\n    return 2\n\nx = b()\n"
    (project / "src" / "b.py").write_text(text)
    git(project, "commit", "--quiet", "--all", "--message", "Return two")
    client.edit(uri, (1, 11), (1, 12), "2")
    for _ in range(600):
        if client.request("influencekit/status", {})["roots"][0]["head"] != root["head"]:
            break
        client.request("influencekit/status", {})
        time.sleep(0.05)
    client.ready()
    assert "Return two" in client.hover(uri, 1)
    git(project, "checkout", "--quiet", "main")
    client.edit(uri, (1, 11), (1, 12), "1", 3)
    for _ in range(600):
        if client.request("influencekit/status", {})["roots"][0]["head"] == root["head"]:
            break
        time.sleep(0.05)
    client.ready()
    assert "Add b" in client.hover(uri, 1)


def test_what_is_in_no_repository_has_no_answer_and_does_no_harm(connect, project, tmp_path):
    client = connect()
    client.start(project)
    outside = tmp_path / "alone.py"
    outside.write_text("x = 1\n")
    untitled = client.open("", uri="untitled:Untitled-1", text="y = 2\n")
    alone = client.open(outside)
    assert client.hover(untitled, 0) is None
    assert client.hover(alone, 0) is None
    assert client.document("codeLens", alone) == []
    assert client.document("codeLens", untitled) == []


def test_two_repositories_are_told_apart(connect, project, repo):
    other = repo("2024-05-01 eve src/a.py +3", name="other")
    client = connect()
    client.start(project, other)
    one, two = client.open(project / "src" / "a.py"), client.open(other / "src" / "a.py")
    client.ready()
    assert "Ada" in client.hover(one, 4)
    assert "eve" in client.hover(two, 1)
    gone = {"uri": other.as_uri(), "name": "other"}
    client.notify("textDocument/didClose", {"textDocument": {"uri": two}})
    client.notify(
        "workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [gone]}}
    )
    assert [it["path"] for it in client.ready()] == [str(project)]


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


def _children(process, called=""):
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [line.split()[0] for line in listed.stdout.splitlines() if called in line]


@pytest.mark.parametrize("how", ["end of input", "killed"])
def test_nothing_is_left_when_the_client_goes(connect, project, how):
    client = connect()
    client.start(project)
    client.open(project / "src" / "a.py")
    children = _children(client.process)
    if how == "killed":
        client.process.send_signal(signal.SIGKILL)
    else:
        client.process.stdin.close()
    client.process.wait(30)
    for _ in range(400):
        if not any(Path(f"/proc/{pid}").exists() for pid in children):
            break
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_a_reader_whose_git_is_stuck_does_not_outlive_a_server_that_is_killed(held, project):
    client, _ = held
    client.open(project / "src" / "a.py")
    client.until_true(lambda: _children(client.process, "reading"))
    children = _children(client.process, "reading")
    client.process.send_signal(signal.SIGKILL)
    client.process.wait(30)
    client.until_true(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


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


NOTEBOOK = """{
 "cells": [
  {"cell_type": "code", "source": [
    "import os\\n",
    "x = 1"
  ]}
 ]
}
"""


def test_the_cells_of_a_notebook_have_the_commits_of_their_lines(connect, repo):
    root = repo("2024-05-01 eve a.ipynb +8 'Think'".replace("'", '"'), files={"a.ipynb": NOTEBOOK})
    client = connect()
    client.start(root, editor="neovim 0.11")
    notebook, cell = (root / "a.ipynb").as_uri(), "vscode-notebook-cell:/somewhere#1"
    text = {"uri": cell, "languageId": "python", "version": 1, "text": "import os\nx = 1\ny = 2\n"}
    opened = {"uri": notebook, "notebookType": "jupyter-notebook", "version": 1}
    opened["cells"] = [{"kind": 2, "document": cell}]
    client.notify(
        "notebookDocument/didOpen", {"notebookDocument": opened, "cellTextDocuments": [text]}
    )
    client.ready()
    while "This line" not in client.hover(cell, 1):  # what is committed is still being fetched
        time.sleep(0.05)
    assert "Think" in client.hover(cell, 1)
    assert "not committed yet" in client.hover(cell, 2)
    edit = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}}
    changed = {"document": {"uri": cell, "version": 2}, "changes": [{**edit, "text": ""}]}
    client.notify(
        "notebookDocument/didChange",
        {
            "notebookDocument": {"uri": notebook, "version": 2},
            "change": {"cells": {"textContent": [changed]}},
        },
    )
    assert "Think" in client.hover(cell, 0)
    client.notify(
        "notebookDocument/didClose",
        {"notebookDocument": {"uri": notebook}, "cellTextDocuments": [{"uri": cell}]},
    )
    assert client.hover(cell, 0) is None


def test_a_file_that_is_renamed_keeps_its_history_and_notes_before_that_is_committed(
    connect, project
):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    client.ready()
    client.command("note.add", {"uri": uri, "first": 4, "text": "Why?"})
    (project / "src").rename(project / "lib")
    files = [{"oldUri": (project / "src").as_uri(), "newUri": (project / "lib").as_uri()}]
    client.notify("workspace/didRenameFiles", {"files": files})
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    new = client.open(project / "lib" / "a.py")
    told = client.hover(new, 3)
    assert "Ada" in told
    assert "Why?" in told


def test_a_post_is_begun_in_the_blog_of_the_repository_or_as_a_text(connect, project, repo):
    other = repo("2024-05-01 eve a.py +3 'Start'".replace("'", '"'), name="other")
    client = connect()
    client.start(project, other)
    uri, plain = client.open(project / "src" / "a.py"), client.open(other / "a.py")
    client.ready()
    begun = client.command("post.begin", {"uri": uri})
    assert "src/a.py" in begun["title"]
    shown = [it for it in client.requests if it["method"] == "window/showDocument"]
    assert shown[0]["params"]["uri"].startswith((project / "_drafts").as_uri()) or "_posts" in str(
        shown
    )
    assert "open" not in client.command("post.begin", {"uri": plain})


def test_nobody_who_opted_out_is_named_in_a_note(connect, project):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    client.ready()
    client.command("note.add", {"uri": uri, "first": 4, "text": "Why?", "to": "Eve Adams"})
    (project / ".influencekit.toml").write_text('[people]\nopt_out = ["Cyd", "Eve Adams"]\n')
    client.command("refresh")
    client.ready()
    told = json.dumps(client.command("notes")) + client.hover(uri, 3)
    assert "Why?" in told
    assert "Cyd" not in told
    assert "Eve" not in told


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


def test_while_it_reads_a_history_and_fetches_a_file_there_are_two_git_processes_at_most(
    connect, repo, git, tmp_path
):
    days = "\n".join(f"2024-01-{1 + n % 28:02d} ada src/f{n % 40}.py +3" for n in range(400))
    root = repo(days)
    git(root, "config", "user.name", "Cyd")
    began, counts = tmp_path / "began", tmp_path / "counts"
    began.touch()
    client = connect(environment=wrapped(tmp_path, COUNTING.format(began=began, counts=counts)))
    client.start(root)
    uris = [client.open(root / f"src/f{n}.py", text="changed\n") for n in range(10)]
    while any(it["state"] not in {"ready", "failed"} for it in client.ready("ready", "reading")):
        for uri in uris:
            client.hover(uri, 0)
        if "blame" in began.read_text():  # whoever writes a note comes before those who ask
            client.command("note.add", {"uri": uris[0], "first": 1, "text": "While it reads"})
    for uri in uris:
        client.hover(uri, 0)
    assert "blame" in began.read_text()
    assert "diff-tree" in began.read_text()
    assert {*counts.read_text().split()} <= {"1", "2"}


COUNTING = """\
echo $$ $3 $5 $6 >> "{began}"
case "$*" in *" log --stdin"*|*" diff-tree "*) sleep 1;; esac
alive=0
while read -r number _; do kill -0 $number 2> /dev/null && alive=$((alive + 1)); done < "{began}"
echo $alive >> "{counts}"
"""
"""How many processes of git there are when one begins."""


def wrapped(folder, before):
    """Return an environment in which a script of `before` runs before each git, as its process."""
    script = folder / "bin" / "git"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\n{before}exec "{shutil.which("git")}" "$@"\n')
    script.chmod(0o755)
    return {"PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}"}


HELD = """\
case "$*" in *" log --stdin"*)
  for _ in $(seq 1200); do [ -e "{gate}" ] && break; sleep 0.05; done;;
esac
"""
"""Reading a history waits until a file is there, or a minute: unlike git this does not end with its pipe."""


@pytest.fixture
def held(connect, project, tmp_path):
    """A client of a server that does not get on with reading, and the file that lets it go on."""
    gate = tmp_path / "gate"
    client = connect(environment=wrapped(tmp_path, HELD.format(gate=gate)))
    client.start(project)
    yield client, gate
    gate.touch()


def told(client, uri, line, text):
    """Return the hover as soon as `text` is in it."""
    for _ in range(600):
        if text in (found := client.hover(uri, line) or ""):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def test_before_a_history_is_read_git_is_asked_about_the_file_that_is_open(held, project):
    client, gate = held
    uri = client.open(project / "src" / "a.py")
    assert "is being read" in client.hover(uri, 4)
    found = told(client, uri, 4, "This line: `")
    assert "**Ada Lovelace** (2024-01-03) wrote `first` (lines 4-6)" in found
    assert "is being read" in found
    assert "example.org" not in found
    assert client.request("influencekit/status", {})["roots"][0]["state"] == "reading"
    client.edit(uri, (0, 0), (0, 0), "# new\n")
    assert "This line: not committed yet" in client.hover(uri, 0)
    assert "`first` (lines 5-7)" in client.hover(uri, 5)
    gate.touch()
    client.ready()
    assert "knows" in client.hover(uri, 5)
    assert "being read" not in client.hover(uri, 5)


def test_a_note_is_written_while_a_file_is_being_asked_about(connect, project, tmp_path):
    asked, client = asking(connect, project, tmp_path)
    uri = client.open(project / "src" / "a.py")
    client.until_true(asked.exists)
    assert client.command("note.add", {"uri": uri, "first": 4, "text": "Now"})["id"]


def asking(connect, project, tmp_path):
    """Return a file with the numbers of processes that ask git blame and get no answer, and a client."""
    asked = tmp_path / "asked"
    never = f"""case "$*" in *" blame "*) echo $$ >> "{asked}"; exec sleep 600;; esac\n"""
    client = connect(environment=wrapped(tmp_path, HELD.format(gate=tmp_path / "gate") + never))
    client.start(project)
    return asked, client


def test_what_is_asked_about_a_file_that_is_closed_is_stopped(connect, project, tmp_path):
    asked, client = asking(connect, project, tmp_path)
    uri = client.open(project / "src" / "b.py")
    client.until_true(lambda: asked.exists() and asked.read_text())
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    client.until_true(lambda: not alive(int(asked.read_text().split()[0])))


def alive(number):
    """Whether there is a process of that number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_file_that_is_in_no_commit_is_not_told_of_and_stops_nobody(held, project):
    client, _ = held
    (project / "src" / "new.py").write_text("x = 1\n")
    new, old = client.open(project / "src" / "new.py"), client.open(project / "src" / "b.py")
    assert "bob" in told(client, old, 1, "This line: `")
    assert "wrote" not in client.hover(new, 0)


def test_a_commit_while_a_history_is_being_read_is_followed(held, project, git):
    client, _ = held
    uri = client.open(project / "src" / "b.py")
    assert "bob" in told(client, uri, 0, "This line: `")
    (project / "src" / "b.py").write_text("def c():\n    return 1\n\nx = b()\n")
    git(project, "commit", "--quiet", "--all", "-m", "Rename b")
    client.edit(uri, (0, 4), (0, 5), "c")
    assert "being read" in told(client, uri, 0, "Rename b")


def test_nobody_is_shown_under_a_name_that_they_have_given_up(connect, repo, tmp_path):
    root = repo("""
        2024-01-01 ada<ada@lovelace.dev> a.py +3
        2024-02-01 "Ada Lovelace"<ada@lovelace.dev> b.py +1
        2024-03-01 bob c.py +1
    """)
    gate = tmp_path / "gate"
    client = connect(environment=wrapped(tmp_path, HELD.format(gate=gate)))
    client.start(root)
    uri = client.open(root / "a.py")
    found = told(client, uri, 0, "This line: `")
    gate.touch()
    assert "**Ada Lovelace**" in found
    assert "**ada**" not in found
