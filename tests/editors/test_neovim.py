"""The plugin in every real Neovim that is there: what a person sees of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("neovim.lua")


def test_neovim_shows_who_knows_the_code_and_keeps_notes(each_neovim, repo, git, tmp_path):
    source = "import os\n\n\ndef first(x):\n    y = x\n    return y\n"
    history = '2024-01-03 "Ada Lovelace"<ada@example.org> a.py +6 "Start"'
    root = repo(history, files={"a.py": source})
    git(root, "config", "user.name", "Cyd")
    out = tmp_path / "seen.json"
    environment = {"PYTHON": sys.executable, "PLUGIN": str(ROOT / "lsp/editors/neovim")}
    done = subprocess.run(
        [each_neovim, "--headless", "--clean", "-n", "a.py", "-c", f"luafile {SCRIPT}"],
        cwd=root,
        env={**os.environ, **environment, "OUT": str(out)},
        timeout=240,
        capture_output=True,
        text=True,
        check=False,
    )
    seen = json.loads(out.read_text(encoding="utf-8"))
    assert "problem" not in seen, (seen, done.stderr)
    assert "Ada Lovelace" in seen["hover"]
    assert "first" in seen["hover"]
    assert any("Ada Lovelace" in text and line == 3 for line, text in seen["lenses"])
    assert "Why is that?" in seen["diagnostic"]
    assert "Why is that?" in seen["noted"]
    assert "moved" in seen["moved"]
    assert "not committed yet" in seen["new"]
    assert "Why is that?" in seen["listed"]
    assert "Who knows it now" in seen["panel"]
    assert "\\" not in seen["panel"]
    [first, second] = sorted(
        (root / ".mentoring" / "notes").glob("*.md"), key=lambda it: it.stat().st_mtime
    )
    assert "By the light bulb" in second.read_text(encoding="utf-8"), first
