"""Repositories, machines and indexes that something is wrong with: what can be told is told.

What is lost is named, with what to do. Reading leaves every folder as it was, byte for byte.
"""

import os
import shutil
import subprocess
from pathlib import Path

import attrs
import pytest

from influencekit.errors import InputError, MachineError
from influencekit.history import BINARY, History
from influencekit.protocols import ReadRequest
from influencekit.testing import write_repo
from influencekit_git.repository import OLDEST_GIT
from influencekit_git.source import GitSource

TOLD = """
    2024-01-03 ada src/a.py +10, src/b.py +3 "Start"
    2024-01-04 bob src/a.py +2 -3 "Change"
    2024-01-05 cyd src/c.py +4, src/b.py +1 "More"
    """
MEND = "'git fsck' tells what is damaged; a fresh clone, or 'git fetch --refetch', may mend it."


@attrs.frozen
class Told:
    """What reading a repository came to."""

    history: History | None
    problems: list[str]

    @property
    def touches(self):
        """Return {(subject, path): (added, deleted)}."""
        known = self.history
        return {
            (known.commit_subject[commit], known.paths[path]): (added, deleted)
            for commit, path, added, deleted in zip(
                known.touch_commit.tolist(),
                known.touch_path.tolist(),
                known.touch_added.tolist(),
                known.touch_deleted.tolist(),
                strict=True,
            )
        }

    @property
    def files(self):
        """Return {path: lines}."""
        paths = [self.history.paths[path] for path in self.history.file_path.tolist()]
        return dict(zip(paths, self.history.file_lines.tolist(), strict=True))

    @property
    def alive(self):
        """Return {(path, subject of the commit that wrote them): lines}."""
        known = self.history
        paths = list(self.files)
        return {
            (paths[file], known.commit_subject[commit]): count
            for file, commit, count in zip(
                known.line_file.tolist(),
                known.line_commit.tolist(),
                known.line_count.tolist(),
                strict=True,
            )
        }


TOUCHES = {
    ("Start", "src/a.py"): (10, 0),
    ("Start", "src/b.py"): (3, 0),
    ("Change", "src/a.py"): (2, 3),
    ("More", "src/c.py"): (4, 0),
    ("More", "src/b.py"): (1, 0),
}
FILES = {"src/a.py": 9, "src/b.py": 4, "src/c.py": 4}
ALIVE = {
    ("src/a.py", "Start"): 7,
    ("src/a.py", "Change"): 2,
    ("src/b.py", "Start"): 3,
    ("src/b.py", "More"): 1,
    ("src/c.py", "More"): 4,
}


@pytest.fixture(scope="session")
def _sound(tmp_path_factory):
    return write_repo(tmp_path_factory.mktemp("sound") / "repo", TOLD)


@pytest.fixture
def sound(_sound, tmp_path):
    """A repository that nothing is wrong with, and a place to put others beside it."""
    shutil.copytree(_sound, tmp_path / "sound", symlinks=True)
    return tmp_path / "sound"


@pytest.fixture
def clone(sound, git, tmp_path):
    """Return a function that clones it."""

    def make(*options):
        git(sound, "config", "uploadpack.allowFilter", "true")
        git(tmp_path, "clone", "--quiet", *options, f"file://{sound}", "clone")
        return tmp_path / "clone"

    return make


@pytest.fixture
def read(listing):
    """Return a function that reads a repository, which must stay as it is."""

    def reading(root, **options):
        before = listing(root)
        told = read_all(root, **options)
        assert listing(root) == before
        return told

    return reading


def read_all(root, **options):
    found = list(GitSource().read(root, ReadRequest(**{"jobs": 1} | options)))
    histories = [it for it in found if isinstance(it, History)]
    problems = [it.message for it in found if not isinstance(it, History)]
    return Told(histories[-1] if histories else None, problems)


def is_whole(told):
    return (told.touches, told.files, told.alive) == (TOUCHES, FILES, ALIVE)


# Kinds of repositories ----------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("--bare",)], ids=["empty", "empty and bare"])
def test_of_a_repository_without_commits_it_is_said_that_there_are_none(
    options, git, tmp_path, read
):
    git(tmp_path, "init", "--quiet", *options, "new")
    told = read(tmp_path / "new")
    assert told.history is None
    assert told.problems == [f"{tmp_path / 'new'}: no commits yet, so there is nothing to tell."]


def test_a_bare_repository_tells_what_its_clone_tells(sound, clone, read):
    assert is_whole(read(clone("--bare")))
    assert is_whole(read(sound))


