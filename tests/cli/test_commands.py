import json
import os
from importlib import resources

import jsonschema
import pytest

from influencekit.cli import COMMANDS
from influencekit.errors import ExitCode

CALLS = [
    ("analyze", "{root}"),
    ("analyze", "{root}", "--people"),
    ("report", "{root}", "-o", os.devnull),
    ("plot", "{root}"),
    ("who", "{root}/src/engine.py"),
    ("who", "{root}/src/engine.py:2-9"),
    ("who", "{root}"),
    ("who", "--review", "{root}/src/engine.py"),
    ("lines", "{root}/src/engine.py"),
    ("lines", "{root}/src/engine.py:3"),
    ("explain", "{root}/src"),
    ("explain", "bob", "--in", "{root}"),
    ("opportunities", "{root}"),
    ("opportunities", "{root}", "--for", "bob", "--kind", "normative"),
    ("champions", "{root}", "--practice", "kind:code"),
    ("champions", "{root}", "--areas", "--model", "threshold"),
    ("spread", "bob", "--in", "{root}"),
    ("spread", "--practice", "make", "--in", "{root}", "--areas"),
    ("people", "{root}"),
    ("mentor", "match", "--in", "{root}"),
    ("mentor", "match", "--in", "{root}", "--for", "bob"),
    ("mentor", "pairs", "--in", "{root}"),
    ("mentor", "progress", "bob", "--in", "{root}"),
    ("notes", "list", "{root}"),
    ("story", "{root}", "--for", "bob"),
    ("blog", "ideas", "{root}"),
    ("concepts", "{root}"),
    ("concepts", "{root}", "--for", "bob"),
    ("classify", "predict", "rules", "{root}"),
    ("backtest",),
    ("index", "build", "{root}"),
    ("index", "status", "{root}"),
    ("index", "clear", "{root}"),
    ("plugins",),
    ("doctor", "{root}"),
]
SERVERS = {"lsp", "serve"}
"""Commands that print no result: they answer an editor or a browser."""
WITHOUT_FORMAT = {"export", *SERVERS}
"""Commands whose ``--format``, if any, is another thing: that of the files they write."""
EACH_CALL = pytest.mark.parametrize("call", CALLS, ids=" ".join)


def filled(call, root):
    return [part.format(root=root) for part in call]


def read(outcome):
    assert outcome.code == ExitCode.OK, outcome.err
    return json.loads(outcome.out)


@EACH_CALL
def test_what_a_command_says_in_json_is_what_its_schema_promises(call, cli, story):
    found = read(cli(*filled(call, story), "--format", "json"))
    schema = resources.files("influencekit.render") / "schemas" / f"{call[0]}.json"
    jsonschema.validate(found, json.loads(schema.read_text(encoding="utf-8")))
    assert next(iter(found)) == "schema"


def test_every_command_has_a_schema_and_is_tried_here():
    schemas = resources.files("influencekit.render") / "schemas"
    assert {file.name for file in schemas.iterdir()} == {
        f"{name}.json" for name in COMMANDS if name not in SERVERS
    }
    assert {call[0] for call in CALLS} == set(COMMANDS) - WITHOUT_FORMAT


@EACH_CALL
@pytest.mark.parametrize("format_", ["table", "json", "md"])
def test_no_command_shows_an_address_unless_asked(call, format_, cli, story):
    outcome = cli(*filled(call, story), "--format", format_)
    assert outcome.code == ExitCode.OK, outcome.err
    assert "example.org" not in outcome.out + outcome.err
    assert "example.net" not in outcome.out + outcome.err


@EACH_CALL
def test_no_command_changes_the_folder_that_it_reads(call, cli, story):
    def contents():
        return {path: path.read_bytes() if path.is_file() else None for path in story.rglob("*")}

    before = contents()
    cli(*filled(call, story))
    assert contents() == before


@EACH_CALL
def test_tables_in_a_pipe_are_plain_text_without_trailing_blanks(call, cli, story):
    out = cli(*filled(call, story)).out
    assert "\x1b" not in out
    assert [line for line in out.splitlines() if line != line.rstrip()] == []


