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
    page = cli("mentor", "match", "--in", team, "--as-of", "2024-09-01", "--capacity", "0").out
    assert "Left over: eve and ned." in page
    assert "nobody" not in page


def test_pairs_without_records_have_no_column_for_them_and_those_with_one_say_what_comes_next(
    cli, team, repo
):
    assert "What comes next" not in cli("mentor", "pairs", "--in", repo(STORY, "plain")).out
    out = cli("mentor", "pairs", "--in", team).out
    assert "What comes next" in out
    assert "eve     eve     Look back together on what was tried" in out


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
    assert "mentee: expected a name (.mentoring/pairs/bad.md:2)" in err
    assert "since: expected a day, YYYY-MM-DD, found 'soon' (.mentoring/pairs/day.md:5)" in err
    assert "not 'party' (.mentoring/pairs/odd.md:12)" in err
    assert "expected front matter between two lines '---' (.mentoring/pairs/none.md:1)" in err
    assert "it is not UTF-8 (.mentoring/pairs/binary.md)" in err


def test_a_newcomer_without_a_commit_is_listed_by_the_name_in_the_record(cli, team):
    file = team / ".mentoring" / "pairs" / "new.md"
    file.write_text(RECORD.replace("mentee: eve", "mentee: Nell New"), encoding="utf-8")
    found = read(cli("mentor", "pairs", "--in", team, "--format", "json"))["pairs"]
    pair = next(it for it in found if it["record"]["id"] == "new")
    assert (pair["mentor"]["key"], pair["mentee"]) == ("mia", {"key": "", "name": "Nell New"})


def test_nobody_who_opted_out_is_named_from_a_record(cli, team, config):
    file = team / ".mentoring" / "pairs" / "new.md"
    file.write_text(RECORD.replace("mentee: eve", "mentee: Nell New"), encoding="utf-8")
    config('[people]\nopt_out = ["Nell New"]\n')
    outcome = cli("mentor", "pairs", "--in", team)
    shown = cli("mentor", "show", "new", "--in", team)
    assert "Nell" not in outcome.out + outcome.err + shown.out + shown.err
    assert "nobody whom this report may name. (.mentoring/pairs/new.md)" in outcome.err


def test_a_link_out_of_the_repository_is_not_followed(cli, repo, tmp_path):
    root = repo(STORY)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "eve.md").write_text(RECORD, encoding="utf-8")
    (root / ".mentoring").mkdir()
    (root / ".mentoring" / "pairs").symlink_to(outside)
    outcome = cli("mentor", "pairs", "--in", root)
    assert "Tuesdays" not in outcome.out
    assert "reading other" not in outcome.out
    assert "is a link or no folder" in outcome.err
    refused = cli("mentor", "add", "mia", "ned", "--in", root)
    assert (refused.code, len(list(outside.iterdir()))) == (ExitCode.INPUT, 1)


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


def test_a_record_is_begun_appended_to_ended_and_read_back(cli, team):
    begun = cli(
        *("mentor", "add", "moe", "ned", "--in", team, "--area", "lexer", "--since", "2024-05-02"),
        *("--need", "how tokens end", "--goal", "fix one alone", "-m", "We meet on Fridays."),
        *("--format", "json"),
    )
    record = read(begun)["record"]
    assert (record["mentor"], record["mentee"], record["since"]) == ("moe", "ned", 1_714_608_000)
    assert record["next"].startswith("Plan the first steps")
    call = ("mentor", "append", record["id"], "--in", team, "--me", "moe", "--format", "json")
    read(cli(*call, "--kind", "plan", "-m", "Read it.\n\nThen change it."))
    read(cli(*call, "--kind", "feedback", "-m", "It went in."))
    read(cli(*call, "--kind", "result", "-m", "Two fixes."))
    ended = read(cli(*call, "--kind", "ended"))["record"]
    assert [it["kind"] for it in ended["entries"]] == ["plan", "feedback", "result", "ended"]
    assert {it["by"] for it in ended["entries"]} == {"moe"}
    assert ended["entries"][0]["text"] == "Read it.\n\nThen change it."
    assert ended["until"] == ended["entries"][-1]["at"]
    assert ended["next"].startswith("The loop is complete")
    seen = read(cli("mentor", "pairs", "--in", team, "--format", "json"))["pairs"]
    assert ended in [it["record"] for it in seen]
    [pair] = read(cli("mentor", "progress", "ned", "--in", team, "--format", "json"))["pairs"]
    assert pair["record"] == ended
    out = cli("mentor", "show", record["id"], "--in", team).out
    assert "moe mentors ned in lexer" in out
    assert "Then change it." in out


def test_a_pair_is_found_by_the_mentees_name_as_long_as_it_goes_on(cli, team):
    read(cli("mentor", "add", "moe", "ned", "--in", team, "--format", "json"))
    call = ("mentor", "append", "NED", "--in", team, "--me", "moe")
    assert "ended by moe" in cli(*call, "--kind", "ended").out
    assert "no pair" in cli(*call, "-m", "More.").err
    for mentor in ("moe", "mia"):
        read(cli("mentor", "add", mentor, "ned", "--in", team, "--format", "json"))
    assert "several pairs" in cli(*call, "-m", "More.").err


