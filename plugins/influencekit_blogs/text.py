"""What a post's text holds: prose, code blocks, links; pure.

A CommonMark parser is exact and takes several times as long as all the rest of reading a post;
what is asked here (which lines are code, where links lead) does not need one. Every pattern takes
time linear in the text, whatever the text.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

import attrs


@attrs.frozen(kw_only=True)
class Text:
    """A post's text, its code blocks taken out."""

    prose: str
    """The text with code blocks and comments blanked; line for line that of the post."""
    languages: tuple[str, ...]
    """Named by code blocks, lower-case, each once, in order of appearance."""


_FENCED = (
    r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<fence>`{3,}|~{3,})(?P<info>[^\n`]*)\n"
    r".*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
)
_LIQUID = (
    r"\{%-?\s*(?P<liquid>highlight|codeblock|code)\b(?P<liquid_info>[^\n%]*)%\}.*?"
    r"(?:\{%-?\s*end(?P=liquid)\s*-?%\}|\Z)"
)
_SHORTCODE = (
    r"\{\{[<%]\s*(?P<short>highlight|code)\b(?P<short_info>[^\n>%]*)[>%]\}\}.*?"
    r"(?:\{\{[<%]\s*/\s*(?P=short)\s*[>%]\}\}|\Z)"
)
_SPAN = r"(?P<span>``[^\n]*?``|`[^`\n]+`)"
"""Inline code. It stays, and a tag in it opens no block."""
_HTML = r"<(?P<tag>pre|script|style)\b(?P<attributes>[^<>]*)>.*?(?:</(?P=tag)\s*>|\Z)"
_DIRECTIVE = (
    r"^(?P<margin>[ \t]*)\.\.[ \t]+(?:code-block|code|sourcecode)::(?P<directive>[^\n]*)\n"
    r"(?:(?P=margin)[ \t]+[^\n]*(?:\n|\Z)|[ \t]*\n)*"
)
_LITERAL = r"(?<=::)\n[ \t]*\n(?:[ \t]+[^\n]*(?:\n|\Z)|[ \t]*\n)+"
_OPTION = r"^[ \t]*(?:\.\.[ \t]+[\w-]+::|:[\w-]+:(?=[ \t]|$))[^\n]*"
_ORG = (
    r"^[ \t]*#\+begin_(?P<org>src|example|export)\b(?P<org_info>[^\n]*)\n"
    r".*?(?:^[ \t]*#\+end_(?P=org)|\Z)|^[ \t]*#\+[^\n]*"
)
_ASCIIDOC = (
    r"^(?:\[source(?P<style>[^\n\]]*)\]\n)?(?:\.[^\n]*\n)?(?P<rule>-{4,}|\.{4,})[ \t]*\n"
    r".*?(?:^(?P=rule)[ \t]*$|\Z)"
)


def _blocks(*patterns: str) -> re.Pattern[str]:
    comment = r"<!--.*?(?:-->|\Z)"
    return re.compile("|".join((comment, *patterns)), re.DOTALL | re.MULTILINE | re.IGNORECASE)


_MARKDOWN = _blocks(_FENCED, _SPAN, _LIQUID, _SHORTCODE, _HTML)
_BLOCKS: Mapping[str, re.Pattern[str]] = {
    ".rst": _blocks(_DIRECTIVE, _LITERAL, _OPTION),
    ".org": _blocks(_ORG),
    ".adoc": _blocks(_ASCIIDOC, _FENCED),
    ".asciidoc": _blocks(_ASCIIDOC, _FENCED),
}
_MARGIN_IS_CODE = frozenset((".md", ".markdown", ".mkd", ".mdown", ".ipynb"))
"""Where four spaces make code. In MDX and Djot they do not."""

_LANGUAGE = re.compile(
    r"[\s{.,=]*(?:[^\n]*?\blang(?:uage)?[:=]\s*[\"']?)?([a-z][\w+#-]*)(?!\s*=|[\w.]*/)",
    re.IGNORECASE,
)
_PRE_LANGUAGE = re.compile(
    r"(?:\blang(?:uage)?-|\blang=[\"']?|\bbrush:\s*)([a-z][\w+#-]*)", re.IGNORECASE
)
_NO_LANGUAGE = frozenset(("text", "txt", "plain", "plaintext", "none", "raw", "no-highlight"))


