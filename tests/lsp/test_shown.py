"""What is shown: pure functions of evidence and notes."""

import attrs
import numpy as np
import pytest
from markdown_it import MarkdownIt

from influencekit.domain import Anchor, Carried, FileVersion, Identity, Note, NoteEntry
from influencekit.evidence import Evidence
from influencekit.knowers import knowers
from influencekit.report import ModelResult, Reason, Score, Subject
from influencekit.testing import evidence
from influencekit_lsp import cards, lenses, noted, prose, remarks, subjects
from influencekit_lsp.documents import NEW
from influencekit_lsp.knowledge import Knowledge
from influencekit_lsp.panel import panel
from influencekit_lsp.snapshot import Snapshot
from influencekit_lsp.structure import blocks
from influencekit_lsp.switches import Switches

SCRIPT = """
    2023-01-03 ada src/a.py +10
    2023-06-03 bob src/a.py +4 -1, src/b.py +2 reviewed-by=cyd
    2024-01-03 cyd src/b.py +3 co-authored-by=bob "Mend b"
    2024-02-01 ada post "How a.py works" words=500 refs=src/a.py path=posts/a.md
    codeowners src/* @ada
"""


@pytest.fixture(scope="module")
def whole() -> Evidence:
    return evidence(SCRIPT)


@pytest.fixture(scope="module")
def knowledge(whole):
    return Knowledge(Snapshot(evidence=whole))


@pytest.mark.parametrize("path", ["src/a.py", "src/b.py"])
def test_what_is_asked_of_one_files_part_is_what_the_whole_history_says(whole, knowledge, path):
    mask = np.array([it == path for it in whole.paths])
    assert knowledge.place(path).knowers(limit=0) == knowers(whole, mask, limit=0)
    assert knowledge.place("gone.py") is None


def test_a_card_names_who_knows_lines_their_ages_and_why(knowledge, whole):
    place = knowledge.place("src/a.py")
    some = cards.Range(name="f_x", first=3, last=6, places=[3, 4, NEW, 5])
    text = cards.of_lines(place, some, NEW, unread=False)
    assert "`f_x` (lines 4-7)" in text
    assert "1 line not committed yet" in text
    assert "This line: not committed yet" in text
    assert "surviving line" in text
    unread = cards.of_lines(place, some, NEW, unread=True)
    assert "not in the history that has been read so far" in unread


def test_names_and_messages_cannot_mark_up_link_or_carry_addresses():
    history = evidence(
        '2024-01-03 "**x** [y](javascript:1)<ada@example.org>" a.py +2 "<b>hi</b> a@x.org"'
    )
    known = Knowledge(Snapshot(evidence=history))
    text = cards.of_commit(known, history.commits.oid[0])
    assert "<b>" not in text.replace("\\<b", "")
    assert "[y]" not in text
    assert "x.org" not in text
    assert "example.org" not in text


def test_a_commit_has_a_card_with_what_is_left_of_it_and_whom_it_names(knowledge, whole):
    second = whole.commits.oid[1]
    text = cards.of_found(knowledge, "commit", second)
    assert "2023-06-03" in text
    assert "2 files" in text
    assert "Reviewed-by: cyd" in text
    assert cards.of_commit(knowledge, "0" * 40) == ""


def test_posts_people_and_areas_have_cards(knowledge):
    assert "How a.py works" in cards.of_found(knowledge, "post", "posts/a.md")
    assert "Wrote 2 commits" in cards.of_found(knowledge, "person", "bob")
    assert cards.of_found(knowledge, "post", "posts/none.md") == ""
    area = knowledge.evidence.areas[0].name
    assert "know" in cards.of_found(knowledge, "area", area)


def test_a_strangers_model_is_heard_in_hover_and_panel(whole):
    subject = Subject("path", "src/a.py", "src/a.py")
    result = ModelResult(
        model="strange",
        title="Strangeness",
        version=1,
        unit="share",
        params={},
        scores=(Score(subject=subject, value=0.25, reasons=(Reason(text="odd", share=1.0),)),),
    )
    known = Knowledge(Snapshot(evidence=whole, results={"strange": result}))
    assert "Strangeness: 25.0 %" in cards.of_scores(known, "src/a.py")
    assert cards.of_scores(known, "src/b.py") == ""
    assert "Strangeness" in panel(known, subject, [])["markdown"]


