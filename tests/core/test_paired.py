"""What a report says of mentoring: figures of all, and pairs by name on request."""

import altair as alt
import attrs
import pytest

from influencekit import hookimpl
from influencekit._api import survey
from influencekit.charts.mentoring import mentoring, pair_progress
from influencekit.domain import Anchor, Identity, Note, NoteEntry
from influencekit.evidence import NOBODY
from influencekit.mentoring import Entry, Pair
from influencekit.paired import Mentoring
from influencekit.registry import Registry
from influencekit.report import Problem
from influencekit.settings.layers import Layer, load
from influencekit.testing import FakeSource, evidence

DAY = 86_400
STORY = """
2024-01-03 mia src/a.py +10
2024-01-04 moe src/a.py +1
2024-01-05 eve src/b.py +3 mentored-by=mia
2024-01-06 eve src/b.py +3 mentored-by=mia
2024-01-07 ned src/c.py +3
"""


def pair(mentor, mentee, *kinds, **more):
    entries = tuple(
        Entry(kind=kind, at=day * DAY, author=Identity(mentee), text=f"{kind} {day}")
        for day, kind in enumerate(kinds, start=10)
    )
    given = {"id": f"{mentor}-{mentee}", "locator": f".mentoring/pairs/{mentor}-{mentee}.md"}
    given |= {"since": 9 * DAY, "entries": entries}
    return Pair(mentor=Identity(mentor), mentee=Identity(mentee), **given | more)


def note(day, author, *entries, **more):
    return Note(
        id=f"n{day}",
        at=day * DAY,
        text="See",
        author=Identity(author, f"{author}@example.org"),
        placed=Anchor(path="src/a.py"),
        locator=f".mentoring/notes/n{day}.md",
        entries=tuple(
            NoteEntry(kind=kind, author=Identity(who, f"{who}@example.org"), at=(day + 1) * DAY)
            for kind, who in entries
        ),
        **more,
    )


EVE = pair("mia", "eve", "plan", "feedback", area="src/", goals=("review alone",), needs=("git",))
NED = pair("moe", "ned", "plan", "result", "ended")
NOTES = (
    note(20, "mia", ("reply", "eve"), pair="mia-eve"),
    note(21, "mia", ("reply", "mia"), pair="mia-eve", kind="question"),
    note(22, "moe", ("resolved", "ned"), pair="moe-ned"),
)


def found(*pairs, notes=NOTES, me=NOBODY):
    return attrs.evolve(evidence(STORY), pairs=pairs, notes=notes, me=me)


def tables(known, *, people=False):
    return {it.name: it for it in Mentoring.of(known).tables(people=people)}


def test_how_many_pairs_took_which_step_is_told_without_names_and_never_of_two_people():
    told = tables(found(EVE, NED))
    steps = told["mentoring-steps"]
    assert steps.columns == ("step", "pairs", "times", "latest")
    assert steps.rows == (
        ("any", 2, 9, "2024-01-06"),
        ("plan", 2, 2, "1970-01-11"),
    )
    assert steps.notes == (
        "2 pairs with a record; 1 of them ended.",
        "Of fewer than 3 people, and not shown: named in commits, need, goal, feedback, result and ended.",
    )
    assert told.keys() == {"mentoring-steps", "mentoring-kinds"}
    assert not any(
        name in str((it.rows, it.notes)) for it in told.values() for name in ("mia", "ned")
    )


def test_notes_are_counted_by_kind_as_open_answered_by_somebody_else_and_resolved():
    told = tables(found())["mentoring-kinds"]
    assert told.columns == ("kind", "notes", "open", "answered", "resolved", "latest")
    assert told.rows == (
        ("any", 3, 1, 1, 1, "1970-01-23"),
        ("explanation", 2, 0, 1, 1, "1970-01-23"),
    )
    assert told.notes[-1] == "Of fewer than 3 people, and not shown: question."
    assert told.behind[0] == tuple(f".mentoring/notes/n{day}.md" for day in (22, 21, 20))


def test_of_a_single_pair_nothing_is_told_unless_persons_are_asked_for():
    assert tables(found(EVE, notes=())) == {}
    shown = tables(found(EVE, notes=()), people=True)
    assert shown.keys() == {"mentoring-steps", "pairs", "pair-records"}


def test_with_persons_each_pair_stands_with_its_notes_its_aims_and_what_comes_next():
    told = tables(found(EVE, NED), people=True)
    assert told["pairs"].rows == (
        ("mia", "eve", "src/", "1970-01-10", "still on", 2, 2, 2),
        ("moe", "ned", "", "1970-01-10", "1970-01-13", 0, 1, 0),
    )
    assert told["pairs"].behind[0][0] == EVE.locator
    assert len(told["pairs"].behind[0]) == 3
    assert told["pair-records"].rows == (
        ("mia", "eve", "review alone", "feedback", "1970-01-12", EVE.next),
        ("moe", "ned", "", "ended", "1970-01-13", NED.next),
    )


