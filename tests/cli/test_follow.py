"""What is shown is read again when it has changed: once, when nothing moves, while somebody looks."""

import subprocess
import threading

from influencekit.cli.follow import Follower, signature
from influencekit.errors import InputError
from influencekit.registry import Registry


class Read:
    """What is there, and how often it was read."""

    def __init__(self):
        self.there, self.times, self.failing = 0, 0, False
        self.done, self.told = threading.Semaphore(0), []

    def look(self):
        return (self.there,)

    def refresh(self):
        self.times += 1
        self.done.release()
        if self.failing:
            raise InputError("gone")

    def follower(self, **more):
        given = {"wanted": lambda: True, "pace": 0.01, "settled": 0.01} | more
        return Follower(self.look, self.refresh, failed=self.told.append, **given)


def test_what_changed_is_read_again_once():
    read = Read()
    with read.follower():
        read.there = 1
        assert read.done.acquire(timeout=10)
        assert not read.done.acquire(timeout=0.1)
    assert read.times == 1


def test_it_waits_until_nothing_changes_any_more():
    read, looks = Read(), iter(range(1, 6))
    read.look = lambda: (next(looks, 9),)
    with read.follower():
        assert read.done.acquire(timeout=10)
    assert next(looks, None) is None
    assert read.times == 1


def test_nothing_is_done_while_nobody_looks():
    read, wanted = Read(), threading.Event()
    with read.follower(wanted=wanted.is_set):
        read.there = 1
        assert not read.done.acquire(timeout=0.1)
        wanted.set()
        assert read.done.acquire(timeout=10)


def test_what_cannot_be_read_is_told_and_tried_at_the_next_change():
    read = Read()
    read.failing = True
    with read.follower():
        read.there = 1
        assert read.done.acquire(timeout=10)
        read.there = 2
        assert read.done.acquire(timeout=10)
        read.failing = False
        read.there = 3
        assert read.done.acquire(timeout=10)
    assert read.told == ["gone", "gone"]


def test_a_commit_a_setting_a_note_and_a_pair_change_the_signature_and_reading_does_not(story):
    sources = Registry.discover().collect("sources").values()

    def now():
        return signature([story], sources)

    seen = [now()]
    assert now() == seen[0]
    git = ["git", "-C", story, "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "more"], check=True)
    seen.append(now())
    (story / ".influencekit.toml").write_text("")
    seen.append(now())
    (story / ".mentoring" / "notes").mkdir(parents=True, exist_ok=True)
    (story / ".mentoring" / "notes" / "n.md").write_text("text")
    seen.append(now())
    (story / ".mentoring" / "pairs").mkdir()
    (story / ".mentoring" / "pairs" / "p.md").write_text("text")
    seen.append(now())
    assert len(set(seen)) == 5


def test_a_source_that_fails_tells_nothing(tmp_path):
    class Broken:
        def detect(self, root):
            raise RuntimeError

    assert signature([tmp_path], [Broken()])[0] is None
