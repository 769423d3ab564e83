"""``influencekit blog``: a draft with evidence in the blog's own layout, and what it says later on."""

import json
import re
import subprocess
from importlib import resources

import jsonschema
import pytest
import yaml

from influencekit.errors import ExitCode

READER = "".join(f"    value_{n} = read({n})\n" for n in range(8))
POST = "---\ntitle: One\nlayout: post\n---\nSee [two](2024-01-02-two.md) and ![it](/img/it.png).\n"


def git(root, *words):
    command = ["git", "-C", str(root), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def commit(root, message, **files):
    for path, text in files.items():
        (root / path).parent.mkdir(exist_ok=True, parents=True)
        (root / path).write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def project(tmp_path):
    """Return a repository whose parser was written and made faster."""
    root = tmp_path / "app"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, "Start", **{"web/page.py": "x\n" * 20, "parser/reader.py": "import os\n"})
    commit(
        root, "A {{ site.x }} <b>faster</b> reader", **{"parser/reader.py": f"def go():\n{READER}"}
    )
    return root


@pytest.fixture
def blog(tmp_path):
    """Return a Jekyll blog with one post."""
    root = tmp_path / "site"
    (root / "_posts").mkdir(parents=True)
    (root / "_config.yml").write_text("title: x\n", encoding="utf-8")
    (root / "_posts" / "2024-01-01-one.md").write_text(POST, encoding="utf-8")
    return root


def told(cli, *arguments):
    outcome = cli("blog", *arguments, "--format", "json")
    assert outcome.code == ExitCode.OK, outcome.err
    found = json.loads(outcome.out)
    schema = resources.files("influencekit.render") / "schemas" / "blog.json"
    jsonschema.validate(found, json.loads(schema.read_text(encoding="utf-8")))
    return found


def begin(cli, project, blog, *more):
    (file,) = told(cli, "new", *more, project, "--blog", blog, "--author", "Ada")["files"]
    return (blog / file).read_text(encoding="utf-8")


def test_a_draft_cites_commits_and_shows_code_with_path_and_revision(cli, project, blog):
    text = begin(
        cli, project, blog, "parser/", "--title", "How the reader got fast", "--tag", "speed"
    )
    front = yaml.safe_load(text.split("---")[1])
    assert (front["title"], front["tags"]) == ("How the reader got fast", ["speed"])
    head = git(project, "rev-parse", "HEAD")
    assert (
        f"- `{head[:10]}`, 2024-01-01: A \\{{\\{{ site.x \\}}\\}} \\<b\\>faster\\</b\\> reader\n"
        in text
    )
    assert (
        f"From `parser/reader.py` at `{head[:10]}`, lines 1-9:\n\n```py\ndef go():\n{READER}```\n"
        in text
    )
    assert not re.search(r"\{[{%]|<b>", text)


def test_a_draft_is_found_where_the_engine_looks_and_nothing_else_is_touched(cli, project, blog):
    before = {
        path: path.read_bytes()
        for path in [*project.rglob("*"), *blog.rglob("*")]
        if path.is_file()
    }
    begin(cli, project, blog, "parser/")
    after = {
        path: path.read_bytes()
        for path in [*project.rglob("*"), *blog.rglob("*")]
        if path.is_file()
    }
    assert {path: after[path] for path in before} == before
    assert [path.relative_to(blog).as_posix() for path in after if path not in before] == [
        "_drafts/what-changed-in-parser-2024-01-01.md"
    ]
    again = cli("blog", "new", "parser/", project, "--blog", blog)
    assert again.code == ExitCode.INPUT
    assert "is left as it is" in again.err


def test_an_opportunity_becomes_a_draft_by_the_id_that_ideas_lists(cli, project, blog):
    listed = told(cli, "ideas", project, "--blog", blog)["lists"]
    entry = next(
        it
        for one in listed
        for it in one["entries"]
        if it["score"]["subject"]["label"] == "parser/"
    )
    text = begin(cli, project, blog, "--from-opportunity", entry["id"])
    assert "title: What changed in parser/" in text
    outcome = cli("blog", "new", "--from-opportunity", "00000000", project, "--blog", blog)
    assert outcome.code == ExitCode.INPUT
    assert "No opportunity has the id '00000000'" in outcome.err


def test_a_word_of_subjects_is_a_topic_and_anything_else_an_empty_draft(cli, project, blog):
    assert "faster" in begin(cli, project, blog, "reader")
    outcome = cli("blog", "new", "Cheese", project, "--blog", blog)
    assert "No commit of this history is about 'Cheese'" in outcome.out
    assert (blog / "_drafts" / "cheese.md").read_text(encoding="utf-8").endswith("Cheese\n---\n")


