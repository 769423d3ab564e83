"""Reads every root with every source that knows it, and keeps each source's failures to itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from influencekit.commits import history_of
from influencekit.contract import check_item
from influencekit.domain import Commit, Record
from influencekit.errors import Cancelled, InfluenceKitError, InputError
from influencekit.fold import BROKEN_CLOCK
from influencekit.history import History
from influencekit.protocols import FileSource, ReadRequest, Source
from influencekit.registry import Registry, guarded
from influencekit.report import Problem, SourceSummary

OnFirst = Callable[[Sequence[History], Sequence[Record]], None]


@attrs.frozen(kw_only=True)
class Gathered:
    """What was read, and what could not be."""

    histories: tuple[History, ...]
    records: tuple[Record, ...]
    """Posts, interactions and aliases."""
    sources: tuple[SourceSummary, ...]
    problems: tuple[Problem, ...]


@attrs.define(eq=False)
class _Reading:
    """One source at one root, and what it has yielded."""

    source: Source
    root: Path
    explicit: bool
    histories: dict[str, History] = attrs.field(factory=dict)
    """By name: a later one replaces an earlier."""
    commits: list[Commit] = attrs.field(factory=list)
    records: list[Record] = attrs.field(factory=list)

    def take(self, item: History | Commit | Record) -> None:
        """Keep `item`; raise `PluginError` where it is nothing that a source may yield."""
        check_item(item)
        if isinstance(item, History):
            self.histories[item.name] = item
        elif isinstance(item, Commit):
            self.commits.append(item)
        else:
            self.records.append(item)

    def finish(self) -> None:
        """Make single commits one more history."""
        if self.commits:
            name = self.root.name or str(self.root)
            self.take(history_of(self.commits, name=name, root=str(self.root)))
            self.commits.clear()

    def summary(self, fingerprint: str) -> SourceSummary:
        """Return what was contributed."""
        histories = self.histories.values()
        told = [when for when in map(_time, self.records) if when is not None]
        times = np.concatenate(
            [np.array(told, np.int64), *(it.commit_committed_at for it in histories)]
        )
        times = times[times < BROKEN_CLOCK]
        return SourceSummary(
            name=self.source.name,
            root=str(self.root),
            records=len(self.records) + sum(len(known.commit_oid) for known in histories),
            first_at=int(times.min()) if len(times) else None,
            last_at=int(times.max()) if len(times) else None,
            fingerprint=fingerprint or " ".join(known.head for known in histories),
        )


def _time(record: Record) -> int | None:
    return getattr(record, "published_at", None) or getattr(record, "at", None)


def gather(
    roots: Sequence[Path],
    registry: Registry,
    *,
    blogs: Sequence[Path] = (),
    request: ReadRequest | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    on_first: OnFirst | None = None,
) -> Gathered:
    """Read `roots` and `blogs`.

    Parameters
    ----------
    roots
        Folders. Each is read by every source that detects it.
    registry
        Whose sources are asked.
    blogs
        Folders that are blogs because the user says so: every source of posts reads them, with the
        option ``explicit``, whether it detects them or not.
    request
        How to read; its `repositories`, `files` and `options` are set for each source.
    options
        For each source by name: its table of the settings.
    on_first
        Called with what is there so far whenever a source has a first view of a history, without
        line counts, and reads on.

    Raises
    ------
    InputError
        No source knows one of the roots.
    InfluenceKitError
        What the first source said that failed, where nothing at all could be read.
    Cancelled
        Somebody asked to stop before anything was read. Later, what was read is returned.
    """
    problems: list[Problem] = []
    readings = _plan(roots, blogs, registry, problems)
    asked = attrs.evolve(
        request or ReadRequest(), repositories=_repositories(readings), files=_files(registry)
    )
    _read_all(readings, asked, options or {}, problems, on_first)
    histories, records = _all(readings)
    return Gathered(
        histories=tuple(histories),
        records=tuple(records),
        sources=tuple(it.summary(_fingerprint(it, problems)) for it in readings),
        problems=tuple(problems),
    )


def _read_all(
    readings: Sequence[_Reading],
    request: ReadRequest,
    options: Mapping[str, Mapping[str, Any]],
    problems: list[Problem],
    on_first: OnFirst | None,
) -> None:
    failures: list[InfluenceKitError] = []
    for reading in readings:
        try:
            for history in _read(reading, _asked(request, reading, options), problems, failures):
                if on_first and not history.complete:
                    on_first(*_all(readings))
        except Cancelled as stopped:
            if not any(_all(readings)):
                raise
            name = reading.source.name
            problems.append(Problem(kind="source", name=name, message=str(stopped)))
            return
    if failures and not any(_all(readings)):
        raise failures[0]


def _plan(
    roots: Sequence[Path], blogs: Sequence[Path], registry: Registry, problems: list[Problem]
) -> list[_Reading]:
    """Return which source is to read what."""
    sources: Sequence[Source] = list(registry.collect("sources").values())
    plan = {
        (source.name, blog): _Reading(source, blog, explicit=True)
        for blog in blogs
        for source in sources
        if "posts" in _gives(source)
    }
    for root in roots:
        failed: list[Problem] = []
        detected = [source for source in sources if _detects(source, root, failed)]
        problems += failed
        if not detected:
            raise InputError(_unreadable(root, sources, failed))
        for source in detected:
            plan.setdefault((source.name, root), _Reading(source, root, explicit=False))
    if not plan:
        raise InputError("Nothing to analyse was named, or no plugin reads posts.")
    order = {root: number for number, root in enumerate([*roots, *blogs])}
    return sorted(plan.values(), key=lambda reading: order[reading.root])


def _detects(source: Source, root: Path, problems: list[Problem]) -> bool:
    worked, found = guarded("source", source.name, lambda: source.detect(root), problems)
    return worked and bool(found)


def _gives(source: Source) -> frozenset[str]:
    return frozenset(getattr(source, "gives", ()))


def _unreadable(root: Path, sources: Sequence[Source], failed: Sequence[Problem]) -> str:
    what = "; ".join(f"{it.name} reads {getattr(it, 'reads', 'data of its own')}" for it in sources)
    failures = "".join(f" {problem.name} failed: {problem.message}." for problem in failed)
    return f"{root}: there is nothing to analyse. {what or 'No plugin reads anything'}.{failures}"


def _repositories(readings: Sequence[_Reading]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(it.root for it in readings if "commits" in _gives(it.source)))


def _files(registry: Registry) -> FileSource | None:
    sources = registry.collect("sources").values()
    return next((source for source in sources if isinstance(source, FileSource)), None)


def _asked(
    request: ReadRequest, reading: _Reading, options: Mapping[str, Mapping[str, Any]]
) -> ReadRequest:
    """Return how one source is asked."""
    own = dict(options.get(reading.source.name, {}))
    return attrs.evolve(request, options=own | {"explicit": True} if reading.explicit else own)


def _read(
    reading: _Reading,
    request: ReadRequest,
    problems: list[Problem],
    failures: list[InfluenceKitError],
) -> Iterator[History]:
    """Take in what the source yields until it fails; yield each history on the way."""
    end = object()
    source = reading.source

    def kept(call: Callable[[], Any]) -> Any:
        """Return what `call` returns, or `end` where it fails."""
        worked, value = guarded("source", source.name, call, problems)
        if worked:
            return value
        if isinstance(value, InfluenceKitError):
            failures.append(value)
        return end

    request.task.check()
    items = kept(lambda: iter(source.read(reading.root, request)))
    while items is not end and (item := kept(lambda: next(items, end))) is not end:
        if isinstance(item, Problem):
            problems.append(item)
        elif kept(lambda: reading.take(item)) is not end and isinstance(item, History):
            yield item
    kept(reading.finish)


def _all(readings: Sequence[_Reading]) -> tuple[list[History], list[Record]]:
    histories = [known for reading in readings for known in reading.histories.values()]
    return histories, [record for reading in readings for record in reading.records]


def _fingerprint(reading: _Reading, problems: list[Problem]) -> str:
    if not hasattr(reading.source, "fingerprint"):
        return ""
    name, ask = reading.source.name, reading.source.fingerprint
    worked, value = guarded("source", name, lambda: str(ask(reading.root)), problems)
    return value if worked else ""
