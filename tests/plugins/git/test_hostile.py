"""Repositories that want to run, write or read something through us, one trap at a time.

git itself springs each trap first, in a copy: one that could not spring would prove nothing.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

SHARED = "def one():\n    return 1\n\n\ndef two():\n    return 2\n\n\n"
FILES = {
    ".gitattributes": "*.py diff=evil filter=evil merge=evil\ngen.py linguist-generated\n",
    ".mailmap": "Ada Lovelace <ada@example.org>\n",
    "CODEOWNERS": "lib/ @ada\n",
    "_config.yml": "title: Blog\n",
    "_posts/2024-01-01-hello.md": "---\ntitle: Hello\n---\nSee `src/a.py`.\n",
    "gen.py": "x\n",
    "src/a.py": f"{SHARED}def three():\n    return 3\n",
}
SIGNATURE = """\
gpgsig -----BEGIN PGP SIGNATURE-----
 
 iHUEABYKAB0WIQQ=
 -----END PGP SIGNATURE-----
"""  # noqa: W293 - the space continues the header
READS = (
    ("analyze", ".", "--people", "--jobs", "1"),
    ("lines", "lib/a.py"),
    ("people",),
)
COMMANDS = (
    *READS,
    ("who", "lib/a.py:1-3"),
    ("who", "--review"),
    ("people", "--mailmap"),
    ("explain", "Ada Lovelace"),
    ("explain", "lib/a.py"),
    ("index", "build"),
    ("index", "status"),
    ("doctor",),
    ("plugins",),
    ("opportunities", "."),
    ("index", "clear"),
)
"""Every command there is."""


@pytest.fixture(scope="session")
def clean(tmp_path_factory, git):
    """A repository with a blog in it that sets no trap; its newest commit looks signed."""
    folder = tmp_path_factory.mktemp("clean") / "repo"
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {f"GIT_{who}_DATE": "1700000000 +0000" for who in ("AUTHOR", "COMMITTER")}

    def commit(name, subject):
        who = ("-c", f"user.name={name}", "-c", f"user.email={name.lower()}@example.org")
        git(folder, "add", "--all")
        git(folder, *who, "commit", "--quiet", "-m", subject, env=env)

    git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    commit("Ada", "Start")
    git(folder, "checkout", "--quiet", "-b", "topic")
    (folder / "src/a.py").write_text(f"{SHARED}def five():\n    return 5\n")
    commit("Ada", "Change")
    git(folder, "checkout", "--quiet", "main")
    (folder / "lib").mkdir()
    git(folder, "mv", "src/a.py", "lib/a.py")
    (folder / "lib/a.py").write_text(f"{SHARED}def four():\n    return 4\n")
    commit("Bob", "Move")
    head, message = git(folder, "cat-file", "commit", "main").split("\n\n", 1)
    signed = f"{head}\n{SIGNATURE}\n{message}"
    oid = git(folder, "hash-object", "-t", "commit", "-w", "--stdin", input=signed)
    git(folder, "update-ref", "refs/heads/main", oid.strip())
    return folder


@attrs.frozen
class Ground:
    """Where a trap is set."""

    repo: Path
    bait: Path
    """A program that no command may run: it leaves `canary` behind."""
    canary: Path
    outside: Path
    """A folder that no command may read; its files say SECRET."""

    def git(self, *arguments, **options):
        """Run git as anybody would, failure or not."""
        command = ["git", "-C", self.repo, *arguments]
        return subprocess.run(command, check=False, capture_output=True, timeout=60, **options)

    def configure(self, **settings):
        """Write to the repository's own configuration."""
        for key, value in settings.items():
            done = self.git("config", key, str(value))
            assert done.returncode == 0, done.stderr

    def sprung(self):
        """Whether the bait was taken since this was asked last."""
        taken = self.canary.exists()
        self.canary.unlink(missing_ok=True)
        return taken

    def victim(self):
        """Return a second ground with the same traps, for git to walk into."""
        repo = self.repo.with_name("victim")
        shutil.copytree(self.repo, repo, symlinks=True)
        return attrs.evolve(self, repo=repo)