def separate(body: str, suffix: str) -> Text:
    r"""Take the code blocks out of `body`.

    Examples
    --------
    >>> separate("Look:\n\n```Rust,ignore\nfn f() {}\n```\nEnd\n", ".md")
    Text(prose='Look:\n\n\n\n\nEnd\n', languages=('rust',))
    """
    languages: list[str] = []

    def blank(found: re.Match[str]) -> str:
        if found.groupdict().get("span"):
            return found[0]
        languages.append(_language(found))
        return "\n" * found[0].count("\n")

    prose = _BLOCKS.get(suffix, _MARKDOWN).sub(blank, body)
    if suffix in _MARGIN_IS_CODE and re.search(r"^(?: {4}|\t)", prose, re.MULTILINE):
        prose = _without_indented(prose, languages)
    named = (language for language in languages if language and language not in _NO_LANGUAGE)
    return Text(prose=prose, languages=tuple(dict.fromkeys(named)))


def _language(block: re.Match[str]) -> str:
    groups = block.groupdict()
    if groups.get("tag"):
        found = _PRE_LANGUAGE.search(block[0], 0, 300) if groups["tag"].lower() == "pre" else None
    else:
        said = ("info", "liquid_info", "short_info", "directive", "org_info", "style")
        found = _LANGUAGE.match(next(filter(None, map(groups.get, said)), ""), 0, 300)
    if groups.get("liquid") == "codeblock" and "lang" not in groups["liquid_info"]:
        return ""  # what follows is the block's title
    return found[1].lower() if found else ""


_LIST = re.compile(r"(?: {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]|\[\^)")


def _without_indented(prose: str, languages: list[str]) -> str:
    """Blank what four spaces make code: after a blank line, and not below an item of a list."""
    lines = prose.split("\n")
    code, blank, listed = False, True, False
    for number, line in enumerate(lines):
        if not line.strip():
            blank = True
            continue
        indented = line.startswith(("    ", "\t"))
        started, code = code, indented and (code or (blank and not listed))
        if code:
            if not started and (found := re.match(r"\s+(?::::|#!)(\w[\w+#-]*)\s*$", line)):
                languages.append(found[1].lower())
            lines[number] = ""
        elif not line[0].isspace():
            listed = bool(_LIST.match(line))
        elif _LIST.match(line):
            listed = True
        blank = False
    return "\n".join(lines)


_NOISE = re.compile(
    r"\n[ \t]{0,3}\[[^\]\n]*\]:[^\n]*"  # what a reference link leads to
    r"|\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*){0,3}\)"  # what an inline link leads to
    r"|\{%[^%{}]*%\}|\{\{[^{}]*\}\}"  # templates' tags
    r"|</?[A-Za-z!][^<>]*>"
    r"|https?://[^\s<>\"]+"
)
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_BETWEEN = r"!-&(-,./:-@\[-^`{-~\u00a1-\u00bf\u2000-\u2018\u201a-\u206f\u3000-\u303f\uff00-\uff20"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}][^\s{_BETWEEN}{_IDEOGRAPHS}]*")


def count_words(prose: str) -> int:
    """Return the number of words: what stands between spaces and punctuation.

    Apostrophes, hyphens and underscores join. An ideograph or a kana is a word by itself; scripts
    without spaces that are no ideographs count as one word up to the next space. Where links lead,
    tags and templates do not count.

    Examples
    --------
    >>> count_words("It's a [well-known](https://example.org/path) fact: 你好.")
    6
    """
    return len(_WORD.findall(_NOISE.sub(" ", f"\n{prose}")))


_HEADS_AND_ITEMS = re.compile(
    r"^(?:#{1,6}[ \t][^\n]*|[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+|[|][^\n]*)", re.MULTILINE
)


