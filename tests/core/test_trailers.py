"""Trailers name people in many ways; whatever stands there, reading it is quick and safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.trailers import parse_trailer, parse_trailers


@pytest.mark.parametrize(
    ("line", "role", "name", "email"),
    [
        ("Signed-off-by: Ada King <ada@x.org>", "signed-off-by", "Ada King", "ada@x.org"),
        ("CO-AUTHORED-BY: Ada King <Ada@X.org>", "co-authored-by", "Ada King", "ada@x.org"),
        (
            "Bug-spotted-and-fixed-by: Ada <ada@x.org>",
            "bug-spotted-and-fixed-by",
            "Ada",
            "ada@x.org",
        ),
        ("Mentored-by:Ada<ada@x.org>", "mentored-by", "Ada", "ada@x.org"),
        ("  Reviewed-by : Ada <ada@x.org>  ", "reviewed-by", "Ada", "ada@x.org"),
        ('Acked-by: "Ada B. King" <ada@x.org>', "acked-by", "Ada B. King", "ada@x.org"),
        ("Acked-by: King, Ada <ada@x.org>", "acked-by", "King, Ada", "ada@x.org"),
        ("Acked-by: Ada (she/her) <ada@x.org>", "acked-by", "Ada (she/her)", "ada@x.org"),
        ("Acked-by: Ada <ada@x.org> (the docs)", "acked-by", "Ada", "ada@x.org"),
        ("Acked-by: Ada <ada@x.org> # for 2.0", "acked-by", "Ada", "ada@x.org"),
        ("Acked-by: Ada <ada@x.org>.", "acked-by", "Ada", "ada@x.org"),
        ("Acked-by: Ada <ada@x.org", "acked-by", "Ada", "ada@x.org"),
        ("Acked-by: Ada <ada at x.org>", "acked-by", "Ada", "ada@x.org"),
        ("Acked-by: Ada <ada <at> x.org>", "acked-by", "Ada", "ada@x.org"),
        ("Acked-by: Ada King ada@x.org", "acked-by", "Ada King", "ada@x.org"),
        ("Acked-by: Ada King (ada@x.org)", "acked-by", "Ada King", "ada@x.org"),
        ("Reported-by: ada@x.org", "reported-by", "", "ada@x.org"),
        ("Reported-by: <ada@x.org>", "reported-by", "", "ada@x.org"),
        ("Helped-by: Ada King", "helped-by", "Ada King", ""),
        ("Helped-by: Ada King <ada>", "helped-by", "Ada King", ""),
        ("Helped-by: Ada King (the wording)", "helped-by", "Ada King", ""),
        ("Helped-by: 王伟", "helped-by", "王伟", ""),
        (
            "Assisted-by: Claude:claude-3-opus sparse",
            "assisted-by",
            "Claude:claude-3-opus sparse",
            "",
        ),
    ],
)
def test_one_person_is_read_as_people_write_them(line, role, name, email):
    found = parse_trailer(line)
    assert found is not None
    assert (found[0], found[1].name, found[1].email) == (role, name, email)
    assert parse_trailers(line) == [found]


@pytest.mark.parametrize(
    "line",
    [
        "Co-authored-by: Ada <a@x.org>, Bob <b@x.org>, Cy <c@x.org>",
        "Co-authored-by: Ada <a@x.org>; Bob <b@x.org> & Cy <c@x.org>",
        "Co-authored-by: Ada <a@x.org> and Bob <b@x.org> and Cy <c@x.org>",
        "Co-authored-by: Ada <a@x.org> (docs), Bob <b@x.org> (code), and Cy <c@x.org>",
    ],
)
def test_several_people_in_one_line_are_told_apart_by_their_addresses(line):
    assert [(it.name, it.email) for _, it in parse_trailers(line)] == [
        ("Ada", "a@x.org"),
        ("Bob", "b@x.org"),
        ("Cy", "c@x.org"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        *("", ":", "-by: Ada", "by: Ada <a@x.org>", "Nearby: Ada <a@x.org>", "Link: Ada <a@x.org>"),
        *("Reviewed-by", "Reviewed-by:", "Reviewed-by: <>", "Reviewed-by: - <>", "Reviewed-by Ada"),
        *("Fixed-by: #123", "Fixed-by: 4711", "Fixed-by: 0a1b2c3d4e", "Fixed-by: https://x.org/1"),
        *("Reviewed-by: n/a", "Reviewed-by: None", "Reviewed-by: Ada and Bob", "Re viewed-by: Ada"),
        "Reviewed-by: " + "word " * 40,
    ],
)
def test_what_names_nobody_gives_nobody(line):
    assert parse_trailers(line) == []
    assert parse_trailer(line) is None


def test_control_characters_do_not_get_into_names():
    [(_, who)] = parse_trailers("Acked-by: A\x1b[31mda\r\n King\x00 <ada@x.org>")
    assert who.name == "A [31mda King"


@given(
    st.sampled_from(["", "Acked-by: ", "x-by:", "Acked-by: Ada <a@x.org>"]),
    st.text(alphabet=st.sampled_from("Aa é<>@,;&#()[]\"'\0\n\x1b-:and .王"), max_size=80),
)
def test_whatever_is_written_is_read_without_harm(key, text):
    for role, who in parse_trailers(key + text):
        assert role.endswith("-by")
        assert role == role.lower()
        assert who.name or who.email
        assert not any(c in who.name + who.email for c in "<>\0\n\x1b")


@pytest.mark.parametrize("part", ["a", "<", "a<", "a ", "<>", " and ", "@", "a@b.c,", "(", "-by:"])
def test_a_line_of_a_million_characters_gives_no_more_people_than_its_beginning(part):
    assert len(parse_trailers("Acked-by: " + part * 1_000_000)) <= 250