@pytest.fixture
def ground(tmp_path, clean):
    """A copy of the repository, a bait, and something outside."""
    repo, outside, canary, bait = (tmp_path / name for name in ("repo", "out", "canary", "bait"))
    shutil.copytree(clean, repo, symlinks=True)
    outside.mkdir()
    (outside / "secret").write_text("SECRET\n")
    bait.write_text(f"#!/bin/sh\necho taken >>{canary}\nexit 1\n")
    bait.chmod(0o755)
    return Ground(repo, bait, canary, outside)


@pytest.fixture
def patience():
    """End a test that waits for ever, instead of the whole run."""

    def stop(*_):
        pytest.fail("still waiting after a minute")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def told(command, patience):
    """Return a function that returns what the commands that read say of a folder, and on stderr."""

    def tell(repo, commands=READS):
        found, complaints = [], []
        for arguments in commands:
            ran = command(*arguments, "--format", "json", cwd=repo)
            assert ran.code == 0, ran.err
            found.append(json.loads(ran.out))
            complaints += ran.complaints
        return found, complaints

    return tell


@pytest.fixture(scope="session")
def _innocent():
    return []


@pytest.fixture
def innocent(told, clean, _innocent):
    """What is said of the repository that sets no trap."""
    if not _innocent:
        _innocent.append(told(clean))
    return _innocent[0]


@pytest.fixture
def unmoved(ground, listing, told, innocent):
    """Return a check: nothing runs, nothing is written, and what is told is what it would be."""

    def check():
        before = listing(ground.repo)
        assert told(ground.repo) == innocent
        assert not ground.sprung()
        assert listing(ground.repo) == before

    return check


# What git runs ------------------------------------------------------------------------------

SSH, GIT = ({"remote.origin.url": f"{scheme}://example.invalid/x"} for scheme in ("ssh", "git"))
CONFIGURED = {
    "core.fsmonitor": ({}, "status"),
    "diff.external": ({}, "diff HEAD~1 HEAD"),
    "diff.evil.command": ({}, "diff HEAD~1 HEAD -- *.py"),
    "diff.evil.textconv": ({}, "log -p"),
    "filter.evil.clean": ({}, "add --renormalize ."),
    "filter.evil.smudge": ({}, "checkout HEAD~1"),
    "filter.evil.process": ({}, "checkout HEAD~1"),
    "merge.evil.driver": ({}, "merge topic"),
    "gpg.program": ({"log.showSignature": "true"}, "log"),
    "core.editor": ({}, "commit --amend"),
    "sequence.editor": ({}, "rebase --interactive HEAD~1"),
    "core.sshCommand": (SSH, "fetch origin"),
    "core.gitProxy": (GIT, "fetch origin"),
    "core.askPass": ({}, "credential fill"),
    "credential.helper": ({}, "credential fill"),
    "remote.origin.uploadpack": ({"remote.origin.url": "."}, "fetch origin"),
    "trailer.x.command": ({}, "interpret-trailers"),
    "tar.evil.command": ({}, "archive --format=evil HEAD"),
}
"""Settings that name a program, what else it takes, and what of git then runs it."""


@pytest.mark.parametrize("key", CONFIGURED)
def test_a_program_that_the_configuration_names_is_not_run(key, ground, unmoved):
    more, words = CONFIGURED[key]
    ground.configure(**{key: ground.bait}, **more)
    victim = ground.victim()
    victim.git(*words.split(), input=b"protocol=https\nhost=example.invalid\n\n")
    assert victim.sprung(), "git itself does not fall for it"
    unmoved()


HOOKS = [
    "applypatch-msg",
    "commit-msg",
    "fsmonitor-watchman",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "post-merge",
    "post-rewrite",
    "pre-auto-gc",
    "pre-commit",
    "pre-merge-commit",
    "pre-push",
    "pre-rebase",
    "prepare-commit-msg",
    "reference-transaction",
    "sendemail-validate",
]


@pytest.mark.parametrize("where", [".git/hooks", "hooks"])
def test_no_hook_is_run(where, ground, unmoved):
    (ground.repo / where).mkdir()
    for name in HOOKS:
        shutil.copy2(ground.bait, ground.repo / where / name)
    if where == "hooks":
        ground.configure(**{"core.hooksPath": "hooks"})
    victim = ground.victim()
    victim.git("commit", "--allow-empty", "-m", "x")
    assert victim.sprung(), "git itself does not fall for it"
    unmoved()


