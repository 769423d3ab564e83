"""Whatever befalls the index, what is told is what the repository says."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import cached_property
from pathlib import Path

import attrs
import pytest

from influencekit.errors import Cancelled
from influencekit.protocols import ReadRequest, Task
from influencekit.testing import write_repo
from influencekit_git.source import GitSource

TOLD = """
    2024-01-03 ada src/a.py +10, src/b.py +3 "Start"
    2024-01-04 bob src/a.py +2 -3 "Change"
    2024-01-05 cyd src/c.py +4, src/b.py +1 on=topic "More"
    2024-01-06 ada merge=topic "Join"
    2024-01-07 bob src/a.py => lib/a.py +1 "Move"
    """
READ = """
import os, signal, sys
from pathlib import Path
from influencekit.protocols import ReadRequest, Task
from influencekit_git.source import GitSource
root, cache = map(Path, sys.argv[1:3])
"""
"""What a script that reads in a process of its own begins with."""


@pytest.fixture(scope="session")
def _repo(tmp_path_factory):
    return write_repo(tmp_path_factory.mktemp("repo") / "repo", TOLD)


@attrs.frozen(slots=False)
class Case:
    """A repository, what is true of it, and a cache folder."""

    repo: Path
    truth: object
    cache: Path
    _read: Callable

    def read(self, **options):
        """Return what is told, and the problems."""
        return self._read(self.repo, **{"cache": self.cache} | options)

    def lines(self):
        """Return how many lines of a file are told."""
        asked = ReadRequest(cache=self.cache, jobs=1)
        return sum(run.lines for run in GitSource().lines(self.repo, "lib/a.py", asked).runs)

    @cached_property
    def file(self):
        """The file in which the whole history is kept, made when it is first asked for."""
        self.read()
        (file,) = self.cache.rglob("*.sqlite")
        return file

    def is_right(self):
        """Whether everything is told as it is, and no problem."""
        return self.read() == (self.truth, []) and self.lines() == 10


@pytest.fixture
def case(_repo, listing, told_of, tmp_path):
    """A repository, which must stay as it is."""
    before = listing(_repo)
    truth, problems = told_of(_repo)
    assert not problems
    yield Case(_repo, truth, tmp_path / "cache", told_of)
    assert listing(_repo) == before


def start(script, *arguments, **options):
    """Start a process that runs `script`."""
    command = [sys.executable, "-c", READ + script, *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def ended(process):
    """Wait for the end of a process; return its exit code and what it printed."""
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err, err
    return process.returncode, out


# A cache folder that cannot be used ---------------------------------------------------------


def a_file(cache, file):
    cache.write_text("x")


def a_file_in_it(cache, file):
    cache.mkdir()
    (cache / "git").write_text("x")


def a_folder_for_the_index(cache, file):
    file.mkdir(parents=True)


def a_folder_for_the_lock(cache, file):
    file.with_suffix(".lock").mkdir(parents=True)


def a_link_to_nowhere(cache, file):
    cache.symlink_to("/nowhere/at/all")


@pytest.mark.parametrize(
    "is_there",
    [a_file, a_file_in_it, a_folder_for_the_index, a_folder_for_the_lock, a_link_to_nowhere],
    ids=lambda it: it.__name__,
)
def test_where_nothing_can_be_kept_everything_is_told_and_what_to_do(is_there, case):
    file = case.file
    shutil.rmtree(case.cache)
    is_there(case.cache, file)
    told, (problem,) = case.read()
    assert told == case.truth
    assert problem.startswith(f"the index cannot be kept in {file}: ")
    assert problem.endswith("name a folder that can be written to with the setting 'cache'.")
    assert case.lines() == 10


def test_a_folder_without_permission_is_told_as_such(case, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:  # the super-user may write everywhere
        patch.setattr("influencekit_git.source.only_writer", refuse)
        told, (problem,) = case.read()
    assert told == case.truth
    assert "Permission denied" in problem


# A disk that is full ------------------------------------------------------------------------


def test_wherever_the_disk_is_full_everything_is_told_all_the_same(case, monkeypatch):
    connect, most = sqlite3.connect, 0

    def full(path, **options):
        connection = connect(path, **options)
        if str(path).endswith(".sqlite"):
            connection.execute(f"PRAGMA max_page_count = {most}")
        return connection

    problems = [...]
    while problems:
        most += 1
        its = attrs.evolve(case, cache=case.cache / str(most))
        with monkeypatch.context() as patch:
            patch.setattr(sqlite3, "connect", full)
            told, problems = its.read()
            assert told == case.truth
            assert all("database or disk is full" in problem for problem in problems)
            assert its.lines() == 10
        assert its.is_right()
    assert most > 3


FULL = """
import resource
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
*_, problem, known = GitSource().read(root, ReadRequest(cache=cache, jobs=1))
print(problem.message)
print(known.touch_added.tolist(), known.line_count.sum())
"""


def test_where_files_may_not_grow_everything_is_told_all_the_same(case):
    code, out = ended(start(FULL, case.repo, case.cache, 20_000))
    assert code == 0
    told, figures = out.splitlines()
    assert told.startswith(f"the index cannot be kept in {case.cache}")
    assert figures == "[10, 3, 2, 1, 4, 1] 18"
    assert case.is_right()


# An index that is not what was written ------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99])
def test_an_index_that_was_cut_short_is_made_again(share, case):
    whole = case.file.read_bytes()
    case.file.write_bytes(whole[: int(share * len(whole))])
    assert case.is_right()


@pytest.mark.parametrize("place", range(0, 100, 7))
def test_an_index_with_foreign_bytes_in_it_is_not_believed(place, case):
    whole = bytearray(case.file.read_bytes())
    at = place * len(whole) // 100
    whole[at : at + 64] = random.Random(place).randbytes(64)
    case.file.write_bytes(whole)
    assert case.is_right()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fact SET value = '0' WHERE name = 'format'",
        "UPDATE fact SET value = 'sha256' WHERE name = 'objects'",
        "DELETE FROM fact WHERE name = 'format'",
        "DROP TABLE fact",
        "DROP TABLE part",
        "ALTER TABLE part RENAME COLUMN data TO text",
        "DELETE FROM part WHERE name = 'commit.oid'",
        "DELETE FROM part WHERE name = 'entry.path'",
        "DELETE FROM part WHERE name LIKE 'view.%.runs'",
        "UPDATE part SET data = data || x'00' WHERE name = 'hunk.old'",
        "UPDATE part SET dtype = 'O'",
        "UPDATE part SET dtype = '|i1' WHERE name = 'hunk.new'",
        "UPDATE part SET running = 1 - running WHERE name = 'hunk.start'",
        "UPDATE part SET data = NULL WHERE name = 'hunk.old'",
        "UPDATE fact SET value = 'x' WHERE name = 'settled'",
        "UPDATE fact SET value = '3' WHERE name = 'settled'",
        "UPDATE fact SET value = '' WHERE name = 'tips'",
    ],
)
def test_an_index_of_another_kind_is_made_again(change, case):
    with closing(sqlite3.connect(case.file)) as index, index:
        try:
            index.execute(change)
        except sqlite3.IntegrityError:  # what the schema forbids need not be tried
            index.execute("DELETE FROM fact")
    assert case.is_right()


def test_what_is_beside_an_index_is_not_believed_either(case):
    case.file.with_name(case.file.name + "-wal").write_bytes(random.Random(1).randbytes(5000))
    case.file.with_name(case.file.name + "-shm").write_bytes(random.Random(2).randbytes(40_000))
    assert case.is_right()


# Several processes --------------------------------------------------------------------------

WHOLE = """
*_, known = GitSource().read(root, ReadRequest(cache=cache, jobs=1))
print(known.touch_added.tolist(), known.line_count.sum())
"""


def test_processes_that_build_one_index_at_once_all_tell_the_whole(case):
    processes = [start(WHOLE, case.repo, case.cache) for _ in range(3)]
    for process in processes:
        assert ended(process) == (0, "[10, 3, 2, 1, 4, 1] 18\n")
    assert case.is_right()
    (file,) = case.cache.rglob("*.sqlite")
    with closing(sqlite3.connect(file)) as index:
        query = "SELECT sum(length) FROM part WHERE name = 'commit.author'"
        assert index.execute(query).fetchone() == (5,)


@attrs.define
class Waiting(Task):
    """Lets go of what it waits for, or is called off, once it has been told that it waits."""

    then: object
    said: list = attrs.field(factory=list)
    called_off: bool = False

    def progress(self, what, done, total):
        self.said.append(what)
        if what.startswith("waiting"):
            self.then(self)

    @property
    def cancelled(self):
        return self.called_off


@pytest.fixture
def locked(case):
    """A connection that holds the index for itself, as another process does."""
    with closing(
        sqlite3.connect(
            case.file.with_suffix(".lock"), isolation_level=None, check_same_thread=False
        )
    ) as held:
        held.execute("BEGIN EXCLUSIVE")
        yield held


def test_who_finds_an_index_in_use_says_so_and_goes_on_when_it_is_free(locked, case):
    task = Waiting(lambda _: locked.execute("ROLLBACK") if locked.in_transaction else None)
    assert case.read(task=task) == (case.truth, [])
    assert task.said[0] == "waiting for another influencekit"


def test_who_waits_for_an_index_can_be_called_off(locked, case):
    def call_off(task):
        task.called_off = True

    with pytest.raises(Cancelled):
        list(
            GitSource().read(
                case.repo, ReadRequest(cache=case.cache, jobs=1, task=Waiting(call_off))
            )
        )


KILLED = """
class Killed(Task):
    left = 0
    def check(self):
        Killed.left -= 1
        if not Killed.left:
            os.kill(os.getpid(), signal.SIGKILL)
    def progress(self, *_):
        self.check()
