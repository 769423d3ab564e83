"""``influencekit who --review``."""

import json

import pytest

from influencekit.errors import ExitCode

STORY = """
    2024-01-01 ada src/a.py +10 reviewed-by=moe "parser: start"
    2024-02-01 bob src/b.py +10 reviewed-by=mia "lexer: start"
    2024-03-01 ada src/a.py +2 reviewed-by=moe "parser: go on"
    2024-04-01 bob src/a.py +2 "lexer: use it"
"""


def named(outcome):
    assert outcome.code == ExitCode.OK, outcome.err
    return json.loads(outcome.out)


def test_of_paths_those_who_reviewed_and_wrote_there(cli, repo):
    root = repo(STORY)
    found = named(cli("who", "--review", root / "src/b.py", "--me", "bob", "--format", "json"))
    assert found["review"] == {"files": ["src/b.py"], "commit": None, "authors": ["bob"]}
    assert "bob" not in [person["key"] for person in found["people"]]
    assert all(0 < person["share"] < 1 for person in found["people"])


def test_of_a_commit_those_who_were_known_before_it(cli, repo, monkeypatch):
    monkeypatch.chdir(repo(STORY))
    found = named(cli("who", "--review", "--commit", "HEAD~1", "--format", "json"))
    assert found["review"] == {"files": ["src/a.py"], "commit": "HEAD~1", "authors": ["ada"]}
    people = {person["key"]: person for person in found["people"]}
    assert next(iter(people)) == "moe"
    assert "reviewed 1 commit by the same author, last 2024-01-01" in [
        reason["text"] for reason in people["moe"]["reasons"]
    ]


def test_of_the_work_tree_what_was_changed_there(cli, repo, monkeypatch):
    root = repo(STORY)
    monkeypatch.chdir(root)
    assert "there is nothing to review" in cli("who", "--review").out
    (root / "src" / "a.py").write_text("other\n")
    found = named(cli("who", "--review", "--format", "json"))
    assert found["review"]["files"] == ["src/a.py"]
    assert "Who should review the changes of the work tree (1 file)" in cli("who", "--review").out


def test_of_a_range_of_lines_those_who_wrote_these_lines(cli, repo):
    root = repo(STORY)
    place = f"{root}/src/a.py:13-14"
    found = named(cli("who", "--review", place, "--me", "ada", "--format", "json"))
    texts = {person["key"]: str(person["reasons"]) for person in found["people"]}
    assert "wrote 1 commit of these files" in texts["bob"]


def test_the_load_stands_beside_the_chance(cli, repo):
    out = cli("who", "--review", repo(STORY) / "src/a.py", "--as-of", "2024-03-10").out
    assert "reviews in 30 d" in out
    assert "may be asked too often already" in out


def test_without_any_trailer_it_says_what_it_is_told_from(cli, repo):
    out = cli("who", "--review", repo("2024-01-01 ada a.py +1") / "a.py").out
    assert "No commit here names a reviewer" in out
    assert "--me says who asks" in out


def test_a_file_that_nobody_was_near_has_nobody(cli, repo):
    out = cli("who", "--review", repo("2024-01-01 ada a.py +1") / "a.py", "--me", "ada").out
    assert "Nobody else is known to have reviewed or written anything near it." in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["who"], "Name one path"),
        (["who", "{root}/src/a.py", "{root}/src/b.py"], "several go with --review"),
        (["who", "{root}/src/a.py", "--commit", "HEAD"], "--commit goes with --review"),
        (["who", "--review", "{root}/src/a.py", "--commit", "HEAD"], "not both"),
        (["who", "--review", "{root}/src/nowhere.py"], "No file of this history"),
        (["who", "--review", "--commit", "nowhere"], "no such revision"),
    ],
)
def test_what_cannot_be_told_is_refused(arguments, said, cli, repo, monkeypatch):
    root = repo(STORY)
    monkeypatch.chdir(root)
    outcome = cli(*(part.format(root=root) for part in arguments))
    assert outcome.code in (ExitCode.USAGE, ExitCode.INPUT)
    assert said in outcome.err
