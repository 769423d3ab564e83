"""How hard English text is to read, by Flesch's formula; pure.

References
----------
R. Flesch. "A new readability yardstick." Journal of Applied Psychology 32(3), 1948.
"""

import re

import attrs

_SENTENCE = re.compile(r"\b[^.!?]+[.!?]*")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SHORTEST = 3
"""Words of a sentence; what is shorter is an initial, a number, an abbreviation."""

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"[aeiouy][^aeiouy]+(?:e|(?<![td])ed|(?<![sxzcg])(?<!ch)(?<!sh)es)(?:['\u2019]s)?$"  # use, used
    r"|[aeiouy][^aeiouy]+e(?=(?:ly|ful|less|ness|thing|time|where|bod|one|base|(?<!le)ment)\w*$)"
)
"""An ``e`` that is written and not spoken; of a word that has another vowel before it."""
_SYLLABIC = re.compile(r"[^aeiouyl](?:le|les|led)$")
"""``ta-ble``: spoken after all."""
_APART = re.compile(
    r"(?<![tcsgx])i[aou]"  # var-i-ous, al-i-as; but not na-tion, so-cial
    r"|[aeiouy]ing(?:s|ly)?$"  # be-ing, say-ing
    r"|e[ou](?=s|$)|eate|eati|idea"  # vid-e-o, cre-ate
    r"|i(?:er|est|ent|ents|ence|ences|ently)$"  # eas-i-er, cli-ent
    r"|u(?:al|ar|at|ous|ity)|(?:[^aeiou]ism|ithms?)$|[ds]n['\u2019]t$"  # act-u-al, did-n't
    r"|^(?:[^aeiouy]*)(?:via|io|being)$"
)
"""Vowels beside each other that are two syllables, or a syllable without a vowel."""
_LONGEST = 45
"""Letters of a word that are looked at: of what is longer there is no telling."""
_EXCEPTIONS = {"our": 2, "hour": 2, "people": 2, "every": 2, "business": 2, "area": 3, "areas": 3}


@attrs.frozen
class Reading:
    """What is measured of a text."""

    words: int
    sentences: int
    syllables: int
    longest: str
    """Its longest sentence."""

    @property
    def ease(self) -> float:
        """Flesch's reading ease: 206.835 - 1.015 words / sentences - 84.6 syllables / words."""
        words = self.words or 1
        return 206.835 - 1.015 * words / (self.sentences or 1) - 84.6 * self.syllables / words


def reading(text: str) -> Reading:
    """Return what is measured of `text`, plain sentences.

    The parts of ``command-line`` are words of their own. Sentences of fewer than three words are not
    counted as such, as textstat has it: most are initials, numbers and abbreviations.

    Examples
    --------
    >>> found = reading("The cat sat on the mat. It was happy there.")
    >>> found.words, found.sentences, found.syllables, round(found.ease, 1)
    (10, 2, 11, 108.7)
    """
    sentences = [(it, len(_WORD.findall(it))) for it in _SENTENCE.findall(text)]
    words = _WORD.findall(text)
    longest = max(sentences, key=lambda it: it[1], default=("", 0))[0]
    whole = sum(length >= _SHORTEST for _, length in sentences)
    return Reading(len(words), max(whole, 1), sum(map(syllables, words)), longest)


def syllables(word: str) -> int:
    """Return how many syllables an English word has, by its spelling; a number is one.

    Examples
    --------
    >>> [syllables(word) for word in ("used", "files", "created", "table", "various", "nation")]
    [1, 1, 3, 2, 3, 2]
    """
    word = word[:_LONGEST].lower()
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    spoken = len(_VOWELS.findall(word)) + len(_APART.findall(word))
    if not _SYLLABIC.search(word):
        spoken -= len(_SILENT.findall(word))
    return max(1, spoken)
