from pathlib import Path

import pytest

from influencekit.cli.target import target_of
from influencekit.errors import InputError


class Everywhere:
    name = "everywhere"

    def __init__(self, below):
        self.below = below

    def detect(self, root):
        return root.is_relative_to(self.below)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "src").mkdir()
    (tmp_path / "repo" / "src" / "a.py").write_text("x\n")
    return tmp_path / "repo"


def target(text, root):
    found = target_of(str(text), [Everywhere(root)])
    return found.root, found.path, found.first, found.last


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("src/a.py", ("src/a.py", 1, None)),
        ("src/a.py:3", ("src/a.py", 3, 3)),
        ("src/a.py:3-9", ("src/a.py", 3, 9)),
        ("src", ("src", 1, None)),
        ("src/", ("src", 1, None)),
        (".", ("", 1, None)),
        ("src/..", ("", 1, None)),
        ("gone/b.py", ("gone/b.py", 1, None)),
        ("src/a.py:x", ("src/a.py:x", 1, None)),
    ],
)
def test_a_path_is_told_apart_from_the_lines_that_are_meant(text, expected, root, monkeypatch):
    monkeypatch.chdir(root)
    assert target(text, root) == (root, *expected)
    assert target(f"{root}/{text}", root) == (root, *expected)


def test_a_file_whose_name_looks_like_a_range_is_that_file(root):
    (root / "notes:12").write_text("x\n")
    assert target(root / "notes:12", root) == (root, "notes:12", 1, None)


def test_a_symbolic_link_is_itself_and_the_folder_that_it_is_in_is_real(root, tmp_path):
    (root / "link.py").symlink_to("src/a.py")
    (tmp_path / "alias").symlink_to(root, target_is_directory=True)
    assert target(root / "link.py", root)[:2] == (root, "link.py")
    assert target(tmp_path / "alias" / "src" / "a.py", root)[:2] == (root, "src/a.py")


def test_the_nearest_repository_is_meant(root):
    (root / "sub" / ".git").mkdir(parents=True)
    assert target(root / "sub" / "b.py", root)[:2] == (root / "sub", "b.py")


def test_a_repository_without_work_tree_is_found_at_its_top(tmp_path):
    bare = tmp_path / "bare.git"
    (bare / "objects").mkdir(parents=True)
    assert target(bare, bare)[:2] == (bare, "")


@pytest.mark.parametrize("text", ["a.py:0", "a.py:5-2", "a.py:0-3"])
def test_lines_are_counted_from_one_and_upwards(text, root):
    with pytest.raises(InputError, match="counted from 1"):
        target(root / text, root)


def test_what_is_in_no_repository_is_an_error(tmp_path):
    with pytest.raises(InputError, match="is it inside a git repository"):
        target(tmp_path / "a.py", Path("/nowhere"))


@pytest.mark.parametrize(
    ("line", "lines", "expected"),
    [(1, 2, 0), (1, 3, 1), (3, 3, 3), (5, 4, 1), (6, 2, 0), (1, 9, 3)],
)
def test_a_run_is_clipped_to_the_lines_that_are_meant(line, lines, expected, root):
    found = target_of(f"{root}/src/a.py:3-5", [Everywhere(root)])
    first, count = found.clip(line, lines)
    assert max(count, 0) == expected
    assert not expected or first == max(line, 3)
