"""Charts as data: what they show is what the evidence says, and they are valid Vega-Lite."""

import altair as alt
import attrs
import pytest

from influencekit import hookimpl
from influencekit._api import survey
from influencekit.charts.bars import bars
from influencekit.charts.built_on import built_on, people_built_on
from influencekit.charts.collect import charts_of
from influencekit.charts.knowledge_map import knowledge_map
from influencekit.charts.known_areas import known_areas
from influencekit.charts.life import activity, line_age
from influencekit.charts.links import locators
from influencekit.charts.marks import steps
from influencekit.charts.posts import post_areas, posts
from influencekit.citations import cited
from influencekit.domain import Reference
from influencekit.engine import run
from influencekit.models.knowledge.survival import LineSurvival
from influencekit.overview import overview
from influencekit.registry import Registry
from influencekit.render.html import HtmlRenderer
from influencekit.render.html.citations import Citations
from influencekit.report import Chart, ModelResult, Report, Score, Subject
from influencekit.testing import FakeSource, evidence

STORY = """
2022-01-03 ada src/a.py +10, docs/a.md +4
2022-02-04 bob src/a.py +1 -2, src/b.py +5
2022-02-05 dependabot[bot] src/b.py +1 -1
2022-03-06 ada vendor/x.c +100
2023-06-07 cyd src/sub/deep/c.py +30
2024-01-07 ada logo.png binary
"""


def values(chart):
    return chart.spec["data"]["values"]


def everything(found):
    models = Registry.discover(entry_points=()).collect("models")
    results, _ = run(found, models)
    return charts_of(found, results, models, people=True)


def test_each_built_in_chart_is_what_the_schema_of_vega_lite_allows():
    charts, problems = everything(
        evidence(STORY + '2024-02-01 ada post "On a.py" tags=git refs=src/a.py')
    )
    assert problems == ()
    named = {"activity", "line-age", "knowledge-map", "known-areas", "posts", "post-areas"}
    assert named | {"people-built-on", "line-survival"} <= {it.name for it in charts}
    for chart in charts:
        alt.Chart.from_dict(dict(chart.spec), validate=True)
        assert chart.title
        assert chart.text


def test_commits_are_counted_by_month_and_area_and_stand_on_each_other():
    rows = values(activity(evidence(STORY)))
    assert [row["text"] for row in rows] == [
        "2022-01 · src/: 1 commit",
        "2022-02 · src/: 1 commit",
        "2023-06 · src/: 1 commit",
        "2024-01 · (top level): 1 commit",
        "2022-01 · docs/: 1 commit",
    ]
    first = [(row["low"], row["high"]) for row in rows if row["from"] == "2022-01-01"]
    assert sorted(first) == [(0, 1), (1, 2)]


def test_lines_stand_at_the_time_when_they_were_written():
    rows = values(line_age(evidence(STORY)))
    assert {(row["from"], row["group"]): row["amount"] for row in rows} == {
        ("2022-01-01", "src/"): 8,
        ("2022-01-01", "docs/"): 4,
        ("2022-02-01", "src/"): 5,
        ("2023-06-01", "src/"): 30,
    }


def test_an_area_has_the_same_colour_in_both_charts():
    colours = [
        dict(zip(scale["domain"], scale["range"], strict=True))
        for chart in (activity(evidence(STORY)), line_age(evidence(STORY)))
        for scale in [chart.spec["encoding"]["color"]["scale"]]
    ]
    assert colours[0] == colours[1]


@pytest.mark.parametrize(
    ("years", "name"),
    [
        (0.1, "1970-01-02"),
        (1, "1970-01-05"),
        (4, "1970-02"),
        (14, "1970-04"),
        (40, "1971"),
        (400, "1971"),
    ],
)
def test_steps_are_of_a_length_with_which_they_can_be_told_apart(years, name):
    names, bounds = steps(0, int(years * 365.25 * 86_400))
    assert names[1] == name
    assert len(bounds) == len(names) + 1
    assert bounds[0] <= 0 <= years * 365.25 * 86_400 < bounds[-1]


