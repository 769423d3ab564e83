"""``influencekit story``."""

from pathlib import Path

import click

from influencekit import _api
from influencekit.cli.call import Call
from influencekit.cli.options import BLOGS, COMMON, HISTORY, PATHS, Options, shared
from influencekit.cli.survey import person_called, survey
from influencekit.cli.target import enclosing_root
from influencekit.errors import InputError
from influencekit.evidence import NOBODY
from influencekit.render.page import of_story
from influencekit.story import tell
from influencekit.times import YEAR


@click.command
@PATHS
@BLOGS
@click.option("--for", "whom", metavar="PERSON", default="", help="Whose work. Default: yours.")
@click.option(
    "--since",
    metavar="DATE",
    default="",
    help="When it begins: 2024-05-31, '90 days ago'. Default: a year before it ends.",
)
@click.option(
    "--until",
    metavar="DATE",
    default="",
    help="When it ends, a bare day with its end. Default: now.",
)
@shared("me", *HISTORY, "as_of", *COMMON)
def command(
    options: Options,
    *,
    paths: tuple[Path, ...],
    blogs: tuple[Path, ...],
    whom: str,
    since: str,
    until: str,
) -> int:
    """Tell what somebody's work of some time led to, for their own use.

    In sentences by theme, each with the commits, posts or notes behind it: also reviews, help,
    documentation, tests, what was taken out, and what others made of it up to now. Nothing is added up
    to a figure about a person. --format md and html write it down.
    """
    roots = paths or (() if blogs else (enclosing_root(),))
    call = Call.of(options, roots)
    found = survey(call, *roots, blogs=blogs)
    person = person_called(found, whom) if whom else _me(found)
    end = call.moment("--until", until, end=True) if until else found.evidence.as_of
    start = call.moment("--since", since) if since else end - YEAR
    if start > end:
        raise click.UsageError("--since is after --until.")
    story = tell(found.evidence, person, start, end)
    page = of_story(story)
    data = {
        "subject": story.subject,
        "since": story.since,
        "until": story.until,
        "themes": story.themes,
        "notes": story.notes,
        "problems": call.found(),
    }

    def html() -> str:
        from influencekit.render.html.document import of_page  # noqa: PLC0415 - seldom wanted

        return of_page(call.clean(page))

    return call.finish("story", data, lambda: page, html=html)


def _me(found: _api.Survey) -> int:
    if found.evidence.me == NOBODY:
        raise InputError(
            "git does not say who you are, or you are nobody of this history. Name somebody with --for."
        )
    return found.evidence.me
