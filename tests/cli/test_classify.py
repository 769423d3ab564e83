"""``influencekit classify``: train, evaluate, predict."""

import importlib.metadata
import io
import json
import sys

import pytest

from influencekit.errors import ExitCode

WORDS = {"corrective": ("fix", "crash"), "features": ("add", "support")}


@pytest.fixture
def labelled(tmp_path):
    rows = [
        f"{label},{words[row % 2]} part {row}"
        for row in range(20)
        for label, words in WORDS.items()
    ]
    path = tmp_path / "data.csv"
    path.write_text("\n".join(["label,message", *rows, ""]), encoding="utf-8")
    return path


@pytest.fixture
def model(cli, labelled, tmp_path):
    pytest.importorskip("sklearn", reason="the extra learn is not installed")
    path = tmp_path / "model.json"
    assert cli("classify", "train", labelled, "-o", path, "--epochs", "3").code == ExitCode.OK
    return path


def read(outcome):
    assert outcome.code == ExitCode.OK, outcome.err
    return json.loads(outcome.out)


def test_training_prints_each_epoch_and_how_well_it_does_on_what_was_held_out(
    cli, labelled, tmp_path
):
    pytest.importorskip("sklearn", reason="the extra learn is not installed")
    path = tmp_path / "model.json"
    found = read(
        cli("classify", "train", labelled, "-o", path, "--epochs", "3", "--format", "json")
    )
    epochs, report, confusion = found["tables"]
    assert epochs["columns"] == ["epoch", "train loss", "dev precision", "dev recall", "dev F1"]
    assert [row[0] for row in epochs["rows"]] == [1, 2, 3]
    assert report["columns"] == ["class", "precision", "recall", "F1", "messages"]
    assert confusion["columns"] == ["true class", "told corrective", "told features"]
    assert found["classes"] == ["corrective", "features"]
    assert path.read_text("utf-8").startswith('{"format": "influencekit/contribution-classifier"')


def test_without_a_place_for_the_model_the_figures_are_printed_alone(cli, labelled, tmp_path):
    pytest.importorskip("sklearn", reason="the extra learn is not installed")
    outcome = cli("classify", "train", labelled, "--epochs", "1")
    assert outcome.code == ExitCode.OK
    assert "Not written, for want of -o MODEL: 2 classes" in outcome.out
    assert list(tmp_path.iterdir()) == [labelled]


def test_what_was_trained_judges_and_tells(cli, model, labelled):
    found = read(cli("classify", "evaluate", model, labelled, "--format", "json"))
    assert found["tables"][0]["rows"][-1][3] == 1.0
    found = read(cli("classify", "predict", model, "Fix the part", "--format", "json"))
    [prediction] = found["predictions"]
    assert prediction["told"] == "corrective"
    assert prediction["probability"] > 0.5
    assert prediction["because"][0] == "fix"


def test_without_scikit_learn_a_model_is_used_and_training_names_the_extra(
    cli, model, labelled, monkeypatch
):
    for name in ("scipy", "sklearn"):
        monkeypatch.setitem(sys.modules, name, None)
    assert cli("classify", "evaluate", model, labelled).code == ExitCode.OK
    assert cli("classify", "predict", model, "Fix it").code == ExitCode.OK
    outcome = cli("classify", "train", labelled, "-o", model)
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "pip install 'influencekit[learn]'" in outcome.err


def test_a_message_of_no_class_is_unknown_instead_of_the_least_unlikely_one(cli, tmp_path):
    pytest.importorskip("sklearn", reason="the extra learn is not installed")
    words = {"a": "fix", "b": "add", "c": "tidy"}
    rows = [f"{label},{word} part {row}" for row in range(20) for label, word in words.items()]
    data, path = tmp_path / "data.csv", tmp_path / "model.json"
    data.write_text("\n".join(["label,message", *rows]), encoding="utf-8")
    cli("classify", "train", data, "-o", path)
    found = read(cli("classify", "predict", path, "zzz", "tidy it", "--format", "json"))
    assert [each["told"] for each in found["predictions"]] == ["unknown", "c"]
    assert found["predictions"][0]["probability"] is None


def test_a_repository_is_told_commit_by_commit_the_latest_first(cli, model, story):
    found = read(cli("classify", "predict", model, story, "--format", "json"))
    messages = [each["message"] for each in found["predictions"]]
    assert messages == ["Try it", "Make it turn", "Start the engine"]
    assert all(len(each["locator"]) == 40 for each in found["predictions"])
    out = cli("classify", "predict", "rules", story, "--limit", "1").out
    assert "Not shown: 2 messages." in out


def test_files_texts_and_the_standard_input_are_messages(cli, tmp_path, monkeypatch):
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_bytes(b"docs: \xe9\n\nbody")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Fix it \xe9")))
    texts = [file, "-", "Add it", "", "x" * 300_000, "a\0b"]
    found = read(cli("classify", "predict", "rules", *texts, "--format", "json"))["predictions"]
    assert [each["told"] for each in found] == ["docs", "fix", "feat", *["unknown"] * 3]
    assert found[0]["message"] == "docs: \\xe9"
    assert found[-1]["probability"] is None


