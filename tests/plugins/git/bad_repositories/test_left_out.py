"""Shallow and partial clones tell what they have, and how much they lack."""

import pytest

from influencekit.history import BINARY
from influencekit.testing import write_repo


def test_a_shallow_clone_says_what_it_lacks_and_gives_lines_to_its_first_commits(
    clone, read, whole
):
    told = read(clone("--depth=2"))
    assert told.touches == {
        ("Change", "src/a.py"): (9, 0),
        ("Change", "src/b.py"): (3, 0),
        ("More", "src/c.py"): (4, 0),
        ("More", "src/b.py"): (1, 0),
    }
    assert told.files == whole.files
    assert told.alive["src/a.py", "Change"] == 9
    assert len(told.problems) == 1
    assert "'git fetch --unshallow' brings the rest" in told.problems[0]


def partial(whole):
    """Return what is known where older versions are left out: touches, lines, and what is named."""
    return {
        "blob:limit=1m": (whole.touches, whole.alive, ""),
        "blob:none": (
            dict.fromkeys(whole.touches, (BINARY, BINARY)) | {("More", "src/c.py"): (4, 0)},
            {("src/c.py", "More"): 4},
            "the lines of 4 of 5 versions of files",
        ),
        "tree:0": (  # as in a shallow clone, HEAD seems to have written what it has
            {("More", path): (lines, 0) for path, lines in whole.files.items()},
            {(path, "More"): lines for path, lines in whole.files.items()},
            "the changes of 3 commits",
        ),
    }


@pytest.mark.parametrize("filtered", ["blob:limit=1m", "blob:none", "tree:0"])
def test_a_partial_clone_says_how_much_it_lacks_and_only_then(
    filtered, clone, read, whole, tmp_path
):
    touches, alive, lacks = partial(whole)[filtered]
    repo = clone(f"--filter={filtered}")
    for _ in range(2):  # the second time from the index
        told = read(repo, cache=tmp_path / "cache")
        assert told.problems == [
            (
                f"{repo}: a partial clone; what was left out is not fetched, so {lacks} are known in "
                "part or not at all. 'git fetch --refetch --no-filter' brings the rest."
            )
        ] * bool(lacks)
        assert (told.touches, told.files, told.alive) == (touches, whole.files, alive)


@pytest.mark.parametrize("filtered", ["blob:none", "tree:0"])
def test_what_was_left_out_is_read_once_it_is_there(filtered, clone, git, read, tmp_path):
    repo = clone(f"--filter={filtered}", "--no-checkout")
    told = read(repo, cache=tmp_path / "cache")
    assert told.history.commit_subject[0] == "Start"
    assert told.problems
    git(repo, "-c", "maintenance.auto=false", "fetch", "--quiet", "--refetch", "--no-filter")
    told = read(repo, cache=tmp_path / "cache")
    assert told.is_whole
    assert not told.problems


def test_a_merge_that_was_left_out_counts_once(git, tmp_path, read):
    source = write_repo(
        tmp_path / "source",
        """
        2024-01-03 ada a.py +1 "Start"
        2024-01-04 bob b.py +1 on=topic "Topic"
        2024-01-05 ada c.py +1 "More"
        2024-01-06 ada merge=topic "Join"
        """,
    )
    git(source, "config", "uploadpack.allowFilter", "true")
    options = ("--quiet", "--bare", "--filter=tree:0")
    git(tmp_path, "clone", *options, f"file://{source}", "clone")
    told = read(tmp_path / "clone")
    assert list(told.history.commit_subject) == ["Start", "More", "Topic", "Join"]
    assert any("the changes of 4 commits are known" in problem for problem in told.problems)
