"""Finds plugins, keeps each one's failures to itself, and knows who registered what."""

import difflib
import importlib.metadata
import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs
import pluggy

from influencekit import hookspecs
from influencekit.errors import PluginError
from influencekit.report import Problem

KINDS = ("sources", "models", "renderers")
"""What can be registered; the hook for each is ``influencekit_register_<kind>``."""


@attrs.frozen(kw_only=True)
class PluginInfo:
    """One plugin as ``influencekit plugins`` lists it."""

    name: str
    distribution: str
    """Name and version of what installed it; empty for one that was added by hand."""
    registered: tuple[tuple[str, str], ...]
    """Pairs of kind and name: ``("models", "ownership")``."""


@attrs.define
class _Plugin:
    name: str
    plugin: object
    distribution: str = ""
    registered: list[tuple[str, str]] = attrs.field(factory=list)


def _shorten(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def guarded(
    kind: str, name: str, call: Callable[[], Any], problems: list[Problem]
) -> tuple[bool, Any]:
    """Call a plugin's code; what it raises becomes a `Problem` instead. Return (worked, value)."""
    try:
        return True, call()
    except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything
        problems.append(
            Problem(kind=kind, name=name, message=_shorten(error), trace=traceback.format_exc())
        )
    except SystemExit as error:  # a plugin must not end the host
        problems.append(Problem(kind=kind, name=name, message=f"tried to exit ({error.code})"))
    return False, None


class Registry:
    """The plugins of one run. There is no global one.

    Examples
    --------
    >>> registry = Registry()
    >>> registry.collect("models")
    {}
    """

    def __init__(self) -> None:
        self._plugins: list[_Plugin] = []
        self.problems: list[Problem] = []
        self._collected: dict[str, dict[str, Any]] = {}
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)

    @classmethod
    def discover(
        cls,
        *,
        block: Iterable[str] = (),
        entry_points: Iterable[importlib.metadata.EntryPoint] | None = None,
    ) -> "Registry":
        """Return a registry with what is built in and every installed plugin, by name.

        Parameters
        ----------
        block
            Names of entry points that are not to be loaded.
        entry_points
            Instead of the installed ones.
        """
        from influencekit import models, render  # noqa: PLC0415 - numpy is loaded when it is needed

        registry = cls()
        registry.add(models, "builtin")
        registry.add(render, "formats")
        if entry_points is None:
            entry_points = importlib.metadata.entry_points(group=hookspecs.PROJECT)
        blocked = set(block)
        for entry in sorted(entry_points, key=lambda entry: entry.name):
            if entry.name not in blocked:
                registry._load(entry)
        return registry

    def _load(self, entry: importlib.metadata.EntryPoint) -> None:
        worked, plugin = guarded("plugin", entry.name, entry.load, self.problems)
        if not worked:
            return
        made_by = f"{entry.dist.name} {entry.dist.version}" if entry.dist else ""
        guarded("plugin", entry.name, lambda: self.add(plugin, entry.name, made_by), self.problems)

    def add(self, plugin: object, name: str, distribution: str = "") -> None:
        """Take in `plugin`, an object or module with hook implementations.

        Raises
        ------
        PluginError
            Where it implements an unknown hook, wants an unknown argument, or the name is taken.
        """
        if any(known.name == name for known in self._plugins):
            raise PluginError(f"A plugin called {name!r} is registered already.")
        self._refuse_unknown_hooks(plugin, name)
        try:
            self._manager.register(plugin, name)
        except (pluggy.PluginValidationError, ValueError) as error:
            raise PluginError(f"Plugin {name!r}: {error}") from error
        self._plugins.append(_Plugin(name, plugin, distribution))
        self._collected.clear()

    def _refuse_unknown_hooks(self, plugin: object, name: str) -> None:
        known = [f"{hookspecs.PROJECT}_register_{kind}" for kind in KINDS]
        for attribute in dir(plugin):
            if attribute in known or not hasattr(
                getattr(plugin, attribute, None), f"{hookspecs.PROJECT}_impl"
            ):
                continue
            near = difflib.get_close_matches(attribute, known, 1)
            hint = f" Did you mean {near[0]!r}?" if near else f" The hooks are {', '.join(known)}."
            raise PluginError(f"Plugin {name!r} implements an unknown hook {attribute!r}.{hint}")

    def collect(self, kind: str) -> dict[str, Any]:
        """Return what plugins registered as `kind`, by name, first-come; clashes are problems."""
        if kind in self._collected:
            return self._collected[kind]
        found = self._collected[kind] = {}
        owners: dict[str, str] = {}
        hook = getattr(self._manager.hook, f"{hookspecs.PROJECT}_register_{kind}")
        for known in self._plugins:
            others = [other.plugin for other in self._plugins if other is not known]
            alone = self._manager.subset_hook_caller(hook.name, remove_plugins=others)

            def register(item: Any, known: _Plugin = known) -> None:
                name = getattr(item, "name", None)
                if not isinstance(name, str) or not name:
                    raise PluginError(f"what it registers in {hook.name} has no name: {item!r}")
                if name in found:
                    raise PluginError(
                        f"{name!r} is registered by both {owners[name]!r} and {known.name!r}; "
                        f"the first is used. Block one of them by name."
                    )
                found[name] = item
                owners[name] = known.name
                if (kind, name) not in known.registered:
                    known.registered.append((kind, name))

            guarded("plugin", known.name, lambda: alone(register=register), self.problems)  # noqa: B023
        return found

    def plugins(self) -> Sequence[PluginInfo]:
        """Return what is loaded, in order, with what each registered."""
        for kind in KINDS:
            self.collect(kind)
        return [
            PluginInfo(
                name=known.name,
                distribution=known.distribution,
                registered=tuple(known.registered),
            )
            for known in self._plugins
        ]
