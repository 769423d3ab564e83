"""What of a repository could not be read: kept beside what was, so that every run can tell it.

Objects that were not there may come later; the store knows some of them, and a run that finds one
reads everything again.
"""

import json
import re
from collections.abc import Iterable, Sequence

import attrs
import numpy as np

from influencekit.report import Problem
from influencekit.words import count, number
from influencekit_git.hunks import UNREADABLE
from influencekit_git.repository import Repository
from influencekit_git.store import Store

NAMED = 10
"""Problems that are told one by one."""
AWAITED = 50
"""Missing objects that are remembered: one that has come is reason enough to read again."""
_OBJECT = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b(?:\^\{tree\})?")


@attrs.frozen(eq=False)
class Missing:
    """What could not be read of one repository, in this run and in those before."""

    repository: Repository
    store: Store

    def add(self, problems: Sequence[Problem], absent: Iterable[bytes] = ()) -> None:
        """Keep what went wrong with what was read, and which objects were not there."""
        kept = json.loads(self.store.fact("problems", "[]"))
        more = [it.message for it in problems[: max(0, NAMED - len(kept))]]
        self._note("problems met", len(problems), {*self._absent(more), *absent})
        if more:
            with self.store.writing() as batch:
                batch.note("problems", json.dumps(kept + more))

    def add_commits(self, problems: Sequence[Problem]) -> None:
        """Keep that what some commits changed could not be read, one problem a commit.

        In a partial clone that is to be expected: only how many they are is told.
        """
        if self.repository.partial:
            absent = self._absent(it.message for it in problems[:AWAITED])
            self._note("commits left out", len(problems), absent)
        else:
            self.add(problems)

    def told(self) -> list[Problem]:
        """Return what went wrong, in this run and in those that read what is kept."""
        messages = json.loads(self.store.fact("problems", "[]"))
        more = int(self.store.fact("problems met", "0")) - len(messages)
        if more > 0:
            messages.append(f"{more} more problems of these kinds.")
        if self.repository.partial and (left_out := self._left_out()):
            place = self.repository.place
            messages.append(
                f"{place.work_tree or place.git_dir}: a partial clone; what was left out is not "
                f"fetched, so {left_out} are known in part or not at all. "
                "'git fetch --refetch --no-filter' brings the rest."
            )
        return [Problem(kind="source", name="git", message=message) for message in messages]

    def awaited(self) -> list[bytes]:
        """Return objects that were not there when something was read that needs them."""
        return self.store.fact("awaited").encode().split()

    def _left_out(self) -> str:
        """Return how much of a partial clone could not be read, empty where everything could."""
        commits = int(self.store.fact("commits left out", "0"))
        versions = self.store.column("pair.new")
        unread = np.unique(versions[self.store.column("pair.count") == UNREADABLE])
        parts = [f"the changes of {count(commits, 'commit')}"] * bool(commits)
        if len(unread):
            whole = count(len(np.unique(versions)), "version")
            parts.append(f"the lines of {number(len(unread))} of {whole} of files")
        return " and ".join(parts)

    def _absent(self, messages: Iterable[str]) -> set[bytes]:
        """Return which of the objects that `messages` name are not there."""
        named = {name.encode() for name in _OBJECT.findall(" ".join(messages))}
        return self.repository.absent(named) if named else set()

    def _note(self, name: str, more: int, absent: Iterable[bytes]) -> None:
        """Add to what is counted under `name`, and to what is awaited."""
        awaited = sorted({*self.awaited(), *absent})[:AWAITED]
        if more or absent:
            with self.store.writing() as batch:
                batch.note(name, str(int(self.store.fact(name, "0")) + more))
                batch.note("awaited", b" ".join(awaited).decode())
