"""Likely duplicates are suggested with their evidence, and written as mailmap lines that work."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit.domain import Identity
from influencekit.people.addresses import address_of
from influencekit.people.duplicates import mailmap_lines, suggest
from influencekit.people.identity import PeopleOptions, resolve
from influencekit.people.mailmap import parse


def resolved(*spelled, mailmap=""):
    identities = [Identity(*one.removesuffix(">").split(" <")) for one in spelled]
    return resolve(identities, parse(mailmap)[0], last_seen=range(1, len(identities) + 1))


def evidence(*spelled, minimum=0.0):
    people = resolved(*spelled)
    assert len(people.persons) == len(spelled), "joined without being asked"
    return [sentence for one in suggest(people, minimum=minimum) for sentence in one.evidence]


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        ("Ada King <a@x.org>", "ada  king <k@y.org>", "They have the same full name."),
        ("Zoë Núñez <z@x.org>", "Zoe Nunez <n@y.org>", "differ only in accents, case or marks"),
        ("Ada King <a@x.org>", "King, Ada <k@y.org>", "They have the same full name."),
        ("Ada King <a@x.org>", "King Ada <k@y.org>", "the same words in another order"),
        ("Ada King <a@x.org>", "Ada B. King <k@y.org>", "with a middle name or initial"),
        ("Grace Hopper <a@x.org>", "Grace Hoper <k@y.org>", "differ by one letter"),
        ("Ada <countess@x.org>", "Lady <countess@y.org>", "the same before the @"),
        ("Ada <frobber@x.org>", "Al <1+frobber@users.noreply.github.com>", "login is the other's"),
        (
            "frobber <a@x.org>",
            "Al <1+frobber@users.noreply.github.com>",
            "goes by the other's login",
        ),
        ("frobber <none@none>", "Ada King <frobber@x.org>", "goes by the other's address"),
        ("Grace Hopper <a@x.org>", "G. <ghopper@y.org>", "address is made of the other's name"),
        ("ghopper <none@none>", "Grace Hopper <a@x.org>", "a short form of the other's name"),
        ("Ada B. King <a@x.org>", "abk <k@y.org>", "the other's initials"),
        (
            "Ada King (was frobber) <a@x.org>",
            "frobber <none@none>",
            "mentions what the other goes by",
        ),
        ("Ada King <al@x.org>", "Joan Clarke <al@x.org>", "Two different names are used with one"),
        (
            "frob <2+frobber@users.noreply.github.com>",
            "fb <frobber@noreply.codeberg.org>",
            "two forges",
        ),
    ],
)
def test_each_sort_of_evidence_is_found_and_said_without_names_and_addresses(one, other, sentence):
    said = evidence(one, other)
    assert any(sentence in text for text in said)
    assert not any(word in text for text in said for word in ("Ada", "King", "frobber", "@x", "@y"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada <none@none>", "bob <none@none>"),  # what is nobody's tells nothing
        ("Ada <ada@x.org>", "Ada <a@y.org>"),  # a first name is not a person
        ("Ada <a@x.org>", "Ada <1+frobber@users.noreply.github.com>"),
        ("root <root@a.org>", "root <root@b.org>"),
        ("Ada King <info@x.org>", "Joan Clarke <info@y.org>"),
        ("John Smith <jsmith@x.org>", "Jane Smith <jsmith@y.org>"),
        ("Ada King <frobber@x.org>", "Joan Clarke <frobber@y.org>"),
        ("release-bot <r@x.org>", "release-bot2 <r@y.org>"),
    ],
)
def test_little_evidence_makes_no_suggestion(one, other):
    assert suggest(resolved(one, other)) == ()


def test_what_a_crowd_has_in_common_distinguishes_nobody():
    assert suggest(resolved(*(f"Wei Wang <w{letter}@x.org>" for letter in "abcdefghijkl"))) == ()


def test_the_best_evidence_comes_first_and_several_kinds_make_it_likelier():
    people = resolved("Ada King <ada.king@x.org>", "Ada King <ada.king@y.org>", "Adaking <k@z.org>")
    found = suggest(people)
    assert [one.confidence for one in found] == sorted(
        (one.confidence for one in found), reverse=True
    )
    assert found[0].evidence[0] == "They have the same full name."
    assert found[0].confidence == pytest.approx(1 - (1 - 0.8) * (1 - 0.55) * (1 - 0.5))


def test_four_identities_of_one_person_hang_together():
    """As a maintainer's do in a real history: two addresses, a junk one, a host of long ago."""
    people = resolved(
        "grace hopper <grace@corp.org>",
        "grace hopper (rather uses forge/gbh42) <grace.hopper@mail.org>",
        "gbh <none@none>",
        "gbh@box.old.org <gbh@box.old.org>",
        "bob <none@none>",
    )
    pairs = {(one.first, one.second) for one in suggest(people)}
    bob = people.of[4]
    reached = {int(people.of[0])}
    for _ in people.persons:
        reached |= {at for pair in pairs if reached & {*pair} for at in pair}
    assert reached == {*range(len(people.persons))} - {bob}


