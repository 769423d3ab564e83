"""Reads blogs: the layouts of common engines, plain folders of texts, and the ledger."""

from typing import TYPE_CHECKING

from influencekit import hookimpl
from influencekit_blogs.source import BlogSource

if TYPE_CHECKING:
    from influencekit.protocols import Register, Source


@hookimpl
def influencekit_register_sources(register: "Register[Source]") -> None:
    """Offer the source of posts."""
    register(BlogSource())
