"""Asks our own command line about posts: what is asked seldom takes a process of its own, and no room."""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from influencekit.errors import InputError


async def blog(
    turn: Callable[[], AbstractAsyncContextManager[None]], root: Path, name: str, *more: str
) -> Any:
    """Return what ``influencekit blog`` says of the repository `root`, as data.

    Parameters
    ----------
    turn
        Entered while it runs: it may start git.

    Raises
    ------
    InputError
        It could not do it; the message says why.
    """
    # -P, and another working directory: what lies in an analysed folder is never imported.
    command = [sys.executable, "-P", "-m", "influencekit", "blog", name, *more, str(root)]
    async with turn():
        process = await asyncio.create_subprocess_exec(
            *command,
            *("--format", "json", "--jobs", "1"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tempfile.gettempdir(),
        )
        try:
            out, complaints = await process.communicate()
        finally:
            if process.returncode is None:  # nobody waits for the answer any more
                process.kill()
    if process.returncode:
        said = complaints.decode("utf-8", "replace").strip().removeprefix("influencekit: ")
        raise InputError(said or f"influencekit blog {name} failed.")
    return json.loads(out)
