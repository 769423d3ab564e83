"""``influencekit doctor``."""

import importlib.metadata
import platform
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from influencekit.cli.call import Call
from influencekit.cli.layers import find_layers
from influencekit.cli.options import COMMON, PATHS, Options, shared
from influencekit.cli.target import enclosing_root
from influencekit.errors import ExitCode
from influencekit.protocols import CheckedSource
from influencekit.registry import guarded
from influencekit.render.page import Page, Section
from influencekit.report import Check
from influencekit.words import listed


@click.command
@PATHS
@shared(*COMMON)
def command(options: Options, *, paths: tuple[Path, ...]) -> int:
    """Check everything that influencekit needs, and say what to do.

    Python and packages, the cache folder, plugins, the settings in force, and for each PATH what
    its source says: git's version, shallow and partial clones, repositories without commits. Exits
    with 4 where something is wrong.
    """
    roots = paths or (enclosing_root(),)
    call = Call.of(options, roots)
    checks = [
        _python(),
        *_packages(),
        _cache(call.cache),
        *_plugins(call),
        *_settings(call, roots),
        *(check for root in roots for check in _sources(call, root)),
    ]
    data = {"checks": checks, "problems": call.found()}
    code = call.finish("doctor", data, lambda: _page(checks))
    return code if all(check.ok for check in checks) else ExitCode.ENVIRONMENT


def _python() -> Check:
    wanted = importlib.metadata.metadata("influencekit")["Requires-Python"]
    least = tuple(map(int, re.findall(r"\d+", wanted)))
    return Check(
        name="Python",
        ok=sys.version_info >= least,
        message=f"{platform.python_version()} at {sys.executable}",
        advice="" if sys.version_info >= least else f"Install Python {wanted}.",
    )


def _packages() -> Iterator[Check]:
    """Tell which of the packages that influencekit is built on are not there."""
    missing, found = [], []
    for line in importlib.metadata.requires("influencekit") or ():
        if "extra ==" in line:
            continue
        name = re.split(r"[^\w.-]", line)[0]
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    yield Check(
        name="packages",
        ok=not missing,
        message=f"missing: {listed(missing)}" if missing else ", ".join(found),
        advice="Install influencekit again." if missing else "",
    )


def _cache(folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    except OSError as error:
        return Check(
            name="cache",
            ok=False,
            message=f"{folder} cannot be written: {error.strerror or error}",
            advice="Make it writable, or name another folder as sources.cache in your settings.",
        )
    return Check(name="cache", ok=True, message=f"{folder}, {size / 1e6:.1f} MB")


def _plugins(call: Call) -> Iterator[Check]:
    plugins = call.registry.plugins()
    yield Check(name="plugins", ok=True, message=", ".join(plugin.name for plugin in plugins))
    for problem in call.registry.problems:
        yield Check(
            name="plugins",
            ok=False,
            message=str(problem),
            advice="Update or remove the plugin, or leave it out with --block.",
        )


def _settings(call: Call, roots: Sequence[Path]) -> Iterator[Check]:
    layers = find_layers(roots, call.options.settings, [])
    used = [layer.origin for layer in layers if layer.table]
    yield Check(
        name="settings",
        ok=True,
        message=f"from {listed(used)}: {listed(sorted(call.settings.origins))}"
        if call.settings.origins
        else "all at their defaults",
    )
    for problem in call.problems:
        yield Check(name="settings", ok=False, message=problem.message, advice="Correct the file.")


def _sources(call: Call, root: Path) -> Iterator[Check]:
    names = [
        source.name
        for source in call.registry.collect("sources").values()
        if guarded("source", source.name, lambda: source.detect(root), call.problems)[1]  # noqa: B023 - called at once
    ]
    yield Check(
        name=str(root),
        ok=bool(names),
        message=f"read by {listed(names)}" if names else "nothing that a plugin reads",
        advice="" if names else "Name the top folder of a repository, or a folder of posts.",
    )
    for source in call.sources(CheckedSource):
        worked, checks = guarded(
            "source",
            source.name,
            lambda: list(source.check(root)),  # noqa: B023 - called at once
            call.problems,
        )
        yield from checks if worked else ()


def _page(checks: Iterable[Check]) -> Page:
    return Page(sections=(Section(sentences=tuple(line for it in checks for line in _lines(it))),))


def _lines(check: Check) -> Iterator[str]:
    yield f"{'ok' if check.ok else 'PROBLEM':<9}{check.name}: {check.message}"
    if check.advice:
        yield f"{'':<9}{check.advice}"
