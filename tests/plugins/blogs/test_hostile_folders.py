"""Folders and files that mean harm: nothing leaves the root, nothing raises, nothing is written."""

import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from influencekit_blogs import files
from influencekit_blogs.layouts import FALLBACK, LAYOUTS, PLAIN, TEXT
from influencekit_blogs.pages import read_page
from influencekit_blogs.references import Tracked
from influencekit_blogs.sites import Site

SITES = [
    Site(layout=layout, base="", folders=("",), dates=(*layout.dates, *FALLBACK))
    for layout in (*LAYOUTS, PLAIN)
]
TRACKED = Tracked(["src/a.py", "Makefile"])
PIECES = st.sampled_from(
    (
        *(
            "---\n",
            "+++\n",
            ";;;\n",
            "...\n",
            "\n",
            "\r\n",
            "\r",
            " ",
            "\t",
            "    ",
            "\0",
            "\ufeff",
        ),
        *(
            "title:",
            "date: ",
            "2024-01-03",
            "author: ",
            "tags: [",
            "]",
            "{",
            "}",
            '"',
            "'",
            "a = ",
            "&a ",
            "*a",
        ),
        *(
            "```",
            "~~~",
            "`",
            "](",
            "[[",
            "]]",
            "<",
            ">",
            "<pre>",
            "<!--",
            "{%",
            "%}",
            "{{<",
            "::",
            ":a: ",
            "#+",
        ),
        *(
            "commit ",
            "0123abc",
            "https://",
            "http://x/commit/",
            "src/a.py",
            "(",
            ")",
            "é",
            "你",
            "\ud800",
        ),
        *(
            "# ",
            "===\n",
            "- ",
            "1. ",
            "|",
            "\\",
            '"\\ud800"',
            "99999999999999999999",
            "!!python/object:x ",
        ),
    )
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)
BYTES = st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))


@settings(max_examples=600)
@given(BYTES, st.sampled_from(SITES), st.sampled_from((*TEXT, ".html", ".textile")))
@example(b"---\n\xff: [\n---\n", SITES[0], ".md")
@example(b'{"a": "\\ud800"}', SITES[0], ".md")
@example(b"---\ndate: !!timestamp 2024-99-99\n---\n", SITES[0], ".md")
def test_no_bytes_whatsoever_raise(data, site, suffix):
    page = read_page(data, f"2024-01-03-a{suffix}", site, TRACKED)
    repr(page).encode()
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= fault.line <= lines for fault in page.faults)
    assert all(0 <= it.line <= lines for it in page.references)


@given(st.text(), st.text())
def test_front_matter_of_any_text_keeps_the_text_after_it(key, text):
    body = "Words that stay\n"
    page = read_page(
        f"---\ntitle: {key!r}\nx: {text}\n---\n{body}".encode("utf-8", "replace"),
        "a.md",
        SITES[-1],
        TRACKED,
    )
    assert page.words >= 3


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "outside/secret.md"
    path.parent.mkdir()
    path.write_text("---\ntitle: Secret\nauthor: Somebody\n---\nSecret\n")
    return path


def test_links_that_lead_out_of_the_folder_are_not_read(folder, read, secret):
    root = folder({"_posts/2024-01-03-a.md": "Text"})
    (root / "_posts/2024-01-04-b.md").symlink_to(secret)
    (root / "_posts/sub").symlink_to(secret.parent)
    (root / "_data").symlink_to(secret.parent)
    found = read(root)
    assert found.posts.keys() == {"_posts/2024-01-03-a.md"}
    assert found.locators == ["_posts/2024-01-04-b.md"]
    assert "outside" in found.problems[0].message
    assert "Secret" not in repr(found)


def test_a_whole_folder_of_posts_that_leads_out_is_no_blog(folder, read, secret):
    root = folder({"_config.yml": "", "hugo.toml": 'contentDir = "../outside"', "mkdocs.yml": ""})
    (secret.parent / "2024-01-03-a.md").write_text("Secret")
    for name in ("_posts", "content", "docs"):
        (root / name).symlink_to(secret.parent)
    found = read(root)
    assert not found.posts
    assert "Secret" not in repr(found)


def test_settings_cannot_name_a_folder_outside(folder, read, secret):
    for number, named in enumerate(("../outside", str(secret.parent), "*", "a/../../outside")):
        root = folder(
            {
                "hugo.toml": f'contentDir = "{named}"',
                "content/posts/a.md": "---\ndate: 2024-01-03\n---\n",
                "docs/pelicanconf.py": f"PATH = '{named}'",
            },
            f"site{number}",
        )
        assert read(root).posts.keys() == {"content/posts/a.md"}


def test_links_inside_the_folder_are_read(folder, read):
    root = folder({"_posts/2024-01-03-a.md": "Text", "texts/b.md": "Two words"})
    (root / "_posts/2024-01-04-b.md").symlink_to("../texts/b.md")
    assert read(root).posts["_posts/2024-01-04-b.md"].words == 2


def test_a_link_to_itself_and_a_link_to_nothing_are_problems(folder, read):
    root = folder({"a.md": "Text"})
    (root / "b.md").symlink_to("b.md")
    (root / "c.md").symlink_to("gone.md")
    found = read(root, explicit=True)
    assert found.posts.keys() == {"a.md"}
    assert found.locators == ["b.md", "c.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes in the file system are Unix's")
def test_what_is_no_regular_file_is_not_opened(folder, read):
    root = folder({"a.md": "Text", "folder.md/b.md": "Text"})
    os.mkfifo(root / "pipe.md")
    found = read(root, explicit=True)
    assert found.posts.keys() == {"a.md", "folder.md/b.md"}
    assert found.locators == ["pipe.md"]


def test_a_file_that_is_too_large_is_a_problem(folder, read):
    root = folder({"a.md": "Text", "b.md": "Text"})
    os.truncate(root / "b.md", files.LARGEST + 1)
    found = read(root, explicit=True)
    assert found.posts.keys() == {"a.md"}
    assert found.locators == ["b.md"]
    assert "larger than" in found.problems[0].message


def test_a_file_that_may_not_be_read_is_a_problem(folder, read, monkeypatch):
    root = folder({"a.md": "Text", "b.md": "Text"})
    opened = Path.open

    def refuse(path, *arguments):
        if path.name == "b.md":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments)

    monkeypatch.setattr(Path, "open", refuse)
    found = read(root, explicit=True)
    assert found.posts.keys() == {"a.md"}
    assert found.problems[0].message == "Not read: Permission denied."


def test_names_that_are_not_utf_8_keep_their_bytes(folder, read):
    root = folder({"a.md": "Text"})
    name = os.fsdecode(b"b\xff.md")
    try:
        (root / name).write_text("Text")
    except OSError:
        pytest.skip("this file system wants UTF-8")
    posts = read(root, explicit=True).posts
    assert sorted(posts) == ["a.md", name]
    assert posts[name].title == name.removesuffix(".md")


def test_reading_changes_nothing(folder, read):
    root = folder(
        {"_posts/2024-01-03-a.md": "Text", "pelicanconf.py": "PATH = 'x'", "hugo.toml": ""}
    )
    before = sorted((path, path.stat().st_mtime_ns) for path in [root, *root.rglob("*")])
    read(root)
    read(root, explicit=True)
    assert sorted((path, path.stat().st_mtime_ns) for path in [root, *root.rglob("*")]) == before