def test_a_repository_with_sha256_tells_the_same(git, tmp_path, read):
    write_repo(tmp_path / "source", TOLD)
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "repo")
    exported = git(tmp_path / "source", "fast-export", "main")
    git(tmp_path / "repo", "fast-import", "--quiet", "--force", input=exported)
    git(tmp_path / "repo", "symbolic-ref", "HEAD", "refs/heads/main")
    told = read(tmp_path / "repo", cache=tmp_path / "cache")
    assert is_whole(told)
    assert {len(oid) for oid in told.history.commit_oid.tolist()} == {64}
    assert not told.problems
    lines = GitSource().lines(tmp_path / "repo", "src/a.py", ReadRequest())
    assert [len(run.commit) for run in lines.runs] == [64, 64]


def test_in_a_work_tree_its_own_head_is_meant(sound, git, tmp_path, read):
    git(sound, "worktree", "add", "--quiet", "--detach", tmp_path / "tree", "HEAD~1")
    assert [*read(tmp_path / "tree").files] == ["src/a.py", "src/b.py"]
    assert is_whole(read(sound))


def test_in_a_submodule_its_own_history_is_meant(sound, git, tmp_path, read):
    git(tmp_path, "init", "--quiet", "super")
    allowed = ("-c", "protocol.file.allow=always")
    git(tmp_path / "super", *allowed, "submodule", "--quiet", "add", sound, "sub")
    git(tmp_path / "super", "commit", "--quiet", "--message=Join")
    assert is_whole(read(tmp_path / "super/sub"))
    told = read(tmp_path / "super")
    assert told.touches == {("Join", ".gitmodules"): (3, 0), ("Join", "sub"): (1, 0)}
    assert [*told.files] == [".gitmodules"]


def test_on_a_branch_without_commits_there_is_nothing_and_others_can_be_named(sound, git, read):
    git(sound, "checkout", "--quiet", "--orphan", "new")
    told = read(sound)
    assert told.history is None
    assert "no commits yet" in told.problems[0]
    assert is_whole(read(sound, revision="main"))


def test_without_a_branch_the_commit_that_is_checked_out_is_meant(sound, git, read):
    git(sound, "checkout", "--quiet", "--detach", "HEAD~1")
    assert read(sound).files == {"src/a.py": 9, "src/b.py": 3}


def test_what_is_not_there_is_named(sound):
    source = GitSource()
    with pytest.raises(InputError, match=r"no such revision: v99"):
        read_all(sound, revision="v99")
    with pytest.raises(InputError, match=r"no\.py: no such file at [0-9a-f]{12}"):
        source.lines(sound, "no.py", ReadRequest())
    with pytest.raises(InputError, match=r"src/c\.py: no such file"):
        source.lines(sound, "src/c.py", ReadRequest(revision="HEAD~1"))
    with pytest.raises(InputError, match=r"src: no such file"):
        source.lines(sound, "src", ReadRequest())
    with pytest.raises(InputError, match=r"use A\.\.B"):
        read_all(sound, revision="main...HEAD~1")


@pytest.mark.parametrize("revision", ["--all", "-n1", "@{", "HEAD~99", "main:src/a.py", "", " "])
def test_a_revision_that_is_none_is_refused_and_never_an_option(revision, sound):
    with pytest.raises(InputError, match="no such revision"):
        read_all(sound, revision=revision)


# What was left out --------------------------------------------------------------------------


def test_a_shallow_clone_says_what_it_lacks_and_gives_lines_to_its_first_commits(clone, read):
    told = read(clone("--depth=2"))
    assert told.touches == {
        ("Change", "src/a.py"): (9, 0),
        ("Change", "src/b.py"): (3, 0),
        ("More", "src/c.py"): (4, 0),
        ("More", "src/b.py"): (1, 0),
    }
    assert told.files == FILES
    assert told.alive["src/a.py", "Change"] == 9
    assert len(told.problems) == 1
    assert "'git fetch --unshallow' brings the rest" in told.problems[0]


PARTIAL = {
    "blob:limit=1m": (TOUCHES, FILES, ALIVE, ""),
    "blob:none": (
        dict.fromkeys(TOUCHES, (BINARY, BINARY)) | {("More", "src/c.py"): (4, 0)},
        FILES,
        {("src/c.py", "More"): 4},
        "the lines of 4 of 5 versions of files",
    ),
    "tree:0": (  # as in a shallow clone, HEAD seems to have written what it has
        {("More", path): (lines, 0) for path, lines in FILES.items()},
        FILES,
        {(path, "More"): lines for path, lines in FILES.items()},
        "the changes of 3 commits",
    ),
}
"""What is checked out is there, what is older is not: touches, files, lines, what is named."""


