"""Your work's effect, read from local git history and blog folders.

Importing this loads neither numpy nor git: the names below are fetched when they are first used.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from influencekit._api import analyze as analyze
    from influencekit._api import read as read
    from influencekit.domain import Alias as Alias
    from influencekit.domain import Commit as Commit
    from influencekit.domain import Credit as Credit
    from influencekit.domain import Identity as Identity
    from influencekit.domain import Interaction as Interaction
    from influencekit.domain import Post as Post
    from influencekit.domain import Reference as Reference
    from influencekit.domain import Touch as Touch
    from influencekit.errors import InfluenceKitError as InfluenceKitError
    from influencekit.evidence import Evidence as Evidence
    from influencekit.history import History as History
    from influencekit.hookspecs import hookimpl as hookimpl
    from influencekit.registry import Registry as Registry
    from influencekit.report import ModelResult as ModelResult
    from influencekit.report import Problem as Problem
    from influencekit.report import Reason as Reason
    from influencekit.report import Report as Report
    from influencekit.report import Score as Score
    from influencekit.report import Subject as Subject

_HOMES = {
    "_api": ("analyze", "read"),
    "domain": (
        "Alias",
        "Commit",
        "Credit",
        "Identity",
        "Interaction",
        "Post",
        "Reference",
        "Touch",
    ),
    "errors": ("InfluenceKitError",),
    "evidence": ("Evidence",),
    "history": ("History",),
    "hookspecs": ("hookimpl",),
    "registry": ("Registry",),
    "report": ("ModelResult", "Problem", "Reason", "Report", "Score", "Subject"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604 - one table says it all


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - costs 10 ms, seldom asked

        return version("influencekit")
    if name in _HOME:
        return getattr(importlib.import_module(f"influencekit.{_HOME[name]}"), name)
    raise AttributeError(f"module 'influencekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
