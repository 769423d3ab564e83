"""``influencekit serve``: for this machine and whoever knows the address, and for nobody else."""

import http.client
import os
import re
import shlex
import subprocess
import sys
import threading
import webbrowser
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from influencekit.cli.editors import Opening
from influencekit.cli.panel import GONE, HEADERS, Panel, PanelServer, browsing
from influencekit.errors import ExitCode
from influencekit.render.html.editor import Editor


class Shown:
    """A panel that shows the name of the file."""

    def __init__(self):
        self.path = "a.py"
        self.panel = Panel(lambda: f"page {self.path}", lambda: self.path, self.go)

    def go(self, path):
        if path.startswith("/"):
            return False
        self.path = path
        return True


@contextmanager
def answering(panel):
    """Yield a server that answers in another thread."""
    with PanelServer(panel, idle=60) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield running
        finally:
            running.shutdown()
            thread.join()


@pytest.fixture
def server():
    """Return a server that shows the name of a file."""
    with answering(Shown().panel) as running:
        yield running


def ask(server, path, *, method="GET", body=None, headers=None, port=None):
    """Return status, headers and text of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port or server.server_port, timeout=10)
    with closing(connection):
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read().decode()


def below(server, name):
    return f"/{server.token}/{name}"


def test_whoever_knows_the_address_gets_the_page_and_its_part(server):
    assert ask(server, below(server, ""))[::2] == (200, "page a.py")
    assert ask(server, below(server, "here"))[::2] == (200, "a.py")
    assert server.address == f"http://127.0.0.1:{server.server_port}/{server.token}/"


@pytest.mark.parametrize("path", ["/", "/here", "/wrong/", "/wrong/here", "/{token}", "/{token}x/"])
def test_whoever_does_not_know_it_gets_nothing(server, path):
    status, _, text = ask(server, path.format(token=server.token))
    assert (status, text) == (404, "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_foreign_name_or_page_gets_nothing_even_with_the_token(server, headers):
    assert ask(server, below(server, ""), headers=headers)[::2] == (404, "")
    assert ask(server, below(server, "at"), method="POST", body="b.py", headers=headers)[0] == 404


def test_no_other_page_may_read_or_frame_or_keep_an_answer(server):
    _, headers, _ = ask(server, below(server, ""))
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert not [name for name in headers if name.startswith("Access-Control")]


def test_it_listens_on_this_machine_alone(server):
    assert server.socket.getsockname()[0] == "127.0.0.1"


def test_an_editor_moves_and_open_pages_are_told(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    with closing(connection):
        connection.request("GET", below(server, "events"))
        events = connection.getresponse()
        while not server._open:
            threading.Event().wait(0.01)
        assert ask(server, below(server, "at"), method="POST", body="b.py")[0] == 204
        assert events.readline() == b"data: moved\n"
    assert ask(server, below(server, "here"))[2] == "b.py"


def test_a_file_elsewhere_is_refused(server):
    assert ask(server, below(server, "at"), method="POST", body="/etc/passwd")[0] == 404
    assert ask(server, below(server, "here"))[2] == "a.py"


def test_too_much_is_refused(server):
    assert ask(server, below(server, "at"), method="POST", body="x" * 5000)[0] == 413
    chunked = {"Transfer-Encoding": "chunked"}
    assert (
        ask(server, below(server, "at"), method="POST", body="0\r\n\r\n", headers=chunked)[0] == 413
    )


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_else_is_answered(server, method):
    status, headers, _ = ask(server, below(server, ""), method=method)
    assert status == 501
    assert not [name for name in headers if name.startswith("Access-Control")]


def test_a_browser_is_sent_there_by_a_file_that_others_cannot_read_and_that_goes(monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    with browsing("http://127.0.0.1:1/secret/"):
        [address] = opened
        assert "secret" not in address
        page = Path(unquote(urlsplit(address).path))
        assert "http://127.0.0.1:1/secret/" in page.read_text(encoding="ascii")
        assert page.parent.stat().st_mode & 0o077 == 0
    assert not page.parent.exists()


def test_it_stops_when_nobody_looks():
    with PanelServer(Shown().panel, idle=0.0) as server:
        server.until_idle()


def test_it_goes_on_while_a_page_is_open():
    with PanelServer(Shown().panel, idle=0.0) as server:
        server.timeout = 0.01
        server.seen(opened=1)
        thread = threading.Thread(target=server.until_idle)
        thread.start()
        assert ask(server, below(server, "here"))[2] == "a.py"
        assert thread.is_alive()
        server.seen(opened=-1)
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def serving(cli, story, monkeypatch):
    """Return a function that serves the story, asks for some paths and returns the answers."""

    def serve(asked, *options, path="src/engine.py"):
        answers = []

        def once(server):
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            answers.extend(ask(server, below(server, name), **more) for name, more in asked)
            server.shutdown()
            thread.join()

        monkeypatch.setattr(PanelServer, "until_idle", once)
        outcome = cli("serve", story / path, "--no-open", *options)
        return outcome, answers

    return serve


def test_the_page_opens_at_the_file_and_follows(serving, story):
    move = ("at", {"method": "POST", "body": str(story / "docs/guide.md")})
    outcome, answers = serving(
        [("", {}), move, ("here", {}), ("at", {"method": "POST", "body": "../x"})]
    )
    assert outcome.code == ExitCode.OK, outcome.err
    assert outcome.out.startswith("http://127.0.0.1:")
    page, moved, here, refused = answers
    assert '<section id="here" aria-live="polite"><h2 id="here-title">src/engine.py</h2>' in page[2]
    assert "connect-src &#x27;self&#x27;" in page[2]
    assert (moved[0], refused[0]) == (204, 404)
    assert '<h2 id="here-title">docs/guide.md</h2>' in here[2]


def test_a_file_that_nobody_committed_says_so(serving):
    _, [here] = serving([("here", {})], path="src/new.py")
    assert here[0] == 200
    assert "src/new.py" in here[2]


def test_links_open_the_editor_that_is_named(serving, story):
    _, [here] = serving([("here", {})], "--editor", "vscode")
    assert f'href="vscode://file{story}/src/engine.py:1"' in here[2]


def test_a_port_in_use_is_told(cli, story, server):
    outcome = cli("serve", story, "--no-open", "--port", server.server_port)
    assert outcome.code == ExitCode.ENVIRONMENT
    assert f"Cannot listen on port {server.server_port}" in outcome.err


def test_open_pages_are_told_that_the_history_is_another_one(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    with closing(connection):
        connection.request("GET", below(server, "events"))
        events = connection.getresponse()
        while not server.watched:
            threading.Event().wait(0.01)
        server.changed()
        assert events.readline() == b"data: changed\n"


def test_the_page_shows_the_commit_that_came_meanwhile(cli, story, monkeypatch):
    answers = []

    def until_idle(server):
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
        with closing(connection):
            connection.request("GET", below(server, "events"))
            events = connection.getresponse()
            (story / "src" / "new.py").write_text("print()\n")
            git = ["git", "-C", story, "-c", "user.name=a", "-c", "user.email=a@example.org"]
            subprocess.run([*git, "add", "src/new.py"], check=True)
            subprocess.run([*git, "commit", "-q", "-m", "A subject of its own"], check=True)
            while (line := events.readline()) in {b": here\n", b"\n"}:
                pass
            answers.append(line)
        answers.append(ask(server, below(server, ""))[2])
        server.shutdown()
        thread.join()

    monkeypatch.setattr(PanelServer, "until_idle", until_idle)
    outcome = cli("serve", story, "--no-open")
    assert outcome.code == ExitCode.OK, outcome.err
    assert answers[0] == b"data: changed\n"
    assert "A subject of its own" in answers[1]


@pytest.fixture
def editor(tmp_path):
    """Return a command that keeps what it is given, and a function that waits for that."""
    program, told = tmp_path / "my editor.py", tmp_path / "told"
    program.write_text(
        "import pathlib, sys, os\n"
        f"part = pathlib.Path({str(told)!r} + '.part')\n"
        "part.write_bytes(b'\\0'.join(map(os.fsencode, [*sys.argv[1:], sys.stdin.read()])))\n"
        f"part.rename({str(told)!r})\n"
    )

    def given():
        for _ in range(1000):
            if told.exists():
                said = told.read_bytes()
                told.unlink()
                return [os.fsdecode(it) for it in said.split(b"\0")]
            threading.Event().wait(0.01)
        raise AssertionError("the editor was not started")

    return f"{shlex.quote(sys.executable)} {shlex.quote(str(program))}", given


NAMES = [
    "plain.py",
    "two words.py",
    'it\'s "quoted".py',
    "$(touch pwned) `touch pwned` $HOME; touch pwned.py",
    "-e.py",
    "{line} {path}.py",
    "a%2Fb?c#d&e.py",
    "new\nline.py",
    "ünï\u202e.py",
    os.fsdecode(b"latin-\xe9.py"),
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_link_starts_the_editor_with_the_path_as_it_is(editor, tmp_path, name):
    (tmp_path / name).write_text("")
    command, given = editor
    opening = Opening.of(command + " -n +{line} {path} --file={path}")
    panel = Panel(str, str, lambda _: True, open=partial(opening.open, tmp_path))
    address = Editor(opening.address, str(tmp_path)).address(name)
    assert not re.search(r"[^\w/.%~-]", address)
    assert address.startswith("open/1/")
    with answering(panel) as server:
        assert ask(server, below(server, address))[::2] == (204, "")
    path = str(tmp_path / name)
    assert given() == ["-n", "+1", path, f"--file={path}", ""]
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    "name",
    [
        "missing.py",
        "folder",
        "folder/",
        "",
        "../outside.py",
        "folder/../a.py",
        "folder/%2e%2e/a.py",
        "leads-out.py",
        "folder-out/outside.py",
        "circle/a.py",
        "a.py%00",
        "x" * 5000,
    ],
)
def test_nothing_but_a_file_below_the_root_is_opened(editor, tmp_path, name):
    root = tmp_path / "root"
    (root / "folder").mkdir(parents=True)
    (root / "a.py").write_text("")
    (tmp_path / "outside.py").write_text("")
    (root / "leads-out.py").symlink_to(tmp_path / "outside.py")
    (root / "folder-out").symlink_to(tmp_path)
    (root / "circle").symlink_to(root / "circle")
    command, given = editor
    opening = Opening.of(command + " {path}")
    with answering(Panel(str, str, bool, open=partial(opening.open, root))) as server:
        status, _, text = ask(server, below(server, f"open/1{root}/{name}"))
        assert (status, text) == (404, GONE)
        assert ask(server, below(server, f"open/2{root}/a.py"))[0] == 204
    assert given()[0] == str(root / "a.py")  # that, and nothing before it


@pytest.mark.parametrize(
    "line", ["0", "-1", "", "1.5", "x", "1" * 10, "%31", "\u0661".encode().decode("latin-1")]
)
def test_a_line_is_a_number(line):
    opened = []
    with answering(Panel(str, str, bool, open=lambda *it: not opened.append(it))) as server:
        assert ask(server, below(server, f"open/{quote(line, safe='%')}/a.py"))[0] == 404
    assert opened == []


def test_whoever_does_not_know_the_address_opens_nothing():
    opened = []
    with answering(Panel(str, str, bool, open=lambda *it: not opened.append(it))) as server:
        assert ask(server, "/wrong/open/1/a.py")[::2] == (404, "")
        assert ask(server, "/open/1/a.py")[::2] == (404, "")
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
            assert ask(server, below(server, "open/1/a.py"), headers=headers)[::2] == (404, "")
        assert ask(server, below(server, "open/1/a.py"), method="POST", body="")[0] == 404
        assert opened == []
        assert ask(server, below(server, "open/7/a.py"))[0] == 204
    assert opened == [("/a.py", 7)]


def test_a_page_without_a_command_opens_nothing(server):
    assert ask(server, below(server, "open/1/etc/hostname"))[0] == 404


def test_links_of_the_page_start_the_command(serving, story, editor):
    command, given = editor
    link = f"open/1{story}/docs/guide.md"
    outcome, [page, here, opened] = serving(
        [("", {}), ("here", {}), (link, {})], "--editor", f"{command} +{{line}} {{path}}"
    )
    assert outcome.err == ""
    assert f'href="open/1{story}/src/engine.py"' in here[2]
    assert f'href="{link}"' in page[2]
    assert opened[0] == 204
    assert given() == ["+1", str(story / "docs/guide.md"), ""]


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("no-such-editor", "Cannot start the editor 'no-such-editor': No such file or directory."),
        (f"{shlex.quote(sys.executable)} -c 'exit(3)'", "ended with 3."),
    ],
)
def test_an_editor_that_fails_is_told_and_the_page_stays(cli, story, monkeypatch, program, told):
    said, heard = [], threading.Semaphore(0)

    def echo(message, *, err=False):
        said.append((message, err))
        heard.release()

    def until_idle(server):
        monkeypatch.setattr("influencekit.cli.editors.click.echo", echo)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        assert ask(server, below(server, f"open/1{story}/src/engine.py"))[0] == 204
        assert heard.acquire(timeout=10)
        assert ask(server, below(server, "here"))[0] == 200
        server.shutdown()
        thread.join()

    monkeypatch.setattr(PanelServer, "until_idle", until_idle)
    outcome = cli("serve", story, "--no-open", "--editor", f"{program} {{path}}")
    assert outcome.code == ExitCode.OK, outcome.err
    [(message, err)] = said
    assert err
    assert told in message


@pytest.mark.parametrize(
    "text",
    ["vim", "code --goto", "vscode://file:{line}", "{path}", "{path} {path}", "vi '{path}", " "],
)
def test_an_editor_that_is_given_no_path_is_refused(cli, story, text):
    outcome = cli("serve", story, "--no-open", "--editor", text)
    assert outcome.code == ExitCode.USAGE
    assert "--editor" in outcome.err
    assert repr(text) in outcome.err


def test_a_repository_names_no_editor(cli, story):
    (story / ".influencekit.toml").write_text('[serve]\neditor = "touch {path}"\n')
    outcome = cli("serve", story, "--no-open")
    assert outcome.code == ExitCode.USAGE
    assert "serve: expected a key that exists" in outcome.err


def test_an_editor_may_know_the_folder_by_another_name(serving, story, tmp_path):
    (tmp_path / "other").symlink_to(story)
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    names = (tmp_path / "other/docs/guide.md", tmp_path / "circle/a/b", story.parent / "x.py")
    moves = [("at", {"method": "POST", "body": str(name)}) for name in names]
    _, answers = serving([*moves, ("here", {})])
    assert [answer[0] for answer in answers] == [204, 404, 404, 200]
    assert '<h2 id="here-title">docs/guide.md</h2>' in answers[-1][2]
