"""What is written to whom: a terminal, a pipe; and what hostile text does there."""

import os
import pty
import re
import select
import subprocess
import sys

import pytest

PROGRAM = [sys.executable, "-m", "influencekit"]
COLOR = re.compile(rb"\x1b\[[0-9;]*m")


@pytest.fixture
def terminal():
    """Return a function that runs the command line on a terminal and returns what it wrote there."""

    def run(*arguments, width=80, **environ):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*PROGRAM, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.PIPE,
            env=os.environ | {"TERM": "xterm", "COLUMNS": str(width)} | environ,
        )
        os.close(theirs)
        written = b""
        while select.select([ours], [], [], 60)[0]:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            written += part
        os.close(ours)
        told = process.stderr.read()
        process.stderr.close()
        assert process.wait(60) == 0, told.decode()
        return written

    return run


def lines(written):
    return COLOR.sub(b"", written).decode().replace("\r", "").splitlines()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_tables_fit_the_terminal(width, terminal, story):
    for command in ("analyze", "who", "people"):
        assert max(map(len, lines(terminal(command, story, width=width)))) <= width


def test_a_terminal_gets_colours_unless_it_or_the_user_does_not_want_them(terminal, story, config):
    assert COLOR.search(terminal("who", story))
    assert b"\x1b" not in terminal("who", story, NO_COLOR="1")
    assert b"\x1b" not in terminal("who", story, TERM="dumb")
    config('[output]\ncolor = "never"')
    assert b"\x1b" not in terminal("who", story)


def test_colours_can_be_asked_for_in_a_pipe(cli, story, config):
    config('[output]\ncolor = "always"')
    assert "\x1b[1m" in cli("who", story).out
    assert "\x1b" not in cli("who", story, "--format", "json").out


def test_a_first_table_is_on_the_screen_before_lines_are_read(terminal, story):
    cold, warm = (lines(terminal("analyze", story)) for _ in range(2))
    note = "Lines are still being read; the whole report follows."
    assert cold.index("Repositories") < cold.index(note) < cold.index("In short")
    assert note not in warm
    assert cold[cold.index("In short") :] == warm


HOSTILE = """
    2024-01-01 "\x1b]0;owned\x07Eve"<eve@eve.net> "a\u202egpj.py" +2 "\x1b[2J\x9b31m | <b> =1+1"
    2024-01-02 "[x](javascript:1)"<x@x.net> "b|<b>c.py" +2 "<script>alert(1)</script>"
    2024-01-03 "=HYPERLINK(1)"<y@y.net> "d.py" +2 "`code` *bold*"
"""


@pytest.mark.parametrize(
    "call",
    [
        ("analyze", "{root}", "--people"),
        ("who", "{root}"),
        ("lines", "{root}/a\u202egpj.py"),
        ("explain", "{root}"),
        ("people", "{root}"),
    ],
    ids=lambda call: call[0],
)
@pytest.mark.parametrize("format_", ["table", "json", "md"])
def test_nothing_from_a_repository_can_act_on_a_terminal(call, format_, cli, repo):
    root = repo(HOSTILE)
    outcome = cli(*(part.format(root=root) for part in call), "--format", format_)
    assert outcome.code == 0, outcome.err
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", outcome.out)


def test_markdown_is_no_html_and_has_no_links(cli, repo):
    root = repo(HOSTILE)
    told = cli("explain", "b|<b>c.py", "--in", root, "--format", "md").out
    assert r"# b\|\<b\>c.py" in told
    assert r"\<script\>alert(1)\</script\>" in told
    assert r"\[x\](javascript:1)" in told


def test_people_in_csv_are_no_formulas(cli, repo):
    out = cli("analyze", repo(HOSTILE), "--people", "--format", "csv").out
    assert "HYPERLINK" in out
    assert not re.search(r'(^|,|")=HYPERLINK', out, re.MULTILINE)


def test_names_that_are_not_utf_8_are_printed(cli, tmp_path, git):
    root = tmp_path / "latin"
    root.mkdir()
    git(root, "init", "--quiet")
    subprocess.run(
        ["git", "-C", root, "fast-import", "--quiet"],
        input=b"commit refs/heads/main\ncommitter Andr\xe9 <a@b.net> 1704067200 +0000\n"
        b"data 7\nna\xefvet\xe9\nM 644 inline caf\xe9.py\ndata 2\nx\n\n",
        check=True,
    )
    git(root, "symbolic-ref", "HEAD", "refs/heads/main")
    for call in (("people", root), ("analyze", root, "--people"), ("who", root)):
        for format_ in ("table", "json", "md"):
            outcome = cli(*call, "--format", format_)
            assert outcome.code == 0, outcome.err
            outcome.out.encode("utf-8")
