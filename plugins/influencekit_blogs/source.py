"""The source of posts. What it needs is loaded when it is first asked something."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from influencekit.domain import Interaction, Post
    from influencekit.protocols import Draft, Quote, ReadRequest, Remark
    from influencekit.report import Problem


class BlogSource:
    """Reads blogs and the ledger: `Post` and `Interaction` records. Writes nothing but drafts.

    The option ``explicit`` says that the user named the folder as a blog: then a folder in which no
    engine is recognised is read as a plain folder of texts.
    """

    name = "blogs"
    gives = ("posts", "interactions")
    reads = "the blogs of common engines, and any folder of texts that is named as a blog"

    @property
    def watch(self) -> Sequence[str]:
        """Globs of the files whose changes matter."""
        from influencekit_blogs.layouts import TEXT  # noqa: PLC0415 - as below

        return [f"**/*{suffix}" for suffix in TEXT]

    @property
    def layouts(self) -> Sequence[str]:
        """The engines that drafts can be written for."""
        from influencekit_blogs.layouts import LAYOUT_NAMES  # noqa: PLC0415 - as below

        return LAYOUT_NAMES

    def detect(self, root: Path) -> bool:
        """Whether `root` is a blog, or a repository with one in a usual place."""
        from influencekit_blogs import reading  # noqa: PLC0415 - parsers load when they are used

        return reading.detect(root)

    def fingerprint(self, root: Path) -> str:
        """Return a text that changes when a file of posts is added, removed or changed."""
        from influencekit_blogs import reading  # noqa: PLC0415 - parsers load when they are used

        return reading.fingerprint(root)

    def read(self, root: Path, request: "ReadRequest") -> "Iterator[Post | Interaction | Problem]":
        """Yield every post below `root`, drafts included, and what could not be read."""
        from influencekit_blogs import reading  # noqa: PLC0415 - parsers load when they are used

        return reading.read(root, request)

    def draft(self, root: Path, draft: "Draft", layout: str = "") -> "Sequence[Path]":
        """Write a draft into the blog at `root`, in its layout, over nothing that is there."""
        from influencekit_blogs import writing  # noqa: PLC0415 - parsers load when they are used

        return writing.begin(root, draft, layout)

    def proofread(self, root: Path, request: "ReadRequest") -> "Iterator[Remark | Quote]":
        """Yield what there is to say about each post, and the code that it quotes."""
        from influencekit_blogs import reading  # noqa: PLC0415 - parsers load when they are used

        return reading.proofread(root, request)
