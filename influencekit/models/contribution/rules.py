"""What kind of work a commit is, by rules that need no training.

The kinds are the types of Conventional Commits 1.0.0 and of the Angular convention that it names. Three
rules are asked in turn: a type written before the subject's colon, what all changed files are, and the
words of the message. What none of them tells is ``other``. No reason ever quotes a message: the words
that it names are from the tables below.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

OTHER = "other"
NAMES: Mapping[str, str] = {
    "feat": "new features",
    "fix": "fixes",
    "perf": "speed, safety and other qualities",
    "refactor": "refactoring",
    "style": "style",
    "test": "tests",
    "docs": "documentation",
    "build": "build and dependencies",
    "ci": "continuous integration",
    "chore": "chores",
    "revert": "reverts",
    OTHER: "work that no rule knows",
}
"""Each kind with what a reader is told."""
KINDS = tuple(NAMES)
CLASSES: Mapping[str, str] = {
    "feat": "features",
    "fix": "corrective",
    "revert": "corrective",
    "perf": "nonfunctional",
} | dict.fromkeys(("refactor", "style", "test", "docs", "build", "ci", "chore"), "perfective")
"""The kinds in the classes of dos Santos and Figueiredo (CIbSE 2020), after Swanson (1976) and Hindle
et al. (2009); `OTHER` is in none of them."""
LONGEST = 600
"""Characters of a message that are looked at."""

_ALIASES = {
    "feat": "feature features",
    "fix": "bug bugfix hotfix",
    "perf": "performance",
    "refactor": "refactoring",
    "test": "tests testing",
    "docs": "doc documentation",
    "build": "deps dependencies",
    "chore": "chores",
}
_TYPES = {name: name for name in KINDS if name != OTHER} | {
    alias: name for name, aliases in _ALIASES.items() for alias in aliases.split()
}
_TYPED = re.compile(r"(\w{2,13})(?:\([^()]{0,80}\))?!?:\s")
_REVERTED = re.compile(r"revert(?:s|ed|ing)?\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"

_STEMS = {
    "fix": """
        fix hotfix bugfix bug defect error failure fail fault faulty crash npe nullpointerexception
        exception incorrect incorrectly wrong wrongly broken break breakage problem resolve repair
        correct correctly correction workaround leak regression deadlock race overflow mistake
        missing typo segfault hang infinite invalid corrupt corruption prevent avoid issue never
        cannot can't doesn't don't didn't isn't wasn't aren't hasn't shouldn't vulnerability""",
    "perf": """
        perf performance performant speed speedup faster quicker latency throughput optimize
        optimise optimization optimisation efficient efficiency scalability scalable memory cache
        robust robustness reliable reliability usability testability secure security harden improve
        improvement enhance enhancement""",
    "refactor": """
        refactor refactoring re-factor clean cleanup clean-up cleaner restructure reorganize
        reorganise reorganization simplify simplification rename move extract inline rework rewrite
        rewrote rewritten split unused deprecate deprecation remove removal delete drop design tidy
        consolidate migrate migration modularize replace unify generalize""",
    "style": "format reformat whitespace indent indentation checkstyle lint style",
    "feat": """
        add addition additional new feature implement implementation introduce support allow enable
        create provide initial expose option extend functionality ability""",
    "test": "test testing testcase coverage assert assertion spec mock",
    "docs": "doc document documentation javadoc javadocs readme comment changelog tutorial",
    "build": """
        build pom maven gradle version bump upgrade dependency release license licence makefile
        cmake""",
    "ci": "ci travis jenkins workflow",
}
"""Words that stand for a kind, in any of their forms; the first kind of which there is one has it."""


def _forms(word: str) -> Iterator[str]:
    """Yield an English word and its regular forms, some of which no one uses."""
    stem = word.removesuffix("e")
    yield from (word, f"{word}s", f"{word}es", f"{stem}ed", f"{stem}ing")
    yield from (f"{word}{word[-1]}{ending}" for ending in ("ed", "ing"))
    if word.endswith("y"):
        yield from (f"{word[:-1]}{ending}" for ending in ("ies", "ied"))


_RANK = {kind: rank for rank, kind in enumerate(_STEMS)}
_KIND_OF: Mapping[str, str] = {
    form: kind
    for kind in reversed(_STEMS)  # where two claim a word, the earlier kind has it
    for word in _STEMS[kind].split()
    for form in _forms(word)
}

