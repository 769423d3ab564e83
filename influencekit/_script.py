"""The small language in which tests write down a history; `influencekit.testing` explains it."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial

import attrs

from influencekit import history
from influencekit.domain import (
    Alias,
    Commit,
    Credit,
    Identity,
    Interaction,
    Post,
    Record,
    Reference,
    Touch,
)

_TOKEN = re.compile(r'(?:"[^"]*"|[^\s",]|,(?=\S))+|,')
_COMMA = ","
_OPTION = re.compile(r"[a-z][a-z-]*=")
_MARKS = {
    "generated": history.GENERATED,
    "vendored": history.VENDORED,
    "documentation": history.DOCUMENTATION,
    "not-generated": history.NOT_GENERATED,
    "not-vendored": history.NOT_VENDORED,
    "not-documentation": history.NOT_DOCUMENTATION,
}


@attrs.frozen
class Run:
    """Consecutive lines that one commit wrote."""

    commit: int
    """Index into `Repository.commits`."""
    path: str
    """The file's name when they were written."""
    start: int
    """Number of the first among the lines that this commit wrote to the file, from 0."""
    count: int
    """How many, or `history.BINARY`."""


Tree = Mapping[str, tuple[Run, ...]]


@attrs.define
class Repository:
    """One repository as the script leaves it."""

    name: str
    commits: list[Commit] = attrs.field(factory=list)
    trees: list[Tree] = attrs.field(factory=list)
    """What each commit's files consist of."""
    on: list[str] = attrs.field(factory=list)
    """Each commit's branch."""
    branches: dict[str, int] = attrs.field(factory=dict)
    """The newest commit of each branch."""
    replaced: list[tuple[int, int, str, int]] = attrs.field(factory=list)
    """Commit, the commit whose lines went, path, lines."""
    survivors: dict[str, list[tuple[int, int]]] = attrs.field(factory=dict)
    """What ``lines`` statements say: path → pairs of commit and count."""
    marks: dict[str, int] = attrs.field(factory=dict)
    codeowners: list[str] = attrs.field(factory=list)

    def find(self, name: str) -> int:
        """Return the commit that ``who@date`` names."""
        who, at, date = name.rpartition("@")
        when = _moment(date)[0] if at else None
        found = [
            index
            for index, commit in enumerate(self.commits)
            if commit.author == _person(who) and commit.authored_at == when
        ]
        if len(found) != 1:
            raise ValueError(
                f"{name!r} names {len(found)} commits, not one; give commits of one day a time"
            )
        return found[0]

    def files(self) -> dict[str, Counter[int]]:
        """Return how many lines of which commit each file of ``main`` has."""
        tip = self.branches.get("main")
        tree = {} if tip is None else self.trees[tip]
        counted: dict[str, Counter[int]] = {}
        for path in [*tree, *self.survivors]:
            counted[path] = Counter()
            for run in tree.get(path, ()):
                counted[path][run.commit] += run.count
        for path, stated in self.survivors.items():
            counted[path] = Counter(dict(stated))
        return counted

    def _ancestors(self, commit: int) -> set[int]:
        index = {known.oid: number for number, known in enumerate(self.commits)}
        found, todo = set(), [commit]
        while todo:
            if (current := todo.pop()) not in found:
                found.add(current)
                todo += (index[oid] for oid in self.commits[current].parents)
        return found

    def _merged(self, ours: int, theirs: int) -> Tree:
        common = self._ancestors(ours) & self._ancestors(theirs)
        base = self.trees[max(common)] if common else {}
        mine, other = self.trees[ours], self.trees[theirs]
        chosen = {
            path: (other if mine.get(path) == base.get(path) else mine).get(path)
            for path in [*mine, *other]
        }
        return {path: runs for path, runs in chosen.items() if runs is not None}

    def add(self, commit: Commit, touches: Iterable["_Change"], branch: str, merge: str) -> None:
        """Append `commit`, with its parents, its tree and the lines that it replaced."""
        number = len(self.commits)
        tip = self.branches.get(branch, self.branches.get("main"))
        parents = [] if tip is None else [tip]
        tree = {} if tip is None else dict(self.trees[tip])
        for name in filter(None, merge.split(",")):
            if name not in self.branches or tip is None:
                raise ValueError(f"there is no branch {name!r} to merge")
            tree = dict(self._merged(tip, self.branches[name]))
            parents.append(self.branches[name])
        if merge and (touches := list(touches)):
            raise ValueError("a merge has no files of its own in this language")
        done = tuple(self._touch(tree, number, change) for change in touches)
        oid = hashlib.sha1(f"{self.name} {number}".encode(), usedforsecurity=False).hexdigest()
        self.commits.append(
            attrs.evolve(
                commit,
                oid=oid,
                touches=done,
                parents=tuple(self.commits[parent].oid for parent in parents),
            )
        )
        self.trees.append(tree)
        self.on.append(branch)
        self.branches[branch] = number

    def _touch(self, tree: dict[str, tuple[Run, ...]], number: int, change: "_Change") -> Touch:
        old = tree.pop(change.old_path or change.path, None)
        runs = old or ()
        status = "D" if change.gone else "R" if change.old_path else "A" if old is None else "M"
        touch = partial(Touch, path=change.path, old_path=change.old_path or None, status=status)
        if change.binary:
            if not change.gone:
                tree[change.path] = (Run(number, change.path, 0, history.BINARY),)
            return touch(added=None, deleted=None)
        there = sum(max(run.count, 0) for run in runs)
        deleted = there if change.gone and not change.deleted else change.deleted
        kept, left = [], deleted
        for run in runs:
            went = min(left, max(run.count, 0))
            left -= went
            if went:
                self.replaced.append((number, run.commit, change.path, went))
            if run.count > went:
                kept.append(attrs.evolve(run, start=run.start + went, count=run.count - went))
        if change.added:
            kept.append(Run(number, change.path, 0, change.added))
        if not change.gone:
            tree[change.path] = tuple(kept)
        return touch(added=change.added, deleted=deleted)


