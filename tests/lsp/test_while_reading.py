"""While a history is being read: what is known already, and which processes there are."""

import itertools
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

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


def wrapped(folder, before):
    """Return an environment in which a script of `before` runs before each git, as its process."""
    script = folder / "bin" / "git"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\n{before}exec "{shutil.which("git")}" "$@"\n')
    script.chmod(0o755)
    return {"PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}"}


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


def test_while_it_reads_a_history_and_fetches_a_file_there_are_two_git_processes_at_most(
    connect, repo, git, tmp_path
):
    days = "\n".join(f"2024-01-{1 + n % 28:02d} ada src/f{n % 40}.py +3" for n in range(400))
    root = repo(days)
    git(root, "config", "user.name", "Cyd")
    began, ran = tmp_path / "began", tmp_path / "ran"
    began.touch()
    script = TIMING.format(began=began, ran=ran, git=shutil.which("git"))
    client = connect(environment=wrapped(tmp_path, script))
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
    assert most_at_once(tuple(map(float, it.split())) for it in ran.read_text().splitlines()) == 2


TIMING = """\
echo $3 $5 $6 >> "{began}"
read -r from _ < /proc/uptime
case "$*" in *" log --stdin"*|*" diff-tree "*) sleep 1;; esac
"{git}" "$@"
code=$?
read -r to _ < /proc/uptime
echo $from $to >> "{ran}"
exit $code
"""
"""Says from when to when each git ran; of one that is killed nothing."""


def most_at_once(spans):
    """Return how many of the spans of time have a moment in common, at most."""
    ends = sorted((at, step) for span in spans for at, step in zip(span, (1, -1), strict=True))
    return max(itertools.accumulate(step for _, step in ends))


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


def _children(process, called=""):
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [line.split()[0] for line in listed.stdout.splitlines() if called in line]


def test_a_reader_whose_git_is_stuck_does_not_outlive_a_server_that_is_killed(held, project):
    client, _ = held
    client.open(project / "src" / "a.py")
    client.until_true(lambda: _children(client.process, "reading"))
    children = _children(client.process, "reading")
    client.process.send_signal(signal.SIGKILL)
    client.process.wait(30)
    client.until_true(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
