"""Reads CODEOWNERS: which pattern names which owners. GitHub's syntax, and GitLab's sections."""

import re

import attrs

from influencekit.patterns import Patterns
from influencekit.report import Problem

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where forges look for the file; the first one there counts."""
_LARGEST = 3_000_000
"""Characters; GitHub does not read a larger file either."""
_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?:\s+(?P<owners>.*))?")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_OWNER = re.compile(r"@@?[\w./-]+|[^\s@]+@[^\s@]+")


@attrs.frozen(kw_only=True)
class Rule:
    """One line."""

    line: int
    """Counted from 1."""
    pattern: str
    owners: tuple[str, ...]
    """``@name`` or ``@organisation/team``. E-mail addresses are left out. Empty: nobody owns it."""
    section: str = ""
    """GitLab's heading above it."""

    @property
    def everything(self) -> bool:
        """Whether it is about all files, and so names none in particular."""
        return self.pattern in ("*", "**", "/", "/**", "**/*", "/**/*")

    @property
    def name(self) -> str:
        """What to call the files that this line is about: the section, else the bare pattern.

        Examples
        --------
        >>> Rule(line=1, pattern="/src/net/**", owners=()).name
        'src/net/'
        """
        bare = self.pattern.removeprefix("/").removeprefix("**/").removesuffix("**")
        return self.section or re.sub(r"\\(.)", r"\1", bare) or self.pattern


def _owners(words: list[str]) -> tuple[str, ...]:
    for word in words:
        if not _OWNER.fullmatch(word):
            raise ValueError(f"{word!r} is neither @name, @organisation/team nor an e-mail address")
    return tuple(word for word in words if word.startswith("@"))


def _rule(line: str, number: int, section: str, inherited: tuple[str, ...]) -> Rule:
    pattern, *words = _WORD.findall(line) or [line]
    if pattern.startswith("!") or "[" in pattern:
        raise ValueError(f"{pattern!r} uses '!' or '[', which CODEOWNERS does not know")
    rule = Rule(
        line=number, pattern=pattern, owners=_owners(words) if words else inherited, section=section
    )
    if pattern != "/":
        Patterns([pattern], shallow=True)
    return rule


def parse(text: str, path: str = "CODEOWNERS") -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    r"""Return the rules in order, and a problem for each line that is no rule.

    Where several rules fit a file, the last one decides.

    Parameters
    ----------
    text
        The file's content.
    path
        Its path, for messages.

    Examples
    --------
    >>> rules, problems = parse("* @all\n/src/net/ @ada @org/net  # sockets\n!x @ada\n")
    >>> [(rule.name, rule.owners) for rule in rules]
    [('*', ('@all',)), ('src/net/', ('@ada', '@org/net'))]
    >>> print(problems[0])
    settings CODEOWNERS: '!x' uses '!' or '[', which CODEOWNERS does not know; line left out (CODEOWNERS:3)
    """
    if len(text) > _LARGEST:
        message = f"larger than {_LARGEST // 1_000_000} MB, left out as GitHub does"
        return (), (Problem(kind="settings", name=path, message=message, locator=path),)
    rules: list[Rule] = []
    problems: list[Problem] = []
    section: str = ""
    inherited: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        stripped = re.sub(r"(?:^|\s)#.*", "", line).strip()
        if not stripped:
            continue
        try:
            if heading := _SECTION.fullmatch(stripped):
                section, inherited = heading["name"], _owners((heading["owners"] or "").split())
            else:
                rules.append(_rule(stripped, number, section, inherited))
        except ValueError as error:
            problems.append(
                Problem(
                    kind="settings",
                    name=path,
                    message=f"{error}; line left out",
                    locator=f"{path}:{number}",
                )
            )
    return tuple(rules), tuple(problems)
