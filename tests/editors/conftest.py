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
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"], str(NEWER)])
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


def pytest_generate_tests(metafunc):
    """Run what asks for `each_neovim` with every Neovim there is."""
    if "each_neovim" in metafunc.fixturenames:
        places = [Path(folder, "nvim") for folder in PATH.split(os.pathsep)]
        found = sorted({str(it.resolve()) for it in places if it.is_file()})
        why = pytest.mark.skip(reason="Neovim is not installed: make test-editors installs it")
        metafunc.parametrize("each_neovim", found or [pytest.param("", marks=why)])


def pytest_terminal_summary(terminalreporter):
    """Say what was not tried, where nobody can miss it."""
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = [it for it in skipped if it.nodeid.startswith("tests/editors/")]
    if left_out:
        terminalreporter.section("NOT TRIED", sep="*", red=True, bold=True)
    for report in left_out:
        terminalreporter.line(f"{report.nodeid}: {report.longrepr[2]}", red=True)


def until(told, ask, seconds=90):
    """Return what `ask` returns once that is true; fail with `told`, or what it returns, if never."""
    end = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < end, f"waited in vain: {told() if callable(told) else told}"
        time.sleep(0.1)
    return found


@pytest.fixture
def find():
    """Return a function that finds a program; the test is left out where there is none."""

    def found(name):
        place = shutil.which(name, path=PATH)
        if place is None:
            pytest.skip(f"{name} is not installed: make test-editors installs it")
        return place

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

    def sees(self, *texts, picture="", press=(), seconds=90):
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
        run = [str(it) for it in command]
        found.tmux("new-session", "-d", "-s", name, *size, *run, cwd=workspace, env=given)
        started.append(found)
        return found

    yield start
    for it in started:
        with contextlib.suppress(subprocess.CalledProcessError):
            it.tmux("kill-server")


@pytest.fixture
def helix(find, terminal, tmp_path):
    """Return a Helix with our configuration, which shows the workspace's file."""
    shutil.copytree(ROOT / "lsp" / "editors" / "helix", tmp_path / "helix")
    started = terminal("helix", find("hx"), "engine.py", XDG_CONFIG_HOME=str(tmp_path))
    started.sees("class Engine")
    return started


@attrs.frozen
class Code:
    """A VS Code in a headless Chromium."""

    page: object
    told: Path
    until = staticmethod(until)

    def picture(self, name):
        """Keep what is shown, once nothing moves."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(500)
        self.page.screenshot(path=PICTURES / f"vscode-{name}.png")

    def wait(self, selector, **options):
        """Wait until an element is shown, and return it."""
        return self.page.wait_for_selector(selector, **options)

    def file(self, name):
        """Open a file of the workspace."""
        self.page.click(f'.explorer-folders-view .monaco-list-row[aria-label*="{name}"]')
        self.wait(f'.tab[data-resource-name="{name}"]')

    def command(self, title):
        """Run a command from the palette."""
        self.page.keyboard.press("F1")
        self.wait(".quick-input-widget input")
        self.page.keyboard.type(title)
        row = self.page.locator(f'.quick-input-list .monaco-list-row:has-text("{title}")').first
        row.wait_for()

        def chosen():
            with contextlib.suppress(Exception):  # it is gone
                row.click(timeout=1000)
            self.page.wait_for_timeout(300)
            return not row.is_visible()

        until(title, chosen)  # a list that changes under a click does not hear it

    def line(self, text):
        """Return the line of the editor that shows `text`."""
        return self.page.locator(f'.view-line:has-text("{text}")').first

    def hover(self, line, *texts):
        """Point at a line, again and again, until all `texts` are shown."""

        def told():
            shown = self.page.locator(".monaco-hover:not(.hidden)").all_inner_texts()
            return "\n".join(shown).replace("\xa0", " ")

        def look():
            self.page.mouse.move(5, 5)
            self.page.wait_for_timeout(300)
            self.line(line).hover(position={"x": 60, "y": 8})
            self.page.wait_for_timeout(1000)
            return all(text in told() for text in texts)

        until(lambda: f"{texts} in {told()!r}", look)

    def gone(self, selector, text):
        """Wait until no such element says `text`."""
        told = self.page.locator(selector).all_inner_texts
        until(text, lambda: text not in "\n".join(told()).replace("\xa0", " "))

    def note(self):
        """Open the first note that stands in the margin."""
        shown = ".comment-thread-unresolved, .comment-range-glyph.comment-thread"
        self.page.locator(shown).first.click()

    def settings(self, **changed):
        """Change settings while it runs."""
        told = json.loads(self.told.read_text(encoding="utf-8"))
        self.told.write_text(json.dumps({**told, **changed}), encoding="utf-8")

    def inside(self, selector):
        """Return the page within the page that has an element; None: there is none by now."""
        for frame in self.page.frames:
            with contextlib.suppress(Exception):  # frames come and go
                if frame.query_selector(selector):
                    return frame
        return None

    def panel(self):
        """Return the text of the panel."""
        with contextlib.suppress(Exception):
            return self.inside("body.card").inner_text("body", timeout=1000)
        return ""

    def until_panel(self, *texts):
        """Wait until the panel has all `texts`."""
        until(self.panel, lambda: all(it in self.panel() for it in texts))

    def shows(self, selector, *texts, seconds=90):
        """Wait until an element has all `texts`; return all that elements like it say."""

        def told():
            return "\n".join(self.page.locator(selector).all_inner_texts()).replace("\xa0", " ")

        def look():
            self.page.wait_for_timeout(50)
            return all(text in told() for text in texts) and told()

        return until(lambda: f"{texts} in {told()!r}", look, seconds)


@pytest.fixture(scope="session")
def chromium():
    """Return a running Chromium."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: make test-editors installs it"
    )
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("Chromium is not installed: make test-editors installs it")
    with sync_api.sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = driver.chromium.launch(executable_path=found, args=flags)
        yield running
        running.close()


