"""``influencekit blog``: what to write, a draft of it, and what to mend before it goes out."""

import contextlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import click
import numpy as np

from influencekit import _api
from influencekit.citations import named
from influencekit.cli.call import Call
from influencekit.cli.opportunity_pages import lists_page
from influencekit.cli.options import COMMON, HISTORY, PATHS, Options, limited, shared
from influencekit.cli.quotes import excerpts, outdated
from influencekit.cli.survey import survey, with_symbols
from influencekit.cli.target import enclosing_root
from influencekit.columns import Flags, Ints
from influencekit.errors import InputError
from influencekit.evidence import NOBODY, Evidence
from influencekit.explain import paths_of
from influencekit.knowers import touching
from influencekit.models.opportunity.lists import ListParams, find_entry, lists
from influencekit.models.opportunity.outline import Outline, outline
from influencekit.models.opportunity.scopes import SCOPES
from influencekit.models.opportunity.steps import next_steps
from influencekit.protocols import Draft, DraftSource, FileSource, Quote, ReadRequest, Remark
from influencekit.render.draft import body
from influencekit.render.page import Page, Section
from influencekit.report import Subject, Table
from influencekit.settings.requests import located
from influencekit.times import YEAR
from influencekit.words import count

_READ = ("me", *HISTORY, "as_of", *COMMON)
_BLOG = click.option(
    "--blog",
    "blogs",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder of the blog. Default: of the settings, else one found in PATH.",
)


_THEN = "To begin a post about one of them: influencekit blog new --from-opportunity ID."


@click.group
def command() -> None:
    """Find something to write about, begin it, and look it over."""


@attrs.frozen(eq=False, kw_only=True)
class _Desk:
    """What was read for one of the commands, and where."""

    call: Call
    found: _api.Survey
    roots: Sequence[Path]
    blogs: Sequence[Path]

    @classmethod
    def of(cls, options: Options, paths: Sequence[Path], blogs: Sequence[Path]) -> "_Desk":
        """Read repositories and blogs."""
        roots = paths or (enclosing_root(),)
        call = Call.of(options, roots)
        found = survey(call, *roots, blogs=blogs, lines=False)
        places = (located(place, call.problems) for place in call.settings.sources.blogs)
        return cls(call=call, found=found, roots=roots, blogs=blogs or [*filter(None, places)])

    @property
    def evidence(self) -> Evidence:
        """What was read."""
        return self.found.evidence

    @property
    def patched(self) -> Evidence:
        """What was read, with the functions and classes that patches of late are about."""
        return with_symbols(self.call, self.found, ListParams().window).evidence

    @property
    def repository(self) -> Path | None:
        """The only one that was read; with several, a path does not say which is meant."""
        return self.roots[0] if len(self.evidence.repositories) == 1 == len(self.roots) else None

    def blog(self) -> tuple[Any, Path]:
        """Return who can write posts, and where.

        Raises
        ------
        InputError
            No blog is named, and none was found.
        """
        sources = self.call.sources(DraftSource)
        if self.blogs and sources:
            return sources[0], self.blogs[0]
        for root in self.roots:
            for source in sources:
                if source.detect(root):
                    return source, root
        raise InputError("There is no blog here. Name its folder with --blog DIR.")

    def request(self, source: Any) -> ReadRequest:
        """Return how to read the posts of the blog."""
        request = self.call.request(source.name)
        files = next(iter(self.call.sources(FileSource)), None)
        return attrs.evolve(
            request,
            options={**request.options, "explicit": bool(self.blogs)},
            repositories=tuple(self.roots),
            files=files,
        )


@command.command
@PATHS
@_BLOG
@limited(5, "Entries of each list that are printed; 0: all.")
@shared(*_READ)
def ideas(options: Options, *, paths: tuple[Path, ...], blogs: tuple[Path, ...], limit: int) -> int:
    """List what there is to write about, for you: what fits you comes first.

    The lists are those of `influencekit opportunities`: what is likely to get attention, and what lacks
    words or people. `blog new --from-opportunity ID` begins a post about one.
    """
    desk = _Desk.of(options, paths, blogs)
    evidence = desk.patched
    try:
        listed = lists(evidence, person=evidence.me)
    except ValueError:  # they have no commit here
        listed = lists(evidence)
    data = {"action": "ideas", "lists": listed, "problems": desk.call.found()}
    return desk.call.finish("blog", data, lambda: lists_page(listed, limit, _THEN))


