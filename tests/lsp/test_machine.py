"""A machine that is in the way, and repositories that change under an open editor."""

import os
import re
import shutil
import subprocess

import pytest


def blamed(root, path):
    """Return the commit of each line of a file as git says it, ten digits; zeros: not committed."""
    said = subprocess.run(
        ["git", "-C", root, "blame", "--porcelain", "--", path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [
        oid[:10] for oid in re.findall(r"^([0-9a-f]{40}) \d+ \d+(?: \d+)?$", said, re.MULTILINE)
    ]


def agrees(client, uri, root, path):
    """Whether each hover names the commit that git names, or says that there is none yet."""
    for line, oid in enumerate(blamed(root, path)):
        told = client.hover(uri, line) or ""
        where = "not committed yet" if oid == "0" * 10 else f"`{oid}`"
        if f"This line: {where}" not in told:
            return False
    return True


class Editor:
    """An editor that shows a file as it lies on disk, as most do when it changes there."""

    def __init__(self, client, file):
        self.client, self.file, self.version = client, file, 1
        self.uri = client.open(file)

    def reload(self):
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        changes = [{"text": self.file.read_text()}]
        params = {"textDocument": document, "contentChanges": changes}
        self.client.notify("textDocument/didChange", params)


def pulled(root, git, tmp_path):
    git(tmp_path, "clone", "--quiet", root, "upstream")
    upstream = tmp_path / "upstream"
    (upstream / "src/b.py").write_text("# pulled\ndef b():\n    return 2\n\nx = b()\n")
    git(upstream, "-c", "user.name=Eve", "-c", "user.email=e@e.dev", "commit", "-qam", "Up")
    git(root, "pull", "--quiet", "--ff-only", upstream, "HEAD")


def rebased(root, git, _):
    git(root, "checkout", "--quiet", "-b", "topic", "HEAD~1")
    (root / "src/b.py").write_text("def b():\n    return 1\n\ny = b()\n")
    git(root, "commit", "--quiet", "--all", "-m", "Rename x")
    git(root, "rebase", "--quiet", "-")


def stashed(root, git, _):
    (root / "src/b.py").write_text("# in the way\n")
    git(root, "stash", "--quiet")


def popped(root, git, _):
    (root / "src/b.py").write_text("def b():\n    return 1\n\nz = b()\n")
    git(root, "stash", "--quiet")
    git(root, "stash", "pop", "--quiet")


def amended(root, git, _):
    (root / "src/b.py").write_text("def b():\n    return 3\n\nx = b()\n")
    git(root, "commit", "--quiet", "--all", "--amend", "-m", "Otherwise")


def reset(root, git, _):
    git(root, "reset", "--quiet", "--hard", "HEAD~1")


@pytest.mark.parametrize("change", [pulled, rebased, stashed, popped, amended, reset])
def test_what_git_does_to_the_history_is_followed(connect, project, git, tmp_path, change):
    client = connect()
    client.start(project)
    editor = Editor(client, project / "src" / "b.py")
    client.ready()
    client.until_true(lambda: agrees(client, editor.uri, project, "src/b.py"))
    change(project, git, tmp_path)
    editor.reload()
    client.until_true(lambda: agrees(client, editor.uri, project, "src/b.py"))


def goes_on(client, uri):
    """Whether the server answers, whatever it knows."""
    client.hover(uri, 0)
    return client.request("influencekit/status", {})["enabled"]


@pytest.mark.parametrize("blocks", [0, 8])
def test_a_full_disk_is_said_and_the_server_goes_on(connect, project, blocks):
    limited = ("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh")  # no file gets larger than that
    client = connect(within=limited)
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    [found] = client.ready()
    if blocks:
        assert found["state"] == "ready"
        assert "Ada" in client.hover(uri, 4)
    else:
        assert found["state"] == "failed"
        assert found["told"]
        with pytest.raises(client.Error):
            client.command("note.add", {"uri": uri, "first": 4, "text": "Too much"})
        assert list(project.glob(".mentoring/notes/*")) == []
    assert goes_on(client, uri)


@pytest.mark.parametrize("part", [".git", ".git/objects", ".git/HEAD"])
def test_a_repository_without_permission_is_said_and_the_server_goes_on(connect, project, part):
    obeying = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    root = os.geteuid() == 0
    if root and subprocess.run([*obeying, "true"], check=False).returncode:
        pytest.skip("root may read everything, and cannot be kept from it here")
    mode = (project / part).stat().st_mode
    (project / part).chmod(0)
    try:
        client = connect(within=obeying if root else ())
        client.start(project)
        uri = client.open(project / "src" / "a.py")
        states = client.request("influencekit/status", {})["roots"] and client.ready()
        assert all(f"{project}/.git" in it["told"] for it in states), states
        assert goes_on(client, uri)
    finally:
        (project / part).chmod(mode)


def test_two_servers_that_read_one_repository_from_nothing_both_come_to_its_end(
    connect, project, tmp_path
):
    cache = {"XDG_CACHE_HOME": str(tmp_path / "empty")}
    clients = [connect(environment=cache) for _ in range(2)]
    for client in clients:
        client.start(project)
    uris = [client.open(project / "src" / "b.py") for client in clients]
    for client, uri in zip(clients, uris, strict=True):
        [found] = client.ready()
        assert found["state"] == "ready"
        assert agrees(client, uri, project, "src/b.py")


def test_a_repository_may_be_deleted_while_it_is_read(connect, project):
    client = connect()
    client.start(project)
    uri = client.open(project / "src" / "a.py")
    shutil.rmtree(project)
    client.until_true(lambda: client.hover(uri, 4) is None)
    assert goes_on(client, uri)


def test_a_file_that_is_renamed_while_a_history_is_read_is_told_of_when_it_is_read(
    connect, project, git
):
    client = connect()
    client.start(project)
    old, new = project / "src" / "b.py", project / "src" / "c.py"
    uri = client.open(old)
    git(project, "mv", "src/b.py", "src/c.py")
    files = [{"oldUri": old.as_uri(), "newUri": new.as_uri()}]
    client.notify("workspace/didRenameFiles", {"files": files})
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    uri = client.open(new)
    client.ready()
    client.until_true(lambda: "bob" in (client.hover(uri, 0) or ""))
