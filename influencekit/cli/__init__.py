"""The command line: the one place that reads terminal, environment, clock and working directory.

Only click is imported here; each command is a module that is imported when it is called.
"""

import importlib
import os
import signal
import sys
import traceback
from collections.abc import Sequence

import click

from influencekit.errors import ExitCode, InfluenceKitError

COMMANDS = {
    "analyze": "Report on repositories and blogs.",
    "report": "Write one HTML page with charts, to look at and to pass on.",
    "plot": "Draw one chart of the report into a file, or list which there are.",
    "serve": "Show the report in a browser, and follow an editor from file to file.",
    "export": "Write what was read and found as tables into a new folder, for programs.",
    "who": "Name the people who know a file, folder or range of lines now.",
    "lines": "Show where each line of a file comes from.",
    "explain": "Explain a person, path or area in sentences, with the commits behind them.",
    "opportunities": "List what to write or do next.",
    "story": "Tell what somebody's work of some time led to, for their own use.",
    "blog": "Find something to write about, begin it, and look it over.",
    "notes": "Write and read mentoring notes on lines of code.",
    "mentor": "Match mentors and mentees, keep records of pairs, and show how they progress.",
    "champions": "Name the few people or areas through whom a practice reaches most others.",
    "spread": "Say how far a practice goes from some people or areas, and how it was taken up until now.",
    "people": "List people, bots and likely duplicates.",
    "concepts": "Show how far contributions led in the concept graph, and through which channel to go next.",
    "classify": "Tell what kind of work commits are, with a model that you train.",
    "backtest": "Hold a model's numbers to what came later.",
    "index": "Build, refresh, show or clear what is kept between runs.",
    "lsp": "Serve an editor: who knows this code, notes, insights.",
    "plugins": "List plugins, what each registered, and what is wrong with them.",
    "doctor": "Check everything that influencekit needs, and say what to do.",
}
"""Each command is ``command`` in the module of its name."""
DEBUG = "INFLUENCEKIT_DEBUG"
"""Environment variable that does what ``--verbose`` does."""


class _Commands(click.Group):
    """Commands whose modules are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"influencekit.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Nothing is sent anywhere, and nothing is written below the folders that are read, but the "
    "notes and posts that you write.",
)
@click.version_option(package_name="influencekit", message="%(prog)s %(version)s")
def commands() -> None:
    """Say what your work led to, from local git history and blog folders."""


def main() -> None:
    """Run the command line and end the process with its `ExitCode`."""
    # The working directory may be the analysed folder: no program that lies there is meant.
    os.environ["PATH"] = os.pathsep.join(filter(os.path.isabs, os.get_exec_path())) or os.defpath
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # tidy up, as after Ctrl-C
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name; return its exit code. Nothing escapes as a traceback."""
    if hasattr(sys.stdout, "reconfigure"):  # any name can be printed, whatever the terminal knows
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = commands.main(list(arguments), prog_name="influencekit", standalone_mode=False)
    except SystemExit:  # so click ends where the reader of a pipe, `head` for one, has gone
        return ExitCode.OK
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - nobody is to see a traceback
        return _fail(error, verbose="--verbose" in arguments or bool(os.environ.get(DEBUG)))
    return code if isinstance(code, int) else ExitCode.OK


def _fail(error: BaseException, *, verbose: bool) -> int:
    from influencekit.cli.output import say  # noqa: PLC0415 - seldom needed

    message, code = _last_words(error)
    if verbose and code == ExitCode.INTERNAL:
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    say(message)
    return code


def _last_words(error: BaseException) -> tuple[str, int]:
    match error:
        case InfluenceKitError():
            return str(error), error.exit_code
        case KeyboardInterrupt() | click.Abort():
            return "Stopped.", ExitCode.INTERRUPTED
        case MemoryError():
            return "There is not enough memory.", ExitCode.ENVIRONMENT
        case OSError():
            named = f"{error.filename}: " if error.filename else ""
            return f"{named}{error.strerror or error}.", ExitCode.ENVIRONMENT
        case _:
            what = f"{type(error).__name__}: {error}".strip().rstrip(":")
            report = "This is a bug in influencekit: please report it with the output of --verbose."
            return f"{what}. {report}", ExitCode.INTERNAL