# lines


def test_lines_gives_runs_with_exactly_the_documented_keys(cli, story, git):
    found = read(cli("lines", story / "src" / "engine.py", "--format", "json"))
    assert list(found) == ["schema", "path", "revision", "runs"]
    first, second = git(story, "log", "--reverse", "--format=%H", "--", "src").split()
    assert found["path"] == "src/engine.py"
    assert found["revision"] == git(story, "rev-parse", "HEAD").strip()
    assert found["runs"] == [
        {
            "line": 1,
            "lines": 8,
            "commit": first,
            "author": "Ada Lovelace",
            "time": 1704067200,
            "summary": "Start the engine",
            "source_path": "src/engine.py",
            "source_line": 3,
        },
        {
            "line": 9,
            "lines": 5,
            "commit": second,
            "author": "bob",
            "time": 1704153600,
            "summary": "Make it turn",
            "source_path": "src/engine.py",
            "source_line": 9,
        },
    ]


def test_a_range_of_lines_cuts_runs_at_both_ends(cli, story):
    found = read(cli("lines", f"{story}/src/engine.py:7-10", "--format", "json"))
    assert [(run["line"], run["lines"], run["source_line"]) for run in found["runs"]] == [
        (7, 2, 9),
        (9, 2, 9),
    ]


def test_lines_shows_an_older_revision(cli, story):
    found = read(cli("lines", story / "src/engine.py", "--rev", "HEAD~3", "--format", "json"))
    assert [(run["line"], run["lines"]) for run in found["runs"]] == [(1, 10)]


def test_lines_finds_the_file_from_a_folder_below(cli, story, monkeypatch):
    monkeypatch.chdir(story / "src")
    assert read(cli("lines", "engine.py", "--format", "json"))["path"] == "src/engine.py"


def test_lines_in_a_table_fit_80_columns(cli, story):
    out = cli("lines", story / "src" / "engine.py").out.splitlines()
    assert out[1].split() == ["lines", "commit", "date", "author", "summary"]
    assert out[2].split()[0] == "1-8"
    assert max(map(len, out)) <= 80


def test_lines_does_not_name_somebody_who_opted_out(cli, story, config):
    config('[people]\nopt_out = ["bob"]')
    found = read(cli("lines", story / "src" / "engine.py", "--format", "json"))
    assert [run["author"] for run in found["runs"]] == ["Ada Lovelace", ""]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("src/none.py", "no such file"),
        ("src/engine.py:99", "has 13 lines, none from 99 on"),
        ("src/engine.py:9-3", "a range runs upwards"),
        ("src/engine.py:0", "counted from 1"),
    ],
)
def test_lines_that_do_not_exist_are_an_input_error(file, said, cli, story):
    outcome = cli("lines", f"{story}/{file}")
    assert (outcome.code, outcome.out) == (ExitCode.INPUT, "")
    assert said in outcome.err


# who


def test_who_names_people_with_reasons_and_leaves_bots_out(cli, story):
    found = read(cli("who", story, "--format", "json"))
    assert [person["name"] for person in found["people"]] == ["Ada Lovelace", "bob"]
    assert sum(person["share"] for person in found["people"]) == pytest.approx(1)
    assert "1 review, last 2024-01-02" in [
        reason["text"] for reason in found["people"][0]["reasons"]
    ]


def test_who_knows_a_range_is_told_from_the_lines_of_the_range(cli, story):
    found = read(cli("who", f"{story}/src/engine.py:9-13", "--format", "json"))
    reasons = {person["name"]: person["reasons"] for person in found["people"]}
    assert found["lines"] == [9, 13]
    assert "5 of 5 surviving lines, last 2024-01-02" in [it["text"] for it in reasons["bob"]]
    assert not any("lines" in it["text"] for it in reasons["Ada Lovelace"])


def test_who_shows_as_many_as_asked_for(cli, story):
    assert len(read(cli("who", story, "--limit", 1, "--format", "json"))["people"]) == 1


