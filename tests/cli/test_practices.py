"""``champions`` and ``spread`` on the command line."""

import json

import pytest

from influencekit.errors import ExitCode


@pytest.fixture
def team(repo):
    return repo(
        """
        2024-01-01 ada src/a.py +9 "Start it"
        2024-01-02 bob src/a.py +2 -1 "Test it"
        2024-01-03 cyd src/a.py +2 -1 "Test it too"
        2024-01-04 ada src/a.py +2 -1 "Go on"
        2024-01-05 bob docs/b.md +2 "Tell"
        """
    )


def data(outcome):
    assert outcome.code == ExitCode.OK, outcome.err
    return json.loads(outcome.out)


def test_champions_of_a_practice_are_among_those_who_showed_it(cli, team):
    found = data(cli("champions", team, "--practice", "test", "-k", 1, "--format", "json"))
    assert found["candidates"] == 2
    assert {it["subject"]["label"] for it in found["champions"]} < {"bob", "cyd"}
    assert found["at_least"] <= found["best_at_most"]
    assert cli("champions", team, "--practice", "test").out.startswith(
        "Through whom 'test' reaches"
    )


def test_more_champions_than_candidates_are_all_of_them_and_that_is_said(cli, team):
    outcome = cli("champions", team, "-k", 9)
    assert "9 champions wanted of 3 candidates: candidates are people who gave" in outcome.out


def test_a_practice_of_nobody_leaves_everybody_a_candidate_and_says_so(cli, team):
    assert "0 people have shown 'xyzzy'" in cli("champions", team, "--practice", "xyzzy").out


def test_areas_can_be_champions_too(cli, team):
    found = data(cli("champions", team, "--areas", "-k", 1, "--format", "json"))
    assert found["of"] == "areas"
    assert found["champions"][0]["subject"]["kind"] == "area"


def test_spread_starts_from_people_who_are_named_and_from_those_who_showed_a_practice(cli, team):
    found = data(cli("spread", "ada", "--practice", "tell", "--in", team, "--format", "json"))
    assert found["seeds"] == 2
    assert 2 <= found["reached"] <= found["network"]
    assert found["adoption"]["people"] == [1]
    assert found["adoption"]["bass"] is None
    out = cli("spread", "ada", "--practice", "tell", "--in", team).out
    assert "From 2 of 3 people it reaches" in out
    assert "Too little was taken up for a curve." in out


def test_the_same_call_gives_the_same_bytes(cli, team):
    first, second = (cli("spread", "ada", "--in", team, "--format", "json").out for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["champions", "{root}", "--practice", " "], ExitCode.USAGE, "needs words"),
        (["champions", "{root}", "--practice", "kind:poems"], ExitCode.USAGE, "no kind of files"),
        (["champions", "{root}", "-k", "0"], ExitCode.USAGE, "0"),
        (["champions", "{root}", "--days", "nan"], ExitCode.USAGE, "--days"),
        (["champions", "{root}", "--author", "nobody"], ExitCode.INPUT, "no people to choose from"),
        (
            ["champions", "{root}", "--areas", "--author", "nobody"],
            ExitCode.INPUT,
            "candidates are areas that were worked on in the last 730 days",
        ),
        (["spread", "--in", "{root}"], ExitCode.INPUT, "Nowhere to start"),
        (["spread", "nobody", "--in", "{root}"], ExitCode.INPUT, "no people called 'nobody'"),
        (["spread", "nowhere/", "--areas", "--in", "{root}"], ExitCode.INPUT, "no areas called"),
        (["spread", "--practice", "xyzzy", "--in", "{root}"], ExitCode.INPUT, "Nowhere to start"),
        (
            ["spread", "bob", "--days", "1", "--as-of", "2024-02-01", "--in", "{root}"],
            ExitCode.INPUT,
            "no ties",
        ),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(arguments, code, said, cli, team):
    outcome = cli(*(part.format(root=team) for part in arguments))
    assert outcome.code == code, outcome.err
    assert said in outcome.err
