"""Steps between folders, by hand and by the plainest way."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from influencekit.models.mentoring.nearness import Tree

FOLDERS = st.lists(st.sampled_from("ab"), max_size=4).map("/".join)


def test_a_step_up_or_down_counts_a_quarter_and_after_four_nothing_counts():
    tree = Tree.of(["", "a", "a/b", "a/b/c", "a/b/c/d", "a/b/c/d/e", "x"])
    assert tree.steps("").tolist() == [0, 1, 2, 3, 4, 5, 1]
    assert tree.nearness("").tolist() == [1, 1 / 4, 1 / 16, 1 / 64, 1 / 256, 0, 1 / 4]
    assert tree.steps("a/b").tolist() == [2, 1, 0, 1, 2, 3, 3]


def test_a_new_folder_is_as_far_as_its_place_in_the_tree():
    tree = Tree.of(["src/lexer", "docs"])
    assert tree.steps("src/parser/new").tolist() == [3, 4]


def test_a_name_that_only_begins_alike_is_another_folder():
    assert Tree.of(["src", "src2"]).steps("src").tolist() == [0, 2]


def test_without_folders_there_is_nothing():
    assert Tree.of([]).nearness("src").tolist() == []


@given(st.lists(FOLDERS, min_size=1, unique=True), FOLDERS)
def test_the_plainest_way_agrees(folders, asked):
    def way(name):
        return {"/".join(name.split("/")[:end]) for end in range(name.count("/") + 2)} | {""}

    expected = [len(way(name) ^ way(asked)) for name in folders]
    assert np.array_equal(Tree.of(folders).steps(asked), expected)
