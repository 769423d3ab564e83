"""The configuration in a real Vim with ALE: what a person sees of it."""

import json
import os
import pty
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VIM = shutil.which("vim")
ALE = [*Path("/usr/share/vim").glob("**/pack/*/*/ale"), *Path("/usr/share/vim").glob("**/vim-ale")]
NOTE = """---
note: 1
kind: question
author: Cyd
created: '2024-02-01T00:00:00Z'
anchor:
  path: a.py
  lines: '4'
  text:
  - 'def first(x):'
---

Why is that?
"""


@pytest.mark.skipif(
    not (VIM and ALE), reason="Vim or ALE is missing: make test-editors installs it"
)
def test_vim_shows_who_knows_the_code_and_lists_notes(repo, tmp_path):
    source = "import os\n\n\ndef first(x):\n    y = x\n    return y\n"
    history = '2024-01-03 "Ada Lovelace"<ada@example.org> a.py +6 "Start"'
    root = repo(history, files={"a.py": source})
    (root / ".mentoring" / "notes").mkdir(parents=True)
    (root / ".mentoring" / "notes" / "20240201-0a0b0c0d.md").write_text(NOTE)
    out = tmp_path / "seen.json"
    environment = {
        "PYTHON": sys.executable,
        "PACKAGE": str(ROOT / "lsp/editors/vim/influencekit.vim"),
        "OUT": str(out),
        "TERM": "xterm",
    }
    ours, theirs = pty.openpty()  # ALE does nothing in a Vim without a screen
    with subprocess.Popen(
        [VIM, "-N", "-u", Path(__file__).with_name("ale.vim"), "a.py"],
        cwd=root,
        env={**os.environ, **environment},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(theirs)
        threading.Thread(target=_drain, args=(ours,), daemon=True).start()
        try:
            process.wait(240)
        finally:
            process.kill()
    seen = json.loads(out.read_text(encoding="utf-8"))
    assert "Ada Lovelace" in seen["hover"]
    assert any("Why is that?" in text for text in seen["list"])


def _drain(screen):
    while True:
        try:
            if not os.read(screen, 65536):
                return
        except OSError:
            return
