"""``influencekit concepts``: the graph in every format, for a project or a person."""

import json

import pytest

from influencekit.errors import ExitCode


def test_a_project_has_all_sixteen_nodes_and_fifteen_edges(cli, story):
    found = json.loads(cli("concepts", story, "--format", "json").out)
    assert "".join(node["id"] for node in found["nodes"]) == "ABCDEFGHIJKLMNOP"
    assert len(found["edges"]) == 15
    assert [node["id"] for node in found["nodes"] if node["acts"]] == ["A", "B", "E"]
    assert [node["id"] for node in found["nodes"] if node["next"]] == ["C", "D", "F", "I"]
    assert found["subject"]["kind"] == "project"


def test_a_person_has_what_is_theirs(cli, story):
    found = json.loads(cli("concepts", story, "--for", "bob", "--format", "json").out)
    assert found["subject"]["label"] == "bob"
    assert [node["id"] for node in found["nodes"] if node["acts"]] == ["A", "B"]
    out = cli("concepts", story, "--for", "bob").out
    assert "2 of 16 nodes reached." in out


def test_the_graph_is_drawn_for_mermaid_and_for_graphviz(cli, story):
    mermaid = cli("concepts", story, "--format", "mermaid").out.splitlines()
    assert mermaid[3] == "flowchart TD"
    assert sum(" --> " in line for line in mermaid) == 15
    assert any(line.startswith("    class A,B,E reached") for line in mermaid)
    dot = cli("concepts", story, "--format", "dot").out
    assert dot.startswith("digraph {\n")
    assert dot.count(" -> ") == 15


@pytest.mark.parametrize("format_", ["table", "md", "mermaid", "dot", "json"])
def test_a_hostile_name_ends_no_label_and_acts_on_no_page(cli, repo, format_):
    root = repo('2024-01-01 "Eve]; click A [x](y) %%{init}%%"<eve@x.org> a.py +1')
    out = cli("concepts", root, "--for", "eve@x.org", "--format", format_).out
    assert "Eve" in out
    if format_ == "md":
        assert "[x](" not in out
    if format_ in ("mermaid", "dot"):
        assert "%%" not in out
        assert "]; click" not in out


def test_a_blog_alone_reaches_its_station(cli, tmp_path):
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "2024-01-02-sieves.md").write_text(
        "---\ntitle: Sieves\nauthor: Ada\n---\nText\n", "utf-8"
    )
    found = json.loads(cli("concepts", "--blog", posts, "--format", "json").out)
    assert [node["id"] for node in found["nodes"] if node["acts"]] == ["A", "F"]
    assert found["advice"]["channel"] == "talks"
    assert found["advice"]["locators"] == ["2024-01-02-sieves.md"]


def test_who_is_not_there_is_said(cli, story):
    outcome = cli("concepts", story, "--for", "nobody at all")
    assert (outcome.code, outcome.out) == (ExitCode.INPUT, "")
    assert "Nobody in this history goes by" in outcome.err
    assert cli("concepts", story, "--format", "csv").code == ExitCode.USAGE
