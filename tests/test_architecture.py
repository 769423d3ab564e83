"""Who may import whom, and what is nowhere: the invariants of docs/explanation/architecture.md."""

import ast
import itertools
import json
import re
import statistics
import subprocess
import sys
from fnmatch import fnmatchcase
from graphlib import TopologicalSorter
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = {
    "influencekit": ROOT / "influencekit",
    "influencekit_git": ROOT / "plugins" / "influencekit_git",
    "influencekit_blogs": ROOT / "plugins" / "influencekit_blogs",
    "influencekit_notes": ROOT / "plugins" / "influencekit_notes",
    "influencekit_transformer": ROOT / "plugins" / "influencekit_transformer",
    "influencekit_lsp": ROOT / "lsp" / "influencekit_lsp",
}

LAYERS = {
    "values": "domain errors report words",
    "texts, times, arrays": "charts charts.links charts.marks charts.node_link charts.squarify columns linediff patterns people people.addresses people.given_names people.names times",
    "what plugins see": "hookspecs protocols task",
    "history and files": (
        "areas codeowners commits evidence history kinds languages lineage mentoring notes "
        "origins people.mailmap rematch tours trailers"
    ),
    "people": "knowers people.assistants people.bots people.duplicates people.identity people.mailboxes people.merging people.teams",
    "settings": "settings settings.keys settings.layers settings.places settings.values",
    "folding": "_join fold recorded selection",
    "models": "models models.*",
    "plugins": "contract params registry",
    "running": "charts.bars charts.built_on charts.collect charts.knowledge_map charts.known_areas charts.life charts.mentoring charts.posts citations departures engine everybody explain export export.schema frames gather noted opening overview paired settings.requests story",
    "judging": "backtests backtests.*",
    "rendering": "render render.*",
    "tables": "export.tables",
    "one call": "_api",
    "edges": "__main__ _fast_import _pytest_plugin _script cli cli.* testing",
}
"""Modules of the core, the lowest first: each imports from its own layer and from those above it."""

SERVER = "influencekit_lsp"
"""A surface beside the command line: it may use all of the core, and no plugin."""

UPWARD = {
    ("registry", "models"),  # both are registered through the public hooks, like any plugin
    ("registry", "render"),
    ("evidence", "render.notebook"),  # what Jupyter shows of values is a renderer's to say
    ("report", "render.drawing"),
    ("report", "render.notebook"),
}
"""Imports that go up; each is inside a function, so that nothing is loaded before it is needed."""

OTHERS = {
    "attrs": ["influencekit.*", "influencekit_*"],
    "cattrs": ["influencekit.params"],
    "click": ["influencekit.cli", "influencekit.cli.*", "influencekit_lsp.command"],
    "git": ["influencekit_git.repository"],
    "lsprotocol": [
        "influencekit_lsp.convert",
        "influencekit_lsp.features",
        "influencekit_lsp.server",
    ],
    "numpy": [
        "influencekit.*",
        "influencekit_git.*",
        "influencekit_lsp.cards",
        "influencekit_lsp.knowledge",
        "influencekit_lsp.posts",
    ],
    "platformdirs": ["influencekit.cli.layers"],
    "pluggy": ["influencekit.hookspecs", "influencekit.registry"],
    "pygls": ["influencekit_lsp.server", "influencekit_lsp.transports"],
    "pyarrow": ["influencekit.cli.writers", "influencekit.frames"],
    "pytest": ["influencekit._pytest_plugin"],
    "rich": [
        "influencekit.cli.progress",
        "influencekit.render.plain",
        "influencekit.render.terminal",
    ],
    "scipy": ["influencekit.models.contribution.fitting"],
    "sentence_transformers": ["influencekit_transformer.encoder"],
    "sklearn": ["influencekit.models.contribution.fitting"],
    "transformers": ["influencekit_transformer.encoder"],
    "vl_convert": ["influencekit.render.drawing"],
    "websockets": ["influencekit_lsp.transports"],
    "yaml": [
        "influencekit_blogs.fences",
        "influencekit_blogs.values",
        "influencekit_notes.frontmatter",
    ],
}
"""Other people's packages, and the modules that may import each."""

