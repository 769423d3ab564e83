"""Every kind of repository that git makes is read, and what is not there is named."""

import pytest

from influencekit.errors import InputError
from influencekit.protocols import ReadRequest
from influencekit_git.source import GitSource


@pytest.mark.parametrize("options", [(), ("--bare",)], ids=["empty", "empty and bare"])
def test_of_a_repository_without_commits_it_is_said_that_there_are_none(
    options, git, tmp_path, read
):
    git(tmp_path, "init", "--quiet", *options, "new")
    told = read(tmp_path / "new")
    assert told.history is None
    assert told.problems == [f"{tmp_path / 'new'}: no commits yet, so there is nothing to tell."]


def test_a_bare_repository_tells_what_its_clone_tells(sound, clone, read):
    assert read(clone("--bare")).is_whole
    assert read(sound).is_whole


def test_a_repository_with_sha256_tells_the_same(sound, git, tmp_path, read):
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "repo")
    exported = git(sound, "fast-export", "main")
    git(tmp_path / "repo", "fast-import", "--quiet", "--force", input=exported)
    git(tmp_path / "repo", "symbolic-ref", "HEAD", "refs/heads/main")
    told = read(tmp_path / "repo", cache=tmp_path / "cache")
    assert told.is_whole
    assert {len(oid) for oid in told.history.commit_oid.tolist()} == {64}
    assert not told.problems
    lines = GitSource().lines(tmp_path / "repo", "src/a.py", ReadRequest())
    assert [len(run.commit) for run in lines.runs] == [64, 64]


def test_in_a_work_tree_its_own_head_is_meant(sound, git, tmp_path, read):
    git(sound, "worktree", "add", "--quiet", "--detach", tmp_path / "tree", "HEAD~1")
    assert [*read(tmp_path / "tree").files] == ["src/a.py", "src/b.py"]
    assert read(sound).is_whole


def test_in_a_submodule_its_own_history_is_meant(sound, git, tmp_path, read):
    git(tmp_path, "init", "--quiet", "super")
    allowed = ("-c", "protocol.file.allow=always")
    git(tmp_path / "super", *allowed, "submodule", "--quiet", "add", sound, "sub")
    git(tmp_path / "super", "commit", "--quiet", "--message=Join")
    assert read(tmp_path / "super/sub").is_whole
    told = read(tmp_path / "super")
    assert told.touches == {("Join", ".gitmodules"): (3, 0), ("Join", "sub"): (1, 0)}
    assert [*told.files] == [".gitmodules"]


def test_on_a_branch_without_commits_there_is_nothing_and_others_can_be_named(sound, git, read):
    git(sound, "checkout", "--quiet", "--orphan", "new")
    told = read(sound)
    assert told.history is None
    assert "no commits yet" in told.problems[0]
    assert read(sound, revision="main").is_whole


def test_without_a_branch_the_commit_that_is_checked_out_is_meant(sound, git, read):
    git(sound, "checkout", "--quiet", "--detach", "HEAD~1")
    assert read(sound).files == {"src/a.py": 9, "src/b.py": 3}


def test_what_is_not_there_is_named(sound, read):
    source = GitSource()
    with pytest.raises(InputError, match=r"no such revision: v99"):
        read(sound, revision="v99")
    with pytest.raises(InputError, match=r"no\.py: no such file at [0-9a-f]{12}"):
        source.lines(sound, "no.py", ReadRequest())
    with pytest.raises(InputError, match=r"src/c\.py: no such file"):
        source.lines(sound, "src/c.py", ReadRequest(revision="HEAD~1"))
    with pytest.raises(InputError, match=r"src: no such file"):
        source.lines(sound, "src", ReadRequest())
    with pytest.raises(InputError, match=r"use A\.\.B"):
        read(sound, revision="main...HEAD~1")


@pytest.mark.parametrize("revision", ["--all", "-n1", "@{", "HEAD~99", "main:src/a.py", "", " "])
def test_a_revision_that_is_none_is_refused_and_never_an_option(revision, sound, read):
    with pytest.raises(InputError, match="no such revision"):
        read(sound, revision=revision)
