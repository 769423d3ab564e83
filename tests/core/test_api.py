"""One call from folders to evidence and report."""

import inspect
import subprocess
import sys

import attrs
import pytest

import influencekit
from influencekit import hookimpl
from influencekit._api import Options, survey
from influencekit.domain import Identity, Post
from influencekit.errors import Cancelled, InputError, SettingsError
from influencekit.evidence import NOBODY
from influencekit.protocols import Task
from influencekit.registry import Registry
from influencekit.report import ModelResult, Problem, Score, Subject
from influencekit.settings.layers import Layer, load
from influencekit.testing import FakeSource

STORY = """
2024-01-03 ada src/a.py +10
2024-01-04 bob src/a.py +1 -2
2024-06-01 cyd docs/a.md +3
2024-06-02 bob review -> ada
"""


class Counting:
    """Scores the project with the number of its commits."""

    name, title, unit, version = "counting", "Commits", "commits", 1
    needs, after = frozenset({"commits"}), frozenset()

    @attrs.frozen(kw_only=True)
    class Params:
        times: int = 1

    def run(self, evidence, params, upstream):
        score = Score(
            subject=Subject("project", "", "all"), value=float(len(evidence.commits) * params.times)
        )
        return ModelResult(
            model=self.name,
            title=self.title,
            version=1,
            unit=self.unit,
            params=attrs.asdict(params),
            scores=(score,),
        )


@attrs.define
class Knowing(FakeSource):
    """Knows who the user is."""

    who: object = None

    def user(self, root):
        if isinstance(self.who, Exception):
            raise self.who
        return self.who


@attrs.define
class Blog:
    name = "blog"
    gives = frozenset({"posts"})
    asked: list = attrs.field(factory=list)

    def detect(self, root):
        return False

    def read(self, root, request):
        self.asked.append((root, request))
        yield Post(path="a.md", authors=(Identity("ada", "ada@example.org"),))


def registry(*sources):
    class Plugin:
        @hookimpl
        def influencekit_register_sources(self, register):
            for source in sources or (FakeSource(STORY),):
                register(source)

        @hookimpl
        def influencekit_register_models(self, register):
            register(Counting())

    made = Registry()
    made.add(Plugin(), "test")
    return made


def settings(base=None, **table):
    return load([Layer("test.toml", "user", table, base)])[0]


def test_a_report_holds_what_was_read_the_facts_the_results_and_the_problems(tmp_path):
    report = influencekit.analyze(tmp_path, registry=registry())
    assert report.as_of == 1_717_286_400
    assert [(it.name, it.root, it.records) for it in report.sources] == [("fake", str(tmp_path), 4)]
    assert [table.name for table in report.tables][:3] == ["sources", "repositories", "areas"]
    assert report.results["counting"].scores[0].value == 3.0
    assert (report.problems, report.layers) == ((), ())


def test_reading_gives_the_evidence_that_models_see(tmp_path):
    found = influencekit.read(tmp_path, registry=registry())
    assert len(found.commits) == 3
    assert found.repositories == (tmp_path.name,)


def test_the_same_folders_give_the_same_report(tmp_path):
    one, other = (influencekit.analyze(tmp_path, registry=registry()) for _ in range(2))
    assert one == other


def test_a_tilde_is_the_users_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "app").mkdir()
    assert influencekit.read("~/app", registry=registry()).repositories == ("app",)


def test_now_can_be_given(tmp_path):
    assert influencekit.analyze(tmp_path, registry=registry(), as_of=1_800_000_000).as_of == (
        1_800_000_000
    )


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InputError, match="nowhere: there is no such folder"):
        influencekit.analyze(tmp_path / "nowhere", registry=registry())
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="file: this is a file; name the folder that it is in"):
        influencekit.analyze(tmp_path, blogs=[tmp_path / "file"], registry=registry())


def test_problems_of_the_registry_are_told_once(tmp_path):
    known = registry()
    known.problems.append(Problem(kind="plugin", name="broken", message="gone"))
    report = influencekit.analyze(tmp_path, registry=known)
    assert [problem.name for problem in report.problems] == ["broken"]


