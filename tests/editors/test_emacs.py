"""The package in a real Emacs, with eglot and with lsp-mode: what a person sees of it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EMACS = shutil.which("emacs")


def _has(library):
    if EMACS is None:
        return False
    command = [
        EMACS,
        "--batch",
        "--eval",
        f"(kill-emacs (if (locate-library {json.dumps(library)}) 0 1))",
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(EMACS is None, reason="Emacs is not installed: make test-editors installs it")
@pytest.mark.parametrize(("script", "library"), [("eglot.el", "eglot"), ("lspmode.el", "lsp-mode")])
def test_emacs_shows_who_knows_the_code_and_keeps_notes(script, library, repo, git, tmp_path):
    if not _has(library):
        pytest.skip(f"Emacs has no {library}: make test-editors installs it")
    source = "import os\n\n\ndef first(x):\n    y = x\n    return y\n"
    history = '2024-01-03 "Ada Lovelace"<ada@example.org> a.py +6 "Start"'
    root = repo(history, files={"a.py": source})
    git(root, "config", "user.name", "Cyd")
    out = tmp_path / "seen.json"
    environment = {
        "PYTHON": sys.executable,
        "PACKAGE": str(ROOT / "lsp/editors/emacs/influencekit.el"),
        "OUT": str(out),
    }
    done = subprocess.run(
        [EMACS, "--batch", "-l", Path(__file__).with_name(script)],
        cwd=root,
        env={**os.environ, **environment},
        timeout=240,
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.exists(), done.stderr[-3000:]
    seen = json.loads(out.read_text(encoding="utf-8"))
    assert "Ada Lovelace" in seen["hover"]
    assert "Add a note on this line" in seen["actions"]
    assert "Who knows it now" in seen["panel"]
    assert "Why is that?" in seen["panel"]
    assert seen["state"] == "resolved"
    assert "Why is that?" in seen.get("diagnostic", "Why is that?")
    if library == "lsp-mode":
        assert any("Ada Lovelace" in lens for lens in seen["lenses"])
