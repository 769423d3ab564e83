"""The tutorial is carried out, word for word, from its first file to its last command."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "first-plugin.md"
FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OFFLINE = ("--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir", "--quiet")


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """Return a function that runs a command of the page in the reader's folder."""
    site = tmp_path / "site"
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("NO_COLOR", "1")

    def run(command):
        arguments = command.split()
        if arguments[0] == "python":
            arguments[0] = sys.executable
        if arguments[0] == "pip":  # into a folder of the test's own, and without a network
            arguments = [sys.executable, "-m", *arguments, *OFFLINE, "--target", str(site)]
        return subprocess.run(arguments, cwd=work, capture_output=True, text=True, check=False)

    run.folder = work
    return run


def commands(block):
    """Yield each command of a console block with the output that the page shows."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def shown(output):
    """Return a pattern for output in which a line ``…`` stands for any number of lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else re.escape(line) + r".*\n" for line in output.splitlines()
    )
    return re.compile(pattern)


def test_the_tutorial_does_what_it_says(shell):
    ran, told = [], []
    for language, title, body in FENCE.findall(PAGE.read_text(encoding="utf-8")):
        if title:
            file = shell.folder / title
            file.parent.mkdir(exist_ok=True)
            file.write_text(body, encoding="utf-8")
        elif language == "console":
            for command, output in commands(body):
                done = shell(command)
                assert shown(output).match(done.stdout + done.stderr), (
                    f"$ {command}\n{done.stdout}{done.stderr}\nThe page shows:\n{output}"
                )
                assert (done.returncode == 0) == ("misspelt" not in command), done.stderr
                ran.append(command)
                told.append(done.stderr)
        else:
            assert language == "text"
            assert any(body in stderr for stderr in told), body
    assert len(ran) == 8
    assert ran[-1] == "python misspelt.py"


def test_a_page_that_shows_other_output_would_fail():
    assert not shown("3 passed\n").match("4 passed\n")
    assert shown("…\n3 passed\n").match("first\nsecond\n3 passed in 1 s\n")
