"""The extension in a real VS Code, which a headless Chromium shows: its own API, and what people see."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).with_name("vscode")
EXTENSION = ROOT / "lsp" / "editors" / "vscode"
INSTALLED = ROOT / "build" / "editors" / "vscode"
SERVER = INSTALLED / "node_modules" / "code-server" / "lib" / "vscode" / "out" / "server-main.js"
PICTURES = ROOT / "build" / "screenshots" / "vscode"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
BUILT = EXTENSION / "dist" / "extension.js"
ABSENT = [str(it) for it in (SERVER, BUILT, Path(CHROMIUM or "chromium")) if not it.exists()]

pytestmark = [
    pytest.mark.editors,
    pytest.mark.skipif(
        bool(ABSENT), reason=f"not there: {', '.join(ABSENT)}; make test-editors installs it"
    ),
]

ENGINE = '''class Engine:
    """Turns."""

    def turn(self):
        self.angle += 1
        self.angle += 1
        return self.angle

    def stop(self):
        self.angle = 0
'''
HISTORY = """
    2024-01-01 "Ada Lovelace"<ada@example.org> engine.py +10 "Turn"
    2024-02-01 "Bob Brown"<bob@example.org> engine.py +3 "Go"
"""


@pytest.fixture
def workspace(repo, git):
    """Return a repository that somebody works in."""
    more = f"{ENGINE}\n    def go(self):\n        return self.turn()\n"
    root = repo(HISTORY, files={"engine.py": more})
    git(root, "config", "user.name", "Cyd")
    git(root, "config", "user.email", "cyd@example.org")
    return root


@pytest.fixture
def vscode(tmp_path):
    """Return the address of a VS Code that knows where the server of this checkout is."""
    settings = tmp_path / "data" / "data" / "Machine" / "settings.json"
    settings.parent.mkdir(parents=True)
    command = [str(Path(sys.executable).with_name("influencekit")), "lsp"]
    told = {
        "influencekit.server.command": command,
        "workbench.startupEditor": "none",
        "telemetry.telemetryLevel": "off",
        "extensions.autoCheckUpdates": False,
        "editor.hover.delay": 100,
        "editor.minimap.enabled": False,
    }
    settings.write_text(json.dumps(told), encoding="utf-8")
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    flags = "--without-connection-token --accept-server-license-terms --disable-workspace-trust"
    process = subprocess.Popen(
        ["node", SERVER, "--host", "127.0.0.1", "--port", str(port), *flags.split(),
         "--telemetry-level", "off", "--enable-smoke-test-driver",
         "--server-data-dir", tmp_path / "data", "--extensions-dir", tmp_path / "extensions"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


@pytest.fixture
def drive(vscode, workspace):
    """Return a function that opens the workspace and does what it is told to."""

    def run(what):
        PICTURES.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [
                "node",
                HERE / "drive.cjs",
                what,
                vscode,
                EXTENSION,
                workspace,
                HERE / "suite.js",
                PICTURES,
            ],
            env={
                **os.environ,
                "CHROMIUM": CHROMIUM,
                "NODE_PATH": str(INSTALLED / "node_modules"),
            },
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        beside = workspace.parent / "told.txt"
        text = beside.read_text(encoding="utf-8") if beside.exists() else ""
        return done.returncode, f"{text}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"

    return run


def test_the_api_of_vs_code_has_hovers_lenses_notes_and_the_panel(drive):
    code, told = drive("exthost")
    assert code == 0, told
    assert "PASS" in told


def test_people_see_lenses_a_hover_and_the_panel(drive):
    code, told = drive("look")
    assert code == 0, told
    assert {it.name for it in PICTURES.glob("*.png")} >= {"lenses.png", "hover.png", "panel.png"}