@pytest.fixture
def vscode(chromium, find, request, tmp_path, workspace):
    """Return a function that opens the workspace in VS Code, with the extension of this checkout."""
    if not (SERVER.exists() and (EXTENSION / "dist" / "extension.js").exists()):
        pytest.skip("VS Code or the extension is not built: make test-editors does it")
    with contextlib.ExitStack() as ending:

        def start(*, trusted=True, suite=None, **settings):
            port = ending.enter_context(_served(find("node"), tmp_path, trusted, settings))
            at = f"vscode-remote://127.0.0.1:{port}"
            payload = [["extensionDevelopmentPath", f"{at}{EXTENSION}"], ["skipWelcome", "true"]]
            payload += [["extensionTestsPath", f"{at}{suite}"]] if suite else []
            context = chromium.new_context(viewport={"width": 1280, "height": 800})
            ending.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(60_000)
            given = quote(json.dumps(payload))
            told = []
            ending.callback(Code(page, None).picture, f"end of {request.node.name}")
            if suite:
                page.expose_function("codeAutomationLog", lambda *_: None)
                page.expose_function("codeAutomationExit", lambda code: told.insert(0, code))
            page.goto(f"http://127.0.0.1:{port}/?folder={workspace}&payload={given}")
            if not suite:
                return Code(page, tmp_path / "code" / "data" / "Machine" / "settings.json")
            until("the suite to end", lambda: page.wait_for_timeout(100) or told, 120)
            return told[0]

        yield start


@contextlib.contextmanager
def _served(node, folder, trusted, settings):
    told = {
        "influencekit.server.command": SERVE,
        "workbench.startupEditor": "none",
        "workbench.colorTheme": "Default Light Modern",
        "telemetry.telemetryLevel": "off",
        "extensions.autoCheckUpdates": False,
        "extensions.ignoreRecommendations": True,
        "editor.hover.delay": 100,
        "editor.minimap.enabled": False,
        **settings,
    }
    file = folder / "code" / "data" / "Machine" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(told), encoding="utf-8")
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    flags = "--without-connection-token --accept-server-license-terms --enable-smoke-test-driver"
    more = [] if not trusted else ["--disable-workspace-trust"]
    places = ["--server-data-dir", folder / "code", "--extensions-dir", folder / "extensions"]
    process = subprocess.Popen(
        [node, SERVER, "--host", "127.0.0.1", "--port", str(port), *flags.split(), *more, *places,
         "--telemetry-level", "off"],
        env={**os.environ, "PATH": PATH, "VSCODE_CLI": "1"},  # 1: asks no login shell for another PATH
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until("VS Code to be served", lambda: _answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