def plain_prose(prose: str) -> str:
    r"""Return the sentences of `prose`: no headings, tables, tags, inline code, addresses or markup.

    Names with a dot in them (of files, versions, sites; ``e.g.``) go too: they end no sentence.

    A paragraph or item of a list that ends without a mark gets a full stop.

    Examples
    --------
    >>> plain_prose("# Head\n\nSee [it](https://e.org) in `x`.\n\n- one\n- two\n").split()
    ['See', 'it', 'in', '.', 'one.', 'two.']
    """
    text = _NOISE.sub(" ", f"\n{prose}")
    text = re.sub(r"``[^\n]*?``|`[^`\n]+`", " ", text)
    text = re.sub(r"\]\[[^\]\n]*\]", " ", text)
    text = re.sub(r"\S+", lambda word: "" if _DOTTED.search(word[0]) else word[0], text)
    text = re.sub(r"[\[\]]|[*_]+", _unmarked, text)
    text = _HEADS_AND_ITEMS.sub("\n", text)
    return re.sub(r"(?<=[^\s.!?:…])[ \t]*\n\s*\n", ".\n\n", f"{text}\n\n")


_DOTTED = re.compile(r"\w\\?\.\w")


def _unmarked(found: re.Match[str]) -> str:
    """Return what stays of brackets and marks of emphasis: what is inside of a word."""
    text, start, end = found.string, found.start(), found.end()
    inside = text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()
    return found[0] if inside and found[0][0] in "*_" else ""


_HEADING = re.compile(
    r"^(?:#{1,6}|={1,2})[ \t]+([^\n]*\S)"
    r"|^(\S[^\n]*)\n(?:={2,}|-{2,}|#{2,}|\*{2,})[ \t]*$"
    r"|<h1\b[^<>]*>([^<>]*)",
    re.MULTILINE | re.IGNORECASE,
)


def first_heading(prose: str) -> str:
    r"""Return the first heading of `prose`; empty where there is none.

    Examples
    --------
    >>> first_heading("Before.\n\n# About `git log` #\n")
    'About git log'
    """
    found = _HEADING.search(prose)
    text = next(filter(None, found.groups()), "") if found else ""
    text = re.sub(r"\]\([^()\n]*\)|[`\[]|\{#[\w-]*\}|<[^<>]*>", "", text)
    return " ".join(text.strip('# "').split())


_PLAIN = r"[^\s<>\"'`\[\]{}|\\^()\u2018-\u201f]*"
_ADDRESS = re.compile(rf"https?://{_PLAIN}(?:\({_PLAIN}\){_PLAIN}){{0,4}}")
_LONGEST = 2000


def addresses(prose: str) -> list[tuple[int, str]]:
    """Return every absolute address with its place in `prose`; parentheses in one are balanced.

    Examples
    --------
    >>> addresses("See [it](https://e.org/a_(b)), or <http://e.org>.")
    [(9, 'https://e.org/a_(b)'), (35, 'http://e.org')]
    """
    return [
        (found.start(), found[0].replace("&amp;", "&").rstrip(".,;:!?*~…"))
        for found in _ADDRESS.finditer(prose)
        if len(found[0]) <= _LONGEST
    ]


_TARGETS = (
    re.compile(
        r"\]\(\s*<?([^()\s<>]+(?:\([^()\s<>]*\)[^()\s<>]*){0,3})"
        r"|href\s*=\s*[\"']?([^\"'\s<>]+)"
        r"|`[^`<>]*<([^<>\s]+)>`"
        r"|:doc:`([^`<>]+)`"
        r"|\[\[(?:file:)?([^\[\]|\n]+)"
        r"|\{%-?\s*(?:post_url|post_link|link)\s+([^\s%]+)"
        r"|\{\{[<%]\s*(?:rel)?ref\s+[\"']?([^\"'\s<>]+)"
    ),
    re.compile(  # apart: without a line's beginning in it, the one above is five times as fast
        r"^(?: {0,3}\[[^\]^\n][^\]\n]*\]:[ \t]*<?([^\s<>]+)|[ \t]*\.\.[ \t]_[^:\n]*:[ \t]*(\S+))",
        re.MULTILINE,
    ),
)


def targets(prose: str) -> Iterator[str]:
    """Yield what links that are no absolute addresses lead to: paths, names of posts.

    Examples
    --------
    >>> list(targets("[a](../b.md#c), [[My note|it]], {% post_url 2024-01-03-d %}, [e](https://e.org)"))
    ['../b.md', 'My note', '2024-01-03-d']
    """
    for found in chain.from_iterable(pattern.finditer(prose) for pattern in _TARGETS):
        target = found[found.lastindex or 0].split("#")[0].split("?")[0].strip()
        if target and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", target):
            yield target
