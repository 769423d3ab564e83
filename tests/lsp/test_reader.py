"""The process that reads a history: what it says to the end counts, and it can be stopped."""

import os
import shutil

from influencekit_lsp.reader import Reader


def test_what_was_said_last_is_not_stale_once_reading_has_ended(repo):
    root = repo("2024-01-01 ada a.py +3")
    said = []
    reader = Reader(root)
    assert reader.run(lambda what, value: said.append((what, value))) == ""
    assert not reader.stopped
    what, snapshot = said[-1]
    assert what == "snapshot"
    assert snapshot.origins is not None


def test_a_reader_that_was_stopped_before_it_began_says_nothing(repo):
    reader = Reader(repo("2024-01-01 ada a.py +3"))
    reader.stop()
    assert reader.run(lambda *_: 1 / 0) == ""
    assert reader.stopped


def test_a_reader_that_does_not_stop_is_ended(repo, tmp_path, monkeypatch):
    root = repo("2024-01-01 ada a.py +3")
    script = tmp_path / "git"
    script.write_text(
        f'#!/bin/sh\ncase "$*" in *" log "*) exec sleep 600;; esac\nexec "{shutil.which("git")}" "$@"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    reader = Reader(root)

    def say(what, _):
        if what == "started":
            reader.stop()

    reader.run(say)
    assert reader.stopped
