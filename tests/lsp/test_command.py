"""How ``influencekit lsp`` ends where it cannot start."""

import socket
import subprocess
import sys

import pytest

from influencekit.errors import ExitCode

WITHOUT = "import sys; sys.modules['lsprotocol'] = None; from influencekit.cli import run; sys.exit(run({}))"


def ran(*arguments, script="from influencekit.cli import run; import sys; sys.exit(run({}))"):
    command = [sys.executable, "-c", script.format(["lsp", *arguments])]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_without_its_extra_it_says_what_to_install():
    done = ran(script=WITHOUT)
    assert done.returncode == ExitCode.ENVIRONMENT
    assert "pip install 'influencekit[lsp]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("transport", ["--tcp", "--ws"])
def test_a_port_that_is_taken_is_said(transport):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = ran(transport, "--port", str(taken.getsockname()[1]))
    assert done.returncode == ExitCode.ENVIRONMENT
    assert "in use" in done.stderr
    assert "Traceback" not in done.stderr
