"""``influencekit who``."""

import click

from influencekit.cli.call import Call
from influencekit.cli.leaving import leaving
from influencekit.cli.lines import commits_of, lines_of
from influencekit.cli.options import COMMON, FILTERS, HISTORY, Options, limited, shared
from influencekit.cli.review import Asked, review
from influencekit.cli.survey import survey
from influencekit.cli.target import Target, enclosing_root, target_of
from influencekit.explain import paths_of, who_table
from influencekit.knowers import knowers
from influencekit.render.page import Page, Section
from influencekit.report import Subject


@click.command
@click.argument("places", nargs=-1, metavar="[PATH[:FIRST-LAST]]...")
@click.option("--review", "reviewing", is_flag=True, help="Who should review it, were it changed.")
@click.option(
    "--commit",
    "revision",
    metavar="REV",
    help="With --review: what this commit or range, A..B, changes.",
)
@click.option(
    "--without",
    metavar="PERSON",
    help="What nobody would know any more if they left, and who could take over.",
)
@limited(5, "People at most; 0: all.")
@shared("me", *FILTERS, *HISTORY, "as_of", *COMMON)
def command(
    options: Options,
    *,
    places: tuple[str, ...],
    reviewing: bool,
    revision: str | None,
    without: str | None,
    limit: int,
) -> int:
    """Name the people who know a file, folder or range of lines now.

    With reasons: lines of theirs that are still there, their commits and reviews there, recent work
    more than old. Bots and people who opted out are left out.

    With --review, name those who should review a change of the paths, of a commit or, where none is
    named, of the work tree. With --without, tell what would be lost with a person.
    """
    if reviewing and without is not None:
        raise click.UsageError("--review and --without are two questions.")
    if reviewing:
        return _review(options, places, revision, limit)
    if revision is not None:
        raise click.UsageError("--commit goes with --review.")
    if len(places) != 1 and not (without is not None and not places):
        raise click.UsageError("Name one path; several go with --review.")
    call, target = Call.at(options, places[0] if places else str(enclosing_root()))
    if without is not None:
        return leaving(call, target, without, limit=limit)
    return _knowers(call, target, limit)


def _knowers(call: Call, target: Target, limit: int) -> int:
    evidence = survey(call, target.root).evidence
    subject = Subject("path", target.path, target.path or target.root.name)
    mask = paths_of(evidence, subject)
    lines = commits_of(evidence, lines_of(call, target)) if target.ranged else None
    known = knowers(evidence, mask, lines=lines, limit=limit)
    data = {
        "path": target.path,
        "lines": [target.first, target.last] if target.ranged else None,
        "as_of": evidence.as_of,
        "people": [
            {
                "key": knower.person.key,
                "name": knower.person.name,
                "share": knower.share,
                "last_at": knower.last_at,
                "reasons": knower.reasons,
            }
            for knower in known
        ],
        "problems": call.found(),
    }
    table = who_table(known)
    nobody = () if known else ("Nobody is known to have worked on it.",)
    where = f" {target.first}-{target.last}" if target.ranged else ""
    section = Section(
        heading=f"Who knows {subject.label}{where} now",
        sentences=nobody,
        table=table,
        notes=table.notes,
    )
    return call.finish("who", data, lambda: Page(sections=(section,)))


def _review(options: Options, places: tuple[str, ...], revision: str | None, limit: int) -> int:
    if places and revision is not None:
        raise click.UsageError("Name paths or a commit, not both.")
    if not places:
        root = enclosing_root()
        return review(
            Call.of(options, (root,)), Asked(root=root, revision=revision or ""), limit=limit
        )
    call, first = Call.at(options, places[0])
    sources = call.registry.collect("sources").values()
    targets = (first, *(target_of(place, sources) for place in places[1:]))
    if len({target.root for target in targets}) > 1:
        raise click.UsageError("The paths are in several repositories; name those of one.")
    return review(call, Asked(root=first.root, targets=targets), limit=limit)
