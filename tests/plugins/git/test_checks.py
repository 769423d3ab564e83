"""What doctor is told, and who the user is."""

import subprocess

import pytest

from influencekit.testing import write_repo
from influencekit_git.source import GitSource


@pytest.fixture
def repo(tmp_path):
    folder = tmp_path / "repo"
    write_repo(folder, '2024-01-03 ada src/a.py +10 "Start"')
    return folder


def told(root):
    return {check.name: check for check in GitSource().check(root)}


def configured(repo, *words):
    subprocess.run(["git", "-C", str(repo), "config", *words], check=True)


def test_a_sound_repository_has_nothing_to_do(repo):
    found = told(repo)
    assert all(check.ok for check in found.values())
    assert found["repository"].message == "repo, with a work tree, sha1"


def test_no_commits_yet_is_said_with_what_to_do(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path / "new")], check=True)
    assert "Commit something" in told(tmp_path / "new")["commits"].advice


def test_a_shallow_clone_is_said_with_what_brings_the_rest(repo, tmp_path):
    write_repo(tmp_path / "long", "2024-01-03 ada a.py +1\n2024-01-04 ada a.py +1")
    url = f"file://{tmp_path / 'long'}"
    subprocess.run(["git", "clone", "-q", "--depth=1", url, str(tmp_path / "clone")], check=True)
    assert "--unshallow" in told(tmp_path / "clone")["history"].advice


@pytest.mark.parametrize(
    ("options", "ok", "said"),
    [
        (["--filter=blob:none"], True, "older versions of files may not be there"),
        (["--filter=blob:none", "--no-checkout"], False, "lacks 1 of 1 file at HEAD"),
        (["--filter=tree:0", "--no-checkout"], False, "not even the names"),
    ],
)
def test_a_partial_clone_is_wrong_where_it_lacks_what_is_at_head(options, ok, said, repo, tmp_path):
    configured(repo, "uploadpack.allowFilter", "true")
    command = ["git", "clone", "-q", *options, f"file://{repo}", str(tmp_path / "clone")]
    subprocess.run(command, check=True)
    check = told(tmp_path / "clone")["history"]
    assert (check.ok, bool(check.advice)) == (ok, not ok)
    assert said in check.message


def test_a_folder_that_is_no_repository_is_told_as_such(tmp_path):
    assert not told(tmp_path)["repository"].ok


def test_no_git_is_told_with_where_to_get_it(repo, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Install git" in told(repo)["git"].advice


def test_the_user_is_who_the_repository_says_before_what_the_user_says(repo, tmp_path, monkeypatch):
    own = tmp_path / "gitconfig"
    own.write_text("[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(own))
    assert GitSource().user(repo).name == "Ada Lovelace"
    configured(repo, "user.name", "Ada King")
    who = GitSource().user(repo)
    assert (who.name, who.email) == ("Ada King", "ada@example.org")


def test_without_a_configured_name_nobody_is_the_user(repo):
    assert GitSource().user(repo) is None