def test_who_asks_sees_their_own_pairs():
    known = found(EVE, NED)
    me = next(at for at, who in enumerate(known.people) if who.key == "ned")
    told = tables(attrs.evolve(known, me=me))
    assert [row[:2] for row in told["pairs"].rows] == [("moe", "ned")]
    assert [row[:2] for row in told["pair-records"].rows] == [("moe", "ned")]


def test_pairs_of_trailers_alone_and_of_people_without_a_commit_are_there():
    rows = tables(found(pair("zoe", "new"), notes=()), people=True)["pairs"].rows
    assert [row[:2] for row in rows] == [("mia", "eve"), ("zoe", "new")]
    assert rows[0][3:6] == ("2024-01-05", "2024-01-06", 2)


def test_a_project_without_mentoring_has_no_table_and_no_chart():
    known = evidence("2024-01-03 mia src/a.py +10")
    assert tables(known, people=True) == {}
    assert mentoring(known) is None
    assert pair_progress(known) is None


def test_the_chart_of_all_counts_what_was_written_down_and_is_not_there_for_two_people():
    chart = mentoring(found(EVE, NED))
    amounts = {}
    for row in chart.spec["data"]["values"]:
        amounts[row["group"]] = amounts.get(row["group"], 0) + row["amount"]
    assert amounts == {
        "aims": 1,
        "plans": 2,
        "feedback": 1,
        "results": 2,
        "notes": 5,
        "notes resolved": 1,
        "commits": 2,
    }
    assert "mia" not in str([row["text"] for row in chart.spec["data"]["values"]])
    alt.Chart.from_dict(dict(chart.spec), validate=True)
    assert mentoring(found(EVE)) is None


def test_the_chart_of_pairs_has_a_row_for_each_and_a_mark_for_all_that_happened():
    chart = pair_progress(found(EVE, NED))
    rows = chart.spec["data"]["values"]
    assert {row["pair"] for row in rows} == {"mia → eve, src/", "moe → ned"}
    assert [row["what"] for row in rows if row["pair"] == "moe → ned"] == [
        "plans",
        "results",
        "results",
        "notes",
        "notes resolved",
    ]
    assert "1970-01-11 · moe → ned: plan" in {row["text"] for row in rows}
    alt.Chart.from_dict(dict(chart.spec), validate=True)


@attrs.define
class Keeping(FakeSource):
    """Keeps records of pairs."""

    kept: object = ()

    def pairs(self, root, request):
        assert request.data is None
        if isinstance(self.kept, Exception):
            raise self.kept
        return self.kept, [Problem(kind="source", name="fake", message="One is broken.")]

    def add_pair(self, root, pair, request):
        raise AssertionError("a report writes nothing")

    def append_to_pair(self, root, pair, entry, request):
        raise AssertionError("a report writes nothing")


def read(tmp_path, *kept, **settings):
    class Plugin:
        @hookimpl
        def influencekit_register_sources(self, register):
            register(Keeping(STORY, kept=kept[0] if isinstance(kept[0], Exception) else kept))

    registry = Registry()
    registry.add(Plugin(), "test")
    told = load([Layer("test.toml", "user", settings, None)])[0]
    return survey(tmp_path, registry=registry, settings=told)


def test_pairs_come_from_whoever_keeps_them_without_the_users_private_ones(tmp_path):
    known = read(tmp_path, EVE, attrs.evolve(NED, private=True))
    assert [it.id for it in known.evidence.pairs] == [EVE.id]
    assert "One is broken." in [it.message for it in known.problems]
    assert "pairs" not in {table.name for table in known.report().tables}
    assert "pairs" in {table.name for table in known.report(people=True).tables}


def test_a_store_that_fails_costs_only_its_pairs(tmp_path):
    known = read(tmp_path, ValueError("broken"))
    assert known.evidence.pairs == ()
    assert any("broken" in it.message for it in known.problems)


@pytest.mark.parametrize("entry", ["eve", "EVE@example.org", "ev*"])
def test_whoever_opted_out_is_in_no_pair_and_what_they_wrote_is_gone(tmp_path, entry):
    other = pair("mia", "ned", "plan")
    theirs = Entry(kind="feedback", at=DAY, author=Identity("Eve"), text="Mine")
    kept = attrs.evolve(other, entries=(*other.entries, theirs))
    known = read(tmp_path, EVE, kept, people={"opt_out": [entry]}).evidence
    assert [it.id for it in known.pairs] == ["mia-ned"]
    assert [it.kind for it in known.pairs[0].entries] == ["plan"]


def test_records_do_not_split_the_people_whom_they_name_by_name_alone(tmp_path):
    known = read(tmp_path, EVE).evidence
    assert [who.key for who in known.people] == ["eve", "mia", "moe", "ned"]


def test_filters_of_time_and_people_hold_for_pairs(tmp_path):
    late = {"filters": {"since": "1970-02-01"}}
    assert [it.id for it in read(tmp_path, EVE, NED, **late).evidence.pairs] == [EVE.id]
    of_ned = {"filters": {"authors": ["ned"]}}
    assert [it.id for it in read(tmp_path, EVE, NED, **of_ned).evidence.pairs] == [NED.id]
