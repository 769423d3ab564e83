"""What marks of a chart lead to: its channels ``href`` name fields, and those hold locators.

The page makes links of them to where each stands on it; in a file of its own a chart has none, and the
locators are still among its data.
"""

from collections.abc import Iterator, Mapping
from typing import Any

DATA = frozenset({"values", "datasets"})
"""What of a specification is rows."""


def locators(spec: object) -> Iterator[str]:
    """Yield what marks of `spec` lead to."""
    names = link_fields(spec)
    for row in rows(spec) if names else ():
        yield from (row[name] for name in names if isinstance(row.get(name), str))


def link_fields(spec: object) -> frozenset[str]:
    """Return the fields that channels ``href`` name, anywhere in `spec` but in its data."""
    match spec:
        case Mapping():
            named = spec.get("href")
            own = named.get("field") if isinstance(named, Mapping) else None
            inner = (link_fields(value) for key, value in spec.items() if key not in DATA)
            return frozenset({own} if isinstance(own, str) else ()).union(*inner)
        case list() | tuple():
            return frozenset().union(*map(link_fields, spec))
    return frozenset()


def rows(spec: object) -> Iterator[dict[str, Any]]:
    """Yield every row of data in `spec`, those of Altair's named data sets too."""
    match spec:
        case Mapping():
            for key, value in spec.items():
                if key not in DATA:
                    yield from rows(value)
                    continue
                sets = value.values() if isinstance(value, Mapping) else (value,)
                yield from (row for some in sets for row in some if isinstance(row, dict))
        case list() | tuple():
            for value in spec:
                yield from rows(value)