def test_the_panel_is_a_page_that_loads_and_runs_nothing_of_anybodys():
    history = evidence(
        '2024-01-03 "<img src=x onerror=alert(1)>"<ada@example.org> a.py +2 "<b>hi</b>"'
    )
    known = Knowledge(Snapshot(evidence=history))
    subject = Subject("path", "a.py", "a.py")
    who = known.place("a.py").knowers()
    page = panel(known, subject, [], lines=("Line 2", who))["html"]
    assert page.startswith("<!doctype html>")
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "example.org" not in page
    assert ">Line 2</h2>" in page
    assert "1 commit" in page


def test_the_panel_tells_what_is_not_known_apart_from_how_it_was_counted(whole):
    known = Knowledge(Snapshot(evidence=attrs.evolve(whole, layers=("3 bots left out",))))
    subject = Subject("path", "src/a.py", "src/a.py")
    parts = {it["heading"]: it["sentences"] for it in panel(known, subject, [])["sections"]}
    assert "What is not known" not in parts
    assert parts["About these numbers"] == ["Not git's own numbers: 3 bots left out."]
    told = panel(known, subject, [], remark="It is being read.")["sections"]
    parts = {it["heading"]: it["sentences"] for it in told}
    assert parts["What is not known"] == ["It is being read."]


def test_what_stands_under_the_cursor_is_found_by_kind(whole, knowledge):
    oids = knowledge.oids
    oid = whole.commits.oid[0]

    def at(path, line, column, number=0, lines=None):
        found = subjects.at(whole, oids, path, lines or [line], (number, column))
        return found and (found.kind, found.key)

    assert at("x.md", f"see {oid[:9]} there", 6) == ("commit", oid)
    assert at("x.md", f"see {oid[:9]} there", 15) is None
    assert at("x.md", "cafebabe0", 2) is None
    assert at("x.py", "# Mentored-by: Bob <bob@example.org>", 20) == ("person", "bob")
    assert at("CODEOWNERS", "src/*  bob@example.org", 9) == ("person", "bob")
    assert at("README", "src/*  bob@example.org", 9) is None
    front = ["---", "title: T", "author: cyd", "---", "author: cyd"]
    assert at("posts/a.md", front[2], 9, 2, front) == ("person", "cyd")
    assert at("posts/a.md", front[1], 2, 1, front) == ("post", "posts/a.md")
    assert at("posts/a.md", front[4], 9, 4, front) is None
    assert at("a.md", "x", 0, 7) is None


def test_a_short_id_that_two_commits_share_names_neither():
    assert subjects.resolved(["0a1", "0b2", "0b3"], "0b") == ""
    assert subjects.resolved(["0a1", "0b2", "0b3"], "0c") == ""


def _note(text="Why?", kind="question", first=2, last=2, **more):
    lines = ("a", "b", "c")
    placed = Anchor(
        path="f.py", commit="1" * 40, blob="2" * 40, first=first, last=last,
        text=lines[first - 1 : last], before=lines[: first - 1], after=lines[last:],
    )  # fmt: skip
    return Note(id="n", author=Identity("Ada"), at=0, text=text, kind=kind, placed=placed, **more)


def _marks(note, *, now=("a", "b", "c"), buffer=None, where=(1, 2, 3)):
    def version(lines):
        return FileVersion(path="f.py", commit="1" * 40, blob="2" * 40, lines=tuple(lines))

    carried = Carried(old=version("abc"), new=version(now), lines=where, by="diff")
    return noted.marks([noted.Noted(note, carried)], "f.py", buffer or list(now))


def test_a_note_follows_its_lines_into_an_unsaved_text():
    [mark] = _marks(_note(), buffer=["new", "a", "b", "c"])
    assert (mark.first, mark.last, mark.placed.state) == (2, 2, "moved")
    assert noted.marks([], "f.py", ["a"]) == []
    note = _note()
    new = noted.Noted(note, Carried(old=None, new=None))
    [mark] = noted.marks([new], "f.py", ["a", "b", "c"])
    assert mark.placed.state == "exact"


def test_open_notes_are_remarks_and_resolved_ones_are_not():
    [remark] = remarks.of_notes(_marks(_note()))
    assert (remark.severity, remark.code, remark.first) == ("information", "note", 1)
    assert remark.message == "Question by Ada: Why?"
    [praise] = remarks.of_notes(_marks(_note(kind="praise")))
    assert praise.severity == "hint"
    done = NoteEntry(kind="resolved", author=Identity("Bob"), at=1)
    assert list(remarks.of_notes(_marks(_note(entries=(done,))))) == []
    [gone] = remarks.of_notes(_marks(_note(), now=("x", "y", "z"), where=(0, 0, 0)))
    assert gone.code == "note-orphaned"
    assert gone.severity == "information"


