"""What a user sees where something is wrong: a sentence on stderr, the documented exit code.

What the source makes of it in detail is in ``tests/plugins/git/bad_repositories`` and
``test_bad_index.py``; here is what comes of it at the command line, for every command that reads.
"""

import json
import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from influencekit.errors import ExitCode

COMMANDS = {
    "analyze": ("analyze", "."),
    "who": ("who", "src/a.py"),
    "lines": ("lines", "src/a.py"),
    "explain": ("explain", "src/a.py"),
    "people": ("people", "."),
    "opportunities": ("opportunities", "."),
    "index": ("index", "build", "."),
}
"""Each command that reads a repository, as it is called in it."""
TOLD = """
    2024-01-03 ada src/a.py +10, src/b.py +3 "Start"
    2024-01-04 bob src/a.py +2 -3, src/b.py +1 "Change"
    2024-01-05 cyd src/c.py +4 "More"
    """
EVERY = pytest.mark.parametrize("name", COMMANDS)


@pytest.fixture
def sound(repo):
    return repo(TOLD, "sound")


@pytest.fixture
def told(command, listing):
    """Return a function that runs a command in a folder, which must stay as it is."""

    def run(folder, *arguments):
        before = listing(folder)
        ran = command(*arguments, cwd=folder)
        assert listing(folder) == before
        return ran

    return run


def refused(ran, code, said):
    """Check that a command ended without a result, and said why and nothing else."""
    assert (ran.code, ran.out) == (code, ""), ran
    assert said in ran.complaints[-1]
    assert ran.err.startswith("influencekit: ")
    assert ran.complaints[-1].endswith((".", "?"))
    return True


# What is no repository ----------------------------------------------------------------------


def nothing(folder, git):
    folder.mkdir()


def some_files(folder, git):
    (folder / "src").mkdir(parents=True)
    (folder / "src/a.py").write_text("x = 1\n")


def half_a_repository(folder, git):
    (folder / ".git").mkdir(parents=True)
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")


def a_moved_work_tree(folder, git):
    folder.mkdir()
    (folder / ".git").write_text("gitdir: /nowhere/at/all\n")


def another_format(folder, git):
    git(folder.parent, "init", "--quiet", folder.name)
    git(folder, "config", "extensions.refstorage", "reftable")


def without_its_newest_commit(folder, git):
    git(folder.parent, "init", "--quiet", folder.name)
    git(folder, "commit", "--quiet", "--allow-empty", "--message=x")
    oid = git(folder, "rev-parse", "HEAD").strip()
    (folder / ".git/objects" / oid[:2] / oid[2:]).unlink()


NO_REPOSITORY = {
    nothing: ("there is nothing to analyse", "not in a folder that can be read", "no index"),
    some_files: ("there is nothing to analyse", "not in a folder that can be read", "no index"),
    half_a_repository: ("HEAD, objects or refs are missing",) * 3,
    a_moved_work_tree: ("points at a repository that is not there",) * 3,
    another_format: ("'git refs migrate --ref-format=files'",) * 3,
    without_its_newest_commit: ("the repository is damaged",) * 3,
}
"""What is there instead, and what is said: of folders, of a file in it, of its index."""


@EVERY
@pytest.mark.parametrize("made", NO_REPOSITORY, ids=lambda it: it.__name__)
def test_what_is_no_repository_is_told_as_such(made, name, told, git, tmp_path):
    made(tmp_path / "it", git)
    of_folders, of_files, of_index = NO_REPOSITORY[made]
    said = {"who": of_files, "lines": of_files, "index": of_index}.get(name, of_folders)
    if name == "explain" and made is some_files:
        said = of_files
    assert refused(told(tmp_path / "it", *COMMANDS[name]), ExitCode.INPUT, said)


