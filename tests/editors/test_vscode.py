"""The extension in a real VS Code, which a headless Chromium shows: its own API, and what people see."""

from pathlib import Path

import pytest

SUITE = Path(__file__).parent / "vscode" / "suite.js"
AS_DEE = ("-c", "user.email=dee@example.org", "commit", "-q")


def test_the_api_of_vs_code_has_hovers_lenses_notes_and_the_panel(vscode, workspace):
    code = vscode(suite=SUITE)
    told = (workspace.parent / "told.txt").read_text(encoding="utf-8")
    assert code == 0, told
    assert "PASS" in told


def test_people_see_who_knows_the_code_and_write_notes_beside_it(vscode, workspace, notes):
    code = vscode()
    code.file("engine.py")
    code.shows(".codelens-decoration", "Ada Lovelace, Bob Brown", "changed 2024-02-01")
    code.picture("lenses")
    code.hover("def turn", "know turn (lines 4-7)", "4 lines from 1 commit, 2024-01-01")
    code.picture("hover")
    code.page.keyboard.press("Escape")

    code.line("self.angle += 1").click()
    code.page.keyboard.press("Control+.")
    code.shows(".action-widget", "Add a note on this line", "Ask who knows this")
    code.picture("actions")
    code.page.keyboard.press("Escape")
    code.command("Who knows this?")
    code.shows(".quick-input-list", "Ada Lovelace", "surviving line")
    code.picture("who")
    code.page.keyboard.press("Escape")
    code.command("Show all that is known of this file")
    code.until_panel("Line 5", "Who knows it now")
    code.line("return self.turn").click()
    code.until_panel("Line 13", "Bob Brown")
    code.picture("panel")

    code.line("self.angle += 1").click()
    code.command("Add a mentoring note")
    code.wait(".comment-thread .monaco-editor.focused, .review-widget .monaco-editor.focused")
    code.page.keyboard.type("Why twice? <b>See</b> `turn`.")
    code.picture("writing")
    code.page.click('.monaco-button:has-text("As a question")')
    code.shows(".codelens-decoration", "1 note")
    [note] = notes()
    assert "kind: question" in note.read_text(encoding="utf-8")
    code.note()
    code.shows(".review-widget", "Question", "Dee Day", "<b>See</b>")
    code.settings(**{"workbench.colorTheme": "Default Dark Modern"})
    code.wait(".monaco-workbench.vs-dark")
    code.until_panel("Why twice?")
    code.picture("note-dark")

    code.line("class Engine").click()
    code.page.keyboard.press("Home")
    code.page.keyboard.type("import os\n")
    code.hover("import os", "not committed yet")
    code.shows(".review-widget", "Question")
    code.page.locator('.review-widget .action-label[aria-label^="Resolve"]').click()
    code.shows(".codelens-decoration", "Ada Lovelace")
    assert "## Resolved" in note.read_text(encoding="utf-8")
    code.command("Switch on or off")
    code.shows(".statusbar-item", "influencekit: off")
    code.until_panel("Nothing is shown")
    code.gone(".codelens-decoration", "Ada Lovelace")
    code.picture("off-dark")


def test_the_report_stands_beside_the_code_and_follows_it(vscode, workspace, git):
    (workspace / "guide.md").write_text("# Guide\n", encoding="utf-8")
    git(workspace, "add", "guide.md")
    git(workspace, *AS_DEE, "-m", "Guide")
    code = vscode()
    refused = []
    code.page.on("console", lambda it: refused.append(it.text) if "Refused" in it.text else None)
    code.file("engine.py")
    code.shows(".codelens-decoration", "Ada Lovelace, Bob Brown")
    code.command("Open the report")
    report = code.until("the report", lambda: code.inside("body.report"))
    title = report.locator("#here-title")
    report.wait_for_selector("#here-title:has-text('engine.py')")
    assert report.locator("h1").inner_text() == "repo"
    code.picture("report")
    code.file("guide.md")
    report.wait_for_selector("#here-title:has-text('guide.md')")
    report.locator("#here .at a").first.click()
    row = report.locator("#sources tr:target")
    code.until("the row to be seen", lambda: 0 < row.bounding_box()["y"] < 760)
    code.picture("report-behind")
    report.locator("#sources a[href$='engine.py#L1']").first.click()
    code.wait(".tab.active[data-resource-name='engine.py']")
    code.until("the page to follow", lambda: title.inner_text() == "engine.py")
    assert refused == []

    git(workspace, *AS_DEE, "--allow-empty", "-m", "Once more")
    again = code.until("a new drawing", lambda: code.inside("body.report dd:text-is('4')"))
    code.settings(**{"workbench.colorTheme": "Default Dark Modern"})
    code.wait(".monaco-workbench.vs-dark")
    again.locator(".chart").first.scroll_into_view_if_needed()
    code.picture("report-dark")


