"""Make text from a repository safe to show: terminal, Markdown, HTML and spreadsheets.

Names, messages and paths are whatever somebody once committed. Every renderer passes each text
through exactly one of these functions.
"""

import html as _html
import re

_UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters, the terminal's escape among them
    "\xad\u061c\u180e\u200b\u200e\u200f"  # invisible, or turning the direction of writing
    "\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff"  # lone surrogates: bytes that were not UTF-8
    "\U000e0000-\U000e007f"  # tag characters, which no screen shows
    "]"
)
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~&$!]|^[-+=]|:(?=//)|(?<=\bwww)\.")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LIST = re.compile(r"^(\d{1,9})(?=[.)](?:\s|$))")
_FORMULA = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001 - spreadsheets take the wide ones too


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    if "\udc80" <= character <= "\udcff":  # how Python keeps the byte 0x80 … 0xff
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def visible(text: str) -> str:
    r"""Return `text` with all that could act on a terminal shown as an escape.

    Control characters, bidirectional overrides and invisible characters become ``\x1b``,
    ``\u202e``; bytes that were not UTF-8 become ``\xe9``. The joiners that scripts and emoji need
    stay. The result is one line.

    Examples
    --------
    >>> print(visible("red\x1b[31m and \u202egnp.exe"))
    red\x1b[31m and \u202egnp.exe
    >>> print(visible(b"Andr\xe9".decode("utf-8", "surrogateescape")))
    Andr\xe9
    """
    return _UNSAFE.sub(_escaped, text)


def well_formed(text: str) -> str:
    r"""Return `text` with only its lone surrogates shown as escapes: what UTF-8 and JSON can hold.

    Examples
    --------
    >>> well_formed(b"Andr\xe9\n".decode("utf-8", "surrogateescape"))
    'Andr\\xe9\n'
    """
    return _SURROGATE.sub(_escaped, text)


def markdown(text: str) -> str:
    r"""Return `text` as Markdown that shows it and does nothing else: no link, no HTML, no table.

    Examples
    --------
    >>> print(markdown("[x](javascript:1) | <b>"))
    \[x\](javascript:1) \| \<b\>
    >>> print(markdown("1. see https://example.org"))
    1\. see https\://example.org
    """
    escaped = _MARKDOWN.sub(lambda found: f"\\{found.group()}", visible(text).strip())
    return _LIST.sub(r"\1\\", escaped)


def html(text: str) -> str:
    """Return `text` for an HTML element or a quoted attribute.

    Examples
    --------
    >>> html('<a href="x">')
    '&lt;a href=&quot;x&quot;&gt;'
    """
    return _html.escape(visible(text))


def spreadsheet(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula: such a cell begins with ``'``.

    Examples
    --------
    >>> spreadsheet("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
