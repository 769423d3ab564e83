"""What every test can rely on, and what no test may leave behind."""

import hashlib
import os
import signal
import stat
import subprocess
import sysconfig
import tempfile
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, settings

# The quick suite says the same each time; the long run (`--hypothesis-profile=long`) looks for news.
_COMMON = settings(
    deadline=None,  # other processes may be at work here
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("quick", _COMMON, derandomize=True, database=None, max_examples=60)
settings.register_profile("long", _COMMON, max_examples=2000, print_blob=True)
if settings.get_current_profile_name() != "long":
    settings.load_profile("quick")

_NOBODYS_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_AUTHOR_NAME": "Test Author",
    "GIT_AUTHOR_EMAIL": "author@example.org",
    "GIT_AUTHOR_DATE": "2024-01-01T00:00:00+00:00",
    "GIT_COMMITTER_NAME": "Test Committer",
    "GIT_COMMITTER_EMAIL": "committer@example.org",
    "GIT_COMMITTER_DATE": "2024-01-01T00:00:00+00:00",
}


def pytest_configure():
    """Let tests interrupt processes, also where the whole run ignores Ctrl-C, as in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _nothing_left_behind():
    """Fail a test that changes the environment or the working directory for those after it."""
    environ, cwd = _environ(), Path.cwd()
    yield
    changed = {name for name, _ in environ.items() ^ _environ().items()}
    assert not changed, f"the test left the environment changed: {sorted(changed)}"
    assert Path.cwd() == cwd, "the test left the working directory changed"


_OTHERS = {"PYTEST_CURRENT_TEST", "KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK"}
"""Of pytest; of scikit-learn, when it is imported."""


def _environ():
    return {name: value for name, value in os.environ.items() if name not in _OTHERS}


@pytest.fixture(autouse=True)
def _own_machine(_nothing_left_behind, monkeypatch, tmp_path_factory):
    """Give each test a machine that nobody configured; undone before the check above."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith(("GIT_", "INFLUENCEKIT"))]:
        monkeypatch.delenv(name)
    for name, value in _NOBODYS_GIT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(home))
    for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))


@pytest.fixture(scope="session")
def git():
    """Return a function that runs git and returns what it printed."""

    def run(folder, *arguments, **options):
        command = ["git", "-C", str(folder), *map(str, arguments)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, **options)
        return done.stdout

    return run


@pytest.fixture
def repo(tmp_path):
    """Return a function that builds a repository from a script of `influencekit.testing`."""
    from influencekit.testing import write_repo  # noqa: PLC0415 - loads numpy

    def build(text, name="repo", **options):
        return write_repo(tmp_path / name, text, **options)

    return build


@attrs.frozen
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def complaints(self):
        """What it said on stderr, a line each, without its own name."""
        return [line.removeprefix("influencekit: ") for line in self.err.splitlines()]


@pytest.fixture
def scratch(tmp_path_factory, monkeypatch):
    """The folder for temporary files, which is empty again once a command has ended."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def command(scratch, capsys, monkeypatch):
    """Return a function that runs a command in this process and returns how it ended."""
    from influencekit.cli import run  # noqa: PLC0415 - most tests need no command line

    def ran(*arguments, cwd=None):
        with monkeypatch.context() as patch:
            if cwd is not None:
                patch.chdir(cwd)
            capsys.readouterr()
            code = run([str(argument) for argument in arguments])
        said = Ran(int(code), *capsys.readouterr())
        assert "Traceback" not in said.err, said.err
        assert not list(scratch.iterdir()), "the command left something in the temporary folder"
        return said

    return ran


@pytest.fixture(scope="session")
def program():
    """Return the program that users call, for tests that need a process of its own."""
    return Path(sysconfig.get_path("scripts"), "influencekit")


@pytest.fixture(scope="session")
def listing():
    """Return a function that tells everything about a folder that a command could have changed."""

    def content(path, info):
        if stat.S_ISREG(info.st_mode):
            return hashlib.sha256(path.read_bytes()).hexdigest()
        return path.readlink() if stat.S_ISLNK(info.st_mode) else None

    def told(folder):
        found = {}
        for path in (folder, *folder.rglob("*")):
            info = path.lstat()
            stamps = (info.st_mode, info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns)
            found[str(path)] = (*stamps, content(path, info))
        return found

    return told
