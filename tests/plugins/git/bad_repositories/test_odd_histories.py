"""Histories may be rewritten, and hold any names, bytes and times that git takes."""

import os
import subprocess

import pytest

from influencekit.errors import InputError
from influencekit.history import BINARY
from influencekit.protocols import ReadRequest
from influencekit.testing import write_repo
from influencekit_git.source import GitSource


def run_git(folder, *arguments, **options):
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, **options).stdout


def test_a_history_that_was_rewritten_is_told_as_it_is_now(sound, git, read, tmp_path):
    cache = tmp_path / "cache"
    assert read(sound, cache=cache).is_whole
    git(sound, "reset", "--quiet", "--hard", "HEAD~1")
    (sound / "src/d.py").write_text("1\n2\n")
    git(sound, "add", "--all")
    git(sound, "commit", "--quiet", "--amend", "--message=Other")
    told = read(sound, cache=cache)
    fresh = read(sound)
    assert (told.touches, told.files, told.alive) == (fresh.touches, fresh.files, fresh.alive)
    assert list(told.history.commit_subject) == ["Start", "Other"]
    assert told.files == {"src/a.py": 9, "src/b.py": 3, "src/d.py": 2}
    git(sound, "gc", "--quiet", "--prune=now")
    git(sound, "reflog", "expire", "--expire=now", "--all")
    git(sound, "prune")
    told = read(sound, cache=cache)
    assert (told.touches, told.files, told.alive) == (fresh.touches, fresh.files, fresh.alive)


def test_binary_files_have_no_lines_and_are_counted_as_such(git, tmp_path, read):
    repo = write_repo(
        tmp_path / "repo",
        """
        2024-01-03 ada logo.png binary, a.py +2 "Start"
        2024-01-04 ada logo.png binary "Change"
        2024-01-05 ada logo.png => b.png binary "Move"
        """,
    )
    told = read(repo)
    assert {count for key, count in told.touches.items() if "png" in key[1]} == {(BINARY, BINARY)}
    assert told.files == {"a.py": 2, "b.png": BINARY}
    with pytest.raises(InputError, match=r"b\.png at [0-9a-f]{12}: binary, it has no lines"):
        GitSource().lines(repo, "b.png", ReadRequest(jobs=1))


NAMES = {
    "control characters": b"\x1b[31mAda\x07\x9b",
    "invalid UTF-8": b"Ad\xe9 \xff\xfe",
    "HTML": b"<script>alert(1)</script>&amp;",
    "right to left": "Ada\u202egnp.exe".encode(),
    "tabs": b"Ada\tLovelace\r",
    "Markdown": b"[Ada](javascript:x) `x` | **b**",
    "nothing": b"",
    "long": b"Ada" * 5000,
}


@pytest.mark.parametrize("name", NAMES)
def test_names_paths_and_messages_may_hold_any_bytes(name, git, tmp_path, read):
    text = NAMES[name]
    who = text.translate(None, b"<>\n") + b" <a@example.org>"
    path = text.replace(b"/", b"_")[:200] + b"\nx"
    quoted = b'"' + b"".join(b"\\%03o" % byte for byte in path) + b'"'
    stream = [
        b"commit refs/heads/main",
        b"author %s 1700000000 +0000" % who.strip(),
        b"committer %s 1700000000 +0000" % who.strip(),
        b"data %d" % len(text + b"\n\nbody\n"),
        text + b"\n\nbody\n",
        b"M 100644 inline " + quoted,
        b"data 4",
        b"a\nb\n",
    ]
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "repo")
    run_git(tmp_path / "repo", "fast-import", "--quiet", input=b"\n".join(stream) + b"\n")
    told = read(tmp_path / "repo")
    known = told.history
    assert [os.fsencode(path) for path in known.paths] == [path]
    said = run_git(tmp_path / "repo", "log", "-1", "-z", "--format=%an%x00%s", "--encoding=UTF-8")
    assert [known.identities[0].name, known.commit_subject[0]] == [
        field.decode("utf-8", "surrogateescape") for field in said.split(b"\0")[:2]
    ]
    assert not told.problems
    (run,) = GitSource().lines(tmp_path / "repo", known.paths[0], ReadRequest(jobs=1)).runs
    assert (run.lines, os.fsencode(run.source_path)) == (2, path)


TIMES = [0, 1, 2**31 - 1, 2**31, 4_291_747_200, 2**32 - 1, 2**32, 2**40]
"""1970, 2038, 2106-01-01, and what no 32 bits hold."""


def test_clocks_may_say_anything_and_run_backwards(git, tmp_path, read):
    times = [*TIMES, 1_700_000_000, 1_600_000_000]
    zones = [b"+0000", b"+1400", b"-1200", b"+0545", b"-0930"]
    stream = []
    for number, time in enumerate(times):
        zone = zones[number % len(zones)]
        stream += [b"commit refs/heads/main", b"mark :%d" % (number + 1)]
        stream += [
            b"author A <a@x> %d %s" % (time, zone),
            b"committer A <a@x> %d %s" % (time, zone),
        ]
        stream += [b"data 1\nx", *[b"from :%d" % number] * bool(number)]
        stream += [b"M 100644 inline a", b"data %d" % (2 * number + 2), b"x\n" * (number + 1)]
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "repo")
    run_git(tmp_path / "repo", "fast-import", "--quiet", input=b"\n".join(stream) + b"\n")
    known = read(tmp_path / "repo").history
    assert known.commit_authored_at.tolist() == known.commit_committed_at.tolist() == times
    assert known.commit_author_offset.tolist()[:5] == [0, 840, -720, 345, -570]
    assert known.parents.tolist() == list(range(len(times) - 1))
    assert known.line_count.tolist() == [1] * len(times)
    runs = GitSource().lines(tmp_path / "repo", "a", ReadRequest(jobs=1)).runs
    assert sorted(run.time for run in runs) == sorted(times)


@pytest.mark.parametrize("name", [b"..", b".git", b"a/b", b"."])
def test_a_tree_with_forbidden_names_is_told_as_far_as_git_tells_it(name, git, tmp_path, read):
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "repo")
    repo = tmp_path / "repo"
    blob = git(repo, "hash-object", "-w", "--stdin", input="* -diff\n").strip()
    entries = [(name, blob), (b".gitattributes", blob)]
    tree = b"".join(b"100644 %s\0%s" % (it, bytes.fromhex(oid)) for it, oid in sorted(entries))
    make = ("hash-object", "--literally", "-t", "tree", "-w", "--stdin")
    oid = run_git(repo, *make, input=tree).decode().strip()
    commit = git(repo, "commit-tree", oid, "-m", "Start").strip()
    git(repo, "update-ref", "refs/heads/main", commit)
    told = read(repo)
    assert {path for _, path in told.touches} == {name.decode(), ".gitattributes"}
    assert set(told.alive.values()) == {1}
    assert all("What .gitattributes says is not known" in problem for problem in told.problems)
    assert [*tmp_path.iterdir()] == [repo]