def test_mailmap_lines_name_whoever_was_seen_last_and_no_superseded_name():
    people = resolved("Ada Byron <ada@x.org>", "Ada King <ada@x.org>", "Ada King <ada@y.org>")
    assert mailmap_lines(people, suggest(people)) == [
        "Ada King <ada@y.org> <ada@x.org>",
    ]


def test_a_line_for_an_address_that_others_use_too_takes_the_name():
    people = resolved("frobber <none@none>", "bob <none@none>", "Ada King <frobber@x.org>")
    assert mailmap_lines(people, suggest(people)) == [
        "Ada King <frobber@x.org> frobber <none@none>"
    ]


def test_people_without_an_address_of_their_own_get_no_lines():
    people = resolved("frobber <none@none>", "frobber <root@localhost>")
    found = suggest(people, minimum=0.0)
    assert len(found) == 1
    assert mailmap_lines(people, found) == []


def test_a_line_of_the_mailmap_for_a_name_is_overruled_by_one_for_that_name():
    people = resolved(
        "countess <ada@x.org>",
        "Ada King <king@y.org>",
        mailmap="Ada King <ada@x.org> countess <ada@x.org>",
    )
    assert mailmap_lines(people, suggest(people)) == [
        "Ada King <king@y.org> <ada@x.org>",
        "Ada King <king@y.org> countess <ada@x.org>",
    ]


WORDS = st.sampled_from(
    ["Ada King", "ada", "King, Ada", "Ada B King", "frobber", "root", "", "#1 Ada"]
)
MAIL = st.sampled_from(
    [
        "ada@x.org",
        "ada.king@y.org",
        "none@none",
        "1+frobber@users.noreply.github.com",
        "frobber@z.org",
    ]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, git):
    folder = tmp_path_factory.mktemp("suggested")
    git(folder, "init", "--quiet")
    return folder


@settings(max_examples=60)
@given(
    st.lists(st.builds(Identity, WORDS, MAIL), min_size=2, max_size=8, unique=True),
    st.sampled_from(
        ["", "Ada King <ada@x.org> frobber <none@none>", "<ada@x.org> <frobber@z.org>"]
    ),
)
def test_appended_to_the_mailmap_the_lines_make_git_see_one_person(folder, identities, mailmap):
    aliases, _ = parse(mailmap)
    people = resolve(identities, aliases)
    found = suggest(people, minimum=0.0)
    lines = mailmap_lines(people, found)
    path = folder / "mailmap"
    path.write_text("\n".join([mailmap, *lines]))
    asked = "".join(f"{one.name} <{one.email}>\n" for one in identities)
    answers = subprocess.run(
        ["git", "-C", folder, "-c", f"mailmap.file={path}", "check-mailmap", "--stdin"],
        input=asked,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.splitlines()
    for pair in found:
        both = [people.persons[at] for at in (pair.first, pair.second)]
        known = [address_of(it.email) for person in both for it in person.identities]
        writable = all(person.name not in {"root", "(no name)", "#1 Ada"} for person in both)
        if writable and any(address.real or address.account for address in known):
            said = {
                answer
                for answer, at, it in zip(answers, people.of.tolist(), identities, strict=True)
                if at in {pair.first, pair.second} and it.name not in {"", "#1 Ada"}
            }
            assert len(said) == 1, (lines, said)


@given(st.lists(st.builds(Identity, WORDS, MAIL), max_size=8, unique=True))
def test_suggestions_are_of_different_people_who_are_no_bots(identities):
    people = resolve(identities, options=PeopleOptions(bots=("ada",)))
    for one in suggest(people, minimum=0.0):
        assert one.first < one.second
        assert 0 < one.confidence < 1
        assert one.evidence
        assert not people.persons[one.first].bot
        assert not people.persons[one.second].bot