def test_code_that_has_changed_is_told_with_the_commit_that_changed_it(cli, project, blog):
    begin(cli, project, blog, "parser/")
    assert told(cli, "check", project, "--blog", blog)["quotes"] == 1
    commit(project, "Elsewhere", **{"web/page.py": "y\n"})
    commit(project, "Say more", **{"parser/reader.py": f"# first\ndef go():\n{READER}"})
    assert not [
        it for it in told(cli, "check", project, "--blog", blog)["remarks"] if it["kind"] == "code"
    ]
    broke = commit(
        project,
        "Read twice",
        **{"parser/reader.py": f"def go():\n{READER.replace('(3)', '(3, 3)')}"},
    )
    commit(project, "More", **{"parser/reader.py": "def go():\n    pass\n"})
    (remark,) = [
        it for it in told(cli, "check", project, "--blog", blog)["remarks"] if it["kind"] == "code"
    ]
    assert remark["commit"] == broke
    assert remark["path"] == "_drafts/what-changed-in-parser-2024-01-01.md"
    assert "this part of parser/reader.py has changed" in remark["text"]
    line = (blog / remark["path"]).read_text(encoding="utf-8").splitlines()[remark["line"] - 1]
    assert line.startswith("From `parser/reader.py`")


def test_links_to_nothing_and_dates_that_are_none_are_told_by_line(cli, project, blog):
    broken = "---\ntitle: Two\ndate: soon\n---\nSee [one](2024-01-01-one.md), [gone](gone.md) and [out](https://e.org/x.md).\n"
    (blog / "_posts" / "2024-02-03-three.md").write_text(broken, encoding="utf-8")
    found = {
        (it["path"], it["line"], it["kind"]): it["text"]
        for it in told(cli, "check", project, "--blog", blog)["remarks"]
    }
    assert (
        found["_posts/2024-02-03-three.md", 5, "link"] == "nothing is at 'gone.md' in this folder"
    )
    assert "'soon' is no date" in found["_posts/2024-02-03-three.md", 3, "front matter"]
    assert found["_posts/2024-01-01-one.md", 5, "link"]
    assert len([key for key in found if key[2] == "link"]) == 2


def test_plain_english_reads_easier_than_long_words(cli, project, blog):
    """Flesch 1948: 206.835 - 1.015 · 6 - 84.6 · 1 = 116 for sentences of six words of one syllable."""
    (blog / "_posts" / "2024-02-03-easy.md").write_text(
        "---\ntitle: Easy\n---\n" + "The cat sat on the mat. " * 20, encoding="utf-8"
    )
    remarks = told(cli, "check", project, "--blog", blog)["remarks"]
    (text,) = [it["text"] for it in remarks if it["kind"] == "readability"]
    assert text.startswith("reading ease 116 ")


def test_the_ledger_shows_what_it_was_told(cli, tmp_path):
    ledger = tmp_path / "ledger"
    ledger.mkdir()
    entry = ("--project", "app", "--title", "One", "--author", "Ada")
    found = told(
        cli, "ledger", ledger, *entry, "--contributions", 12, "--feedback", 3, "--interactions", 4
    )
    assert found["ledger"] == [
        {
            "writer": "Ada",
            "project": "app",
            "posts": 1,
            "contributions": 12,
            "feedback": 3,
            "interactions": 4,
        }
    ]
    assert (ledger / "total_influences" / "Ada.txt").read_text(encoding="utf-8") == "Total: 7\n"
    assert "Total of Ada: 7." in cli("blog", "ledger", ledger).out


@pytest.mark.parametrize(
    ("arguments", "ended"),
    [
        (("new",), (ExitCode.USAGE, "Name a TOPIC")),
        (("new", "x", "{project}"), (ExitCode.INPUT, "There is no blog here")),
        (("check", "{project}"), (ExitCode.INPUT, "There is no blog here")),
        (("new", "x", "{project}", "--blog", "{project}/nowhere"), (ExitCode.INPUT, "nowhere")),
        (
            ("new", "x", "{project}", "--blog", "{blog}", "--layout", "wordpress"),
            (ExitCode.INPUT, "no layout 'wordpress'"),
        ),
        (("ledger", "{blog}", "--project", "x"), (ExitCode.USAGE, "--title")),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(arguments, ended, cli, project, blog):
    outcome = cli("blog", *(it.format(project=project, blog=blog) for it in arguments))
    code, said = ended
    assert (outcome.code, outcome.out) == (code, "")
    assert said in outcome.err


def test_code_that_names_its_file_or_links_to_it_is_compared_too(cli, project, blog, monkeypatch):
    head = git(project, "rev-parse", "HEAD")
    piece = "".join(READER.splitlines(keepends=True)[2:5])
    link = f"https://forge.example/me/app/blob/{head}/parser/reader.py#L4-L6"
    (blog / "_posts" / "2037-01-01-code.md").write_text(
        f'---\ntitle: Code\n---\n```py title="parser/reader.py"\n{piece}```\n\n'
        f"See [it]({link}):\n\n```py\n{piece}```\n\n"
        "```py parser/reader.py\ndef shortened():\n    ...\n```\n\n"
        "```py other/file.py\nx = 1\ny = 2\n```\n",
        encoding="utf-8",
    )
    found = told(cli, "check", project, "--blog", blog)
    assert found["quotes"] == 4
    assert not [it for it in found["remarks"] if it["kind"] == "code"]
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2037-06-01T00:00:00Z")
    broke = commit(project, "Read twice", **{"parser/reader.py": READER.replace("(3)", "(3, 3)")})
    remarks = told(cli, "check", project, "--blog", blog)["remarks"]
    assert [(it["line"], it["commit"]) for it in remarks if it["kind"] == "code"] == [
        (4, broke),
        (12, broke),
    ]
