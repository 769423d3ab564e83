"""Plugins of other people, installed as anybody would install them, beside two that are broken."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REVIEWS = """\
reviewer,reviewer_email,author,author_email,at
bob,bob@example.org,ada,ada@example.org,1704412800
bob,bob@example.org,cyd,cyd@example.org,1704499200
ada,ada@example.org,bob,bob@example.org,1704585600
cyd,cyd@example.org,ada,ada@example.org,1704585600
ada,ada@example.org,bob,bob@example.org,yesterday
"""
BROKEN = {
    "broken": "ModuleNotFoundError: No module named 'a_module_that_nobody_has'",
    "typo": (
        "Plugin 'typo' implements an unknown hook 'influencekit_register_modles'. "
        "Did you mean 'influencekit_register_models'?"
    ),
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Install the plugins below this folder, without a network, where only these tests look."""
    target = tmp_path_factory.mktemp("site")
    before = sorted(HERE.rglob("*"))
    offline = ("--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir")
    quiet = ("--quiet", "--disable-pip-version-check")
    plugins = sorted(HERE.glob("influencekit-*"))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *quiet, *offline, "--target", target, *plugins],
        check=True,
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert sorted(HERE.rglob("*")) == before, "installing left something in the sources"
    return target


@pytest.fixture
def python(installed, monkeypatch):
    """Return a function that runs Python where the plugins are installed."""
    monkeypatch.setenv("PYTHONPATH", str(installed))

    def run(*arguments, code=0):
        done = subprocess.run(
            [sys.executable, *map(str, arguments)], capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return done.stdout, done.stderr

    return run


@pytest.fixture
def app(repo):
    """Return a repository with reviews beside its code."""
    folder = repo("""
        2024-01-03 ada src/a.py +10
        2024-01-04 bob src/a.py +1 -2
        2024-01-05 cyd src/b.py +3
    """)
    (folder / "reviews.csv").write_text(REVIEWS)
    return folder


def scores(report):
    (table,) = (result for name, result in report["results"].items() if name == "reviews-given")
    return {score["subject"]["label"]: score["value"] for score in table["scores"]}


def test_the_command_line_lists_them_and_names_the_broken_ones(python):
    out, _ = python("-m", "influencekit", "plugins", "--format", "json")
    told = json.loads(out)
    found = {plugin["name"]: plugin for plugin in told["plugins"]}
    assert found["reviews"]["distribution"] == "influencekit-reviews 1.2"
    assert found["reviews"]["registered"] == [
        {"kind": "sources", "name": "reviews"},
        {"kind": "models", "name": "reviews-given"},
    ]
    assert found.keys() & BROKEN.keys() == set()
    problems = {problem["name"]: problem["message"] for problem in told["problems"]}
    assert {name: problems[name] for name in BROKEN} == BROKEN


def test_analyze_shows_the_new_model_and_what_is_broken_costs_nothing_else(python, app):
    out, err = python("-m", "influencekit", "analyze", app, "--people", "--format", "json")
    report = json.loads(out)
    assert scores(report) == {"bob": 2.0, "ada": 1.0, "cyd": 1.0}
    assert "ownership" in report["results"]
    assert {(it["name"], it["records"]) for it in report["sources"]} == {("git", 3), ("reviews", 4)}
    assert "reviews.csv:6" in err
    for name, message in BROKEN.items():
        assert f"plugin {name}: {message}" in err


def test_the_table_for_people_has_the_new_model_too(python, app):
    out, _ = python("-m", "influencekit", "analyze", app, "--people")
    assert "Who reviews other people's work" in out


def test_strict_turns_problems_into_an_exit_code(python, app):
    python("-m", "influencekit", "analyze", app, "--strict", code=1)


def test_blocked_plugins_are_not_even_imported(python, app):
    (app / "reviews.csv").write_text("".join(REVIEWS.splitlines(keepends=True)[:-1]))
    _, err = python(
        *("-m", "influencekit", "analyze", app, "--format", "json"),
        *("--block", "broken", "--block", "typo"),
    )
    assert "broken" not in err
    assert "typo" not in err


def test_people_who_opt_out_are_gone_from_data_that_the_core_never_heard_of(python, app):
    (app / ".influencekit.toml").write_text('[people]\nopt_out = ["bob"]\n')
    out, _ = python("-m", "influencekit", "analyze", app, "--people", "--format", "json")
    assert scores(json.loads(out)) == {"cyd": 1.0}
    assert "bob" not in out


def test_a_script_gets_the_same(python, app, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, influencekit\n"
        "report = influencekit.analyze(sys.argv[1])\n"
        "result = report.results['reviews-given']\n"
        "print([(score.subject.label, score.value, result.unit) for score in result.scores])\n"
        "print(*report.problems, sep='\\n')\n"
    )
    out, _ = python(script, app)
    first, *problems = out.splitlines()
    assert first == "[('bob', 2.0, 'reviews'), ('ada', 1.0, 'reviews'), ('cyd', 1.0, 'reviews')]"
    assert [f"plugin {name}: {message}" for name, message in BROKEN.items()] == problems[:2]


def test_a_folder_that_only_the_new_source_knows_can_be_read(python, tmp_path):
    folder = tmp_path / "table"
    folder.mkdir()
    (folder / "reviews.csv").write_text(REVIEWS)
    out, _ = python("-m", "influencekit", "analyze", folder, "--people", "--format", "json")
    assert scores(json.loads(out)) == {"bob": 2.0, "ada": 1.0, "cyd": 1.0}


def test_where_nobody_reads_anything_the_new_source_says_what_it_would_read(python, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    _, err = python("-m", "influencekit", "analyze", folder, code=3)
    assert "reviews reads reviews.csv" in err


def test_without_them_nothing_of_theirs_is_there(app):
    out = subprocess.run(
        [sys.executable, "-m", "influencekit", "plugins", "--format", "json"],
        capture_output=True,
        check=True,
    ).stdout
    assert "reviews" not in {plugin["name"] for plugin in json.loads(out)["plugins"]}