def test_a_private_record_is_listed_for_its_owner_and_is_in_no_repository(cli, team, listing):
    before = listing(team)
    record = read(cli("mentor", "add", "moe", "ned", "--in", team, "--private", "--format", "json"))
    assert record["record"]["private"]
    assert listing(team) == before
    seen = read(cli("mentor", "pairs", "--in", team, "--format", "json"))["pairs"]
    assert [it["record"]["private"] for it in seen if it["record"]] == [True, False]


def test_a_note_that_names_a_pair_is_for_the_other_one_and_stands_with_the_record(cli, team):
    place = f"{team}/parser/a.py:1"
    note = cli("notes", "add", place, "--pair", "eve", "--me", "mia", "-m", "Why?")
    assert "explanation by mia to eve" in note.out
    assert "Of the pair eve" in note.out
    answer = ("notes", "add", place, "--pair", "eve", "--me", "Eve", "-m", "So.")
    assert read(cli(*answer, "--format", "json"))["notes"][0]["to"] == "mia"
    read(cli("notes", "add", place, "--me", "mia", "-m", "Of no pair.", "--format", "json"))
    shown = read(cli("mentor", "show", "eve", "--in", team, "--format", "json"))
    assert len(shown["attached"]) == 2
    chosen = ("notes", "list", team, "--pair", "eve", "--format", "json")
    assert sorted(it["id"] for it in read(cli(*chosen))["notes"]) == sorted(shown["attached"])
    progress = read(cli("mentor", "progress", "eve", "--in", team, "--format", "json"))
    assert {it["pair"] for it in progress["notes"]} == {"eve"}


def test_a_note_of_the_team_names_no_private_record(cli, team):
    private = ("mentor", "add", "moe", "ned", "--in", team, "--private", "--format", "json")
    id_ = read(cli(*private))["record"]["id"]
    note = ("notes", "add", f"{team}/parser/a.py:1", "--pair", id_, "--me", "moe", "-m", "Why?")
    refused = cli(*note)
    assert (refused.code, "is a private record" in refused.err) == (ExitCode.INPUT, True)
    assert cli(*note, "--private").code == ExitCode.OK


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "mia", "MIA"], "can hardly be mentor and mentee at once"),
        (["add", "mia@example.org", "ned"], "by name; no addresses are kept"),
        (["add", " ", "ned"], "A pair is a mentor and a mentee"),
        (["add", "mia", "ned", "--since", "soon"], "--since"),
        (["add", "mia", "ned", "-m", "x" * (1 << 20)], "holds 1,048,576 bytes at most"),
        (["append", "nobody", "-m", "x"], "no pair"),
        (["append", "eve", "-m", " "], "There is no text"),
        (["append", "eve", "--kind", "party", "-m", "x"], "--kind"),
        (["show", "../eve"], "no pair"),
    ],
)
def test_what_is_no_record_is_refused_and_nothing_is_written(arguments, said, cli, team, listing):
    before = listing(team)
    outcome = cli("mentor", *arguments, "--in", team)
    assert outcome.code in (ExitCode.USAGE, ExitCode.INPUT)
    assert said in outcome.err
    assert listing(team) == before


HOSTILE = """---
mentor: "mia \\e[31m"
mentee: eve
area: "\\e]0;title\\a"
needs: ["\\e[2J", "a\\nb", "ask ada@example.org"]
---

\x1b[31mred \u202eder

## 2024-05-02 plan

\x1b]8;;http://x\x1b\\\\link
"""


@pytest.mark.parametrize("form", ["table", "md", "json"])
def test_a_hostile_record_acts_on_no_screen_and_shows_no_address(cli, team, form):
    (team / ".mentoring" / "pairs" / "evil.md").write_text(HOSTILE, encoding="utf-8")
    for call in (("show", "evil"), ("pairs",), ("progress", "eve")):
        outcome = cli("mentor", *call, "--in", team, "--format", form)
        assert outcome.code == ExitCode.OK, outcome.err
        assert not {"\x1b", "\x07", "\u202e"} & {*outcome.out, *outcome.err}
        assert "ada@example.org" not in outcome.out
    assert "a b" in cli("mentor", "show", "evil", "--in", team).out


def test_the_doctor_of_notes_counts_records_and_names_those_that_cannot_be_read(cli, team):
    assert "ok  pairs: 1 record of pairs, 0 problems" in cli("notes", "doctor", team).out
    (team / ".mentoring" / "pairs" / "bad.md").write_text("---\nmentor: mia\n---\n")
    outcome = cli("notes", "doctor", team)
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "WRONG  pairs: 1 record of pairs, 1 problem" in outcome.out


def test_a_report_tells_of_pairs_by_name_on_request_and_to_themselves(cli, team, tmp_path):
    def names(*call):
        tables = read(cli("analyze", team, "--format", "json", *call))["tables"]
        found = {table["name"]: table["rows"] for table in tables}
        return [row[:2] for row in found.get("pairs", ())]

    assert names("--me", "moe") == []
    assert names("--people", "--me", "moe") == [["mia", "eve"]]
    assert names("--me", "eve") == [["mia", "eve"]]
    page = tmp_path / "report.html"
    assert cli("report", team, "--people", "-o", page).code == ExitCode.OK
    text = page.read_text(encoding="utf-8")
    assert "Who mentors whom" in text
    assert "How pairs go on" in text
    assert "review a change alone" in text
    assert cli("report", team, "--me", "moe", "-o", page).code == ExitCode.OK
    assert "review a change alone" not in page.read_text(encoding="utf-8")