@command.command
@click.argument("topic", required=False)
@PATHS
@_BLOG
@click.option(
    "--from-opportunity", "chosen", metavar="ID", help="One of the ids that `blog ideas` lists."
)
@click.option("--layout", metavar="NAME", default="", help="Default: that of the blog.")
@click.option(
    "--title",
    metavar="TEXT",
    default="",
    help="Default: TOPIC where it is a word, else the outline's.",
)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Repeatable.")
@click.option("--author", metavar="NAME", default="", help="Default: you.")
@click.option(
    "--since",
    metavar="DATE",
    default="",
    help="Tell of TOPIC from then on: 2024-05-31, '90 days ago'. Default: of the last year, or of "
    "all of the history where nothing happened in it.",
)
@shared(*_READ)
def new(
    options: Options,
    *,
    topic: str | None,
    paths: tuple[Path, ...],
    blogs: tuple[Path, ...],
    chosen: str | None,
    layout: str,
    title: str,
    tags: tuple[str, ...],
    author: str,
    since: str,
) -> int:
    """Begin a post: a file in the layout of your blog, with an outline whose points cite commits.

    TOPIC is an area, a path or a word of this history; about anything else there is no evidence, and
    the draft is empty. Nothing that is there is overwritten, and nothing is written outside of the
    blog's folder.
    """
    if chosen:  # then there is no TOPIC: what stands there is a PATH
        paths, topic = (*((Path(topic),) if topic else ()), *paths), None
    elif not topic:
        raise click.UsageError("Name a TOPIC, or an opportunity with --from-opportunity.")
    desk = _Desk.of(options, paths, blogs)
    call, evidence = desk.call, desk.evidence
    start = call.moment("--since", since) if since else None
    told = _of_opportunity(desk.patched, chosen) if chosen else _about(evidence, topic or "", start)
    draft = Draft(
        title=title or _title(told, topic),
        body=_body(desk, told) if told else "",
        author=author or ("" if evidence.me == NOBODY else evidence.people[evidence.me].name),
        at=int(time.time()),
        tags=tags or ((told.subject.label.strip("/"),) if told else ()),
        project=evidence.repositories[0] if evidence.repositories else "",
    )
    source, root = desk.blog()
    files = call.ask(source.name, lambda: source.draft(root, draft, layout))
    data = {
        "action": "new",
        "files": [str(path) for path in files],
        "title": draft.title,
        "points": len(told.points) if told else 0,
        "problems": call.found(),
    }
    sentences = [f"Began {files[0]}."]
    if not told:
        sentences.append(
            f"No commit of this history is about {topic!r}, so the draft has no outline."
        )
    return call.finish("blog", data, lambda: Page(sections=(Section(sentences=tuple(sentences)),)))


def _title(told: Outline | None, topic: str | None) -> str:
    """Return the words of the writer, where they are a title at all: a path is none."""
    if told and (topic is None or told.subject.kind != "topic"):
        return told.title
    return topic or ""


def _of_opportunity(evidence: Evidence, chosen: str) -> Outline:
    entry = find_entry(lists(evidence, over=tuple(SCOPES)), chosen)
    found = next_steps(evidence, entry, person=evidence.me).outline
    if found is None:
        raise InputError(f"There is nothing to tell about {entry.score.subject.label!r} yet.")
    return found


def _about(evidence: Evidence, topic: str, since: int | None) -> Outline | None:
    """Return an outline of what the commits about an area, a path or a word tell."""
    subject, commits = _chosen(evidence, topic)
    late = evidence.commits.committed_at[commits]
    if since is not None:
        commits = commits[late >= since]
    elif (recent := late >= evidence.as_of - YEAR).any():
        commits = commits[recent]
    try:
        return outline(evidence, subject, commits, writer=evidence.me)
    except ValueError:
        return None


def _chosen(evidence: Evidence, topic: str) -> tuple[Subject, Ints]:
    """Return what TOPIC means, and the commits about it."""
    wanted = topic.strip().strip("/").casefold()
    areas = [area.subject for area in evidence.areas if area.name.strip("/").casefold() == wanted]
    for subject in (*areas, Subject("path", topic.strip("/"), topic.strip("/"))):
        with contextlib.suppress(InputError):
            return subject, _numbers(touching(evidence, paths_of(evidence, subject)))
    said = [f" {' '.join(it.casefold().split())} " for it in evidence.commits.subject]
    commits = _numbers(np.array([f" {wanted} " in it for it in said], np.bool_))
    return Subject("topic", topic, topic), commits


def _numbers(chosen: Flags) -> Ints:
    return np.flatnonzero(chosen).astype(np.int32)


def _body(desk: _Desk, told: Outline) -> str:
    cited = named(desk.evidence, (oid for point in told.points for oid in point.commits))
    root = desk.repository
    shown = tuple(excerpts(desk.call, root, told)) if root else ()
    return str(desk.call.clean(body(told, cited, shown)))


