"""Mentoring notes from the command line, from the first note to a tour."""

import json
import re
from importlib import resources

import attrs
import jsonschema
import pytest

from influencekit.errors import ExitCode

CODE = "import math\n\ndef area(radius):\n    return math.pi * radius ** 2\n\nTAU = 2 * math.pi\n"


@attrs.frozen
class Desk:
    """A repository in which somebody writes notes."""

    root: object
    git: object
    command: object

    def __call__(self, *words, code=ExitCode.OK, **options):
        found = self.command("notes", *words, cwd=self.root, **options)
        assert found.code == code, found.err
        return found

    def json(self, *words, **options):
        found = json.loads(self(*words, "--format", "json", **options).out)
        schema = resources.files("influencekit.render") / "schemas" / "notes.json"
        jsonschema.validate(found, json.loads(schema.read_text(encoding="utf-8")))
        return found["notes"]

    def add(self, place="math.py:3-4", *more, message="Why squared?"):
        return self.json("add", place, "--message", message, *more)[0]["id"]


@pytest.fixture
def desk(tmp_path, git, command):
    """Return a repository with one file, and Ada working in it."""
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "config", "user.name", "Ada")
    (root / "math.py").write_text(CODE)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message=Begin")
    return Desk(root, git, command)


def test_a_note_is_written_listed_answered_resolved_and_opened_again(desk):
    id_ = desk.add("math.py:3-4", "--kind", "question", "--to", "Bob", "--goal", "circles")
    (note,) = desk.json("list")
    assert (note["author"], note["to"], note["kind"], note["goal"]) == (
        "Ada", "Bob", "question", "circles",
    )  # fmt: skip
    assert (note["placed"], note["path"], note["first"], note["last"]) == ("exact", "math.py", 3, 4)
    desk("reply", id_, "--me", "Bob", "--message", "It is an area.")
    desk("resolve", id_[-4:], "--message", "Thanks.")
    assert desk.json("list") == []
    (note,) = desk.json("list", "--state", "resolved")
    assert [(it["kind"], it["author"], it["text"]) for it in note["entries"]] == [
        ("reply", "Bob", "It is an area."),
        ("resolved", "Ada", "Thanks."),
    ]
    desk("resolve", id_, "--reopen")
    assert [it["state"] for it in desk.json("list")] == ["open"]


def test_notes_follow_their_lines_in_the_work_tree_and_at_a_revision(desk):
    desk.add()
    (desk.root / "math.py").write_text("# new\n" + CODE.replace("radius ** 2", "radius * radius"))
    (note,) = desk.json("list")
    assert (note["placed"], note["first"], note["last"]) == ("edited", 4, 5)
    (note,) = desk.json("list", "--rev", "HEAD")
    assert (note["placed"], note["first"]) == ("exact", 3)
    desk.git(desk.root, "mv", "math.py", "circle.py")
    desk.git(desk.root, "commit", "--quiet", "--all", "--message=Rename")
    (note,) = desk.json("list", "circle.py")
    assert (note["placed"], note["path"], note["first"]) == ("edited", "circle.py", 4)


def test_an_orphan_names_candidates_and_one_step_attaches_it_again(desk):
    id_ = desk.add("math.py:6")
    (desk.root / "math.py").write_text(
        CODE.replace("TAU = 2 * math.pi", "TAU1 = 2 * math.pi\nTAU2 = 2 * math.pi")
    )
    (note,) = desk.json("list", "--now", "orphaned")
    assert [it["first"] for it in note["candidates"]] == [6, 7]
    assert "--candidate N" in desk("show", id_).out
    (moved,) = desk.json("move", id_, "--candidate", "2")
    assert (moved["placed"], moved["first"]) == ("exact", 7)
    assert desk("move", id_, "--candidate", "1", code=ExitCode.INPUT).complaints == [
        f"{id_} has 0 candidates; see 'notes show'."
    ]
    (moved,) = desk.json("move", id_, "math.py:3")
    assert (moved["placed"], moved["first"]) == ("exact", 3)


def test_lists_can_be_narrowed(desk):
    desk.add("math.py:3-4", "--kind", "praise", "--to", "Bob")
    desk.add("math.py:6", "--me", "Eve", message="Two?")
    desk.add("math.py", message="The whole file.")

    def texts(*words):
        return sorted(note["text"] for note in desk.json("list", *words))

    assert texts("math.py:4") == ["The whole file.", "Why squared?"]
    assert texts("--kind", "praise") == texts("--to", "Bob") == ["Why squared?"]
    assert texts("--by", "Eve") == ["Two?"]
    assert texts(".") == texts("math.py") == ["The whole file.", "Two?", "Why squared?"]
    assert texts("--now", "moved") == []


def test_nothing_but_the_folder_of_notes_is_written_and_private_notes_nowhere_there(desk, listing):
    before = listing(desk.root)
    desk.add("math.py:3", "--private")
    desk.json("list")
    desk("doctor")

    # Git may refresh its index where it is asked; only what users have there counts.
    def seen(files):
        return {path: it for path, it in files.items() if "/.git" not in path}

    assert seen(listing(desk.root)) == seen(before)
    desk.add()
    new = {path.removeprefix(f"{desk.root}/") for path in seen(listing(desk.root))}
    old = {path.removeprefix(f"{desk.root}/") for path in seen(before)}
    assert {path for path in new - old if not path.startswith(".mentoring")} == set()


