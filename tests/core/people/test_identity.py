"""Identities become people: names, keys, who is left out, who is found."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.domain import Alias, Identity
from influencekit.errors import InputError
from influencekit.evidence import NOBODY
from influencekit.people.identity import People, PeopleOptions, Teams, find, resolve
from influencekit.people.mailmap import parse

NAMES = st.sampled_from(
    (
        *("", "  ", "Ada Lovelace", "ada", "ADA LOVELACE", "Ada", "Ädä Lövelace", "Grace Hopper"),
        *("Hopper, Grace", "grace", "Mary Somerville", "root", "mary@z.org", "a@b c@d", "助"),
        "build-bot[bot]",
    )
)
ADDRESSES = st.sampled_from(
    (
        *("", "ada@x.org", "ada@y.org", "grace@x.org", "mary@z.org", "none@none", "info@x.org"),
        *("1+ada@users.noreply.github.com", "ada@users.noreply.github.com", "root@localhost"),
        *("2+ada@users.noreply.github.com", "grace@laptop.local", "noreply@anthropic.com"),
    )
)
IDENTITIES = st.lists(st.builds(Identity, NAMES, ADDRESSES), max_size=12, unique=True)


def people_of(*spelled, mailmap="", last_seen=None, **options):
    identities = [Identity(*one.removesuffix(">").split(" <")) for one in spelled]
    aliases, _ = parse(mailmap)
    return resolve(identities, aliases, last_seen=last_seen, options=PeopleOptions(**options))


def names(people: People):
    return [person.name for person in people.persons]


def test_the_name_of_the_mailmap_is_shown_even_when_another_was_used_last():
    people = people_of(
        "ada <ada@x.org>",
        "Countess <ada@x.org>",
        mailmap="Ada Lovelace <ada@x.org>",
        last_seen=[1, 2],
    )
    assert names(people) == ["Ada Lovelace"]
    assert people.of.tolist() == [0, 0]


@pytest.mark.parametrize(("last_seen", "shown"), [([1, 2], "Ada King"), ([2, 1], "Ada Byron")])
def test_without_a_mailmap_the_name_used_last_is_shown(last_seen, shown):
    people = people_of("Ada Byron <ada@x.org>", "Ada King <ada@x.org>", last_seen=last_seen)
    assert names(people) == [shown]
    assert [person.key for person in people.persons] == [shown.lower()]


def test_a_name_that_only_others_use_is_not_shown():
    people = people_of("Ada King <ada@x.org>", "Ada Byron <ada@x.org>", last_seen=[5, 0])
    assert names(people) == ["Ada King"]


def test_a_placeholder_an_address_and_a_relay_are_shown_only_where_there_is_no_name():
    people = people_of(
        "Ada King <ada@x.org>", "unknown <ada@x.org>", "ada@x.org <ada@x.org>", last_seen=[1, 2, 3]
    )
    assert names(people) == ["Ada King"]
    assert names(people_of("ada@x.org <ada@x.org>")) == ["ada@…"]
    assert names(people_of(" <ada@x.org>")) == ["(no name)"]
    assert names(people_of(" <7+ada@users.noreply.github.com>")) == ["ada"]
    assert names(people_of("Ada King via Relay <relay@x.org>", "Ada King <ada@x.org>")) == [
        "Ada King"
    ]


def test_people_of_one_name_have_keys_that_differ_and_are_free_of_addresses():
    people = people_of("Ägnes  O'Hara <b@x.org>", "Agnes O'Hara <a@x.org>", merge=False)
    assert [(person.key, person.identities[0].email) for person in people.persons] == [
        ("agnes ohara", "a@x.org"),
        ("agnes ohara~2", "b@x.org"),
    ]


def test_an_identity_without_name_and_address_is_nobody():
    people = people_of(" <>", "Ada <>", "  <>")
    assert people.of.tolist() == [NOBODY, 0, NOBODY]


def test_the_columns_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        people_of("Ada <ada@x.org>").of[0] = 3


def test_without_merging_the_people_are_exactly_those_of_the_mailmap():
    people = people_of(
        "Ada Lovelace <ada@x.org>",
        "Ada Lovelace <ada@y.org>",
        "ada <ada@x.org>",
        "ada <ada@z.org>",
        mailmap="Ada Lovelace <ada@x.org> <ada@z.org>",
        merge=False,
    )
    assert people.of.tolist() == [1, 2, 0, 1]
    assert people.merged == 0


def test_merged_counts_the_spellings_that_the_rules_joined_to_another():
    people = people_of("Ada King <ada@x.org>", "ada <ada@x.org>", "Grace <g@x.org>")
    assert (len(people.persons), people.merged) == (2, 1)


@given(IDENTITIES, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_the_identities_changes_nothing(identities, random, merge):
    seen = {identity: len(identity.name) for identity in identities}
    shuffled = random.sample(identities, len(identities))
    options = PeopleOptions(merge=merge)
    one = resolve(identities, last_seen=[seen[it] for it in identities], options=options)
    two = resolve(shuffled, last_seen=[seen[it] for it in shuffled], options=options)
    assert one.persons == two.persons
    assert [one.of[identities.index(it)] for it in shuffled] == two.of.tolist()


@given(IDENTITIES)
def test_every_identity_is_of_one_person_who_lists_it_and_no_key_or_name_holds_an_address(given_):
    people = resolve(given_)
    for identity, at in zip(given_, people.of.tolist(), strict=True):
        if at == NOBODY:
            assert (identity.name.strip(), identity.email) == ("", "")
        else:
            assert identity in people.persons[at].identities
    assert len({person.key for person in people.persons}) == len(people.persons)
    for person in people.persons:
        assert "@" not in person.key
        assert person.key
        assert "@x.org" not in person.name
        assert "@z.org" not in person.name


@given(IDENTITIES, st.lists(st.sampled_from(["Zoe Quist", "Yan", "Zoe"]), unique=True))
def test_strangers_who_come_later_change_no_key(before, strangers):
    later = [Identity(name, f"{name.lower()[:3]}@new.org") for name in strangers]
    first, both = resolve(before), resolve([*later, *before])
    for at, identity in enumerate(before):
        if first.of[at] != NOBODY:
            key = both.persons[both.of[len(later) + at]].key
            assert first.persons[first.of[at]].key == key, identity


ADA = ["Ada King <ada@x.org>", "ada <ada@x.org>", "Ada King <5+countess@users.noreply.github.com>"]
HASHED = "sha256:" + hashlib.sha256(b"ada@x.org").hexdigest()


@pytest.mark.parametrize(
    "entry",
    [
        *("Ada King", "ada  KING", "ADA", "Ada*", "ada@x.org", "ADA@X.ORG", "*@x.org"),
        *("countess", "@Countess", HASHED, HASHED.replace("sha", "SHA")),
    ],
)
def test_whoever_opts_out_by_any_name_they_have_is_gone_altogether(entry):
    people = people_of(*ADA, "Grace Hopper <grace@y.org>", opt_out=(entry,))
    assert names(people) == ["Grace Hopper"]
    assert people.of.tolist() == [NOBODY, NOBODY, NOBODY, 0]
    assert (people.opted_out, people.merged) == (3, 0)


def test_opting_out_by_a_name_that_the_mailmap_replaces_works():
    people = people_of(
        "Countess <c@y.org>",
        mailmap="Ada King <ada@x.org> <c@y.org>",
        opt_out=("c@y.org",),
    )
    assert people.persons == ()
    assert people.opted_out == 1


def test_of_those_who_share_an_address_only_the_one_who_opts_out_is_gone():
    people = people_of("ada <none@none>", "bob <none@none>", "ada <ada@x.org>", opt_out=("bob",))
    assert people.of.tolist() == [1, NOBODY, 0]
    assert people.opted_out == 1


def test_an_assistant_in_a_trailer_is_nobody_and_one_that_commits_is_a_bot():
    spelled = ["Claude <noreply@anthropic.com>", "Claude Opus 4 <noreply@anthropic.com>"]
    assert people_of(*spelled, last_seen=[0, 0]).persons == ()
    people = people_of(*spelled, last_seen=[0, 7])
    assert [(it.name, it.bot, it.bot_reason) for it in people.persons] == [
        ("Claude", True, "It is an AI assistant: Claude.")
    ]


def test_settings_say_who_is_a_bot_and_who_is_not():
    spelled = ["Grace <grace@x.org>", "build-bot <b@x.org>", "Claude <noreply@anthropic.com>"]
    people = people_of(*spelled, bots=("grace",), not_bots=("build-bot", "claude"))
    assert {person.name: person.bot_reason for person in people.persons} == {
        "Grace": "The settings list it as a bot.",
        "build-bot": "",
        "Claude": "",
    }


def test_a_bot_is_never_joined_to_the_person_whose_address_it_uses():
    people = people_of("Ada King <ada@x.org>", "release-bot <ada@x.org>")
    assert [(person.name, person.bot) for person in people.persons] == [
        ("Ada King", False),
        ("release-bot", True),
    ]


def test_one_bot_at_several_addresses_is_one():
    people = people_of(
        "renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>",
        "renovate[bot] <bot@renovateapp.com>",
        "Renovate <bot@renovateapp.com>",
    )
    assert [(person.bot, len(person.identities)) for person in people.persons] == [(True, 3)]


def test_teams_and_organisations_come_from_the_file():
    teams = Teams.parse(
        """
        [teams]
        core = ["Ada King", "@gracie"]
        docs = ["ada@x.org"]
        [organisations]
        "Example Corp" = ["example.com", "Ada King"]
        Navy = ["navy.mil"]
        """,
        "teams.toml",
    )
    people = people_of(
        "Ada King <ada@x.org>",
        "Grace Hopper <grace@example.com>",
        "Grace Hopper <3+gracie@users.noreply.github.com>",
        "grace hopper <grace@example.com>",
        "Bob <bob@sea.navy.mil>",
        "Eve <eve@notexample.com>",
        teams=teams,
    )
    assert {it.name: (it.organisation, it.teams) for it in people.persons} == {
        "Ada King": ("Example Corp", ("core", "docs")),
        "Grace Hopper": ("Example Corp", ("core",)),
        "Bob": ("Navy", ()),
        "Eve": ("", ()),
    }


def test_of_two_employers_the_one_of_the_newest_address_counts():
    teams = Teams.parse('[organisations]\nOld = ["old.com"]\nNew = ["new.com"]', "teams.toml")
    people = people_of(
        "Ada King <ada@old.com>",
        "Ada King <ada@new.com>",
        mailmap="Ada King <ada@new.com> <ada@old.com>",
        teams=teams,
    )
    assert people.persons[0].organisation == "New"


def test_a_person_is_found_by_key_name_login_address_and_by_an_earlier_name():
    people = people_of(
        "Ada King <ada@x.org>",
        "Ada Byron <ada@x.org>",
        "Ada King <5+countess@users.noreply.github.com>",
        "Bob <bob@x.org>",
        last_seen=[2, 1, 3, 1],
    )
    for text in ("ada king", "ADA KING", "countess", "@Countess", "Ada@X.org", "Ada Byron"):
        assert people.persons[find(people, text)].name == "Ada King"
    assert find(people, "Somebody <bob@x.org>") == find(people, "bob")
    assert find(people, "Bob <bob@elsewhere.org>") == find(people, "bob")
    assert find(people, "eve") is None
    assert find(people, "") is None
    assert find(people, " <> ") is None


def test_every_key_finds_its_person():
    people = people_of("hpk <none@none>", "hpk <root@localhost>", "Hpk <h@x.org>")
    assert [find(people, person.key) for person in people.persons] == [0, 1, 2]


def test_a_name_of_several_people_is_refused_with_their_keys_and_without_addresses():
    people = people_of("Ada King <ada@x.org>", "Ada King <ada@y.org>")
    with pytest.raises(InputError) as caught:
        find(people, "Ada King")
    message = str(caught.value)
    assert "Ada King [ada king], Ada King [ada king~2]" in message
    assert "ada@" not in message
    assert find(people, "Ada King <ada@y.org>") == 1


def test_a_shared_address_finds_the_person_of_the_name_beside_it():
    people = people_of("ada <none@none>", "bob <none@none>")
    assert find(people, "Bob <none@none>") == 1
    with pytest.raises(InputError, match="any of 2 people"):
        find(people, "none@none")


def test_aliases_of_a_staff_list_work_as_those_of_a_mailmap():
    alias = Alias(
        seen=Identity("", "c@y.org"), canonical=Identity("Ada King", ""), locator="staff:1"
    )
    people = resolve([Identity("countess", "c@y.org")], [alias])
    assert names(people) == ["Ada King"]
