"""Paths that settings name, and whose word they are: a repository's lead nowhere but into it."""

from pathlib import Path, PureWindowsPath
from typing import Literal

import attrs

from influencekit.report import Problem

Trust = Literal["user", "repository", "command line"]
"""Who says it: the one who runs this, in a file or on the command line, or the analysed folder."""


@attrs.frozen(kw_only=True)
class Place:
    """A path as settings give it."""

    path: str
    base: Path | None
    """The folder that a relative path starts from."""
    trust: Trust
    origin: str
    """What says so, for messages."""

    @property
    def escapes(self) -> str:
        """Why a repository may not name this path; empty where its spelling tells nothing bad.

        Examples
        --------
        >>> Place(path="../x", base=None, trust="repository", origin="").escapes
        "has a part '..'"
        """
        path = PureWindowsPath(self.path)  # sees drives and both slashes, and so is stricter
        if self.trust != "repository":
            return ""
        if path.anchor or self.path.startswith("~"):
            return "does not start in the repository"
        forbidden = [part for part in path.parts if part == ".." or part.lower() == ".git"]
        return f"has a part {forbidden[0]!r}" if forbidden else ""

    def refused(self, why: str) -> Problem:
        """Return the problem that says why this is not opened."""
        return Problem(
            kind="settings",
            name=self.origin,
            message=f"The path {self.path!r} {why}, so it is left alone: "
            "a repository may only name what is inside it.",
        )


def _inside(place: Place) -> Path:
    """Return where a repository's place is, free of links; raise `ValueError` with what is wrong."""
    if why := place.escapes:
        raise ValueError(why)
    if place.base is None:
        raise ValueError("has no folder to start from")
    try:
        root = place.base.resolve()
        path = root.joinpath(place.path).resolve()
        relative = path.relative_to(root)
        ordinary = path.is_file() or path.is_dir() or not path.exists()
    except (OSError, RuntimeError, ValueError):  # unreadable, a loop of links, or out of the root
        raise ValueError("leads out of the repository, or nowhere") from None
    if why := attrs.evolve(place, path=str(relative)).escapes:
        raise ValueError(why)
    if not ordinary:
        raise ValueError("is neither a file nor a folder")
    return path


def locate(place: Place, home: Path | None = None) -> Path | Problem:
    """Return where `place` is, or why it must not be opened. Call this right before opening it.

    For a repository's place symbolic links are followed here, and what is returned contains none.
    There may be nothing at all; but what is there is a file or a folder, for opening a pipe would
    wait for ever.

    Parameters
    ----------
    home
        What a leading ``~`` stands for where the user says it; by default nothing special.
    """
    if place.trust == "repository":
        try:
            return _inside(place)
        except ValueError as error:
            return place.refused(str(error))
    path = Path(place.path)
    if home and path.parts[:1] == ("~",):
        return home.joinpath(*path.parts[1:])
    return place.base / path if place.base else path