_CI_FILE = re.compile(
    r"""(?:^|/)(?: \.github/workflows/.+ | \.circleci/.+ | \.travis\.yml | \.gitlab-ci\.yml
    | \.cirrus\.yml | appveyor\.yml | azure-pipelines[^/]*\.yml | Jenkinsfile )$""",
    re.VERBOSE,
)
_BUILD_FILE = re.compile(
    r"""(?:^|/)(?: (?:GNU)?[Mm]akefile(?:\.\w+)? | [^/]+\.(?:mk|cmake|gradle(?:\.kts)?|sln|csproj|gemspec)
    | CMakeLists\.txt | meson\.build | configure\.ac | BUILD(?:\.bazel)? | WORKSPACE | pom\.xml
    | build\.(?:xml|sbt|rs) | setup\.(?:py|cfg) | pyproject\.toml | requirements[^/]*\.txt | Pipfile
    | package\.json | Cargo\.toml | go\.mod | Gemfile | composer\.json | Dockerfile[^/]* | tox\.ini )$""",
    re.VERBOSE,
)
_OF_FILES = {"documentation": "docs", "tests": "test"}
_ALL_ARE = {
    "docs": "documentation",
    "test": "tests",
    "ci": "settings of continuous integration",
    "build": "build files",
}


@attrs.frozen
class Told:
    """What a rule says of one commit."""

    kind: str
    """One of `KINDS`."""
    rule: str
    """``"type"``, ``"files"``, ``"words"``, or ``""`` where no rule knows."""
    why: str
    """A sentence."""


_UNKNOWN = Told(OTHER, "", "No rule knows what kind of work this is.")


def kind_of_file(path: str, sort: str) -> str:
    """Return the kind of a commit that changes nothing but files like this, or nothing.

    Parameters
    ----------
    path
        Relative to the root of the repository, with ``/``.
    sort
        The file's own kind, one of `influencekit.kinds.KINDS`.

    Examples
    --------
    >>> kind_of_file("docs/a.md", "documentation"), kind_of_file("src/a.c", "code")
    ('docs', '')
    >>> kind_of_file(".github/workflows/ci.yml", "data"), kind_of_file("pom.xml", "data")
    ('ci', 'build')
    """
    if _CI_FILE.search(path):
        return "ci"
    if _BUILD_FILE.search(path):
        return "build"
    return _OF_FILES.get(sort, "")


def kind_of(message: str, files: Sequence[str] = ()) -> Told:
    """Return what kind of work a commit with `message` is.

    Parameters
    ----------
    message
        Its subject, or all of its message: the first `LONGEST` characters are looked at.
    files
        For each changed file that counts, what `kind_of_file` says. Empty: they are not known.

    Examples
    --------
    >>> kind_of("feat(cli)!: say why").why
    'The type "feat" stands before the colon.'
    >>> kind_of("Say why a file is left out").kind, kind_of("Say why", ["docs", "docs"]).kind
    ('other', 'docs')
    >>> kind_of("Let a repository without commits not crash the reader")
    Told(kind='fix', rule='words', why='"crash" is a word for it.')
    """
    text = message[:LONGEST].lstrip(" \t\r\n\"'")
    if found := _TYPED.match(text):
        kind = _TYPES.get(found[1].lower(), "")
        if kind:
            return Told(kind, "type", f'The type "{kind}" stands before the colon.')
    if _REVERTED.match(text):
        return Told("revert", "words", 'It begins with "Revert".')
    if files and files[0] and len(set(files)) == 1:
        return Told(files[0], "files", f"All files that it changes are {_ALL_ARE[files[0]]}.")
    return _by_words(text)


def hits(text: str) -> Iterator[tuple[str, str]]:
    """Yield each kind that a word of `text` stands for, with that word as often as it is there."""
    plain = text.lower().replace(_APOSTROPHE, "'").replace(" not ", "n't ")
    for word in _WORD.findall(plain):
        kind = _KIND_OF.get(word)
        if kind:
            yield kind, word
        elif "-" in word:
            yield from ((_KIND_OF[part], part) for part in word.split("-") if part in _KIND_OF)


def _by_words(text: str) -> Told:
    best = min(hits(text), key=lambda hit: _RANK[hit[0]], default=None)
    return Told(best[0], "words", f'"{best[1]}" is a word for it.') if best else _UNKNOWN
