"""Functions and classes by indentation, held to Python's own parser and to hand-written cases."""

import ast
import importlib.util
import textwrap
from pathlib import Path

import pytest

from influencekit_lsp.structure import around, blocks, paragraph

MODULES = [
    "dataclasses",
    "textwrap",
    "string",
    "heapq",
    "calendar",
    "configparser",
    "shlex",
    "typing",
]


def _parsed(text):
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(it.lineno for it in node.decorator_list)])
            found.append((first - 1, node.end_lineno - 1, node.name))
    return sorted(found)


@pytest.mark.parametrize("name", MODULES)
def test_blocks_of_the_standard_library_are_those_that_its_parser_finds(name):
    text = Path(importlib.util.find_spec(name).origin).read_text(encoding="utf-8")
    lines = text.split("\n")
    ours = sorted((it.first, it.last, it.name) for it in blocks(lines, "python"))
    theirs = _parsed(text)
    assert [(first, called) for first, _, called in ours] == [(it[0], it[2]) for it in theirs]
    for (_, last, called), (_, end, _) in zip(ours, theirs, strict=True):
        more = [line.strip() for line in lines[end + 1 : last + 1] if line.strip()]
        assert last >= end, called
        assert all(line.startswith("#") for line in more), called  # ours has its last comments


CASES = {
    "c": (
        """
        #include <x.h>
        static int add(int a,
                       int b)
        {
        \treturn a + b;
        }

        struct point {
        \tint x;
        };

        int declared(int a);
        """,
        [("add", 2, 6), ("point", 8, 10)],
    ),
    "javascript": (
        """
        export async function load(a) {
          return a;
        }
        const twice = (x) => {
          return 2 * x;
        };
        class A {
          run() {}
        }
        """,
        [("load", 1, 3), ("twice", 4, 6), ("A", 7, 9)],
    ),
    "rust": (
        """
        impl Point {
            pub fn new() -> Self {
                Self {}
            }
        }
        """,
        [("Point", 1, 5), ("new", 2, 4)],
    ),
    "go": (
        """
        func (p *Point) Add(q Point) Point {
        \treturn q
        }
        """,
        [("Add", 1, 3)],
    ),
    "ruby": (
        """
        class A
          def b
            1
          end
        end
        """,
        [("A", 1, 5), ("b", 2, 4)],
    ),
    "markdown": (
        """
        # One
        text
        ## Two
        ```sh
        # no heading
        ```
        # Three
        """,
        [("One", 1, 6), ("Two", 3, 6), ("Three", 7, 7)],
    ),
}


@pytest.mark.parametrize("language", CASES)
def test_languages_that_look_alike_are_told_by_how_lines_begin(language):
    text, expected = CASES[language]
    lines = textwrap.dedent(text).rstrip().split("\n")
    assert [(it.name, it.first, it.last) for it in blocks(lines, language)] == expected


@pytest.mark.parametrize("language", ["c", "javascript", "rust", "ruby"])
def test_the_block_around_a_line_is_the_innermost_of_all_blocks(language):
    text, _ = CASES[language]
    lines = textwrap.dedent(text).rstrip().split("\n")
    every = blocks(lines, language)
    for line in range(len(lines)):
        inside = [it for it in every if it.head <= line <= it.last]
        expected = min(inside, key=lambda it: it.last - it.first, default=None)
        found = around(lines, line, language)
        assert (found and found.name) == (expected and expected.name), line


def test_a_paragraph_ends_at_empty_lines_and_is_not_endless():
    assert paragraph(["a", "b", "", "c"], 1) == (0, 1)
    assert paragraph(["a", "", "b"], 1) == (1, 1)
    first, last = paragraph(["x"] * 10_000, 5_000)
    assert last - first < 100
