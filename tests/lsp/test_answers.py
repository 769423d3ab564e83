"""What an editor is told of a file that is open: hovers, lenses, hints, links, names, the panel."""

import json

import pytest

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
