"""Which lines of one text are which of another, held to a plain reference on random texts."""

from difflib import SequenceMatcher
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from influencekit.linediff import blocks, carry, lines_of

TEXTS = st.lists(st.sampled_from("abcdefgh}"), max_size=14)
UNIQUE = st.lists(st.integers(0, 40).map(str), max_size=20, unique=True)


def longest_common(old, new):
    """Return how many lines a longest common subsequence has: the textbook's table."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for at, a in enumerate(old, 1):
        for to, b in enumerate(new, 1):
            table[at][to] = (
                table[at - 1][to - 1] + 1 if a == b else max(table[at - 1][to], table[at][to - 1])
            )
    return table[-1][-1]


@given(TEXTS, TEXTS)
def test_what_is_said_to_be_the_same_line_has_the_same_text_in_the_same_order(old, new):
    where = carry(old, new)
    assert len(where) == len(old)
    assert all(old[at] == new[to - 1] for at, to in enumerate(where) if to)
    found = [to for to in where if to]
    assert all(before < after for before, after in pairwise(found))


@given(UNIQUE, UNIQUE)
def test_of_lines_that_stand_once_as_many_are_found_as_can_be(old, new):
    assert sum(map(bool, carry(old, new))) == longest_common(old, new)


@given(TEXTS, TEXTS, TEXTS)
def test_what_both_texts_begin_and_end_with_is_the_same(head, old, tail):
    new = [*head, "new", *tail]
    where = carry([*head, *old, *tail], new)
    assert where[: len(head)] == tuple(range(1, len(head) + 1))
    assert not tail or where[-len(tail) :] == tuple(range(len(head) + 2, len(new) + 1))


@given(TEXTS, TEXTS)
def test_blocks_are_what_difflib_would_call_them_runs_in_order_without_overlap(old, new):
    found = list(blocks(old, new))
    assert all(old[a : a + size] == new[b : b + size] and size for a, b, size in found)
    assert all(a + size <= c and b + size <= d for (a, b, size), (c, d, _) in pairwise(found))
    assert bool(found) == bool(
        SequenceMatcher(None, old, new, autojunk=False).find_longest_match()[2]
    )


def test_a_change_in_twenty_thousand_lines_that_are_all_alike_is_found():
    old = ["}", "x"] * 10_000
    assert all(carry(old, [*old[:7000], "new", *old[7000:]]))


@given(st.text(st.sampled_from("a\n\r\f\v\x1c\x85\u2028")))
def test_lines_are_ended_by_line_feeds_alone(text):
    lines = lines_of(text)
    assert len(lines) == text.count("\n") + bool(text and not text.endswith("\n"))
    assert not any("\n" in line for line in lines)
