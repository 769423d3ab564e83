"""What is kept between runs is believed only as far as it is right."""

import os
import sqlite3
import subprocess

import pytest

from influencekit.protocols import ReadRequest
from influencekit.testing import write_repo
from influencekit_git.source import GitSource

TOLD = """
    2024-01-03 ada src/a.py +10 "Start"
    2024-01-04 bob src/a.py +2 -3 "Change"
    """


@pytest.fixture
def repo(tmp_path):
    folder = tmp_path / "repo"
    write_repo(folder, TOLD)
    return folder


@pytest.fixture
def request_(tmp_path):
    return ReadRequest(cache=tmp_path / "cache", jobs=1)


def whole(repo, request_):
    return list(GitSource().read(repo, request_))[-1]


@pytest.mark.parametrize("column", ["entry.path", "commit.author", "hunk.start", "view%"])
def test_a_damaged_column_is_read_again_and_not_trusted(repo, request_, column):
    before = whole(repo, request_)
    (file,) = request_.cache.rglob("*.sqlite")
    with sqlite3.connect(file) as index:
        changed = index.execute(
            "UPDATE part SET data = zeroblob(length(data) + 1) WHERE name LIKE ?", (column,)
        )
        assert changed.rowcount
    index.close()
    write_repo(repo.with_name("more"), TOLD + '    2024-01-05 ada src/b.py +1 "More"')
    subprocess.run(["git", "-C", repo, "pull", "-q", repo.with_name("more")], check=True)
    after = whole(repo, request_)
    assert after.touch_added.tolist() == [*before.touch_added.tolist(), 1]
    assert after.line_count.sum() == before.line_count.sum() + 1


def test_a_name_that_was_amended_away_is_not_told(repo, request_):
    assert [who.name for who in whole(repo, request_).identities] == ["ada", "bob"]
    now = os.environ | {"GIT_AUTHOR_NAME": "Bob Brown", "GIT_COMMITTER_NAME": "Bob Brown"}
    command = ["git", "-C", repo, "commit", "-q", "--amend", "--reset-author", "--no-edit"]
    subprocess.run(command, check=True, env=now)
    assert {who.name for who in whole(repo, request_).identities} == {"ada", "Bob Brown"}


def test_a_path_that_only_a_lost_commit_had_is_not_told(repo, request_):
    (repo / "secret.txt").write_text("x\n")
    commands = (
        ("add", "secret.txt"),
        ("commit", "-q", "-m", "Oops"),
        ("mv", "secret.txt", "src/c.txt"),
        ("commit", "-q", "--amend", "-m", "Better"),
    )
    for number, words in enumerate(commands):
        if number == 2:
            assert "secret.txt" in list(whole(repo, request_).paths)
        subprocess.run(["git", "-C", repo, *words], check=True)
    known = whole(repo, request_)
    assert list(known.paths) == ["src/a.py", "src/c.txt"]
    assert known.touch_added.tolist() == [10, 2, 1]


def test_the_first_view_has_the_files_that_only_a_merge_brought(repo, request_):
    commands = (
        ("checkout", "-q", "-b", "topic", "HEAD~1"),
        ("commit", "-q", "--allow-empty", "-m", "Topic"),
        ("checkout", "-q", "-"),
        ("merge", "-q", "--no-commit", "--no-ff", "topic"),
        ("add", "by-merge.txt"),
        ("commit", "-q", "-m", "Merge"),
    )
    for words in commands:
        (repo / "by-merge.txt").write_text("x\n")
        subprocess.run(["git", "-C", repo, *words], check=True, capture_output=True)
    first, known = GitSource().read(repo, request_)
    for it in (first, known):
        assert [it.paths[path] for path in it.file_path] == ["src/a.py", "by-merge.txt"]