EFFECTS = {
    "asyncio": [
        "influencekit_lsp.blaming",
        "influencekit_lsp.desk",
        "influencekit_lsp.drawing",
        "influencekit_lsp.reader",
        "influencekit_lsp.roots",
        "influencekit_lsp.server",
        "influencekit_lsp.session",
        "influencekit_lsp.transports",
        "influencekit_lsp.turns",
    ],
    "ctypes": [],
    "getpass": [],
    "http": ["influencekit.cli.panel"],
    "locale": [],
    "multiprocessing": [],
    "os": ["influencekit.cli", "influencekit.cli.*", "influencekit.testing", "influencekit_*"],
    "platform": ["influencekit.cli.doctor"],
    "random": [],
    "secrets": ["influencekit.cli.panel"],
    "shelve": [],
    "shutil": [
        "influencekit.cli.output",
        "influencekit.cli.writers",
        "influencekit_git.repository",
    ],
    "signal": ["influencekit.cli", "influencekit.cli.progress"],
    "socket": [],
    "sqlite3": ["influencekit.cli.writers", "influencekit_git.source", "influencekit_git.store"],
    "ssl": [],
    "subprocess": [
        "influencekit.cli.editors",
        "influencekit.testing",
        "influencekit_git.checks",
        "influencekit_git.hunks",
        "influencekit_git.log",
        "influencekit_git.repository",
        "influencekit_lsp.desk",
        "influencekit_lsp.reader",
    ],
    "sys": [
        "influencekit.__main__",
        "influencekit.cli",
        "influencekit.cli.*",
        "influencekit_lsp.*",
    ],
    "tempfile": [
        "influencekit_blogs.writing",
        "influencekit.cli.doctor",
        "influencekit.cli.files",
        "influencekit.cli.panel",
        "influencekit.cli.writers",
        "influencekit_git.*",
        "influencekit_lsp.desk",
        "influencekit_lsp.reader",
    ],
    "threading": [
        "influencekit.cli.editors",
        "influencekit.cli.follow",
        "influencekit.cli.panel",
        "influencekit_lsp.blaming",
        "influencekit_lsp.reader",
        "influencekit_lsp.reading",
        "influencekit_lsp.slots",
        "influencekit_lsp.transports",
    ],
    "time": [
        "influencekit.cli.*",
        "influencekit_git.store",
        "influencekit_lsp.commands",
        "influencekit_lsp.reading",
        "influencekit_notes.files",
    ],
    "urllib.request": [],
    "uuid": [],
    "webbrowser": ["influencekit.cli.report", "influencekit.cli.panel"],
}
"""Modules of the standard library that reach outside of the process, and who may import each."""

DISK = {
    "influencekit._api": {"expanduser", "exists", "is_dir"},  # the roots that it is given
    "influencekit.settings.requests": {"home", "read_text"},  # the lists that settings name
    "influencekit.settings.places": {"exists", "is_dir", "is_file"},  # whether they may be opened
    "influencekit.render.html.document": {"read_text"},  # the page's own style and script
}
"""Below the edges of the core, all that touches the disk or asks who the user is."""

LARGEST_MODULE, LARGEST_FUNCTION, MEDIAN_MODULE = 500, 50, 150


@attrs.frozen
class Import:
    """One name that one module imports, anywhere in it."""

    by: str
    of: str
    line: int
    lazy: bool
    """Whether it is inside a function."""
    typing: bool
    """Whether only a type checker sees it."""

    def __str__(self):
        return f"{self.by}:{self.line} imports {self.of}"


def modules():
    """Return each module's file by its dotted name."""
    found = {}
    for package, folder in PACKAGES.items():
        for file in folder.rglob("*.py"):
            parts = file.relative_to(folder).with_suffix("").parts
            found[".".join((package, *parts)).removesuffix(".__init__")] = file
    return found


MODULES = modules()
TREES = {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in MODULES.items()}


def imports_of(name, node=None, *, lazy=False, typing=False):
    """Yield every import in the module `name`; one that names a module names it in full."""
    for child in ast.iter_child_nodes(node or TREES[name]):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(name, alias.name, child.lineno, lazy, typing)
        elif isinstance(child, ast.ImportFrom):
            assert not child.level, f"{name}:{child.lineno}: a relative import"
            for alias in child.names:
                whole = f"{child.module}.{alias.name}"
                of = whole if whole in MODULES else child.module
                yield Import(name, of, child.lineno, lazy, typing)
        else:
            inside = lazy or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            checked = typing or (
                isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
            )
            yield from imports_of(name, child, lazy=inside, typing=checked)


