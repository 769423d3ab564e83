"""The frame of ``influencekit backtest``: how data get in, how tables get out, what is refused."""

import importlib
import inspect
import json
import re
from pathlib import Path

import pytest

from influencekit.backtests import BACKTESTS, Given
from influencekit.errors import ExitCode, InputError

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "backtests.md"
MENTORED = """
    2024-01-01 ada src/a.py +10
    2024-01-02 bob src/b.py +10
    2024-02-01 eve src/a.py +2 mentored-by=ada "Learn"
    2024-03-01 joe src/a.py +2 mentored-by=ada "Learn"
"""


def module_of(name):
    return importlib.import_module(f"influencekit.backtests.{name.replace('-', '_')}")


@pytest.mark.parametrize("name", BACKTESTS)
def test_each_back_test_has_what_the_frame_asks_for(name):
    module = module_of(name)
    needs = {"commits", "touches", "lines", "replacements", "credits", "posts", "interactions"}
    assert needs | {"files"} >= module.NEEDS
    assert module.NEEDS
    assert module.DATA.strip() == module.DATA
    assert not module.DATA.endswith(".")
    assert list(inspect.signature(module.backtest).parameters) == ["given"]


def test_the_page_lists_the_back_tests_with_their_questions_and_data():
    rows = re.findall(r"^\| `([\w-]+)` \| (.+) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    listed = [(name, question, module_of(name).DATA) for name, question in BACKTESTS.items()]
    assert [row for row in rows if row[0] in BACKTESTS] == listed


def test_a_folder_that_was_not_given_is_missed_in_a_sentence():
    with pytest.raises(InputError, match="No folder was given"):
        Given().evidence  # noqa: B018 - asking is what raises


def test_without_a_name_the_back_tests_are_listed(cli):
    [table] = json.loads(cli("backtest", "--format", "json").out)["tables"]
    assert dict(table["rows"]) == BACKTESTS


def test_a_back_test_of_a_repository_gives_its_tables_in_every_format(cli, repo):
    root = repo(MENTORED)
    found = json.loads(cli("backtest", "mentors", root, "--format", "json").out)
    [table] = found["tables"]
    assert found["name"] == "mentors"
    assert [source["root"] for source in found["sources"]] == [str(root)]
    assert table["columns"][:2] == ["ranking", "MRR"]
    assert cli("backtest", "mentors", root, "--format", "csv").out.startswith("set,row,kind")
    assert "| ranking | MRR |" in cli("backtest", "mentors", root, "--format", "md").out
    assert "2 newcomers, 2024-02-01 to 2024-03-01." in cli("backtest", "mentors", root).out


def test_the_repository_around_the_working_directory_is_what_is_meant_without_data(
    cli, repo, monkeypatch
):
    monkeypatch.chdir(repo(MENTORED))
    assert cli("backtest", "mentors").code == ExitCode.OK


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["none", "{root}"], ExitCode.USAGE, "'none' is not one of"),
        (["mentors", "{root}"], ExitCode.INPUT, "No commit names a mentor"),
        (["mentors", "{root}/nowhere"], ExitCode.INPUT, "there is no such file or folder"),
        (["mentors", "{root}/src/engine.py"], ExitCode.INPUT, "reads no files; give it"),
        (["growth-loop", "{root}"], ExitCode.INPUT, "data are missing; give it a repository, and"),
        (["growth-loop", "{root}/src/engine.py"], ExitCode.INPUT, "data are missing; give it"),
        (["growth-loop", "{root}", "{root}/src/engine.py"], ExitCode.INPUT, "begin with a date"),
        (["mentors", "{root}", "--split", "soon"], ExitCode.USAGE, "'--split'"),
        (["mentors", "{root}", "--author", "nobody"], ExitCode.INPUT, "Give it a repository"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_what_to_give(arguments, code, said, cli, story):
    outcome = cli("backtest", *(part.format(root=story) for part in arguments))
    assert (outcome.code, outcome.out) == (code, "")
    assert said in outcome.err
