"""Finds the files that hold settings: the user's own, and those of the analysed folders."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import platformdirs

from influencekit.cli.options import COMMAND_LINE
from influencekit.errors import SettingsError
from influencekit.report import Problem
from influencekit.settings.layers import REPOSITORY_FILES, Layer, parse_toml
from influencekit.settings.places import Place, locate

_LARGEST = 1 << 20
"""Bytes; a file above that is no settings file."""


def user_file() -> Path:
    """Return where the user's own settings are looked for."""
    return platformdirs.user_config_path("influencekit") / "config.toml"


def cache_folder() -> Path:
    """Return the folder in which sources may keep what they read."""
    return platformdirs.user_cache_path("influencekit")


def data_folder() -> Path:
    """Return the folder for what the user wrote and nobody else is to see: private notes."""
    return platformdirs.user_data_path("influencekit")


def find_layers(
    roots: Sequence[Path], command_line: Mapping[str, Any], problems: list[Problem]
) -> list[Layer]:
    """Return all layers, weakest first; what is wrong with a repository's file is a problem.

    Raises
    ------
    SettingsError
        The user's own file is not TOML.
    """
    return [
        *_user(user_file()),
        *(layer for root in roots for layer in _repository(root, problems)),
        Layer(COMMAND_LINE, "command line", command_line, Path.cwd()),
    ]


def _user(file: Path) -> Iterator[Layer]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise SettingsError(
            file=str(file), key="", expected="a file of text", found=error
        ) from None
    yield parse_toml(text, str(file), "user", base=file.parent)


def _repository(root: Path, problems: list[Problem]) -> Iterator[Layer]:
    for name, table in REPOSITORY_FILES.items():
        found = locate(Place(path=name, base=root, trust="repository", origin=name))
        if isinstance(found, Problem):
            problems.append(found)
            continue
        try:
            layer = parse_toml(_text(found), name, "repository", table, root)
        except (OSError, ValueError, SettingsError) as error:
            message = f"{error} Its settings are not used."
            problems.append(
                Problem(kind="settings", name=name, message=message, locator=str(found))
            )
        else:
            if layer.table:
                yield layer


def _text(file: Path) -> str:
    if not file.is_file():
        return ""
    if file.stat().st_size > _LARGEST:
        raise ValueError(f"It is larger than {_LARGEST:,} bytes.")
    return file.read_text(encoding="utf-8")
