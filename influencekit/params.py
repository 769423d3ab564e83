"""A model's parameters: its defaults, with what the settings say instead."""

import functools
from collections.abc import Mapping
from typing import Any

import attrs
import cattrs

from influencekit.errors import SettingsError
from influencekit.protocols import Model


def params_of(model: Model, given: Mapping[str, Any], file: str) -> Any:
    """Return an instance of ``model.Params`` with the values of `given`.

    Parameters
    ----------
    given
        Names and plain values as TOML has them. An integer will do where a float is wanted; no
        other type is turned into another.
    file
        Where `given` is from, for errors.

    Raises
    ------
    SettingsError
        A name is unknown, or a value is not what its parameter takes.
    """
    params = model.Params()
    fields = attrs.fields_dict(attrs.resolve_types(model.Params)) if given else {}
    for name, value in given.items():
        key = f"models.{model.name}.{name}"
        if name not in fields:
            known = f"one of {', '.join(fields)}" if fields else "nothing: there is no parameter"
            raise SettingsError(file=file, key=key, expected=known, found=name)
        wanted: Any = fields[name].type
        try:
            converted = _converter().structure(value, wanted)
        except Exception as error:
            expected = wanted.__name__ if isinstance(wanted, type) else str(wanted)
            raise SettingsError(file=file, key=key, expected=expected, found=value) from error
        try:
            params = attrs.evolve(params, **{name: converted})
        except (TypeError, ValueError) as error:
            expected = f"what its model accepts ({error.args[0] if error.args else error})"
            raise SettingsError(file=file, key=key, expected=expected, found=value) from error
    return params


@functools.cache
def _converter() -> cattrs.Converter:
    """Return a converter that turns nothing into something else, but an int into a float."""
    converter = cattrs.Converter(detailed_validation=False)
    for kind, taken in {bool: bool, int: int, float: (int, float), str: str}.items():

        def hook(value: Any, _: type, kind: type = kind, taken: Any = taken) -> Any:
            if not isinstance(value, taken) or isinstance(value, bool) != (kind is bool):
                raise TypeError(f"expected {kind.__name__}")
            return kind(value)

        converter.register_structure_hook(kind, hook)
    return converter
