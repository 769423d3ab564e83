"""Pages that are carried out, word for word, from their first file to their last command."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OFFLINE = ("--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir", "--quiet")


def commands(block):
    """Yield each command of a console block with the output that the page shows."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


@pytest.fixture(scope="session")
def shown():
    """Return a function that turns shown output into a pattern.

    A line ``…`` stands for any number of lines, and ``…`` at the end of one for the rest of it, which
    may also go unsaid.
    """

    def pattern(output):
        lines = output.splitlines()
        return re.compile(
            "".join(
                r"(?:.*\n)*?" if line == "…" else re.escape(line.removesuffix("…")) + r".*\n"
                for line in lines
            )
        )

    return pattern


@pytest.fixture(scope="session")
def blocks():
    """Return a function that returns (language, title, body) of each block of a page."""
    return lambda page: FENCE.findall(page.read_text(encoding="utf-8"))


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """Return a function that runs a command of a page in the reader's folder."""
    site = tmp_path / "site"
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("NO_COLOR", "1")

    def run(command):
        arguments = shlex.split(command)
        if arguments[0] == "python":
            arguments[0] = sys.executable
        if arguments[0] == "pip":  # into a folder of the test's own, and without a network
            arguments = [sys.executable, "-m", *arguments, *OFFLINE, "--target", str(site)]
        return subprocess.run(arguments, cwd=work, capture_output=True, text=True, check=False)

    run.folder = work
    return run


@pytest.fixture
def carry_out(shell, shown, blocks):
    """Return a function that does what a page says and returns its commands with what they did.

    A block with a title is a file to write; ``console`` is run, and what it prints must be what the
    page shows; ``text`` is something that was said on stderr. Others are for readers, or for other
    tests: ``sh``, ``pycon``, ``toml`` and ``yaml``.
    """

    def do(page):
        ran = []
        for language, title, body in blocks(page):
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
                    ran.append((command, done))
            elif language == "text":
                assert any(body in done.stderr for _, done in ran), body
            else:
                assert language in {"sh", "pycon", "toml", "yaml"}, body
        return ran

    return do
