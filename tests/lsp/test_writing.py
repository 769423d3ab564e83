"""Notes and posts that are begun, answered and shown in an editor."""

import json
from pathlib import Path

REFRESHED = {"diagnostics": {"refreshSupport": True}}


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
