"""Reads every site below a root: the one place where files, history and the pure parts meet."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from influencekit.domain import Identity, Interaction, Post
from influencekit.protocols import Added, FileSource, Quote, ReadRequest, Remark, Task
from influencekit.report import Problem
from influencekit_blogs import ledger
from influencekit_blogs.files import Folder, UnreadableError
from influencekit_blogs.frontmatter import Fault
from influencekit_blogs.links import Links
from influencekit_blogs.pages import Page, read_page
from influencekit_blogs.proofreading import remarks
from influencekit_blogs.references import Tracked
from influencekit_blogs.selection import may_be_post, posts_among
from influencekit_blogs.settings import configured
from influencekit_blogs.sites import Site, find_sites

NAME = "blogs"
"""Of the source, as problems name it."""


def detect(root: Path) -> bool:
    """Whether `root` is a blog, or a repository with one in a usual place."""
    return next(find_sites(Folder(root)), None) is not None


def fingerprint(root: Path) -> str:
    """Return a text that changes when a file of posts is added, removed or changed."""
    folder = Folder(root)
    files = files_of(folder, list(find_sites(folder, explicit=True)))
    stamps = [(path, *folder.stamp(path)) for path in files]
    return hashlib.sha256(repr(stamps).encode()).hexdigest()


def read(root: Path, request: ReadRequest) -> Iterator[Post | Interaction | Problem]:
    """Yield every post below `root`, drafts included, and what could not be read."""
    if not root.is_dir():
        yield _problem("There is no such folder. Name the folder that holds the blog.", str(root))
        return
    folder = Folder(root)
    sites = _sites(folder, request)
    pages = []
    for item in _posts(folder, sites, request):
        if isinstance(item, Page):
            pages.append(item)
        else:
            yield item
    links = Links(pages)
    history = _History(folder, sites, request.files)
    for page in pages:
        yield from (_fault(page.path, fault) for fault in page.faults)
        yield _post(page, links.of(page), history)
    for site in sites:
        if site.layout.name == "ledger":
            yield from _ledger(folder, site.base, history)
    yield from history.problems()


def proofread(root: Path, request: ReadRequest) -> Iterator[Remark | Quote]:
    """Yield what there is to say about each post below `root`."""
    folder = Folder(root)
    found = list(_posts(folder, _sites(folder, request), request))
    pages = [it for it in found if isinstance(it, Page)]
    links = Links(pages)
    for page in pages:
        yield from remarks(folder, page, links)


def _sites(folder: Folder, request: ReadRequest) -> list[Site]:
    explicit = bool(request.options.get("explicit"))
    return [configured(site, folder) for site in find_sites(folder, explicit=explicit)]


def _posts(folder: Folder, sites: Sequence[Site], request: ReadRequest) -> Iterator[Page | Problem]:
    """Yield the posts of all sites, site by site, after what could not be read."""
    tracked = Tracked(_tracked(request))
    found: dict[int, list[Page]] = {id(site): [] for site in sites}
    for item in _pages(folder, sites, tracked, request.task):
        if isinstance(item, Page):
            found[id(item.site)].append(item)
        else:
            yield item
    explicit = bool(request.options.get("explicit"))
    for site in sites:
        yield from posts_among(found[id(site)], site, explicit=explicit)


def _tracked(request: ReadRequest) -> Iterator[str]:
    """Yield the files of the repositories that posts may refer to."""
    if request.files is not None:
        for root in request.repositories:
            yield from request.files.tracked(root)


def _problem(message: str, path: str, line: int = 0) -> Problem:
    return Problem(
        kind="source",
        name=NAME,
        message=message,
        locator=f"{path}:{line}" if line else path,
    )


def _fault(path: str, fault: Fault) -> Problem:
    return _problem(f"{fault.message[:1].upper()}{fault.message[1:]}.", path, fault.line)


def files_of(folder: Folder, sites: Sequence[Site]) -> Mapping[str, Site]:
    """Return the files that may be posts, each with the first site that it belongs to."""
    found: dict[str, Site] = {}
    for site in sites:
        for place in site.folders:
            for path in folder.walk(place, site.layout.suffixes):
                if may_be_post(path, site):
                    found.setdefault(path, site)
    return found


def _pages(
    folder: Folder, sites: Sequence[Site], tracked: Tracked, task: Task
) -> Iterator[Page | Problem]:
    files = files_of(folder, sites)
    for done, (path, site) in enumerate(files.items()):
        if done % 64 == 0:
            task.check()
            task.progress("posts", done, len(files))
        try:
            data = folder.read(path)
        except UnreadableError as why:
            yield _problem(f"Not read: {why}.", path)
        else:
            yield read_page(data, path, site, tracked)
    task.progress("posts", len(files), len(files))


class _History:
    """What is known of files from outside of them; it is asked once, when the first is wanted."""

    def __init__(self, folder: Folder, sites: Sequence[Site], files: FileSource | None) -> None:
        self._folder = folder
        self._files = files
        self._sites = sites
        self._by_file_time = 0

    @cached_property
    def _git(self) -> tuple[Mapping[str, Added], str]:
        wanted = {
            f"{site.base}/*{suffix}" if site.base else f"*{suffix}"
            for site in self._sites
            for suffix in (*site.layout.suffixes, ".txt")
        }
        if self._files is None:
            return {}, ""
        return self._files.additions(self._folder.root, sorted(wanted))

    def added(self, path: str) -> Added | None:
        """Return who added the file at `path`, if git knows."""
        return self._git[0].get(path)

    def file_time(self, path: str) -> int:
        """Return when the file was last changed, seconds since 1970; counts the times it is asked."""
        self._by_file_time += 1
        return self._folder.stamp(path)[0] // 1_000_000_000

    def problems(self) -> Iterator[Problem]:
        """Yield what keeps dates from being better than the times of files."""
        if self._by_file_time and (complaint := self._git[1]):
            message = f"{self._by_file_time} dates are the times of files: {complaint.rstrip('.')}."
            yield _problem(message, str(self._folder.root))


def _post(page: Page, links: Sequence[str], history: _History) -> Post:
    authors, extra = page.authors, page.extra
    if page.site.layout.name == "ledger":
        project, writer = ledger.place(page.path, page.site.base)
        authors = authors or (Identity(writer),)
        extra = (*extra, ("project", project))
    if not authors:
        added = None if page.site.author else history.added(page.path)
        author = page.site.author or (added.author if added else None)
        authors = (author,) if author else ()
    when, date_from = _date(page, history)
    return Post(
        path=page.path,
        title=page.title,
        authors=authors,
        published_at=when,
        date_from=date_from,
        draft=page.draft,
        words=page.words,
        tags=page.tags,
        languages=page.languages,
        links=(*page.addresses, *links),
        references=page.references,
        layout=page.site.layout.name,
        extra=extra,
    )


def _date(page: Page, history: _History) -> tuple[int, str]:
    """Return when a post was published and what says so: the first in its site's order."""
    for key in page.site.dates:
        if key in page.said:
            return page.said[key], "file name" if key == ":filename" else "front matter"
        if key == ":git" and (added := history.added(page.path)):
            return added.at, "git"
        if key == ":filemodtime":
            break
    return history.file_time(page.path), "file time"


def _ledger(folder: Folder, base: str, history: _History) -> Iterator[Interaction | Problem]:
    """Yield the counts of a ledger as interactions, and where its totals do not add up."""
    read: dict[str, dict[str, Sequence[ledger.Count]]] = {}
    for name in ledger.COUNTS:
        counted = read.setdefault(name, {})
        for path in folder.walk(f"{base}/{name}" if base else name, (".txt",)):
            try:
                text = folder.read(path).decode("utf-8-sig", "replace")
            except UnreadableError as why:
                yield _problem(f"Not read: {why}.", path)
                continue
            counted[path], faults = ledger.read_counts(text, name)
            yield from (_fault(path, fault) for fault in faults)
    for path, counts in (read["contributions"] | read["influences"]).items():
        added = history.added(path)
        at = added.at if added else history.file_time(path)
        yield from ledger.interactions(path, base, counts, at)
    for path, fault in ledger.wrong_totals(read["influences"], read["total_influences"], base):
        yield _fault(path, fault)
