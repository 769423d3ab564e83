"""Filters keep what belongs together, and mean the same whatever the order."""

import datetime as dt
import functools
import itertools

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencekit.columns import Texts
from influencekit.evidence import Evidence
from influencekit.kinds import KINDS
from influencekit.selection import Selection, people_named, select
from influencekit.settings.keys import FilterSettings
from influencekit.testing import evidence

STORY = """
2024-01-01 ada src/a.py +10, docs/g.md +4 reviewed-by=bob "one"
2024-01-02 bob src/a.py +2 -3 "two"
2024-01-03 ada docs/g.md +1 -1 co-authored-by=cyd "three"
2024-01-04 bob vendor/x.py +7 "four"
2024-01-05 cyd src/a.py +1 -1, src/b.py +5 "five"
2024-01-02 ada post "On a" path=a.md
2024-01-05 bob post "On b" path=b.md
2024-01-03 bob review -> ada
"""


def day(number):
    return int(dt.datetime(2024, 1, number, tzinfo=dt.UTC).timestamp())


@functools.cache
def whole():
    return evidence(STORY)


@pytest.fixture
def story():
    return whole()


def subjects(found):
    return list(found.commits.subject)


def touched(found):
    """Return (subject, path) of every touch."""
    names = subjects(found)
    rows = zip(found.touches.commit.tolist(), found.touches.path.tolist(), strict=True)
    return [(names[commit], found.paths[path]) for commit, path in rows]


def lines(found):
    """Return {path: {subject: surviving lines}}."""
    names = subjects(found)
    counted = {found.paths[path]: {} for path in found.files.path.tolist()}
    for file, commit, count in zip(
        found.lines.file.tolist(),
        found.lines.commit.tolist(),
        found.lines.count.tolist(),
        strict=True,
    ):
        counted[found.paths[int(found.files.path[file])]][names[commit]] = count
    return counted


def replaced(found):
    """Return (who replaced, whose lines, path, lines)."""
    names, rows = subjects(found), found.replacements
    return [
        (names[commit], names[of], found.paths[path], count)
        for commit, of, path, count in zip(
            rows.commit.tolist(),
            rows.of.tolist(),
            rows.path.tolist(),
            rows.count.tolist(),
            strict=True,
        )
    ]


def test_an_empty_selection_is_everything(story):
    assert select(story, Selection()) is story


def test_times_keep_commits_and_all_that_is_theirs_both_ends_included(story):
    found = select(story, Selection(since=day(2), until=day(4)))
    assert subjects(found) == ["two", "three", "four"]
    assert touched(found) == [("two", "src/a.py"), ("three", "docs/g.md"), ("four", "vendor/x.py")]
    assert lines(found) == {
        "src/a.py": {"two": 2},
        "docs/g.md": {"three": 1},
        "src/b.py": {},
        "vendor/x.py": {"four": 7},
    }
    assert replaced(found) == []  # each side of "two" over "one" must be there
    assert [post.title for post in found.posts] == ["On a"]
    assert len(found.interactions) == 1
    assert found.credits.commit.tolist() == [1]
    assert found.layers[-1] == (
        "Only commits, posts and interactions from 2024-01-02T00:00:00Z up to 2024-01-04T00:00:00Z."
    )


def test_the_time_of_a_commit_is_when_it_was_committed_as_for_git_log():
    told = evidence("2024-01-01 ada a.py +1 committed=2024-03-01")
    assert len(select(told, Selection(since=day(31))).commits) == 1
    assert len(select(told, Selection(until=day(31))).commits) == 0


def test_authors_keep_what_they_wrote_alone_or_with_others(story):
    found = select(story, Selection(authors=("CYD",)))
    assert subjects(found) == ["three", "five"]
    assert lines(found)["src/a.py"] == {"five": 1}
    assert found.posts == ()
    assert found.interactions == ()
    assert found.people == story.people
    assert found.layers[-1] == "Only what cyd did."


def test_authors_keep_posts_and_interactions_in_which_they_gave(story):
    found = select(story, Selection(authors=("bob",)))
    assert [post.title for post in found.posts] == ["On b"]
    assert [deal.giver.name for deal in found.interactions] == ["bob"]
    assert select(story, Selection(authors=("ada",))).interactions == ()


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("ada", {"ada"}),
        ("a*", {"ada"}),
        ("bob@example.org", {"bob"}),
        ("example.org", {"ada", "bob", "cyd"}),
        ("ad", set()),
    ],
)
def test_an_entry_names_people(story, entry, names):
    named = people_named(story, [entry])
    assert {story.people[at].name for at in np.flatnonzero(named)} == names


def test_nobody_is_found_by_a_superseded_name():
    told = evidence(
        "alias Old<a@example.org> => New<a@example.org>\n2024-01-01 Old<a@example.org> a.py +1"
    )
    assert len(select(told, Selection(authors=("new",))).commits) == 1
    assert len(select(told, Selection(authors=("old",))).commits) == 0