@pytest.mark.parametrize("command", ["who", "explain"])
@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        (("--path", "docs/"), ["Ada Lovelace"]),
        (("--kind", "tests"), ["Ada Lovelace"]),
        (("--since", "2024-01-03"), ["Ada Lovelace"]),
        (("--author", "bob", "--path", "!src/"), []),
        (("--until", "2024-01-02"), ["Ada Lovelace", "bob"]),
        (("--rev", "HEAD~3"), ["Ada Lovelace"]),
    ],
    ids=str,
)
def test_filters_mean_the_same_in_every_command(command, narrowed, left, cli, story):
    found = cli(command, story, *narrowed, "--format", "json").out
    assert [name for name in ("Ada Lovelace", "bob") if name in found] == left


# explain


def test_explain_tells_of_a_person_by_name_login_or_address(cli, story):
    by_name = read(cli("explain", "ada lovelace", "--in", story, "--format", "json"))
    by_address = read(cli("explain", "ada@work.example.org", "--in", story, "--format", "json"))
    assert by_name == by_address
    assert by_name["subject"] == {"kind": "person", "key": "ada lovelace", "label": "Ada Lovelace"}
    assert by_name["sentences"][0]["text"].startswith("Wrote 2 commits, 2024-01-01 to 2024-01-03")


def test_explain_in_the_working_directory_finds_a_path_of_the_past(cli, repo, monkeypatch):
    root = repo("2024-01-01 ada old/a.py +1, b.py +1\n2024-01-02 ada old/a.py deleted")
    monkeypatch.chdir(root)
    found = read(cli("explain", "old", "--format", "json"))
    assert found["subject"] == {"kind": "path", "key": "old", "label": "old"}


def test_explain_says_what_may_have_been_meant(cli, story):
    outcome = cli("explain", "Ada Lovelac", "--in", story)
    assert outcome.code == ExitCode.INPUT
    assert "Did you mean 'Ada Lovelace'?" in outcome.err


def test_the_commits_behind_a_sentence_stand_after_it(cli, story, git):
    first = git(story, "log", "--reverse", "--format=%H", "--author=bob").split()[0]
    assert f"[{first[:10]}]" in cli("explain", "bob", "--in", story).out


# people


def test_people_are_listed_by_name_with_bots_marked(cli, story):
    found = read(cli("people", story, "--format", "json"))["people"]
    assert [person["name"] for person in found] == ["Ada Lovelace", "bob", "renovate[bot]"]
    assert [person["bot"] for person in found] == [False, False, True]
    assert "bot: " in cli("people", story).out


DUPLICATES = """
    2024-01-01 "Grace Hopper"<grace@navy.mil> a.py +1
    2024-01-02 "Grace B Hopper"<gbh@yale.edu> a.py +1
"""


def test_duplicates_are_suggested_and_not_joined(cli, repo):
    found = read(cli("people", repo(DUPLICATES), "--format", "json"))
    assert len(found["people"]) == 2
    [pair] = found["suggestions"]
    assert set(pair["names"]) == {"Grace Hopper", "Grace B Hopper"}
    assert pair["evidence"]


def test_mailmap_lines_are_printed_alone_and_are_what_git_takes(cli, repo, git):
    root = repo(DUPLICATES)
    outcome = cli("people", root, "--mailmap")
    (root / ".mailmap").write_text(outcome.out, encoding="utf-8")
    both = ("Grace Hopper <grace@navy.mil>", "Grace B Hopper <gbh@yale.edu>")
    assert len(set(git(root, "check-mailmap", *both).splitlines())) == 1


def test_addresses_are_shown_where_they_are_asked_for(cli, story):
    assert "ada@work.example.org" in cli("people", story, "--show-emails").out


# analyze


def test_analyze_makes_one_report_of_several_folders(cli, repo):
    one, two = repo("2024-01-01 ada a.py +1", "one"), repo("2024-01-02 bob b.py +2", "two")
    found = read(cli("analyze", one, two, "--format", "json"))
    assert [source["root"] for source in found["sources"]] == [str(one), str(two)]