def test_a_clock_that_was_never_set_does_not_stretch_the_chart():
    found = evidence("1970-01-01 ada a.py +1\n2024-01-03 ada a.py +1\n")
    assert {row["from"] for row in values(activity(found))} == {"2024-01-03"}


def test_the_map_tells_of_each_file_its_lines_and_how_many_know_it():
    chart = knowledge_map(evidence(STORY))
    cells = chart.spec["data"]["values"]
    assert sorted(cell["text"] for cell in cells) == [
        "docs/a.md: 4 lines, known by 1 person, changed last 2022-01-03",
        "src/a.py: 9 lines, known by 2 people, changed last 2022-02-04",
        "src/b.py: 5 lines, known by 1 person, changed last 2022-02-05",
        "src/sub/deep/c.py: 30 lines, known by 1 person, changed last 2023-06-07",
    ]
    sizes = {cell["behind"]: (cell["x2"] - cell["x"]) * (cell["y2"] - cell["y"]) for cell in cells}
    assert 0.9 * 900 * 520 < sum(sizes.values()) < 900 * 520  # names of folders take the rest
    assert sizes["src/sub/deep/c.py"] / sizes["src/a.py"] == pytest.approx(30 / 9, rel=0.02)
    titles = chart.spec["layer"][2]["data"]["values"]
    assert [title["name"] for title in titles] == ["src/", "docs/"]


def test_files_too_small_to_see_are_one_rectangle_with_the_number_most_of_their_lines_have():
    many = ", ".join(f"src/small{number}.py +1" for number in range(30))
    chart = knowledge_map(evidence(f"2024-01-03 ada big.py +90000, {many}"))
    assert [cell["text"] for cell in chart.spec["data"]["values"]] == [
        "big.py: 90,000 lines, known by 1 person, changed last 2024-01-03",
        "src/ (30 files): 30 lines, known by 1 person, changed last 2024-01-03",
    ]


def test_without_commits_or_lines_there_is_nothing_to_draw():
    found = evidence('2024-02-01 ada post "On parsing" words=500')
    assert (activity(found), line_age(found), knowledge_map(found)) == (None, None, None)


def result(*subjects, model="m"):
    scores = tuple(Score(subject=it, value=float(number)) for number, it in enumerate(subjects))
    return ModelResult(model=model, title="T", version=1, unit="share", params={}, scores=scores)


def subject(kind, name):
    return Subject(kind, name, name)


def test_persons_are_no_bars_and_one_score_is_no_chart():
    assert bars(result(subject("person", "ada"), subject("person", "bob"))) == ()
    assert bars(result(subject("area", "src"))) == ()
    [chart] = bars(
        result(*(subject(kind, kind) for kind in ("project", "area")), subject("area", "b"))
    )
    assert [row["label"] for row in values(chart)] == ["area", "b"]


@attrs.frozen
class Drawn:
    """A model with charts of its own."""

    given: tuple

    def charts(self, evidence, result):
        yield from self.given


def chart(name, spec):
    return Chart(name=name, title="Mine", text="What it shows.", spec=spec)


def test_a_model_draws_itself_with_altair_too():
    own = alt.Chart(alt.Data(values=[{"a": 1}])).mark_bar().encode(x="a:Q")
    found = result(subject("area", "src"))
    charts, problems = charts_of(evidence(STORY), {"m": found}, {"m": Drawn((chart("m", own),))})
    assert problems == ()
    assert charts[-1].model == "m"
    assert charts[-1].spec["mark"] == {"type": "bar"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("no chart",), "Its charts hold 'str', which is no Chart."),
        ((chart("m", "no spec"),), "The chart 'm' is no Vega-Lite specification."),
        ((chart("activity", {}),), "There is a chart 'activity' already"),
        ((None, 1 / 3), "NoneType"),
    ],
)
def test_what_is_wrong_with_a_models_charts_is_a_problem_with_its_name(given, message):
    found = result(subject("area", "a"), subject("area", "b"))
    charts, problems = charts_of(evidence(STORY), {"m": found}, {"m": Drawn(given)})
    [problem] = problems
    assert problem.name == "m"
    assert message in problem.message
    assert "activity" in {it.name for it in charts}