def test_no_alias_is_run(ground, unmoved):
    names = ["log", "rev-parse", "rev-list", "cat-file", "diff-tree", "mktree", "blame", "shout"]
    ground.configure(**{f"alias.{name}": f"!{ground.bait}" for name in names})
    ground.git("shout")
    assert ground.sprung(), "git itself does not fall for it"
    unmoved()


def test_nothing_that_lists_refs_of_alternates_is_run(ground, clean, unmoved):
    (ground.repo / ".git/objects/info/alternates").write_text(f"{clean}/.git/objects\n")
    ground.configure(**{"core.alternateRefsCommand": ground.bait})
    ground.git("rev-list", "--alternate-refs")
    assert ground.sprung(), "git itself does not fall for it"
    unmoved()


@pytest.mark.parametrize("program", ["influencekit", "git"])
def test_no_pager_is_run_on_a_terminal(program, ground):
    ground.configure(**{"core.pager": ground.bait, "pager.log": ground.bait})
    ours = [Path(sys.executable).with_name("influencekit"), "analyze", "."]
    command = ours if program == "influencekit" else ["git", "log"]
    terminal, end = os.openpty()
    with subprocess.Popen(command, cwd=ground.repo, stdout=end, stderr=end):
        os.close(end)
        with open(terminal, "rb", buffering=0) as screen:  # noqa: PTH123 - a descriptor
            shown = b""
            try:
                while some := screen.read(4096):
                    shown += some
            except OSError:  # how Linux says that the other end is closed
                pass
    assert ground.sprung() == (program == "git")
    assert (b"In short" in shown) == (program == "influencekit")