def test_what_can_be_done_about_a_note_depends_on_what_became_of_it():
    def commands(mark, line=1):
        return [it.command for it in remarks.of_mark(mark, "file:///f.py", line, line)]

    [here] = _marks(_note())
    assert commands(here) == ["influencekit.note.reply", "influencekit.note.resolve"]
    assert commands(here, 2)[-1] == "influencekit.note.move"
    done = NoteEntry(kind="resolved", author=Identity("Bob"), at=1)
    [resolved] = _marks(_note(entries=(done,)))
    assert "influencekit.note.reopen" in commands(resolved)
    [orphan] = _marks(_note(), now=("x", "y", "z"), where=(0, 0, 0))
    assert "influencekit.note.move" in commands(orphan)


def test_a_hover_on_a_note_shows_its_replies_and_runs_nothing():
    replies = tuple(
        NoteEntry(kind="reply", author=Identity("Bob"), at=at, text=f"<script>{at}</script>")
        for at in (1, 2)
    )
    [mark] = _marks(_note(text="[a](command:x)\n\n`b`", entries=replies))
    text = "\n".join(noted.shown(mark))
    assert "2 replies, the last by Bob" in text
    html = MarkdownIt().render(text)
    assert "<script" not in html
    assert "<a" not in html
    assert "<code" not in html
    assert noted.plain(mark)["entries"][0]["author"] == "Bob"


def test_one_person_alone_is_a_risk_only_where_that_is_nearly_all(knowledge):
    [remark] = remarks.of_risk(
        Knowledge(Snapshot(evidence=evidence("2024-01-03 ada a +9"))).place("a")
    )
    assert remark.severity == "hint"
    assert list(remarks.of_risk(knowledge.place("src/b.py"))) == []


def test_lenses_stand_on_the_file_and_on_what_has_a_name():
    lines = ["import x", "@d", "def f():", "    pass", "class A:", "    y = 1"]
    found = list(lenses.lenses(blocks(lines, "python"), len(lines)))
    assert [(it.line, it.first, it.last, it.name) for it in found] == [
        (0, 0, 5, ""), (2, 1, 3, "f"), (4, 4, 5, "A"),
    ]  # fmt: skip
    assert list(lenses.lenses([], 0)) == []


def test_a_lens_names_two_people_and_counts_the_others(knowledge):
    crowd = Knowledge(
        Snapshot(evidence=evidence("\n".join(f"2024-01-0{n} p{n} a +9" for n in range(1, 5))))
    )
    assert "2 more · changed 2024-01-04" in lenses.title(crowd.place("a"), None, [])
    assert lenses.title(knowledge.place("src/a.py"), [NEW], []) == "Not committed yet"
    text = lenses.title(knowledge.place("src/a.py"), None, _marks(_note()))
    assert text.endswith("· 1 note")


def test_names_complete_after_an_at_sign_and_in_the_fields_for_people(whole):
    people = whole.people
    keys = prose.keys_of("posts/a.md", whole.posts)

    def labels(lines, line, index):
        return [it.label for it in prose.offers(lines, line, index, people, keys)]

    assert labels(["Thanks @bo"], 0, 10) == ["bob"]
    assert labels(["Thanks bo"], 0, 9) == []
    front = ["---", "author: c", "ti", "---", "ti"]
    assert labels(front, 1, 9) == ["cyd"]
    assert labels(front, 2, 2) == ["title"]
    assert labels(front, 4, 2) == []
    assert labels(front, 9, 0) == []
    assert "goal" in prose.keys_of(".mentoring/notes/x.md", ())


def test_settings_are_read_in_both_spellings_and_what_is_no_switch_is_left():
    given = {"influencekit": {"codeLens": False, "inlay_hints": {"enabled": True}, "hover": "x"}}
    found = Switches.of(given)
    assert (found.code_lens, found.inlay_hints, found.hover) == (False, True, True)
    assert not Switches.of({"enabled": False}).on("hover")
    for nonsense in (None, 3, [], {"influencekit": 3}, {"hover": None}):
        assert Switches.of(nonsense) == Switches()
