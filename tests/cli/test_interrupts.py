"""Ctrl-C while an index is built: what is done is kept, and a second one always ends it."""

import signal
import subprocess
import sys

import pytest

from influencekit.errors import ExitCode

SCRIPT = """
import time
from influencekit import cli
from influencekit.registry import Registry
from influencekit.report import IndexStatus
from influencekit.hookspecs import hookimpl

class Slow:
    name = "slow"
    listens = {listens}
    def detect(self, root):
        return True
    def read(self, root, request):
        yield from ()
    def index_build(self, root, request):
        print("reading", flush=True)
        while True:
            if self.listens:
                request.task.check()
            try:
                time.sleep(0.01)
            except KeyboardInterrupt:
                print("interrupted", flush=True)
                raise
        yield
    def index_status(self, root, request):
        return IndexStatus(root=str(root), file="")
    index_clear = index_status

class Plugin:
    @hookimpl
    def influencekit_register_sources(self, register):
        register(Slow())

def discover(block=()):
    registry = Registry()
    registry.add(Plugin(), "slow")
    return registry

Registry.discover = discover
raise SystemExit(cli.run(["index", "."]))
"""


@pytest.fixture
def indexing(tmp_path):
    """Return a function that starts `index` on a source that never ends."""
    started = []

    def start(*, listens):
        script = tmp_path / "script.py"
        script.write_text(SCRIPT.format(listens=listens), encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "reading\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_ctrl_c_lets_the_source_keep_what_is_done(indexing):
    process = indexing(listens=True)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert (out, err) == ("", "influencekit: Stopped. What was finished is kept.\n")


def test_a_second_ctrl_c_ends_a_source_that_does_not_listen(indexing):
    process = indexing(listens=False)
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert out == "interrupted\n"
    assert err.endswith("influencekit: Stopped.\n")
