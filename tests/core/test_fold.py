"""Histories and records become evidence: people, joined columns."""

import hashlib
from itertools import pairwise

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from influencekit.domain import Identity
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.fold import BROKEN_CLOCK, fold, people_of
from influencekit.history import History
from influencekit.people.identity import PeopleOptions
from influencekit.settings.keys import Settings
from influencekit.settings.layers import Layer, load
from influencekit.testing import evidence, history, records

STORY = """
2024-01-03 ada src/a.py +10, docs/a.md +4 reviewed-by=bob
2024-01-04 bob src/a.py => lib/a.py +1 -2
2024-01-05 cyd lib/c.c +3 on=topic co-authored-by=ada
2024-01-06 ada merge=topic
"""


def without(*names):
    return PeopleOptions(opt_out=names)


def names(found, column):
    return ["" if at == NOBODY else found.people[at].name for at in column.tolist()]


def columns(value, prefix=""):
    """Yield every array in an evidence, with its name."""
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        if isinstance(held, np.ndarray):
            yield prefix + field.name, held
        elif attrs.has(type(held)):
            yield from columns(held, f"{prefix}{field.name}.")


def test_one_repository_keeps_its_paths_and_columns():
    found = evidence(STORY)
    assert found.repositories == ("repo",)
    assert list(found.paths) == ["src/a.py", "docs/a.md", "lib/a.py", "lib/c.c"]
    assert names(found, found.commits.author) == ["ada", "bob", "cyd", "ada"]
    assert found.commits.merge.tolist() == [False, False, False, True]
    assert found.touches.old_path.tolist() == [-1, -1, 0, -1]
    assert found.credits.roles == ("reviewed-by", "co-authored-by")
    assert names(found, found.credits.person) == ["bob", "ada"]
    assert [found.paths[at] for at in found.files.path] == ["docs/a.md", "lib/a.py", "lib/c.c"]
    assert found.files.lines.tolist() == [4, 9, 3]
    assert found.lines.count.tolist() == [4, 8, 1, 3]
    assert found.replacements.count.tolist() == [2]
    assert len(found.commits.oid[0]) == 40
    assert found.complete


def test_nothing_gives_empty_evidence():
    found = fold([])
    assert (len(found.commits), len(found.paths), found.people, found.as_of) == (0, 0, (), 0)
    assert found.commits.parent_starts.tolist() == [0]


def test_a_repository_without_commits_is_there_and_empty():
    found = fold([attrs.evolve(history(""), name="fresh")])
    assert found.repositories == ("fresh",)
    assert len(found.commits) == len(found.touches) == len(found.files) == 0


TWO = """
repository app
2024-01-03 ada src/a.py +10 reviewed-by=bob
2024-01-04 bob src/a.py => lib/a.py +1 -2
repository docs
2024-02-03 cyd index.md +4 acked-by=ada
2024-02-04 ada index.md +2 -1, src/a.py +5 reviewed-by=cyd
"""


def test_several_repositories_are_laid_end_to_end():
    found = evidence(TWO)
    assert found.repositories == ("app", "docs")
    assert list(found.paths) == [
        "app/src/a.py",
        "app/lib/a.py",
        "docs/index.md",
        "docs/src/a.py",
    ]
    assert found.path_repository.tolist() == [0, 0, 1, 1]
    assert found.commits.repository.tolist() == [0, 0, 1, 1]
    assert found.commits.parent_starts.tolist() == [0, 0, 1, 1, 2]
    assert found.commits.parents.tolist() == [0, 2]
    assert found.touches.commit.tolist() == [0, 1, 2, 3, 3]
    assert found.touches.path.tolist() == [0, 1, 2, 2, 3]
    assert found.touches.old_path.tolist() == [-1, 0, -1, -1, -1]
    assert names(found, found.commits.author) == ["ada", "bob", "cyd", "ada"]
    assert found.credits.roles == ("reviewed-by", "acked-by")
    assert found.credits.role.tolist() == [0, 1, 0]
    assert found.credits.commit.tolist() == [0, 2, 3]
    assert [found.paths[at] for at in found.files.path] == [
        "app/lib/a.py",
        "docs/index.md",
        "docs/src/a.py",
    ]
    assert found.files.repository.tolist() == [0, 1, 1]
    assert found.lines.file.tolist() == [0, 0, 1, 1, 2]
    assert found.lines.commit.tolist() == [0, 1, 2, 3, 3]
    assert found.replacements.of.tolist() == [0, 2]
    assert found.replacements.path.tolist() == [1, 2]
    assert list(found.commits.subject) == ["", "", "", ""]