IMPORTS = [found for name in MODULES for found in imports_of(name)]
CORE = [name for name in MODULES if name.split(".")[0] == "influencekit"]
BELOW_THE_EDGES = [
    name
    for name in CORE
    if not any(
        fnmatchcase(name, f"influencekit.{edge}") for edge in ["cli", *LAYERS["edges"].split()]
    )
]


def within(name, package):
    return name == package or name.startswith(f"{package}.")


def said(found):
    return "\n".join(map(str, found))


def layer(name):
    """Return the number of the layer that a core module is in."""
    short = name.removeprefix("influencekit.")
    numbers = [
        number
        for number, patterns in enumerate(LAYERS.values())
        if any(fnmatchcase(short, pattern) for pattern in patterns.split())
    ]
    assert len(numbers) == 1, f"{name} belongs to {len(numbers)} layers, not to one: see LAYERS"
    return numbers[0]


def inner():
    """Return the imports among modules of the core that happen when it runs."""
    return [
        found
        for found in IMPORTS
        if within(found.by, "influencekit") and within(found.of, "influencekit")
        if "influencekit" not in (found.by, found.of) and not found.typing
    ]


def goes_up(found):
    return (
        found.by.removeprefix("influencekit."),
        found.of.removeprefix("influencekit."),
    ) in UPWARD


def test_every_module_of_the_core_is_in_one_layer_and_every_layer_names_modules_that_exist():
    short = [name.removeprefix("influencekit.") for name in CORE if name != "influencekit"]
    for name in short:
        layer(name)
    named = [pattern for patterns in LAYERS.values() for pattern in patterns.split()]
    assert [it for it in named if not any(fnmatchcase(name, it) for name in short)] == []


def test_the_core_imports_downwards():
    wrong = [it for it in inner() if layer(it.of) > layer(it.by) and not goes_up(it)]
    assert not wrong, said(wrong)


def test_the_exceptions_that_go_up_exist_and_are_inside_functions():
    up = [found for found in inner() if goes_up(found)]
    assert len({(found.by, found.of) for found in up}) == len(UPWARD)
    assert all(found.lazy for found in up)


def test_no_module_needs_itself():
    graph = {name: set() for name in MODULES}
    for found in IMPORTS:
        whole = found.of not in PACKAGES  # a package's own names are fetched when they are used
        if found.of in MODULES and whole and not found.typing and not goes_up(found):
            graph[found.by].add(found.of)
    TopologicalSorter(graph).prepare()  # names the circle where there is one


def test_the_core_knows_neither_plugins_nor_editors():
    words = re.compile(
        r"influencekit_(?!register_|registry|evidence|impl|spec)\w+|pygls|lsprotocol"
    )
    named = {
        name: found
        for name in CORE
        if (found := words.findall(MODULES[name].read_text(encoding="utf-8")))
    }
    assert named == {}


def test_plugins_use_public_modules_of_the_core_and_not_each_other():
    ours = [it for it in IMPORTS if not within(it.by, "influencekit")]
    core = [it for it in ours if within(it.of, "influencekit") and it.of != "influencekit"]
    above = list(LAYERS).index("models")
    plugins = [it for it in core if not within(it.by, SERVER)]
    wrong = [it for it in plugins if layer(it.of) >= above or "._" in it.of]
    wrong += [
        it
        for it in ours
        for package in PACKAGES
        if package != "influencekit" and within(it.of, package) and not within(it.by, package)
    ]
    assert not wrong, said(wrong)


def test_nobody_imports_private_names_of_another_module():
    private = [
        f"{name}:{node.lineno} imports {alias.name} of {node.module}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("_") and f"{node.module}.{alias.name}" not in MODULES
    ]
    assert private == []


def outside():
    return [it for it in IMPORTS if it.of.split(".")[0] not in PACKAGES]


def allowed(found, table):
    """Return the modules that may import what `found` does, None where the table is silent."""
    keys = itertools.accumulate(found.of.split("."), "{}.{}".format)
    return next((table[key] for key in keys if key in table), None)


