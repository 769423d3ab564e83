"""What is joined without being asked, and above all what is not."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.domain import Identity
from influencekit.people.addresses import address_of
from influencekit.people.identity import resolve
from influencekit.people.merging import merge
from influencekit.people.names import name_of, related, share_a_word


def groups(*spelled):
    """Return the spellings of each person, in the order in which they were given."""
    identities = [Identity(*one.removesuffix(">").split(" <")) for one in spelled]
    found = {}
    for one, label in zip(spelled, merge(identities), strict=True):
        found.setdefault(label, []).append(one)
    return list(found.values())


def assert_one(*spelled):
    assert groups(*spelled) == [list(spelled)]


def assert_all_apart(*spelled):
    assert groups(*spelled) == [[one] for one in spelled]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Lovelace", "ada lovelace"),
        ("Ada Lovelace", "AdaLovelace"),
        ("Ada Lovelace", "Lovelace, Ada"),
        ("Ada Lovelace", "Lovelace Ada"),
        ("Ada Lovelace", "Ada K. Lovelace"),
        ("Ada Lovelace", "A. Lovelace"),
        ("Ada Lovelace", "Ada L"),
        ("Ada Lovelace", "ada"),
        ("Ada Lovelace", "alovelace"),
        ("Ada Lovelace", "adalove42"),
        ("Ada Lovelace", "countess"),
        ("Ada Lovelace", "Ada Lovelcae"),
        ("Ada Lovelace", "Ada Lovelace (Babbage Ltd.)"),
        ("René Lefèvre", "Rene Lefevre"),
        ("Åse Øvergård", "Ase Overgard"),
        ("Theodore Ts'o", "Theodore Tso"),
        ("Ada Byron", "Ada King"),
        ("James Clark", "Jessica Clark"),
        ("Wei Zhang", "张伟"),
        ("Ivan Petrov", "Иван Петров"),
        ("ada@x.org", "Ada Lovelace"),
        ("", "Ada Lovelace"),
    ],
)
def test_names_on_one_address_that_are_forms_of_one_name_or_follow_each_other_are_one(one, other):
    assert_one(f"{one} <al@x.org>", f"{other} <al@x.org>")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Lovelace", "Charles Babbage"),
        ("Ada Lovelace", "charles"),  # a first name that is not hers
        ("Ada", "Charles"),
        ("countess", "engineer"),
    ],
)
def test_different_names_on_one_address_stay_apart(one, other):
    assert_all_apart(f"{one} <al@x.org>", f"{other} <al@x.org>")


def test_a_part_of_a_name_joins_nobody_where_two_people_have_it():
    assert_all_apart("Ann Jones <home@x.org>", "Tim Annesley <home@x.org>", "ann <home@x.org>")


@pytest.mark.parametrize(
    "email",
    [
        *("none@none", "root@localhost", "root@db3.x.org", "user@example.com", "you@example.com"),
        *("noreply@github.com", "no-reply@x.org", "no@email", "(none)", "", "devnull@localhost"),
        *("ada@localhost.localdomain", "ubuntu@ip-10-0-0-1.ec2.internal", "?@?", "unknown"),
        *(
            "your.name@x.org",
            "none@x.org",
            "vagrant@x.org",
            "me@example.org",
            "a@b",
            "nobody@x.org",
        ),
    ],
)
def test_an_address_that_is_nobodys_joins_nobody(email):
    assert_all_apart(f"ada <{email}>", f"Ada Lovelace <{email}>", f"alove <{email}>")


def test_twenty_three_people_who_share_a_junk_address_stay_twenty_three():
    spelled = [f"dev{number} <none@none>" for number in range(23)]
    assert_all_apart(*spelled)


def test_an_address_with_many_names_is_known_to_be_shared_without_being_on_a_list():
    assert_all_apart(
        "Ada Lovelace <lab@x.org>",
        "Grace Hopper <lab@x.org>",
        "Mary King <lab@x.org>",
        "bob <lab@x.org>",
    )
    handles = ("quux", "frob", "xyzzy", "plugh", "thud", "corge", "waldo", "garply", "nym")
    assert_all_apart(*(f"{handle} <lab@x.org>" for handle in handles))


def test_a_role_and_a_machine_join_forms_of_one_name_only():
    assert_one("Ada Lovelace <info@x.org>", "ada <info@x.org>")
    assert_all_apart("Ada Lovelace <info@x.org>", "countess <info@x.org>")
    assert_all_apart("Ada Byron <dev@x.org>", "Ada King <dev@x.org>")
    assert_one("Ada Lovelace <ada@laptop.(none)>", "ada <ada@laptop.(none)>")
    assert_all_apart("Ada Lovelace <ada@laptop.local>", "countess <ada@laptop.local>")


def test_a_role_at_a_domain_made_of_the_name_is_that_persons():
    assert_one("Ada Lovelace <git@adalovelace.org>", "countess <git@adalovelace.org>")


def test_what_reaches_one_mailbox_is_one_address():
    assert_one("Ada L <ada.love@gmail.com>", "ada <adalove+git@googlemail.com>")
    assert_all_apart("Ada Lovelace <ada.love@x.org>", "Ada Lovelace <adalove@x.org>")


def test_a_mailing_lists_address_is_not_that_of_those_whom_it_relays():
    assert groups(
        "Ada Lovelace via Relay <relay@x.org>",
        "Grace Hopper via Relay <relay@x.org>",
        "Ada Lovelace <ada@x.org>",
    ) == [
        ["Ada Lovelace via Relay <relay@x.org>", "Ada Lovelace <ada@x.org>"],
        ["Grace Hopper via Relay <relay@x.org>"],
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("42+ada@users.noreply.github.com", "ada@users.noreply.github.com"),
        ("42+ada@users.noreply.github.com", "42+countess@users.noreply.github.com"),
        ("42-ada@users.noreply.gitlab.com", "ada@users.noreply.gitlab.com"),
        ("42+ada@users.noreply.github.corp.com", "ada@users.noreply.github.corp.com"),
        ("ada@noreply.codeberg.org", "ada@noreply.codeberg.org"),
    ],
)
def test_a_forges_account_is_one_person_under_any_two_names(one, other):
    assert_one(f"Ada Lovelace <{one}>", f"The Countess <{other}>")


def test_an_account_that_four_full_names_use_is_not_one_persons():
    account = "7+lab@users.noreply.github.com"
    assert_all_apart(
        *(f"{name} <{account}>" for name in ("Ada K", "Al Bo", "Cy Do", "Ed Fu", "Gu Hi"))
    )


def test_accounts_on_two_forges_and_a_login_that_two_numbers_claim_stay_apart():
    assert_all_apart(
        "Ada Byron <ada@users.noreply.github.com>", "Ada King <ada@users.noreply.gitlab.com>"
    )
    assert_all_apart(
        "A B <1+ada@users.noreply.github.com>",
        "C D <2+ada@users.noreply.github.com>",
        "E F <ada@users.noreply.github.com>",
    )


@pytest.mark.parametrize(
    "homeless",
    [
        *("42+countess@users.noreply.github.com", "countess@noreply.codeberg.org", "none@none"),
        *("", "root@localhost", "ada@laptop.local", "ada@host.(none)", "noreply@github.com"),
    ],
)
def test_a_full_name_without_a_real_address_joins_the_only_real_address_of_that_name(homeless):
    assert_one("Ada Lovelace <ada@x.org>", f"ada  LOVELACE <{homeless}>")
    assert_all_apart(
        "Ada Lovelace <ada@x.org>", "Ada Lovelace <ada@y.org>", f"Ada Lovelace <{homeless}>"
    )
    assert_all_apart("Ada K Lovelace <ada@x.org>", f"Ada Lovelace <{homeless}>")


@pytest.mark.parametrize(
    "name", ["ada", "Ada L", "A. B.", "Your Name", "unknown user", "root", "助"]
)
def test_a_name_that_is_not_full_joins_nothing(name):
    assert_all_apart(f"{name} <ada@x.org>", f"{name} <42+ada@users.noreply.github.com>")


def test_two_accounts_of_one_name_join_no_address_for_nobody_knows_whose_it_is():
    assert_all_apart(
        "Wei Wang <wei@x.org>",
        "Wei Wang <1+ww@users.noreply.github.com>",
        "Wei Wang <2+wei@users.noreply.github.com>",
    )


def test_an_account_with_two_names_does_not_join_the_owners_of_both():
    assert groups(
        "Ada Lovelace <ada@x.org>",
        "Grace Hopper <grace@y.org>",
        "Ada Lovelace <7+lab@users.noreply.github.com>",
        "Grace Hopper <7+lab@users.noreply.github.com>",
    ) == [
        ["Ada Lovelace <ada@x.org>"],
        ["Grace Hopper <grace@y.org>"],
        [
            "Ada Lovelace <7+lab@users.noreply.github.com>",
            "Grace Hopper <7+lab@users.noreply.github.com>",
        ],
    ]


FIRST, LAST = ["Ada", "Grace", "Mary", "Sophie"], ["Hopper", "Lovelace", "Germain", "Somerville"]
PEOPLE = st.one_of(
    st.builds("{} {}".format, st.sampled_from(FIRST), st.sampled_from(LAST)),
    st.sampled_from([*FIRST, *map(str.lower, LAST), "", "hpk", "root", "ghopper"]),
)
MAIL = st.one_of(
    st.builds(
        "{}@{}".format,
        st.sampled_from(["ada", "grace", "hopper", "g.hopper", "info", "none", "7+ada", "8+lab"]),
        st.sampled_from(["x.org", "gmail.com", "none", "host.local", "users.noreply.github.com"]),
    ),
    st.just(""),
)


@settings(max_examples=300)
@given(st.lists(st.builds(Identity, PEOPLE, MAIL), max_size=14, unique=True))
def test_two_full_names_with_nothing_in_common_at_two_real_addresses_are_never_one(identities):
    labels = merge(identities)
    for (one, left), (two, right) in combinations(zip(identities, labels, strict=True), 2):
        names = name_of(one.name), name_of(two.name)
        addresses = address_of(one.email), address_of(two.email)
        strangers = (
            names[0].full and names[1].full and not (related(*names) or share_a_word(*names))
        )
        elsewhere = addresses[0].mailbox != addresses[1].mailbox
        if strangers and elsewhere and all(address.real for address in addresses):
            assert left != right, (one, two)


@settings(max_examples=300)
@given(st.lists(st.builds(Identity, PEOPLE, MAIL), max_size=14, unique=True))
def test_a_name_alone_never_joins_two_real_addresses(identities):
    real = [address_of(it.email).mailbox for it in identities if address_of(it.email).real]
    joined = resolve(identities)
    for person in joined.persons:
        own = {
            address_of(it.email).mailbox for it in person.identities if address_of(it.email).real
        }
        assert len(own) <= 1, (own, real)