def test_repositories_of_one_name_are_told_apart():
    one = history("2024-01-03 ada a.py +1")
    found = fold([one, one, one])
    assert found.repositories == ("repo", "repo~2", "repo~3")
    assert list(found.paths) == ["repo/a.py", "repo~2/a.py", "repo~3/a.py"]


def test_object_ids_of_both_hashes_can_stand_side_by_side():
    one = history("2024-01-03 ada a.py +1")
    other = attrs.evolve(one, commit_oid=np.array([b"f" * 64]))
    assert list(map(len, fold([one, other]).commits.oid)) == [40, 64]


def test_a_person_is_one_over_all_repositories_and_posts():
    found = evidence(TWO + '2024-03-01 ada post "On a.py"\n2024-03-02 cyd review -> bob')
    assert sorted(person.name for person in found.people) == ["ada", "bob", "cyd"]
    assert found.people[found.person_of[found.posts[0].authors[0]]].name == "ada"


def test_every_column_is_read_only_and_the_source_keeps_its_own():
    known = history(STORY)
    found = fold([known])
    for name, column in columns(found):
        assert not column.flags.writeable, name
        with pytest.raises(ValueError, match="read-only"):
            column[:0] = 0
    known.touch_added[0] = 11  # what a source keeps for itself it may change


def test_columns_have_the_types_that_models_rely_on():
    expected = {"authored_at": np.int64, "committed_at": np.int64, "parent_starts": np.int64}
    for several in ([history(STORY)], [history(STORY), history(STORY)], []):
        for name, column in columns(fold(several)):
            last = name.rpartition(".")[2]
            wanted = expected.get(last, np.int32)
            if last in {"person_counts", "path_counts", "merge"}:
                wanted = np.bool_
            if last in {"path_kind", "status"}:
                wanted = np.uint8
            if last != "starts":
                assert column.dtype == wanted, name


def test_now_is_the_newest_time_in_the_data():
    day = 86_400
    assert evidence(STORY).as_of == 1_704_240_000 + 3 * day
    later = STORY + '2024-03-01 ada post "On a.py"'
    assert evidence(later).as_of == evidence(later + "\n2024-02-01 bob review -> ada").as_of
    assert evidence(later).as_of == 1_709_251_200
    assert evidence(later, as_of=7).as_of == 7


def test_a_clock_that_is_wrong_by_a_lifetime_is_not_now():
    broken = STORY + "2106-02-07T06:28:15 bob lib/a.py +1"
    assert evidence(broken).as_of == evidence(STORY).as_of
    assert evidence("2106-02-07 bob lib/a.py +1").as_of == 0
    assert BROKEN_CLOCK == 4_102_444_800


def test_a_name_used_last_on_a_broken_clock_is_not_the_latest():
    found = evidence("""
        2024-01-03 "Ada Byron<ada@x.org>" a.py +1
        2024-01-04 "Ada Lovelace<ada@x.org>" a.py +1
        2106-02-07 "Ada Byron<ada@x.org>" a.py +1
    """)
    assert [person.name for person in found.people] == ["Ada Lovelace"]


def test_who_asks_is_found_by_name_login_or_address():
    for me in ("ada", "ADA", "ada@example.org", "Ada <ada@example.org>"):
        found = evidence(STORY, me=me)
        assert found.people[found.me].name == "ada"
    assert evidence(STORY, me="eve").me == NOBODY
    assert evidence(STORY).me == NOBODY


