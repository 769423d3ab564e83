"""The exceptions that a caller may catch.

::

    InfluenceKitError           its message is fit to show as it stands
    ├── InputError              nothing to analyse there, or not readable        exit 3
    ├── MachineError            no git, no space, no permission                  exit 4
    ├── SettingsError           names file, key, what was expected, what found   exit 2
    ├── PluginError             a plugin broke its contract (kept as a Problem)
    └── Cancelled               somebody asked to stop; what is done is kept     exit 130
"""

import enum


class ExitCode(enum.IntEnum):
    """How a command ends; the same table stands in ``docs/reference/exit-codes.md``."""

    OK = 0
    #: Problems were met and ``--strict`` was given.
    PROBLEMS = 1
    #: The command line or a settings file is wrong.
    USAGE = 2
    #: Nothing to analyse: no such path, no repository, no such revision or file.
    INPUT = 3
    #: The machine is in the way: no git, no space, no permission.
    ENVIRONMENT = 4
    #: A bug of influencekit's own.
    INTERNAL = 70
    #: Stopped by Ctrl-C.
    INTERRUPTED = 130


class InfluenceKitError(Exception):
    """The root of all; `str()` of it says what happened, where, and what to do."""

    exit_code = ExitCode.INTERNAL


class InputError(InfluenceKitError):
    """What was named is not there or cannot be read."""

    exit_code = ExitCode.INPUT


class MachineError(InfluenceKitError):
    """The machine is in the way: no git program, one that is too old, no space, no permission."""

    exit_code = ExitCode.ENVIRONMENT


class SettingsError(InfluenceKitError):
    """A setting is wrong; the message names file, key, what was expected and what was found."""

    exit_code = ExitCode.USAGE

    def __init__(self, *, file: str, key: str, expected: str, found: object) -> None:
        super().__init__(f"{file}: {key}: expected {expected}, found {found!r}.")
        self.file = file
        self.key = key
        self.expected = expected
        self.found = found


class PluginError(InfluenceKitError):
    """A plugin broke its contract."""


class Cancelled(InfluenceKitError):  # noqa: N818 - it is no error
    """Somebody asked to stop. What was finished by then is kept."""

    exit_code = ExitCode.INTERRUPTED