@command.command
@PATHS
@_BLOG
@shared(*_READ)
def check(options: Options, *, paths: tuple[Path, ...], blogs: tuple[Path, ...]) -> int:
    """Look posts over: front matter, dates, dead links, readability, code that has changed.

    Code is compared where the line before it says where it is from, as drafts of `blog new` do. Links
    are looked for among the files of the blog; those that leave it are not followed.
    """
    desk = _Desk.of(options, paths, blogs)
    source, root = desk.blog()
    asked = partial(source.proofread, root, desk.request(source))
    found = desk.call.ask(source.name, lambda: list(asked()))
    remarks = [it for it in found if isinstance(it, Remark)]
    quotes = [it for it in found if isinstance(it, Quote)]
    if desk.repository:
        remarks += outdated(desk.call, desk.repository, desk.evidence, quotes)
    remarks.sort(key=lambda it: (it.path, it.line, it.kind, it.text))
    problems = desk.call.found()
    data = {
        "action": "check",
        "remarks": remarks,
        "quotes": len(quotes),
        "posts": len(desk.evidence.posts),
        "problems": problems,
    }
    return desk.call.finish("blog", data, lambda: _checked(remarks, len(quotes)))


def _checked(remarks: Sequence[Remark], quotes: int) -> Page:
    table = Table(
        name="remarks",
        title="What to mend",
        columns=("post", "what", "remark"),
        rows=tuple(
            (f"{it.path}:{it.line}" if it.line else it.path, it.kind, it.text) for it in remarks
        ),
        notes=(f"{count(quotes, 'piece')} of code compared with the repository.",),
    )
    empty = () if remarks else ("Nothing to mend.",)
    return Page(
        sections=(Section(heading=table.title, sentences=empty, table=table, notes=table.notes),)
    )


@command.command
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@click.option("--project", metavar="NAME", default="", help="Keep an entry for this project.")
@click.option("--title", metavar="TEXT", default="", help="Of its post.")
@click.option("--content", type=click.File(encoding="utf-8", errors="replace"), metavar="FILE",
              help="The post's text; - reads it from the standard input.")  # fmt: skip
@click.option("--author", metavar="NAME", default="", help="Who writes.")
@click.option(
    "--contributions", type=click.IntRange(0), metavar="N", help="Of the author to the project."
)
@click.option(
    "--feedback", type=click.IntRange(0), metavar="N", help="That the author got on the project."
)
@click.option(
    "--interactions", type=click.IntRange(0), metavar="N", help="Of others with the author on it."
)
@shared("block", "format", "output", "strict", "verbose")
def ledger(
    options: Options,
    *,
    folder: Path,
    project: str,
    title: str,
    content: Any,
    author: str,
    **counts: int | None,
) -> int:
    """Show a ledger of posts and what came of them, or keep an entry in it.

    With --project, --title and --author it writes blogs/PROJECT/AUTHOR/TITLE.md and the counts beside
    it: contributions/, influences/ and total_influences/, whose total is feedback and interactions. A
    post that is there is never overwritten; counts are.
    """
    call = Call.of(options)
    sources = call.sources(DraftSource)
    if project:
        if not (title and author and sources):
            raise click.UsageError("An entry needs --project, --title and --author.")
        draft = Draft(
            title=title,
            body=content.read() if content else "",
            author=author,
            at=int(time.time()),
            project=project,
            counts={_KIND[name]: it for name, it in counts.items() if it is not None},
        )
        call.ask(sources[0].name, lambda: sources[0].draft(folder, draft, "ledger"))
    found = survey(call, blogs=(folder,), lines=False)
    rows = _ledger(found.evidence)
    data = {"action": "ledger", "ledger": rows, "problems": call.found()}
    return call.finish("blog", data, lambda: _ledger_page(rows))


_KIND = {
    "contributions": "contribution",
    "feedback": "feedback",
    "interactions": "interaction",
}
"""What the ledger counts, and what one of it is called."""


def _ledger(evidence: Evidence) -> list[dict[str, Any]]:
    """Return what each writer's projects brought, by writer and project."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for it in evidence.interactions:
        if it.kind in _KIND.values():
            counted[it.giver.name, it.about, it.kind] += int(it.weight)
    for post in evidence.posts:
        if post.layout == "ledger":
            for who in post.authors:
                counted[who.name, dict(post.extra).get("project", ""), "posts"] += 1
    pairs = sorted({(writer, project) for writer, project, _ in counted})
    return [
        {
            "writer": writer,
            "project": project,
            "posts": counted[writer, project, "posts"],
            **{name: counted[writer, project, kind] for name, kind in _KIND.items()},
        }
        for writer, project in pairs
    ]


def _ledger_page(rows: Sequence[Mapping[str, Any]]) -> Page:
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row["writer"]] += row["feedback"] + row["interactions"]
    table = Table(
        name="ledger",
        title="Ledger",
        columns=("writer", "project", "posts", "contributions", "feedback", "interactions"),
        rows=tuple(tuple(row.values()) for row in rows),
        notes=tuple(f"Total of {who}: {total:,}." for who, total in totals.items()),
    )
    empty = () if rows else ("There is nothing in it yet.",)
    return Page(
        sections=(Section(heading=table.title, sentences=empty, table=table, notes=table.notes),)
    )