@pytest.mark.parametrize("name", ["analyze", "people", "opportunities", "index"])
@pytest.mark.parametrize("path", ["nowhere", "file", "folder/nowhere"])
def test_what_is_no_folder_is_told_as_such(path, name, told, tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    ran = told(tmp_path, *COMMANDS[name][:-1], path)
    assert refused(ran, ExitCode.INPUT, f"{path}: ")


def test_doctor_says_of_each_what_is_wrong_and_ends_with_a_code_of_its_own(told, git, tmp_path):
    for made in NO_REPOSITORY:
        made(tmp_path / made.__name__, git)
        ran = told(tmp_path / made.__name__, "doctor", ".", "--format", "json")
        assert (ran.code, ran.err) == (ExitCode.ENVIRONMENT, "")
        wrong = [check for check in json.loads(ran.out)["checks"] if not check["ok"]]
        assert "repository" in {check["name"] for check in wrong}


# What has no commits, no such revision, no such file ----------------------------------------

EMPTY = {
    "analyze": (ExitCode.OK, "no commits yet, so there is nothing to tell"),
    "people": (ExitCode.OK, "no commits yet, so there is nothing to tell"),
    "opportunities": (ExitCode.OK, "no commits yet, so there is nothing to tell"),
    "index": (ExitCode.OK, "no commits yet, so there is nothing to tell"),
    "who": (ExitCode.INPUT, "no commits yet, so there is nothing to tell"),
    "explain": (ExitCode.INPUT, "no commits yet, so there is nothing to tell"),
    "lines": (ExitCode.INPUT, "no commits yet"),
}


@EVERY
@pytest.mark.parametrize("words", [("init", "--quiet"), ("init", "--quiet", "--bare")])
def test_a_repository_without_commits_is_told_as_such(words, name, told, git, tmp_path):
    git(tmp_path, *words, "new")
    ran = told(tmp_path / "new", *COMMANDS[name])
    code, said = EMPTY[name]
    assert ran.code == code
    assert any(said in complaint for complaint in ran.complaints)
    assert bool(ran.out) == (code == ExitCode.OK)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "index"])
def test_a_revision_that_is_not_there_is_named(name, told, sound):
    ran = told(sound, *COMMANDS[name], "--rev", "v99")
    assert refused(ran, ExitCode.INPUT, "no such revision: v99.")


@pytest.mark.parametrize("name", ["who", "lines", "explain"])
def test_a_file_that_is_not_there_is_named(name, told, sound):
    assert refused(told(sound, name, "src/nowhere.py"), ExitCode.INPUT, "src/nowhere.py")


# What lacks something -----------------------------------------------------------------------


def bare(source, folder, git):
    git(source, "clone", "--quiet", "--bare", ".", folder)


def shallow(source, folder, git):
    git(source, "clone", "--quiet", "--depth=2", f"file://{source}", folder)


def partial(source, folder, git):
    git(source, "config", "uploadpack.allowFilter", "true")
    git(source, "clone", "--quiet", "--filter=blob:none", f"file://{source}", folder)


def damaged(source, folder, git):
    shutil.copytree(source, folder)
    blob = git(folder, "rev-parse", "HEAD~2:src/b.py").strip()
    (folder / ".git/objects" / blob[:2] / blob[2:]).unlink()


def detached(source, folder, git):
    git(source, "clone", "--quiet", ".", folder)
    git(folder, "checkout", "--quiet", "--detach")


def work_tree(source, folder, git):
    git(source, "worktree", "add", "--quiet", folder)


def sha256(source, folder, git):
    git(source, "init", "--quiet", "--object-format=sha256", folder)
    exported = git(source, "fast-export", "main")
    git(folder, "fast-import", "--quiet", input=exported)
    git(folder, "symbolic-ref", "HEAD", "refs/heads/main")


LACKING = {
    bare: "",
    detached: "",
    work_tree: "",
    sha256: "",
    shallow: "'git fetch --unshallow' brings the rest.",
    partial: "'git fetch --refetch --no-filter' brings the rest.",
    damaged: "'git fsck' tells what is damaged;",
}
"""What is there, and what is said that brings the rest."""


@EVERY
@pytest.mark.parametrize("made", LACKING, ids=lambda it: it.__name__)
def test_what_is_there_is_told_and_what_brings_the_rest(made, name, told, sound, git):
    folder = sound.with_name(made.__name__)
    made(sound, folder, git)
    ran = told(folder, *COMMANDS[name])
    if name == "lines" and made is partial:
        assert refused(ran, ExitCode.INPUT, "src/a.py")
        return
    assert ran.code == ExitCode.OK, ran.err
    assert ran.out
    if made is shallow or (LACKING[made] and name in ("analyze", "who", "explain", "index")):
        assert any(LACKING[made] in complaint for complaint in ran.complaints)
    else:  # nothing that this command reads is not there
        assert not ran.err


