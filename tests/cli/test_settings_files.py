"""Where settings come from, and what a repository's files can and cannot do."""

import json

import pytest

from influencekit.errors import ExitCode


@pytest.fixture
def names(cli, story):
    """Return a function that says whom `who` names under the settings as they are."""

    def ask(*options):
        outcome = cli("who", story, "--format", "json", *options)
        assert outcome.code == ExitCode.OK, outcome.err
        return [person["name"] for person in json.loads(outcome.out)["people"]], outcome.err

    return ask


def test_later_layers_are_stronger_and_the_command_line_is_strongest(names, story, config):
    everybody = ["Ada Lovelace", "bob"]
    assert names() == (everybody, "")
    config('[filters]\nuntil = "2024-01-01"')
    assert names()[0] == ["Ada Lovelace"]
    (story / "pyproject.toml").write_text('[tool.influencekit.filters]\nuntil = "2024-01-02"\n')
    assert names()[0] == everybody
    (story / ".influencekit.toml").write_text('[filters]\nuntil = "2024-01-01"\n')
    assert names()[0] == ["Ada Lovelace"]
    assert names("--until", "2024-01-02")[0] == everybody


def test_a_repository_can_take_people_out_and_not_show_addresses(names, story):
    (story / ".influencekit.toml").write_text(
        '[people]\nopt_out = ["bob"]\nshow_emails = true\n', encoding="utf-8"
    )
    found, told = names()
    assert found == ["Ada Lovelace"]
    assert "people.show_emails: a repository may set it to false only" in told


@pytest.mark.parametrize(
    "text",
    ["[people\n", "[people]\nnonsense = 1\n", "people = 3\n", "x = \xff", "[people]\nme = 3"],
)
def test_a_wrong_settings_file_of_the_user_is_a_usage_error_that_names_it(text, cli, config):
    config(text)
    outcome = cli("plugins")
    assert outcome.code == ExitCode.USAGE
    assert "config.toml" in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("content", [b"[people\n", b"\xff\xfe", b"\x00" * 2_000_000])
def test_a_repositorys_file_that_cannot_be_read_costs_its_settings_only(content, names, story):
    (story / ".influencekit.toml").write_bytes(content)
    found, told = names()
    assert found == ["Ada Lovelace", "bob"]
    assert "settings .influencekit.toml: " in told


def test_a_settings_file_that_leads_out_of_the_repository_is_not_read(names, story, tmp_path):
    (tmp_path / "secret.toml").write_text('[people]\nopt_out = ["bob"]\n', encoding="utf-8")
    (story / ".influencekit.toml").symlink_to(tmp_path / "secret.toml")
    found, told = names()
    assert found == ["Ada Lovelace", "bob"]
    assert "leads out of the repository" in told


def test_a_settings_file_that_is_no_file_is_not_waited_for(names, story):
    import os  # noqa: PLC0415 - pipes exist on POSIX alone

    os.mkfifo(story / ".influencekit.toml")
    assert names()[0] == ["Ada Lovelace", "bob"]


def test_a_folder_in_place_of_a_settings_file_is_passed_over(names, story):
    (story / ".influencekit.toml").mkdir()
    assert names()[0] == ["Ada Lovelace", "bob"]
