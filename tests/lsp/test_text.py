"""Texts in the editor's lines and units, and documents that are edited."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.linediff import lines_of
from influencekit_lsp.documents import NEW, Document, Mapped, compare_cells
from influencekit_lsp.text import index_of, split, units_of

CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
CHARACTERS = st.sampled_from("ab \t\n\r\x0c\u2028\u0085é😀#")
TEXTS = st.text(CHARACTERS, max_size=30)


def test_a_line_ends_where_the_protocol_says_and_nowhere_else():
    text = "a\x0cb\u2028c\u0085d\n\r\ne\rf"
    assert split(text) == ["a\x0cb\u2028c\u0085d\n", "\r\n", "e\r", "f"]


@given(TEXTS)
def test_lines_joined_are_the_text(text):
    assert "".join(split(text)) == text


@given(st.text(st.characters(exclude_characters="\r\n")), st.sampled_from(sorted(CODECS)))
def test_units_are_those_that_the_codec_counts(line, encoding):
    codec, width = CODECS[encoding]
    for index in range(len(line) + 1):
        data = codecs.encode(line[:index], codec, "surrogatepass")
        assert units_of(line, index, encoding) == len(data) // width
        assert index_of(line, units_of(line, index, encoding), encoding) == index


def test_a_position_beyond_a_line_is_its_end_and_one_inside_a_character_its_start():
    assert index_of("ab\r\n", 99, "utf-16") == 2
    assert index_of("a😀b\n", 2, "utf-16") == 1
    assert index_of("a😀b\n", 4, "utf-8") == 1
    assert index_of("\ud800x\n", 2, "utf-16") == 2  # a lone surrogate is one unit


def _offset(text, line, units, encoding):
    lines = split(text)
    if line >= len(lines):
        return len(text)
    before = sum(map(len, lines[:line]))
    return before + index_of(lines[line], units, encoding)


PLACES = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(
    TEXTS, st.lists(st.tuples(PLACES, PLACES, TEXTS), max_size=6), st.sampled_from(sorted(CODECS))
)
@settings(max_examples=300)
def test_edits_give_the_text_that_cutting_and_joining_gives(text, edits, encoding):
    document = Document.of("file:///a", "x", 1, text, encoding)
    document.compare("base", lines_of(text))
    for one, other, new in edits:
        start, end = min(one, other), max(one, other)
        first, behind = (_offset(text, *place, encoding) for place in (start, end))
        text = text[:first] + new + text[behind:]
        document.change(start, end, new)
        assert document.text == text
        assert document.lines == split(text)
        assert len(document.mapped.where) == len(document.committed_lines())
        kept = [
            (document.mapped.base[at], line)
            for at, line in zip(document.mapped.where, document.committed_lines(), strict=True)
            if at != NEW
        ]
        assert all(old == now for old, now in kept)
        order = [at for at in document.mapped.where if at != NEW]
        assert order == sorted(set(order))


def test_a_change_without_a_range_is_the_whole_text():
    document = Document.of("file:///a", "x", 1, "a\nb\n", "utf-16")
    document.compare("base", ["a", "b"])
    document.change(None, None, "x\nb\n")
    assert document.mapped.where == [NEW, 1]


def test_a_line_that_is_edited_and_put_back_is_the_committed_line_again():
    document = Document.of("file:///a", "x", 1, "a\nb\nc\n", "utf-16")
    document.compare("base", ["a", "b", "c"])
    document.change((1, 0), (1, 1), "z")
    assert document.mapped.where == [0, NEW, 2]
    document.change((1, 0), (1, 1), "b")
    assert document.mapped.where == [0, 1, 2]


def test_line_ends_alone_are_no_edit():
    assert Mapped.of(["a", "b"], lines_of("a\r\nb\r\n")).where == [0, 1]


def test_git_counts_fewer_lines_than_the_editor_where_a_carriage_return_stands_alone():
    document = Document.of("file:///a", "x", 1, "a\rb\nc\n", "utf-16")
    assert len(document.lines) == 3
    assert [document.git_line(it) for it in range(3)] == [0, 0, 1]
    assert [document.editor_line(it) for it in range(2)] == [0, 2]


@pytest.mark.parametrize("digits", [40, 64])
def test_a_text_is_known_by_gits_id_of_it(digits, git, tmp_path):
    kind = {40: "sha1", 64: "sha256"}[digits]
    git(tmp_path, "init", "--quiet", f"--object-format={kind}")
    (tmp_path / "a").write_bytes("é\r\nb".encode())
    expected = git(tmp_path, "hash-object", "--no-filters", "a").strip()
    document = Document.of("file:///a", "x", 1, "é\r\nb", "utf-16")
    assert document.content_id("0" * digits) == expected


def test_the_lines_of_a_cell_are_those_of_the_notebooks_file_and_of_no_other_cell():
    base = [
        "{", ' "cells": [', '   "source": [', '    "import os\\n",', '    "x = 1"', "   ]", '   "source": [',
        '    "x = 1\\n",', '    "y = \\"\\u00e9\\""', "   ]", "}",
    ]  # fmt: skip
    one = Document.of("cell:1", "python", 1, "import os\nnew\nx = 1", "utf-16")
    two = Document.of("cell:2", "python", 1, 'x = 1\ny = "é"', "utf-16")
    compare_cells([one, two], "base", base)
    assert one.mapped.where == [3, NEW, 4]
    assert two.mapped.where == [7, 8]
    two.change((0, 0), (0, 0), "import os\n")
    assert two.mapped.where == [NEW, 7, 8]
    one.change((1, 0), (2, 0), "")
    assert one.mapped.where == [3, 4]
