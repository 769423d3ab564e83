"""Every path is in exactly one area, and areas are what people have names for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.areas import OTHER, TOP_LEVEL, assign, living
from influencekit.codeowners import parse
from influencekit.columns import Texts
from influencekit.testing import history


def areas(weights, **options):
    """Return the area of each path, given how much each weighs."""
    found, of = assign(list(weights), np.array(list(weights.values()), np.int64), **options)
    return {path: found[at].name for path, at in zip(weights, of.tolist(), strict=True)}


def test_folders_at_the_top_are_areas_and_files_in_none_are_top_level():
    assert areas({"src/a/b.c": 5, "docs/a.md": 4, "README": 1, "lib/x.c": 5, "t/a.sh": 5}) == {
        "src/a/b.c": "src/",
        "docs/a.md": "docs/",
        "README": TOP_LEVEL,
        "lib/x.c": "lib/",
        "t/a.sh": "t/",
    }


def test_a_folder_with_more_than_a_quarter_of_everything_is_split():
    """Of 100 changes src has 60; net (30) and db (20) are worth a name, tiny (1) is not."""
    weights = {
        "src/net/a.c": 30,
        "src/db/a.c": 20,
        "src/tiny/a.c": 1,
        "src/main.c": 9,
        "docs/a.md": 20,
        "tests/a.c": 20,
    }
    assert areas(weights) == {
        "src/net/a.c": "src/net/",
        "src/db/a.c": "src/db/",
        "src/tiny/a.c": "src/",
        "src/main.c": "src/",
        "docs/a.md": "docs/",
        "tests/a.c": "tests/",
    }


def test_a_large_folder_with_nothing_to_split_stays_whole():
    assert set(areas({"src/a.c": 50, "src/one/b.c": 30, "docs/a.md": 20}).values()) == {
        "src/",
        "docs/",
    }


def test_folders_that_only_hold_a_folder_are_passed_through():
    weights = {f"src/main/java/org/{name}/A.java": 30 for name in ("net", "db", "ui")}
    assert set(areas(weights | {"README.md": 10}).values()) == {
        "src/main/java/org/net/",
        "src/main/java/org/db/",
        "src/main/java/org/ui/",
        TOP_LEVEL,
    }


def test_folders_in_which_next_to_nothing_happened_are_other():
    weights = {"src/a.c": 996, "x/a.c": 2, "y/a.c": 1, "z/a.c": 0}
    assert areas(weights) == {"src/a.c": "src/", "x/a.c": OTHER, "y/a.c": OTHER, "z/a.c": OTHER}


def test_a_single_small_folder_keeps_its_name():
    assert areas({"src/a.c": 999, "x/a.c": 1}) == {"src/a.c": "src/", "x/a.c": "x/"}


def test_no_more_folders_than_the_limit_have_a_name():
    names = areas({f"{letter}/a.c": 100 + ord(letter) for letter in "abcdefghij"}, limit=7)
    assert {names[f"{letter}/a.c"] for letter in "abc"} == {OTHER}
    assert {names[f"{letter}/a.c"] for letter in "defghij"} == {
        f"{letter}/" for letter in "defghij"
    }


def test_paths_that_all_weigh_nothing_weigh_the_same():
    assert areas({"a/x.c": 0, "b/x.c": 0}) == {"a/x.c": "a/", "b/x.c": "b/"}


def test_settings_name_areas_first_and_later_patterns_are_stronger():
    named = {"network": ["src/net/", "*.proto", "!src/net/old/"], "http": ["src/net/http*"]}
    weights = {
        "src/net/tcp.c": 1,
        "src/net/http.c": 1,
        "src/net/old/tcp.c": 1,
        "api/x.proto": 1,
        "api/y.c": 1,
    }
    found, _ = assign(list(weights), np.ones(5, np.int32), configured=named)
    assert [(area.name, area.origin) for area in found] == [
        ("network", "settings"),
        ("http", "settings"),
        ("api/", "directory"),
        ("src/net/old/", "directory"),
    ]
    assert areas(weights, configured=named) == {
        "src/net/tcp.c": "network",
        "src/net/http.c": "http",
        "src/net/old/tcp.c": "src/net/old/",
        "api/x.proto": "network",
        "api/y.c": "api/",
    }


CODEOWNERS = """\
* @everyone
*.md @writers
/src/net/ @ada @org/net   # sockets
docs/* @writers eve@example.org
/src/net/old/
"""


def test_codeowners_names_areas_and_the_last_line_that_fits_decides():
    paths = ["src/net/a.c", "src/net/README.md", "src/net/old/b.c", "docs/a.txt", "docs/x/b.txt"]
    paths += ["lib/c.c", "NEWS.md"]
    found, of = assign(
        paths,
        np.ones(7, np.int32),
        codeowners=CODEOWNERS,
        codeowners_path=".github/CODEOWNERS",
    )
    assert [found[at].name for at in of.tolist()] == [
        "src/net/",
        "src/net/",
        "src/net/old/",
        "docs/*",
        "docs/x/",
        "lib/",
        "*.md",
    ]
    assert {area.name: (area.origin, area.owners) for area in found} == {
        "*.md": (".github/CODEOWNERS:2", ("@writers",)),
        "src/net/": (".github/CODEOWNERS:3", ("@ada", "@org/net")),
        "docs/*": (".github/CODEOWNERS:4", ("@writers",)),
        "src/net/old/": (".github/CODEOWNERS:5", ()),
        "docs/x/": ("directory", ("@everyone",)),
        "lib/": ("directory", ("@everyone",)),
    }


def test_no_address_of_an_owner_is_kept():
    rules, _ = parse("src/ @ada eve@example.org\ndocs/ eve@example.org")
    assert [rule.owners for rule in rules] == [("@ada",), ()]


def test_sections_of_gitlab_are_areas_and_lend_their_owners():
    text = "[Networking][2] @org/net\nsrc/net/\n*.proto @api\n^[Docs]\ndocs/ @writers\n"
    paths = ["src/net/a.c", "x/y.proto", "docs/a.md"]
    found, of = assign(paths, np.ones(3, np.int32), codeowners=text)
    assert [found[at].name for at in of.tolist()] == ["Networking", "Networking", "Docs"]
    assert [area.owners for area in found] == [("@org/net", "@api"), ("@writers",)]


def test_what_codeowners_names_beyond_the_limit_is_told_apart_by_its_folder():
    text = "".join(f"/src/{letter}.c @ada\n" for letter in "abcdefghij")
    weights = {f"src/{letter}.c": 200 - ord(letter) for letter in "abcdefghij"}
    names = areas(weights, codeowners=text, limit=3)
    assert sorted(set(names.values())) == ["src/", "src/a.c", "src/b.c", "src/c.c"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("!src/ @ada", "uses '!' or '['"),
        ("[ab].c @ada", "uses '!' or '['"),
        ("src/[ab].c @ada", "uses '!' or '['"),
        ("src/ ada", "'ada' is neither @name"),
        ("src//x @ada", "no part ''"),
        ("\\", "stands alone"),
    ],
)
def test_a_line_that_is_no_rule_is_a_problem_with_its_place(line, why):
    rules, (problem,) = parse(f"# owners\n{line}\n/ok/ @ada\n", "docs/CODEOWNERS")
    assert [rule.pattern for rule in rules] == ["/ok/"]
    assert why in problem.message
    assert problem.locator == "docs/CODEOWNERS:2"


def test_spaces_and_comments_in_codeowners_are_understood():
    rules, problems = parse("\n  # all\nmy\\ dir/ @ada# b\n\tb/ @bob #c\r\n")
    assert [(rule.line, rule.name, rule.owners) for rule in rules] == [(4, "b/", ("@bob",))]
    assert problems[0].locator == "CODEOWNERS:3"
    rules, problems = parse("my\\ dir/ @ada")
    assert (rules[0].name, problems) == ("my dir/", ())


def test_a_huge_codeowners_file_is_left_out_whole():
    rules, (problem,) = parse("a/ @ada\n" * 400_000)
    assert rules == ()
    assert "3 MB" in problem.message


def test_a_file_lives_under_its_last_name_and_the_dead_weigh_nothing():
    known = history("""
        2024-01-01 ada flask/app.py +5, old/gone.py +1, docs/a.md +1
        2024-01-02 ada flask/app.py +1
        2024-01-03 bob flask/app.py => src/flask/app.py +1, old/gone.py deleted
        2024-01-04 bob src/flask/app.py => src/app.py +1
        2024-01-05 bob flask/app.py +1
        2024-01-06 bob flask/app.py => lib/app.py +1
    """)
    now, changes = living(known)
    paths = list(known.paths)
    assert {path: paths[at] for path, at in zip(paths, now.tolist(), strict=True)} == {
        "flask/app.py": "lib/app.py",
        "old/gone.py": "old/gone.py",
        "docs/a.md": "docs/a.md",
        "src/flask/app.py": "src/app.py",
        "src/app.py": "src/app.py",
        "lib/app.py": "lib/app.py",
    }
    assert dict(zip(paths, changes.tolist(), strict=True)) == {
        "flask/app.py": 0,
        "old/gone.py": 0,
        "docs/a.md": 1,
        "src/flask/app.py": 0,
        "src/app.py": 2,
        "lib/app.py": 4,
    }


def test_a_former_name_with_a_file_now_is_that_files_own():
    known = history("""
        2024-01-01 ada a.py +5
        2024-01-02 ada a.py => b.py +1
        2024-01-03 ada a.py +2
    """)
    assert living(known)[0].tolist() == [0, 1]


WEIGHTED = st.dictionaries(
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=5).map("/".join),
    st.integers(0, 50),
    min_size=1,
    max_size=40,
)
OWNERS = st.lists(
    st.sampled_from(["* @x", "/a/ @a", "b/ @b", "c/* @c", "/d/**/a @d", "!x", "/a/b/c @z"])
).map("\n".join)
NAMED = st.dictionaries(
    st.sampled_from(["one", "two", "a/"]),
    st.lists(st.sampled_from(["a/", "b", "!c", "/d/*"])),
    max_size=3,
)


@given(WEIGHTED, OWNERS, NAMED, st.integers(1, 8), st.randoms(use_true_random=False))
def test_areas_are_total_and_do_not_depend_on_the_order_of_paths(
    weights, owners, named, limit, random
):
    options = {"codeowners": owners, "configured": named, "limit": limit}
    paths = list(weights)
    found, of = assign(Texts.of(paths), np.array(list(weights.values()), np.int32), **options)
    assert of.dtype == np.int32
    assert set(of.tolist()) == set(range(len(found)))
    assert len({area.name for area in found}) == len(found)
    shuffled = random.sample(paths, len(paths))
    again, of_again = assign(
        shuffled, np.array([weights[path] for path in shuffled], np.int64), **options
    )
    assert again == found
    assert dict(zip(paths, of.tolist(), strict=True)) == dict(
        zip(shuffled, of_again.tolist(), strict=True)
    )
