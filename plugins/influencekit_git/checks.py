"""What ``influencekit doctor`` is told about git and a repository, and who the user says they are."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from influencekit.domain import Identity
from influencekit.errors import InfluenceKitError
from influencekit.report import Check
from influencekit.words import count
from influencekit_git.repository import (
    OLDEST_GIT,
    Repository,
    git_program,
    git_version,
    locate,
    setting,
)
from influencekit_git.tree import read_tree


def checks(root: Path) -> Iterator[Check]:
    """Tell about the git program, and about the repository that `root` is in."""
    try:
        version = git_version()
    except InfluenceKitError as error:
        yield Check(name="git", ok=False, message="not found", advice=str(error))
        return
    shown, oldest = (".".join(map(str, some)) for some in (version, OLDEST_GIT))
    new_enough = version >= OLDEST_GIT
    yield Check(
        name="git",
        ok=new_enough,
        message=shown,
        advice="" if new_enough else f"Update git: {oldest} or newer is needed.",
    )
    if new_enough:
        yield from _of_repository(root)


def _of_repository(root: Path) -> Iterator[Check]:
    try:
        with Repository(root) as repository:
            place = repository.place
            kind = "bare" if place.work_tree is None else "with a work tree"
            if place.git_dir != place.common_dir:
                kind = "a linked work tree"
            yield Check(
                name="repository",
                ok=True,
                message=f"{place.name}, {kind}, {repository.object_format}",
            )
            if not repository.has_commits:
                yield Check(
                    name="commits",
                    ok=False,
                    message="none yet at HEAD",
                    advice="Commit something, or name a revision with --rev.",
                )
            if repository.shallow:
                yield Check(
                    name="history",
                    ok=False,
                    message="shallow: what was before its first commits is not there",
                    advice="Bring the rest with: git fetch --unshallow",
                )
            if repository.partial:
                yield _partial(repository)
    except InfluenceKitError as error:
        yield Check(name="repository", ok=False, message=str(error))


def _partial(repository: Repository) -> Check:
    """Tell whether a partial clone has at least the files at HEAD; older versions it may lack."""
    advice = "Bring what was left out with: git fetch --refetch --no-filter"
    try:
        files = read_tree(repository, "HEAD").blobs
    except InfluenceKitError:
        message = "a partial clone: not even the names of the files at HEAD are there"
        return Check(name="history", ok=False, message=message, advice=advice)
    absent = len(repository.absent(set(files)))
    message = "a partial clone: older versions of files may not be there"
    if absent:
        message = f"a partial clone: it lacks {absent} of {count(len(files), 'file')} at HEAD"
    return Check(name="history", ok=not absent, message=message, advice=advice if absent else "")


def user(root: Path) -> Identity | None:
    """Return the name and address that git would sign the user's commits in `root` with.

    The repository's own setting, else the user's; an environment variable is no lasting answer.
    """
    own = {}
    try:
        place = locate(root)
        own = {key: setting(place.common_dir, "user", key) for key in ("name", "email")}
    except InfluenceKitError:
        pass
    name, email = (own.get(key) or _global(f"user.{key}") for key in ("name", "email"))
    return Identity(name, email) if name or email else None


def _global(key: str) -> str:
    """Ask git for a setting of the user, from a folder in which there is no repository."""
    with tempfile.TemporaryDirectory(prefix="influencekit-") as folder:
        words = [git_program(), "config", "--global", "--includes", "--get", key]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        if "GIT_CONFIG_GLOBAL" in os.environ:
            kept["GIT_CONFIG_GLOBAL"] = os.environ["GIT_CONFIG_GLOBAL"]
        done = subprocess.run(
            words, capture_output=True, check=False, cwd=folder, env=kept, stdin=subprocess.DEVNULL
        )
    return done.stdout.decode("utf-8", "replace").strip()
