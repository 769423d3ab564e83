"""Patterns for paths mean what they mean to git."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.patterns import Patterns

LETTERS = st.text("ab.", min_size=1, max_size=3).filter(lambda part: set(part) != {"."})
PATHS = st.lists(LETTERS, min_size=1, max_size=4).map("/".join)
PIECES = st.sampled_from(["a", "b", ".", "*", "?", "[ab]", "[!a]", "[a-b]", "\\a", "\\*"])
PARTS = (
    st.lists(PIECES, min_size=1, max_size=4)
    .map("".join)
    .filter(lambda part: "**" not in part and set(part) != {"."})
)
PATTERNS = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "/", "**/"]),
    st.lists(PARTS, min_size=1, max_size=3)
    | st.builds(lambda one, other: [one, "**", other], PARTS, PARTS),
    st.sampled_from(["", "/", "/**"]),
)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.py", "deep/down/a.py", True),
        ("net", "src/net/a.c", True),
        ("net", "src/network/a.c", False),
        ("/net", "src/net/a.c", False),
        ("src/net", "src/net/a.c", True),
        ("src/net", "lib/src/net/a.c", False),
        ("net/", "net", False),
        ("net/", "src/net/a.c", True),
        ("src/*.c", "src/a.c", True),
        ("src/*.c", "src/net/a.c", False),
        ("src/**/a.c", "src/a.c", True),
        ("src/**/a.c", "src/net/tcp/a.c", True),
        ("**/logs", "var/logs/today", True),
        ("docs/**", "docs/a/b", True),
        ("docs/**", "docs", False),
        ("docs/*", "docs/a/b", True),
        ("./src", "src/a.c", True),
        ("a\\*", "a*", True),
        ("a\\*", "ab", False),
        ("[!a]", "b", True),
        ("[!a]", "a", False),
        ("[]x]", "]", True),
        ("?", "ä", True),
        ("**", "any/thing", True),
        ("a b", "a b", True),
        ("a", "a\nb", False),
    ],
)
def test_a_pattern_fits_what_git_would_ignore(pattern, path, fits):
    assert Patterns([pattern]).fits(path) is fits


@settings(max_examples=150)
@given(PATTERNS, st.sets(PATHS, min_size=1, max_size=40))
def test_git_ignores_the_same_paths(ignoring, pattern, paths):
    patterns = Patterns([pattern])
    assert {path for path in paths if patterns.fits(path)} == ignoring(pattern, paths)


@pytest.fixture(scope="module")
def ignoring(tmp_path_factory):
    """Return a function that asks git which paths a pattern ignores."""
    folder = tmp_path_factory.mktemp("ignoring")
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "-q"], check=True)

    def ask(pattern, paths):
        (folder / ".gitignore").write_text(f"{pattern}\n")
        told = subprocess.run(
            [*git, "check-ignore", "--no-index", "-z", "--stdin"],
            input="\0".join(sorted(paths)),
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode in (0, 1), told.stderr
        return set(told.stdout.split("\0")) - {""}

    return ask


def test_the_last_pattern_that_fits_decides():
    patterns = Patterns(["src/", "!src/gen/", "src/gen/keep.c"])
    assert [patterns.fits(p) for p in ("src/a.c", "src/gen/b.c", "src/gen/keep.c", "x")] == [
        True,
        False,
        True,
        False,
    ]
    assert patterns.last("src/gen/keep.c") == 2
    assert patterns.last("x") == -1


def test_patterns_that_only_take_out_leave_the_rest_in():
    patterns = Patterns(["!docs/", "!*.md"])
    assert [patterns.fits(path) for path in ("a.c", "docs/a.c", "b.md")] == [True, False, False]


def test_no_patterns_leave_everything_in():
    assert Patterns([]).fits("anything")


def test_shallow_patterns_stop_at_the_folders_own_files_as_in_codeowners():
    patterns = Patterns(["docs/*"], shallow=True)
    assert patterns.fits("docs/a.md")
    assert not patterns.fits("docs/build/a.md")


@pytest.mark.parametrize(
    "pattern", ["", "/", "!", "a//b", "a[", "a\\", "../a", "a/./b", "[[:alpha:]]", "[z-a]"]
)
def test_a_malformed_pattern_is_refused_by_name(pattern):
    with pytest.raises(ValueError, match="is no pattern for paths") as caught:
        Patterns([pattern])
    assert repr(pattern) in str(caught.value)


def test_no_pattern_takes_more_than_linear_time():
    """A matcher that backtracks would not come back from these in this century."""
    assert not Patterns(["*a" * 40 + "b"]).fits("a" * 4000)
    assert not Patterns(["/".join(["**/a"] * 40) + "/b"]).fits("a/" * 2000 + "c")
    assert Patterns(["*a" * 40 + "*b"]).fits("a" * 4000 + "b")
