"""The live page beside a real editor: it follows the file in front, and its links open files there."""

import os
import re
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import attrs
import pytest

EDITORS = Path(__file__).parents[2] / "lsp" / "editors"
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
BROWSER = {"BROWSER": "true"}  # the program that does nothing
OTHER = "it's $(an) other.py"
ask = build_opener(ProxyHandler({})).open


@attrs.frozen
class Page:
    """The page that an editor serves, without a browser."""

    address: str

    @classmethod
    def of(cls, editor):
        """Return the page whose address the editor says."""
        return cls(re.findall(r"http://127\.0\.0\.1:\d+/[\w-]+/", editor.sees("http://127"))[-1])

    def here(self):
        """Return what is said of the file in front."""
        with ask(f"{self.address}here", timeout=60) as answer:
            return answer.read().decode()

    def link(self):
        """Return the link to the file in front."""
        return re.search(r'href="(open/1/[^"]+)"', self.here())[1]

    def open(self, link):
        """Follow a link to a file."""
        with ask(self.address + link, timeout=60) as answer:
            assert answer.status == 204

    def follows(self, move, name):
        """Do `move`, and wait until an open page is told to say something else, which is `name`."""
        shown = name.replace("'", "&#x27;")
        with closing(ask(f"{self.address}events", timeout=60)) as events:
            move()
            while f'id="here-title">{shown}<' not in self.here():
                while events.readline() != b"data: moved\n":
                    pass

    def ends(self):
        """Wait until nobody answers any more."""
        for _ in range(600):
            try:
                self.here()
            except OSError:
                return
            time.sleep(0.1)
        raise AssertionError("the page goes on")


@attrs.frozen
class Neovim:
    """A Neovim that nobody sees, and that does what it is told."""

    program: str
    socket: Path

    def tell(self, *message):
        """Send it keys or an expression; return what it answers."""
        command = [self.program, "--server", self.socket, *message]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        return done.stdout + done.stderr  # 0.7 answers on the second

    def run(self, command):
        """Type a command."""
        self.tell("--remote-send", f":{command}<CR>")

    def sees(self, text):
        """Wait until `text` is in what it shows or has said; return all of it."""
        for _ in range(600):
            shown = self.tell(
                "--remote-expr", "execute('messages') .. join(getline(1, '$'), \"\\n\")"
            )
            if text in shown:
                return shown
            time.sleep(0.1)
        raise AssertionError(f"{text} in {shown}")


@pytest.fixture
def neovim(each_neovim, files, tmp_path):
    """Return a Neovim that has the plugin and shows the first of the files."""
    socket = tmp_path / "nvim"
    plugin = ["--cmd", f"set runtimepath^={EDITORS / 'neovim'}"]
    command = [each_neovim, "--headless", "--clean", "-n", *plugin, "--listen", socket, files[0]]
    environment = {**os.environ, "PATH": PATH, **BROWSER}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        started = Neovim(each_neovim, socket)
        started.sees("class Engine")
        yield started
        process.terminate()


@pytest.fixture
def files(workspace, git):
    """Return the workspace's two files, the second with a name that is hard to pass on."""
    (workspace / OTHER).write_text("OTHER = 1\n", encoding="utf-8")
    git(workspace, "add", ".")
    git(workspace, "commit", "-q", "-m", "Another file")
    return workspace / "engine.py", workspace / OTHER


def follow_and_open(editor, page, visit_other):
    """Do what holds for every editor, from the first file on; return the link to the second."""
    assert ">engine.py<" in page.here()
    first = page.link()
    page.follows(visit_other, OTHER)
    editor.sees("OTHER = 1")
    second = page.link()
    page.follows(lambda: page.open(first), "engine.py")
    editor.sees("class Engine")
    page.follows(lambda: page.open(second), OTHER)
    editor.sees("OTHER = 1")


def test_neovim_serves_the_page_which_follows_and_opens_files(neovim, files):
    neovim.run("Influencekit serve")
    page = Page.of(neovim)
    follow_and_open(neovim, page, lambda: neovim.run(f"edit {re.escape(str(files[1]))}"))
    neovim.run("Influencekit serve")
    neovim.sees("no longer served")
    page.ends()
    neovim.run("messages clear")
    neovim.run("Influencekit serve")
    again = Page.of(neovim)
    neovim.run("qall!")
    again.ends()


def test_emacs_serves_the_page_which_follows_and_opens_files(find, terminal, files, tmp_path):
    options = ["-nw", "-Q", "-l", EDITORS / "emacs" / "influencekit.el"]
    server = f'(progn (setq server-socket-dir "{tmp_path}/e") (server-start))'
    command = [find("emacs"), *options, "--eval", server, files[0]]
    emacs = terminal("emacs-page", *command, **BROWSER)
    emacs.sees("class Engine")
    emacs.press("M-x", "influencekit-serve", "Enter")
    page = Page.of(emacs)
    name = OTHER.replace("$", "$$")  # which it reads as the start of a variable
    follow_and_open(emacs, page, lambda: emacs.press("C-x", "C-f", name, "Enter"))
    emacs.press("M-x", "influencekit-serve", "Enter")
    emacs.sees("no longer served")
    page.ends()
    emacs.press("M-x", "influencekit-serve", "Enter")
    again = Page.of(emacs)
    emacs.press("C-x", "C-c")
    again.ends()