def test_analyze_reads_a_folder_of_posts_as_a_blog(cli, story, tmp_path):
    blog = tmp_path / "posts"
    blog.mkdir()
    (blog / "2024-01-05-hello.md").write_text("---\ntitle: Hello\n---\nWords.\n", encoding="utf-8")
    found = read(cli("analyze", story, "--blog", blog, "--format", "json"))
    assert [(it["name"], it["records"]) for it in found["sources"]][-1] == ("blogs", 1)


def test_analyze_without_a_path_reads_the_repository_around(cli, story, monkeypatch):
    monkeypatch.chdir(story / "src")
    [source] = read(cli("analyze", "--format", "json"))["sources"]
    assert source["records"] == 4


def test_persons_are_shown_on_request_only_and_by_name(cli, story):
    def people(*options):
        found = read(cli("analyze", story, "--format", "json", *options))
        scores = found["results"].get("ownership", {"scores": []})["scores"]
        subjects = [score["subject"] for score in scores]
        return [subject["label"] for subject in subjects if subject["kind"] == "person"]

    assert people() == []
    assert people("--me", "bob") == ["bob"]
    assert people("--people") == ["Ada Lovelace", "bob"]
    assert sorted(people("--people", "--sort")) == ["Ada Lovelace", "bob"]


def test_the_result_goes_to_a_file_that_is_named(cli, story, tmp_path):
    outcome = cli("analyze", story, "--format", "csv", "-o", tmp_path / "report.csv")
    assert (outcome.code, outcome.out) == (ExitCode.OK, "")
    text = (tmp_path / "report.csv").read_text(encoding="utf-8")
    assert text.startswith("set,row,kind,key,label,measure,value,unit")


def test_a_report_ends_with_what_makes_its_numbers_other_than_gits_own(cli, story):
    assert "Not git's own numbers: " in cli("analyze", story).out


def test_what_counts_as_now_can_be_given(cli, story):
    found = read(cli("analyze", story, "--as-of", "2024-02-01", "--format", "json"))
    assert found["as_of"] == 1706831999


# index, plugins, doctor


def test_an_index_is_built_shown_and_cleared(cli, story):
    def state(action):
        [index] = read(cli("index", action, story, "--format", "json"))["indexes"]
        return index["state"], index["commits"]

    assert state("status") == ("missing", 0)
    assert state("build") == ("complete", 4)
    assert state("status") == ("complete", 4)
    assert state("clear") == ("complete", 4)
    assert state("status") == ("missing", 0)


def test_index_without_an_action_builds(cli, story, monkeypatch):
    monkeypatch.chdir(story)
    assert read(cli("index", "--format", "json"))["action"] == "build"


def test_plugins_are_listed_with_what_each_registered(cli):
    found = read(cli("plugins", "--format", "json"))["plugins"]
    registered = {it["name"]: it["registered"] for it in found}
    assert {"kind": "sources", "name": "git"} in registered["git"]
    assert {"kind": "renderers", "name": "csv"} in registered["formats"]


def test_a_blocked_plugin_is_not_there(cli):
    found = read(cli("plugins", "--block", "git", "--format", "json"))["plugins"]
    assert "git" not in [plugin["name"] for plugin in found]


def test_doctor_finds_what_is_wrong_and_says_what_to_do(cli, tmp_path):
    outcome = cli("doctor", tmp_path)
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "PROBLEM" in outcome.out
    assert "Name the top folder of a repository" in outcome.out


def test_doctor_tells_of_a_cache_folder_that_cannot_be_written(cli, story, config, tmp_path):
    (tmp_path / "file").write_text("")
    config(f'[sources]\ncache = "{tmp_path / "file" / "below"}"')
    checks = json.loads(cli("doctor", story, "--format", "json").out)["checks"]
    [cache] = [check for check in checks if check["name"] == "cache"]
    assert not cache["ok"]
    assert "sources.cache" in cache["advice"]
