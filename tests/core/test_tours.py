"""CodeTour's files, read and written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.errors import InputError
from influencekit.tours import Step, Tour, read, write

TEXT = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)


@st.composite
def steps(draw):
    first = draw(st.integers(0, 99))
    last = first + draw(st.integers(0, 5)) if first else 0
    return Step(
        path=draw(st.sampled_from(["a.py", "src/b c.py"])), text=draw(TEXT), first=first, last=last
    )


@given(TEXT, st.lists(steps(), min_size=1, max_size=4), st.sampled_from(["", "v1.0"]))
def test_a_tour_is_read_as_it_was_written(title, given_steps, ref):
    title = " ".join(title.split())
    if title:
        assert read(write(title, given_steps, ref)) == Tour(
            title=title, ref=ref, steps=tuple(given_steps)
        )


def tour(*raw, **more):
    return json.dumps({"title": "T", "steps": list(raw)} | more)


def test_steps_by_line_selection_and_recorded_pattern_are_read():
    found = read(
        tour(
            {"file": "a.py", "line": 3, "description": "one"},
            {"file": "a.py", "title": "Two", "description": "two", "line": 9,
             "selection": {"start": {"line": 4, "character": 1}, "end": {"line": 6, "character": 2}}},
            {"file": "a\\b.py", "pattern": "^[^\\S\\n]*def f\\(\\):", "description": "three"},
            {"file": "c.py", "description": "four"},
        )
    )  # fmt: skip
    assert found.left_out == ()
    assert [(it.path, it.first, it.last, it.line, it.text) for it in found.steps] == [
        ("a.py", 3, 3, "", "one"),
        ("a.py", 4, 6, "", "**Two**\n\ntwo"),
        ("a/b.py", 0, 0, "def f():", "three"),
        ("c.py", 0, 0, "", "four"),
    ]


def test_the_text_of_a_step_that_is_in_no_file_goes_to_the_next_one_or_the_last():
    found = read(
        tour(
            {"description": "Welcome."},
            {"file": "a.py", "line": 1, "description": "Here."},
            {"directory": "src", "description": "A folder."},
            description="About it.",
        )
    )
    assert [it.text for it in found.steps] == ["About it.\n\nWelcome.\n\nHere.\n\nA folder."]
    assert len(found.left_out) == 2


def test_a_pattern_of_somebodys_own_is_named_and_never_run():
    found = read(tour({"file": "a.py", "pattern": "(a+)+$", "description": "x"}))
    assert found.steps[0].line == ""
    assert "(a+)+$" in found.left_out[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "expected an object"),
        ('{"title": "T", "steps": 1}', "expected an object"),
        ('{"steps": []}', "it has no title"),
        ('{"title": "T", "steps": [1, {"description": "x"}]}', "none of its steps is in a file"),
    ],
)
def test_what_is_no_tour_is_said_to_be_none(text, message):
    with pytest.raises(InputError, match=message):
        read(text)
