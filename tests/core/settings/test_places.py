"""A repository's settings name nothing outside it, however they spell it."""

import os
from pathlib import Path

import pytest

from influencekit.report import Problem
from influencekit.settings.places import Place, locate


@pytest.fixture
def root(tmp_path):
    """Return a repository's folder that holds a file, beside a secret."""
    (tmp_path / "secret.txt").write_text("secret")
    root = tmp_path / "repo"
    (root / ".git").mkdir(parents=True)
    (root / ".git" / "config").write_text("[core]")
    (root / "docs").mkdir()
    (root / "docs" / "people.txt").write_text("ada")
    return root


def theirs(path, base):
    return Place(path=path, base=base, trust="repository", origin=".influencekit.toml")


@pytest.mark.parametrize(
    "path", ["docs/people.txt", "./docs/people.txt", "docs", "docs/not-there.txt", ".", "..docs"]
)
def test_a_path_inside_is_found(root, path):
    assert locate(theirs(path, root)) == (root / path).resolve()


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "~/secret.txt",
        "~root/x",
        "../secret.txt",
        "docs/../../secret.txt",
        "docs/../docs/people.txt",
        "..\\secret.txt",
        "C:\\secret.txt",
        "C:secret.txt",
        "\\\\host\\share",
        "//host/share",
        ".git/config",
        "docs/../.GIT/config",
        ".Git",
    ],
)
def test_a_path_that_is_spelled_outwards_is_refused_before_the_disk_is_asked(path):
    place = theirs(path, Path("/nowhere"))
    assert place.escapes
    problem = locate(place)
    assert isinstance(problem, Problem)
    assert repr(path) in problem.message
    assert problem.name == ".influencekit.toml"


def test_links_that_lead_out_are_refused_and_links_inside_are_followed(root):
    (root / "out.txt").symlink_to(root.parent / "secret.txt")
    (root / "up").symlink_to(root.parent)
    (root / "config").symlink_to(".git/config")
    (root / "alias.txt").symlink_to("docs/people.txt")
    (root / "dangling").symlink_to(root.parent / "not-there")
    for path in ("out.txt", "up/secret.txt", "up", "config", "dangling"):
        assert isinstance(locate(theirs(path, root)), Problem), path
    assert locate(theirs("alias.txt", root)) == (root / "docs/people.txt").resolve()


def test_a_loop_of_links_is_refused(root):
    (root / "a").symlink_to("b")
    (root / "b").symlink_to("a")
    found = locate(theirs("a", root))
    assert isinstance(found, Problem) or not found.exists()


def test_a_pipe_is_refused_since_opening_it_would_wait_for_ever(root):
    os.mkfifo(root / "pipe")
    problem = locate(theirs("pipe", root))
    assert isinstance(problem, Problem)
    assert "neither a file nor a folder" in problem.message


def test_a_repository_reached_through_a_link_is_still_inside_itself(root):
    link = root.parent / "link"
    link.symlink_to(root)
    assert locate(theirs("docs/people.txt", link)) == (root / "docs/people.txt").resolve()


def test_without_a_folder_a_repository_names_nothing():
    assert isinstance(locate(theirs("docs", None)), Problem)


def test_a_path_with_a_nul_is_refused(root):
    assert isinstance(locate(theirs("docs\0x", root)), Problem)


@pytest.mark.parametrize("trust", ["user", "command line"])
def test_the_user_may_name_anything(tmp_path, trust):
    def mine(path):
        return Place(path=path, base=tmp_path, trust=trust, origin="config.toml")

    home = Path("/home/ada")
    assert locate(mine("../teams.toml"), home) == tmp_path / "../teams.toml"
    assert locate(mine("/etc/teams.toml"), home) == Path("/etc/teams.toml")
    assert locate(mine("~/blog"), home) == Path("/home/ada/blog")
    assert locate(mine("~/blog")) == tmp_path / "~/blog"
