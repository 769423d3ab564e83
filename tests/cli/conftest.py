import attrs
import pytest

STORY = """
    2024-01-01 "Ada Lovelace"<ada@work.example.org> src/engine.py +10, docs/guide.md +4 "Start the engine"
    2024-01-02 bob src/engine.py +5 -2 reviewed-by="Ada Lovelace"<ada@work.example.org> "Make it turn"
    2024-01-03 "Ada Lovelace"<lovelace@home.example.net> tests/test_engine.py +6 "Try it"
    2024-01-04 "renovate[bot]" requirements.txt +1 "Update things"
"""


@attrs.frozen
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def cli(capsys):
    """Return a function that runs the command line in this process."""
    from influencekit.cli import run  # noqa: PLC0415 - so that a broken module fails tests, not collection

    def call(*arguments):
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Outcome(code, *capsys.readouterr())

    return call


@pytest.fixture
def story(repo):
    """Return a repository of three people and a bot, one of them under two addresses."""
    return repo(STORY)


@pytest.fixture
def config():
    """Return a function that writes the user's own settings file."""
    from influencekit.cli.layers import user_file  # noqa: PLC0415 - see above

    def write(text):
        user_file().parent.mkdir(parents=True, exist_ok=True)
        user_file().write_text(text, encoding="utf-8")

    return write