@attrs.frozen
class _Change:
    path: str
    old_path: str = ""
    added: int = 0
    deleted: int = 0
    binary: bool = False
    gone: bool = False


@attrs.define
class Script:
    """What a script says."""

    repositories: list[Repository] = attrs.field(factory=lambda: [Repository("repo")])
    records: list[Record] = attrs.field(factory=list)
    """Posts, interactions and aliases, in order."""


def parse(text: str) -> Script:
    """Read a script.

    Raises
    ------
    ValueError
        Names the line, and what is wrong with it.
    """
    script = Script()
    for number, line in enumerate(text.splitlines(), 1):
        if not (stripped := line.strip()) or stripped.startswith("#"):
            continue
        tokens = _TOKEN.findall(stripped)
        try:
            if stripped.count('"') % 2:
                raise ValueError("a quotation mark is missing")  # noqa: TRY301 - one handler
            _STATEMENTS.get(tokens[0], _dated)(script, tokens, f"script:{number}")
        except (ValueError, IndexError) as error:
            raise ValueError(f"line {number}: {error}: {stripped}") from error
    return script


def _unquoted(token: str) -> str:
    return token.replace('"', "")


def _person(text: str) -> Identity:
    name, _, address = _unquoted(text).partition("<")
    return Identity(name, address.rstrip(">") or f"{name.replace(' ', '.')}@example.org")


def _moment(text: str) -> tuple[int, int]:
    """Return seconds since 1970 and minutes east of UTC."""
    when = datetime.fromisoformat(text)
    offset = when.utcoffset()
    if offset is None:
        return int(when.replace(tzinfo=UTC).timestamp()), 0
    return int(when.timestamp()), int(offset.total_seconds()) // 60


def _split(
    tokens: Iterable[str], known: Mapping[str, str]
) -> tuple[list[str], dict[str, str], list[Credit]]:
    """Return the plain tokens, the options over what is `known` of them, and trailers ``…-by=``."""
    plain, options, credited = [], dict(known), []
    for token in tokens:
        if not _OPTION.match(token):
            plain.append(token)
            continue
        key, _, value = token.partition("=")
        if key.endswith("-by"):
            credited.append(Credit(role=key, who=_person(value)))
        elif key in known:
            options[key] = _unquoted(value)
        else:
            raise ValueError(f"unknown option {key!r}; there are {', '.join(known)}")
    return plain, options, credited


def _groups(tokens: Iterable[str]) -> Iterator[list[str]]:
    """Split at commas."""
    group: list[str] = []
    for token in tokens:
        if token != _COMMA:
            group.append(token)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _dated(script: Script, tokens: list[str], locator: str) -> None:
    """Read a line that starts with a date: a commit, a post or an interaction."""
    kind = "post" if tokens[2:3] == ["post"] else "->" if "->" in tokens else "commit"
    {"post": _post, "->": _interaction, "commit": _commit}[kind](script, tokens, locator)


