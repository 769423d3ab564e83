"""Personal names compared: folded, cut into words, and related to one another.

Nothing here says that two records are one person; it says how alike two spellings are.
"""

import functools
import os.path
import re
import unicodedata

import attrs

_NOT_DECOMPOSED = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
"""Letters of the Latin script that Unicode does not take apart into a base letter and a mark."""
_APOSTROPHES = re.compile("['`\u00b4\u2018\u2019\u02bb\u02bc]")
_NO_LETTERS = re.compile(r"[\W_]+")
_ASIDE = re.compile(r"\(([^()]*)\)?|\[([^\[\]]*)\]?")
_BESIDE = re.compile(r"[(\[,]")
_VIA = " via "
_SUFFIX = re.compile(r"\W*(jr|sr|ii|iii|iv|ph\W?d|m\W?d|m\W?sc|esq)\W*", re.IGNORECASE)
_LONGEST = 200
"""Characters of a name that are looked at; what is longer is no name."""
_PLACEHOLDERS = frozenset(
    {"admin", "administrator", "anonymous", "coward", "default", "first", "firstname", "guest"}
    | {"host", "last", "lastname", "localhost", "me", "name", "nobody", "noname", "none", "noone"}
    | {"null", "owner", "root", "test", "unknown", "user", "username", "you", "your"}
)
_LONGEST_HANDLE, _MOST_WORDS = 24, 4
_TYPO = 8
"""Letters from which on one wrong letter is a misprint rather than another name."""


def fold(name: str) -> str:
    """Return `name` without case, accents and punctuation, words set apart by one space.

    Examples
    --------
    >>> fold("René  O'Brien-Łukasz"), fold("Luck, Tony"), fold("杨博东")
    ('rene obrien lukasz', 'luck tony', '杨博东')
    """
    name = name[:_LONGEST].casefold()
    if name.isascii() and name.replace(" ", "").isalpha():
        return " ".join(name.split())
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name).translate(_NOT_DECOMPOSED).casefold()
        name = "".join(c for c in name if unicodedata.category(c) not in {"Mn", "Cf", "Me"})
        name = unicodedata.normalize("NFC", name)  # Hangul syllables belong together
    return _NO_LETTERS.sub(" ", _APOSTROPHES.sub("", name)).strip()


@attrs.frozen(kw_only=True)
class Name:
    """One spelling of a name, taken apart."""

    words: tuple[str, ...]
    """Folded, in the order ``First … Last``; what stands in brackets is left out."""
    aside: str
    """Folded: what stands in brackets."""
    latin: bool
    """Whether it is written in Latin letters (and others that ASCII can stand for)."""
    placeholder: bool
    """Whether it is what programs put where no name was given: ``root``, ``Your Name``."""

    @property
    def key(self) -> str:
        """The words with a space between them."""
        return " ".join(self.words)

    @property
    def joined(self) -> str:
        """The words without anything between them."""
        return "".join(self.words)

    @property
    def full(self) -> bool:
        """Whether it may stand for a person: two words or more that are not just initials."""
        return not self.placeholder and sum(len(word) > 1 for word in self.words) > 1


@functools.lru_cache(maxsize=65536)
def name_of(text: str) -> Name:
    """Take a name apart.

    Examples
    --------
    >>> name_of("Luck, Tony").words, name_of("Holger Krekel (hpk42)").aside
    (('tony', 'luck'), 'hpk42')
    >>> name_of("sam@vilain.net").words  # an address is no name
    ()
    """
    if "@" in text:
        text = ""
    words = tuple(fold(_in_order(text)).split())
    return Name(
        words=words,
        aside=fold(" ".join(found for pair in _ASIDE.findall(text) for found in pair)),
        latin="".join(words).isascii(),
        placeholder=not _PLACEHOLDERS.isdisjoint(words),
    )


def plain(text: str) -> str:
    """Return a name in lower case, accents kept, without brackets, as ``first … last``.

    Examples
    --------
    >>> plain("Lefèvre,  René (INRIA)"), plain("René Lefèvre via Relay")
    ('rené lefèvre', 'rené lefèvre')
    """
    return " ".join(_in_order(text).casefold().split()).strip("'\"")


def is_relayed(text: str) -> bool:
    """Whether somebody else's address carries the name: ``Ada Lovelace via GitGitGadget``."""
    return _VIA in text