def test_curves_fall_from_one_and_name_project_and_areas():
    found = evidence(STORY)
    results, _ = run(found, {"line-survival": LineSurvival()})
    [drawn] = LineSurvival().charts(found, results["line-survival"])
    rows = values(drawn)
    assert rows[0] == {
        "curve": "repo",
        "age": 0.0,
        "share": 1.0,
        "text": "repo: 100 % after 0.0 years",
        "behind": "repo",
    }
    # Of 50 lines by people one goes after a day, and 2 of the 49 left after 32.
    assert rows[1]["share"] == pytest.approx(49 / 50)
    assert (rows[2]["age"], rows[2]["share"]) == pytest.approx((32 / 365, 49 / 50 * 47 / 49))
    assert [row["curve"] for row in rows if row["age"] == 0] == ["repo", "src/", "docs/"]


TIES = """
2024-01-03 ada src/a.py +10
2024-01-04 bob src/a.py +1 -2
2024-01-05 bob src/a.py +1 -2
2024-01-06 "dependabot[bot]" src/a.py +1 -1
2024-01-07 ada src/b.py +5
"""


def test_areas_say_how_many_of_their_lines_one_person_alone_knows():
    [first, *_] = values(known_areas(evidence(STORY)))
    assert first["text"] == "src/: 79.5 % of 44 lines known by 1 person"
    assert [row["text"] for row in values(known_areas(evidence(STORY)))][1:] == [
        "src/: 20.5 % of 44 lines known by 2 people",
        "docs/: 100.0 % of 4 lines known by 1 person",
    ]


def test_who_builds_on_whom_counts_commits_and_leaves_out_bots_and_oneself():
    found = evidence(TIES)
    [row] = values(people_built_on(found))
    assert row["text"] == "bob changed lines of ada in 2 commits"
    assert row["behind"] == found.commits.oid[2]
    assert people_built_on(evidence("2024-01-03 ada a.py +1\n2024-01-04 ada a.py +1 -1")) is None


GROUPS = """
2024-01-01 ada src/a.py +30
2024-01-02 bob src/b.py +30
2024-01-03 cyd src/c.py +30
2024-01-04 dan docs/a.md +30
2024-01-05 eve docs/b.md +30
2024-01-06 fay docs/c.md +30
2024-01-07 gus lib/a.c +30
2024-01-08 hal web/a.js +30
2024-01-09 ivy etc/a.cfg +30
2024-02-01 bob src/a.py +1 -2
2024-02-02 dan docs/d.md +1, src/a.py +1 -2
2024-02-03 dan docs/e.md +1, src/b.py +1 -2
2024-02-04 ivy etc/b.cfg +1, docs/a.md +1 -1
"""


def test_groups_are_at_home_where_they_work_most_and_nobody_is_named():
    found = evidence(GROUPS)
    curves, circles, _ = built_on(found).spec["layer"]
    assert [row["text"] for row in circles["data"]["values"]] == [
        "docs/: 3 people, 0 commits on lines of each other",
        "src/: 3 people, 1 commit on lines of each other",
        "everything else: 3 people, 0 commits on lines of each other",
    ]
    links = {row["text"]: row["behind"] for row in curves["data"]["values"]}
    assert links == {
        "docs/ changed lines of src/ in 2 commits": found.commits.oid[11],
        "everything else changed lines of docs/ in 1 commit": found.commits.oid[12],
    }
    widths = [row["width"] for row in curves["data"]["values"] if row["link"] == 0]
    assert widths == sorted(widths, reverse=True)
    assert not any(person.name in str(built_on(found)) for person in found.people)


def test_a_group_of_fewer_than_three_people_is_not_there():
    assert built_on(evidence(TIES)) is None
    fewer = "\n".join(line for line in GROUPS.splitlines() if "hal" not in line)
    circles = built_on(evidence(fewer)).spec["layer"][1]["data"]["values"]
    assert [row["name"] for row in circles] == ["docs/", "src/"]


def test_organisations_that_are_known_are_the_groups():
    found = evidence(GROUPS)
    people = [
        attrs.evolve(
            person, organisation="ACME" if person.name in {"ada", "bob", "dan"} else "Beta"
        )
        for person in found.people
    ]
    circles = built_on(attrs.evolve(found, people=tuple(people))).spec["layer"][1]["data"]
    assert [row["name"] for row in circles["values"]] == ["Beta", "ACME"]


