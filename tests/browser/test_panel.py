"""The live page in a real browser: it follows the editor, and asks its own server alone."""

import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def address():
    """Return the address of a server on this project's own history."""
    command = [sys.executable, "-m", "influencekit", "serve", ROOT / "Makefile", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        yield server.stdout.readline().strip()
        os.kill(server.pid, signal.SIGTERM)


def move(address, path):
    """Tell the server which file the editor shows."""
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname, where.port)
    connection.request("POST", f"{where.path}at", path)
    assert connection.getresponse().status == 204
    connection.close()


def test_the_page_follows_the_editor_and_asks_its_own_server_alone(browser, address):
    page = browser.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert page.locator("#here h2").inner_text() == "Makefile"
    with page.expect_response("**/here"):
        move(address, "pyproject.toml")
    page.get_by_role("heading", name="pyproject.toml", exact=True).wait_for()
    page.close()
    assert said == []
    assert {url for url in asked if not url.startswith(address)} == set()