def test_filters_of_the_settings_narrow_what_models_see_and_are_named(tmp_path):
    given = settings(filters={"since": "2024-05-01"})
    report = influencekit.analyze(tmp_path, registry=registry(), settings=given)
    assert report.results["counting"].scores[0].value == 1.0
    assert len(report.layers) == 1
    assert "2024-05-01" in report.layers[0]


def test_times_ago_are_counted_from_now_as_given(tmp_path):
    given = settings(filters={"since": "30 days ago"})
    asked = {"registry": registry(), "settings": given}
    assert len(influencekit.read(tmp_path, **asked).commits) == 1
    assert len(influencekit.read(tmp_path, as_of=1_706_000_000, **asked).commits) == 3


def test_models_get_the_parameters_of_the_settings(tmp_path):
    given = settings(models={"counting": {"times": 5}})
    report = influencekit.analyze(tmp_path, registry=registry(), settings=given)
    assert report.results["counting"].scores[0].value == 15.0
    assert report.results["counting"].params == {"times": 5}
    wrong = settings(models={"counting": {"times": "five"}})
    with pytest.raises(
        SettingsError, match=r"^test.toml: models.counting.times: expected int, found 'five'"
    ):
        influencekit.analyze(tmp_path, registry=registry(), settings=wrong)


def test_the_list_of_those_who_opted_out_can_be_a_file(tmp_path):
    (tmp_path / "gone.txt").write_text("# asked on Monday\nbob  # by mail\n\n")
    given = settings(tmp_path, people={"opt_out_files": ["gone.txt"], "opt_out": ["cyd"]})
    found = influencekit.read(tmp_path, registry=registry(), settings=given)
    assert [person.name for person in found.people] == ["ada"]
    assert found.interactions == ()


def test_a_list_that_protects_people_and_cannot_be_read_stops_everything(tmp_path):
    given = settings(tmp_path, people={"opt_out_files": ["gone.txt"]})
    with pytest.raises(SettingsError) as caught:
        influencekit.read(tmp_path, registry=registry(), settings=given)
    assert str(caught.value) == (
        "test.toml: people.opt_out_files: expected a file of text (No such file or directory), "
        "found 'gone.txt'."
    )


def test_a_repositorys_list_outside_of_it_is_a_problem(tmp_path):
    layer = Layer(".influencekit.toml", "repository", {"people": {"teams_file": "../t"}}, tmp_path)
    given, problems = load([layer])
    assert problems
    influencekit.read(tmp_path, registry=registry(), settings=given)


def test_teams_are_read_from_their_file(tmp_path):
    (tmp_path / "teams.toml").write_text('[teams]\ncore = ["ada"]\n')
    given = settings(tmp_path, people={"teams_file": "teams.toml"})
    found = influencekit.read(tmp_path, registry=registry(), settings=given)
    assert {person.name: person.teams for person in found.people}["ada"] == ("core",)


@pytest.mark.parametrize(
    ("user", "name"),
    [
        (Identity("ada", "ada@example.org"), "ada"),
        (Identity("Somebody Else", "bob@example.org"), "bob"),
        (Identity("Nobody", "nobody@example.org"), None),
        (None, None),
    ],
)
def test_who_asks_is_whom_a_source_takes_for_the_user(tmp_path, user, name):
    found = influencekit.read(tmp_path, registry=registry(Knowing(STORY, who=user)))
    assert (found.people[found.me].name if found.me != NOBODY else None) == name


def test_a_user_who_might_be_several_people_is_nobody(tmp_path):
    story = """
        2024-01-03 "Ada Lovelace<a@x.org>" a.py +1
        2024-01-04 "Ada Lovelace<b@y.org>" a.py +1
    """
    source = Knowing(story, who=Identity("Ada Lovelace", "new@z.org"))
    given = settings(people={"merge": False})
    assert influencekit.read(tmp_path, registry=registry(source), settings=given).me == NOBODY


def test_a_source_that_fails_to_know_the_user_costs_only_that(tmp_path):
    known = registry(Knowing(STORY, who=OSError("no config")))
    looked = survey(tmp_path, registry=known)
    assert len(looked.evidence.commits) == 3
    assert [problem.message for problem in looked.problems] == ["OSError: no config"]


