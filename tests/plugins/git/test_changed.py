"""What a commit, a range or the work tree changes; and that asking runs nothing of the repository's."""

import pytest

from influencekit.domain import Identity
from influencekit.errors import InputError
from influencekit.protocols import ChangeSource, ReadRequest
from influencekit_git.source import GitSource

STORY = """
    2024-01-01 ada a.py +3, b.py +1 "First"
    2024-01-02 bob b.py => lib/b.py +1 "Second: move"
    2024-01-03 cyd c.py +1 on=topic "On the side"
    2024-01-04 ada a.py +1 "Third"
    2024-01-05 ada merge=topic "Merge topic"
"""


def changed(root, revision):
    source = GitSource()
    assert isinstance(source, ChangeSource)
    return source.changed(root, revision, ReadRequest())


def day(number):
    return 1_704_067_200 + (number - 1) * 86_400


def test_of_a_commit_the_files_under_both_names_its_author_and_its_time(repo):
    found = changed(repo(STORY), "HEAD^2~1")
    assert found.paths == ("b.py", "lib/b.py")
    assert found.authors == (Identity("bob", "bob@example.org"),)
    assert (found.subject, found.at) == ("Second: move", day(2))


def test_the_first_commit_changes_all_that_it_adds(repo):
    assert changed(repo(STORY), "HEAD~3").paths == ("a.py", "b.py")


def test_of_a_merge_what_it_brings_to_its_first_parent(repo):
    found = changed(repo(STORY), "HEAD")
    assert found.paths == ("c.py",)
    assert found.subject == "Merge topic"


def test_of_a_range_all_files_and_authors_of_its_commits_and_the_first_of_their_times(repo):
    found = changed(repo(STORY), "HEAD~2..HEAD")
    assert found.paths == ("a.py", "c.py")
    assert {who.name for who in found.authors} == {"ada", "cyd"}
    assert (found.subject, found.at) == ("", day(3))


def test_of_the_work_tree_what_differs_from_the_last_commit_staged_or_not(repo, git):
    root = repo(STORY)
    assert changed(root, "").paths == ()
    (root / "a.py").write_text("other\n")
    (root / "new.py").write_text("staged\n")
    (root / "stray.py").write_text("untracked\n")
    git(root, "add", "new.py")
    (root / "c.py").unlink()
    found = changed(root, "")
    assert found.paths == ("a.py", "c.py", "new.py")
    assert (found.authors, found.at) == ((), None)


def test_a_file_that_was_only_touched_has_not_changed(repo):
    root = repo(STORY)
    (root / "a.py").write_bytes((root / "a.py").read_bytes())
    assert changed(root, "").paths == ()


def test_without_an_index_the_work_tree_is_held_to_the_last_commit(repo):
    root = repo(STORY)
    (root / ".git" / "index").unlink()
    (root / "a.py").write_text("other\n")
    assert changed(root, "").paths == ("a.py",)


def test_asking_runs_no_filter_watcher_or_other_program_and_writes_nothing(repo, git, listing):
    root = repo(STORY)
    trap = root.parent / "sprung"
    run = f"sh -c 'touch {trap}; cat'"
    for key in ("filter.trap.clean", "filter.trap.smudge", "diff.trap.textconv", "diff.external"):
        git(root, "config", key, run)
    git(root, "config", "diff.trap.command", run)
    git(root, "config", "core.fsmonitor", f"touch {trap}")
    (root / ".gitattributes").write_text("* filter=trap diff=trap\n")
    inner = root / "inner"
    git(root.parent, "init", "-q", inner)
    git(inner, "config", "core.fsmonitor", f"touch {trap}")
    git(inner, "commit", "-q", "--allow-empty", "-m", "inner")
    trap.unlink(missing_ok=True)
    head = git(inner, "rev-parse", "HEAD").strip()
    git(
        root,
        "-c",
        "core.fsmonitor=false",
        "update-index",
        "--add",
        "--cacheinfo",
        f"160000,{head},inner",
    )
    (root / "a.py").write_text("other\n")
    trap.unlink(missing_ok=True)
    before = listing(root)
    found = changed(root, "")
    assert "a.py" in found.paths
    assert not trap.exists()
    assert listing(root) == before


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("nowhere", "no such revision"),
        ("--output=x", "no such revision"),
        ("HEAD..HEAD", "no commit in it"),
        ("HEAD~1...HEAD", "symmetric difference"),
    ],
)
def test_what_is_no_revision_is_refused(revision, said, repo):
    with pytest.raises(InputError, match=said):
        changed(repo(STORY), revision)


def test_a_bare_repository_has_no_work_tree_to_ask_about(repo, git, tmp_path):
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", repo(STORY), bare)
    with pytest.raises(InputError, match="no work tree"):
        changed(bare, "")
    assert changed(bare, "HEAD~1").paths == ("a.py",)


def test_before_the_first_commit_nothing_has_changed(repo):
    with pytest.raises(InputError, match="no commits yet"):
        changed(repo(""), "")