def test_what_is_behind_a_bar_is_the_latest_commit_or_the_one_with_most_lines():
    found = evidence("2024-01-03 ada src/a.py +10\n2024-01-03 ada src/b.py +2, src/a.py +1")
    assert [row["behind"] for row in values(activity(found))] == [found.commits.oid[1]]
    assert [row["behind"] for row in values(line_age(found))] == [found.commits.oid[0]]


def test_every_mark_of_the_page_leads_to_something_on_it():
    found = evidence(GROUPS + '2024-03-01 ada post "On a.py" tags=git refs=src/a.py')
    models = Registry.discover(entry_points=()).collect("models")
    results, _ = run(found, models)
    charts, _ = charts_of(found, results, models)
    told = overview(found)
    report = Report(as_of=found.as_of, sources=(), tables=told, results=results, charts=charts)
    places = Citations.of(attrs.evolve(report, cited=cited(found, report))).places
    named = {chart.name: {*locators(chart.spec)} for chart in charts}
    assert all(named.values())
    assert {at for found in named.values() for at in found} <= {*places, "repo"}


def test_charts_of_persons_are_there_where_persons_are_asked_for():
    found = evidence(TIES)
    names = [
        {it.name for it in charts_of(found, {}, {}, people=asked)[0]} for asked in (False, True)
    ]
    assert names[1] - names[0] == {"people-built-on"}


def test_posts_stand_under_the_tag_that_most_have_and_drafts_do_not_count():
    found = evidence("""
2024-01-03 ada post "One" tags=git,python
2024-01-04 ada post "Two" tags=git
2025-09-05 bob post "Three"
2025-09-06 bob post "Four" tags=git draft
""")
    assert sorted(row["text"] for row in values(posts(found))) == [
        "2024-01 · git: 2 posts",
        "2025-09 · everything else: 1 post",
    ]
    assert posts(evidence(STORY)) is None


def test_posts_speak_of_the_areas_of_the_files_and_commits_that_they_name():
    found = evidence("""
2024-01-03 ada src/a.py +10
2024-01-04 ada docs/b.md +2, lib/c.py +3
2024-02-03 ada post "One" tags=git refs=src/a.py
2024-02-04 ada post "Two" tags=git refs=src/a.py
2024-02-05 bob post "Three" tags=git refs=src/a.py draft
2024-02-06 bob post "Four"
""")
    commit = found.commits.oid[1]
    more = attrs.evolve(found.posts[3], references=(Reference(kind="commit", target=commit[:12]),))
    rows = values(post_areas(attrs.evolve(found, posts=(*found.posts[:3], more))))
    assert [row["text"] for row in rows] == [
        "docs/: 1 post on everything else",
        "lib/: 1 post on everything else",
        "src/: 2 posts on git",
    ]
    assert post_areas(evidence(STORY)) is None


class Reviewed:
    """A stranger's model, with a chart of its own."""

    name = "reviewed"
    title = "What was reviewed"
    unit = "commits"
    version = 1
    needs = frozenset({"commits"})
    after = frozenset()

    @attrs.frozen
    class Params:
        """There is nothing to tell."""

    def run(self, evidence, params, upstream):
        return attrs.evolve(result(subject("area", "src/"), model=self.name), title=self.title)

    def charts(self, evidence, result):
        spec = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
        yield Chart(name="reviewed-mine", title="Drawn by a stranger", text="One bar.", spec=spec)


class Plugin:
    """Registers it, with a source."""

    @hookimpl
    def influencekit_register_models(self, register):
        register(Reviewed())

    @hookimpl
    def influencekit_register_sources(self, register):
        register(FakeSource(STORY))


def test_a_strangers_model_is_in_the_page_with_its_chart(tmp_path):
    registry = Registry.discover(entry_points=())
    registry.add(Plugin(), "stranger")
    found = survey(tmp_path, registry=registry)
    page = HtmlRenderer().render(found.illustrated(found.report()))
    assert '<h3 id="model-reviewed-title">What was reviewed</h3>' in page
    assert "Drawn by a stranger" in page
    assert page.count("<svg") > 3
