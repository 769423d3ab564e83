"""In which functions and classes commits changed lines: what git's own hunk headers say."""

import re
import shutil

import pytest

from influencekit.errors import Cancelled
from influencekit.protocols import ReadRequest, SymbolSource, Task
from influencekit_git.source import GitSource
from influencekit_git.symbols import LARGEST, MOST, symbol_in

MODULE = """\
import os


class Store:
    size = 1

    def find_pack(self):
        one = 1
        two = 2
        return one


async def keep_all():
    first = 1
    second = 2
    return first
"""
SOURCE = """\
#include "pack.h"

struct pack_entry {
    int size;
    int kind;
};

static struct pack *open_pack(struct store *s,
                              int flags)
{
    int one = 1;
    return one;
}
"""


def told(root, commits, **request):
    source = GitSource()
    assert isinstance(source, SymbolSource)
    return source.symbols(root, commits, ReadRequest(**request))


@pytest.fixture
def commit(tmp_path, git):
    """Return a function that writes files, commits them and returns the commit's id."""
    root = tmp_path / "repo"
    git(tmp_path, "init", "-q", root)
    git(root, "config", "user.name", "ada")
    git(root, "config", "user.email", "ada@example.org")

    def make(**texts):
        for name, text in texts.items():
            path = root / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "Change")
        return git(root, "rev-parse", "HEAD").strip()

    make.root = root
    return make


def test_a_commit_has_the_names_of_the_functions_and_classes_in_which_it_changed_lines(commit):
    first = commit(a_py=MODULE, pack_c=SOURCE)
    second = commit(
        a_py=MODULE.replace("two = 2", "two = 3").replace("second = 2", "second = 3"),
        pack_c=SOURCE.replace("int one = 1;", "int one = 2;").replace("int kind;", "long kind;"),
    )
    assert told(commit.root, [second, first]) == {
        second: ("find_pack", "keep_all", "open_pack", "pack_entry"),
        first: (),
    }


def test_they_are_those_of_the_headers_that_git_itself_shows(commit, git):
    commit(a_py=MODULE, pack_c=SOURCE)
    lines = MODULE.splitlines(keepends=True)
    ids = [
        commit(a_py="".join([*lines[:at], f"    added = {at}\n", *lines[at:]]))
        for at in range(5, len(lines))
    ]
    (commit.root / ".git/info/attributes").write_text("*.py diff=python\n*.c diff=cpp\n")
    for oid, found in told(commit.root, ids).items():
        patch = git(commit.root, "show", "-U0", "--format=", oid)
        headings = re.findall(r"^@@ \S+ \S+ @@ (.*)", patch, re.MULTILINE)
        assert headings
        assert found == tuple(sorted({symbol_in(heading) for heading in headings}))


def test_documentation_and_large_files_have_none(commit):
    large = MODULE + "x = 1\n" * (LARGEST // 6)
    commit(docs__a_py=MODULE, large_py=large, a_py=MODULE)
    changed = {name: text.replace("two = 2", "two = 3") for name, text in
               {"docs__a_py": MODULE, "large_py": large}.items()}  # fmt: skip
    assert set(told(commit.root, [commit(**changed)]).values()) == {()}


def test_a_content_that_looks_like_a_header_is_a_content(commit):
    trap = "@@ -1 +1 @@ def fake_one():\ndiff --git a/x.py b/x.py\n+++ b/x.py\n" + "0" * 40 + "\n"
    commit(a_py=MODULE)
    oid = commit(
        a_py=MODULE.replace("    two = 2\n", trap + "y" * 200_000 + "@@ -1 +1 @@ def f():\n")
    )
    assert told(commit.root, [oid])[oid] == ("find_pack",)


def test_no_more_than_so_many_names_of_a_commit_are_kept(commit):
    text = "".join(f"def name_{at}():\n    pass\n    pass\n\n\n" for at in range(MOST + 9))
    commit(a_py=text)
    oid = commit(a_py=text.replace("pass\n    pass", "pass\n    pass\n    pass"))
    assert len(told(commit.root, [oid])[oid]) == MOST


def test_what_was_found_is_kept(commit, tmp_path):
    commit(a_py=MODULE)
    oid = commit(a_py=MODULE.replace("two = 2", "two = 3"))
    before = told(commit.root, [oid], cache=tmp_path / "cache")
    assert before[oid] == ("find_pack",)
    for folder in (commit.root / ".git/objects").glob("??"):
        shutil.rmtree(folder)
    assert told(commit.root, [oid], cache=tmp_path / "cache") == before


def test_a_commit_that_is_not_there_or_cannot_be_read_has_none_and_the_others_have(commit, git):
    commit(a_py=MODULE)
    ids = [commit(a_py=MODULE.replace("two = 2", f"two = {at}")) for at in range(3, 8)]
    blob = git(commit.root, "rev-parse", f"{ids[2]}:a.py").strip()
    (commit.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    found = told(commit.root, [*ids, "f" * 40, "no id", ""])
    assert {at for at, oid in enumerate(ids) if found[oid]} == {0, 1, 4}
    assert found["f" * 40] == found["no id"] == found[""] == ()


def test_a_large_question_can_be_stopped(commit):
    class Stopped(Task):
        cancelled = True

    oid = commit(a_py=MODULE)
    with pytest.raises(Cancelled):
        told(commit.root, [oid], task=Stopped())


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("static int find_pack(struct repository *r,", "find_pack"),
        ("struct object_database *odb_new(struct repository *repo)", "odb_new"),
        ("struct pack_entry {", "pack_entry"),
        ("    async def keep_all(self):", "keep_all"),
        ("class FixtureDef(Generic[FixtureValue]):", "FixtureDef"),
        ("func (s *Store) Open(path string) error {", "Open"),
        ("type Store struct {", "Store"),
        ("impl Display for Store {", "Store"),
        ("pub fn keep<T>(it: T) -> T {", "keep"),
        ("export class Page extends Component {", "Page"),
        ("proc makewindow {} {", "makewindow"),
        ("} else if (x) {", ""),
        ("jobs:", ""),
        ("", ""),
        ("(((((((", ""),
    ],
)
def test_the_name_is_told_from_the_head_of_a_function_or_class(heading, name):
    assert symbol_in(heading) == name
