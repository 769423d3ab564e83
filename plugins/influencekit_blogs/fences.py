"""Front matter as text, in each of the ways that blog engines read; pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import yaml

Field = str | bool | date | datetime | Sequence[str] | Sequence[Mapping[str, str]]
"""What front matter can say here."""
Fields = Mapping[str, Field]


def as_yaml(fields: Fields) -> str:
    r"""Return YAML between ``---``.

    Examples
    --------
    >>> as_yaml({"title": "A: b", "draft": True, "tags": ["x"]})
    "---\ntitle: 'A: b'\ndraft: true\ntags:\n- x\n---\n"
    """
    told = {key: list(it) if isinstance(it, tuple) else it for key, it in fields.items()}
    text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=float("inf"))
    return f"---\n{text}---\n"


def as_toml(fields: Fields) -> str:
    r"""Return TOML between ``+++``; a key ``table.key`` goes into that table.

    Examples
    --------
    >>> as_toml({"taxonomies.tags": ["x"], "title": "A", "draft": True})
    '+++\ntitle = "A"\ndraft = true\n\n[taxonomies]\ntags = ["x"]\n+++\n'
    """
    lines: dict[str, list[str]] = {"": []}
    for key, value in fields.items():
        table, _, name = key.rpartition(".")
        lines.setdefault(table, []).append(f"{name} = {_toml(value)}\n")
    tables = (f"\n[{table}]\n{''.join(own)}" for table, own in lines.items() if table)
    return f"+++\n{''.join(lines[''])}{''.join(tables)}+++\n"


def as_header(fields: Fields) -> str:
    r"""Return Pelican's ``Key: value`` lines and the empty one after them.

    Examples
    --------
    >>> as_header({"title": "A\nB", "tags": ["x", "y"]})
    'Title: A B\nTags: x, y\n\n'
    """
    lines = []
    for key, value in fields.items():
        if isinstance(value, datetime):
            text = value.strftime("%Y-%m-%d %H:%M")
        elif isinstance(value, str | bool | date):
            text = str(value)
        else:
            text = ", ".join(map(str, value))
        lines.append(f"{key.capitalize()}: {' '.join(text.split())}\n")
    return f"{''.join(lines)}\n"


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case datetime() | date():
            return value.isoformat()
        case str():
            # What JSON escapes, TOML reads the same way; DEL it wants escaped as well.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            return f"{{ {', '.join(f'{key} = {_toml(it)}' for key, it in value.items())} }}"
        case Sequence():
            return f"[{', '.join(map(_toml, value))}]"
    raise TypeError(value)


FENCES = {"yaml": as_yaml, "toml": as_toml, "header": as_header}
"""By name; see `influencekit_blogs.drafts`."""