def test_each_package_of_other_people_is_imported_where_it_belongs():
    theirs = [it for it in outside() if it.of.split(".")[0] not in sys.stdlib_module_names]
    wrong = [it for it in theirs if not any(fnmatchcase(it.by, p) for p in allowed(it, OTHERS))]
    assert not wrong, said(wrong)
    assert {it.of.split(".")[0] for it in theirs} == set(OTHERS)


def test_only_the_edges_reach_outside_of_the_process():
    wrong = [
        found
        for found in outside()
        if (who := allowed(found, EFFECTS)) is not None and found.of != "os.path"
        if not any(fnmatchcase(found.by, pattern) for pattern in who)
    ]
    assert not wrong, said(wrong)


def test_the_tables_of_who_may_import_what_name_nobody_who_does_not():
    idle = [
        (of, pattern)
        for of, patterns in {**OTHERS, **EFFECTS}.items()
        for pattern in patterns
        if not any(within(it.of, of) and fnmatchcase(it.by, pattern) for it in outside())
    ]
    assert idle == []


def called(name):
    """Return the names of all functions and methods that are called in the module `name`."""
    calls = [node.func for node in ast.walk(TREES[name]) if isinstance(node, ast.Call)]
    return {it.attr if isinstance(it, ast.Attribute) else getattr(it, "id", "") for it in calls}


CLOCK = {"now", "today", "utcnow", "monotonic", "perf_counter"}
ENVIRONMENT = {"environ", "environb", "getenv", "argv", "stdin", "stdout", "stderr", "isatty"}
DISK_CALLS = {
    *("chdir", "cwd", "exists", "expanduser", "getcwd", "glob", "home", "is_dir", "is_file"),
    *("is_symlink", "iterdir", "lstat", "mkdir", "open", "read_bytes", "read_text", "rglob"),
    *("rmdir", "stat", "symlink_to", "touch", "unlink", "write_bytes", "write_text"),
    *("input", "breakpoint", "eval", "exec", "__import__"),
}


def test_below_the_edges_nothing_asks_the_clock_or_the_environment():
    asked = {
        f"{name}:{node.lineno} asks for {node.attr}"
        for name in BELOW_THE_EDGES
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Attribute) and node.attr in CLOCK | ENVIRONMENT
    }
    assert asked == set()


def test_below_the_edges_the_disk_is_touched_in_four_named_modules_alone():
    found = {name: called(name) & DISK_CALLS for name in BELOW_THE_EDGES}
    assert {name: calls for name, calls in found.items() if calls} == DISK


def loaded(code):
    """Return which packages are loaded after `code` in a fresh interpreter."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    command = [sys.executable, "-W", "error", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    names = json.loads(done.stdout.splitlines()[-1])
    before = {"__main__", "_distutils_hack", "editables", "pip", "setuptools", "sitecustomize"}
    packages = {name.split(".")[0] for name in names if not name.startswith("_editable")}
    return packages - set(sys.stdlib_module_names) - before


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import influencekit", {"influencekit"}),
        ("import influencekit.cli", {"influencekit", "click"}),
        ("from influencekit.cli import run; run(['--help'])", {"influencekit", "click"}),
        ("import influencekit_git", {"influencekit", "influencekit_git", "pluggy"}),
        ("import influencekit_blogs", {"influencekit", "influencekit_blogs", "pluggy"}),
        ("import influencekit_notes", {"influencekit", "influencekit_notes", "pluggy"}),
    ],
)
def test_importing_loads_nothing_that_is_not_needed_yet(code, expected):
    assert loaded(code) == expected


def test_importing_every_module_warns_of_nothing():
    names = [name for name in MODULES if not name.endswith("__main__")]
    loaded("\n".join(f"import {name}" for name in names))


def test_modules_and_functions_fit_on_a_screen_or_two():
    sizes = {
        name: len(file.read_text(encoding="utf-8").splitlines()) for name, file in MODULES.items()
    }
    assert {name: size for name, size in sizes.items() if size > LARGEST_MODULE} == {}
    assert statistics.median(size for size in sizes.values() if size) <= MEDIAN_MODULE
    long = [
        f"{name}.{node.name}: {size} lines"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (size := node.end_lineno - node.lineno + 1) > LARGEST_FUNCTION
    ]
    assert long == []
