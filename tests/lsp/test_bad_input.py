"""What bad input gets: an answer or an error response, a line in the log, and a server that goes on."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

NOWHERE = {"line": 10**6, "character": 10**6}
NOTE = ".mentoring/notes/20240101-0a0b0c0d.md"


@pytest.fixture
def client(connect, project):
    found = connect()
    found.start(project)
    return found


def alive(client, uri):
    """Whether the server still gives the right answer."""
    return "Ada" in client.hover(uri, 4)


def test_messages_that_are_none_are_left_and_requests_that_are_wrong_get_an_error(client, project):
    uri = client.open(project / "src" / "a.py")
    client.ready()
    for body in (
        *(b"{", b"[]", b"null", b"\xff\xfe", b"[1, 2]", b'{"jsonrpc": "1.0"}'),
        *(b'{"jsonrpc": "2.0"}', b'{"jsonrpc": "2.0", "method": 3}', b'"x"', b"9" * 5000),
        b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {}}',
        b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 99999}}',
        b'{"jsonrpc": "2.0", "method": "nobody/knows/this", "params": null}',
        b'{"jsonrpc": "2.0", "id": 77777, "result": null}',
        b"[" * 100_000,
    ):
        client.send_bytes(body)
    client.process.stdin.write(b"Content-Length: many\r\n\r\nX-Unknown: 1\r\n")
    for method, params in (
        ("textDocument/hover", {"textDocument": {"uri": uri}}),
        ("textDocument/hover", {"textDocument": 3, "position": "x"}),
        ("textDocument/hover", None),
        ("nobody/knows/this", {}),
        ("workspace/executeCommand", {"command": "influencekit.none"}),
        ("workspace/executeCommand", {"command": "influencekit.note.add", "arguments": [3]}),
        ("workspace/executeCommand", {"command": "influencekit.note.add", "arguments": [{}]}),
        ("workspace/executeCommand", {"command": "influencekit.note.reply", "arguments": []}),
        ("influencekit/panel", {"uri": 3}),
        ("influencekit/panel", {"kind": "person", "key": "nobody"}),
        ("influencekit/who", [uri, -4, 10**9]),
        ("influencekit/card", {"uri": uri, "first": "x"}),
    ):
        with pytest.raises(client.Error):
            client.request(method, params)
    assert alive(client, uri)


def test_documents_that_are_not_open_and_places_outside_have_no_answer(client, project):
    uri = client.open(project / "src" / "a.py")
    client.ready()
    never = (project / "src" / "b.py").as_uri()
    client.edit(never, (0, 0), (0, 1), "x")
    client.notify("textDocument/didClose", {"textDocument": {"uri": never}})
    client.notify("textDocument/didSave", {"textDocument": {"uri": never}})
    for unknown in (never, "file:///no/such/file.py", "nonsense", "", "file://host/x", "a:b:c"):
        assert client.hover(unknown, 0) is None
        assert client.document("codeLens", unknown) == []
        whole = {"start": NOWHERE, "end": NOWHERE}
        found = client.document("codeAction", unknown, range=whole, context={"diagnostics": []})
        assert found == []
    assert client.hover(uri, 10**6, 10**6) is None
    assert client.document("completion", uri, position=NOWHERE) == []
    lens = {"range": {"start": NOWHERE, "end": NOWHERE}}
    for data in (
        None,
        3,
        {"uri": uri},
        {"uri": uri, "first": -1, "last": 0, "line": 0, "name": ""},
    ):
        assert "command" not in client.request("codeLens/resolve", {**lens, "data": data})
    made_up = {"uri": uri, "first": 10**9, "last": 10**9, "line": 1, "name": "f"}
    assert "command" in client.request("codeLens/resolve", {**lens, "data": made_up})
    client.edit(uri, (10**6, 3), (10**7, 9), "tail\n")
    client.edit(uri, (3, 10**6), (2, 10**6), "", 3)  # the end stands before the start
    assert client.hover(uri, 3) is not None


def test_a_document_of_ten_megabytes_is_taken_and_not_compared(client, project):
    uri = client.open(project / "src" / "a.py", text="x = 1\n" * 1_700_000)
    client.ready()
    assert "know this file" in client.hover(uri, 5).replace("knows", "know")
    client.edit(uri, (0, 0), (0, 0), "y = 2\n")
    assert client.document("diagnostic", uri)["items"] == []
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert alive(client, client.open(project / "src" / "a.py"))


def test_unicode_that_is_none_is_carried_along(client, project):
    uri = client.open(project / "src" / "a.py")
    client.ready()
    client.edit(uri, (0, 0), (0, 0), "\ud800\udfff x \ud800\n\x00\x1b[31m\n")
    assert client.hover(uri, 0, 4) is not None
    client.edit(uri, (0, 0), (2, 0), "", 3)
    assert alive(client, uri)


def test_ten_thousand_cancelled_requests_are_all_answered(client, project):
    uri = client.open(project / "src" / "a.py")
    client.ready()
    params = {"textDocument": {"uri": uri}, "position": {"line": 4, "character": 0}}
    asked = []
    for _ in range(10_000):
        asked.append(client.ask("textDocument/hover", params))
        client.notify("$/cancelRequest", {"id": asked[-1]})
    codes = set()
    for number in asked:
        try:
            client.answer(number)
        except client.Error as error:
            codes.add(error.code)
    assert codes <= {-32800}
    assert alive(client, uri)


def test_a_repository_may_be_deleted_while_it_is_open(client, project):
    uri = client.open(project / "src" / "a.py")
    client.ready()
    shutil.rmtree(project / ".git")
    assert client.hover(uri, 4) is None
    shutil.rmtree(project)
    assert client.hover(uri, 4) is None
    assert client.document("codeLens", uri) == []


def test_a_repository_may_be_replaced_while_it_is_open(client, project, repo):
    other = repo("2024-05-01 eve src/a.py +14", name="other")
    text = (other / "src" / "a.py").read_text()
    uri = client.open(project / "src" / "a.py")
    client.ready()
    shutil.rmtree(project / ".git")
    shutil.move(other / ".git", project / ".git")
    client.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": text}]},
    )
    client.command("refresh")
    client.ready()
    assert "eve" in client.hover(uri, 4)


def test_without_git_nothing_is_known_and_that_is_said(connect, repo, tmp_path):
    root = repo("2024-05-01 eve src/a.py +14")
    (tmp_path / "bin").mkdir()
    client = connect(environment={"PATH": str(tmp_path / "bin")})
    client.start(root)
    uri = client.open(root / "src" / "a.py")
    [told] = client.ready()
    assert told["state"] == "failed"
    assert "git was not found" in told["told"]
    assert client.hover(uri, 4) is None
    assert "git was not found" in client.request("influencekit/panel", {"uri": uri})["markdown"]


def test_a_cache_that_cannot_be_written_costs_speed_alone(connect, project, tmp_path):
    (tmp_path / "file").write_text("no folder")
    client = connect(environment={"XDG_CACHE_HOME": str(tmp_path / "file")})
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    client.ready()
    assert alive(client, uri)


def test_two_servers_on_one_repository_both_answer_and_see_each_others_notes(connect, project):
    one, two = connect(), connect()
    uris = []
    for client in (one, two):
        client.start(project)
        uris.append(client.open(project / "src" / "a.py"))
    for client, uri in zip((one, two), uris, strict=True):
        client.ready()
        assert alive(client, uri)
    one.command("note.add", {"uri": uris[0], "first": 4, "text": "Seen by both"})
    two.notify("workspace/didChangeWatchedFiles", {"changes": []})
    seen = two.command("refresh") and two.command("notes", uris[1])["notes"]
    assert [it["text"].strip() for it in seen] == ["Seen by both"]


GOOD = """---
note: 1
kind: question
author: Ada
created: '2024-01-01T00:00:00Z'
anchor:
  path: src/a.py
  lines: '4'
  text:
  - 'def first(x):'
