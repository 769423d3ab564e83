"""Where the lines of an old version are at a later revision, held to histories whose lines are known."""

from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from influencekit.domain import Anchor, Carried
from influencekit.errors import InputError
from influencekit.protocols import ReadRequest, VersionSource
from influencekit_git.source import GitSource

HEAD = ReadRequest()


@attrs.define
class History:
    """A repository that is written commit by commit."""

    root: Path
    git: object

    def commit(self, **files):
        for name, lines in files.items():
            path = self.root / name.replace("_", ".")
            if lines is None:
                path.unlink()
            else:
                path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        self.git(self.root, "add", "--all")
        self.git(self.root, "commit", "--quiet", "--allow-empty", "--message=Change")
        return self.git(self.root, "rev-parse", "HEAD").strip()

    def carry(self, commit, path="a.py", **more):
        anchor = Anchor(path=path, commit=commit, **more)
        (found,) = GitSource().carry(self.root, [anchor], HEAD)
        return found


@pytest.fixture
def history(tmp_path, git):
    """Return an empty repository."""
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    return History(root, git)


def numbered(*numbers):
    return [f"line {number} of the first text" for number in numbers]


def test_git_is_a_source_of_versions():
    assert isinstance(GitSource(), VersionSource)


def test_lines_are_followed_through_edits_and_renames(history):
    first = history.commit(a_py=numbered(*range(9)))
    history.commit(a_py=["new", *numbered(*range(4)), *numbered(*range(5, 9))])
    history.commit(a_py=None, b_py=["new", *numbered(*range(4)), *numbered(*range(5, 9))])
    found = history.carry(first)
    assert (found.old.path, found.new.path, found.by) == ("a.py", "b.py", "line history")
    assert found.lines == (2, 3, 4, 5, 0, 6, 7, 8, 9)
    assert found.new.lines[found.lines[0] - 1] == found.old.lines[0]


def test_lines_are_followed_through_merges_of_both_sides(history, git):
    first = history.commit(a_py=numbered(*range(9)))
    git(history.root, "switch", "--quiet", "--create", "topic")
    history.commit(a_py=[*numbered(*range(9)), "below"])
    git(history.root, "switch", "--quiet", "main")
    history.commit(a_py=["above", *numbered(*range(9))])
    git(history.root, "merge", "--quiet", "--no-edit", "topic")
    assert history.carry(first).lines == tuple(range(2, 11))


def test_of_two_copies_of_a_line_the_history_knows_which_is_which(history):
    first = history.commit(a_py=["top", "same", "middle", "same", "end"])
    history.commit(a_py=["top", "middle", "same", "end"])
    history.commit(a_py=["same", "top", "middle", "same", "end"])
    found = history.carry(first, first=2, last=2)
    assert (found.lines, found.by) == ((2, 0, 3, 4, 5), "line history")


def test_a_line_that_stands_once_is_found_by_a_diff_without_the_history(history):
    first = history.commit(a_py=numbered(1, 2, 3))
    history.commit(a_py=["new", *numbered(1, 2, 3)])
    found = history.carry(first, first=2, last=3)
    assert (found.lines, found.by) == ((2, 3, 4), "diff")


def test_a_line_that_was_taken_out_and_put_back_is_found_by_a_diff(history):
    first = history.commit(a_py=numbered(1, 2, 3))
    history.commit(a_py=numbered(1, 3))
    history.commit(a_py=numbered(1, 2, 3))
    assert history.carry(first).lines == (1, 2, 3)
    history.commit(a_py=["new", *numbered(1, 2, 3)])
    assert history.carry(first).lines == (2, 3, 4)


def test_lines_of_a_commit_that_is_not_behind_the_revision_any_more_are_found_by_a_diff(
    history, git
):
    history.commit(a_py=numbered(1, 2))
    lost = history.commit(a_py=numbered(1, 2, 3))
    git(history.root, "reset", "--quiet", "--hard", "HEAD~1")
    history.commit(a_py=["rebased", *numbered(1, 2, 3)])
    found = history.carry(lost)
    assert (found.lines, found.by) == ((2, 3, 4), "diff")


