"""The only module that opens repositories and starts git, and the only one that imports GitPython.

A repository is untrusted input. No git process ever runs *in* it: a private, bare repository in a
temporary folder borrows its objects (``objects/info/alternates``) and holds copies of its refs, so
its configuration, hooks, attributes, filters, index and work tree are never read by git, nothing of
it can be written, and whatever we make (synthetic trees) stays with us.
"""

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

import attrs

from influencekit.errors import InputError, MachineError

OLDEST_GIT = (2, 31)
"""``log --diff-merges=first-parent`` came with 2.31."""

_SMALL_FILE = 64 * 1024 * 1024
"""Refs, shallow and config files above this size are not believed."""


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
            if found is None:
                raise InputError(f"{dot_git}: points at a repository that is not there.")
            return Place(found, _common(found), folder)
        if _is_git_dir(dot_git):
            return Place(dot_git, _common(dot_git), folder)
        if _is_git_dir(folder):
            return Place(folder, _common(folder), None)
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


def _linked(dot_git: Path) -> Path | None:
    """Return the git folder that a work tree's or submodule's ``.git`` file names."""
    text = _read_small(dot_git).decode("utf-8", "surrogateescape").strip()
    if not text.startswith("gitdir:"):
        return None
    folder = (dot_git.parent / text.removeprefix("gitdir:").strip()).resolve()
    return folder if (folder / "HEAD").is_file() else None


def _common(git_dir: Path) -> Path:
    named = git_dir / "commondir"
    if not named.is_file():
        return git_dir
    return (git_dir / _read_small(named).decode("utf-8", "surrogateescape").strip()).resolve()


def _read_small(path: Path) -> bytes:
    """Read a regular file of modest size; anything else reads as empty."""
    try:
        with path.open("rb") as file:
            info = os.fstat(file.fileno())
            if not stat.S_ISREG(info.st_mode) or info.st_size > _SMALL_FILE:
                return b""
            return file.read()
    except OSError:
        return b""


def _loose_refs(folder: Path) -> Iterator[tuple[str, bytes]]:
    base = folder / "refs"
    for parent, _, names in os.walk(base):
        for name in names:
            path = Path(parent, name)
            if not path.is_symlink():
                yield path.relative_to(folder).as_posix(), _read_small(path).strip()


def _is_oid(text: bytes) -> bool:
    return len(text) in (40, 64) and not text.strip(b"0123456789abcdef")


def _read_refs(place: Place) -> dict[str, bytes]:
    """Return ref name → object id; loose refs win over packed ones."""
    refs: dict[str, bytes] = {}
    for line in _read_small(place.common_dir / "packed-refs").splitlines():
        oid, _, packed = line.partition(b" ")
        if _is_oid(oid):
            refs[os.fsdecode(packed)] = oid
    loose: dict[str, bytes] = {}
    for folder in dict.fromkeys((place.common_dir, place.git_dir)):
        loose.update(_loose_refs(folder))
    refs.update((name, text) for name, text in loose.items() if _is_oid(text))
    for name, text in loose.items():
        target = os.fsdecode(text.removeprefix(b"ref:").strip())
        if text.startswith(b"ref:") and target in refs:
            refs[name] = refs[target]
    return refs


def _object_format(place: Place) -> str:
    config = place.common_dir / "config"
    if config.is_symlink() or b"objectformat" not in _read_small(config).lower():
        return "sha1"
    from git.config import GitConfigParser  # noqa: PLC0415 - 30 ms that few repositories need

    try:
        # Without includes: the file may name any other file of this machine.
        with GitConfigParser(str(config), read_only=True, merge_includes=False) as parser:
            return str(parser.get_value("extensions", "objectformat", "sha1")).lower()
    except Exception:  # noqa: BLE001 - a broken or hostile config is as good as none
        return "sha1"


def _git_command() -> str:
    program = shutil.which("git")
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
    said = subprocess.run([_git_command(), "version"], capture_output=True, check=False, text=True)
    digits = "".join(c if c.isdigit() or c == "." else " " for c in said.stdout).split()
    return tuple(int(part) for part in digits[0].split(".") if part) if digits else ()


class Repository:
    """A repository, read through a private one that borrows its objects.

    Use as a context manager: leaving it removes the private repository.
    """

    def __init__(self, root: Path) -> None:
        self.place = locate(root)
        self.program = _git_command()
        version = git_version()
        if version < OLDEST_GIT:
            raise MachineError(
                f"git {'.'.join(map(str, version))} is too old: "
                f"{'.'.join(map(str, OLDEST_GIT))} or newer is needed. Update git."
            )
        self.object_format = _object_format(self.place)
        self.refs = _read_refs(self.place)
        self.shallow = (self.place.common_dir / "shallow").is_file()
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
    def null(self) -> bytes:
        """The object id that stands for nothing."""
        return b"0" * (64 if self.object_format == "sha256" else 40)

    def _make_scratch(self) -> None:
        objects = self.place.common_dir / "objects"
        if not objects.is_dir():
            raise InputError(f"{objects}: not there; the repository is damaged.")
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
        head = _read_small(self.place.git_dir / "HEAD").strip()
        (self.scratch / "HEAD").write_bytes((head or b"ref: refs/heads/none") + b"\n")
        packed = b"".join(
            oid + b" " + os.fsencode(name) + b"\n" for name, oid in sorted(self.refs.items())
        )
        (self.scratch / "packed-refs").write_bytes(
            b"# pack-refs with: sorted \n" + packed if packed else b""
        )
        if self.shallow:
            (self.scratch / "shallow").write_bytes(_read_small(self.place.common_dir / "shallow"))

    @property
    def environment(self) -> Mapping[str, str]:
        """What git processes see: nothing of the user's or the repository's configuration."""
        keep = (
            "PATH",
            "TMPDIR",
            "SYSTEMROOT",
            "TEMP",
            "TMP",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
        )
        return {name: os.environ[name] for name in keep if name in os.environ} | {
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
                f"{self.place.git_dir}: git {_words(arguments)} failed: {complaint(done.stderr)}"
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
            raise InputError(
                f"{self.place.work_tree or self.place.git_dir}: no such revision: {revision}."
            )
        return said.decode().strip()

    @property
    def has_commits(self) -> bool:
        """Whether HEAD names a commit that is there."""
        return bool(
            self.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}", allow_failure=True)
        )


def complaint(stderr: bytes) -> str:
    """Return the last line that git wrote on its standard error."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def _words(arguments: Sequence[str | bytes]) -> str:
    return " ".join(os.fsdecode(word) for word in arguments[:2])
