"""``influencekit export``: tables that are whole, documented, and run nothing in a spreadsheet."""

import csv
import json
import sqlite3
import stat
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from influencekit.errors import ExitCode
from influencekit.export.schema import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "tables.md"
HOSTILE = """
2024-01-03 "=HYPERLINK(1)"<a@example.org> src/a.py +10 "=cmd|' /C calc'!A0"
2024-01-04 bob "-1+1.py" +2 "@SUM(1)"
2024-01-05 cyd docs/a.md +3 "Ask cyd@example.org"
"""


@pytest.fixture
def export(cli, tmp_path):
    """Return a function that exports a repository and returns the folder."""

    def make(root, form, *options):
        folder = tmp_path / form
        outcome = cli("export", "--format", form, folder, root, *options)
        assert outcome.code == ExitCode.OK, outcome.err
        return folder

    return make


def read_csv(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_jsonl(folder, name):
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


def read_sqlite(folder, name):
    base = sqlite3.connect(folder / "influencekit.sqlite")
    base.row_factory = sqlite3.Row
    rows = [dict(row) for row in base.execute(f'SELECT * FROM "{name}"')]  # noqa: S608 - ours
    base.close()
    return rows


def read_parquet(folder, name):
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


READ = {"csv": read_csv, "jsonl": read_jsonl, "sqlite": read_sqlite, "parquet": read_parquet}


@pytest.mark.parametrize("form", ["jsonl", "sqlite", "parquet"])
def test_every_format_holds_the_same_rows(export, story, form):
    whole = export(story, "csv", "--people")
    other = export(story, form, "--people")
    for name, layout in TABLES.items():
        rows, found = read_csv(whole, name), READ[form](other, name)
        assert len(rows) == len(found)
        for row, values in zip(rows, found, strict=True):
            assert list(values) == [field.name for field in layout.fields]
            for field in layout.fields:
                value = values[field.name]
                if value is None:
                    assert row[field.name] == ""
                elif field.kind in {"int", "float"}:
                    assert float(row[field.name]) == value
                elif field.kind == "bool":
                    assert row[field.name] == str(bool(value))
                else:
                    assert row[field.name].removeprefix("'") == value


def test_scores_are_those_of_json(export, cli, story):
    report = json.loads(cli("analyze", story, "--model", "all", "--format", "json").out)
    expected = [
        (name, score["subject"]["key"], score["value"])
        for name, result in report["results"].items()
        for score in result["scores"]
    ]
    rows = read_jsonl(export(story, "jsonl"), "scores")
    assert [(row["model"], row["key"], row["value"]) for row in rows] == expected


def test_numbers_lead_from_table_to_table(export, story):
    folder = export(story, "sqlite", "--people")
    base = sqlite3.connect(folder / "influencekit.sqlite")
    found = base.execute(
        "SELECT people.name, paths.name, added FROM touches JOIN commits USING ('commit')"
        " JOIN paths USING (path) JOIN people ON people.person = commits.author"
        " WHERE people.bot = 0 ORDER BY 'commit', paths.name"
    ).fetchall()
    base.close()
    assert sorted(found) == [
        ("Ada Lovelace", "docs/guide.md", 4),
        ("Ada Lovelace", "src/engine.py", 10),
        ("Ada Lovelace", "tests/test_engine.py", 6),
        ("bob", "src/engine.py", 5),
    ]


def test_without_being_asked_it_tells_nobody_apart(export, story):
    folder = export(story, "jsonl")
    assert not (folder / "people.jsonl").exists()
    assert not (folder / "credits.jsonl").exists()
    assert "author" not in read_jsonl(folder, "commits")[0]
    assert {row["kind"] for row in read_jsonl(folder, "scores")} <= {"project", "area", "path"}


def test_whoever_opted_out_is_in_no_table(export, story, config):
    config('[people]\nopt_out = ["bob"]\n')
    folder = export(story, "jsonl", "--people")
    text = "".join(file.read_text() for file in folder.iterdir())
    assert '"bob"' not in text
    assert read_jsonl(folder, "commits")[1]["author"] is None


def test_groups_of_fewer_than_three_people_are_not_named(export, repo, config, tmp_path):
    root = repo(
        "\n".join(f"2024-01-0{day} {who} a.py +{day}" for day, who in enumerate("abcde", 1))
    )
    teams = tmp_path / "teams.toml"
    teams.write_text('[organisations]\nBig = ["a", "b", "c"]\nSmall = ["d", "e"]\n')
    config(f'[people]\nteams_file = "{teams}"\n')
    rows = read_jsonl(export(root, "jsonl", "--people"), "people")
    assert {row["name"]: row["organisation"] for row in rows} == {
        **dict.fromkeys("abc", "Big"),
        **dict.fromkeys("de"),
    }


def test_no_cell_is_a_formula_and_no_address_is_told(export, repo):
    folder = export(repo(HOSTILE), "csv", "--people")
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        assert "example.org" not in text
        for row in csv.reader(text.splitlines()):
            assert not [cell for cell in row if cell[:1] in "=+@\t\r" and cell]
            assert not [cell for cell in row if cell[:1] == "-" and not cell[1:].isdigit()]


def test_a_folder_that_holds_something_stays_as_it_is(cli, story, tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    outcome = cli("export", tmp_path, story)
    assert outcome.code == ExitCode.INPUT
    assert "is there already; name a folder that is new or empty" in outcome.err
    assert (tmp_path / "kept.txt").read_text() == "mine"


def test_what_cannot_be_written_leaves_nothing_behind(cli, story, tmp_path):
    outcome = cli("export", tmp_path / "missing" / "out", story)
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "Cannot write" in outcome.err
    assert not (tmp_path / "missing").exists()


def test_without_the_extra_parquet_says_what_to_install(cli, story, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    outcome = cli("export", "--format", "parquet", tmp_path / "out", story)
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "pip install 'influencekit[tables]'" in outcome.err
    assert list(tmp_path.glob("*out*")) == []


def test_the_folder_can_be_read_by_whom_the_user_lets(export, story):
    mode = stat.S_IMODE(export(story, "csv").stat().st_mode)
    assert mode & 0o700 == 0o700
    assert mode != 0o700


def part():
    """Return the part of the reference that is made of the layouts."""
    blocks = []
    for name, layout in TABLES.items():
        asked = " Only with `--people`." if layout.personal else ""
        rows = "\n".join(
            f"| `{it.name}` | {it.kind} | {it.meaning}{' Only with `--people`.' * it.personal} |"
            for it in layout.fields
        )
        blocks.append(
            f"## {name}\n\n{layout.meaning}{asked}\n\n| column | type | meaning |\n|---|---|---|\n{rows}\n"
        )
    return "\n".join(blocks)


def test_the_reference_is_what_the_layouts_say():
    _, _, found = PAGE.read_text(encoding="utf-8").partition("<!-- the layouts -->\n\n")
    assert found == part()


if __name__ == "__main__":
    before, mark, _ = PAGE.read_text(encoding="utf-8").partition("<!-- the layouts -->\n\n")
    PAGE.write_text(before + mark + part(), encoding="utf-8")
