"""Real editors that tests drive: in a terminal that nobody sees, and VS Code in a headless Chromium.

What people would see is kept in ``build/screenshots``. `make test-editors` installs them.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import attrs
import pytest

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / "build" / "editors"
PICTURES = ROOT / "build" / "screenshots" / "editors"
NEWER = INSTALLED / "trixie" / "bin"
EXTENSION = ROOT / "lsp" / "editors" / "vscode"
SERVER = INSTALLED / "vscode" / "node_modules/code-server/lib/vscode/out/server-main.js"
SERVE = [str(Path(sys.executable).with_name("influencekit")), "lsp"]

ENGINE = '''class Engine:
    """Turns."""

    def turn(self):
        self.angle += 1
        self.angle += 1
        return self.angle

    def stop(self):
        self.angle = 0
'''
GO = """
    def go(self):
        return self.turn()
"""
FASTER = '"""Engines."""\n\nSTEP = 2\n\n\n' + (ENGINE + GO).replace(
    "        self.angle += 1\n        self.angle += 1\n", "        self.angle += STEP\n"
)


def pytest_collection_modifyitems(items):
    """Mark what is in this folder, so that the quick suite can leave it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("editors")


def pytest_terminal_summary(terminalreporter):
    """Say what was not tried, where nobody can miss it."""
    left_out = terminalreporter.stats.get("skipped", [])
    if left_out:
        terminalreporter.section("NOT TRIED", sep="*", red=True, bold=True)
    for report in left_out:
        terminalreporter.line(f"{report.nodeid}: {report.longrepr[2]}", red=True)


def until(told, ask, seconds=60):
    """Return what `ask` returns once that is true; fail with `told`, or what it returns, if never."""
    end = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < end, f"waited in vain: {told() if callable(told) else told}"
        time.sleep(0.1)
    return found


PATH = os.pathsep.join([str(Path(sys.executable).parent), str(NEWER), os.environ["PATH"]])


@pytest.fixture
def find():
    """Return a function that finds a program; the test is left out where there is none."""

    def found(*names):
        places = [shutil.which(name, path=PATH) for name in names]
        if not any(places):
            pytest.skip(f"{names[0]} is not installed: make test-editors installs it")
        return next(filter(None, places))

    return found


@pytest.fixture
def workspace(git, tmp_path):
    """Return a repository of Ada's and Bob's; on the branch `faster` Cyd moved and changed its lines."""
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Dee Day")

    def commit(who, day, text, message):
        (root / "engine.py").write_text(text, encoding="utf-8")
        mail = f"{who.split()[0].lower()}@example.org"
        told = {"NAME": who, "EMAIL": mail, "DATE": f"{day}T12:00:00Z"}
        roles = {f"GIT_{role}_{it}": told[it] for role in ("AUTHOR", "COMMITTER") for it in told}
        git(root, "add", "engine.py")
        git(root, "commit", "-q", "-m", message, env={**os.environ, **roles})

    commit("Ada Lovelace", "2024-01-01", ENGINE, "Turn")
    commit("Bob Brown", "2024-02-01", ENGINE + GO, "Go")
    git(root, "switch", "-q", "-c", "faster")
    commit("Cyd Charisse", "2024-03-01", FASTER, "Turn in one step")
    git(root, "switch", "-q", "main")
    return root


@pytest.fixture
def notes(workspace):
    """Return a function that says which files of notes there are."""
    return lambda: sorted(workspace.glob(".mentoring/notes/*.md"))


@attrs.frozen
class Terminal:
    """A program in a terminal that nobody sees."""

    name: str
    socket: Path

    def tmux(self, *arguments, **options):
        """Run a command of tmux, and return what it says."""
        command = ["tmux", "-u", "-f", os.devnull, "-S", str(self.socket), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout

    def press(self, *keys):
        """Press keys, as tmux names them, with the pauses of a fast typist."""
        for key in keys:
            self.tmux("send-keys", "-t", self.name, key)
            time.sleep(0.05)

    def screen(self):
        """Return what stands on the screen."""
        return self.tmux("capture-pane", "-p", "-t", self.name)

    def sees(self, *texts, picture="", press=(), seconds=60):
        """Wait until all `texts` are on the screen; press keys before each look, where any are given."""

        def look():
            if press:
                self.press(*press)
                time.sleep(0.5)
            shown = self.screen()
            return shown if all(text in shown for text in texts) else ""

        shown = until(
            lambda: f"{texts} on the screen of {self.name}:\n{self.screen()}", look, seconds
        )
        if picture:
            PICTURES.mkdir(parents=True, exist_ok=True)
            (PICTURES / f"{self.name}-{picture}.txt").write_text(shown, encoding="utf-8")
        return shown

    def gone(self, text):
        """Wait until `text` is no longer on the screen."""
        until(lambda: f"{text} to go:\n{self.screen()}", lambda: text not in self.screen())


@pytest.fixture
def terminal(find, tmp_path, workspace):
    """Return a function that runs a program on the workspace in a terminal."""
    find("tmux")
    started = []

    def start(name, *command, **environment):
        found = Terminal(name, tmp_path / f"{name}.tmux")
        given = {**os.environ, "LANG": "C.UTF-8", "PATH": PATH, **environment}
        size = ["-x", "110", "-y", "36"]
        found.tmux("new-session", "-d", "-s", name, *size, *command, cwd=workspace, env=given)
        started.append(found)
        return found

    yield start
    for it in started:
        with contextlib.suppress(subprocess.CalledProcessError):
            it.tmux("kill-server")
