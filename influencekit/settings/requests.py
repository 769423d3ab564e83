"""What settings ask for where files are named: how to read, and who is who."""

from pathlib import Path

from influencekit.errors import SettingsError
from influencekit.people.identity import PeopleOptions
from influencekit.people.teams import Teams
from influencekit.protocols import ReadRequest, Task
from influencekit.report import Problem
from influencekit.settings.keys import Settings
from influencekit.settings.places import Place, locate


def located(place: Place | None, problems: list[Problem]) -> Path | None:
    """Return where `place` is; None where it is unset or must not be opened, which is a problem."""
    found = locate(place, Path.home()) if place else None
    if isinstance(found, Problem):
        problems.append(found)
        return None
    return found


def read_request(
    settings: Settings,
    problems: list[Problem],
    *,
    cache: Path | None = None,
    lines: bool = True,
    task: Task | None = None,
) -> ReadRequest:
    """Return how sources should read; `cache` is stronger than the folder that the settings name."""
    sources = settings.sources
    return ReadRequest(
        revision=settings.filters.revision,
        cache=cache or located(sources.cache, problems),
        ignore_revs_file=located(sources.ignore_revs_file, problems),
        lines=lines,
        jobs=sources.jobs,
        task=task or Task(),
    )


def people_options(settings: Settings, problems: list[Problem]) -> PeopleOptions:
    """Return how spellings become people, the lists in files included.

    Raises
    ------
    SettingsError
        A list cannot be read: to go on without one that protects people would harm them.
    """
    people = settings.people
    listed = [
        entry.strip()
        for place in people.opt_out_files
        for line in _text(place, "people.opt_out_files", problems).splitlines()
        if (entry := line.partition("#")[0]).strip()
    ]
    teams = Teams()
    if people.teams_file:
        text = _text(people.teams_file, "people.teams_file", problems)
        teams = Teams.parse(text, people.teams_file.path)
    return PeopleOptions(
        merge=people.merge,
        bots=people.bots,
        not_bots=people.not_bots,
        opt_out=(*people.opt_out, *listed),
        teams=teams,
    )


def _text(place: Place, key: str, problems: list[Problem]) -> str:
    path = located(place, problems)
    try:
        return path.read_text(encoding="utf-8") if path else ""
    except (OSError, ValueError) as error:
        expected = f"a file of text ({getattr(error, 'strerror', None) or error})"
        found = place.path
        raise SettingsError(file=place.origin, key=key, expected=expected, found=found) from error
