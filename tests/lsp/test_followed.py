"""Commits, branches, folders, renames and a notebook's cells are followed."""

import time


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
