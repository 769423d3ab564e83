"""The language in which tests tell a history, and the repositories made from it."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influencekit import testing
from influencekit.domain import Alias, Identity, Interaction, Reference
from influencekit.errors import Cancelled
from influencekit.history import BINARY, GENERATED, UNREAD
from influencekit.protocols import ReadRequest, Task
from influencekit.report import Problem

STORY = """
# Ada starts, Bob moves, Cyd works beside them.
2024-01-03 ada src/a.py +10, src/b.py +1 reviewed-by=bob "Start"
2024-01-04 bob src/a.py => lib/a.py +1 -2, logo.png binary
2024-01-05 cyd src/c.py +3 on=topic
2024-01-06 ada merge=topic "Merge topic"
2024-01-07T10:20+02:00 ada src/b.py deleted, "my file" +2 committer=bob committed=2024-01-08
"""


def files_of(history):
    return [history.paths[path] for path in history.file_path.tolist()]


def survivors(history):
    files = files_of(history)
    return {
        (files[file], commit): count
        for file, commit, count in zip(
            history.line_file.tolist(),
            history.line_commit.tolist(),
            history.line_count.tolist(),
            strict=True,
        )
    }


def test_a_line_with_a_date_is_a_commit():
    known = testing.history(STORY)
    assert list(known.commit_subject) == ["Start", "", "", "Merge topic", ""]
    assert [known.identities[who].name for who in known.commit_author] == [
        "ada",
        "bob",
        "cyd",
        "ada",
        "ada",
    ]
    assert known.identities[known.commit_committer[4]].name == "bob"
    assert known.commit_authored_at[4] == 1_704_615_600  # 08:20 UTC
    assert known.commit_author_offset.tolist() == [0, 0, 0, 0, 120]
    assert known.commit_committed_at[4] == 1_704_672_000
    assert known.roles == ("reviewed-by",)
    assert known.identities[known.credit_identity[0]].name == "bob"


def test_commits_follow_each_other_on_their_branch_and_merges_join_branches():
    known = testing.history(STORY)
    parents = [
        known.parents[start:end].tolist()
        for start, end in zip(known.parent_starts[:-1], known.parent_starts[1:], strict=True)
    ]
    assert parents == [[], [0], [1], [1, 2], [3]]


def test_touches_say_what_git_would_say():
    known = testing.history(STORY)
    assert [
        (
            int(commit),
            known.paths[path],
            known.paths[old] if old >= 0 else None,
            chr(status),
            int(added),
            int(deleted),
        )
        for commit, path, old, status, added, deleted in zip(
            known.touch_commit,
            known.touch_path,
            known.touch_old_path,
            known.touch_status,
            known.touch_added,
            known.touch_deleted,
            strict=True,
        )
    ] == [
        (0, "src/a.py", None, "A", 10, 0),
        (0, "src/b.py", None, "A", 1, 0),
        (1, "lib/a.py", "src/a.py", "R", 1, 2),
        (1, "logo.png", None, "A", BINARY, BINARY),
        (2, "src/c.py", None, "A", 3, 0),
        (4, "src/b.py", None, "D", 0, 1),
        (4, "my file", None, "A", 2, 0),
    ]


def test_the_oldest_lines_go_first():
    known = testing.history(STORY)
    assert files_of(known) == ["lib/a.py", "logo.png", "my file", "src/c.py"]
    assert known.file_lines.tolist() == [9, BINARY, 2, 3]
    assert survivors(known) == {
        ("lib/a.py", 0): 8,
        ("lib/a.py", 1): 1,
        ("my file", 4): 2,
        ("src/c.py", 2): 3,
    }
    replaced = zip(
        known.replaced_commit,
        known.replaced_of,
        known.replaced_path,
        known.replaced_count,
        strict=True,
    )
    assert [(int(by), int(of), known.paths[path], int(n)) for by, of, path, n in replaced] == [
        (1, 0, "lib/a.py", 2),
        (4, 0, "src/b.py", 1),
    ]


def test_surviving_lines_can_be_stated_instead():
    known = testing.history("""
        2024-01-03 ada a.py +10
        2024-01-04 bob a.py +10
        lines a.py ada@2024-01-03=3, bob@2024-01-04=4
    """)
    assert survivors(known) == {("a.py", 0): 3, ("a.py", 1): 4}
    assert known.file_lines.tolist() == [7]


def test_a_merge_takes_each_file_from_the_side_that_changed_it():
    known = testing.history("""
        2024-01-01 ada both.py +4, left.py +1, right.py +1, gone.py +1
        2024-01-02 bob right.py +2, both.py +2, gone.py deleted, new.py +5 on=topic
        2024-01-03 ada left.py +3, both.py +1
        2024-01-04 ada merge=topic
    """)
    assert dict(zip(files_of(known), known.file_lines.tolist(), strict=True)) == {
        "both.py": 5,
        "left.py": 4,
        "new.py": 5,
        "right.py": 3,
    }


def test_marks_and_owners_are_those_of_the_repository():
    known = testing.history("""
        2024-01-03 ada gen.c +10, src/a.py +1
        mark gen.c generated
        codeowners src/* @ada
    """)
    assert known.file_marks.tolist() == [GENERATED, 0]
    assert (known.codeowners, known.codeowners_path) == ("src/* @ada\n", "CODEOWNERS")


def test_posts_interactions_and_aliases_are_records():
    post, deal, alias = testing.records("""
        2024-01-03 ada src/a.py +10
        2024-02-01 ada,bob post "On a.py" words=500 tags=x,y refs=src/a.py,ada@2024-01-03,parse draft
        2024-02-02 bob review -> "Cyd Doe" weight=2.5 about=app
        alias bob<b@old.org> => bob
    """)
    assert (post.title, post.words, post.tags, post.draft) == ("On a.py", 500, ("x", "y"), True)
    assert [who.name for who in post.authors] == ["ada", "bob"]
    assert [known.kind for known in post.references] == ["file", "commit", "symbol"]
    assert post.references[0] == Reference(kind="file", target="src/a.py")
    assert deal == Interaction(
        kind="review",
        giver=Identity("bob", "bob@example.org"),
        taker=Identity("Cyd Doe", "Cyd.Doe@example.org"),
        at=1_706_832_000,
        locator="script:4",
        weight=2.5,
        about="app",
    )
    assert alias == Alias(
        seen=Identity("bob", "b@old.org"),
        canonical=Identity("bob", "bob@example.org"),
        locator="script:5",
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2024-13-03 ada a.py +1", "month must be in 1..12"),
        ("nonsense", "Invalid isoformat string"),
        ("2024-01-03", "list index out of range"),
        ("2024-01-03 ada a.py +x", "'+x' is neither +N, -N, binary nor deleted"),
        ("2024-01-03 ada a.py +1 colour=red", "unknown option 'colour'"),
        ("2024-01-03 ada post colour=red", "unknown option 'colour'"),
        ("2024-01-03 ada review -> bob colour=red", "unknown option 'colour'"),
        ("2024-01-03 ada merge=topic", "there is no branch 'topic' to merge"),
        ('2024-01-03 ada a.py +1 "open', "a quotation mark is missing"),
        ("lines a.py ada@2024-01-03=1", "'ada@2024-01-03' names 0 commits"),
        ("mark a.py pretty", "unknown mark 'pretty'"),
        ("alias ada bob cyd", "an alias is written: alias SEEN => CANONICAL"),
    ],
)
def test_a_wrong_line_is_named(line, message):
    with pytest.raises(ValueError, match=rf"^line 2: .*{re.escape(message)}.*: {re.escape(line)}"):
        testing.history(f"# first\n{line}")


def test_a_fake_source_yields_a_first_view_and_then_everything(tmp_path):
    source = testing.FakeSource(STORY + "2024-02-02 bob review -> ada", first_view=True)
    first, whole, review = source.read(tmp_path, ReadRequest())
    assert (first.complete, whole.complete) == (False, True)
    assert first.name == whole.name == tmp_path.name
    assert set(first.touch_added.tolist()) == {UNREAD, BINARY}
    assert len(first.line_count) == len(first.replaced_count) == 0
    assert first.commit_oid.tolist() == whole.commit_oid.tolist()
    assert review.kind == "review"


def test_a_fake_source_fails_and_stops_when_told_to(tmp_path):
    class Stopped(Task):
        cancelled = True

    source = testing.FakeSource(STORY, raises=ValueError("worn out"), below="somewhere")
    assert not source.detect(tmp_path)
    assert source.detect(Path("somewhere"))
    reading = iter(source.read(tmp_path, ReadRequest()))
    assert next(reading).complete
    with pytest.raises(ValueError, match="worn out"):
        next(reading)
    with pytest.raises(Cancelled):
        next(iter(source.read(tmp_path, ReadRequest(task=Stopped()))))


def test_a_written_repository_has_the_history_that_was_told(repo, git):
    folder = repo(STORY, files={"my file": "one\ntwo\n"})
    log = git(folder, "log", "--reverse", "--format=%an|%cn|%aI|%cs|%p|%s").splitlines()
    assert [re.sub(r"[0-9a-f]{7,}", "p", line) for line in log] == [
        "ada|ada|2024-01-03T00:00:00+00:00|2024-01-03||Start",
        "bob|bob|2024-01-04T00:00:00+00:00|2024-01-04|p|",
        "cyd|cyd|2024-01-05T00:00:00+00:00|2024-01-05|p|",
        "ada|ada|2024-01-06T00:00:00+00:00|2024-01-06|p p|Merge topic",
        "ada|bob|2024-01-07T10:20:00+02:00|2024-01-08|p|",
    ]
    trailers = "--format=%(trailers:key=Reviewed-by,valueonly)"
    assert git(folder, "log", trailers).strip() == "bob <bob@example.org>"
    assert git(folder, "status", "--porcelain") == ""
    assert (folder / "my file").read_text() == "one\ntwo\n"
    assert git(folder, "rev-parse", "HEAD") == git(
        repo(STORY, "again", files={"my file": "one\ntwo\n"}), "rev-parse", "HEAD"
    )


def test_a_repository_without_commits_can_be_written(repo, git):
    assert git(repo(""), "symbolic-ref", "HEAD").strip() == "refs/heads/main"


COMMITS = st.lists(
    st.tuples(
        st.sampled_from(["ada", "bob", "cyd"]),
        st.sampled_from(["a", "b", "dir/c"]),
        st.integers(0, 4),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=15)
@given(commits=COMMITS)
def test_the_told_lines_are_those_that_git_blames(commits, tmp_path_factory, git):
    there = dict.fromkeys("ab", 0)
    lines = []
    for hour, (who, path, wanted, unwanted) in enumerate(commits):
        size = there.get(path, 0)
        deleted = min(unwanted, size)
        added = (
            wanted if wanted or (deleted and size > deleted) else 1
        )  # a change, and no empty file
        there[path] = size + added - deleted
        lines.append(f'2024-01-03T{hour:02} {who} {path} +{added} -{deleted} "{hour}"')
    text = "\n".join(lines)
    folder = testing.write_repo(tmp_path_factory.mktemp("blame") / "repo", text)
    known = testing.history(text)
    for file in files_of(known):
        blamed = re.findall(
            r"^summary (\d+)$", git(folder, "blame", "--line-porcelain", "--", file), re.MULTILINE
        )
        told = [
            str(commit)
            for (path, commit), count in sorted(survivors(known).items())
            if path == file
            for _ in range(count)
        ]
        assert sorted(blamed) == sorted(told)
    numstat = git(folder, "log", "--reverse", "--format=", "--numstat")
    told = [
        f"{added}\t{deleted}\t{known.paths[path]}"
        for path, added, deleted in zip(
            known.touch_path.tolist(), known.touch_added, known.touch_deleted, strict=True
        )
    ]
    assert [line for line in numstat.splitlines() if line] == told


def test_columns_have_the_types_that_a_history_promises():
    known = testing.history(STORY)
    assert known.touch_commit.dtype == known.line_count.dtype == np.int32
    assert known.commit_authored_at.dtype == np.int64
    assert known.commit_oid.dtype == np.dtype("S40")
    assert not isinstance(known, Problem)


def test_the_pytest_plugin_loads_nothing_before_a_fixture_is_asked_for():
    code = (
        "import sys, pytest\n"
        "before = set(sys.modules)\n"
        "import influencekit._pytest_plugin\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['influencekit', 'influencekit._pytest_plugin']"
