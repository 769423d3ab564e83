"""``influencekit opportunities``: lists of two kinds."""

import json
import re
from importlib import resources

import jsonschema
import pytest

from influencekit.errors import ExitCode


def read(outcome):
    assert outcome.code == ExitCode.OK, outcome.err
    return json.loads(outcome.out)


def test_lists_are_of_one_kind_each_and_entries_have_ids(cli, story):
    found = read(cli("opportunities", story, "--format", "json"))
    assert [(it["kind"], it["over"]) for it in found["lists"]] == [
        ("predictive", "areas"),
        ("predictive", "topics"),
        ("normative", "areas"),
        ("normative", "topics"),
    ]
    assert found["person"] is None
    ids = [entry["id"] for it in found["lists"] for entry in it["entries"]]
    assert len({*ids}) == len(ids) > 0


def test_a_kind_and_what_it_is_over_can_be_chosen(cli, story):
    asked = ("--kind", "normative", "--over", "topics", "--over", "repositories")
    found = read(cli("opportunities", story, *asked, "--format", "json"))
    assert [(it["kind"], it["over"]) for it in found["lists"]] == [
        ("normative", "topics"),
        ("normative", "repositories"),
    ]


def test_for_a_person_each_entry_says_how_well_it_fits(cli, story):
    found = read(cli("opportunities", story, "--for", "bob", "--format", "json"))
    assert found["person"] == "bob"
    fits = [entry["fit"]["value"] for it in found["lists"] for entry in it["entries"]]
    assert fits
    assert all(0 <= fit <= 1 for fit in fits)
    shown = cli("opportunities", story, "--for", "bob").out
    assert re.search(r"acts +P +k +I +C +T +fit\n\w{8} +\S+/ .* \d+%\n", shown)
    assert "--id ID" in shown


def test_an_id_tells_what_to_do_next_with_an_outline_that_cites_commits(cli, story, git):
    file = resources.files("influencekit.render") / "schemas" / "opportunities.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    found = read(cli("opportunities", story, "--format", "json"))
    for entry in (entry for it in found["lists"] for entry in it["entries"]):
        chosen = read(cli("opportunities", story, "--id", entry["id"], "--format", "json"))
        jsonschema.validate(chosen, schema)
        assert chosen["lists"] == []
        assert chosen["next"]["entry"]["score"]["subject"] == entry["score"]["subject"]
        assert len(chosen["next"]["steps"]) == 4
        cited = [oid for point in chosen["next"]["outline"]["points"] for oid in point["commits"]]
        assert set(cited) <= set(git(story, "rev-list", "HEAD").split())
        text = cli("opportunities", story, "--id", entry["id"]).out
        assert cited[0][:10] in text
        assert "Outline: What changed" in text


def test_an_id_that_is_not_there_is_told_of(cli, story):
    outcome = cli("opportunities", story, "--id", "ffffffff")
    assert outcome.code == ExitCode.INPUT
    assert "No opportunity has the id 'ffffffff' now." in outcome.err


def test_somebody_unknown_is_named_with_who_may_be_meant(cli, story):
    outcome = cli("opportunities", story, "--for", "Ada Lovelase")
    assert outcome.code == ExitCode.INPUT
    assert "Nobody in this history goes by 'Ada Lovelase'." in outcome.err
    assert "Did you mean 'Ada Lovelace'?" in outcome.err


def test_somebody_without_a_commit_is_told_what_is_missing(cli, repo):
    folder = repo('2024-01-01 ada src/a.py +1 reviewed-by=bob "Start"')
    outcome = cli("opportunities", folder, "--for", "bob")
    assert outcome.code == ExitCode.INPUT
    assert "bob has no commit in this history" in outcome.err


@pytest.mark.parametrize("option", ["--window", "--k"])
def test_numbers_that_mean_nothing_are_refused(option, cli, story):
    for wrong in ("-1", "nan", "inf", "much"):
        outcome = cli("opportunities", story, option, wrong)
        assert outcome.code == ExitCode.USAGE, (option, wrong)
        assert option.strip("-") in outcome.err


def test_a_limit_says_how_many_more_there_are(cli, story):
    out = cli("opportunities", story, "--kind", "predictive", "--over", "areas", "--limit", "1").out
    assert "more of areas." in out


def test_other_formats_show_the_lists_as_a_report(cli, story):
    out = cli("opportunities", story, "--kind", "normative", "--format", "csv").out
    assert "opportunities-normative-areas" in out
    assert cli("opportunities", story, "--format", "nonsense").code == ExitCode.USAGE


def test_an_empty_repository_is_told_of(cli, repo):
    outcome = cli("opportunities", repo(""), "--kind", "normative")
    assert outcome.code == ExitCode.OK
    assert "Nothing in this window." in outcome.out
    assert "--id ID" not in outcome.out