def _in_order(text: str) -> str:
    """Return a name without what is beside it, and ``Last, First`` the other way round."""
    text = text[:_LONGEST].partition(_VIA)[0]
    if not _BESIDE.search(text):
        return text
    without = _ASIDE.sub(" ", text)
    without = without if fold(without) else text
    before, comma, after = without.partition(",")
    if comma and "," not in after and fold(before) and fold(after):
        return before if _SUFFIX.fullmatch(after) else f"{after} {before}"
    return without


def related(one: Name, other: Name) -> bool:
    """Whether two spellings found on one address are plainly two forms of one name.

    That is: the same words in any order or run together; one without the other's middle names;
    initials and short forms; a login made of the name's parts; one wrong letter in a long name;
    or one of them in another script.

    Examples
    --------
    >>> related(name_of("Junio Hamano"), name_of("Junio C Hamano"))
    True
    >>> related(name_of("jfinkels"), name_of("Jeffrey Finkelstein"))
    True
    >>> related(name_of("Wincent Colaiuta"), name_of("Junio C Hamano"))
    False
    """
    if one.joined == other.joined or sorted(one.words) == sorted(other.words):
        return True
    if not (one.words and other.words):
        return False
    if one.latin != other.latin:
        return True
    few, many = sorted((one, other), key=lambda name: (len(name.words), name.words))
    if _abbreviates(few.words, many.words):
        return True
    if len(few.words) == 1 and made_of(few.joined, many.words):
        return True
    return len(few.words) > 1 and misprint(one.joined, other.joined)


def share_a_word(one: Name, other: Name) -> bool:
    """Whether a first name or a family name is the same: how a name looks after it was changed.

    Examples
    --------
    >>> share_a_word(name_of("Uwe Zeisberger"), name_of("Uwe Kleine-König"))
    True
    """
    return any(len(word) > 2 for word in {*one.words} & {*other.words}) or (
        one.words[0][:4] == other.words[0][:4] and len(one.words[0]) > 3
    )


def _abbreviates(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Whether each of `few` is one of `many`, its initial, or the start of it (or it of them)."""
    left = list(many)
    whole = False
    for word in sorted(few, key=len, reverse=True):
        match = next(
            (
                known
                for known in sorted(left, key=lambda known: known != word)
                if known.startswith(word) or (word.startswith(known) and len(known) != 2)
            ),
            None,
        )
        if match is None:
            return False
        whole = whole or min(len(word), len(match)) > 2 or word == match
        left.remove(match)
    return whole or len(few) == len(many)


def made_of(handle: str, words: tuple[str, ...]) -> bool:
    """Whether a login consists of a name's words or of beginnings of at least two of them.

    Digits at the end are left out.

    Examples
    --------
    >>> made_of("seberg42", ("sebastian", "berg")), made_of("fdelta", ("francois", "x"))
    (True, False)
    """
    handle = handle.rstrip("0123456789")
    if not 2 < len(handle) <= _LONGEST_HANDLE or len(words) > _MOST_WORDS:
        return False
    reached = {(0, frozenset[int]()): 0}  # letters read, words used: longest beginning
    todo = [*reached]
    for read, used in todo:  # grows on the way
        for at in {*range(len(words))} - used:
            for size in range(1, _common_start(handle[read:], words[at]) + 1):
                state = (read + size, used | {at})
                if state not in reached:
                    todo.append(state)
                reached[state] = max(reached.get(state, 0), reached[read, used], size)
    return any(
        read == len(handle) and (len(used) > 1 or longest > 3)
        for (read, used), longest in reached.items()
    )


def _common_start(one: str, other: str) -> int:
    return len(os.path.commonprefix((one, other)))  # noqa: RUF071 - letters are meant


def misprint(one: str, other: str) -> bool:
    """Whether two long spellings differ by one letter that is wrong, missing, added or swapped.

    Examples
    --------
    >>> misprint("seyikuforiji", "seyikufoiji"), misprint("annaberg", "hannaburg")
    (True, False)
    """
    if min(len(one), len(other)) < _TYPO or abs(len(one) - len(other)) > 1:
        return False
    start = _common_start(one, other)
    one, other = one[start:], other[start:]
    end = _common_start(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])