def test_without_its_commit_a_version_is_known_by_its_content(history):
    first = history.commit(a_py=numbered(1, 2))
    blob = history.carry(first).old.blob
    found = history.carry("0" * 40, blob=blob)
    assert (found.old.lines, found.old.commit, found.lines) == (tuple(numbered(1, 2)), "", (1, 2))
    assert history.carry("0" * 40, blob="1" * 40).old is None


def test_a_file_that_is_gone_is_nowhere_and_one_that_never_was_neither(history):
    first = history.commit(a_py=numbered(1, 2), b_py=["x"])
    history.commit(a_py=None)
    found = history.carry(first)
    assert (found.old.path, found.new, found.lines) == ("a.py", None, ())
    assert history.carry(first, "never.py") == Carried(old=None, new=None)


def test_of_a_file_that_was_split_the_part_is_meant_that_has_the_lines(history):
    first = history.commit(a_py=numbered(*range(20)))
    history.commit(a_py=numbered(17, 18, 19), b_py=numbered(*range(17)))
    found = history.carry(first, first=19, last=19)
    assert found.new.path == "a.py"
    assert found.new.lines[found.lines[18] - 1] == numbered(18)[0]


def test_files_that_are_binary_or_broken_have_no_lines(history):
    (history.root / "data.bin").write_bytes(b"\0\1")
    first = history.commit(a_py=["x"])
    assert history.carry(first, "data.bin").old is None
    with pytest.raises(InputError, match="binary or too large"):
        GitSource().version(history.root, "data.bin", HEAD)
    with pytest.raises(InputError, match="no such file"):
        GitSource().version(history.root, "no.py", HEAD)


@pytest.mark.parametrize("path", ["--help", ":(top)a.py", "a b.py", "ä.py", "-"])
def test_any_name_of_a_file_is_a_name(history, path):
    (history.root / path).parent.mkdir(exist_ok=True)
    (history.root / path).write_text("".join(f"{line}\n" for line in numbered(1, 2)))
    first = history.commit()
    (history.root / path).write_text("".join(f"{line}\n" for line in numbered(0, 1, 2)))
    history.commit()
    assert history.carry(first, path).lines == (2, 3)


def test_outside_of_a_repository_and_before_the_first_commit_nothing_is_known(tmp_path, git):
    anchor = Anchor(path="a.py", commit="0" * 40)
    assert GitSource().carry(tmp_path, [anchor], HEAD) == [Carried(old=None, new=None)]
    git(tmp_path, "init", "--quiet")
    assert GitSource().carry(tmp_path, [anchor], HEAD) == [Carried(old=None, new=None)]
    assert GitSource().carry(tmp_path, [], HEAD) == []


def test_following_writes_nothing_into_the_repository(history, listing):
    first = history.commit(a_py=numbered(1, 2))
    history.commit(a_py=numbered(0, 1, 2))
    before = listing(history.root)
    assert history.carry(first).lines == (2, 3)
    assert listing(history.root) == before


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from("idr"), st.integers(0, 40)), min_size=1, max_size=6))
def test_on_random_histories_each_line_is_where_a_plain_list_says(tmp_path_factory, git, steps):
    root = tmp_path_factory.mktemp("random")
    git(root, "init", "--quiet", "--initial-branch=main")
    history = History(root, git)
    # Every line has a text of its own, so a list of texts is all the truth there is.
    lines, name = numbered(*range(12)), "a.py"
    first = history.commit(a_py=lines)
    for number, (what, at) in enumerate(steps):
        if what == "i":
            lines = [*lines[: at % 13], f"inserted {number}", *lines[at % 13 :]]
        elif what == "d" and len(lines) > 6:
            lines = [line for place, line in enumerate(lines) if place != at % len(lines)]
        elif what == "r":
            (root / name).rename(root / f"name{number}.py")
            name = f"name{number}.py"
        (root / name).write_text("".join(f"{line}\n" for line in lines))
        history.commit()
    found = history.carry(first)
    assert found.new.path == name
    assert found.lines == tuple(
        lines.index(line) + 1 if line in lines else 0 for line in numbered(*range(12))
    )
