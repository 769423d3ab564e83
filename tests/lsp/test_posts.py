"""What an editor offers about posts: what to write about, a post about it, and what to mend in one."""

import pytest

POST = "_posts/2024-03-01-how.md"


def titles(client, uri):
    point = {"line": 0, "character": 0}
    asked = {"diagnostics": [], "triggerKind": 1}
    found = client.document("codeAction", uri, range={"start": point, "end": point}, context=asked)
    return [it["title"] for it in found]


def test_ideas_are_those_of_the_command_line_and_one_of_them_becomes_a_post(connect, project):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    client.ready()
    assert "Find something to write about" in titles(client, uri)
    found = client.request("influencekit/post/ideas", {"uri": uri})
    assert found["ideas"][0]["id"] in found["message"]
    begun = client.command("post.begin", {"id": found["ideas"][0]["id"]})
    [draft] = project.glob("_drafts/*.md")
    assert begun["open"] == draft.as_uri()
    assert begun["title"] in draft.read_text(encoding="utf-8")
    with pytest.raises(client.Error, match="No opportunity has the id 'gone'"):
        client.command("post.begin", {"id": "gone"})


def test_a_post_is_checked_as_it_is_saved_and_no_other_one_with_it(connect, project):
    client = connect()
    client.start(project)
    file = project / POST
    uri = client.open(file, "markdown")
    client.ready()
    assert "Check this post" in titles(client, uri)
    assert "Start a post about this file" not in titles(client, uri)
    other = file.with_name("2024-03-02-other.md")
    other.write_text("---\ntitle: Other\n---\n\n[gone](nowhere.md)\n", encoding="utf-8")
    assert client.request("influencekit/post/check", {"uri": uri})["message"] == (
        f"Nothing to mend in {POST}."
    )
    with file.open("a", encoding="utf-8") as post:
        post.write("\n[gone](nowhere.md)\n")
    [remark] = client.request("influencekit/post/check", {"uri": uri})["remarks"]
    assert (remark["line"], "nowhere.md" in remark["text"]) == (11, True)


def test_where_there_is_no_blog_nothing_is_offered_and_an_idea_says_what_is_missing(connect, repo):
    root = repo('2024-01-01 ada a.py +3 "feat: Add a"')
    client = connect()
    client.start(root)
    uri = client.open(root / "a.py")
    client.ready()
    assert not [title for title in titles(client, uri) if "post" in title or "write" in title]
    for idea in client.request("influencekit/post/ideas", {"uri": uri})["ideas"]:
        with pytest.raises(client.Error, match="no blog here"):
            client.command("post.begin", {"id": idea["id"], "uri": uri})
