"""Many random operations: the answers stay right, and nothing is left behind."""

import contextlib
import random
import subprocess
import time
from pathlib import Path

import pytest

FILE = [f"def f{n}(x):\n    return x + {n}\n\n\n" for n in range(200)]
GROWTH = 1.3
"""Of memory between the first and the last tenth; random edits make documents of random length."""


def _memory(process):
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0])


def _descendants(process):
    found, look = [], [str(process.pid)]
    while look:
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", look.pop()], capture_output=True, text=True, check=False
        ).stdout.split()
        found += listed
        look += listed
    return found


class Soak:
    """One client at random work, and a plain model of what its documents hold."""

    def __init__(self, client, root, seed):
        self.client, self.root, self.random = client, root, random.Random(seed)
        self.uri = client.open(root / "src" / "a.py")
        self.lines = (root / "src" / "a.py").read_text(encoding="utf-8").splitlines()
        self.version = 1
        self.asked = []

    def edit(self):
        first = self.random.randrange(len(self.lines))
        last = min(len(self.lines), first + self.random.randrange(3))
        new = [f"    new{self.version} = {n}" for n in range(self.random.randrange(3))]
        self.lines[first:last] = new
        self.version += 1
        text = "".join(f"{line}\n" for line in new)
        self.client.edit(self.uri, (first, 0), (last, 0), text, self.version)
        if len(self.lines) < 50:
            self.reopen()

    def reopen(self):
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.uri}})
        self.client.open(self.root / "src" / "a.py")
        self.lines = (self.root / "src" / "a.py").read_text(encoding="utf-8").splitlines()
        self.version = 1

    def check(self):
        line = self.random.randrange(len(self.lines))
        told = self.client.hover(self.uri, line) or ""
        if self.lines[line].startswith("    new"):
            assert "This line: not " in told, (line, self.lines[line], told)
        elif self.lines[line].strip():
            assert "This line: `" in told, (line, self.lines[line], told)

    def ask(self):
        method, params = self.random.choice(
            [
                ("textDocument/codeLens", {"textDocument": {"uri": self.uri}}),
                ("textDocument/diagnostic", {"textDocument": {"uri": self.uri}}),
                ("influencekit/panel", {"uri": self.uri}),
                ("influencekit/notes", {"uri": self.uri}),
                ("influencekit/status", {}),
            ]
        )
        self.asked.append(self.client.ask(method, params))

    def cancel(self):
        if self.asked:
            number = self.random.choice(self.asked)
            self.client.notify("$/cancelRequest", {"id": number})

    def collect(self):
        for number in self.asked:
            with contextlib.suppress(self.client.Error):  # it was cancelled
                self.client.answer(number)
        self.asked.clear()

    def refresh(self):
        self.client.command("refresh")
        self.client.ready()

    def run(self, operations, seconds):
        works = [*[self.edit] * 30, *[self.check] * 40, *[self.ask] * 20, *[self.cancel] * 5]
        works += [*[self.collect] * 4, self.reopen]
        until = time.monotonic() + seconds
        for number in range(operations):
            self.random.choice(works)()
            if number % 1000 == 999:
                self.refresh()
            if time.monotonic() > until:
                break
        self.collect()


@pytest.mark.parametrize(
    ("operations", "seconds"), [(400, 60), pytest.param(10_000, 900, marks=pytest.mark.slow)]
)
def test_after_many_random_operations_answers_are_right_and_nothing_leaks(
    connect, repo, operations, seconds
):
    root = repo("2024-01-03 ada src/a.py +800", files={"src/a.py": "".join(FILE)})
    client = connect()
    client.start(root)
    soak = Soak(client, root, operations)
    client.ready()
    # Until what is committed has been fetched, answers are not late, but say less.
    client.until_true(lambda: "This line: " in (client.hover(soak.uri, 0) or ""))
    soak.run(operations // 10, seconds / 10)
    before = _memory(client.process)
    soak.run(operations, seconds)
    assert _memory(client.process) < GROWTH * before
    soak.reopen()
    soak.refresh()
    assert "This line: `" in client.hover(soak.uri, 0)
    for _ in range(100):
        if not _descendants(client.process):
            break
        time.sleep(0.05)
    assert _descendants(client.process) == []
