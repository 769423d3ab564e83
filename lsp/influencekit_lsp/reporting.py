"""Draws the report of one repository in a process of its own: ``python -m influencekit_lsp.reporting ROOT``.

It speaks as `reading` does, and says one thing: the page.
"""

import sys
from pathlib import Path

from influencekit import _api
from influencekit.cli.layers import cache_folder
from influencekit.evidence import NOBODY
from influencekit.registry import Registry
from influencekit.render.html.citations import Citations
from influencekit.render.html.document import HOSTED, Live, document, titled
from influencekit.render.html.editor import WITHIN, Editor
from influencekit.render.html.here import PLACE
from influencekit.render.persons import fewer_persons, without_persons
from influencekit.render.privacy import hide_addresses
from influencekit.report import Problem
from influencekit.settings.requests import located
from influencekit_lsp.drawn import Drawn
from influencekit_lsp.reading import Told, main, settings_of


def draw(root: Path, task: Told) -> None:
    """Say what the report on `root` looks like in an editor."""
    problems: list[Problem] = []
    settings = settings_of(root, problems)
    found = _api.survey(
        root,
        settings=settings,
        registry=Registry.discover(block=settings.plugins.block),
        cache=located(settings.sources.cache, problems) or cache_folder(),
        task=task,
        models=[_api.ALL],
    )
    evidence = found.evidence
    me = "" if evidence.me == NOBODY else evidence.people[evidence.me].key
    shown = found.illustrated(fewer_persons(without_persons(found.report(), me)))
    task.check()
    report = hide_addresses(shown)
    citations = Citations.of(report, Editor(WITHIN, root.as_posix()))
    live = Live(here=PLACE, script=HOSTED)
    page = document(report, live, citations=citations)
    task.say("drawn", Drawn(title=titled(report), page=page, citations=citations))


if __name__ == "__main__":
    sys.exit(main(draw))
