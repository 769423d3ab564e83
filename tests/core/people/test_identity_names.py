"""Names are folded and compared; addresses say what they are."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.people.addresses import address_of
from influencekit.people.names import fold, made_of, misprint, name_of, related

TEXT = st.text(max_size=30)
SHORT = st.text("abAB éß-_.,()'助ø ", max_size=14)


@given(TEXT)
def test_folding_twice_is_folding_once_and_leaves_words_with_one_space_between(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())


@given(st.text("abcéüñÅøłßあ김 -", max_size=12))
def test_case_and_the_way_in_which_accents_are_encoded_do_not_matter(text):
    assert fold(text) == fold(unicodedata.normalize("NFD", text))
    assert fold(text.lower()) == fold(text)


@given(SHORT, SHORT)
def test_being_related_goes_both_ways_and_everybody_is_related_to_themselves(one, two):
    left, right = name_of(one), name_of(two)
    assert related(left, right) == related(right, left)
    assert related(left, left)


@pytest.mark.parametrize(
    ("text", "words", "full"),
    [
        ("Ada Lovelace", ("ada", "lovelace"), True),
        ("Lovelace, Ada", ("ada", "lovelace"), True),
        ("Ada Lovelace, PhD", ("ada", "lovelace"), True),
        ("Ada Lovelace, Jr.", ("ada", "lovelace"), True),
        ("Ada Lovelace (Countess)", ("ada", "lovelace"), True),
        ("(Ada Lovelace)", ("ada", "lovelace"), True),
        ("Ada Lovelace via Relay", ("ada", "lovelace"), True),
        ("Ada L", ("ada", "l"), False),
        ("ada", ("ada",), False),
        ("Your Name", ("your", "name"), False),
        ("root user", ("root", "user"), False),
        ("ada@x.org", (), False),
        ("", (), False),
        ("a" * 1_000_000, ("a" * 200,), False),
    ],
)
def test_a_name_is_cut_into_words_and_known_to_be_full_or_not(text, words, full):
    name = name_of(text)
    assert name.words == words
    assert name.full is full


@pytest.mark.parametrize(
    ("one", "two", "answer"),
    [
        ("Junio Hamano", "Junio C Hamano", True),
        ("Tom V", "Tom Viner", True),
        ("Matt Barber", "Matthew Barber", True),
        ("E. M. Bray", "E. Madison Bray", True),
        ("Ann Smith", "Bob Smith", False),
        ("J", "John Smith", False),
        ("bob", "Ada King", False),
        ("Ada King", "Bea Kong", False),
        ("Anna Berg", "Anna Burg", True),
        ("Jo Wu", "Jo Xu", False),  # one letter of few is another name
    ],
)
def test_two_forms_of_a_name_are_told_from_two_names(one, two, answer):
    assert related(name_of(one), name_of(two)) is answer


@pytest.mark.parametrize(
    ("handle", "words", "answer"),
    [
        ("seberg", ("sebastian", "berg"), True),
        ("jfinkels", ("jeffrey", "finkelstein"), True),
        ("njs", ("nathaniel", "j", "smith"), True),
        ("bergs", ("sebastian", "berg"), True),
        ("krekel", ("holger", "krekel"), True),
        ("hpk", ("holger", "krekel"), False),
        ("se", ("sebastian", "berg"), False),
        ("seb", ("sebastian", "berg"), True),
        ("xyz", ("sebastian", "berg"), False),
        ("a" * 24, ("a" * 24,) * 4, True),
        ("a" * 25, ("a" * 25,), False),
    ],
)
def test_a_login_made_of_a_name_is_known(handle, words, answer):
    assert made_of(handle, words) is answer


@pytest.mark.parametrize(
    ("one", "two", "answer"),
    [
        ("gracehopper", "gracehoper", True),
        ("gracehopper", "grecehopper", True),
        ("gracehopper", "grachehopper", True),
        ("gracehopper", "garcehopper", True),
        ("gracehopper", "gracehopper", True),
        ("gracehopper", "gracehepparr", False),
        ("annaburg", "annberg", False),
    ],
)
def test_a_misprint_is_one_letter_wrong_missing_added_or_swapped(one, two, answer):
    assert misprint(one, two) is answer
    assert misprint(two, one) is answer


@pytest.mark.parametrize(
    ("email", "mailbox", "real", "account", "number"),
    [
        ("ada@x.org", "ada@x.org", True, "", ""),
        ("ada+git@x.org", "ada@x.org", True, "", ""),
        ("a.da+git@googlemail.com", "ada@gmail.com", True, "", ""),
        ("ada@laptop.local", "ada@laptop.local", False, "", ""),
        ("ada@laptop", "ada@laptop", False, "", ""),
        ("ada@box.(none)", "ada@box.(none)", False, "", ""),
        ("7+ada@users.noreply.github.com", "", False, "github.com/ada", "7"),
        ("ada@users.noreply.github.com", "", False, "github.com/ada", ""),
        ("7-a-da@users.noreply.gitlab.com", "", False, "gitlab.com/a-da", "7"),
        ("ada@noreply.codeberg.org", "", False, "codeberg.org/ada", ""),
        ("1+x[bot]@users.noreply.github.com", "", False, "github.com/x[bot]", "1"),
        ("noreply@github.com", "", False, "", ""),
        ("none@none", "", False, "", ""),
        ("me@example.com", "", False, "", ""),
        ("me@adaking.email", "me@adaking.email", True, "", ""),
        ("ada king", "", False, "", ""),
        ("", "", False, "", ""),
        ("@", "", False, "", ""),
    ],
)
def test_an_address_says_whose_mailbox_or_account_it_is(email, mailbox, real, account, number):
    address = address_of(email)
    assert (address.mailbox, address.real) == (mailbox, real)
    assert (address.account, address.number) == (account, number)


@given(st.text("ab@.+-[]<>() 1é", max_size=20))
def test_any_text_is_taken_for_an_address_without_harm(text):
    address = address_of(text)
    assert not (address.mailbox and address.account)
    assert not (address.real and not address.mailbox)