def test_the_settings_say_who_asks_and_a_stranger_is_told(tmp_path):
    source = Knowing(STORY, who=Identity("ada", "ada@example.org"))
    looked = survey(tmp_path, registry=registry(source), settings=settings(people={"me": "bob"}))
    assert looked.evidence.people[looked.evidence.me].name == "bob"
    looked = survey(tmp_path, registry=registry(source), settings=settings(people={"me": "eve"}))
    assert looked.evidence.me == NOBODY
    assert str(looked.problems[0]) == ("settings people.me: Nobody in what was read goes by 'eve'.")


def test_blogs_are_those_of_the_call_and_of_the_settings(tmp_path):
    for name in ("app", "one", "two"):
        (tmp_path / name).mkdir()
    blog = Blog()
    influencekit.read(
        tmp_path / "app",
        blogs=[tmp_path / "one"],
        registry=registry(FakeSource(STORY), blog),
        settings=settings(tmp_path, sources={"blogs": ["two"]}),
    )
    assert [root.name for root, _ in blog.asked] == ["one", "two"]
    assert {request.options["explicit"] for _, request in blog.asked} == {True}


def test_a_blog_can_be_all_there_is(tmp_path):
    found = influencekit.read(blogs=[tmp_path], registry=registry(FakeSource(STORY), Blog()))
    assert (len(found.posts), len(found.commits)) == (1, 0)


def test_sources_are_asked_as_the_settings_and_the_caller_say(tmp_path):
    blog = Blog()
    influencekit.read(
        blogs=[tmp_path],
        registry=registry(blog),
        settings=settings(
            tmp_path,
            filters={"revision": "v1.0"},
            sources={"jobs": 3, "ignore_revs_file": "revs", "cache": "kept"},
            plugins={"blog": {"drafts": False}},
        ),
        lines=False,
    )
    ((_, request),) = blog.asked
    assert (request.revision, request.jobs, request.lines) == ("v1.0", 3, False)
    assert (request.ignore_revs_file, request.cache) == (tmp_path / "revs", tmp_path / "kept")
    assert dict(request.options) == {"drafts": False, "explicit": True}


def test_the_callers_cache_is_the_stronger_one(tmp_path):
    blog = Blog()
    given = settings(tmp_path, sources={"cache": "kept"})
    influencekit.read(
        blogs=[tmp_path], registry=registry(blog), settings=given, cache=tmp_path / "mine"
    )
    assert blog.asked[0][1].cache == tmp_path / "mine"


def test_a_first_view_is_evidence_too(tmp_path):
    seen = []
    known = registry(FakeSource(STORY, first_view=True))
    found = influencekit.read(tmp_path, registry=known, on_first=seen.append)
    assert [view.complete for view in seen] == [False]
    assert len(seen[0].commits) == len(found.commits)
    assert found.complete


def test_a_task_is_asked_and_told(tmp_path):
    class Watching(Task):
        def __init__(self):
            self.told = []

        def progress(self, what, done, total):
            self.told.append((what, done, total))

    class Stopped(Task):
        cancelled = True

    watching = Watching()
    influencekit.analyze(tmp_path, registry=registry(), task=watching)
    assert watching.told == [("models", 0, 1)]
    with pytest.raises(Cancelled):
        influencekit.analyze(tmp_path, registry=registry(), task=Stopped())


def test_plugins_that_the_settings_block_are_not_loaded(tmp_path):
    given = settings(plugins={"block": ["git", "blogs", "notes"]})
    with pytest.raises(InputError, match="No plugin reads anything"):
        influencekit.analyze(tmp_path, settings=given)


def test_each_option_is_documented():
    source = inspect.getsource(Options)
    for name in Options.__annotations__:
        assert f"    {name}: " in source
        assert source.split(f"    {name}: ")[1].splitlines()[1].strip().startswith('"""'), name


def test_importing_the_package_loads_neither_numpy_nor_git():
    code = (
        "import sys, influencekit, influencekit.registry, influencekit.settings.layers\n"
        "print([name for name in ('numpy', 'scipy', 'git', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
