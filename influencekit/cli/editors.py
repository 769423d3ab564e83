"""What ``--editor`` names: an address that the browser hands to an editor, or a command of our own."""

import re
import shlex
import subprocess
import threading
from pathlib import Path

import attrs
import click

from influencekit.render.html.editor import EDITORS, SERVED

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""How an address begins; one letter alone is a drive of Windows."""
_NAMED = ", ".join(EDITORS)


@attrs.frozen
class Opening:
    """How links of the page open files.

    Only the command line says this: what a repository's settings name is never started.
    """

    address: str = ""
    """What links lead to, an `Editor`'s template; empty: there are no links."""
    command: tuple[str, ...] = ()
    """What is started for a link to this server; empty: nothing."""

    @classmethod
    def of(cls, text: str) -> "Opening":
        """Return what `text` says: an editor's name, an address, or a command.

        Raises
        ------
        ValueError
            It names no place for the path, or lets the path be the program; the message is fit to
            show.

        Examples
        --------
        >>> Opening.of("zed").address
        'zed://file{path}:{line}'
        >>> Opening.of("emacsclient -n +{line} {path}").command
        ('emacsclient', '-n', '+{line}', '{path}')
        """
        address = EDITORS.get(text, text)
        if not text or (_ADDRESS.match(address) and "{path}" in address):
            return cls(address)
        try:
            command = () if _ADDRESS.match(address) else tuple(shlex.split(text))
        except ValueError as error:
            raise ValueError(f"{text!r} cannot be read as a command: {error}.") from None
        if not any("{path}" in it for it in command[1:]) or "{path}" in command[0]:
            raise ValueError(
                f"{text!r} is none of {_NAMED}, and no address or command that is given a {{path}}, "
                "as 'emacsclient -n +{line} {path}' is."
            )
        return cls(SERVED, command)

    def open(self, root: Path, text: str, line: int) -> bool:
        """Start the command for a line of a file, and do not wait for it.

        False: there is no command, or `text` names no file that is below `root`, links followed.
        """
        if not self.command or ".." in Path(text).parts:
            return False
        try:
            file = Path(root, text).resolve()
            if not (file.is_relative_to(root.resolve()) and file.is_file()):
                return False
        except (OSError, RuntimeError, ValueError):  # too long, links in a circle, a NUL
            return False
        # The line first: a path may hold what looks like its place.
        command = [
            it.replace("{line}", str(line)).replace("{path}", str(file)) for it in self.command
        ]
        threading.Thread(target=_run, args=(command,), daemon=True).start()
        return True


def _run(command: list[str]) -> None:
    try:
        # A session of its own: Ctrl-C here ends the server, and not the editor.
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        click.echo(f"Cannot start the editor {command[0]!r}: {reason}.", err=True)
    else:
        if done.returncode:
            click.echo(f"The editor {command[0]!r} ended with {done.returncode}.", err=True)