def test_missing_objects_are_not_fetched(ground, listing, told):
    blob = ground.git("rev-parse", "HEAD~1:src/a.py").stdout.decode().strip()
    (ground.repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    ground.configure(
        **{
            "core.repositoryFormatVersion": 1,
            "extensions.partialClone": "origin",
            "protocol.ext.allow": "always",
            "remote.origin.promisor": "true",
            "remote.origin.url": f"ext::{ground.bait}",
        }
    )
    victim = ground.victim()
    victim.git("cat-file", "-p", blob)
    assert victim.sprung(), "git itself does not fall for it"
    before = listing(ground.repo)
    reports, complaints = told(ground.repo)
    assert not ground.sprung()
    assert listing(ground.repo) == before
    assert any(blob[:12] in complaint for complaint in complaints), complaints
    assert [person["name"] for person in reports[-1]["people"]] == ["Ada Lovelace", "Bob"]


# What git reads -----------------------------------------------------------------------------


def test_configuration_elsewhere_is_not_read(ground, unmoved):
    (ground.outside / "config").write_text(f"[core]\n\tfsmonitor = {ground.bait}\n")
    ground.configure(**{"include.path": ground.outside / "config"})
    ground.git("status")
    assert ground.sprung(), "git itself does not fall for it"
    unmoved()


def test_configuration_of_the_work_tree_is_not_read(ground, unmoved):
    ground.configure(**{"core.repositoryFormatVersion": 1, "extensions.worktreeConfig": "true"})
    (ground.repo / ".git/config.worktree").write_text(f"[core]\n\tfsmonitor = {ground.bait}\n")
    ground.git("status")
    assert ground.sprung(), "git itself does not fall for it"
    unmoved()


ASIDE = {
    "core.worktree": ("{out}", "ls-files --others"),
    "mailmap.file": ("{out}/.mailmap", "log --format=%aN"),
    "mailmap.blob": ("{blob}", "log --format=%aN"),
    "core.attributesFile": ("{out}/attributes", "check-attr SECRET -- lib/a.py"),
    "blame.ignoreRevsFile": ("{out}/.mailmap", "blame lib/a.py"),
    "diff.orderFile": ("{out}/missing", "diff HEAD~1"),
}
"""Settings that change what git tells, and what of git believes them."""


@pytest.mark.parametrize("key", ASIDE)
def test_what_is_told_does_not_depend_on_the_configuration(key, ground, clean, unmoved):
    mailmap = "SECRET <ada@example.org>\n"
    (ground.outside / ".mailmap").write_text(mailmap)
    (ground.outside / "attributes").write_text("*.py SECRET linguist-vendored\n")
    blob = ground.git("hash-object", "-w", "--stdin", input=mailmap.encode()).stdout.decode()
    value, words = ASIDE[key]
    ground.configure(**{key: value.format(out=ground.outside, blob=blob.strip())})
    if key.startswith("mailmap."):
        (ground.repo / ".mailmap").unlink()
    told, believed = (
        (done.returncode, done.stdout)
        for done in (
            attrs.evolve(ground, repo=clean).git(*words.split()),
            ground.git(*words.split()),
        )
    )
    assert told != believed, "git itself does not believe it"
    (ground.repo / ".mailmap").write_text(FILES[".mailmap"])
    unmoved()


USERS = {
    "GIT_DIR": "{out}",
    "GIT_COMMON_DIR": "{out}",
    "GIT_WORK_TREE": "{out}",
    "GIT_OBJECT_DIRECTORY": "{out}",
    "GIT_INDEX_FILE": "{out}/index",
    "GIT_CEILING_DIRECTORIES": "{repo}",
    "GIT_CONFIG": "{out}/config",
    "GIT_CONFIG_GLOBAL": "{out}/config",
    "GIT_CONFIG_PARAMETERS": "'log.showSignature=true' 'gpg.program={bait}'",
    "GIT_EXTERNAL_DIFF": "{bait}",
    "GIT_PAGER": "{bait}",
    "GIT_SHALLOW_FILE": "{out}/shallow",
    "GIT_GRAFT_FILE": "{out}/grafts",
    "GIT_REPLACE_REF_BASE": "refs/heads/",
    "GIT_NAMESPACE": "secret",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_DEFAULT_HASH": "sha256",
    "GIT_DIFF_OPTS": "-u5",
    "GIT_TRACE": "1",
    "GIT_TRACE2": "1",
}
"""What may be set where git started us, from a hook or an alias."""


def test_the_environment_of_the_user_steers_nothing(ground, unmoved, monkeypatch):
    (ground.outside / "config").write_text(f"[diff]\n\texternal = {ground.bait}\n")
    for name, value in USERS.items():
        filled = value.format(out=ground.outside, repo=ground.repo, bait=ground.bait)
        monkeypatch.setenv(name, filled)
    unmoved()


# What is not what it seems ------------------------------------------------------------------


def fifo(path, _):
    os.mkfifo(path)


def link(path, outside):
    path.symlink_to(outside / "secret")


def folder(path, _):
    path.mkdir()


def endless(path, _):
    path.symlink_to("/dev/zero")


BESIDE = [
    ".mailmap",
    ".gitattributes",
    "CODEOWNERS",
    ".influencekit.toml",
    "pyproject.toml",
    ".git-blame-ignore-revs",
    ".git/index",
    ".git/info/attributes",
    ".git/info/exclude",
    ".git/info/grafts",
    ".git/description",
    ".git/COMMIT_EDITMSG",
    ".git/FETCH_HEAD",
    ".git/logs",
    "_posts/2024-01-02-x.md",
    "CNAME",
]
"""What can be missing: history can be told without it."""


@pytest.mark.parametrize("made", [fifo, link, folder, endless], ids=lambda it: it.__name__)
def test_what_stands_beside_history_may_be_anything(made, ground, listing, told):
    for path in (ground.repo / name for name in BESIDE):
        path.parent.mkdir(exist_ok=True)
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        made(path, ground.outside)
    before = listing(ground.repo)
    reports, complaints = told(ground.repo)
    assert "SECRET" not in json.dumps(reports) + "".join(complaints)
    assert [person["name"] for person in reports[-1]["people"]] == ["Ada", "Bob"]
    assert listing(ground.repo) == before


PARTS = [
    "HEAD",
    "config",
    "packed-refs",
    "shallow",
    "refs",
    "refs/heads",
    "refs/heads/main",
    "objects",
    "commondir",
    "objects/info/alternates",
    "objects/pack",
    "objects/pack/pack-x.idx",
    "logs",
]


@pytest.mark.parametrize("made", [fifo, link, folder, endless], ids=lambda it: it.__name__)
@pytest.mark.parametrize("name", PARTS)
@pytest.mark.usefixtures("patience")
def test_what_history_needs_may_be_anything_and_gets_an_answer_or_a_plain_no(
    made, name, ground, listing, command
):
    path = ground.repo / ".git" / name
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    made(path, ground.outside)
    before = listing(ground.repo)
    for arguments in READS:
        ran = command(*arguments, cwd=ground.repo)
        assert ran.code in (0, 3)
        assert "SECRET" not in ran.out + ran.err
    assert listing(ground.repo) == before
