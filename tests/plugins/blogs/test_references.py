"""Commits, files and symbols that posts speak of."""

import pytest

OID = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def refer(folder, read, repo):
    """Return a function that reads a text beside a repository, and its references of one kind."""
    repository = repo(
        "2024-01-03 ada builtin/log.c +3, Makefile +1, t/Makefile +1, src/util/log.py +2,"
        " docs/index.md +1, a/util.py +1, b/util.py +1",
    )

    def run(text, kind, name="post.md"):
        post = read(folder({name: text}), explicit=True, repositories=(repository,)).post
        return [(it.target, it.line) for it in post.references if it.kind == kind]

    return run


@pytest.mark.parametrize(
    "text",
    [
        f"[x](https://github.com/git/git/commit/{OID})",
        f"https://gitlab.com/a/b/-/commit/{OID}",
        f"https://git.kernel.org/pub/scm/git/git.git/commit/?id={OID}",
        f"https://git.kernel.org/x/commit/?h=main&id={OID}",
        f"https://repo.or.cz/git.git?a=commit;h={OID}",
        f"https://github.com/git/git/pull/1/commits/{OID}",
        f"commit {OID}",
        f"as of revision `{OID}`",
        f"Commit hash: {OID}.",
        f"`{OID}`",
        f"{OID} (log: do it, 2024-01-03)",
        f'{OID} ("log: do it")',
        f"[{OID[:9]}](https://github.com/git/git/commit/{OID})",
        f"commit {OID[:7]}, that is https://github.com/git/git/commit/{OID}",
    ],
)
def test_a_commit_is_known_by_what_stands_around_its_id(refer, text):
    assert refer(f"First line\n\n{text}\n", "commit") == [(OID, 3)]


@pytest.mark.parametrize("oid", ["abc1234", "0123456789abcdef", OID, OID + OID[:24]])
def test_ids_may_be_short_or_of_either_hash(refer, oid):
    assert refer(f"commit {oid}", "commit") == [(oid, 1)]


@pytest.mark.parametrize(
    "text",
    [
        f"SHA1: {OID}",
        f"SHA256: `{OID}{OID[:24]}`",
        "commit 1234567",
        "commit defaced",
        "commit abc123",
        "abc1234 is a word",
        "see issue `12345678`",
        f"```\ncommit {OID}\n```",
        f"https://example.org/{OID}",
        f"https://example.org/?id={OID}",
    ],
)
def test_checksums_numbers_words_and_code_are_no_commits(refer, text):
    assert refer(text, "commit") == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("`builtin/log.c`", "builtin/log.c"),
        ("`log.c`", "builtin/log.c"),
        ("`Makefile`", "Makefile"),
        ("`./t/Makefile`", "t/Makefile"),
        ("<code>log.py</code>", "src/util/log.py"),
        ("in builtin/log.c.", "builtin/log.c"),
        ("in util/log.py, and", "src/util/log.py"),
        ("https://github.com/x/y/blob/main/builtin/log.c#L10", "builtin/log.c"),
        ("https://git.kernel.org/x/tree/builtin/log.c?h=v1", "builtin/log.c"),
    ],
)
def test_a_file_is_a_path_of_an_analysed_repository(refer, text, path):
    assert refer(f"---\ntitle: A\n---\n{text}\n", "file") == [(path, 4)]


@pytest.mark.parametrize(
    "text",
    [
        "`gone.c`",
        "`util.py`",
        "log.c in prose",
        "Makefile",
        "either/or",
        "`docs`",
        "```\nlog.c\n```",
    ],
)
def test_what_is_not_there_or_not_clear_is_no_file(refer, text):
    assert refer(text, "file") == []


def test_without_repositories_there_are_no_files(note):
    assert [it.kind for it in note("`Makefile` `log.c` a/b.c").references] == []


@pytest.mark.parametrize(
    ("code", "symbol"),
    [
        ("foo_bar()", "foo_bar"),
        ("main()", "main"),
        ("snake_case", "snake_case"),
        ("camelCase", "camelCase"),
        ("std::vec::Vec", "std::vec::Vec"),
        ("numpy.linalg.norm", "numpy.linalg.norm"),
        ("node->next", "node->next"),
        ("String#strip", "String#strip"),
    ],
)
def test_names_in_inline_code_that_look_like_symbols_are_symbols(note, code, symbol):
    assert [(it.kind, it.target, it.line) for it in note(f"A\n`{code}`").references] == [
        ("symbol", symbol, 2)
    ]


@pytest.mark.parametrize(
    "code", ["git", "setup.py", "example.com", "git log", "-v", "a/b", "1.2.3", "x=1"]
)
def test_words_files_hosts_and_commands_are_no_symbols(note, code):
    assert note(f"`{code}`").references == ()


def test_a_reference_comes_once_where_it_is_first_met(note):
    post = note("`foo()` and\n`bar()` and `foo()`")
    assert [(it.target, it.line) for it in post.references] == [("foo", 1), ("bar", 2)]


def test_references_in_a_notebook_have_no_line(refer):
    notebook = '{"cells": [{"cell_type": "markdown", "source": "`log.c`"}]}'
    assert refer(notebook, "file", "a.ipynb") == [("builtin/log.c", 0)]
