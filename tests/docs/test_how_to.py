"""What the how-to pages tell is done, on two repositories and a blog."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from influencekit.settings.layers import load, parse_toml
from influencekit.testing import write_repo

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = DOCS / "how-to"
FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADA = '"Ada Lovelace"<ada@engine.example>'
WEB = '"ada-lovelace"<1815+ada-lovelace@users.noreply.github.com>'
BOB = '"Bob Brown"<bob@engine.example>'
CYD = '"Cyd Charisse"<cyd@engine.example>'
BUILD = '"Nightly Build"<nightly@engine.example>'
APP = f"""
    2023-01-10 {ADA} server/main.py +60, server/tokens.py +40 "Serve"
    2023-02-02 {WEB} README.md +10 "Say what this is"
    2023-03-15 {BOB} web/page.py +50 "A page"
    2024-01-12 {CYD} web/page.py +10 -5 "Explain pages"
    2024-02-02 {BUILD} version.txt +1 "0.2"
"""
LIB = f"""
    2023-05-20 {ADA} net/http.py +80 "Requests"
    2023-09-01 {CYD} net/http.py +25 -20, docs/http.md +20 "Time out" reviewed-by={ADA}
"""
POST = """---
title: Time-outs
author: Cyd Charisse
---

Why `net/http.py` gives up after ten seconds.
"""


@pytest.fixture
def folder(shell):
    """Return the reader's folder, with what the pages speak of."""
    write_repo(shell.folder / "app", APP)
    write_repo(shell.folder / "lib", LIB)
    (shell.folder / "blog").mkdir()
    (shell.folder / "blog" / "2024-03-05-time-outs.md").write_text(POST, encoding="utf-8")
    return shell.folder


def blocks(page):
    """Return (language, title, body) of each block of a page."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


def block(page, wanted):
    """Return the file that a page shows under the title `wanted`."""
    return next(body for _, title, body in blocks(page) if title == wanted)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("page", "commands"),
    [
        ("analyse-several", 4),
        ("classify-commits", 3),
        ("clean-up-people", 4),
        ("debug-a-plugin", 3),
        ("use-in-ci", 0),
        ("find-what-to-do-next", 4),
        ("tell-your-work", 1),
        ("write-a-post", 5),
    ],
)
def test_the_page_does_what_it_says(carry_out, page, commands):
    ran = carry_out(HOW_TO / f"{page}.md")
    assert [(command, done.stderr) for command, done in ran if done.returncode] == []
    assert len(ran) == commands


def test_the_source_of_the_tutorial_passes_the_test_of_the_page_on_sources(carry_out, shell):
    source = block(DOCS / "tutorial" / "first-plugin.md", "reviews.py")
    (shell.folder / "reviews.py").write_text(source, encoding="utf-8")
    ((_, done),) = carry_out(HOW_TO / "add-a-source.md")
    assert done.returncode == 0


@pytest.mark.parametrize(("watched", "code"), [("server/", 1), ("web/", 0)])
def test_the_check_for_continuous_integration_fails_where_it_should(folder, shell, watched, code):
    script = block(HOW_TO / "use-in-ci.md", "check.py")
    assert '{"server/"}' in script
    report = shell("influencekit analyze app --format json").stdout
    done = subprocess.run(
        [sys.executable, "-c", script.replace("server/", watched)],
        input=report,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert done.stderr == (f"Hangs by one person: {watched}\n" if code else "")


def test_the_jobs_for_continuous_integration_fetch_the_whole_history():
    (text,) = [body for it, _, body in blocks(HOW_TO / "use-in-ci.md") if it == "yaml"]
    (job,) = yaml.safe_load(text)["jobs"].values()
    assert job["steps"][0]["with"] == {"fetch-depth": 0}


SETTINGS = [
    pytest.param(body, id=f"{page.stem}-{number}")
    for page in [DOCS.parent / "README.md", *sorted(DOCS.glob("**/*.md"))]
    for number, (language, title, body) in enumerate(blocks(page))
    if language == "toml" and (not title or title.endswith(".influencekit.toml"))
]


@pytest.mark.parametrize("body", SETTINGS)
def test_settings_on_a_page_are_settings(body):
    settings, problems = load([parse_toml(body, "page", "user")])
    assert settings.origins
    assert problems == ()
