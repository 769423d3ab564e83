"""The only module that opens repositories and starts git, and the only one that imports GitPython.

A repository is untrusted input. No git process ever runs *in* it: a private, bare repository in a
temporary folder borrows its objects (``objects/info/alternates``) and holds copies of its refs, so
its configuration, hooks, attributes, filters, index and work tree are never read by git, nothing of
it can be written, and whatever we make (synthetic trees) stays with us.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

import attrs

from influencekit.errors import InputError, MachineError
from influencekit_git.files import (
    is_oid,
    read_head,
    read_refs,
    read_small,
    read_text,
    refuse_link_out,
    refuse_special,
    stores,
)

OLDEST_GIT = (2, 31)
"""``log --diff-merges=first-parent`` came with 2.31."""
MEND = "'git fsck' tells what is damaged; a fresh clone, or 'git fetch --refetch', may mend it."
"""What to do where objects are missing or broken."""
_SETTINGS = 1024 * 1024
"""A config file above this size sets nothing."""


@attrs.frozen
class Place:
    """Where the parts of one repository are."""

    git_dir: Path
    """Of this work tree: holds HEAD."""
    common_dir: Path
    """Shared by all work trees: holds objects and refs."""
    work_tree: Path | None
    """None for a bare repository."""

    @property
    def name(self) -> str:
        """What to call it: the work tree's folder, else the bare folder without ``.git``."""
        if self.work_tree is not None:
            return self.work_tree.name
        return self.common_dir.name.removesuffix(".git") or self.common_dir.name


def locate(root: Path) -> Place:
    """Find the repository that `root` is, or is in.

    Raises
    ------
    InputError
        There is none.
    """
    start = root.absolute()
    if not start.exists():
        raise InputError(f"{root}: no such file or folder.")
    for folder in (start, *start.parents):
        dot_git = folder / ".git"
        if dot_git.is_file():
            found = _linked(dot_git)
            return Place(found, _common(found), folder)
        if _is_git_dir(dot_git):
            refuse_link_out(dot_git, folder)
            return Place(dot_git, _common(dot_git), folder)
        if _is_git_dir(folder):
            return Place(folder, _common(folder), None)
    if is_repository(start):
        raise InputError(f"{start / '.git'}: no git repository: HEAD, objects or refs are missing.")
    raise InputError(f"{root}: not in a git repository.")


def is_repository(root: Path) -> bool:
    """Whether `root` itself looks like a repository; cheap."""
    return (root / ".git").exists() or _is_git_dir(root)


def _is_git_dir(folder: Path) -> bool:
    return (
        (folder / "HEAD").is_file()
        and (folder / "objects").is_dir()
        and ((folder / "refs").is_dir() or (folder / "packed-refs").is_file())
    )


def _linked(dot_git: Path) -> Path:
    """Return the git folder that a work tree's or submodule's ``.git`` file names.

    It must know of the work tree: an unpacked archive may name any repository of this machine.
    """
    named = read_text(dot_git)
    folder = (dot_git.parent / named.removeprefix("gitdir:").strip()).resolve()
    if not named.startswith("gitdir:") or not (folder / "HEAD").is_file():
        raise InputError(f"{dot_git}: points at a repository that is not there.")
    back = read_text(folder / "gitdir") or setting(folder, "core", "worktree")
    work_tree = dot_git.parent.resolve()
    known = (folder / back).resolve() in (work_tree, work_tree / ".git") if back else False
    if not known and work_tree not in folder.parents:
        raise InputError(
            f"{dot_git}: leads to {folder}, which does not know of this work tree. If it is meant, "
            "name that folder itself; 'git worktree repair' mends a work tree that was moved."
        )
    return folder


def _common(git_dir: Path) -> Path:
    """Return where the work trees of a repository share objects and refs."""
    named = read_text(git_dir / "commondir")
    common = (git_dir / named).resolve()
    if named and common not in git_dir.resolve().parents:
        raise InputError(f"{git_dir / 'commondir'}: leads out of the repository, to {common}.")
    return common if named else git_dir


def setting(git_dir: Path, section: str, key: str) -> str:
    """Return what a repository's own configuration says, empty where it says nothing."""
    for config in (git_dir / "config.worktree", git_dir / "config"):
        if key.encode() not in read_small(config, _SETTINGS).lower():
            continue
        from git.config import GitConfigParser  # noqa: PLC0415 - 30 ms that few repositories need

        try:
            # Without includes: the file may name any other file of this machine.
            with GitConfigParser(str(config), read_only=True, merge_includes=False) as parser:
                if value := str(parser.get_value(section, key, "")):
                    return value
        except Exception:  # noqa: BLE001, S112 - a broken or hostile config is as good as none
            continue
    return ""


