"""Messages as bags of terms."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.contribution.bags import BLOCKS, bags_of, learnt, plain, terms
from influencekit.models.contribution.classifier import blocks_of, frequencies, weighed

TEXTS = st.lists(st.text(alphabet="ab fix-1A\n", max_size=30), max_size=6)


def test_what_programs_write_into_messages_is_no_sign_of_a_kind():
    told = "Say why"
    for habit in (
        "git-svn-id: https://svn.example.org/x@1 13f",
        "Former-commit-id: 0a1b",
        "(cherry picked from commit 0a1b)",
        "Change-Id: I0a1b",
        "https://example.org/fix",
        "[skip ci]",
    ):
        assert plain(f"{told}\n{habit}").strip() == "say why"


@given(TEXTS)
def test_a_bag_has_one_plus_the_logarithm_of_how_often_each_term_is_there(messages):
    vocabulary, bags = learnt(messages)
    assert list(vocabulary) == sorted({term for message in messages for term in terms(message)})
    for row, message in enumerate(messages):
        at = slice(bags.starts[row], bags.starts[row + 1])
        found = {
            vocabulary[term]: amount
            for term, amount in zip(bags.term[at], bags.amount[at], strict=True)
        }
        expected = {term: 1 + math.log(n) for term, n in Counter(terms(message)).items()}
        assert found == pytest.approx(expected)


@given(TEXTS, st.data())
def test_rows_and_terms_of_bags_are_what_they_are_when_counted_alone(messages, data):
    vocabulary, bags = learnt(messages)
    rows = (
        data.draw(st.lists(st.sampled_from(range(len(messages))), unique=True)) if messages else []
    )
    kept = sorted(data.draw(st.sets(st.sampled_from(range(len(vocabulary)))))) if messages else []
    part = bags.rows(np.array(rows, np.int64)).having(np.array(kept, np.int64))
    alone = bags_of([messages[row] for row in rows], [vocabulary[at] for at in kept])
    assert part.starts.tolist() == alone.starts.tolist()
    assert part.term.tolist() == alone.term.tolist()
    assert part.amount.tolist() == alone.amount.tolist()


@given(TEXTS)
def test_each_block_of_a_message_has_the_length_that_its_weight_says(messages):
    vocabulary, bags = learnt(messages)
    block = blocks_of(vocabulary)
    values = weighed(bags, frequencies(bags, len(vocabulary)), block)
    for row in range(len(bags)):
        at = slice(bags.starts[row], bags.starts[row + 1])
        for number, wanted in enumerate(BLOCKS.values()):
            part = values[at][block[bags.term[at]] == number]
            if len(part):
                assert math.sqrt(sum(part**2)) == pytest.approx(wanted)


@given(st.lists(st.text(alphabet="ab fix", max_size=30), min_size=1, max_size=6))
def test_the_words_weigh_what_scikit_learn_says(messages):
    text = pytest.importorskip(
        "sklearn.feature_extraction.text", reason="the extra learn is not installed"
    )

    def words(message):
        return [term for term in terms(message) if term[0] == "w"]

    if not any(map(words, messages)):
        return
    vectorizer = text.TfidfVectorizer(analyzer=words, sublinear_tf=True)
    expected = vectorizer.fit_transform(messages).toarray()
    vocabulary, bags = learnt(messages)
    values = weighed(bags, frequencies(bags, len(vocabulary)), blocks_of(vocabulary))
    table = np.zeros((len(messages), len(vocabulary)))
    table[bags.message, bags.term] = values
    columns = [vocabulary.index(word) for word in vectorizer.get_feature_names_out()]
    assert table[:, columns] == pytest.approx(expected)


def test_a_term_in_one_of_three_messages_weighs_ln_two_more_than_one_in_all():
    vocabulary, bags = learnt(["ab cd", "ab", "ab"])
    idf = dict(zip(vocabulary, frequencies(bags, len(vocabulary)), strict=True))
    assert idf["wab"] == pytest.approx(1.0)
    assert idf["wcd"] == pytest.approx(1 + math.log(2))


def test_megabytes_are_read_at_their_beginning_alone():
    assert len(list(terms("word " * 10**6))) < 5000
    assert list(terms("")) == ["r^"]
