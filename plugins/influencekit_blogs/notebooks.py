"""Jupyter notebooks as Markdown; pure.

nbformat would check a notebook against its schema, which takes longer than reading it and refuses
notebooks whose text is perfectly readable.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any


def as_markdown(text: str) -> str:
    r"""Return a notebook's text cells as they are, and its code cells as fenced blocks.

    Outputs are left out. Format 3, whose cells are in worksheets, is read as well.

    Raises
    ------
    ValueError
        `text` is no notebook.

    Examples
    --------
    >>> as_markdown('{"cells": [{"cell_type": "code", "source": ["1 + 1"]}], "metadata": {}}')
    '```python\n1 + 1\n```\n'
    """
    try:
        notebook = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    cells = list(_cells(notebook))
    if not isinstance(notebook, Mapping) or not ({"cells", "worksheets"} & notebook.keys()):
        raise ValueError("it has no cells")
    language = _language(notebook)
    return "\n".join(_cell(cell, language) for cell in cells)


def _cells(notebook: Any) -> Iterator[Mapping[str, Any]]:
    sheets = _list(_get(notebook, "worksheets"))
    for cell in chain(_list(_get(notebook, "cells")), *(_list(_get(it, "cells")) for it in sheets)):
        if isinstance(cell, Mapping):
            yield cell


def _cell(cell: Mapping[str, Any], language: str) -> str:
    source = cell.get("source", cell.get("input", ""))
    text = source if isinstance(source, str) else "".join(map(str, _list(source)))
    text = text.rstrip("\n") + "\n"
    kind = cell.get("cell_type")
    if kind == "code":
        return f"```{language}\n{text}```\n"
    if kind == "heading":
        return f"# {text}"
    return text if kind in ("markdown", "raw") else ""


def _language(notebook: Any) -> str:
    metadata = _get(notebook, "metadata")
    said = (
        _get(_get(metadata, "kernelspec"), "language"),
        _get(_get(metadata, "language_info"), "name"),
    )
    return next((it for it in said if isinstance(it, str) and it.isalnum()), "python")


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