def _commit(script: Script, tokens: list[str], _: str) -> None:
    when, offset = _moment(tokens[0])
    author = _person(tokens[1])
    known = {"committer": tokens[1], "on": "main", "merge": "", "committed": tokens[0]}
    plain, options, credited = _split(tokens[2:], known)
    subject = _unquoted(plain.pop()) if plain and plain[-1].startswith('"') else ""
    commit = Commit(
        oid="",
        author=author,
        authored_at=when,
        author_offset=offset,
        committer=_person(options["committer"]),
        committed_at=_moment(options["committed"])[0],
        credits=tuple(credited),
        subject=subject,
    )
    changes = [_change(group) for group in _groups(plain)]
    script.repositories[-1].add(commit, changes, options["on"], options["merge"])


def _change(tokens: list[str]) -> _Change:
    """Read ``path +3 -1``, ``old => new``, ``path binary`` or ``path deleted``."""
    path, rest, old_path = _unquoted(tokens[0]), tokens[1:], ""
    if rest[:1] == ["=>"]:
        path, old_path, rest = _unquoted(rest[1]), path, rest[2:]
    counts = {"+": 0, "-": 0}
    words = set()
    for token in rest:
        if token[0] in counts and token[1:].isdecimal():
            counts[token[0]] = int(token[1:])
        elif token in {"binary", "deleted"}:
            words.add(token)
        else:
            raise ValueError(f"{token!r} is neither +N, -N, binary nor deleted")
    return _Change(path, old_path, counts["+"], counts["-"], "binary" in words, "deleted" in words)


def _post(script: Script, tokens: list[str], _locator: str) -> None:
    lists = ("tags", "languages", "links", "refs")
    known = {"words": "0", "path": f"posts/{tokens[0]}.md", "layout": "plain"}
    plain, given, _ = _split(tokens[3:], known | dict.fromkeys(lists, ""))

    def listed(key: str) -> tuple[str, ...]:
        return tuple(filter(None, given[key].split(",")))

    title = next((_unquoted(token) for token in plain if token.startswith('"')), "")
    script.records.append(
        Post(
            path=given["path"],
            title=title,
            authors=tuple(_person(name) for name in tokens[1].split(",")),
            published_at=_moment(tokens[0])[0],
            date_from="front matter",
            draft="draft" in plain,
            words=int(given["words"]),
            tags=listed("tags"),
            languages=listed("languages"),
            links=listed("links"),
            references=tuple(_reference(script, target) for target in listed("refs")),
            layout=given["layout"],
        )
    )


def _reference(script: Script, target: str) -> Reference:
    if "@" in target:
        repository = script.repositories[-1]
        return Reference(kind="commit", target=repository.commits[repository.find(target)].oid)
    kind = "file" if "/" in target or "." in target else "symbol"
    return Reference(kind=kind, target=target)


def _interaction(script: Script, tokens: list[str], locator: str) -> None:
    (giver, kind, _, taker), options, _ = _split(tokens[1:], {"weight": "1", "about": ""})
    script.records.append(
        Interaction(
            kind=kind,
            giver=_person(giver),
            taker=_person(taker),
            at=_moment(tokens[0])[0],
            locator=locator,
            weight=float(options["weight"]),
            about=options["about"],
        )
    )


def _alias(script: Script, tokens: list[str], locator: str) -> None:
    seen, arrow, canonical = tokens[1:]
    if arrow != "=>":
        raise ValueError("an alias is written: alias SEEN => CANONICAL")
    script.records.append(Alias(seen=_person(seen), canonical=_person(canonical), locator=locator))


def _lines(script: Script, tokens: list[str], _: str) -> None:
    repository = script.repositories[-1]
    survivors = repository.survivors.setdefault(_unquoted(tokens[1]), [])
    for token in tokens[2:]:
        if token != _COMMA:
            name, _, count = token.rpartition("=")
            survivors.append((repository.find(name), int(count)))


def _mark(script: Script, tokens: list[str], _: str) -> None:
    if unknown := set(tokens[2:]) - set(_MARKS):
        raise ValueError(f"unknown mark {min(unknown)!r}; there are {', '.join(_MARKS)}")
    bits = sum(_MARKS[name] for name in set(tokens[2:]))
    script.repositories[-1].marks[_unquoted(tokens[1])] = bits


def _codeowners(script: Script, tokens: list[str], _: str) -> None:
    script.repositories[-1].codeowners.append(" ".join(tokens[1:]))


def _repository(script: Script, tokens: list[str], _: str) -> None:
    if script.repositories[0].commits:
        script.repositories.append(Repository(tokens[1]))
    else:
        script.repositories[0].name = tokens[1]


_STATEMENTS: Mapping[str, Callable[[Script, list[str], str], None]] = {
    "alias": _alias,
    "lines": _lines,
    "mark": _mark,
    "codeowners": _codeowners,
    "repository": _repository,
}
