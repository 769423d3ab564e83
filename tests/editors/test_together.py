"""Two editors at once: what is written in one is seen in the other, and both follow another branch."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
EDITORS = HERE.parents[1] / "lsp" / "editors"


@pytest.fixture
def neovim(find, terminal):
    """Return a Neovim that shows the workspace's file, and knows its history."""
    command = [find("nvim"), "-u", HERE / "together.lua", "-i", "NONE", "engine.py"]
    started = terminal("neovim", *command, PLUGIN=str(EDITORS / "neovim"))
    started.sees("Ada Lovelace, Bob Brown")
    return started


def write(neovim, line, text):
    """Write a note on a line in Neovim."""
    neovim.press(f":{line}Influencekit note", "Enter")
    neovim.sees("Note:")
    neovim.press(text, "Enter")


def test_a_note_of_neovim_is_seen_and_answered_in_vs_code_and_both_follow_a_switch_of_branches(
    neovim, vscode, workspace, git
):
    code = vscode()
    code.file("engine.py")
    code.shows(".codelens-decoration", "Ada Lovelace, Bob Brown")
    write(neovim, 9, "Why stop?")
    code.shows(".codelens-decoration", "1 note")
    code.note()
    code.shows(".review-widget", "Explanation", "Dee Day", "Why stop?")
    code.picture("note-of-neovim")
    code.page.click(".review-widget .review-thread-reply-button")
    code.page.keyboard.type("Because it is late.")
    code.page.click('.monaco-button:has-text("Keep the note")')
    neovim.press("9gg")
    answer = ["k", "j", ":lua vim.lsp.buf.hover()", "Enter"]
    neovim.sees("Why stop?", "Because it is late.", press=answer, picture="answer-of-vscode")

    git(workspace, "switch", "-q", "faster")
    code.shows(".codelens-decoration", "Cyd Charisse", "changed 2024-03-01")
    code.shows(".review-widget", "Explanation · moved", "Why stop?")
    code.picture("other-branch")
    lens = neovim.sees("Cyd Charisse", press=["Escape", ":checktime", "Enter"], picture="branch")
    assert "STEP = 2" in lens
    neovim.press("13gg")
    neovim.sees("moved", "Why stop?", press=answer, picture="moved")

    git(workspace, "switch", "-q", "main")
    code.gone(".codelens-decoration", "Cyd Charisse")
    code.shows(".codelens-decoration", "Ada Lovelace, Bob Brown", "1 note")


def test_a_note_of_neovim_is_seen_in_emacs_and_emacs_follows_a_switch_of_branches(
    find, neovim, terminal, workspace, git
):
    package = EDITORS / "emacs" / "influencekit.el"
    command = [find("emacs"), "-nw", "-q", "-l", HERE / "together.el"]
    emacs = terminal("emacs", *command, PACKAGE=str(package))
    emacs.sees("Ada Lovelace, Bob Brown", picture="lenses")
    write(neovim, 9, "Why stop?")
    emacs.sees("1 note")
    emacs.press("M-x", "influencekit-panel", "Enter")
    emacs.sees("Why stop?", picture="note-of-neovim")
    git(workspace, "switch", "-q", "faster")
    emacs.sees("Cyd Charisse", "STEP = 2", picture="branch")


def test_a_note_of_neovim_is_seen_in_helix_and_helix_follows_a_switch_of_branches(
    helix, neovim, workspace, git
):
    helix.sees("Ada Lovelace", press=["Escape", "Space", "k"])
    write(neovim, 1, "Why a class?")
    helix.sees("Why a class?", press=["Escape"], picture="note-of-neovim")
    git(workspace, "switch", "-q", "faster")
    helix.press("Escape", ":reload-all", "Enter", "6gg")
    helix.sees("Why a class?", "(note)", "STEP = 2", picture="branch")
    helix.sees("Cyd Charisse", press=["Escape", "Space", "k"], picture="branch-hover")
