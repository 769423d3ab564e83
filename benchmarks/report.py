"""How long the report takes, how large it is, and how soon it can be used in a browser.

The index is in place: one run before the measurements sees to that. The browser's part needs the
dependency group ``browser`` and a Chromium, and is left out with a word where there is none; so is
what a live page takes to follow the editor to another file.
"""

import argparse
import http.client
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from measure import influencekit, machine, median, row, seconds

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def usable(file: Path) -> float:
    """Return the seconds from the first request until the page's script has done its work."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not everybody has it

    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        raise ImportError("no Chromium on the PATH")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto("about:blank")
        started = time.perf_counter()
        page.goto(file.as_uri(), wait_until="commit")
        page.locator("#controls").wait_for(state="visible")
        took = time.perf_counter() - started
        browser.close()
    return took


def following(repository: Path, paths: list[str]) -> list[float]:
    """Return the seconds from each word of an editor until the panel has said what it knows."""
    command = influencekit("serve", str(repository), "--no-open")
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **quiet) as server:
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        address = urlsplit(server.stdout.readline().strip())
        took = [
            _follow(address.hostname or "", address.port or 0, address.path, path) for path in paths
        ]
        server.terminate()
    return took


def _follow(host: str, port: int, token: str, path: str) -> float:
    started = time.perf_counter()
    for method, name, body in (("POST", "at", path), ("GET", "here", None)):
        connection = http.client.HTTPConnection(host, port)
        connection.request(method, f"{token}{name}", body)
        connection.getresponse().read()
        connection.close()
    return time.perf_counter() - started


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--file", action="append", default=[], help="for the live page; repeatable")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        command = influencekit("report", str(given.repository), "-o", str(file))
        row("report, index as it was", f"{seconds(command):.1f} s")
        took = median(lambda: seconds(command), given.runs)
        row("report, index in place", f"{took:.1f} s", target="≤ 20 s (git), ≤ 6 s (pytest)")
        size = file.stat().st_size / 1e6
        row("the file", f"{size:.1f} MB", target="≤ 8 MB (git), ≤ 3 MB (pytest)")
        try:
            row(
                "usable in Chromium",
                f"{median(lambda: usable(file), given.runs):.2f} s",
                target="≤ 1.5 s",
            )
        except ImportError as error:
            print(f"not measured in a browser: {error}", file=sys.stderr)
    if given.file:
        slowest = max(following(given.repository, given.file))
        row("live page follows, slowest file", f"{1000 * slowest:.0f} ms", target="≤ 150 ms")


if __name__ == "__main__":
    main()