def test_an_ambiguous_me_is_refused():
    two = history("""
        2024-01-03 "Ada Lovelace<a@x.org>" a.py +1
        2024-01-04 "Ada Lovelace<b@y.org>" a.py +1
    """)
    people = people_of([two], options=PeopleOptions(merge=False))
    with pytest.raises(InputError, match="2 people"):
        fold([two], people=people, me="Ada Lovelace")
    assert fold([two], people=people, me="b@y.org").me == 1


OPTED_OUT = """
2024-01-03 ada src/a.py +10 reviewed-by=bob
2024-01-04 bob src/a.py +4 -2 reviewed-by=ada
2024-02-01 ada,bob post "Together"
2024-02-02 bob review -> ada
2024-02-03 ada review -> cyd
"""


def opted_out(*who):
    given = [history(OPTED_OUT)], records(OPTED_OUT)
    return fold(*given, people=people_of(*given, PeopleOptions(opt_out=who)))


def test_people_who_opted_out_are_gone_before_anything_is_counted():
    found = opted_out("bob")
    assert [person.name for person in found.people] == ["ada", "cyd"]
    assert names(found, found.commits.author) == ["ada", ""]
    assert names(found, found.commits.committer) == ["ada", ""]
    assert names(found, found.credits.person) == ["ada"]
    assert found.credits.commit.tolist() == [1]
    assert [who.name for who in found.posts[0].authors] == ["ada"]
    assert [(deal.giver.name, deal.taker.name) for deal in found.interactions] == [("ada", "cyd")]
    assert "bob" not in repr(found)
    assert found.layers == ("People who opted out are left out; what they did is nobody's.",)
    (deal,) = opted_out("cyd").interactions
    assert (deal.giver.name, deal.taker.name) == ("bob", "ada")


def test_lines_of_people_who_opted_out_stay_and_are_nobodys():
    assert opted_out("bob").lines.count.tolist() == opted_out().lines.count.tolist()
    found = opted_out("bob")
    assert names(found, found.commits.author[found.lines.commit]) == ["ada", ""]


def test_opting_out_by_the_digest_of_an_address_works_without_the_address():
    digest = hashlib.sha256(b"bob@example.org").hexdigest()
    assert [person.name for person in opted_out(f"sha256:{digest}").people] == ["ada", "cyd"]
    assert len(opted_out(f"sha256:{digest[::-1]}").people) == 3


def test_bots_are_listed_and_do_not_count_unless_the_settings_say_so():
    story = STORY + "2024-01-07 dependabot[bot] go.mod +1 -1"
    found = evidence(story)
    bot = next(at for at, person in enumerate(found.people) if person.bot)
    assert found.people[bot].name == "dependabot[bot]"
    assert found.person_counts.sum() == 3
    assert not found.person_counts[bot]
    assert found.layers == ("1 bot left out where people are counted.",)
    settings, _ = load([Layer("test", "user", {"people": {"count_bots": True}})])
    counted = evidence(story, settings=settings)
    assert counted.person_counts.all()
    assert counted.layers == ()


def test_an_alias_of_a_repository_holds_in_all():
    found = evidence("""
        2024-01-03 ada a.py +1
        2024-01-04 bob<b@old.org> a.py +1
        2024-01-05 bob a.py +1
        alias bob<b@old.org> => bob
    """)
    assert sorted(person.name for person in found.people) == ["ada", "bob"]
    assert found.layers == ()


def test_names_that_are_surely_one_persons_are_joined_and_that_is_said():
    found = evidence("""
        2024-01-03 "Ada Lovelace<ada@x.org>" a.py +1
        2024-01-04 "Ada King<ada@x.org>" a.py +1
    """)
    assert [person.name for person in found.people] == ["Ada King"]
    assert found.layers == ("1 spelling joined to another one that is surely the same person's.",)


def test_an_unread_history_makes_incomplete_evidence():
    known = history(STORY)
    assert not fold([known, attrs.evolve(known, complete=False)]).complete


