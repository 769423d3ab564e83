"""What plugins hand over, held to what they promised; what breaks a promise is named."""

import math
import numbers
from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from influencekit.domain import Alias, Commit, Identity, Interaction, Note, Post, Record
from influencekit.errors import PluginError
from influencekit.history import History
from influencekit.report import ModelResult, Problem, Score

_SLACK = 1e-6
"""What rounding may add to a sum of shares."""


def check_item(item: object) -> None:
    """See that what a source yields is a record, a whole history or a problem.

    Raises
    ------
    PluginError
        Says what is wrong with it.
    """
    if isinstance(item, History):
        _check_history(item)
    elif isinstance(item, Record):
        for name, value, wanted in _promises(item):
            if not isinstance(value, wanted):
                raise PluginError(
                    f"It yielded a {type(item).__name__} whose {name} is {value!r}, "
                    f"not {getattr(wanted, '__name__', wanted)}."
                )
    elif not isinstance(item, Problem):
        raise PluginError(f"It yielded {type(item).__name__!r}, which is no record.")


def _promises(record: Record) -> Iterator[tuple[str, object, Any]]:
    """Yield what the fold relies on: field, value, type."""
    match record:
        case Commit():
            yield from _who(author=record.author, committer=record.committer)
            yield "authored_at", record.authored_at, numbers.Integral
            yield "committed_at", record.committed_at, numbers.Integral
            for credit in record.credits:
                yield from _who(credit=credit.who)
        case Post():
            yield "published_at", record.published_at, numbers.Integral | None
            for author in record.authors:
                yield from _who(author=author)
        case Interaction():
            yield from _who(giver=record.giver, taker=record.taker)
            yield "at", record.at, numbers.Integral
        case Note():
            times = {record.at, *(entry.at for entry in record.entries)}
            yield from (("at", at, numbers.Integral) for at in times)
            for entry in record.entries:
                yield from _who(author=entry.author)
            yield from _who(author=record.author)
            if record.to is not None:
                yield from _who(to=record.to)
        case Alias():
            yield from _who(seen=record.seen, canonical=record.canonical)


def _who(**named: object) -> Iterator[tuple[str, object, Any]]:
    for field, who in named.items():
        yield field, who, Identity
        yield f"{field}'s name", getattr(who, "name", None), str


def _check_history(history: History) -> None:
    """See that every index points at something, and that columns agree in length."""
    if not all(
        isinstance(who, Identity) and isinstance(who.name, str) for who in history.identities
    ):
        raise PluginError("Its history has identities that are none, or whose name is no text.")
    people, roles = len(history.identities), len(history.roles)
    commits, paths, files = len(history.commit_oid), len(history.paths), len(history.file_path)
    for prefix, least, limits in (
        ("commit", 0, {"author": people, "committer": people}),
        ("touch", 0, {"commit": commits, "path": paths}),
        ("touch", -1, {"old_path": paths}),
        ("credit", 0, {"commit": commits, "identity": people, "role": roles}),
        ("file", 0, {"path": paths}),
        ("line", 0, {"file": files, "commit": commits}),
        ("replaced", 0, {"commit": commits, "of": commits, "path": paths}),
    ):
        names = [it.name for it in attrs.fields(History) if it.name.startswith(f"{prefix}_")]
        if len({len(getattr(history, name)) for name in names}) > 1:
            raise PluginError(f"The columns {', '.join(names)} of its history differ in length.")
        for name, limit in limits.items():
            _check_column(history, f"{prefix}_{name}", least, limit)
    _check_column(history, "parents", 0, commits)
    starts = history.parent_starts
    if len(starts) != commits + 1 or starts[-1] != len(history.parents):
        raise PluginError("The parent_starts of its history do not fit its parents.")
    if np.any(np.diff(history.touch_commit) < 0):
        raise PluginError("The touch_commit of its history does not ascend.")


def _check_column(history: History, name: str, least: int, limit: int) -> None:
    column = getattr(history, name)
    if len(column) and not (column.min() >= least and column.max() < limit):
        raise PluginError(
            f"The {name} of its history holds {column.min()} to {column.max()}; "
            f"there is only {least} to {limit - 1}."
        )


def check_result(name: str, result: object) -> None:
    """See that a model's result is a `ModelResult` of that model with figures that can be used.

    Raises
    ------
    PluginError
        It is something else, a figure is not finite, or the shares of a score's reasons do not
        lie in [0, 1] and sum to 1.
    """
    if not isinstance(result, ModelResult):
        raise PluginError(f"It returned {type(result).__name__!r} instead of a ModelResult.")
    if result.model != name:
        raise PluginError(f"Its result says that it is of the model {result.model!r}.")
    for score in result.scores:
        if wrong := _wrong(score):
            raise PluginError(f"The score of {score.subject.label!r}: {wrong}")


def _wrong(score: Score) -> str:
    figures = {"value": score.value, "low": score.low, "high": score.high}
    for figure, value in figures.items():
        if value is not None and not math.isfinite(value):
            return f"its {figure} is {value}."
    shares = [reason.share for reason in score.reasons]
    outside = [share for share in shares if not -_SLACK <= share <= 1 + _SLACK]
    if outside:
        return f"a reason has the share {outside[0]:.6g}; shares lie in [0, 1]."
    if shares and abs(math.fsum(shares) - 1) > _SLACK:
        return f"the shares of its reasons sum to {math.fsum(shares):.6g}, not to 1."
    return ""
