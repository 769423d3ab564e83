"""The configuration in a real Helix: what a person sees of it."""


def test_helix_shows_who_knows_the_code_and_keeps_notes(helix, notes):
    helix.press("3", "j")
    known = ["Ada Lovelace", "know turn (lines 4-7)"]
    helix.sees(*known, press=["Escape", "Space", "k"], picture="hover")
    offered = ["Add a note on this line", "Ask who knows this"]
    helix.sees(*offered, press=["Escape", "Space", "a"], picture="actions")
    helix.press("Enter")
    helix.sees("(write here)", "Write it in .mentoring/notes/", picture="note")
    [note] = notes()
    note.write_text(note.read_text().replace("(write here)", "Why twice?"), encoding="utf-8")
    helix.sees("Why twice?", picture="written")
    helix.sees("Resolve note: Why twice?", press=["Escape", "Space", "a"])
    helix.press("Down", "Enter")
    helix.gone("Why twice?")
    assert "## Resolved" in note.read_text()
