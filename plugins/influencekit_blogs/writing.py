"""Writes drafts: whole or not at all, inside the root, over nothing that is there."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import attrs

from influencekit.errors import InputError, MachineError
from influencekit.protocols import Draft
from influencekit_blogs import ledger
from influencekit_blogs.drafts import Habits, compose, habits_of
from influencekit_blogs.files import Folder, UnreadableError, join
from influencekit_blogs.layouts import LAYOUT_NAMES, LAYOUTS, PLAIN
from influencekit_blogs.pages import well_formed
from influencekit_blogs.reading import files_of
from influencekit_blogs.settings import configured
from influencekit_blogs.sites import Site, find_sites

LOOKED_AT = 40
"""Posts that tell the habits of a blog: the last ones by path, which are the newest where days are
part of names."""


def begin(root: Path, draft: Draft, layout: str) -> list[Path]:
    """Do what `influencekit.protocols.DraftSource.draft` says."""
    if not root.is_dir():
        raise InputError(f"{root}: there is no such folder. Name the folder that holds the blog.")
    if not draft.title.strip():
        raise InputError("A post needs a title.")
    draft = attrs.evolve(
        draft,
        title=_one_line(draft.title),
        author=_one_line(draft.author),
        tags=tuple(map(_one_line, draft.tags)),
    )
    folder = Folder(root)
    site = _site(folder, layout)
    if draft.counts and site.layout.name != "ledger":
        raise InputError(
            f"{root}: only the layout 'ledger' keeps counts, and this is {site.layout.name!r}."
        )
    path, text = compose(draft, site, _habits(folder, site))
    written = [_create(folder, path, text)]
    if draft.counts:
        project, writer = ledger.place(path, site.base)
        written += _keep_counts(folder, site.base, project, writer, draft.counts)
    return written


def _one_line(text: str) -> str:
    return " ".join(well_formed(text).split())


def _site(folder: Folder, layout: str) -> Site:
    """Return the blog to write to, as it is or as it would be in `layout`."""
    for site in find_sites(folder, explicit=True):
        if layout in ("", site.layout.name):
            return configured(site, folder)
    if layout not in LAYOUT_NAMES:
        raise InputError(f"There is no layout {layout!r}; there are {', '.join(LAYOUT_NAMES)}.")
    wanted = next(it for it in (*LAYOUTS, PLAIN) if it.name == layout)
    place = next(it for it in wanted.folders if "*" not in it)
    return Site(layout=wanted, base="", folders=(place,), dates=wanted.dates)


def _habits(folder: Folder, site: Site) -> Habits:
    posts = []
    for path in sorted(files_of(folder, [site]))[-LOOKED_AT:]:
        with contextlib.suppress(UnreadableError):
            posts.append((path, folder.read(path).decode("utf-8-sig", "replace")))
    return habits_of(posts)


def _create(folder: Folder, path: str, text: str) -> Path:
    """Make a file that is not there yet."""
    target = _ready(folder, path)
    if os.path.lexists(target):
        raise InputError(f"{target}: is there already, and is left as it is. Choose another title.")
    with _whole(target, text) as beside:
        try:
            os.link(beside, target)  # unlike a renaming, this overwrites nothing
        except FileExistsError:
            raise InputError(
                f"{target}: is there already, and is left as it is. Choose another title."
            ) from None
        except OSError:  # a file system without hard links
            Path(beside).rename(target)
    return target


def _replace(folder: Folder, path: str, text: str) -> Path:
    target = _ready(folder, path)
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise InputError(f"{target}: is no regular file, so it is left as it is.")
    with _whole(target, text) as beside:
        Path(beside).replace(target)
    return target


def _ready(folder: Folder, path: str) -> Path:
    """Make the folders on the way to `path`; return where it is.

    Raises
    ------
    InputError
        The way leads out of the root.
    """
    target = folder.root / path
    way = [str(it) for it in reversed(PurePosixPath(path).parents)]
    for step in way:
        if not folder.inside(step):
            raise InputError(f"{folder.root / step}: leads out of the blog's folder.")
        try:
            (folder.root / step).mkdir(exist_ok=True)
        except OSError as error:
            raise MachineError(f"Cannot make {folder.root / step}: {error.strerror}.") from error
    return target


@contextlib.contextmanager
def _whole(target: Path, text: str) -> Iterator[str]:
    """Write `text` to a file beside `target`, to be put in its place; remove what is left of it."""
    beside = ""
    try:
        number, beside = tempfile.mkstemp(prefix=".draft-", suffix=".tmp", dir=target.parent)
        with os.fdopen(number, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(number)
        Path(beside).chmod(0o644)
        yield beside
    except OSError as error:
        raise MachineError(f"Cannot write {target}: {error.strerror or error}.") from error
    finally:
        if beside:
            Path(beside).unlink(missing_ok=True)


def _keep_counts(
    folder: Folder, base: str, project: str, writer: str, counts: Mapping[str, int]
) -> Iterator[Path]:
    """Write the counts of one project, in place of those that were there, and the writer's total."""
    for name in ("contributions", "influences"):
        path = join(base, name, project, f"{writer}_{project}.txt")
        known = {it.kind: it.amount for it in _counts(folder, path, name)}
        said = {kind: counts[kind] for kind in ledger.COUNTS[name] if kind in counts}
        if said:
            yield _replace(folder, path, ledger.write_counts(known | said, name))
    total = 0
    for path in folder.walk(join(base, "influences"), (".txt",)):
        if ledger.place(path, base)[1] == writer:
            total += sum(it.amount for it in _counts(folder, path, "influences"))
    yield _replace(
        folder,
        join(base, "total_influences", f"{writer}.txt"),
        ledger.write_counts({"total": total}, "total_influences"),
    )


def _counts(folder: Folder, path: str, name: str) -> list[ledger.Count]:
    try:
        text = folder.read(path).decode("utf-8-sig", "replace")
    except UnreadableError:
        return []
    return ledger.read_counts(text, name)[0]