def test_people_read_shares_in_percent_and_no_column_that_says_nothing(cli, model, repo):
    out = cli("classify", "predict", "rules", "fix: close it", "More speed").out
    assert "fix           1  50.0 %" in out
    assert "class  message        because" in out
    assert 'perf   More speed     "speed" is a word for it' in out
    found = cli("classify", "predict", model, repo('2024-01-01 ada a.py +1 "fix it"')).out
    assert "where       class       probability  message  because" in found
    assert " %  fix it   fix" in found
    told = read(cli("classify", "predict", "rules", "fix: close it", "--format", "json"))
    assert told["tables"][0]["rows"] == [["fix", 1, 1.0]]


def test_a_hostile_message_acts_on_no_terminal_and_no_page(cli):
    hostile = "fix \x1b[2J\u202e| <script>alert(1)</script> [x](javascript:y)"
    for format_ in ("table", "md"):
        out = cli("classify", "predict", "rules", hostile, "--format", format_).out
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert "<script>" not in out
    assert "[x](" not in out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[: len(text) // 2], "cut short"),
        (lambda text: text.replace('"version": 1', '"version": 9'), "format version 9"),
        (lambda _: "cos\nsystem\n(S'x'\ntR.", "this is no trained model"),
        (lambda _: "", "this is no trained model"),
    ],
)
def test_a_bad_model_file_is_refused_with_what_to_do(cli, model, change, said):
    model.write_text(change(model.read_text("utf-8")), encoding="utf-8")
    outcome = cli("classify", "predict", model, "x")
    assert (outcome.code, outcome.out) == (ExitCode.INPUT, "")
    assert said in outcome.err


def test_a_model_file_that_is_too_large_is_not_read(cli, tmp_path):
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(1 << 40)  # takes no space
    outcome = cli("classify", "predict", huge, "x")
    assert outcome.code == ExitCode.INPUT
    assert "larger than" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["predict", "nowhere.json", "x"], ExitCode.INPUT, "there is no such file"),
        (["evaluate", "rules", "nowhere.csv"], ExitCode.INPUT, "there is no such file"),
        (["evaluate", "rules", "{file}"], ExitCode.INPUT, "must name the columns"),
        (["train", "{file}"], ExitCode.INPUT, "must name the columns"),
        (["train", "{file}", "-o", "m", "--epochs", "0"], ExitCode.USAGE, "'--epochs'"),
        (["train", "{file}", "-o", "m"], ExitCode.INPUT, "must name the columns"),
        (["unlearn"], ExitCode.USAGE, "unlearn"),
    ],
)
def test_what_cannot_be_done_is_said(cli, tmp_path, arguments, code, said):
    file = tmp_path / "x.csv"
    file.write_text("kind,text\nfix,x\n", encoding="utf-8")
    outcome = cli("classify", *(part.format(file=file) for part in arguments))
    assert (outcome.code, outcome.out) == (code, "")
    assert said in outcome.err


def test_the_same_data_give_the_same_file(cli, model, labelled, tmp_path):
    again = tmp_path / "again.json"
    cli("classify", "train", labelled, "-o", again, "--epochs", "3")
    assert again.read_bytes() == model.read_bytes()


def test_the_rules_are_judged_like_any_model(cli, labelled):
    out = cli("classify", "evaluate", "rules", labelled).out
    assert "rules on" in out
    assert "told corrective" in out


ENCODER = """
from influencekit import hookimpl


class Length:
    name, title = "length", "the length of a message"

    def digest(self):
        return "1"

    def encode(self, texts, task):
        return [["fix" in text or "crash" in text, len(text) / 20] for text in texts]


@hookimpl
def influencekit_register_encoders(register):
    register(Length())
"""


@pytest.fixture
def length(tmp_path, monkeypatch):
    """Install a plugin that offers an encoder."""
    (tmp_path / "lengths.py").write_text(ENCODER, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    plugin = importlib.metadata.EntryPoint("lengths", "lengths", "influencekit")
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: [plugin])
    yield
    sys.modules.pop("lengths", None)


@pytest.mark.usefixtures("length")
def test_a_model_learns_from_the_encoder_that_a_plugin_offers(cli, labelled, tmp_path):
    pytest.importorskip("sklearn", reason="the extra learn is not installed")
    path = tmp_path / "model.json"
    call = ("classify", "train", labelled, "--encoder", "length", "-o", path, "--format", "json")
    found = read(cli(*call))
    assert [row[0] for row in found["tables"][0]["rows"]] == list(range(1, 11))
    assert found["tables"][0]["rows"][-1][-1] == 1.0
    notes = found["tables"][1]["notes"]
    assert any("2 classes, 2 numbers of the length of a message" in note for note in notes)
    told = read(cli("classify", "predict", path, "Fix the part", "--format", "json"))
    assert [(it["told"], it["because"]) for it in told["predictions"]] == [("corrective", [])]
    assert cli("classify", "evaluate", path, labelled).code == ExitCode.OK
    blocked = cli("classify", "evaluate", path, labelled, "--block", "lengths")
    assert blocked.code == ExitCode.ENVIRONMENT
    assert "needs the encoder 'length', and no plugin offers it" in blocked.err


def test_an_encoder_that_nobody_offers_is_refused_with_those_there_are(cli, labelled):
    outcome = cli("classify", "train", labelled, "--encoder", "large")
    assert outcome.code == ExitCode.USAGE
    assert "no plugin offers 'large'; there is: all-minilm-l6-v2" in outcome.err
