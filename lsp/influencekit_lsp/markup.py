"""Markdown for hovers: short, escaped, free of addresses; nothing in it links or runs."""

from collections.abc import Iterable

from influencekit.render.escape import markdown
from influencekit.render.privacy import without_addresses

__all__ = ["code", "emphasis", "joined", "said"]


def said(text: str) -> str:
    """Return somebody's words as Markdown that shows them and does nothing else."""
    return markdown(without_addresses(text))


def emphasis(text: str) -> str:
    """Return a name in bold."""
    return f"**{said(text)}**"


def code(text: str) -> str:
    r"""Return an identifier in a code span; what cannot be in one is shown as `said` does.

    Examples
    --------
    >>> code("parse"), code("a`b")
    ('`parse`', 'a\\`b')
    """
    shown = without_addresses(text)
    return (
        f"`{shown}`" if shown.isprintable() and "`" not in shown and shown.strip() else said(text)
    )


def joined(paragraphs: Iterable[Iterable[str]]) -> str:
    """Return paragraphs, each of some lines that are kept apart; empty ones are left out."""
    return "\n\n".join("  \n".join(lines) for it in paragraphs if (lines := list(it)))