def test_a_post_is_checked_and_an_idea_becomes_a_draft(vscode, workspace, git):
    post = workspace / "_posts" / "2024-02-01-engines.md"
    post.parent.mkdir()
    post.write_text("---\ntitle: Engines\n---\n\n[gone](nowhere.md)\n", encoding="utf-8")
    git(workspace, "add", "_posts")
    git(workspace, *AS_DEE, "-m", "Write")
    code = vscode()
    code.file("engine.py")
    code.shows(".codelens-decoration", "Ada Lovelace, Bob Brown")
    code.command("Find something to write about")
    code.shows(".quick-input-list", "Lacks words or people")
    code.picture("ideas")
    code.page.keyboard.press("Enter")
    code.wait(".tab.active[data-resource-name$='.md']")
    [draft] = workspace.glob("_drafts/*.md")
    assert "commit" in draft.read_text(encoding="utf-8")
    code.picture("draft")

    code.page.click('.explorer-folders-view .monaco-list-row[aria-label*="_posts"]')
    code.file("2024-02-01-engines.md")
    code.command("Check this post")
    code.shows(".quick-input-list", "nowhere.md", "line 5")
    code.picture("check")


LOST = """---
note: 1
kind: question
author: Ada Lovelace
created: '2024-02-01T00:00:00Z'
anchor:
  path: engine.py
  lines: '5'
  text:
  - '        self.brake = on'
---

Why brake?
"""


def test_a_note_that_lost_its_lines_says_so_and_is_attached_to_others(vscode, workspace):
    file = workspace / ".mentoring" / "notes" / "20240201-0a0b0c0d.md"
    file.parent.mkdir(parents=True)
    file.write_text(LOST, encoding="utf-8")
    code = vscode()
    code.file("engine.py")
    code.shows(".codelens-decoration", "Ada Lovelace, Bob Brown")
    code.note()
    code.shows(".review-widget", "Question · its lines are gone", "Why brake?")
    code.picture("lost")
    code.line("def stop").click()
    code.page.click('.review-widget .action-label[aria-label^="Attach"]')
    code.shows(".quick-input-list", "Line 9", "what is selected")
    code.page.keyboard.press("Enter")
    code.gone(".review-widget", "its lines are gone")
    assert "## Moved" in file.read_text(encoding="utf-8")


def test_where_there_is_no_server_people_are_told_what_to_install(vscode):
    code = vscode(**{"influencekit.server.command": ["/nowhere/influencekit", "lsp"]})
    said = code.shows(".notification-list-item", "server does not start", "influencekit[lsp]")
    assert "There is no /nowhere/influencekit" in said
    code.shows(".statusbar-item", "influencekit: no server")
    code.picture("no-server")


@pytest.mark.parametrize("trusted", [False, True])
def test_what_lies_in_a_workspace_is_started_only_once_it_is_trusted(vscode, workspace, trusted):
    theirs = workspace / ".venv" / "bin" / "influencekit"
    theirs.parent.mkdir(parents=True)
    theirs.write_text(f"#!/bin/sh\ntouch {workspace}/ran\nexit 1\n", encoding="utf-8")
    theirs.chmod(0o755)
    code = vscode(trusted=trusted, **{"influencekit.server.command": []})
    code.file("engine.py")
    code.shows(".codelens-decoration", "Ada Lovelace")  # of the server that is on the PATH
    assert (workspace / "ran").exists() == trusted
    if not trusted:
        code.shows(".statusbar-item", "Restricted Mode")
        code.picture("restricted")


def test_a_program_that_a_workspace_names_is_not_started_before_it_is_trusted(vscode, workspace):
    named = workspace / ".vscode" / "settings.json"
    named.parent.mkdir()
    named.write_text('{"influencekit.server.command": ["/nowhere/theirs"]}', encoding="utf-8")
    code = vscode(trusted=False)
    code.file("engine.py")
    code.shows(".codelens-decoration", "Ada Lovelace")
