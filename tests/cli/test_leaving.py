"""``influencekit who --without``."""

import json

import pytest

from influencekit.errors import ExitCode

STORY = """
    2020-01-01 cyd src/a.py +1
    2024-01-01 ada src/a.py +90, lib/b.py +9
    2024-01-02 bob src/d.py +9
"""


def test_it_tells_what_nobody_else_knows_and_who_could_take_over(cli, repo):
    root = repo(STORY)
    found = json.loads(cli("who", root, "--without", "ada", "--format", "json").out)
    assert found["without"]["key"] == "ada"
    assert {area["area"]: area["orphaned"] for area in found["without"]["areas"]} == {
        "src/": ["src/a.py"],
        "lib/": ["lib/b.py"],
    }
    assert [(one["key"], one["share"]) for one in found["people"]] == [("cyd", 0.5)]
    out = cli("who", root, "--without", "ada").out
    assert "ada is an expert of 2 files, of 2 the only one. 1 file of these nobody else" in out


def test_it_can_be_asked_about_a_part_and_in_the_working_directory(cli, repo, monkeypatch):
    root = repo(STORY)
    monkeypatch.chdir(root)
    found = json.loads(cli("who", "--without", "ada", "lib", "--format", "json").out)
    assert [area["area"] for area in found["without"]["areas"]] == ["lib/"]
    assert "If bob left" in cli("who", "--without", "bob").out


def test_whoever_knows_nothing_is_told_so(cli, repo):
    out = cli("who", repo(STORY) / "src/d.py", "--without", "ada").out
    assert "is an expert of no file here" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{root}", "--without", "eve"], "Nobody in this history goes by 'eve'"),
        (["{root}", "--without", "ada", "--review"], "two questions"),
    ],
)
def test_what_cannot_be_told_is_refused(arguments, said, cli, repo):
    root = repo(STORY)
    outcome = cli("who", *(part.format(root=root) for part in arguments))
    assert outcome.code in (ExitCode.USAGE, ExitCode.INPUT)
    assert said in outcome.err
