"""HTML that is safe by construction: text is escaped unless it was made here."""

from collections.abc import Iterable, Mapping

from influencekit.render.escape import html

LONGEST = 600
"""Characters of one text that are shown: somebody's commit message must not fill the page."""
_VOID = frozenset({"br", "col", "hr", "input", "meta"})


class Markup(str):
    """A piece of HTML; any other text is not."""

    __slots__ = ()


def tag(name: str, /, *children: str | None, **attributes: str | int | bool | None) -> Markup:
    """Return an element.

    Parameters
    ----------
    children
        Texts, which are escaped, and `Markup`; None is nothing.
    attributes
        ``class_`` is ``class``, ``aria_label`` is ``aria-label``. None or False: not there; True:
        without a value.

    Examples
    --------
    >>> print(tag("td", "<b>", tag("br"), class_="n", hidden=True))
    <td class="n" hidden>&lt;b&gt;<br></td>
    """
    given = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{html(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{joined(children)}</{name}>")


def joined(parts: Iterable[str | None], between: str = "") -> Markup:
    """Return `parts` one after the other, those that are no `Markup` escaped."""
    return Markup(
        between.join(
            part if isinstance(part, Markup) else html(_cut(part))
            for part in parts
            if part is not None
        )
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def table(
    caption: str,
    columns: Mapping[str, bool],
    rows: Iterable[Markup],
    *,
    told: bool = False,
    class_: str | None = None,
) -> Markup:
    """Return a table that scrolls by itself where the screen is too narrow for it.

    Parameters
    ----------
    columns
        By name: whether it holds figures.
    told
        Whether what stands before it says what the caption says.
    class_
        What the style knows it by.
    """
    names = (
        tag("th", name, scope="col", class_="n" if right else None)
        for name, right in columns.items()
    )
    title = tag("caption", caption, class_="unseen" if told else None)
    whole = tag("table", title, tag("thead", tag("tr", *names)), tag("tbody", *rows), class_=class_)
    return tag("div", whole, class_="wide")


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
