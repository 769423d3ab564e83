"""What is shipped is whole: built, taken apart, installed into an empty folder, and run from there."""

import email
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = {
    "influencekit": ROOT / "influencekit",
    "influencekit_git": ROOT / "plugins" / "influencekit_git",
    "influencekit_blogs": ROOT / "plugins" / "influencekit_blogs",
    "influencekit_notes": ROOT / "plugins" / "influencekit_notes",
    "influencekit_transformer": ROOT / "plugins" / "influencekit_transformer",
    "influencekit_lsp": ROOT / "lsp" / "influencekit_lsp",
}


def run(*command, **options):
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


OFFLINE = ("--no-deps", "--no-index", "--no-cache-dir", "--quiet")
NOBODYS = {**os.environ, "PIP_CONFIG_FILE": os.devnull}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build the source distribution, and the wheel from that alone; return both files."""
    folder = tmp_path_factory.mktemp("built")
    run("-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    run("-m", "pip", "wheel", *OFFLINE, "--no-build-isolation", "-w", folder, sdist, env=NOBODYS)
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def wheel(built):
    with zipfile.ZipFile(built[1]) as archive:
        yield archive


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """Install the wheel, and nothing else, into an empty folder."""
    site = tmp_path_factory.mktemp("site")
    run("-m", "pip", "install", *OFFLINE, "--target", site, built[1], env=NOBODYS)
    return site


def in_wheel(wheel, name):
    (found,) = (it for it in wheel.namelist() if it.endswith(f".dist-info/{name}"))
    return wheel.read(found).decode()


def test_the_wheel_holds_the_import_packages_and_nothing_else(wheel):
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops == {*PACKAGES, f"influencekit-{PROJECT['version']}.dist-info"}


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_whole_and_typed(wheel, package):
    folder = PACKAGES[package]
    files = {
        f"{package}/{file.relative_to(folder).as_posix()}"
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert f"{package}/py.typed" in files
    assert {name for name in wheel.namelist() if name.startswith(f"{package}/")} == files


def test_the_wheel_says_what_the_project_says(wheel):
    said = email.message_from_string(in_wheel(wheel, "METADATA"))
    assert said["Name"] == "influencekit"
    assert said["Version"] == PROJECT["version"]
    assert said["Requires-Python"] == PROJECT["requires-python"]
    assert said["License-Expression"] == PROJECT["license"]
    extras = PROJECT["optional-dependencies"]
    needed = [*PROJECT["dependencies"], *(it for extra in extras.values() for it in extra)]
    assert len(said.get_all("Requires-Dist")) == len(needed)
    assert "# influencekit" in said.get_payload()
    assert in_wheel(wheel, "licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_wheel_offers_its_plugins_its_fixtures_and_its_command(wheel):
    told = [line for line in in_wheel(wheel, "entry_points.txt").splitlines() if line]
    assert told == [
        "[console_scripts]",
        "influencekit = influencekit.cli:main",
        "[influencekit]",
        "blogs = influencekit_blogs",
        "git = influencekit_git",
        "notes = influencekit_notes",
        "transformer = influencekit_transformer",
        "[influencekit.commands]",
        "lsp = influencekit_lsp.command:command",
        "[pytest11]",
        "influencekit = influencekit._pytest_plugin",
    ]


def test_the_source_distribution_has_what_the_tests_and_the_pages_need(built):
    with tarfile.open(built[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in ("Makefile", "tests/conftest.py", "docs/index.md", "CHANGELOG.md", "LICENSE"):
        assert needed in names
    assert not [name for name in names if "__pycache__" in name or name.startswith(".git/")]


@pytest.mark.parametrize("start", ["-m influencekit", "bin/influencekit"])
def test_the_wheel_runs_without_the_source(installed, repo, tmp_path, start):
    root = repo('2024-01-03 ada src/a.py +10 "Start"\n2024-01-04 bob src/b.py +5 "More"')
    environ = {**os.environ, "PYTHONPATH": str(installed)}
    command = start.split() if start.startswith("-") else [installed / start]
    version = run(*command, "--version", cwd=tmp_path, env=environ)
    assert version == f"influencekit {PROJECT['version']}\n"
    where = "import influencekit; print(influencekit.__file__)"
    told = run("-c", where, cwd=tmp_path, env=environ)
    assert Path(told.strip()).parent == installed / "influencekit"
    report = run(*command, "analyze", root, "--format", "md", cwd=tmp_path, env=environ)
    assert "| src/ | 2 | 15 | 2 | 2 | 2024-01-04 |" in report
