"""Which code in a post says where it is from."""

import pytest

from influencekit_blogs.quotes import quotes

CODE = "x = 1\ny = 2\n"
OID = "0123456789" * 4


@pytest.mark.parametrize(
    "info",
    [
        'py title="src/a.py"',
        "py title=src/a.py hl_lines=1",
        'js {file="src/a.py"}',
        "python filename='src/a.py'",
        "py:src/a.py",
        "py src/a.py",
        "{.py #a file=src/a.py}",
    ],
)
@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_a_path_behind_the_fence_is_where_code_is_from(info, fence):
    [found] = quotes("p.md", f"Text.\n\n{fence} {info}\n{CODE}{fence}\n", at=5, first_line=4)
    assert (found.file, found.commit, found.line, found.at) == ("src/a.py", "", 6, 5)
    assert (found.lines, found.exact) == (("x = 1", "y = 2"), False)


@pytest.mark.parametrize(
    "info",
    [
        "py",
        "py title=Example",
        'py title="../../etc/passwd.txt"',
        "py /etc/passwd.txt",
        "bash --file a",
        "py linenos=1.5",
    ],
)
def test_anything_else_behind_the_fence_says_nothing(info):
    assert list(quotes("p.md", f"```{info}\n{CODE}```\n", at=5)) == []


def test_a_link_that_stays_names_the_commit():
    link = f"https://forge.example/me/app/blob/{OID}/src/a%20b.py#L1-L2"
    [found] = quotes("p.md", f"As [there]({link}) stands:\n\n```py\n{CODE}```\n")
    assert (found.file, found.commit, found.at, found.line) == ("src/a b.py", OID, None, 3)


def test_a_link_to_a_branch_a_line_of_code_and_a_post_without_a_date_say_nothing():
    link = "https://forge.example/me/app/blob/main/src/a.py"
    assert list(quotes("p.md", f"{link}\n\n```py\n{CODE}```\n", at=5)) == []
    assert list(quotes("p.md", "```py src/a.py\nx = 1\n```\n", at=5)) == []
    assert list(quotes("p.md", f"```py src/a.py\n{CODE}```\n")) == []


def test_our_own_drafts_are_taken_at_their_word_and_once():
    text = f"From `src/a.py` at `{OID[:12]}`, lines 1-2:\n\n```py\n{CODE}```\n"
    [found] = quotes("p.md", text, at=5)
    assert (found.file, found.commit, found.exact, found.line) == ("src/a.py", OID[:12], True, 1)


@pytest.mark.parametrize("piece", ["~~~x\n", "x", "```\n", "From `", "http://a/blob/", "` ~~~"])
def test_a_post_of_any_length_is_looked_over(piece):
    assert len(list(quotes("p.md", piece * 50_000, at=5))) < 2