@pytest.mark.parametrize("filtered", PARTIAL)
def test_a_partial_clone_says_how_much_it_lacks_and_only_then(filtered, clone, read, tmp_path):
    touches, files, alive, lacks = PARTIAL[filtered]
    repo = clone(f"--filter={filtered}")
    for _ in range(2):  # the second time from the index
        told = read(repo, cache=tmp_path / "cache")
        assert told.problems == [
            (
                f"{repo}: a partial clone; what was left out is not fetched, so {lacks} are known in "
                "part or not at all. 'git fetch --refetch --no-filter' brings the rest."
            )
        ] * bool(lacks)
        assert (told.touches, told.files, told.alive) == (touches, files, alive)


@pytest.mark.parametrize("filtered", ["blob:none", "tree:0"])
def test_what_was_left_out_is_read_once_it_is_there(filtered, clone, git, read, tmp_path):
    repo = clone(f"--filter={filtered}", "--no-checkout")
    told = read(repo, cache=tmp_path / "cache")
    assert told.history.commit_subject[0] == "Start"
    assert told.problems
    git(repo, "-c", "maintenance.auto=false", "fetch", "--quiet", "--refetch", "--no-filter")
    told = read(repo, cache=tmp_path / "cache")
    assert is_whole(told)
    assert not told.problems


def test_a_merge_that_was_left_out_counts_once(git, tmp_path, read):
    source = write_repo(
        tmp_path / "source",
        """
        2024-01-03 ada a.py +1 "Start"
        2024-01-04 bob b.py +1 on=topic "Topic"
        2024-01-05 ada c.py +1 "More"
        2024-01-06 ada merge=topic "Join"
        """,
    )
    git(source, "config", "uploadpack.allowFilter", "true")
    options = ("--quiet", "--bare", "--filter=tree:0")
    git(tmp_path, "clone", *options, f"file://{source}", "clone")
    told = read(tmp_path / "clone")
    assert list(told.history.commit_subject) == ["Start", "More", "Topic", "Join"]
    assert any("the changes of 4 commits are known" in problem for problem in told.problems)


def _object(repo, git, name):
    oid = git(repo, "rev-parse", name).strip()
    return repo / ".git/objects" / oid[:2] / oid[2:]


def lost(file):
    file.unlink()


def cut_short(file):
    _write(file, file.read_bytes()[:-3])


def noise(file):
    _write(file, b"noise" * 9)


def emptied(file):
    _write(file, b"")


def _write(file, data):
    file.chmod(0o644)
    file.write_bytes(data)


ALL_DAMAGE = pytest.mark.parametrize(
    "damage", [lost, cut_short, noise, emptied], ids=lambda it: it.__name__
)


@ALL_DAMAGE
def test_an_old_version_of_a_file_that_cannot_be_read_costs_what_depends_on_it(
    damage, sound, git, read
):
    damage(_object(sound, git, "HEAD~2:src/a.py"))
    told = read(sound)
    unknown = dict.fromkeys([("Start", "src/a.py"), ("Change", "src/a.py")], (BINARY, BINARY))
    assert told.touches == TOUCHES | unknown
    assert told.files == FILES
    assert told.alive == {key: count for key, count in ALIVE.items() if key[0] != "src/a.py"}
    assert len(told.problems) == 2
    for name, problem in zip(_names(sound, git)[:2], told.problems, strict=True):
        assert problem.startswith(f"commit {name[:12]}: src/a.py cannot be compared")
        assert problem.endswith(MEND)


@ALL_DAMAGE
def test_a_version_of_a_file_that_is_checked_out_can_be_lost_too(damage, sound, git, read):
    damage(_object(sound, git, "HEAD:src/c.py"))
    told = read(sound)
    assert told.touches == TOUCHES | {("More", "src/c.py"): (BINARY, BINARY)}
    assert told.files == FILES | {"src/c.py": BINARY}
    assert told.alive == {key: count for key, count in ALIVE.items() if key[0] != "src/c.py"}
    with pytest.raises(InputError, match=r"src/c\.py at [0-9a-f]{12}: not there to be read"):
        GitSource().lines(sound, "src/c.py", ReadRequest(jobs=1))
    assert GitSource().lines(sound, "src/a.py", ReadRequest(jobs=1)).origin == "index"


@ALL_DAMAGE
@pytest.mark.parametrize("folder", ["", "src"])
def test_where_a_commit_has_lost_its_files_the_next_one_seems_to_have_done_it_all(
    folder, damage, sound, git, read
):
    first, second, third = _names(sound, git)
    damage(_object(sound, git, f"{second}:{folder}"))
    told = read(sound)
    assert list(told.history.commit_subject) == ["Start", "Change", "More"]
    assert told.touches == {
        ("Start", "src/a.py"): (10, 0),
        ("Start", "src/b.py"): (3, 0),
        ("More", "src/a.py"): (2, 3),
        ("More", "src/b.py"): (1, 0),
        ("More", "src/c.py"): (4, 0),
    }
    assert told.files == FILES
    assert told.alive["src/a.py", "More"] == 2
    assert [problem.partition(":")[0] for problem in told.problems] == [
        f"commit {name[:12]}" for name in (second, third)
    ]
    assert f"it is compared with commit {first[:12]}, and seems to" in told.problems[1]


