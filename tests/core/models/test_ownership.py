"""Whose lines there are, and how old."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.models.knowledge.ownership import Ownership, OwnershipParams
from influencekit.settings.keys import AreaSettings, Settings
from influencekit.testing import evidence

FOLDERS = Settings(areas=AreaSettings(named={"core": ("core/",), "web": ("web/",)}))

DAY = 86_400
TOLD = """
    2020-01-01 ada core/a.py +60
    2023-07-01 bob core/a.py +20, web/b.js +10
    2024-01-01 cyd web/b.js +10
    """


def score(known, **params):
    result = Ownership().run(known, OwnershipParams(**params), {})
    return {(one.subject.kind, one.subject.label): one for one in result.scores}, result


def folders(text=TOLD, **options):
    """Return what `text` tells, whose folders are its areas."""
    return evidence(text, settings=FOLDERS, **options)


def test_an_areas_value_is_its_share_of_all_lines_and_its_reasons_are_who_wrote_it():
    scores, _ = score(folders())
    core, web = scores["area", "core"], scores["area", "web"]
    assert (core.value, web.value) == (0.8, 0.2)
    assert [(reason.text, reason.share) for reason in core.reasons] == [
        ("75.0 % by ada", 0.75),
        ("25.0 % by bob", 0.25),
    ]
    assert web.details == {"lines": 20, "files": 1, "people": 2, "median_age_days": 0.0}


def test_a_persons_value_is_their_share_of_all_lines_and_its_reasons_are_where_they_are():
    scores, _ = score(folders())
    bob = scores["person", "bob"]
    assert bob.value == 0.3
    assert [reason.text for reason in bob.reasons] == ["66.7 % in core", "33.3 % in web"]
    assert bob.details == {"lines": 30, "areas": 2, "median_age_days": 184.0}


def test_reasons_point_at_the_commits_that_the_lines_are_from():
    known = folders()
    scores, _ = score(known)
    assert scores["person", "cyd"].reasons[0].locators == (known.commits.oid[2],)


def test_the_projects_reasons_are_the_ages_of_its_lines():
    project = score(folders())[0]["project", "repo"]
    assert [(reason.text, reason.share) for reason in project.reasons] == [
        ("40.0 % younger than a year", 0.4),
        ("60.0 % 2 to 5 years old", 0.6),
    ]
    assert project.value == 1.0
    assert project.details["median_age_days"] == 1461.0


@pytest.mark.parametrize(
    ("day", "age"),
    [
        ("2025-01-01", "younger than a year"),  # 364 days before the last commit
        ("2024-12-31", "1 to 2 years old"),
        ("2024-01-02", "1 to 2 years old"),
        ("2024-01-01", "2 to 5 years old"),
        ("2021-01-02", "2 to 5 years old"),
        ("2021-01-01", "5 years old or older"),
    ],
)
def test_a_year_of_a_line_has_365_days(day, age):
    project = score(folders(f"{day} ada core/a.py +1\n2025-12-31 bob web/b.bin binary"))[0]
    assert [reason.text for reason in project["project", "repo"].reasons] == [f"100.0 % {age}"]


def test_of_two_with_equally_many_lines_the_one_who_was_active_later_comes_first():
    text = "2024-01-01 ada core/a.py +5\n2024-01-02 bob core/a.py +5"
    later = f"{text}\n2024-01-03 ada web/b.js binary"
    for told, first in ((text, "bob"), (later, "ada")):
        core = score(folders(told))[0]["area", "core"]
        assert core.reasons[0].text == f"50.0 % by {first}"


def test_people_are_listed_by_key_and_never_by_lines():
    _, result = score(folders())
    people = [one.subject.key for one in result.scores if one.subject.kind == "person"]
    assert people == sorted(people)
    kinds = [one.subject.kind for one in result.scores]
    assert kinds == ["project", "area", "area", "person", "person", "person"]


def test_those_after_the_named_ones_are_one_reason():
    text = "".join(f"2024-01-0{n} p{n} core/a.py +{n}\n" for n in range(1, 8))
    core = score(folders(text), named=2)[0]["area", "core"]
    assert [reason.text for reason in core.reasons] == [
        "25.0 % by p7",
        "21.4 % by p6",
        "53.6 % by 5 others",
    ]


def test_lines_of_bots_count_nowhere_and_that_is_said():
    text = "2024-01-01 ada core/a.py +10\n2024-01-02 dependabot[bot] core/a.py +30"
    scores, result = score(folders(text))
    assert scores["area", "core"].details["lines"] == 10
    assert "30 lines by bots or people left out count nowhere." in result.notes


def test_generated_files_count_nowhere():
    scores, _ = score(folders("2024-01-01 ada core/a.py +10, core/gen.lock +90"))
    assert scores["area", "core"].details["lines"] == 10


def test_a_commit_from_the_future_is_no_days_old():
    scores, _ = score(folders("2024-01-05 ada core/a.py +10", as_of=0))
    assert scores["area", "core"].details["median_age_days"] == 0.0


def test_without_lines_there_is_no_score():
    assert score(evidence(""))[1].scores == ()


def plain_median(rows):
    """The age up to which half of the lines lie: by writing every line down."""
    ages = sorted(age for age, count in rows for _ in range(count))
    return ages[(len(ages) + 1) // 2 - 1]


@settings(max_examples=60)
@given(data=st.data())
def test_shares_and_ages_are_those_of_counting_line_by_line(kit, data):
    world = data.draw(kit.worlds())
    scores, _ = score(kit.evidence_of(world, seed=data.draw(st.integers(0, 9)), as_of=2000))
    rows = [
        (world.paths[path].area, world.commits[commit], count)
        for path, commit, count in world.lines
        if world.paths[path].counts and world.counts(world.commits[commit].author)
    ]
    total = sum(count for _, _, count in rows)
    for kind, key in (("area", lambda area, _: area), ("person", lambda _, made: made.author)):
        groups = {}
        for area, made, count in rows:
            age = float(max(0, 2000 - made.day))
            groups.setdefault(key(area, made), []).append((age, count))
        name = {"area": "area-{}", "person": "Person-{}"}[kind].format
        assert {label for sort, label in scores if sort == kind} == set(map(name, groups))
        for group, ages in groups.items():
            found = scores[kind, name(group)]
            lines = sum(count for _, count in ages)
            assert found.value == pytest.approx(lines / total)
            assert found.details["lines"] == lines
            assert found.details["median_age_days"] == plain_median(ages)
