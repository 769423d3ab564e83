"""HTML that is safe by construction: text is escaped unless it was made here."""

from collections.abc import Iterable

from influencekit.render.escape import html

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
            part if isinstance(part, Markup) else html(part) for part in parts if part is not None
        )
    )


def table(caption: str, columns: Iterable[str], rows: Iterable[Markup]) -> Markup:
    """Return a table that scrolls by itself where the screen is too narrow for it."""
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in columns)))
    whole = tag("table", tag("caption", caption), head, tag("tbody", *rows))
    return tag("div", whole, class_="wide")


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