def test_people_who_opted_out_are_not_named(desk, config):
    desk.add("math.py:3", "--to", "Bob")
    config('[people]\nopt_out = ["Ada"]\n')
    (note,) = desk.json("list")
    assert (note["author"], note["to"]) == ("", "Bob")


def test_nobody_is_called_by_a_name_that_they_left_behind(desk):
    desk.add("math.py:3", "--me", "Ada King", message="Before.")
    (desk.root / ".mailmap").write_text("Ada Lovelace <ada@x.org> Ada King <king@x.org>\n")
    desk.git(desk.root, "config", "user.name", "Ada King")
    desk.git(desk.root, "config", "user.email", "king@x.org")
    desk.git(desk.root, "add", ".mailmap")
    desk.git(desk.root, "commit", "--quiet", "--message=Map")
    id_ = desk.add("math.py:4", message="After.")
    assert {it["author"] for it in desk.json("list")} == {"Ada Lovelace"}
    assert "Ada King" not in (desk.root / ".mentoring" / "notes" / f"{id_}.md").read_text()
    found = json.loads(desk.command("people", desk.root, "--format", "json").out)
    assert "Ada King" not in str(found)


def test_the_page_of_a_note_shows_what_it_says_as_text(desk):
    id_ = desk.add(message="See <script>alert(1)</script>\n\n\x1b[31m[x](command:run)\n")
    shown = desk("show", id_).out
    assert "See <script>" in shown
    assert "\x1b" not in shown
    assert "    return math.pi * radius ** 2" in shown
    marked = desk("show", id_, "--format", "md").out
    assert "<script>" not in marked
    assert "[x](" not in marked


def test_the_doctor_names_what_is_wrong_with_file_and_line(desk):
    assert "ok" in desk("doctor").out
    id_ = desk.add("math.py:6")
    (desk.root / "math.py").write_text(CODE.replace("TAU = 2 * math.pi\n", ""))
    file = desk.root / ".mentoring" / "notes" / "broken.md"
    file.write_text("---\nkind: [\n---\n")
    (desk.root / ".mentoring" / ".gitattributes").unlink()
    found = desk("doctor", code=ExitCode.ENVIRONMENT)
    assert found.out.count("WRONG") == 3
    assert id_ in found.out
    assert re.search(r"front matter: .*\(\.mentoring/notes/broken\.md:\d\)", found.err)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", "nothing"), "no note in"),
        (("add", "math.py:90", "--message", "x"), "math.py has 6 lines, not 90 to 90"),
        (("add", "no.py:1", "--message", "x"), "no such file"),
        (("add", ".mentoring/../../x:1", "--message", "x"), "not in a folder"),
        (("add", "math.py:1", "--message", " "), "There is no text"),
        (("export", "Nothing"), "no such tour"),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(desk, words, message):
    assert message in desk(*words, code=ExitCode.INPUT).err
    assert not (desk.root / ".mentoring").exists()


def test_an_id_that_fits_several_notes_names_them(desk):
    ids = {desk.add(), desk.add()}
    said = desk("show", "2", code=ExitCode.INPUT).err
    assert "several notes" in said
    assert all(id_ in said for id_ in ids)


def test_without_a_name_nobody_writes(desk):
    desk.git(desk.root, "config", "--unset", "user.name")
    said = desk("add", "math.py:1", "--message", "x", code=ExitCode.INPUT).err
    assert "Nobody knows who writes this" in said


def test_a_move_needs_lines_or_a_candidate(desk):
    assert desk("move", desk.add(), code=ExitCode.USAGE).out == ""


def test_a_tour_is_imported_followed_and_exported(desk, tmp_path):
    head = desk.git(desk.root, "rev-parse", "HEAD").strip()
    steps = [
        {"file": "math.py", "line": 3, "description": "The area."},
        {"file": "math.py", "pattern": r"^[^\S\n]*TAU = 2 \* math\.pi", "description": "Tau."},
        {"file": "../../etc/passwd", "line": 1, "description": "No."},
        {"description": "Bye."},
    ]
    file = tmp_path / "tour.tour"
    file.write_text(json.dumps({"title": "Circles", "ref": head, "steps": steps}))
    (desk.root / "math.py").write_text("# new\n" + CODE)
    found = desk("import", file)
    assert "step 3 is left out" in found.err
    notes = desk.json("list", "--tour", "Circles")
    assert [(it["step"], it["first"], it["placed"]) for it in notes] == [
        (1, 4, "moved"),
        (2, 7, "moved"),
    ]
    assert "already" in desk("import", file, code=ExitCode.INPUT).err
    desk.add("math.py:1", "--tour", "Circles", message="New.")
    out = json.loads(desk("export", "Circles").out)
    assert [(it["file"], it["line"]) for it in out["steps"]] == [
        ("math.py", 4), ("math.py", 7), ("math.py", 1),
    ]  # fmt: skip
    assert "ref" not in out
    assert json.loads(desk("export", "Circles", "--rev", "HEAD").out)["ref"] == head


def test_what_analyze_reads_has_the_notes_of_the_team(desk):
    desk.add()
    desk.add("math.py:6", "--private")
    found = json.loads(desk.command("analyze", desk.root, "--format", "json").out)
    (source,) = (it for it in found["sources"] if it["name"] == "notes")
    assert source["records"] == 1
