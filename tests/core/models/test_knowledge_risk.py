"""The model around the truck factors: areas, reasons, other rules' figures, what is left out."""

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.knowledge.risk import KnowledgeRisk, KnowledgeRiskParams
from influencekit.settings.keys import AreaSettings, Settings
from influencekit.testing import evidence

FOLDERS = Settings(areas=AreaSettings(named={"core": ("core/",), "web": ("web/",)}))

TOLD = """
    2024-01-01 ada core/a.py +10, core/b.py +10, core/c.py +10
    2024-01-02 bob web/d.js +50
    2024-01-03 cyd web/e.js +5
    2024-01-04 ada core/b.py +1
    2024-01-05 bob web/e.js +1
    """


def score(known, **params):
    result = KnowledgeRisk().run(known, KnowledgeRiskParams(**params), {})
    return {(one.subject.kind, one.subject.label): one for one in result.scores}, result


def folders(text=TOLD, **options):
    return evidence(text, settings=FOLDERS, **options)


def test_the_project_hangs_by_whoever_alone_knows_more_than_half():
    # Five files: ada alone knows three, so that two, which is less than half, are left without her.
    project = score(folders())[0]["project", "repo"]
    assert project.value == 1.0
    assert [(reason.text, reason.share) for reason in project.reasons] == [
        ("ada is an author of 3 of 5 files, of 3 the only one", 1.0)
    ]


def test_an_area_has_a_truck_factor_of_its_own():
    # In web bob knows both files, cyd one: without bob half are left, which is enough to go on.
    web = score(folders())[0]["area", "web"]
    assert web.value == 2.0
    assert [(reason.text, reason.share) for reason in web.reasons] == [
        ("bob is an author of 2 of 2 files, of 1 the only one", 0.5),
        ("cyd is an author of 1 of 2 files, of 0 the only one", 0.5),
    ]


def test_a_reason_points_at_the_files_that_nobody_else_knows_most_changed_first():
    scores, _ = score(folders())
    project, web = scores["project", "repo"], scores["area", "web"]
    assert project.reasons[0].locators == ("core/b.py", "core/a.py", "core/c.py")
    assert web.reasons[0].locators == ("web/d.js",)


def test_who_alone_knows_no_file_points_at_those_that_they_know():
    _, cyd = score(folders())[0]["area", "web"].reasons
    assert cyd.locators == ("web/e.js",)


def test_the_areas_that_hang_by_the_fewest_come_first_and_of_these_the_largest():
    text = TOLD + "2024-01-06 dan other/x.py +1\n"
    text += "2024-01-07 eve big/a.py +1, big/b.py +1, big/c.py +1, big/d.py +1\n"
    named = {name: (f"{name}/",) for name in ("big", "core", "other", "web")}
    known = evidence(text, settings=Settings(areas=AreaSettings(named=named)))
    areas = [one for one in score(known)[1].scores if one.subject.kind == "area"]
    assert [(one.subject.label, one.value) for one in areas] == [
        ("big", 1.0),
        ("core", 1.0),
        ("other", 1.0),
        ("web", 2.0),
    ]


def test_the_details_give_the_other_rules():
    # Lines: bob 50 of 87 by himself. Commits: ada 2, bob 2, cyd 1, so two people for half of 5.
    # JetBrains' rule: ada owns three files of five, the rest is bob's and cyd's.
    assert score(folders())[0]["project", "repo"].details == {
        "files": 5,
        "files_without_author": 0,
        "jetbrains_people": 1,
        "contributor_absence_factor_people": 2,
        "lines_people": 1,
    }


def test_the_elephant_factor_counts_organisations_where_they_are_known():
    known = folders()
    of = {"ada": "Acme", "bob": "Acme", "cyd": "Initech"}
    people = tuple(attrs.evolve(who, organisation=of[who.name]) for who in known.people)
    scores, result = score(attrs.evolve(known, people=people))
    assert scores["project", "repo"].details["elephant_factor_organisations"] == 1
    assert not any("elephant" in note for note in result.notes)
    assert any("No elephant factor" in note for note in score(known)[1].notes)


def test_documentation_does_not_count_where_there_is_code():
    text = TOLD + "2024-01-06 dan docs/x.md +5, docs/y.md +5, docs/z.md +5, docs/w.md +5\n"
    assert score(folders(text))[0]["project", "repo"].details["files"] == 5


def test_what_lies_beside_tests_and_is_no_code_does_not_count():
    text = TOLD + "2024-01-06 dan core/tests/test_a.py +5, core/tests/expected.txt +5\n"
    assert score(folders(text))[0]["project", "repo"].details["files"] == 6


def test_where_there_is_no_code_every_file_counts_and_that_is_said():
    scores, result = score(evidence("2024-01-06 dan docs/x.md +5, docs/y.md +5"))
    assert scores["project", "repo"].value == 1.0
    assert any("No file here is in a programming language" in note for note in result.notes)


def test_files_that_only_bots_changed_count_nowhere_and_that_is_said():
    scores, result = score(folders(TOLD + "2024-01-06 dependabot[bot] core/z.py +5\n"))
    assert scores["project", "repo"].details["files"] == 5
    assert any("1 file without a change by anybody who counts" in note for note in result.notes)


def test_files_without_an_author_are_a_reason():
    # a.py was made by a bot; then twenty people changed it once each: nobody is its author.
    text = "2024-01-01 dependabot[bot] core/a.py +5\n"
    text += "".join(f"2024-02-{day:02} p{day} core/a.py +1\n" for day in range(1, 21))
    core = score(folders(text))[0]["area", "core"]
    assert core.value == 0.0
    assert [(reason.text, reason.share) for reason in core.reasons] == [
        ("1 of 1 file without an author left", 1.0)
    ]


def test_people_after_the_named_ones_are_one_reason():
    text = "".join(f"2024-01-{n:02} p{n} core/f{n}.py +1\n" for n in range(1, 13))
    core = score(folders(text), named=2)[0]["area", "core"]
    assert core.value == 7.0
    assert [reason.text for reason in core.reasons][2:] == ["5 others"]
    assert sum(reason.share for reason in core.reasons) == pytest.approx(1.0)


def test_before_the_lines_are_read_their_figure_is_absent():
    known = folders()
    nothing = {name: getattr(known.lines, name)[:0] for name in ("file", "commit", "count")}
    partial = attrs.evolve(known, lines=attrs.evolve(known.lines, **nothing), complete=False)
    assert "lines_people" not in score(partial)[0]["project", "repo"].details


def test_without_a_history_there_is_no_score():
    assert score(evidence(""))[1].scores == ()


@pytest.mark.parametrize("name", ["coverage", "window", "decay", "named"])
def test_a_parameter_of_zero_is_refused(name):
    with pytest.raises(ValueError, match=name):
        KnowledgeRiskParams(**{name: 0})


@settings(max_examples=60)
@given(data=st.data())
def test_the_absence_factor_is_that_of_counting_commits(kit, data):
    world = data.draw(kit.worlds())
    scores, _ = score(kit.evidence_of(world, seed=data.draw(st.integers(0, 9))))
    for (kind, label), found in scores.items():
        made = {}
        for commit in world.commits:
            if world.counts(commit.author) and any(
                world.paths[path].counts
                and (kind == "project" or label == f"area-{world.paths[path].area}")
                for path, _, _ in commit.touches
            ):
                made[commit.author] = made.get(commit.author, 0) + 1
        amounts = sorted(made.values(), reverse=True)
        half = next((n for n in range(len(amounts) + 1) if sum(amounts[:n]) >= sum(amounts) / 2), 0)
        assert found.details["contributor_absence_factor_people"] == half