def test_what_makes_a_history_differ_from_gits_is_said_once():
    known = attrs.evolve(history(STORY), layers=("Looked through 3 commits.",))
    assert fold([known, known]).layers == ("Looked through 3 commits.",)


def test_credits_of_nobody_are_dropped():
    known = attrs.evolve(
        history(STORY),
        identities=(*history(STORY).identities[:-1], Identity("", "")),
    )
    last = len(known.identities) - 1
    assert last in known.credit_identity.tolist() + known.commit_author.tolist()
    found = fold([known])
    assert (found.credits.person != NOBODY).all()


WHO = st.sampled_from(["ada", "bob", "cyd<c@x.org>", "dan"])
PATH = st.sampled_from(["a.py", "src/b.c", "docs/d.md", "src/deep/e.py"])
CHANGE = st.tuples(
    WHO, st.none() | PATH, PATH, st.integers(0, 9), st.integers(0, 4), st.none() | WHO
)


def told(changes):
    lines = []
    for minute, (who, old, path, added, deleted, reviewer) in enumerate(changes):
        path = f"{old} => {path}" if old not in (None, path) else path  # noqa: PLW2901
        trailer = f" reviewed-by={reviewer}" if reviewer else ""
        lines.append(f"2024-01-03T00:{minute:02} {who} {path} +{added} -{deleted}{trailer}")
    return "\n".join(lines)


@hypothesis_settings(max_examples=60)
@given(st.lists(st.lists(CHANGE, max_size=10), min_size=2, max_size=3))
def test_several_histories_together_are_what_they_are_alone(stories):
    """The plain-Python reference: fold each alone, and compare what every index points at."""
    histories = [
        attrs.evolve(history(told(story)), name=f"r{number}")
        for number, story in enumerate(stories)
    ]
    together = fold(histories)
    alone = [spelled_out(fold([known]), f"r{number}/") for number, known in enumerate(histories)]
    expected = {key: [row for part in alone for row in part[key]] for key in alone[0]}
    assert spelled_out(together, "") == expected


def spelled_out(found: Evidence, prefix: str) -> dict[str, list]:
    """Return each table with what its indices point at instead of the indices."""
    oid = list(found.commits.oid)
    path = [prefix + text for text in found.paths]
    who = [person.name for person in found.people]
    file = [path[at] for at in found.files.path]
    starts = found.commits.parent_starts.tolist()
    return {
        "commits": [
            (oid[row], who[found.commits.author[row]], int(found.commits.authored_at[row]))
            for row in range(len(oid))
        ],
        "parents": [
            [oid[at] for at in found.commits.parents[start:end]] for start, end in pairwise(starts)
        ],
        "touches": [
            (oid[commit], path[at], path[old] if old >= 0 else None, int(added), int(deleted))
            for commit, at, old, added, deleted in zip(
                found.touches.commit,
                found.touches.path,
                found.touches.old_path,
                found.touches.added,
                found.touches.deleted,
                strict=True,
            )
        ],
        "credits": [
            (oid[commit], who[person], found.credits.roles[role])
            for commit, person, role in zip(
                found.credits.commit, found.credits.person, found.credits.role, strict=True
            )
        ],
        "files": list(zip(file, found.files.lines.tolist(), strict=True)),
        "lines": [
            (file[at], oid[commit], int(count))
            for at, commit, count in zip(
                found.lines.file, found.lines.commit, found.lines.count, strict=True
            )
        ],
        "replacements": [
            (oid[by], oid[of], path[at], int(count))
            for by, of, at, count in zip(
                found.replacements.commit,
                found.replacements.of,
                found.replacements.path,
                found.replacements.count,
                strict=True,
            )
        ],
    }


def test_default_settings_are_what_no_settings_are():
    given, default = evidence(STORY, settings=Settings()), evidence(STORY)
    assert isinstance(history(STORY), History)
    for (name, one), (_, other) in zip(columns(given), columns(default), strict=True):
        assert one.tolist() == other.tolist(), name
