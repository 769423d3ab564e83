"""Each example notebook runs from top to bottom and says what it is stored with."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def told(notebook):
    """Return what each cell printed or returned, as text; drawings and tables are left out."""
    return [
        "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
    ]


@pytest.mark.filterwarnings("default")  # Jupyter's own are not ours to mend
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_the_notebook_says_what_it_is_stored_with(file, tmp_path):
    notebook = nbformat.read(file, as_version=4)
    stored = told(json.loads(file.read_text(encoding="utf-8")))
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    assert told(notebook) == stored
    assert stored


def test_there_are_four_and_the_readme_names_them():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert len(NOTEBOOKS) == 4
    assert [file.name for file in NOTEBOOKS if f"({file.name})" not in readme] == []
