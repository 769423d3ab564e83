"""``influencekit mentor``."""

import json

import pytest

from influencekit.errors import ExitCode

STORY = """
    2023-08-01 mia parser/a.py +9
    2023-08-02 moe lexer/b.py +9
    2024-05-03 ned lexer/b.py +1 reviewed-by=moe "Fix"
    2024-05-04 eve parser/a.py +1 mentored-by=mia "Learn"
"""
RECORD = """---
mentor: mia
mentee: eve
area: parser/
since: 2024-05-01
needs: [reading other people's code]
goals: [review a change alone]
---

We meet on Tuesdays.

## 2024-05-02 plan

Three small fixes.
"""


@pytest.fixture
def team(repo):
    """Return a repository with a record of one pair."""
    root = repo(STORY)
    folder = root / ".mentoring" / "pairs"
    folder.mkdir(parents=True)
    (folder / "eve.md").write_text(RECORD, encoding="utf-8")
    return root


def read(outcome):
    assert outcome.code == ExitCode.OK, outcome.err
    return json.loads(outcome.out)


def test_mentors_for_a_person_stand_with_score_load_and_reasons(cli, team):
    call = ("mentor", "match", "--in", team, "--for", "ned", "--area", "parser")
    found = read(cli(*call, "--format", "json"))
    assert found["for"]["key"] == "ned"
    assert next((one["key"], one["mentees_now"]) for one in found["mentors"]) == ("mia", 1)
    assert "1 (full)" in cli(*call, "--capacity", "1").out


def test_newcomers_get_a_mentor_each_or_a_reason(cli, team):
    call = ("mentor", "match", "--in", team, "--until", "2024-05-04", "--format", "json")
    found = read(cli(*call, "--as-of", "2024-09-01"))
    pairs = {one["mentee"]["key"]: one["mentor"] for one in found["assignment"]}
    assert pairs["ned"] is None or pairs["ned"]["key"] in {"mia", "moe"}
    none = read(cli(*call, "--capacity", "0"))
    assert {one["mentor"] for one in none["assignment"]} == {None}
    assert "left over" in none["left_over"]


def test_pairs_are_those_of_trailers_with_what_the_team_keeps(cli, team):
    [pair] = read(cli("mentor", "pairs", "--in", team, "--format", "json"))["pairs"]
    assert (pair["mentor"]["key"], pair["mentee"]["key"], len(pair["commits"])) == ("mia", "eve", 1)
    assert pair["record"]["file"] == ".mentoring/pairs/eve.md"
    assert [entry["kind"] for entry in pair["record"]["entries"]] == ["plan"]
    assert pair["record"]["next"].startswith("Look back together")


def test_progress_shows_the_course_and_the_record(cli, team):
    out = cli("mentor", "progress", "eve", "--in", team).out
    assert "How eve progresses" in out
    assert "With mia, in parser/" in out
    assert "Three small fixes." in out
    assert "Next: Look back together" in out


def test_records_that_cannot_be_read_are_problems_that_name_file_and_line(cli, team):
    folder = team / ".mentoring" / "pairs"
    (folder / "bad.md").write_text("---\nmentor: mia\n---\n", encoding="utf-8")
    (folder / "day.md").write_text(RECORD.replace("2024-05-01", "soon"), encoding="utf-8")
    (folder / "odd.md").write_text(RECORD.replace("02 plan", "02 party"), encoding="utf-8")
    (folder / "none.md").write_text("nothing", encoding="utf-8")
    (folder / "gone.md").write_text(RECORD.replace("mia", "somebody"), encoding="utf-8")
    (folder / "binary.md").write_bytes(b"\xff\xfe\x00")
    err = cli("mentor", "pairs", "--in", team).err
    assert "mentee: expected a name. (.mentoring/pairs/bad.md:" in err
    assert "since: expected a day, YYYY-MM-DD, found 'soon'. (.mentoring/pairs/day.md:5)" in err
    assert "not 'party'. (.mentoring/pairs/odd.md:12)" in err
    assert "expected front matter" in err
    assert "is not text in UTF-8" in err
    assert "not among the people of this history. (.mentoring/pairs/gone.md)" in err


def test_a_link_out_of_the_repository_is_not_followed(cli, repo, tmp_path):
    root = repo(STORY)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "eve.md").write_text(RECORD, encoding="utf-8")
    (root / ".mentoring").mkdir()
    (root / ".mentoring" / "pairs").symlink_to(outside)
    outcome = cli("mentor", "pairs", "--in", root)
    assert outcome.code == ExitCode.INPUT
    assert "is a link or no folder" in outcome.err


def test_in_a_repository_without_pairs_it_says_where_they_would_be(cli, story):
    out = cli("mentor", "pairs", "--in", story).out
    assert "No commit names a mentor in Mentored-by, and .mentoring/pairs holds no pair." in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["match", "--for", "nobody"], "Nobody in this history goes by 'nobody'"),
        (["match", "--area", "nowhere"], "No file of this history is in 'nowhere'"),
        (["match", "--capacity", "-1"], "--capacity"),
        (["progress"], "Name a PERSON"),
    ],
)
def test_what_cannot_be_told_is_refused(arguments, said, cli, story):
    outcome = cli("mentor", *arguments, "--in", story)
    assert outcome.code in (ExitCode.USAGE, ExitCode.INPUT)
    assert said in outcome.err


def test_progress_lists_the_notes_that_the_person_wrote_or_got(cli, team):
    def note(*words):
        assert cli("notes", *words, "--format", "json").code == ExitCode.OK

    place = f"{team}/parser/a.py:1"
    note(
        "add",
        place,
        "--me",
        "mia",
        "--to",
        "eve",
        "--goal",
        "loops",
        "-m",
        "Why?",
        "--kind",
        "question",
    )
    note("add", place, "--me", "mia", "--to", "ned", "-m", "Not for eve.")
    (file,) = (
        it for it in (team / ".mentoring" / "notes").glob("*.md") if "to: eve" in it.read_text()
    )
    note("reply", file.stem, "--at", team, "--me", "eve", "-m", "So.")
    found = read(cli("mentor", "progress", "eve", "--in", team, "--format", "json"))
    assert [(it["by"], it["to"], it["what"], it["text"]) for it in found["notes"]] == [
        ("mia", "eve", "note", "Why?"),
        ("eve", "mia", "reply", "So."),
    ]
    out = cli("mentor", "progress", "eve", "--in", team).out
    assert "Notes in the code" in out
    assert f"eve   mia  reply     loops  {file.stem}" in out
