"""Names tell what a file is, attributes and settings tell better."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.columns import Texts
from influencekit.history import (
    DOCUMENTATION,
    GENERATED,
    NOT_DOCUMENTATION,
    NOT_GENERATED,
    NOT_VENDORED,
    VENDORED,
)
from influencekit.kinds import KINDS, classify
from influencekit.languages import TYPES, language, languages

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "what-counts.md"


def kind(path, mark=0, **patterns):
    (found,) = classify([path], np.array([mark], np.uint8), patterns)
    return KINDS[found]


@pytest.mark.parametrize(
    ("expected", "paths"),
    [
        ("code", "src/a.c Makefile bin/run web/index.html .github/x.py lib/doc/parser.go"),
        ("code", "src/cache/lru.c index.d.ts Jenkinsfile src/contest.py latest.js config.h.in"),
        ("code", "numpy/testing/_utils.py src/HISTORY.c build/install.py src/Latest.java"),
        ("tests", "tests/a.py t/t0000-basic.sh a/b/test/c.js src/a_test.go test_x.py x.spec.ts"),
        ("tests", "AppTests/Login.swift src/LoginTest.java spec/user_spec.rb __tests__/a.jsx"),
        ("tests", "conftest.py lib/Foo.Tests/A.cs tests/fixtures/post.md testdata/x.json x/y.t"),
        ("documentation", "README.md docs/conf.py COPYING LICENSE-MIT a/b/guide.rst git.1"),
        ("documentation", "tests/README.md spec/chapter.md docs/tests/a.py examples/app/main.py"),
        ("documentation", "Documentation/Makefile notes.txt test-plan.md"),
        ("data", "a.json po/de.po logo.svg pyproject.toml .gitignore x.unknown photo.png"),
        ("data", "requirements-dev.txt .github/workflows/lock.yaml locks/lock.json"),
        ("generated", "yarn.lock web/package-lock.json go.sum a.pb.go a_pb2.py x.min.js a.js.map"),
        ("generated", "a/__snapshots__/b.js dist/app.js configure aclocal.m4 gradlew a.g.dart"),
        ("vendored", "vendor/x.go deps/lua/lapi.c a/node_modules/b/c.js third_party/z.c"),
        ("vendored", "pkg/_vendor/six.py js/jquery-3.1.0.js vendored-meson/meson 3rdparty/a.h"),
        ("vendored", "vendor/LICENSE deps/x/tests/a.c vendor/yarn.lock"),
    ],
)
def test_a_name_tells_the_kind(expected, paths):
    assert {path: kind(path) for path in paths.split()} == dict.fromkeys(paths.split(), expected)


def test_the_outermost_folder_decides_between_tests_and_documentation():
    assert kind("tests/docs/test_tutorial.py") == "tests"
    assert kind("docs/tests/example.py") == "documentation"


@pytest.mark.parametrize(
    ("path", "mark", "expected"),
    [
        ("src/a.c", GENERATED, "generated"),
        ("src/a.c", VENDORED, "vendored"),
        ("src/a.c", DOCUMENTATION, "documentation"),
        ("src/a.c", GENERATED | VENDORED, "vendored"),
        ("yarn.lock", NOT_GENERATED, "data"),
        ("deps/x.c", NOT_VENDORED, "code"),
        ("deps/tests/x.c", NOT_VENDORED, "tests"),
        ("docs/conf.py", NOT_DOCUMENTATION, "code"),
        ("docs/guide.md", NOT_DOCUMENTATION, "documentation"),
        ("vendor/dist/a.js", NOT_VENDORED, "generated"),
    ],
)
def test_attributes_are_stronger_than_names(path, mark, expected):
    assert kind(path, mark) == expected


def test_settings_are_stronger_than_names_and_attributes_stronger_than_settings():
    patterns = {"generated": ["*.tab.py", "!dist/app.js"], "vendored": ["lib/json/"]}
    assert kind("src/x.tab.py", **patterns) == "generated"
    assert kind("dist/app.js", **patterns) == "code"
    assert kind("dist/other.js", **patterns) == "generated"
    assert kind("lib/json/tests/a.c", **patterns) == "vendored"
    assert kind("src/x.tab.py", NOT_GENERATED, **patterns) == "code"
    assert kind("dist/app.js", GENERATED, **patterns) == "generated"
    assert kind("src/helpers.py", tests=["helpers.py"]) == "tests"
    assert kind("tests/tool.py", tests=["!tests/tool.py"]) == "code"


def test_a_malformed_pattern_is_refused():
    with pytest.raises(ValueError, match=re.escape("'a['")):
        classify(["x"], patterns={"tests": ["a["]})


PATH_LISTS = st.lists(
    st.lists(
        st.sampled_from(
            [
                "src",
                "docs",
                "vendor",
                "tests",
                "a.py",
                "b.lock",
                "README",
                "c.d.ts",
                "x",
                ".y",
                "t",
                "é",
            ]
        ),
        min_size=1,
        max_size=5,
    ).map("/".join)
    | st.text(min_size=1, max_size=12),
    max_size=30,
)


@given(PATH_LISTS)
def test_every_path_has_one_kind_whatever_stands_beside_it(paths):
    kinds = classify(paths)
    assert kinds.dtype == np.uint8
    assert [KINDS[each] for each in kinds] == [kind(path) for path in paths]


def test_columns_of_text_are_classified_like_lists():
    paths = ["src/a.c", "docs/b.md", "caf\udce9.py"]
    assert classify(Texts.of(paths)).tolist() == classify(paths).tolist()


def test_no_paths_have_no_kinds():
    assert classify([]).tolist() == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.PY", "Python"),
        ("CMakeLists.txt", "CMake"),
        ("src/Makefile", "Makefile"),
        ("x.h", "C"),
        ("loops.c.src", "C"),
        (".gitignore", "Ignore List"),
        ("requirements/dev-requirements.txt", "Pip Requirements"),
        ("notes.txt", "Text"),
        ("no-ending", ""),
        ("x.nobody-knows", ""),
        ("dot.", ""),
        ("a.in", ""),
        ("", ""),
    ],
)
def test_a_name_tells_the_language(path, expected):
    assert language(path) == expected


def test_every_language_has_one_of_four_types():
    assert set(TYPES.values()) == {"", "programming", "markup", "data", "prose"}
    assert len(TYPES) > 140


def test_languages_are_numbered_by_name_and_unknown_is_minus_one():
    numbers, names = languages(["b.rs", "a.c", "x", "c.rs"])
    assert names == ("C", "Rust")
    assert numbers.tolist() == [1, 0, -1, 1]


def test_headers_are_what_most_sources_beside_them_are():
    numbers, names = languages(["a.h", "a.c", "b.cpp", "c.cc"])
    assert names[numbers[0]] == "C++"
    numbers, names = languages(["a.h", "a.c", "b.cpp"])
    assert names[numbers[0]] == "C"


def test_the_page_on_what_counts_says_of_each_kind_what_the_code_does():
    rows = re.findall(
        r"^\| (\w+) \|.*\| (`.*`) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [row[0] for row in rows] == list(KINDS)
    for expected, examples in rows:
        for path in re.findall(r"`([^`]+)`", examples):
            assert kind(path) == expected, path