def _search_path() -> str:
    """Return PATH without relative entries: the working directory may be the analysed folder."""
    return os.pathsep.join(filter(os.path.isabs, os.get_exec_path()))


def git_program() -> str:
    """Return where the git program is.

    Raises
    ------
    MachineError
        There is none.
    """
    program = shutil.which("git", path=_search_path())
    if program is None:
        raise MachineError(
            "git was not found. Install git (https://git-scm.com) or put it on PATH."
        )
    return program


def git_version() -> tuple[int, ...]:
    """Return the version of the git program, for example ``(2, 39, 5)``.

    Raises
    ------
    MachineError
        There is no git program.
    """
    said = subprocess.run([git_program(), "version"], capture_output=True, check=False, text=True)
    digits = "".join(c if c.isdigit() or c == "." else " " for c in said.stdout).split()
    return tuple(int(part) for part in digits[0].split(".") if part) if digits else ()


class Repository:
    """A repository, read through a private one that borrows its objects.

    Use as a context manager: leaving it removes the private repository.
    """

    def __init__(self, root: Path) -> None:
        self.place = locate(root)
        self.program = git_program()
        version = git_version()
        if version < OLDEST_GIT:
            raise MachineError(
                f"git {'.'.join(map(str, version))} is too old: "
                f"{'.'.join(map(str, OLDEST_GIT))} or newer is needed. Update git."
            )
        common = self.place.common_dir
        self.object_format = setting(common, "extensions", "objectformat").lower() or "sha1"
        if setting(common, "extensions", "refstorage").lower() not in ("", "files"):
            raise InputError(
                f"{common}: keeps its refs in another format than files, which cannot be read yet; "
                "'git refs migrate --ref-format=files' changes that."
            )
        self.refs = read_refs(common, self.place.git_dir)
        refuse_link_out(common / "shallow", common)
        self._shallow = [*filter(is_oid, read_small(common / "shallow").split())]
        self._folder = tempfile.TemporaryDirectory(
            prefix="influencekit-", ignore_cleanup_errors=True
        )
        self.scratch = Path(self._folder.name)
        try:
            self._make_scratch()
        except BaseException:
            self._folder.cleanup()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    @property
    def shallow(self) -> bool:
        """Whether history is cut off."""
        return bool(self._shallow)

    @property
    def partial(self) -> bool:
        """Whether git left out objects on purpose when it cloned."""
        return any((self.place.common_dir / "objects/pack").glob("*.promisor"))

    @property
    def null(self) -> bytes:
        """The object id that stands for nothing."""
        return b"0" * (64 if self.object_format == "sha256" else 40)

    def _make_scratch(self) -> None:
        objects = self.place.common_dir / "objects"
        if not objects.is_dir():
            raise InputError(f"{objects}: not there; the repository is damaged.")
        for store in stores(objects):
            refuse_special(store)
        for folder in ("objects/info", "objects/pack", "refs"):
            (self.scratch / folder).mkdir(parents=True)
        path = os.fsencode(objects.resolve())
        if b"\n" in path or path.startswith((b'"', b"#")):
            quoted = path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
            path = b'"' + quoted + b'"'
        (self.scratch / "objects/info/alternates").write_bytes(path + b"\n")
        sha256 = "repositoryformatversion = 1\n[extensions]\nobjectformat = sha256\n"
        plain = "repositoryformatversion = 0\n"
        (self.scratch / "config").write_text(
            "[core]\nbare = true\n" + (sha256 if self.object_format == "sha256" else plain)
        )
        (self.scratch / "HEAD").write_bytes(read_head(self.place.git_dir) + b"\n")
        packed = b"".join(
            oid + b" " + os.fsencode(name) + b"\n" for name, oid in sorted(self.refs.items())
        )
        (self.scratch / "packed-refs").write_bytes(
            b"# pack-refs with: sorted \n" + packed if packed else b""
        )
        if self._shallow:
            self.cut_off(())

    @property
    def environment(self) -> Mapping[str, str]:
        """What git processes see: nothing of the user's or the repository's configuration."""
        keep = (
            "TMPDIR",
            "SYSTEMROOT",
            "TEMP",
            "TMP",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
        )
        return {name: os.environ[name] for name in keep if name in os.environ} | {
            "PATH": _search_path(),
            "HOME": str(self.scratch),
            "XDG_CONFIG_HOME": str(self.scratch),
            "LC_ALL": "C",
            "GIT_DIR": str(self.scratch),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_PAGER": "cat",
        }

    def command(self, *arguments: str | bytes) -> list[str | bytes]:
        """Return the argument list of one git call."""
        return [self.program, "-c", "gc.auto=0", "-c", "log.showSignature=false", *arguments]

    def run(
        self, *arguments: str | bytes, stdin: bytes = b"", allow_failure: bool = False
    ) -> bytes:
        """Run git to its end and return what it printed.

        Raises
        ------
        InputError
            It failed, and `allow_failure` is not set.
        """
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            capture_output=True,
            check=False,
            env=self.environment,
            cwd=self.scratch,
        )
        if done.returncode and not allow_failure:
            raise InputError(
                f"{self.place.git_dir}: git {_words(arguments)} failed: {complaint(done.stderr)}. {MEND}"
            )
        return done.stdout

    @contextlib.contextmanager
    def stream(
        self, *arguments: str | bytes, stdin: IO[bytes] | int = subprocess.DEVNULL
    ) -> Iterator[tuple["subprocess.Popen[bytes]", Callable[[], bytes]]]:
        """Start git; yield the process and a function for what it complained of so far.

        The process is killed when the block is left early.
        """
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                self.command(*arguments),
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=self.environment,
                cwd=self.scratch,
            )

            def complaints() -> bytes:
                errors.seek(0)
                return errors.read()

            try:
                yield process, complaints
            finally:
                if process.poll() is None:
                    process.kill()
                for pipe in (process.stdin, process.stdout):
                    if pipe is not None:
                        with contextlib.suppress(OSError):
                            pipe.close()
                process.wait()

    def keep(self, kind: bytes, content: bytes) -> bytes:
        """Put an object into the private repository; return its id, hex."""
        data = b"%s %d\0" % (kind, len(content)) + content
        digest = hashlib.sha256 if self.object_format == "sha256" else hashlib.sha1
        oid = digest(data, usedforsecurity=False).hexdigest()
        file = self.scratch / "objects" / oid[:2] / oid[2:]
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.scratch, delete=False) as part:
                part.write(zlib.compress(data, 1))
            Path(part.name).replace(file)  # at once: another thread may want the same object
        return oid.encode()

    def absent(self, oids: Iterable[bytes]) -> set[bytes]:
        """Return which of `oids` are not there."""
        said = self.run(
            "cat-file",
            "--batch-check",
            stdin=b"".join(oid + b"\n" for oid in oids),
            allow_failure=True,
        )
        return {line.partition(b" ")[0] for line in said.splitlines() if line.endswith(b" missing")}

    def cut_off(self, commits: Iterable[bytes]) -> None:
        """Let `commits` have no parents from now on."""
        self._shallow += commits
        (self.scratch / "shallow").write_bytes(b"".join(oid + b"\n" for oid in self._shallow))

    def commit_id(self, revision: str) -> str:
        """Return the commit that `revision` names.

        Raises
        ------
        InputError
            There is none.
        """
        said = self.run(
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{revision}^{{commit}}",
            allow_failure=True,
        )
        if not said:
            why = f"no such revision: {revision}" if self.has_commits else "no commits yet"
            raise InputError(f"{self.place.work_tree or self.place.git_dir}: {why}.")
        return said.decode().strip()

    @property
    def has_commits(self) -> bool:
        """Whether HEAD names a commit.

        Raises
        ------
        InputError
            It names one that is not there.
        """
        head = read_head(self.place.git_dir)
        named = os.fsdecode(head.removeprefix(b"ref:").strip())
        oid = head if is_oid(head) else self.refs.get(named, b"")
        place = self.place.common_dir / named
        if not oid and not place.is_symlink() and not place.is_file():
            return False
        if not self.run("cat-file", "commit", oid or b"-", allow_failure=True):
            what = f"commit {oid.decode()[:12]}" if oid else f"what {named} holds"
            raise InputError(
                f"{self.place.git_dir}: {what} cannot be read; the repository is damaged. {MEND}"
            )
        return True


def complaint(stderr: bytes) -> str:
    """Return the last line that git wrote on its standard error."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def _words(arguments: Sequence[str | bytes]) -> str:
    return " ".join(os.fsdecode(word) for word in arguments[:2])
