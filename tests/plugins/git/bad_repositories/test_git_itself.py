"""A git that is missing, too old, broken or not the user's own is a plain no, or is not run."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from influencekit.errors import InputError, MachineError
from influencekit.protocols import ReadRequest
from influencekit_git.repository import OLDEST_GIT
from influencekit_git.source import GitSource


def _fake_git(folder, script):
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    return folder


def test_without_git_it_is_said_where_to_get_it(sound, read, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MachineError, match="Install git"):
        read(sound)
    with pytest.raises(MachineError, match="Install git"):
        GitSource().lines(sound, "src/a.py", ReadRequest())


@pytest.mark.parametrize("said", ["git version 2.30.9", "git version 1.8.3.1", "no git at all", ""])
def test_a_git_that_is_too_old_is_refused_with_what_is_needed(
    said, sound, read, tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", str(_fake_git(tmp_path / "bin", f"echo '{said}'")))
    needed = r"\.".join(map(str, OLDEST_GIT))
    with pytest.raises(MachineError, match=f"too old: {needed} or newer is needed. Update git"):
        read(sound)


def test_a_git_that_dies_of_everything_is_a_plain_no(sound, read, tmp_path, monkeypatch):
    script = '[ "$1" = version ] && echo git version 2.50.1 || { echo fatal: oops >&2; exit 128; }'
    monkeypatch.setenv("PATH", str(_fake_git(tmp_path / "bin", script)))
    with pytest.raises(InputError, match="fsck"):
        read(sound)


def test_a_git_in_the_analysed_folder_is_not_run(sound, read, tmp_path, monkeypatch):
    fake = _fake_git(sound / "bin", f"touch {tmp_path / 'canary'}")
    shutil.copy(fake / "git", sound / "git")
    monkeypatch.chdir(sound)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin", os.environ["PATH"]]))
    subprocess.run(["git", "version"], check=True)
    assert (tmp_path / "canary").exists(), "a shell itself does not fall for it"
    (tmp_path / "canary").unlink()
    assert read(Path()).is_whole
    assert not (tmp_path / "canary").exists()
