"""The one-call interface: folders in, evidence or a report out."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TypedDict, Unpack

import attrs

from influencekit.charts.collect import charts_of
from influencekit.citations import cited
from influencekit.departures import departures
from influencekit.domain import Identity, Record
from influencekit.engine import run
from influencekit.errors import InputError
from influencekit.everybody import duplicates, duplicates_table, people_table
from influencekit.everybody import people as everybody
from influencekit.evidence import NOBODY, Evidence
from influencekit.fold import fold, people_of
from influencekit.gather import gather
from influencekit.history import History
from influencekit.mentoring import Pair
from influencekit.models.opportunity.areas import Opportunities
from influencekit.models.opportunity.lists import lists
from influencekit.noted import notes_table
from influencekit.opening import opening
from influencekit.overview import overview
from influencekit.paired import Mentoring
from influencekit.people.identity import People, PeopleOptions, find
from influencekit.protocols import PairStore, ReadRequest, Task, UserSource
from influencekit.recorded import pairs_to_show
from influencekit.registry import Registry, guarded
from influencekit.report import ModelResult, Problem, Report, SourceSummary, Table
from influencekit.selection import Selection, select
from influencekit.settings.keys import Settings
from influencekit.settings.requests import located, people_options, read_request

ALL = "all"
"""Stands for every model there is."""


class Options(TypedDict, total=False):
    """What `analyze` and `read` can be told; each may be left out."""

    blogs: Sequence[str | Path]
    """Folders that are blogs because you say so; those that the settings name are read too."""
    settings: Settings
    """By default every default: no file is looked for."""
    registry: Registry
    """By default the installed plugins, without those that the settings block."""
    as_of: int | None
    """What counts as now, in seconds since 1970-01-01T00:00:00Z. By default the newest time in the
    data, so that the same data give the same numbers on any day."""
    cache: Path | None
    """A folder in which sources may keep what they read. By default the one that the settings
    name; without any everything is read anew each time."""
    lines: bool
    """Whether the origin of lines is wanted (default); without it reading is quicker."""
    models: Collection[str] | None
    """Names of the models to run, with those that they build on, or `ALL`. By default those that are
    not on request."""
    task: Task
    """Told of progress, and asked whether to stop."""
    on_first: Callable[[Evidence], None] | None
    """Called with a first view of the evidence while lines are still being read."""


@attrs.frozen(kw_only=True)
class Survey:
    """What was read, with all that models and commands need to know of it."""

    evidence: Evidence
    people: People
    """Those of the evidence, with what `duplicates.suggest` asks for."""
    sources: tuple[SourceSummary, ...]
    problems: tuple[Problem, ...]
    """What went wrong in reading; what went wrong with plugins is in the registry."""
    settings: Settings
    registry: Registry
    models: Collection[str] | None
    task: Task

    def report(self, *, people: bool = False) -> Report:
        """Run the models that are wanted, and return all there is to say.

        Parameters
        ----------
        people
            Whether there are tables of single persons; those of who asks are always there.

        Raises
        ------
        InputError
            There is no such model.
        """
        models = self.registry.collect("models")
        wanted = None if self.models is None else {*self.models}
        if wanted is not None and ALL in wanted:
            wanted = {*models}
        if wanted is not None and (unknown := sorted(wanted - models.keys())):
            raise InputError(
                f"There is no model {unknown[0]!r}; there are {', '.join(models)}, and {ALL!r} of them."
            )
        params, origins = self.settings.models, self.settings.origins
        results, problems = run(
            self.evidence, models, wanted=wanted, params=params, origins=origins, task=self.task
        )
        return Report(
            as_of=self.evidence.as_of,
            sources=self.sources,
            opening=opening(self.evidence, results),
            tables=(
                *overview(self.evidence, self.sources),
                *Mentoring.of(self.evidence).tables(people=people),
                *filter(attrgetter("rows"), [notes_table(self.evidence)]),
            ),
            results=results,
            problems=(*self.registry.problems, *self.problems, *problems),
            layers=self.evidence.layers,
        )

    def illustrated(self, report: Report, *, people: bool = False) -> Report:
        """Return `report` with its charts, and what its locators stand for.

        They show no more than `report` does: leave out first what is not to be seen.

        Parameters
        ----------
        people
            Whether there are charts and tables of single persons too.
        """
        models = self.registry.collect("models")
        results = {**report.results, **self._likely(report)}
        charts, problems = charts_of(self.evidence, results, models, people=people)
        shown = attrs.evolve(
            report,
            results=results,
            tables=(*report.tables, *(self._of_persons() if people else ())),
            charts=charts,
            problems=tuple(dict.fromkeys((*report.problems, *problems))),
        )
        return attrs.evolve(shown, cited=cited(self.evidence, shown))

    def _likely(self, report: Report) -> dict[str, ModelResult]:
        """Return what is likely to get attention next, beside the model that says what is lacking."""
        if Opportunities.name not in report.results:
            return {}
        found = lists(self.evidence, kinds=("predictive",), over=("areas",))
        return {it.model: it for it in (one.result() for one in found) if it.scores}

    def _of_persons(self) -> Iterator[Table]:
        tables = (
            departures(self.evidence),
            people_table(everybody(self.evidence)),
            duplicates_table(duplicates(self.people)),
        )
        yield from (table for table in tables if table.rows)


def analyze(*roots: str | Path, **options: Unpack[Options]) -> Report:
    """Return what can be said about `roots`.

    Parameters
    ----------
    roots
        Folders: repositories, blogs, whatever an installed source knows. ``~`` is understood.
    options
        See `Options`.

    Raises
    ------
    InputError
        A root does not exist, or holds nothing that a source can read.
    MachineError
        The machine is in the way of reading anything at all.
    SettingsError
        A setting has a value that a model, a filter or the file it names cannot take.
    Cancelled
        The task was cancelled before anything was read.
    """
    return survey(*roots, **options).report()


def read(*roots: str | Path, **options: Unpack[Options]) -> Evidence:
    """Return the evidence that `analyze` runs models on; it takes and raises the same."""
    return survey(*roots, **options).evidence


def survey(*roots: str | Path, **options: Unpack[Options]) -> Survey:
    """Read, and return what `analyze` makes its report of; it takes and raises the same."""
    settings = options.get("settings") or Settings()
    registry = options.get("registry") or Registry.discover(block=settings.plugins.block)
    task, on_first = options.get("task") or Task(), options.get("on_first")
    problems: list[Problem] = []
    folders = [_folder(root) for root in roots]
    blogs = [_folder(blog) for blog in options.get("blogs", ())]
    blogs += filter(None, (located(place, problems) for place in settings.sources.blogs))
    asked = read_request(
        settings,
        problems,
        cache=options.get("cache"),
        lines=options.get("lines", True),
        task=task,
    )
    see = _View(
        as_of=options.get("as_of"),
        settings=settings,
        options=people_options(settings, problems),
        users=_users(folders, registry, problems),
        pairs=_pairs(folders, registry, asked, problems),
    )
    found = gather(
        folders,
        registry,
        blogs=blogs,
        request=asked,
        options=settings.plugins.options,
        on_first=(lambda *view: on_first(see(*view)[0])) if on_first else None,
    )
    evidence, people = see(found.histories, found.records)
    if settings.people.me and evidence.me == NOBODY:
        message = f"Nobody in what was read goes by {settings.people.me!r}."
        problems.append(Problem(kind="settings", name="people.me", message=message))
    return Survey(
        evidence=evidence,
        people=people,
        sources=found.sources,
        problems=(*problems, *found.problems),
        settings=settings,
        registry=registry,
        models=options.get("models"),
        task=task,
    )


@attrs.frozen(kw_only=True)
class _View:
    """Makes evidence of what was read, now or when reading has ended, in the same way."""

    as_of: int | None
    settings: Settings
    options: PeopleOptions
    users: Sequence[Identity]
    pairs: Sequence[Pair]

    def __call__(
        self, histories: Sequence[History], records: Sequence[Record]
    ) -> tuple[Evidence, People]:
        people = people_of(histories, records, self.options)
        evidence = fold(
            histories,
            records,
            people=people,
            as_of=self.as_of,
            me=self.settings.people.me or self._user(people),
            settings=self.settings,
        )
        shown = pairs_to_show(self.pairs, histories, people, self.options)
        evidence = attrs.evolve(evidence, pairs=shown)
        return select(evidence, Selection.of(self.settings.filters, evidence.as_of)), people

    def _user(self, people: People) -> str:
        """Return the key of the user, as far as it is clear who that is."""
        for text in (text for user in self.users for text in (user.email, user.name) if text):
            try:
                found = find(people, text)
            except InputError:  # of several people; a guess would tell one of them of another
                continue
            if found is not None:
                return people.persons[found].key
        return ""


def _users(folders: Sequence[Path], registry: Registry, problems: list[Problem]) -> list[Identity]:
    """Return whom sources take for the user."""
    told = [
        guarded("source", name, partial(source.user, folder), problems)
        for name, source in registry.collect("sources").items()
        if isinstance(source, UserSource)
        for folder in folders
    ]
    return [user for worked, user in told if worked and user is not None]


def _pairs(
    folders: Sequence[Path], registry: Registry, request: ReadRequest, problems: list[Problem]
) -> list[Pair]:
    """Return the records of pairs that the repositories hold; never the user's private ones."""
    found: list[Pair] = []
    own = attrs.evolve(request, data=None)
    for name, source in registry.collect("sources").items():
        for folder in folders if isinstance(source, PairStore) else ():
            worked, told = guarded("source", name, partial(source.pairs, folder, own), problems)
            if worked:
                found += (pair for pair in told[0] if not pair.private)
                problems += told[1]
    return found


def _folder(root: str | Path) -> Path:
    folder = Path(root).expanduser()
    if not folder.exists():
        raise InputError(f"{root}: there is no such folder.")
    if not folder.is_dir():
        raise InputError(f"{root}: this is a file; name the folder that it is in.")
    return folder
