"""How soon the language server answers, beside git itself and gitsigns' way of asking.

    python benchmarks/lsp.py REPOSITORY [--files 50] [--requests 2000] [--index]

The right column is the target. With ``--index`` a second server reads the history from nothing, which
takes as long as it takes, and is asked all the while: what it answers before there is an index, when it
can tell whose the lines of its largest file are, and how soon it answers.
"""

import argparse
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from measure import environment, influencekit, machine, row


class Client:
    """A client over stdin and stdout that asks one thing at a time."""

    def __init__(self, cache: Path | None = None) -> None:
        self.started = time.perf_counter()
        self.process: Any = subprocess.Popen(
            influencekit("lsp"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(cache),
        )
        self._numbers = itertools.count(1)

    def send(self, **message: Any) -> None:
        """Send a message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """Return the next message."""
        size = 0
        while (line := self.process.stdout.readline()) != b"\r\n":
            if line.lower().startswith(b"content-length:"):
                size = int(line.partition(b":")[2])
        found: dict[str, Any] = json.loads(self.process.stdout.read(size))
        return found

    def ask(self, method: str, params: Any) -> int:
        """Send a request; return its number."""
        number = next(self._numbers)
        self.send(id=number, method=method, params=params)
        return number

    def answer(self, number: int) -> Any:
        """Return the answer to a request; whatever else comes before it is passed over."""
        while True:
            message = self.receive()
            if message.get("id") == number and "method" not in message:
                return message.get("result")

    def request(self, method: str, params: Any) -> Any:
        """Ask, and wait."""
        return self.answer(self.ask(method, params))

    def start(self, root: Path) -> float:
        """Return the seconds from the start of the process to the answer to ``initialize``."""
        params = {"processId": os.getpid(), "rootUri": root.as_uri(), "capabilities": {}}
        self.request("initialize", params)
        took = time.perf_counter() - self.started
        self.send(method="initialized", params={})
        return took

    def open(self, file: Path, text: str | None = None) -> str:
        """Open a document."""
        uri = file.as_uri()
        text = file.read_bytes().decode("utf-8", "replace") if text is None else text
        item = {"uri": uri, "languageId": _language(file), "version": 1, "text": text}
        self.send(method="textDocument/didOpen", params={"textDocument": item})
        return uri

    def hover(self, uri: str, line: int) -> Any:
        """Hover."""
        at = {"line": line, "character": 0}
        return self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": at})

    def ready(self) -> None:
        """Wait until the history is read."""
        while True:
            roots = self.request("influencekit/status", {})["roots"]
            if roots and all(it["state"] in {"ready", "failed"} for it in roots):
                return
            time.sleep(0.05)

    def memory(self) -> float:
        """Return resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def end(self) -> None:
        """Say goodbye."""
        self.request("shutdown", None)
        self.send(method="exit", params=None)
        self.process.wait()


def _language(file: Path) -> str:
    return {".py": "python", ".c": "c", ".h": "c", ".md": "markdown"}.get(file.suffix, "plaintext")


def timed(call: Callable[[], Any]) -> float:
    """Return how long a call takes, in ms."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def share(times: Sequence[float], part: float) -> float:
    """Return the value below which a `part` of `times` is."""
    return sorted(times)[min(len(times) - 1, int(part * len(times)))]


def files_of(root: Path, count: int) -> list[Path]:
    """Return the largest text files of code, and others at random."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z"], capture_output=True, check=True
    ).stdout.split(b"\0")
    paths = [root / os.fsdecode(it) for it in listed if it.endswith((b".c", b".py", b".h", b".sh"))]
    paths = [it for it in paths if it.is_file() and not it.is_symlink()]
    paths.sort(key=lambda it: -it.stat().st_size)
    large, rest = paths[: count // 2], paths[count // 2 :]
    return large + random.Random(0).sample(rest, min(count - count // 2, len(rest)))


def start_up(root: Path) -> None:
    """Measure from the start of the process to the answer to ``initialize``."""
    times = []
    for _ in range(7):
        client = Client()
        times.append(client.start(root) * 1000)
        client.end()
    row("start to initialize", f"{statistics.median(times):.0f} ms", "", "<= 450 ms")


def hovers(client: Client, files: Sequence[Path], requests: int) -> None:
    """Measure first hovers and later ones."""
    first, uris = [], {}
    for file in files:
        uri = client.open(file)
        lines = len(file.read_bytes().splitlines()) or 1
        first.append(timed(lambda uri=uri, lines=lines: client.hover(uri, lines // 2)))
        uris[uri] = lines
    row("first hover in a file, p50", f"{share(first, 0.5):.1f} ms")
    row("first hover in a file, worst", f"{max(first):.1f} ms", "", "<= 60 ms")
    chosen = random.Random(1)
    times = []
    for _ in range(requests):
        uri = chosen.choice(list(uris))
        line = chosen.randrange(uris[uri])
        times.append(timed(lambda uri=uri, line=line: client.hover(uri, line)))
    row("hover over stdio, p50", f"{share(times, 0.5):.2f} ms", "", "<= 2 ms (server)")
    row("hover over stdio, p99", f"{share(times, 0.99):.1f} ms", "", "<= 30 ms")


def large(client: Client, root: Path) -> None:
    """Measure lenses and edits in large files."""
    body = "".join(f"int f{n}(int x)\n{{\n\treturn x + {n};\n}}\n\n" for n in range(4000))
    lines = body.splitlines(keepends=True)
    code = [it for it in files_of(root, 500) if it.suffix in {".c", ".h", ".py"}]
    tracked = max(code, key=lambda it: it.stat().st_size)  # a lens stands on functions of code only
    uri = client.open(tracked, "".join(lines[:5000]))
    client.hover(uri, 10)
    document = {"textDocument": {"uri": uri}}
    times = [timed(lambda: client.request("textDocument/codeLens", document))]
    for at in range(20):
        change(client, uri, at, "// x\n")
        times.append(timed(lambda: client.request("textDocument/codeLens", document)))
    row("code lenses of 5,000 lines", f"{share(times, 0.5):.1f} ms", "", "<= 30 ms")
    lens = client.request("textDocument/codeLens", document)[5]
    times = [timed(lambda: client.request("codeLens/resolve", lens)) for _ in range(100)]
    row("resolving a lens, p50", f"{share(times, 0.5):.1f} ms", "", "<= 10 ms")
    client.send(method="textDocument/didClose", params=document)
    uri = client.open(tracked, body)
    client.hover(uri, 10)

    def edit_and_hover(line: int) -> None:
        change(client, uri, line, "z")
        client.hover(uri, line)

    times = [timed(lambda at=at: edit_and_hover(at * 97 % 19_000)) for at in range(100)]
    row("edit and hover in 20,000 lines, p50", f"{share(times, 0.5):.1f} ms", "", "<= 15 ms")
    client.send(method="textDocument/didClose", params={"textDocument": {"uri": uri}})


def change(client: Client, uri: str, line: int, text: str) -> None:
    """Insert text at the start of a line."""
    at = {"line": line, "character": 0}
    document = {"uri": uri, "version": 2}
    changes = [{"range": {"start": at, "end": at}, "text": text}]
    params = {"textDocument": document, "contentChanges": changes}
    client.send(method="textDocument/didChange", params=params)


def pages(client: Client, files: Sequence[Path]) -> None:
    """Measure what follows the editor from file to file: the panel, and the report beside the code."""
    uris = [client.open(file) for file in files]
    drawn = timed(lambda: client.request("influencekit/report", {"uri": uris[0]}))
    row("report, drawn for an editor", f"{drawn / 1000:.1f} s", "", "<= 20 s")
    for name, method in (("panel", "panel"), ("report's page", "here")):
        times = [
            timed(
                lambda uri=uri, method=method: client.request(
                    f"influencekit/{method}", {"uri": uri}
                )
            )
            for uri in uris * 2
        ]
        told = f"{share(times, 0.5):.0f} and {share(times, 0.99):.0f} ms"
        row(f"{name}, another file, p50 and p99", told, f"{len(times)} requests", "<= 150 ms")


def cancelling(client: Client, root: Path) -> None:
    """Measure how soon a cancelled request is answered."""
    uri = client.open(files_of(root, 1)[0])
    times = []
    for _ in range(50):
        number = client.ask("influencekit/panel", {"uri": uri})
        started = time.perf_counter()
        client.send(method="$/cancelRequest", params={"id": number})
        client.answer(number)
        times.append((time.perf_counter() - started) * 1000)
    row("cancel to answer, worst of 50", f"{max(times):.1f} ms", "", "<= 50 ms")


def typing(client: Client, root: Path) -> None:
    """Measure memory before and after much editing."""
    before = client.memory()
    row("memory, everything open", f"{before:.0f} MB", "", "<= 200 MB")
    file = files_of(root, 1)[0]
    uri = client.open(file)
    for number in range(5000):
        change(client, uri, number % 500, "x\n" if number % 2 else "y")
        if not number % 10:
            client.hover(uri, number % 500)
    client.send(method="textDocument/didClose", params={"textDocument": {"uri": uri}})
    grown = client.memory() / before - 1
    row("memory after 5,000 edits, growth", f"{100 * grown:.0f} %", "", "<= 10 %")


def git(root: Path, files: Sequence[Path]) -> None:
    """Measure git's own answers for the same files: the whole file, and as gitsigns asks."""
    some = files[:3]
    ways = {
        "git blame --porcelain": ["--porcelain"],
        "gitsigns' way (--incremental --contents -)": ["--incremental", "--contents", "-"],
    }
    for name, options in ways.items():
        times = [
            timed(
                lambda file=file, options=options: subprocess.run(
                    ["git", "-C", root, "blame", *options, "--", file],
                    input=file.read_bytes(),
                    stdout=subprocess.DEVNULL,
                    check=True,
                )
            )
            for file in some
        ]
        row(name, f"{statistics.median(times):.0f} ms", "each of the 3 largest")


def while_reading(root: Path, files: Sequence[Path]) -> None:
    """Measure hovers while another server reads the history from nothing."""
    with tempfile.TemporaryDirectory() as cache:
        client = Client(Path(cache))
        client.start(root)
        started = time.perf_counter()
        uri = client.open(files[0])
        first = timed(lambda: client.hover(uri, 10))
        row("first hover without any index", f"{first:.0f} ms", "", "<= 150 ms")
        for what, words in {
            "this line": ("This line: `",),
            "its people": ("knows ", "know "),
        }.items():
            found = until(client, uri, words) - started
            row(f"without any index, until {what} is told", f"{found:.1f} s", files[0].name)
        uris = [uri, *(client.open(file) for file in files[1:10])]
        times, state = [], ""
        while state not in {"ready", "failed"}:
            uri = uris[len(times) % len(uris)]
            times.append(timed(lambda uri=uri: client.hover(uri, len(times) % 300)))
            state = client.request("influencekit/status", {})["roots"][0]["state"]
            threading.Event().wait(0.02)
        took = time.perf_counter() - started
        row("hover while it is read, p99", f"{share(times, 0.99):.0f} ms", "", "<= 80 ms")
        row("read from nothing, two git processes", f"{took:.0f} s")
        client.end()


def until(client: Client, uri: str, words: Sequence[str]) -> float:
    """Return when a hover says one of `words`."""
    while not any(word in str(client.hover(uri, 10)) for word in words):
        threading.Event().wait(0.02)
    return time.perf_counter()


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("repository", type=Path)
    parser.add_argument("--files", type=int, default=50)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--index", action="store_true", help="also read from nothing")
    options = parser.parse_args()
    root = options.repository.resolve()
    print(f"{root.name}: {machine()}\n")
    files = files_of(root, options.files)
    start_up(root)
    client = Client()
    client.start(root)
    client.ready()
    hovers(client, files, options.requests)
    large(client, root)
    pages(client, files)
    cancelling(client, root)
    typing(client, root)
    client.end()
    git(root, files)
    if options.index:
        while_reading(root, files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