@ALL_DAMAGE
def test_where_head_has_lost_its_files_those_before_are_told(damage, sound, git, read):
    damage(_object(sound, git, "HEAD^{tree}"))
    told = read(sound)
    assert list(told.history.commit_subject) == ["Start", "Change", "More"]
    assert {key for key in told.touches if key[0] == "More"} == set()
    assert told.files == {"src/a.py": 9, "src/b.py": 3}
    assert any("what it changed cannot be read" in problem for problem in told.problems)
    assert any(problem.startswith("The files of commit") for problem in told.problems)
    assert all(problem.endswith(MEND) for problem in told.problems)


@ALL_DAMAGE
def test_before_a_commit_that_cannot_be_read_nothing_is_known_as_in_a_shallow_clone(
    damage, sound, git, read
):
    _, lost_one, third = _names(sound, git)
    damage(_object(sound, git, lost_one))
    told = read(sound)
    assert list(told.history.commit_subject) == ["More"]
    assert told.files == FILES
    assert told.alive == {(path, "More"): lines for path, lines in FILES.items()}
    assert told.problems == [
        (
            f"commit {third[:12]}: the commit before it, {lost_one}, cannot be read; nothing before it "
            f"is known, and it seems to have written all that it found. {MEND}"
        )
    ]


@ALL_DAMAGE
def test_without_the_newest_commit_there_is_nothing_to_tell_and_others_can_be_named(
    damage, sound, git, read
):
    earlier = git(sound, "rev-parse", "HEAD~1").strip()
    damage(_object(sound, git, "HEAD"))
    with pytest.raises(InputError, match="the repository is damaged"):
        read_all(sound)
    assert read(sound, revision=earlier).files == {"src/a.py": 9, "src/b.py": 3}


def _names(repo, git):
    """Return the commits' object ids, the oldest first."""
    return git(repo, "rev-list", "--reverse", "HEAD").split()


@ALL_DAMAGE
def test_a_pack_that_is_damaged_is_told_in_plain_words(damage, clone, git):
    repo = clone("--bare")
    git(repo, "repack", "-q", "-a", "-d")
    (pack,) = (repo / "objects/pack").glob("*.pack")
    damage(pack)
    with pytest.raises(InputError, match=r"damaged|cannot be read"):
        read_all(repo)


# Histories ----------------------------------------------------------------------------------


def test_a_history_that_was_rewritten_is_told_as_it_is_now(sound, git, read, tmp_path):
    cache = tmp_path / "cache"
    assert is_whole(read(sound, cache=cache))
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


def run_git(folder, *arguments, **options):
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, **options).stdout


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


# Machines -----------------------------------------------------------------------------------


def _fake_git(folder, script):
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    return folder


def test_without_git_it_is_said_where_to_get_it(sound, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MachineError, match="Install git"):
        read_all(sound)
    with pytest.raises(MachineError, match="Install git"):
        GitSource().lines(sound, "src/a.py", ReadRequest())


@pytest.mark.parametrize("said", ["git version 2.30.9", "git version 1.8.3.1", "no git at all", ""])
def test_a_git_that_is_too_old_is_refused_with_what_is_needed(said, sound, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(_fake_git(tmp_path / "bin", f"echo '{said}'")))
    needed = r"\.".join(map(str, OLDEST_GIT))
    with pytest.raises(MachineError, match=f"too old: {needed} or newer is needed. Update git"):
        read_all(sound)


def test_a_git_that_dies_of_everything_is_a_plain_no(sound, tmp_path, monkeypatch):
    script = '[ "$1" = version ] && echo git version 2.50.1 || { echo fatal: oops >&2; exit 128; }'
    monkeypatch.setenv("PATH", str(_fake_git(tmp_path / "bin", script)))
    with pytest.raises(InputError, match="fsck"):
        read_all(sound)


def test_a_git_in_the_analysed_folder_is_not_run(sound, tmp_path, monkeypatch):
    fake = _fake_git(sound / "bin", f"touch {tmp_path / 'canary'}")
    shutil.copy(fake / "git", sound / "git")
    monkeypatch.chdir(sound)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin", os.environ["PATH"]]))
    subprocess.run(["git", "version"], check=True)
    assert (tmp_path / "canary").exists(), "a shell itself does not fall for it"
    (tmp_path / "canary").unlink()
    assert is_whole(read_all(Path()))
    assert not (tmp_path / "canary").exists()


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