def test_an_author_filter_that_names_nobody_keeps_nothing_and_says_so(story):
    found = select(story, Selection(authors=("eve@example.net",)))
    assert subjects(found) == []
    assert found.layers[-1] == "Nothing: the author filter names nobody."


def test_paths_keep_files_and_what_was_done_to_them_but_every_commit(story):
    found = select(story, Selection(paths=("src/", "!b.py")))
    assert subjects(found) == ["one", "two", "three", "four", "five"]
    assert touched(found) == [("one", "src/a.py"), ("two", "src/a.py"), ("five", "src/a.py")]
    assert lines(found) == {"src/a.py": {"one": 6, "two": 2, "five": 1}}
    assert replaced(found) == [("two", "one", "src/a.py", 3), ("five", "one", "src/a.py", 1)]
    counted = {path for path, counts in zip(found.paths, found.path_counts, strict=True) if counts}
    assert counted == {"src/a.py"}
    assert found.layers[-1] == "Only files that fit src/, !b.py."


def test_kinds_keep_files_of_these_kinds(story):
    found = select(story, Selection(kinds=("vendored", "documentation")))
    assert set(lines(found)) == {"docs/g.md", "vendor/x.py"}
    assert found.layers[-1] == "Only files of kind documentation, vendored."


def test_paths_are_relative_to_each_repository():
    told = evidence("""
        2024-01-01 ada src/a.py +1, x/src/b.py +1
        repository other
        2024-01-01 ada src/c.py +1
    """)
    found = select(told, Selection(paths=("/src/",)))
    assert [found.paths[path] for path in found.files.path] == ["repo/src/a.py", "other/src/c.py"]


def test_commits_keep_the_parents_that_stay():
    told = evidence("""
        2024-01-01 ada a.py +1 "one"
        2024-01-02 bob b.py +1 on=topic "two"
        2024-01-03 ada c.py +1 "three"
        2024-01-04 ada merge=topic "four"
    """)
    found = select(told, Selection(authors=("ada",)))
    assert subjects(found) == ["one", "three", "four"]
    starts, parents = found.commits.parent_starts.tolist(), found.commits.parents.tolist()
    assert [parents[a:b] for a, b in itertools.pairwise(starts)] == [[], [0], [1]]
    assert found.commits.merge.tolist() == [False, False, True]


def test_a_malformed_pattern_is_refused(story):
    with pytest.raises(ValueError, match="is no pattern"):
        select(story, Selection(paths=("a[",)))


def test_settings_select_with_times_counted_from_the_reports_moment():
    filters = FilterSettings(since="2 days ago", until="2024-01-05", paths=("a",), kinds=("code",))
    assert Selection.of(filters, as_of=day(5)) == Selection(
        since=day(3), until=day(6) - 1, paths=("a",), kinds=("code",)
    )
    assert Selection.of(FilterSettings(), as_of=0) == Selection()


def test_what_is_selected_is_read_only(story):
    found = select(story, Selection(since=day(2), paths=("src/",)))
    for column in (found.commits.author, found.touches.path, found.lines.count, found.path_counts):
        assert not column.flags.writeable


SELECTIONS = st.builds(
    Selection,
    since=st.none() | st.integers(1, 6).map(day),
    until=st.none() | st.integers(0, 5).map(lambda number: day(number + 1)),
    paths=st.sampled_from([(), ("src/",), ("!src/",), ("*.md", "a.py"), ("nothing",)]),
    authors=st.sampled_from([(), ("ada",), ("bob", "c*"), ("eve",)]),
    kinds=st.lists(st.sampled_from(KINDS), max_size=2).map(tuple),
)


def facts(found):
    """Return all that an `Evidence` says, as values that can be compared."""
    said = {}
    for field in attrs.fields(Evidence):
        value = getattr(found, field.name)
        if field.name == "layers":
            said["layers"] = set(value)
        elif attrs.has(type(value)):
            said |= {
                f"{field.name}.{name}": column(getattr(value, name))
                for name in attrs.fields_dict(type(value))
            }
        else:
            said[field.name] = column(value)
    return said


def column(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    return list(value) if isinstance(value, Texts) else value


@given(SELECTIONS)
def test_selecting_twice_is_selecting_once(selection):
    once = select(whole(), selection)
    assert facts(select(once, selection)) == facts(once)


@given(SELECTIONS, SELECTIONS)
def test_of_two_selections_either_may_come_first(one, other):
    assert facts(select(select(whole(), one), other)) == facts(select(select(whole(), other), one))


@given(SELECTIONS)
def test_what_is_selected_refers_only_to_itself(selection):
    found = select(whole(), selection)
    commits, files = len(found.commits), len(found.files)
    for rows in (found.touches, found.credits, found.lines, found.replacements):
        assert all(0 <= at < commits for at in rows.commit.tolist())
    assert all(0 <= at < commits for at in found.replacements.of.tolist())
    assert all(0 <= at < commits for at in found.commits.parents.tolist())
    assert all(0 <= at < files for at in found.lines.file.tolist())
    assert len(found.commits.parent_starts) == commits + 1
    assert len(found.commits.oid) == len(found.commits.subject) == commits
