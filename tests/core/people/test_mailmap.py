"""Mailmaps are read and applied exactly as git does it; git is the oracle."""

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from influencekit.domain import Alias, Identity
from influencekit.people.mailmap import Mailmap, parse

NAMES = [
    "",
    " ",
    "Ada",
    "ada",
    "ADA ",
    "Ada Lovelace",
    "Äda",
    "äda",
    "# Ada",
    "Ada\tL.",
    "Countess",
]
ADDRESSES = ["a@x", "A@X", "b@y", "B@y", "c@z", "", " a@x", "a", "a@x <b@y"]
LINES = st.one_of(
    st.builds("{} <{}>".format, st.sampled_from(NAMES), st.sampled_from(ADDRESSES)),
    st.builds(
        "{} <{}> {} <{}>".format,
        st.sampled_from(NAMES),
        st.sampled_from(ADDRESSES),
        st.sampled_from(NAMES),
        st.sampled_from(ADDRESSES),
    ),
    st.builds(
        "{}<{}>{}<{}>{}".format,
        st.sampled_from(NAMES),
        st.sampled_from(ADDRESSES),
        st.sampled_from(NAMES),
        st.sampled_from(ADDRESSES),
        st.sampled_from(["", " # why", " <c@z>", "\r"]),
    ),
    st.text("Aa <>@#x\t\r\0", max_size=20),
)
SEEN = [
    (name, email)
    for name in ("", "Ada", "ADA", "ada lovelace", "Äda", "äda", "# Ada", "Ada\tL.", "Bob")
    for email in ("a@x", "A@X", "B@Y", "c@z", "", "a", "d@w")
]


def as_git_says(folder, mailmap, contacts):
    """Return what ``git check-mailmap`` makes of each (name, address)."""
    path = folder / "mailmap"
    path.write_bytes(mailmap.encode())
    asked = "".join(f"{name} <{email}>\n" for name, email in contacts)
    done = subprocess.run(
        ["git", "-c", f"mailmap.file={path}", "check-mailmap", "--stdin"],
        input=asked.encode(),
        capture_output=True,
        check=True,
        cwd=folder,
    )
    answers = [line.partition("<") for line in done.stdout.decode().split("\n")[:-1]]
    return [(name.removesuffix(" "), rest.removesuffix(">")) for name, _, rest in answers]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, git):
    folder = tmp_path_factory.mktemp("mailmap")
    git(folder, "init", "--quiet")  # without a repository, older versions of git refuse
    return folder


@settings(max_examples=150)
@given(st.lists(LINES, max_size=8))
@example(["Ada Lovelace <a@x>", "<b@y> <a@x>"])
@example(["Ada Lovelace <b@y> Ada <a@x>", "Countess <c@z> <a@x>", "<c@z> ada <A@X>"])
def test_any_mailmap_maps_whom_git_maps_to_whom_git_maps_them(folder, lines):
    text = "\n".join(lines)
    mailmap = Mailmap.of(parse(text)[0])
    ours = [mailmap.canonical(Identity(*contact)) for contact in SEEN]
    theirs = as_git_says(folder, text, SEEN)
    assert [(who.name, who.email) for who in ours] == [
        (name, email.strip().lower()) for name, email in theirs
    ]


@pytest.mark.parametrize(
    ("line", "seen", "canonical"),
    [
        ("Ada Lovelace <ada@x.org>", ("", "ada@x.org"), ("Ada Lovelace", "")),
        ("<ada@x.org> <al@y.org>", ("", "al@y.org"), ("", "ada@x.org")),
        ("Ada Lovelace <ada@x.org> <al@y.org>", ("", "al@y.org"), ("Ada Lovelace", "ada@x.org")),
        (
            "Ada Lovelace <ada@x.org> countess <none@none>",
            ("countess", "none@none"),
            ("Ada Lovelace", "ada@x.org"),
        ),
        ("  Ada Lovelace\t<Ada@X.org>  # our first", ("", "ada@x.org"), ("Ada Lovelace", "")),
    ],
)
def test_each_of_the_four_forms_becomes_an_alias_with_its_place(line, seen, canonical):
    aliases, problems = parse(f"# people\n\n{line}\n", "staff/.mailmap")
    assert problems == []
    assert aliases == [
        Alias(seen=Identity(*seen), canonical=Identity(*canonical), locator="staff/.mailmap:3")
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Ada Lovelace", "names no <address>"),
        ("Ada Lovelace <ada@x.org", "names no <address>"),
        ("Ada Lovelace <> <ada@x.org>", "names no <address>"),
        ("<ada@x.org>", "changes nothing"),
        ("Ada Lovelace < ada@x.org>", "space around it"),
    ],
)
def test_a_line_that_does_nothing_is_a_problem_with_its_place(line, what):
    aliases, problems = parse(f"Grace <g@x.org>\n{line}\n")
    assert [alias.locator for alias in aliases] == [".mailmap:1"]
    assert [problem.locator for problem in problems] == [".mailmap:2"]
    assert what in problems[0].message
    assert "ada@" not in str(problems[0])


def test_comments_and_empty_lines_are_no_problem():
    assert parse("# Ada <a@x>\n\n   \n  # indented, which git reads and finds no address in\n") == (
        [],
        [],
    )


def test_a_mapping_is_not_followed_further():
    mailmap = Mailmap.of(parse("B <b@y> <a@x>\nC <c@z> <b@y>")[0])
    assert mailmap.canonical(Identity("A", "a@x")) == Identity("B", "b@y")


def test_an_identity_that_no_line_names_stays_what_it_is():
    someone = Identity("Ada", "ada@x.org")
    assert Mailmap.of([]).canonical(someone) is someone
