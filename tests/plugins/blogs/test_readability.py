"""Reading ease: the formula's published examples, and syllables told by spelling."""

import pytest

from influencekit_blogs.readability import reading, syllables
from influencekit_blogs.text import plain_prose


@pytest.mark.parametrize(
    ("text", "words", "spoken", "ease"),
    [
        ("The cat sat on the mat.", 6, 6, 116.1),
        # The-Aus-tra-li-an plat-y-pus is seem-ing-ly a hy-brid of a mam-mal and rep-til-i-an crea-ture
        (
            "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.",
            13,
            26,
            24.4,
        ),
        ("It is read as sixty-nine: two words, and nothing of it is hidden.", 14, 17, 89.9),
    ],
)
def test_examples_counted_by_ear_have_their_ease(text, words, spoken, ease):
    found = reading(text)
    assert (found.words, found.sentences, found.syllables) == (words, 1, spoken)
    assert found.ease == pytest.approx(ease, abs=0.06)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "used files called changed the 2024 strength"),
        (2, "create changes table something didn't being useful client issues"),
        (3, "idea various created video improvements"),
        (4, "experience implementing especially"),
    ],
)
def test_syllables_are_those_that_are_spoken(number, words):
    told = {word: syllables(word) for word in words.split()}
    assert told == dict.fromkeys(told, number)


def test_what_is_shorter_than_three_words_is_no_sentence():
    assert reading("J. R. Smith wrote this long ago. Yes.").sentences == 1
    assert reading("").words == 0


def test_names_with_dots_end_no_sentence_and_markup_is_no_word():
    text = plain_prose(
        "See [the **notes** of v2.30.0](x.html), e.g. on git.github.io, and _more_.\n"
    )
    assert text.split() == ["See", "the", "notes", "of", ",", "on", "and", "more."]
    assert reading(text).sentences == 1


@pytest.mark.parametrize("piece", ["ely", "_", "a__", "[a][", "a.", "x", "`", "eat "])
def test_a_text_of_any_length_is_measured(piece):
    assert reading(plain_prose(piece * 50_000)).syllables >= 0
