"""Front matter that is broken or strange: a problem with a line, and the post all the same."""

import pytest

JAN_3 = 19725 * 86400

BROKEN = {
    "a colon in YAML": ("---\ntitle: One: two\ndate: 2024-01-03\n---\nText\n", 2),
    "a tab in YAML": ("---\ntitle: One: two\ndate: 2024-01-03\nx:\n\t- a\n---\nText\n", 2),
    "a list never closed": (
        "---\ntitle: 'One: two'\ndate: 2024-01-03\ntags: [a, b\n---\nText\n",
        5,
    ),
    "TOML without quotes": ("+++\ntitle = One: two\ndate = 2024-01-03\n+++\nText\n", 2),
    "no closing fence": ("---\ntitle: 'One: two'\ndate: 2024-01-03\n\nText\n", 1),
    "JSON without a comma": (';;;\n"title": "One: two"\n"date": "2024-01-03"\n;;;\nText\n', 3),
}


@pytest.mark.parametrize(("text", "line"), BROKEN.values(), ids=BROKEN)
def test_what_broken_front_matter_still_says_is_kept(blog, text, line):
    found = blog({"a.md": text})
    assert found.locators == [f"a.md:{line}"]
    assert found.post.words == 1
    if not text.startswith(";"):
        assert (found.post.title, found.post.published_at) == ("One: two", JAN_3)


def test_a_json_object_that_is_broken_is_a_problem_with_its_line(blog):
    found = blog({"a.md": '{"title": "A",\n "date" "2024-01-03"}\nText\n'})
    assert found.locators == ["a.md:2"]


def test_a_date_that_no_calendar_has_is_a_problem_where_it_stands(blog):
    found = blog({"2024-01-03-a.md": "---\ntitle: A\ndate: 2024-02-30\n---\nText\n"})
    assert found.locators == ["2024-01-03-a.md:3"]
    assert "'2024-02-30'" in found.problems[0].message
    assert (found.post.published_at, found.post.date_from) == (JAN_3, "file name")


def test_text_that_is_not_utf_8_is_a_problem_and_still_read(blog):
    found = blog({"a.md": b"---\ndate: 2024-01-03\n---\n" + "Zwei Wörter".encode("latin-1")})
    assert found.locators == ["a.md:4"]
    assert "0xf6" in found.problems[0].message
    assert found.post.published_at == JAN_3


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA rule at the top, then text: one line\n\n---\n\nMore\n",
        "---\nA rule and then text\n",
        "{% include x %}\nText\n",
        "{{< shortcode >}}\nText\n",
        "Note: this is text, and nobody's title\n\nMore\n",
        "",
        "---",
        "+++\n+++\n",
        "---\n---\n",
        "\n---\ntitle: not at the top\n---\n",
    ],
)
def test_text_that_only_looks_like_front_matter_is_no_problem(blog, text):
    found = blog({"a.md": text})
    assert not found.problems
    assert found.post.title == "a" or "title" in found.post.title


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(note):
    post = note("\ufeff---\r\ntitle: A\r\ndate: 2024-01-03\r\n...\r\nTwo words\r\n")
    assert (post.title, post.published_at, post.words) == ("A", JAN_3, 2)


def test_unknown_keys_come_back_as_written_and_in_order(note):
    post = note(
        "---\nzeta: 007\ntitle: A\nalpha: 1.50\nflag: yes\nempty:\nwhen: 2024-02-30\n"
        "list: [a, {b: c}]\n---\n"
    )
    assert post.extra == (
        ("zeta", "007"),
        ("alpha", "1.50"),
        ("flag", "yes"),
        ("empty", ""),
        ("when", "2024-02-30"),
        ("list", '["a", {"b": "c"}]'),
    )


def test_a_yaml_tag_constructs_nothing(note, tmp_path):
    trap = tmp_path / "sprung"
    post = note(f"---\nx: !!python/object/apply:os.mkdir ['{trap}']\n---\n")
    assert not trap.exists()
    assert post.extra == (("x", f'["{trap}"]'),)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefghijk", "bcdefghijkl", strict=True)
)
REFUSED = {
    "a bomb of aliases": BOMB,
    "a list within itself": "a: &a [*a]\n",
    "deep lists": "a: " + "[" * 5000 + "\n",
    "deep lists, closed": "a: " + "[" * 300 + "]" * 300 + "\n",
    "a control character": "a: \x00\n",
    "too much": "a: b\n" * 20_000,
    "no mapping": "a: b\n- c\n",
    "a list as a key": "? [a, b]\n: c\n",
    "a mapping as a key": "? {a: b}\n: c\n",
}


@pytest.mark.parametrize("header", REFUSED.values(), ids=REFUSED)
def test_yaml_that_would_explode_is_refused_and_the_post_is_kept(blog, header):
    found = blog({"a.md": f"---\n{header}\ndate: 2024-01-03\n...\nText\n"})
    assert len(found.problems) == 1
    assert found.locators[0].startswith("a.md:")
    assert found.post.words >= 1


def test_a_few_aliases_are_fine(note):
    post = note("---\nx: &x [a]\ny: *x\n---\n")
    assert post.extra == (("x", '["a"]'), ("y", '["a"]'))


@pytest.mark.parametrize(
    "header", ["a = " + "[" * 2000, "x = " + "9" * 5000, "a." * 2000 + "b = 1", "a = 1\na = 2"]
)
def test_toml_that_is_too_much_is_refused_and_the_post_is_kept(blog, header):
    found = blog({"a.md": f"+++\n{header}\ndate = 2024-01-03\n+++\nText\n"})
    assert len(found.problems) == 1
    assert found.post.words == 1


def test_the_first_heading_is_the_title_where_front_matter_has_none(note):
    assert note("Intro\n\n## About [git](https://x.org) `log` ##\n").title == "About git log"
    assert note("A title\n=======\n").title == "A title"


def test_a_title_has_no_half_of_a_surrogate_pair(note):
    post = note('{"title": "A \\ud800 B"}\nText\n')
    assert post.title == "A ? B"
    assert post.title.encode()


def test_no_notebook_is_a_problem_and_a_post(blog):
    found = blog({"a.ipynb": '{"cells": [}\n', "b.ipynb": "[]", "c.ipynb": "[" * 100_000})
    assert [it.split(":")[0] for it in found.locators] == ["a.ipynb", "b.ipynb", "c.ipynb"]
    assert len(found.posts) == 3


def test_an_old_notebook_keeps_its_cells_in_worksheets(note):
    post = note(
        '{"worksheets": [{"cells": [{"cell_type": "heading", "source": ["Old"]},'
        '{"cell_type": "code", "input": ["1"], "language": "python"}]}], "nbformat": 3}',
        "a.ipynb",
    )
    assert (post.title, post.languages) == ("Old", ("python",))
