"""``influencekit serve``: for this machine and whoever knows the address, and for nobody else."""

import http.client
import subprocess
import threading
from contextlib import closing

import pytest

from influencekit.cli.follow import Follower, signature
from influencekit.cli.panel import HEADERS, Panel, PanelServer
from influencekit.errors import ExitCode, InputError
from influencekit.registry import Registry


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


@pytest.fixture
def server():
    """Return a server that answers in another thread."""
    with PanelServer(Shown().panel, idle=60) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


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


class Read:
    """What is there, and how often it was read."""

    def __init__(self):
        self.there, self.times, self.failing = 0, 0, False
        self.done, self.told = threading.Semaphore(0), []

    def look(self):
        return (self.there,)

    def refresh(self):
        self.times += 1
        self.done.release()
        if self.failing:
            raise InputError("gone")

    def follower(self, **more):
        given = {"wanted": lambda: True, "pace": 0.01, "settled": 0.01} | more
        return Follower(self.look, self.refresh, failed=self.told.append, **given)


def test_what_changed_is_read_again_once():
    read = Read()
    with read.follower():
        read.there = 1
        assert read.done.acquire(timeout=10)
        assert not read.done.acquire(timeout=0.1)
    assert read.times == 1


def test_it_waits_until_nothing_changes_any_more():
    read, looks = Read(), iter(range(1, 6))
    read.look = lambda: (next(looks, 9),)
    with read.follower():
        assert read.done.acquire(timeout=10)
    assert next(looks, None) is None
    assert read.times == 1


def test_nothing_is_done_while_nobody_looks():
    read, wanted = Read(), threading.Event()
    with read.follower(wanted=wanted.is_set):
        read.there = 1
        assert not read.done.acquire(timeout=0.1)
        wanted.set()
        assert read.done.acquire(timeout=10)


def test_what_cannot_be_read_is_told_and_tried_at_the_next_change():
    read = Read()
    read.failing = True
    with read.follower():
        read.there = 1
        assert read.done.acquire(timeout=10)
        read.there = 2
        assert read.done.acquire(timeout=10)
        read.failing = False
        read.there = 3
        assert read.done.acquire(timeout=10)
    assert read.told == ["gone", "gone"]


def test_a_commit_a_setting_and_a_note_change_the_signature_and_reading_does_not(story):
    sources = Registry.discover().collect("sources").values()

    def now():
        return signature([story], sources)

    seen = [now()]
    assert now() == seen[0]
    git = ["git", "-C", story, "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "more"], check=True)
    seen.append(now())
    (story / ".influencekit.toml").write_text("")
    seen.append(now())
    (story / ".mentoring" / "notes").mkdir(parents=True, exist_ok=True)
    (story / ".mentoring" / "notes" / "n.md").write_text("text")
    seen.append(now())
    assert len(set(seen)) == 4


def test_a_source_that_fails_tells_nothing(tmp_path):
    class Broken:
        def detect(self, root):
            raise RuntimeError

    assert signature([tmp_path], [Broken()])[0] is None


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
