"""How commands end: exit codes, one line on stderr, and nothing that looks like a crash."""

import importlib.metadata
import os
import signal
import subprocess
import sys

import pytest

from influencekit import cli as command_line
from influencekit.errors import ExitCode

PROGRAM = [sys.executable, "-m", "influencekit"]


@pytest.fixture
def failing(monkeypatch):
    """Make every command fail in a way of one's choice."""

    def fail(error):
        def main(*_, **__):
            raise error

        monkeypatch.setattr(command_line.commands, "main", main)

    return fail


def test_a_wrong_option_is_a_usage_error(cli):
    outcome = cli("analyze", "--nonsense")
    assert outcome.code == ExitCode.USAGE
    assert "No such option" in outcome.err


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--since", "someday", "'--since': expected a date"),
        ("--kind", "poems", "'--kind': expected a list of"),
        ("--rev", "--all", "'--rev': expected a revision"),
        ("--as-of", "someday", "'--as-of': expected a date"),
        ("--format", "xml", "'--format': 'xml' is not one of table, "),
        ("--jobs", "-1", "'--jobs'"),
    ],
)
def test_a_wrong_value_is_told_under_the_option_that_has_it(option, value, said, cli, story):
    outcome = cli("analyze", story, option, value)
    assert outcome.code == ExitCode.USAGE
    assert said in outcome.err


@pytest.mark.parametrize("command", ["analyze", "who", "people", "lines", "index"])
def test_what_is_not_there_is_an_input_error(command, cli, tmp_path):
    outcome = cli(command, tmp_path / "nowhere")
    assert (outcome.code, outcome.out) == (ExitCode.INPUT, "")
    assert outcome.err.startswith("influencekit: ")
    assert "nowhere" in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_revision_that_does_not_exist_is_an_input_error(cli, story):
    outcome = cli("analyze", story, "--rev", "v99")
    assert outcome.code == ExitCode.INPUT
    assert "v99" in outcome.err


def test_an_output_file_that_cannot_be_written_is_the_machines_fault(cli, tmp_path):
    outcome = cli("plugins", "-o", tmp_path / "no" / "folder.txt")
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "Cannot write" in outcome.err


def test_problems_are_told_and_strict_turns_them_into_an_exit_code(cli, monkeypatch, story):
    broken = importlib.metadata.EntryPoint("broken", "does_not_exist", "influencekit")
    installed = importlib.metadata.entry_points(group="influencekit")
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: [*installed, broken])
    lenient, strict = cli("people", story), cli("people", story, "--strict")
    assert (lenient.code, strict.code) == (ExitCode.OK, ExitCode.PROBLEMS)
    assert lenient.out == strict.out
    assert lenient.err.count("plugin broken: ModuleNotFoundError") == 1
    assert "Traceback" not in lenient.err
    assert "Traceback" in cli("people", story, "--verbose").err


def test_a_broken_plugin_is_told_of_also_where_the_command_fails(cli, monkeypatch, story):
    broken = importlib.metadata.EntryPoint("git", "does_not_exist", "influencekit")
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: [broken])
    outcome = cli("analyze", story)
    assert outcome.code == ExitCode.INPUT
    assert "plugin git: ModuleNotFoundError" in outcome.err


def test_what_several_models_say_alike_is_said_once(cli, tmp_path, git):
    git(tmp_path, "init", "--quiet")
    outcome = cli("analyze", tmp_path)
    assert outcome.code == ExitCode.OK
    told = [line for line in outcome.err.splitlines() if line.endswith("no source found any.")]
    assert any(line.startswith("influencekit: models ") and " and " in line for line in told)
    assert len(told) == len({line.partition(": It needs ")[2] for line in told})


def test_a_bug_is_one_line_that_asks_to_report_it(cli, failing):
    failing(ZeroDivisionError("division by zero"))
    outcome = cli("plugins")
    assert outcome.code == ExitCode.INTERNAL
    assert outcome.err == (
        "influencekit: ZeroDivisionError: division by zero. "
        "This is a bug in influencekit: please report it with the output of --verbose.\n"
    )


def test_a_bug_shows_where_it_is_when_asked(cli, failing, monkeypatch):
    failing(ZeroDivisionError("division by zero"))
    assert "Traceback" in cli("plugins", "--verbose").err
    monkeypatch.setenv("INFLUENCEKIT_DEBUG", "1")
    assert "Traceback" in cli("plugins").err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), ExitCode.INTERRUPTED, "Stopped."),
        (MemoryError(), ExitCode.ENVIRONMENT, "There is not enough memory."),
        (PermissionError(13, "Permission denied", "/x"), ExitCode.ENVIRONMENT, "/x: Permission"),
        (OSError(28, "No space left on device"), ExitCode.ENVIRONMENT, "No space left on device."),
    ],
)
def test_what_the_machine_or_the_user_did_has_a_code_of_its_own(error, code, said, cli, failing):
    failing(error)
    outcome = cli("plugins")
    assert outcome.code == code
    assert outcome.err.startswith(f"influencekit: {said}")
    assert outcome.err.count("\n") == 1


def test_a_message_cannot_act_on_the_terminal(cli, tmp_path):
    outcome = cli("analyze", tmp_path / "\x1b[31mred\u202e")
    assert "\x1b" not in outcome.err
    assert r"\x1b[31mred\u202e" in outcome.err


# Whole processes


def test_a_reader_who_stops_early_ends_it_quietly(story):
    with subprocess.Popen(
        [*PROGRAM, "analyze", str(story)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert (process.wait(60), process.stderr.read()) == (ExitCode.OK, b"")


def test_names_are_printed_where_the_encoding_has_no_letters_for_them(repo):
    root = repo('2024-01-01 "\u0141ukasz"<lukasz@lukasz.net> a.py +1')
    environ = os.environ | {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [*PROGRAM, "people", str(root)], capture_output=True, env=environ, check=False
    )
    assert done.returncode == ExitCode.OK, done.stderr
    assert b"\\u0141ukasz" in done.stdout


def test_ctrl_c_ends_with_130_and_one_line(story, tmp_path):
    script = tmp_path / "slow.py"
    script.write_text(
        "import time\n"
        "from influencekit import cli\n"
        "def main(*_, **__):\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
        "cli.commands.main = main\n"
        "raise SystemExit(cli.run(['plugins']))\n",
        encoding="utf-8",
    )
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == ExitCode.INTERRUPTED
        assert process.stderr.read() == b"influencekit: Stopped.\n"


def test_a_closed_output_is_no_crash():
    command = f"exec {' '.join(PROGRAM)} plugins >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", command], check=False).returncode == ExitCode.OK


def test_the_version_is_the_distributions():
    done = subprocess.run([*PROGRAM, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"influencekit {importlib.metadata.version('influencekit')}\n"
