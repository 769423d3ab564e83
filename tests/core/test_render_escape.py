import html as standard_html
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from influencekit.render import escape
from influencekit.render.privacy import hide_addresses, without_addresses
from influencekit.report import Problem

ANY_TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["\x1b]0;title\x07", "\u202egnp.exe", "a\r\nb", "[x](javascript:alert(1))", "<script>", "```"]
)
HOSTILE_MARKDOWN = st.text(
    st.sampled_from("ab \\`*_{}[]()<>#+-.!|~=:/@&;\"'$1"), max_size=30
) | st.sampled_from(
    ["www.evil.example", "1. x", "&lt;", "<!-- x", "$$x$$", "    code", "http://a.b"]
)


@given(ANY_TEXT)
def test_no_shown_text_can_act_on_a_terminal(text):
    shown = escape.visible(text)
    kinds = {unicodedata.category(character) for character in shown}
    turning = {unicodedata.bidirectional(character) for character in shown}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    assert not turning & {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    shown.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    ["Ada Lovelace", "Zoë 名前 Łukasz", "שלום", "C:\\temp", "👩‍👩‍👧", "می‌خواهم", "100 % “done”"],
)
def test_ordinary_text_of_any_script_is_shown_as_it_is(text):
    assert escape.visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("\u202e", r"\u202e"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\x9b", r"\x9b"),
        (b"\xe9".decode("utf-8", "surrogateescape"), r"\xe9"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("a\u200bb", r"a\u200bb"),
    ],
)
def test_what_could_act_is_shown_as_its_escape(text, shown):
    assert escape.visible(text) == shown


class _Words(HTMLParser):
    """Collects text and complains about every element but a paragraph."""

    def __init__(self):
        super().__init__()
        self.text, self.tags = "", []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


@given(HOSTILE_MARKDOWN | ANY_TEXT)
def test_markdown_shows_the_text_and_nothing_else_comes_of_it(text):
    words = _Words()
    renderer = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    words.feed(renderer.render(f"> {escape.markdown(text)}"))
    assert set(words.tags) <= {"blockquote", "p"}
    assert words.text.split() == escape.visible(text).split()


@given(HOSTILE_MARKDOWN | ANY_TEXT)
def test_markdown_stays_in_its_table_cell(text):
    row = f"| a | b |\n| --- | --- |\n| {escape.markdown(text)} | end |"
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(row)
    assert [token.type for token in tokens].count("td_open") == 2
    cells = [token for token in tokens if token.type == "inline"]
    assert cells[-1].content == "end"


@given(ANY_TEXT)
def test_html_gives_the_text_back_and_no_element(text):
    written = escape.html(text)
    assert "<" not in written
    assert '"' not in written
    assert standard_html.unescape(written) == escape.visible(text)


@given(ANY_TEXT | st.text(st.sampled_from('=+-@\t\r\n,"1'), max_size=5))
def test_no_cell_of_a_spreadsheet_is_a_formula(text):
    cell = escape.spreadsheet(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert escape.visible(text) in (cell, cell.removeprefix("'"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ada <ada@example.org>", "Ada <ada@...>"),
        ("a.b+c@mail.example.co.uk", "a.b+c@..."),
        ("owners are @org/team", "owners are @org/team"),
        ("at 5 @ home", "at 5 @ home"),
        ("root@localhost", "root@localhost"),
        ("Reported by x@163.com.", "Reported by x@...."),
        ("img/logo@2x.png", "img/logo@2x.png"),
        ("vendor/react@17.0.2/index.js", "vendor/react@17.0.2/index.js"),
        ("units/getty@tty1.service", "units/getty@tty1.service"),
        ("jquery@3.6.0.min.js", "jquery@3.6.0.min.js"),
        ("Ada@Example.ORG,bob@b.de", "Ada@...,bob@..."),
    ],
)
def test_an_address_is_cut_short_and_other_at_signs_stay(text, shown):
    assert without_addresses(text) == shown


def test_addresses_are_hidden_wherever_in_a_value_they_are():
    problem = Problem(kind="source", name="git", message="by ada@example.org", locator="x@y.org:1")
    shown = hide_addresses({"problems": [problem], "pairs": (("b@c.de", 1), 2.5)})
    assert shown == {
        "problems": [Problem(kind="source", name="git", message="by ada@...", locator="x@...:1")],
        "pairs": (("b@...", 1), 2.5),
    }