---

Still *here*? <img src=x onerror=alert(1)> [x](command:rm)
"""
BROKEN = {
    "20240101-00000001.md": "no front matter at all\n",
    "20240101-00000002.md": "---\nnote: 1\nkind: [\n---\n\nBroken YAML\n",
    "20240101-00000003.md": GOOD.replace("src/a.py", "../../etc/passwd"),
    "20240101-00000004.md": GOOD.replace("src/a.py", "/etc/passwd"),
    "20240101-00000005.md": GOOD + "\n<<<<<<< ours\none\n=======\ntwo\n>>>>>>> theirs\n",
    "20240101-00000006.md": "\x00\xff" * 100,
    "20240101-0a0b0c0e.md": GOOD.replace("!!", "").replace("'4'", "'99999999999999999999'"),
}


def test_notes_that_are_broken_cost_themselves_alone_and_nothing_in_them_runs(client, project):
    folder = project / ".mentoring" / "notes"
    folder.mkdir(parents=True)
    (project / NOTE).write_text(GOOD)
    for name, text in BROKEN.items():
        (folder / name).write_text(text)
    (folder / "20240101-0000000f.md").symlink_to("/etc/passwd")
    uri = client.open(project / "src" / "a.py")
    client.ready()
    client.command("refresh")
    client.ready()
    told = client.hover(uri, 3)
    assert "Still" in told
    assert "\\<img" in told
    assert "](command" not in told.replace("\\](command", "")
    everything = json.dumps(client.command("notes"))
    assert "passwd" not in everything
    assert any("20240101-00000002.md" in line for line in client.log)


def test_a_note_is_never_written_outside_of_its_folder(client, project, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (project / ".mentoring").symlink_to(tmp_path / "elsewhere")
    uri = client.open(project / "src" / "a.py")
    client.ready()
    with pytest.raises(client.Error):
        client.command("note.add", {"uri": uri, "first": 4, "text": "Out"})
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert alive(client, uri)


def test_a_plugin_that_breaks_costs_its_section_only(project):
    from influencekit_lsp.sources import notes, version  # noqa: PLC0415 - loads numpy

    class Broken:
        name = "broken"
        gives = frozenset()

        def detect(self, root):
            return True

        def read(self, root, request):
            raise ZeroDivisionError

        def notes(self, root, request):
            raise ZeroDivisionError("as plugins do")

        def add(self, root, note, request):
            raise ZeroDivisionError

        def append(self, root, note, entry, request):
            raise ZeroDivisionError

    from influencekit_lsp import sources  # noqa: PLC0415 - see above

    registry = sources.registry_of(())
    registry.add(_offering(Broken()), "broken-plugin")
    try:
        problems = []
        assert notes(project, problems) == []
        assert any("as plugins do" in str(it) for it in problems)
        assert version(project, "src/a.py", "HEAD") is not None
    finally:
        sources.registry_of.cache_clear()


def _offering(source):
    from influencekit.hookspecs import hookimpl  # noqa: PLC0415 - see above

    class Plugin:
        @hookimpl
        def influencekit_register_sources(self, register):
            register(source)

    return Plugin()


def test_nothing_is_written_below_the_folder_that_is_read(client, project):
    def state():
        listed = subprocess.run(
            ["find", str(project), "-printf", "%p %T@ %s\n"], capture_output=True, check=True
        )
        return listed.stdout

    before = state()
    uri = client.open(project / "src" / "a.py")
    client.ready()
    assert alive(client, uri)
    client.document("codeLens", uri)
    client.request("influencekit/panel", {"uri": uri})
    assert state() == before
    assert not Path(project / ".mentoring").exists()


def test_lines_of_megabytes_are_not_looked_into(client, project):
    uri = client.open(project / "src" / "a.py", language="c")
    client.ready()
    for text in ("a " * 1_000_000, "@" * 1_000_000, "-by: " * 200_000, "f" * 1_000_000):
        client.edit(uri, (0, 0), (0, 10**8), text)
        assert client.hover(uri, 0) is not None
        client.document("codeLens", uri)
        client.document("documentLink", uri)
        at = {"line": 0, "character": 10**6}
        client.document("completion", uri, position=at)
    client.edit(uri, (0, 0), (0, 10**8), "import os")
    assert alive(client, uri)
