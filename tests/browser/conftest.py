"""A real Chromium, and pages that remember what went wrong in them.

Run by ``make test-browser``; the quick suite leaves these tests out.
"""

import shutil
from pathlib import Path

import attrs
import pytest

from influencekit.testing import write_repo

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def pytest_collection_modifyitems(items):
    """Mark what is in this folder, so that the quick suite can leave it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser():
    """Return a running Chromium; where there is none the tests fail and say so."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not of the quick suite

    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, f"No browser: none of {', '.join(NAMES)} is on the PATH."
    with sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = driver.chromium.launch(executable_path=program, args=flags)
        yield running
        running.close()


@attrs.define
class Visit:
    """A page in the browser, and what it said and asked for."""

    page: object
    said: list = attrs.field(factory=list)
    asked: list = attrs.field(factory=list)


@pytest.fixture
def visit(browser):
    """Return a function that opens a file; afterwards nothing may have been said or asked for."""
    open_ = []

    def go(file, *, width=1200, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        found = Visit(context.new_page())
        found.page.on("console", lambda message: found.said.append(message.text))
        found.page.on("pageerror", lambda error: found.said.append(str(error)))
        found.page.on("dialog", lambda dialog: found.said.append(dialog.message))
        found.page.on("request", lambda request: found.asked.append(request.url))
        open_.append((context, found, Path(file).as_uri()))
        found.page.goto(Path(file).as_uri())
        return found.page

    yield go
    for context, found, address in open_:
        said, asked = found.said, {url.partition("#")[0] for url in found.asked}
        context.close()
        assert said == []
        assert asked == {address}


HOSTILE = f"""
2024-01-03 '" onmouseover="alert(1)'<a@x.org> "src/<script>alert(2)<script>.py" +30 "<script>alert(3)</script> <img src=x onerror=alert(1)>"
2024-01-04 "javascript:alert(4)"<b@x.org> 'src/" onmouseover="alert(5).py' +20 "](javascript:alert(6)) [x](http://example.org)"
2024-02-05 "=HYPERLINK(1)"<c@x.org> "</style><svg onload=alert(7)>.py" +40, docs/a.md +3 "&lt;b&gt; --> ]]> \u202e gnp"
2024-03-06 "Zoë 🧑‍🚀"<d@x.org> "{"x" * 200}/a.py" +9 "{"m" * 10_000}"
"""


PAIR = """---
mentor: '" onmouseover="alert(8)'
mentee: "[x](javascript:alert(9)) \\u202e gnp"
since: 2024-01-05
area: "</style><svg onload=alert(10)>"
goals: ["<script>alert(11)</script>"]
---

## 2024-02-03 plan

<img src=x onerror=alert(12)>
"""


@pytest.fixture(scope="session")
def make_report(tmp_path_factory):
    """Return a function that writes the report on a folder and returns the file."""
    from influencekit.cli import run  # noqa: PLC0415 - so that a broken module fails tests

    def make(root, *options):
        file = tmp_path_factory.mktemp("report") / "report.html"
        assert run(["report", str(root), "-o", str(file), *options]) == 0
        return file

    return make


@pytest.fixture(scope="session")
def own(make_report):
    """Return the report on this project's own history."""
    return make_report(ROOT)


@pytest.fixture(scope="session")
def hostile(make_report, tmp_path_factory):
    """Return the report on a repository whose every text wants to break out of it."""
    folder = write_repo(tmp_path_factory.mktemp("hostile") / "repo", HOSTILE)
    pairs = folder / ".mentoring" / "pairs"
    pairs.mkdir(parents=True)
    (pairs / "20240105-hostile.md").write_text(PAIR, encoding="utf-8")
    return make_report(folder, "--people")


@pytest.fixture(scope="session")
def large(make_report, tmp_path_factory):
    """Return the report on 1,500 files in 40 folders by 30 people over six years."""
    story = "\n".join(
        f"{2018 + day // 250}-{day // 21 % 12 + 1:02}-{day % 21 + 1:02} "
        f"p{day % 30} src/part{day % 40}/file{day}.py +{10 + day % 90}"
        for day in range(1500)
    )
    return make_report(write_repo(tmp_path_factory.mktemp("large") / "repo", story))
