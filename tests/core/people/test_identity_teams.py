"""Entries name people as users write them; the file of teams says what is wrong with it."""

import hashlib

import pytest

from influencekit.domain import Identity
from influencekit.errors import SettingsError
from influencekit.people.teams import Matcher, Roster, Teams

ADA = Identity("Ada King", "ada@mail.example.com")
ACCOUNT = Identity("Ada", "7+countess@users.noreply.github.com")


@pytest.mark.parametrize(
    ("entry", "identity"),
    [
        ("Ada King", ADA),
        ("  ada   king ", ADA),
        ("ADA@mail.EXAMPLE.com", ADA),
        ("mail.example.com", ADA),
        ("example.com", ADA),
        ("*@*.example.com", ADA),
        ("Ada K?ng", ADA),
        ("countess", ACCOUNT),
        ("@countess", ACCOUNT),
        ("Cafe\u0301", Identity("CAFÉ")),
        ("my-ci[bot]", Identity("My-CI[bot]")),
        ("my-*[bot]", Identity("my-ci[bot]")),
        ("sha256:" + hashlib.sha256(ADA.email.encode()).hexdigest(), ADA),
    ],
)
def test_an_entry_names_whom_it_says(entry, identity):
    matcher = Matcher.of(["nobody here", entry])
    assert matcher.matches(identity) == [1]
    assert matcher.matches(Identity("Bob", "bob@x.org")) == []


@pytest.mark.parametrize(
    "entry",
    [
        *("Ada", "King", "ada", "com", "ample.com", "ada@", "@ada king", "my-[bc]ing", "", "  "),
        *("sha256:00", "?", "mail.example.com.x", "Ada King*Lovelace"),
    ],
)
def test_an_entry_names_nobody_else(entry):
    assert Matcher.of([entry]).matches(ADA) == []


def test_a_pattern_with_many_stars_is_tried_in_no_time():
    assert Matcher.of(["a*" * 50 + "b"]).matches(Identity("a" * 5000)) == []


def test_a_person_of_a_list_by_name_belongs_there_whatever_the_domain_says():
    teams = Teams.parse('[organisations]\nCorp = ["example.com"]\nNavy = ["Ada King"]', "t.toml")
    assert Roster(teams).of([ADA]) == ("Navy", ())


def test_nobody_belongs_anywhere_by_default():
    assert Roster(Teams()).of([ADA]) == ("", ())


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("[teams\n", "the whole file", "(at line 1"),
        ("teams = 3", "teams", "3"),
        ("[team]\ncore = []", "team", "'team'"),
        ("[teams]\ncore = 'Ada'", "teams.core", "'Ada'"),
        ("[organisations]\n'A B' = ['Ada', 7]", "organisations.A B[1]", "7"),
        ("[organisations]\n'A B' = ['']", "organisations.A B[0]", "''"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place_and_what_was_expected(text, key, found):
    with pytest.raises(SettingsError) as caught:
        Teams.parse(text, "teams.toml")
    assert (caught.value.file, caught.value.key) == ("teams.toml", key)
    assert "expected" in str(caught.value)
    assert found in str(caught.value)
