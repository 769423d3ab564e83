"""Of a damaged repository all is told that can be read; what is lost is named, with what to do."""

import pytest

from influencekit.errors import InputError
from influencekit.history import BINARY
from influencekit.protocols import ReadRequest
from influencekit_git.source import GitSource

MEND = "'git fsck' tells what is damaged; a fresh clone, or 'git fetch --refetch', may mend it."


def _object(repo, git, name):
    oid = git(repo, "rev-parse", name).strip()
    return repo / ".git/objects" / oid[:2] / oid[2:]


def _names(repo, git):
    """Return the commits' object ids, the oldest first."""
    return git(repo, "rev-list", "--reverse", "HEAD").split()


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
    damage, sound, git, read, whole
):
    damage(_object(sound, git, "HEAD~2:src/a.py"))
    told = read(sound)
    unknown = dict.fromkeys([("Start", "src/a.py"), ("Change", "src/a.py")], (BINARY, BINARY))
    assert told.touches == whole.touches | unknown
    assert told.files == whole.files
    assert told.alive == {key: count for key, count in whole.alive.items() if key[0] != "src/a.py"}
    assert len(told.problems) == 2
    for name, problem in zip(_names(sound, git)[:2], told.problems, strict=True):
        assert problem.startswith(f"commit {name[:12]}: src/a.py cannot be compared")
        assert problem.endswith(MEND)


@ALL_DAMAGE
def test_a_version_of_a_file_that_is_checked_out_can_be_lost_too(damage, sound, git, read, whole):
    damage(_object(sound, git, "HEAD:src/c.py"))
    told = read(sound)
    assert told.touches == whole.touches | {("More", "src/c.py"): (BINARY, BINARY)}
    assert told.files == whole.files | {"src/c.py": BINARY}
    assert told.alive == {key: count for key, count in whole.alive.items() if key[0] != "src/c.py"}
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
    assert told.files == {"src/a.py": 9, "src/b.py": 4, "src/c.py": 4}
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
    damage, sound, git, read, whole
):
    _, lost_one, third = _names(sound, git)
    damage(_object(sound, git, lost_one))
    told = read(sound)
    assert list(told.history.commit_subject) == ["More"]
    assert told.files == whole.files
    assert told.alive == {(path, "More"): lines for path, lines in whole.files.items()}
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
        read(sound)
    assert read(sound, revision=earlier).files == {"src/a.py": 9, "src/b.py": 3}


@ALL_DAMAGE
def test_a_pack_that_is_damaged_is_told_in_plain_words(damage, clone, git, read):
    repo = clone("--bare")
    git(repo, "repack", "-q", "-a", "-d")
    (pack,) = (repo / "objects/pack").glob("*.pack")
    damage(pack)
    with pytest.raises(InputError, match=r"damaged|cannot be read"):
        read(repo)