# Names, paths and messages ------------------------------------------------------------------

NAMES = {
    "control characters": b"\x1b[31mAda\x07\x9b31m",
    "invalid UTF-8": b"Ad\xe9 \xff\xfe",
    "HTML": b"<script>alert(1)</script>&amp;",
    "direction": "Ada\u202egnp.exe\u200b".encode(),
    "Markdown": b"[Ada](javascript:x) `x` | **b**",
    "long": b"Ada " * 2000,
}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_a_repository_says_acts_on_the_terminal(name, told, git, tmp_path):
    text = NAMES[name]
    who = text.translate(None, b"<>") + b" <ada@example.org> 1700000000 +0000"
    path = b"d/" + text.replace(b"/", b"_")[:200] + b"\nx.py"
    quoted = b'"' + b"".join(b"\\%03o" % byte for byte in path) + b'"'
    head = [b"commit refs/heads/main", b"author " + who, b"committer " + who]
    body = [b"data %d" % len(text), text, b"M 100644 inline " + quoted, b"data 4", b"a\nb\n", b""]
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "repo")
    stream = b"\n".join([*head, *body]).decode("utf-8", "surrogateescape")
    git(tmp_path / "repo", "fast-import", "--quiet", input=stream, errors="surrogateescape")
    shown = os.fsdecode(path)
    for words in (
        ("analyze", ".", "--people"),
        ("analyze", ".", "--people", "--format", "md"),
        ("analyze", ".", "--people", "--format", "json"),
        ("people", "."),
        ("people", ".", "--mailmap"),
        ("who", shown),
        ("lines", shown),
        ("lines", shown, "--format", "json"),
        ("explain", shown),
        ("lines", "no" + shown),
    ):
        ran = told(tmp_path / "repo", *words)
        assert ran.code in (ExitCode.OK, ExitCode.INPUT)
        kinds = {unicodedata.category(it) for it in {*ran.out, *ran.err} - {"\n"}}
        assert kinds.isdisjoint({"Cc", "Cs", "Zl"}), words
        assert "Cf" not in kinds or "json" in words, words
        assert "json" not in words or json.loads(ran.out)


# The machine --------------------------------------------------------------------------------


def no_git(folder, monkeypatch):
    monkeypatch.setenv("PATH", str(folder))


def an_old_git(folder, monkeypatch):
    (folder / "git").write_text("#!/bin/sh\necho git version 2.17.1\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


GITS = {no_git: "Install git (https://git-scm.com)", an_old_git: "git 2.17.1 is too old"}


@EVERY
@pytest.mark.parametrize("made", GITS, ids=lambda it: it.__name__)
def test_without_a_git_that_will_do_it_is_said_what_to_do(made, name, command, sound, monkeypatch):
    made(sound.parent, monkeypatch)
    assert refused(command(*COMMANDS[name], cwd=sound), ExitCode.ENVIRONMENT, GITS[made])


@EVERY
def test_where_nothing_can_be_kept_everything_is_told_all_the_same(
    name, told, sound, tmp_path, config
):
    whole = told(sound, *COMMANDS[name])
    (tmp_path / "file").write_text("x")
    config(f'[sources]\ncache = "{tmp_path / "file"}"\n')
    ran = told(sound, *COMMANDS[name])
    assert ran.code == ExitCode.OK
    if name != "index":
        assert ran.out == whole.out
    assert "name a folder that can be written to with the setting 'cache'." in ran.err


@EVERY
def test_an_index_that_is_damaged_is_made_again_without_a_word(name, told, sound, tmp_path):
    whole = told(sound, *COMMANDS[name])
    (file,) = Path(os.environ["XDG_CACHE_HOME"]).rglob("*.sqlite")
    file.write_bytes(file.read_bytes()[:3000])
    assert told(sound, *COMMANDS[name]) == whole
