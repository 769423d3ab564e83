"""Finds plugins, keeps each one's failures to itself, and knows who registered what."""

import difflib
import functools
import importlib.metadata
import inspect
import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs
import pluggy

from influencekit import hookspecs, protocols
from influencekit.errors import Cancelled, InfluenceKitError, PluginError
from influencekit.report import Problem

_PROTOCOLS: dict[str, type] = {
    "sources": protocols.Source,
    "models": protocols.Model,
    "renderers": protocols.Renderer,
    "encoders": protocols.Encoder,
}
KINDS = tuple(_PROTOCOLS)
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


def guarded(
    kind: str, name: str, call: Callable[[], Any], problems: list[Problem]
) -> tuple[bool, Any]:
    """Call a plugin's code; what it raises becomes a `Problem` instead.

    Returns
    -------
    worked
        Whether it returned.
    value
        What it returned, else what it raised.

    Raises
    ------
    Cancelled
        That is nobody's failure.
    """
    try:
        return True, call()
    except Cancelled:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's code may raise anything
        message = _message(error)
        trace = traceback.format_exc()
        problems.append(Problem(kind=kind, name=name, message=message, trace=trace))
        return False, error


def _message(error: BaseException) -> str:
    if isinstance(error, InfluenceKitError):
        return str(error)
    if isinstance(error, SystemExit):
        return f"It tried to end the program (exit code {error.code})."
    # Not str(error): that is a stranger's code too, and may raise in its turn.
    return " ".join(" ".join(traceback.format_exception_only(error)).split())


def _refuse_unknown_hooks(plugin: object, name: str) -> None:
    known = [f"{hookspecs.PROJECT}_register_{kind}" for kind in KINDS]
    for attribute in dir(plugin):
        value = inspect.getattr_static(plugin, attribute, None)
        if attribute in known or not hasattr(value, f"{hookspecs.PROJECT}_impl"):
            continue
        near = difflib.get_close_matches(attribute, known, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"The hooks are {', '.join(known)}."
        raise PluginError(f"Plugin {name!r} implements an unknown hook {attribute!r}. {hint}")


def _refuse_incomplete(kind: str, item: Any) -> None:
    """Raise `PluginError` unless `item` has every attribute of its protocol and a usable name."""
    wanted = {*_PROTOCOLS[kind].__annotations__, *vars(_PROTOCOLS[kind])}
    missing = [known for known in sorted(wanted) if known[0] != "_" and not hasattr(item, known)]
    hook = f"{hookspecs.PROJECT}_register_{kind}"
    if missing:
        raise PluginError(f"What it offers in {hook} lacks {', '.join(missing)}: {item!r}.")
    if not isinstance(item.name, str) or not item.name:
        raise PluginError(f"The name of what it offers in {hook} is {item.name!r}, not a text.")


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
        _refuse_unknown_hooks(plugin, name)
        try:
            self._manager.register(plugin, name)
        except (pluggy.PluginValidationError, ValueError) as error:
            if self._manager.has_plugin(name):  # as pluggy up to 1.6 leaves it
                self._manager.unregister(name=name)
            raise PluginError(f"{' '.join(str(error).split())}.") from error
        self._plugins.append(_Plugin(name, plugin, distribution))
        self._collected.clear()

    def collect(self, kind: str) -> dict[str, Any]:
        """Return what plugins registered as `kind` (one of `KINDS`) by name, in their order.

        What breaks the contract or has a name that is taken is left out and becomes a problem.
        """
        if kind in self._collected:
            return self._collected[kind]
        found = self._collected[kind] = {}
        owners: dict[str, str] = {}
        hook = f"{hookspecs.PROJECT}_register_{kind}"
        for owner in self._plugins:
            others = [other.plugin for other in self._plugins if other is not owner]
            alone = self._manager.subset_hook_caller(hook, remove_plugins=others)
            register = functools.partial(self._take, kind, owner, found, owners)
            guarded(
                "plugin", owner.name, functools.partial(alone, register=register), self.problems
            )
        return found

    def _take(
        self, kind: str, owner: _Plugin, found: dict[str, Any], owners: dict[str, str], item: Any
    ) -> None:
        """Keep what a plugin registers; a refusal costs that one item, not the plugin's others."""

        def take() -> None:
            _refuse_incomplete(kind, item)
            if item.name in found:
                raise PluginError(
                    f"{item.name!r} is registered by both {owners[item.name]!r} and "
                    f"{owner.name!r}; the first is used. Block one of the two by name."
                )
            found[item.name] = item
            owners[item.name] = owner.name
            if (kind, item.name) not in owner.registered:
                owner.registered.append((kind, item.name))

        guarded("plugin", owner.name, take, self.problems)

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