for Killed.left in range(1, 100):
    mine = cache / str(Killed.left) if "apart" in sys.argv else cache
    child = os.fork()
    if not child:
        list(GitSource().read(root, ReadRequest(cache=mine, jobs=1, task=Killed())))
        os._exit(0)
    ending = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(ending)
    if not ending:
        break
"""
"""Is killed at the first moment, at the second …, until it is not killed any more."""


def test_who_is_killed_at_any_moment_loses_what_was_in_flight_and_no_more(case):
    code, out = ended(start(KILLED, case.repo, case.cache, "apart"))
    *killed, last = out.split()
    assert (code, set(killed), last) == (0, {str(-signal.SIGKILL)}, "0")
    kept = []
    for number in range(len(killed)):
        its = attrs.evolve(case, cache=case.cache / str(number + 1))
        status = GitSource().index_status(its.repo, ReadRequest(cache=its.cache))
        assert status.state != "complete"
        kept.append((status.commits, status.hunks))
        assert its.is_right()
    assert kept == sorted(kept)
    assert {commits for commits, _ in kept} == {0, 5}
    assert {hunks > 0 for _, hunks in kept} == {True, False}


def test_who_is_killed_again_and_again_comes_to_the_end(case):
    code, out = ended(start(KILLED, case.repo, case.cache))
    assert (code, out.split()[-1]) == (0, "0")
    assert out.count("-9") > 3
    assert case.is_right()
