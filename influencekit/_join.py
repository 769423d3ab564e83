"""Columns of several histories, one after the other, with their indices moved along."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from influencekit.columns import Ints, Texts, Times, frozen
from influencekit.evidence import NOBODY, Commits, Credits, Files, Lines, Replacements, Touches
from influencekit.history import History

Column = npt.NDArray[Any]


def stacked(parts: Sequence[Column], dtype: npt.DTypeLike = np.int32) -> Column:
    """Return `parts` as one read-only column; a single one is not copied."""
    if len(parts) == 1:
        return frozen(parts[0].astype(dtype, copy=False).view())
    return frozen(np.concatenate([np.zeros(0, dtype), *parts], dtype=dtype, casting="unsafe"))


def _starts(parts: Sequence[Times]) -> Times:
    """Return offsets (n + 1 each) as the offsets of everything together."""
    moved = accumulate((int(part[-1]) for part in parts), initial=0)
    bodies = [part[:-1] + offset for part, offset in zip(parts, moved, strict=False)]
    end = sum(int(part[-1]) for part in parts)
    return frozen(np.concatenate([*bodies, np.array([end])]).astype(np.int64))


def _texts(parts: Sequence[Texts]) -> Texts:
    if len(parts) == 1:
        return Texts(parts[0].data, frozen(parts[0].starts.view()))
    return Texts(b"".join(part.data for part in parts), _starts([part.starts for part in parts]))


def _oids(history: History) -> Texts:
    width = history.commit_oid.itemsize
    starts = np.arange(len(history.commit_oid) + 1, dtype=np.int64) * width
    return Texts(history.commit_oid.tobytes(), frozen(starts))


class Join:
    """What several histories are as one.

    Parameters
    ----------
    histories
        In the order in which they are to be listed.
    names
        What to call each, all different.
    persons
        For each history, the person of each of its identities.
    """

    def __init__(
        self, histories: Sequence[History], names: Sequence[str], persons: Sequence[Ints]
    ) -> None:
        self._histories = histories
        self._names = names
        self._persons = persons
        self._commit_at = self._offsets(lambda known: len(known.commit_oid))
        self._path_at = self._offsets(lambda known: len(known.paths))
        self._file_at = self._offsets(lambda known: len(known.file_path))

    def _offsets(self, count: Callable[[History], int]) -> list[int]:
        return list(accumulate(map(count, self._histories), initial=0))

    def _column(
        self, name: str, offsets: Sequence[int] = (), dtype: npt.DTypeLike = np.int32
    ) -> Column:
        """Return one column of all; indices that are not negative move by `offsets`."""
        parts = [getattr(known, name) for known in self._histories]
        if offsets:
            parts = [
                np.where(part < 0, part, part + offset) if offset else part
                for part, offset in zip(parts, offsets, strict=False)
            ]
        return stacked(parts, dtype)

    def _person(self, name: str) -> Column:
        pairs = zip(self._histories, self._persons, strict=True)
        return stacked([of[getattr(known, name)] for known, of in pairs])

    def _owner(self, count: Callable[[History], int]) -> Ints:
        counts = [count(known) for known in self._histories]
        return frozen(np.repeat(np.arange(len(counts), dtype=np.int32), counts))

    def paths(self) -> Texts:
        """Return all paths; where there are several histories each as ``name/path``."""
        if len(self._histories) == 1:
            return _texts([self._histories[0].paths])
        pairs = zip(self._names, self._histories, strict=True)
        named = Texts.of(f"{name}/{path}" for name, known in pairs for path in known.paths)
        return _texts([named])

    def tables(self) -> dict[str, Any]:
        """Return the tables of all by the name that `Evidence` gives them."""
        return {
            "path_repository": self._owner(lambda known: len(known.paths)),
            "commits": self._commits(),
            "touches": self._touches(),
            "credits": self._credits(),
            "files": self._files(),
            "lines": self._lines(),
            "replacements": self._replacements(),
        }

    def _commits(self) -> Commits:
        parent_starts = _starts([known.parent_starts for known in self._histories])
        return Commits(
            oid=_texts([_oids(known) for known in self._histories]),
            repository=self._owner(lambda known: len(known.commit_oid)),
            author=self._person("commit_author"),
            committer=self._person("commit_committer"),
            authored_at=self._column("commit_authored_at", dtype=np.int64),
            author_offset=self._column("commit_author_offset"),
            committed_at=self._column("commit_committed_at", dtype=np.int64),
            subject=_texts([known.commit_subject for known in self._histories]),
            merge=frozen(np.diff(parent_starts) > 1),
            parent_starts=parent_starts,
            parents=self._column("parents", self._commit_at),
        )

    def _touches(self) -> Touches:
        return Touches(
            commit=self._column("touch_commit", self._commit_at),
            path=self._column("touch_path", self._path_at),
            old_path=self._column("touch_old_path", self._path_at),
            status=self._column("touch_status", dtype=np.uint8),
            added=self._column("touch_added"),
            deleted=self._column("touch_deleted"),
        )

    def _credits(self) -> Credits:
        roles: dict[str, int] = {}
        role_of = [
            np.array([roles.setdefault(role, len(roles)) for role in known.roles], np.int32)
            for known in self._histories
        ]
        pairs = zip(self._histories, role_of, strict=True)
        role = stacked([of[known.credit_role] for known, of in pairs])
        person = self._person("credit_identity")
        somebody = person != NOBODY
        return Credits(
            commit=frozen(self._column("credit_commit", self._commit_at)[somebody]),
            person=frozen(person[somebody]),
            role=frozen(role[somebody]),
            roles=tuple(roles),
        )

    def _files(self) -> Files:
        return Files(
            path=self._column("file_path", self._path_at),
            repository=self._owner(lambda known: len(known.file_path)),
            lines=self._column("file_lines"),
        )

    def _lines(self) -> Lines:
        return Lines(
            file=self._column("line_file", self._file_at),
            commit=self._column("line_commit", self._commit_at),
            count=self._column("line_count"),
        )

    def _replacements(self) -> Replacements:
        return Replacements(
            commit=self._column("replaced_commit", self._commit_at),
            of=self._column("replaced_of", self._commit_at),
            path=self._column("replaced_path", self._path_at),
            count=self._column("replaced_count"),
        )
