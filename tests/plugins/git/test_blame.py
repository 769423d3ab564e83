"""What git blame tells of one file while it finds out, held to what it tells at once."""

import re
import subprocess
import threading
import time

import pytest

from influencekit.errors import Cancelled, InputError
from influencekit.protocols import ReadRequest, Task
from influencekit_git.source import GitSource

SCRIPT = """
    2024-01-01 ada a.py +30
    2024-01-02 bob a.py +12 -4
    2024-01-03 cyd a.py => "lib/a b.py" +6 -2
    2024-01-04 ada "lib/a b.py" +5 on=topic
    2024-01-06 ada merge=topic
    2024-01-07 cyd "lib/a b.py" +3 -9
"""


def porcelain(root, path, *options):
    """Return (commit, author, summary) of each line as git says it at once."""
    command = ["git", "-C", root, "blame", "--line-porcelain", *options, "HEAD", "--", path]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.findall(
        r"^([0-9a-f]{40}) .*\nauthor (.*)\n(?:.*\n)*?summary (.*)$", said, re.MULTILINE
    )
    return [tuple(it) for it in found]


def told(runs):
    """Return the same of what is told run by run."""
    lines = {
        run.line + at: (run.commit, run.author.name, run.summary)
        for run in runs
        for at in range(run.lines)
    }
    return [lines[number] for number in sorted(lines)]


@pytest.mark.parametrize("path", ["lib/a b.py", 'lib/quote".py', "-x", "lib/\u00e9\n.py"])
def test_each_line_is_told_of_once_as_git_does(repo, git, path):
    root = repo(SCRIPT)
    if path != "lib/a b.py":
        git(root, "mv", "lib/a b.py", f"./{path}")
        git(root, "commit", "--quiet", "-m", "Move")
    found = list(GitSource().blame(root, path, ReadRequest()))
    assert told(found) == porcelain(root, path)
    assert {run.author.email.count("@") for run in found} == {1}


def test_commits_to_look_through_are_looked_through_and_unknown_ones_passed_over(
    repo, git, tmp_path
):
    root = repo(SCRIPT)
    last = git(root, "rev-parse", "HEAD").strip()
    listed = tmp_path / "ignored"
    listed.write_text(f"{last}\n{'0' * 39}1\n")
    request = ReadRequest(ignore_revs_file=listed)
    found = told(GitSource().blame(root, "lib/a b.py", request))
    assert found == porcelain(root, "lib/a b.py", "--ignore-rev", last)


@pytest.mark.parametrize("path", ["gone.py", "lib", "", "../a.py", "--help"])
def test_what_is_no_file_is_said(repo, path):
    with pytest.raises(InputError):
        list(GitSource().blame(repo(SCRIPT), path, ReadRequest()))


def test_a_repository_without_commits_has_no_lines(git, tmp_path):
    git(tmp_path, "init", "--quiet")
    with pytest.raises(InputError, match="no commits yet"):
        list(GitSource().blame(tmp_path, "a.py", ReadRequest()))


class Stopped(Task):
    """Ended by another thread."""

    def __init__(self):
        self.ended = threading.Event()

    @property
    def cancelled(self):
        return self.ended.is_set()


def test_a_git_that_says_nothing_is_stopped_when_that_is_asked(repo, tmp_path, monkeypatch):
    root = repo(SCRIPT)
    number, script = tmp_path / "number", tmp_path / "bin" / "git"
    script.parent.mkdir()
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout
    script.write_text(
        f'#!/bin/sh\ncase "$*" in *" blame "*) echo $$ > "{number}"; exec sleep 600;; esac\n'
        f'exec "{real.strip()}" "$@"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:{real.strip().rpartition('/')[0]}:/usr/bin:/bin")
    task = Stopped()

    def stop():
        while not number.exists() or not number.read_text():
            time.sleep(0.01)
        task.ended.set()

    threading.Thread(target=stop, daemon=True).start()
    with pytest.raises(Cancelled):
        list(GitSource().blame(root, "lib/a b.py", ReadRequest(task=task)))
    found = subprocess.run(["ps", "-p", number.read_text().strip()], check=False)
    assert found.returncode == 1


def test_no_program_of_the_repository_is_run(repo, git, tmp_path):
    root, canary = repo(SCRIPT), tmp_path / "canary"
    bait = tmp_path / "bait"
    bait.write_text(f'#!/bin/sh\necho taken >> "{canary}"\ncat "$1"\n')
    bait.chmod(0o755)
    (root / ".gitattributes").write_text("*.py diff=evil filter=evil\n")
    for key in ("diff.evil.textconv", "diff.evil.command", "core.fsmonitor", "filter.evil.smudge"):
        git(root, "config", key, str(bait))
    subprocess.run(
        ["git", "-C", root, "blame", "HEAD", "--", "lib/a b.py"], capture_output=True, check=False
    )
    assert canary.exists(), "git itself does not fall for it"
    canary.unlink()
    assert list(GitSource().blame(root, "lib/a b.py", ReadRequest()))
    assert not canary.exists()


def test_who_wrote_or_committed_is_told_with_the_last_time(repo):
    found = GitSource().identities(repo(SCRIPT), ReadRequest())
    last = {who.name: at for who, at in found.items()}
    days = {name: (at - last["bob"]) / 86_400 for name, at in last.items()}
    assert {name: round(day) for name, day in days.items()} == {"bob": 0, "ada": 4, "cyd": 5}
