"""Settings join in layers, and a repository tightens them and never loosens them."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.errors import ExitCode, SettingsError
from influencekit.settings import values
from influencekit.settings.keys import KEYS, MAY, SPELLED, Settings
from influencekit.settings.layers import Layer, load, parse_toml
from influencekit.settings.places import Place

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"
ROOT = Path("/repo")


def user(text):
    return parse_toml(text, "config.toml", "user", base=Path("/home/ada"))


def repository(text):
    return parse_toml(text, ".influencekit.toml", "repository", base=ROOT)


def command_line(**groups):
    return Layer("command line", "command line", groups, Path("/cwd"))


def loaded(*layers):
    settings, problems = load(layers)
    assert problems == ()
    return settings


def refused(*layers):
    settings, problems = load(layers)
    return settings, [problem.message.partition(":")[0] for problem in problems]


def error(*layers):
    with pytest.raises(SettingsError) as caught:
        load(layers)
    return caught.value


def test_without_layers_every_setting_has_its_default():
    assert loaded() == Settings()
    assert Settings().people.show_emails is False
    assert Settings().filters.revision == "HEAD"


def test_the_strongest_layer_has_the_say():
    weak, strong = "[filters]\nsince = '2 years'\npaths = ['a/']", "[filters]\nsince = '2024-01-01'"
    settings = loaded(user(weak), repository(strong), command_line(filters={"kinds": ["code"]}))
    assert settings.filters.since == "2024-01-01"
    assert settings.filters.paths == ("a/",)
    assert settings.filters.kinds == ("code",)
    assert settings.origins == {
        "filters.since": ".influencekit.toml",
        "filters.paths": "config.toml",
        "filters.kinds": "command line",
    }


def test_only_the_table_of_the_project_file_that_is_ours_is_read():
    text = "[tool.other]\nx = 1\n[tool.influencekit.people]\nmerge = false"
    layer = parse_toml(text, "pyproject.toml", "repository", ("tool", "influencekit"))
    assert loaded(layer).people.merge is False
    assert parse_toml("x = 1", "pyproject.toml", "repository", ("tool", "influencekit")).table == {}


def test_tables_of_models_and_plugins_join_by_name_and_parameter():
    settings = loaded(
        user("[models.ownership]\na = 1\nb = 1\n[plugins.git]\ndeep = true\n[plugins.x]\ny = 1"),
        repository("[models.ownership]\nb = 2\n[models.risk]\nc = 3"),
        command_line(plugins={"git": {"deep": False}}),
    )
    assert settings.models == {"ownership": {"a": 1, "b": 2}, "risk": {"c": 3}}
    assert settings.plugins.options == {"git": {"deep": False}, "x": {"y": 1}}
    assert settings.origins["models.risk"] == ".influencekit.toml"
    assert settings.origins["plugins.options.git"] == "command line"


def test_a_file_of_windows_with_a_mark_at_its_start_is_read():
    assert loaded(user("\ufeff[people]\nmerge = false")).people.merge is False


def test_a_repository_adds_to_what_protects_and_takes_nothing_away():
    mine = user("[people]\nopt_out = ['ada']\n[plugins]\nblock = ['bad']")
    settings = loaded(mine, repository("[people]\nopt_out = ['bob']\n[plugins]\nblock = []"))
    assert settings.people.opt_out == ("ada", "bob")
    assert settings.plugins.block == ("bad",)


@pytest.mark.parametrize(
    ("mine", "theirs", "key"),
    [
        ("", "[people]\nshow_emails = true", "people.show_emails"),
        ("", "[people]\nme = 'eve'", "people.me"),
        ("[people]\nmerge = false", "[people]\nmerge = true", "people.merge"),
        ("[sources]\njobs = 2", "[sources]\njobs = 3", "sources.jobs"),
        ("[sources]\njobs = 2", "[sources]\njobs = 0", "sources.jobs"),
        ("[sources]\ncache = 'c'", "[sources]\ncache = 'docs'", "sources.cache"),
        ("", "[plugins.git]\nrun = 'x'", "plugins.options"),
        ("", "[output]\nformat = 'html'", "output.format"),
    ],
)
def test_what_a_repository_would_loosen_is_a_problem_and_left_as_it_was(mine, theirs, key):
    settings, keys = refused(user(mine), repository(theirs))
    assert keys == [key]
    assert settings == loaded(user(mine))


def test_a_problem_names_the_file_and_what_is_allowed():
    _, (problem,) = load([repository("[people]\nshow_emails = true")])
    assert str(problem) == (
        "settings .influencekit.toml: people.show_emails: "
        "a repository may set it to false only; left out."
    )


def test_a_repository_can_tighten_and_the_user_can_loosen_again():
    mine = user("[people]\nshow_emails = true\n[sources]\njobs = 8")
    theirs = repository("[people]\nshow_emails = false\n[sources]\njobs = 2")
    tightened = loaded(mine, theirs)
    assert (tightened.people.show_emails, tightened.sources.jobs) == (False, 2)
    loosened = loaded(mine, theirs, command_line(people={"show_emails": True}, sources={"jobs": 0}))
    assert (loosened.people.show_emails, loosened.sources.jobs) == (True, 0)


def test_paths_of_a_repository_stay_in_it_and_others_are_left_out_one_by_one():
    mine = user("[people]\nteams_file = '/etc/teams.toml'")
    theirs = repository(
        "[people]\nteams_file = '../teams.toml'\nopt_out_files = ['/etc/passwd', 'opt-out.txt']\n"
        "[sources]\nblogs = ['~/blog', 'posts']\nignore_revs_file = '.git/config'"
    )
    settings, problems = load([mine, theirs])
    assert settings.people.teams_file == Place(
        path="/etc/teams.toml", base=Path("/home/ada"), trust="user", origin="config.toml"
    )
    assert [place.path for place in settings.people.opt_out_files] == ["opt-out.txt"]
    assert [place.path for place in settings.sources.blogs] == ["posts"]
    assert settings.sources.blogs[0].base == ROOT
    assert settings.sources.ignore_revs_file is None
    assert len(problems) == 4
    assert all(problem.name == ".influencekit.toml" for problem in problems)


@pytest.mark.parametrize(
    ("text", "key", "expected", "found"),
    [
        ("[people]\nmerge = 1", "people.merge", "true or false", 1),
        ("[people]\nbots = 'x'", "people.bots", "a list of texts", "x"),
        ("[people]\nbots = [1]", "people.bots", "a list of texts", [1]),
        ("[sources]\njobs = true", "sources.jobs", "a whole number from 0 to 9999", True),
        ("[sources]\njobs = -1", "sources.jobs", "a whole number from 0 to 9999", -1),
        ("[areas]\nlimit = 0", "areas.limit", "a whole number from 1 to 9999", 0),
        ("[areas]\nnamed = ['x']", "areas.named", "a table of lists of path patterns", ["x"]),
        ("[filters]\nkinds = ['cod']", "filters.kinds", "a list of code, tests", ["cod"]),
        ("[filters]\nsince = 'soon'", "filters.since", "a date such as 2024-05-31", "soon"),
        ("[filters]\npaths = ['a[']", "filters.paths", "'[' stands alone", ["a["]),
        ("[filters]\nrevision = '--output=x'", "filters.revision", "a revision", "--output=x"),
        ("[filters]\nrevision = ''", "filters.revision", "a revision", ""),
        ("[people]\nteams_file = ''", "people.teams_file", "a path", ""),
        ("[output]\ncolor = 'blue'", "output.color", "auto or always or never", "blue"),
        ("[models]\nownership = 1", "models", "a table of tables", {"ownership": 1}),
        ("people = 1", "people", "a table", 1),
    ],
)
def test_a_wrong_value_is_named_with_file_key_expected_and_found(text, key, expected, found):
    wrong = error(user(text))
    assert (wrong.file, wrong.key, wrong.found) == ("config.toml", key, found)
    assert expected in wrong.expected
    assert str(wrong).startswith(f"config.toml: {key}: expected {wrong.expected}")
    assert wrong.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        ("[people]\nbot = []", "people.bot", "did you mean 'people.bots'?"),
        ("[poeple]\nbots = []", "poeple", "did you mean 'people'?"),
        ("show_emails = true", "show_emails", "did you mean 'people.show_emails'?"),
        ("[filters]\nshow_emails = true", "filters.show_emails", "'people.show_emails'"),
        ("[xyzzy]\nq = 1", "xyzzy", "they begin with people, counts"),
        ("[plugins]\ngit = 1", "plugins.git", "a key that exists"),
        ("[origins]\nx = 1", "origins", "they begin with"),
    ],
)
def test_an_unknown_key_is_an_error_that_says_what_was_probably_meant(text, key, hint):
    wrong = error(user(text))
    assert wrong.key == key
    assert hint in wrong.expected


def test_a_long_wrong_value_is_cut_short():
    assert len(str(error(user(f"[people]\nmerge = '{'x' * 10_000}'")))) < 200


@pytest.mark.parametrize(
    "text",
    [
        "[people",
        "a = 1\na = 2",
        f"x = {'[' * 5000}",
        f"x = {'9' * 5000}",
        "x = 1979-99-99",
        "\x00",
    ],
)
def test_what_is_no_toml_is_an_error_with_the_place_and_not_a_crash(text):
    with pytest.raises(SettingsError, match=r"^config\.toml: syntax: expected TOML"):
        user(text)


def test_hostile_values_are_errors_and_not_crashes():
    huge = "0x" + "f" * 5000
    assert "a huge int" in str(error(repository(f"[people]\nmerge = {huge}")))
    assert "a whole number" in str(error(repository(f"[sources]\njobs = {huge}")))
    deep = ".".join("a" * 3000)
    told = str(error(repository(f"people.merge.{deep} = 1")))
    assert "people.merge: expected true or false, found" in told
    assert len(told) < 200
    assert loaded(repository(f"models.x.{deep} = 1")).models["x"].keys() == {"a"}


def test_the_table_of_the_project_file_must_be_a_table():
    with pytest.raises(SettingsError, match=r"tool\.influencekit: expected a table, found 3"):
        parse_toml(
            "tool.influencekit = 3", "pyproject.toml", "repository", ("tool", "influencekit")
        )


TEXTS = st.lists(st.sampled_from(["ada", "bob", "src/", "!src/x"]), max_size=3)
PATHS = st.sampled_from(["x", "docs/y", "../x", "/etc/x", "~/x", ".git/x", "a/../../b", "C:x"])
OF_SORT = {
    values.FLAG: st.booleans(),
    values.TEXT: st.sampled_from(["", "ada", "json"]),
    values.TEXTS: TEXTS,
    values.PATTERNS: TEXTS,
    values.KIND_NAMES: st.lists(st.sampled_from(["code", "data"])),
    values.TIME: st.sampled_from(["2024-01-01", "2 days"]),
    values.REVISION: st.sampled_from(["HEAD", "v1..v2"]),
    values.PLACE: PATHS,
    values.PLACES: st.lists(PATHS, max_size=3),
    values.NAMED_PATTERNS: st.dictionaries(st.sampled_from("ab"), TEXTS),
    values.TABLES: st.dictionaries(
        st.sampled_from(["git", "x"]), st.dictionaries(st.sampled_from("pq"), st.integers())
    ),
}
OTHERS = {
    "areas.limit": st.integers(1, 99),
    "sources.jobs": st.integers(0, 9),
    "output.color": st.sampled_from(["auto", "always"]),
    "output.width": st.integers(0, 99),
}


def table(values):
    """Return the table of a file that sets each key to its value."""
    made = {}
    for key, value in values.items():
        group, _, name = key.partition(".")
        if key == "plugins.options" or not name:
            made.setdefault(group, {}).update(value)
        else:
            made.setdefault(group, {})[name] = value
    return made


TABLES = st.fixed_dictionaries(
    {},
    optional={
        key: OTHERS[key] if key in OTHERS else OF_SORT[known.sort] for key, known in KEYS.items()
    },
).map(table)


@given(TABLES, TABLES)
def test_whatever_a_repository_says_nothing_that_protects_gets_weaker(mine, theirs):
    layers = [Layer("mine", "user", mine), Layer("theirs", "repository", theirs, ROOT)]
    before, _ = load(layers[:1])
    after, _ = load(layers)
    assert after.people.show_emails <= before.people.show_emails
    assert after.people.merge <= before.people.merge
    assert set(before.people.opt_out) <= set(after.people.opt_out)
    assert set(before.people.opt_out_files) <= set(after.people.opt_out_files)
    assert set(before.plugins.block) <= set(after.plugins.block)
    assert after.plugins.options == before.plugins.options
    assert (after.sources.jobs or 10_000) <= (before.sources.jobs or 10_000)
    assert (after.people.me, after.sources.cache) == (before.people.me, before.sources.cache)
    assert after.output == before.output
    places = (
        *after.people.opt_out_files,
        *after.sources.blogs,
        after.people.teams_file,
        after.sources.ignore_revs_file,
    )
    assert not any(place.escapes for place in places if place)


def rows():
    """Return the reference's table as the code has it."""
    for name, key in KEYS.items():
        default = dict(key.default) if isinstance(key.default, Mapping) else key.default
        shown = "" if default is None else f"`{json.dumps(default)}`"
        expected = "a table" if SPELLED[name] != name else key.sort.expected
        yield f"| `{SPELLED[name]}` | {key.means} | {expected} | {shown} | {MAY[key.may]} |"


def test_the_reference_lists_every_setting_as_the_code_has_it():
    page = PAGE.read_text(encoding="utf-8")
    listed = [line for line in page.splitlines() if line.startswith("| `")]
    assert listed == list(rows())


def test_the_examples_in_the_reference_are_valid_settings():
    page = PAGE.read_text(encoding="utf-8")
    examples = [part.partition("```")[0] for part in page.split("```toml\n")[1:]]
    assert len(examples) >= 2
    for example in examples:
        load([user(example)])
