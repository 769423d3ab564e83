"""Messages that people have sorted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.errors import InputError
from influencekit.models.contribution.labelled import Labelled, project_of


def read(text):
    return Labelled.of_csv(text, "data.csv")


def test_each_message_counts_once_and_what_is_left_out_is_said():
    found = read("label,message\nb,Two\na,One\nb,Two\n,Three\nunknown,Four\na,Five\nb,Five\na,\n")
    assert found.messages == ("One", "Two")
    assert found.labels == ("a", "b")
    assert found.classes == ("a", "b")
    assert found.notes == (
        "2 different messages of 8 rows.",
        "Left out: 3 rows without a label or a message, or unknown.",
        "Left out: 1 message with several labels.",
    )


def test_columns_are_known_by_name_and_others_do_not_matter():
    found = read('message,hash,project,label\n"One, and\ntwo",0a,p,a\nThree,0b,,b\n')
    assert found.messages == ("One, and\ntwo", "Three")
    assert found.projects == ("p", "")


@pytest.mark.parametrize(
    ("message", "project"),
    [
        ("HBASE-12 x", "hbase"),
        ("x git-svn-id: https://svn.apache.org/repos/asf/camel/trunk@9", "camel"),
        ("UTF8 and A-1", ""),
        ("x", ""),
    ],
)
def test_a_project_is_told_by_an_issue_or_an_address(message, project):
    assert project_of(message) == project


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the first line of the CSV must name the columns label and message"),
        ("label,text\na,b\n", "missing: message"),
        ("label,message\n", "none of its 0 rows"),
        ("label,message\nunknown,x\n", "none of its 1 row has"),
        ("label,message\na,x\nb,x\n", "none of its 2 rows"),
        (f"label,message\n{'a' * 61},x\n", "data.csv:2: the label has more than 60 characters"),
        (f"label,message\na,{'x' * 200_000}\n", "data.csv, after line 1: this is no CSV"),
        ("message,label\n" + "".join(f"a,{n}-{n}\n" for n in range(3)), "none of its 3 rows"),
        ("label,message\n" + "".join(f"l{n},m{n}\n" for n in range(101)), "101 different labels"),
    ],
)
def test_what_is_no_labelled_csv_is_refused_with_what_is_wrong(text, said):
    with pytest.raises(InputError, match=said):
        read(text)


@given(st.text())
def test_what_is_no_csv_at_all_is_an_error_that_names_the_file(text):
    with pytest.raises(InputError, match=r"^data\.csv"):
        read(text)
