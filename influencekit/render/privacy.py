"""Keeps e-mail addresses out of what is shown, wherever in a report they turn up."""

import re
from collections.abc import Mapping
from typing import Any

import attrs

_ENDINGS = """
    bmp c cfg conf cpp css csv eot gif gz h hpp htm html ico java jpeg jpg js json jsx lock map mount
    mp3 mp4 otf pdf png po rst scss service slice socket svg swift target timer toml ts tsx ttf txt
    webp woff woff2 xml yaml yml
"""
"""Of file names such as ``logo@2x.png``; no domain ends so."""
_ADDRESS = re.compile(
    rf"(?<=[\w.+\-])@[\w\-]+(?:\.[\w\-]+)*\.(?!(?:{'|'.join(_ENDINGS.split())})\b)[^\W\d_]{{2,}}"
    r"(?![\w\-]|\.\w)",
    re.IGNORECASE,
)


def without_addresses(text: str) -> str:
    """Return `text` with what looks like an e-mail address cut short after its ``@``.

    Examples
    --------
    >>> without_addresses("Merge git@example.org:a/b, thanks to Ada <ada@example.org>")
    'Merge git@...:a/b, thanks to Ada <ada@...>'
    """
    return _ADDRESS.sub("@...", text) if "@" in text else text


def hide_addresses(value: Any) -> Any:
    """Return `value` with addresses cut short in all the texts that it is made of."""
    if isinstance(value, str):
        return without_addresses(value)
    if isinstance(value, Mapping):
        return {key: hide_addresses(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(hide_addresses, value))
    if attrs.has(type(value)):
        fields = attrs.fields(type(value))
        return type(value)(**{f.alias: hide_addresses(getattr(value, f.name)) for f in fields})
    return value
