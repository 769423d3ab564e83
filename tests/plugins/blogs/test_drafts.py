"""Drafts are written the way the blog is, whole or not at all, and never over or out of anything."""

import os
import tomllib

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from influencekit.errors import InputError, MachineError
from influencekit.protocols import Draft, DraftSource
from influencekit_blogs import drafts, writing
from influencekit_blogs.fences import as_header, as_toml, as_yaml
from influencekit_blogs.frontmatter import take_apart
from influencekit_blogs.layouts import LAYOUT_NAMES
from influencekit_blogs.source import BlogSource

AT = 1_709_467_200  # 2024-03-03 12:00 UTC
TITLE = "A faster reader: why, & how"
POST = "---\ntitle: One\ndate: 2024-01-02\n---\nText.\n"
TOML = '+++\ntitle = "One"\ndate = 2024-01-02\n+++\nText.\n'
SITES = {
    "jekyll": ({"_config.yml": "", "_posts/2024-01-02-one.md": POST}, "_drafts/a-faster-reader-why-how.md"),
    "hexo": ({"_config.landscape.yml": "", "source/_posts/one.md": POST}, "source/_drafts/a-faster-reader-why-how.md"),
    "hugo": ({"hugo.toml": "", "content/posts/one.md": TOML}, "content/posts/a-faster-reader-why-how.md"),
    "zola": ({"config.toml": 'base_url = "x"', "content/blog/one.md": TOML}, "content/blog/a-faster-reader-why-how.md"),
    "pelican": ({"pelicanconf.py": "", "content/one.md": "Title: One\nDate: 2024-01-02\n\nText.\n"}, "content/a-faster-reader-why-how.md"),
    "mkdocs": ({"mkdocs.yml": "", "docs/blog/posts/one.md": POST}, "docs/blog/posts/a-faster-reader-why-how.md"),
    "docusaurus": ({"docusaurus.config.js": "", "blog/2024-01-02-one.md": POST}, "blog/2024-03-03-a-faster-reader-why-how.md"),
    "astro": ({"astro.config.mjs": "", "src/content/blog/one.md": POST}, "src/content/blog/a-faster-reader-why-how.md"),
    "obsidian": ({".obsidian/app.json": "{}", "One.md": POST}, "A faster reader why, & how.md"),
    "dev.to": ({"dev-to-git.json": "[]", "blog-posts/one.md": POST}, "blog-posts/a-faster-reader-why-how.md"),
    "plain": ({"posts/2024-01-02-one.md": POST}, "posts/2024-03-03-a-faster-reader-why-how.md"),
    "ledger": ({"contributions/x/ada_x.txt": "Contributions: 1\n", "blogs/x/ada/One.md": POST}, "blogs/app/Ada/A faster reader why, & how.md"),
}  # fmt: skip


def draft(**more):
    return Draft(
        **{"title": TITLE, "body": "## Why\n", "author": "Ada", "at": AT, "tags": ("speed",), "project": "app", **more}
    )  # fmt: skip


def tree(root):
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("layout", SITES)
def test_a_draft_stands_where_the_engine_looks_for_it_and_is_read_back_as_one(layout, folder, read):
    files, expected = SITES[layout]
    root = folder(files)
    (written,) = BlogSource().draft(root, draft())
    assert written.relative_to(root).as_posix() == expected
    post = read(root).posts[expected]
    assert post.layout == layout
    assert post.title == (TITLE if layout != "obsidian" else "Why")  # there the file's name is it
    assert post.draft or layout in {"obsidian", "ledger"}  # they know no drafts
    assert written.read_text(encoding="utf-8").endswith("\n## Why\n")
    assert tree(root) == {*files, expected}


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
def test_an_empty_folder_becomes_a_blog_of_any_layout(layout, tmp_path):
    (written,) = BlogSource().draft(tmp_path, draft(), layout)
    fields = take_apart(written.read_text(encoding="utf-8"), ".md").fields
    known = fields.get("title", fields.get("Title"))
    assert known == TITLE or layout == "obsidian"  # whose title is the name of the file


def test_front_matter_has_the_fence_that_most_posts_have(folder):
    posts = {f"content/posts/{n}.md": TOML for n in range(3)}
    root = folder({"hugo.toml": "", "content/posts/x.md": POST, **posts})
    (written,) = BlogSource().draft(root, draft())
    text = written.read_text(encoding="utf-8")
    fields = tomllib.loads(text.split("+++")[1])
    assert text.startswith("+++\n")
    assert (fields["title"], fields["draft"], fields["tags"]) == (TITLE, True, ["speed"])
    assert fields["date"].timestamp() == AT


def test_keys_that_break_a_build_where_they_are_unknown_are_written_only_where_posts_have_them(
    folder,
):
    without = folder({"config.toml": 'base_url = "x"', "content/blog/one.md": TOML}, "without")
    tagged = TOML.replace("+++\nText", '[taxonomies]\ntags = ["a"]\n+++\nText')
    having = folder({"config.toml": 'base_url = "x"', "content/blog/one.md": tagged}, "with")
    (plain,), (other,) = (BlogSource().draft(root, draft()) for root in (without, having))
    assert "taxonomies" not in plain.read_text(encoding="utf-8")
    assert '[taxonomies]\ntags = ["speed"]\n' in other.read_text(encoding="utf-8")


def test_an_author_is_the_id_that_the_blog_knows_them_by(folder):
    root = folder(
        {
            "mkdocs.yml": "",
            "docs/blog/.authors.yml": "authors:\n  al:\n    name: Ada\n    description: x\n",
            "docs/blog/posts/one.md": POST,
        }
    )
    (known,) = BlogSource().draft(root, draft())
    (other,) = BlogSource().draft(root, draft(author="Bob", title="Two"))
    assert yaml.safe_load(known.read_text(encoding="utf-8").split("---")[1])["authors"] == ["al"]
    assert "authors" not in other.read_text(encoding="utf-8")


def test_the_time_of_a_draft_is_that_of_the_sites_own_clock(folder):
    root = folder({"docusaurus.config.js": "", "blog/2024-01-02-one.md": POST})
    (written,) = BlogSource().draft(root, draft(at=AT + 12 * 3600 - 1))
    assert written.name.startswith("2024-03-03-")
    (hugo,) = BlogSource().draft(
        folder({"hugo.toml": 'timeZone = "Asia/Tokyo"', "content/posts/one.md": POST}, "hugo"),
        draft(),
    )
    assert "date: 2024-03-03 21:00:00+09:00\n" in hugo.read_text(encoding="utf-8")


@pytest.mark.parametrize("layout", SITES)
def test_nothing_that_is_there_is_overwritten(layout, folder):
    root = folder(SITES[layout][0])
    (written,) = BlogSource().draft(root, draft())
    written.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="left as it is"):
        BlogSource().draft(root, draft(body="other"))
    assert written.read_text(encoding="utf-8") == "mine"
    written.unlink()
    written.symlink_to(root / "nowhere")
    with pytest.raises(InputError, match="left as it is"):
        BlogSource().draft(root, draft())
    assert not (root / "nowhere").exists()


@pytest.mark.parametrize("layout", ["jekyll", "ledger", "hexo"])
def test_a_folder_that_is_a_link_out_of_the_blog_is_not_followed(layout, folder, tmp_path):
    root = folder(SITES[layout][0])
    outside = tmp_path / "outside"
    outside.mkdir()
    first = root / SITES[layout][1].split("/")[0]
    if first.exists():
        first.rename(tmp_path / "moved")
    first.symlink_to(outside)
    with pytest.raises(InputError, match="out of the blog"):
        BlogSource().draft(root, draft(), layout)
    assert not list(outside.iterdir())


@given(title=st.text(min_size=1).filter(str.strip), layout=st.sampled_from(LAYOUT_NAMES))
@example(title="../../etc/passwd", layout="ledger")
@example(title="/etc/passwd", layout="obsidian")
@example(title="..", layout="ledger")
@example(title="CON", layout="plain")
@example(title="\0\r\n<script>", layout="pelican")
@example(title="🎉" * 300, layout="zola")
@example(title="\ud800", layout="jekyll")
@example(title="---\n+++\n\x7f\x85\u2028", layout="hugo")
def test_no_title_leaves_its_folder_or_breaks_the_front_matter(title, layout, tmp_path_factory):
    root = tmp_path_factory.mktemp("blog")
    (written,) = BlogSource().draft(root, draft(title=title, project=title, author=title), layout)
    assert written.resolve().is_relative_to(root.resolve())
    assert written.suffix == ".md"
    assert len(os.fsencode(written.name)) < 256
    document = take_apart(written.read_text(encoding="utf-8"), ".md")
    assert not document.faults
    assert document.body.strip() == "## Why"


_LINES = st.text().map(lambda text: " ".join(text.split()))
"""As drafts have them: what breaks lines in one format or another is gone."""


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True),
        _LINES | st.booleans() | st.lists(_LINES, max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_parsers_read_from_front_matter_what_was_written(fields):
    def told(value):
        if isinstance(value, str):
            return value.encode("utf-8", "replace").decode()
        return [told(it) for it in value] if isinstance(value, list) else value

    fields = {key: told(value) for key, value in fields.items()}
    assert tomllib.loads(as_toml(fields).removeprefix("+++\n").removesuffix("+++\n")) == fields
    assert yaml.safe_load(as_yaml(fields).removeprefix("---\n").removesuffix("---\n")) == fields
    assert as_header(fields).count("\n") == len(fields) + 1


def test_a_full_disk_leaves_no_half_written_file(folder, monkeypatch):
    root = folder(SITES["plain"][0])
    before = tree(root)

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(MachineError, match="No space left on device"):
        BlogSource().draft(root, draft())
    assert tree(root) == before


def test_without_hard_links_a_draft_is_written_all_the_same(folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(writing.os, "link", refuse)
    root = folder(SITES["plain"][0])
    (written,) = BlogSource().draft(root, draft())
    assert "## Why" in written.read_text(encoding="utf-8")
    assert not [path for path in tree(root) if ".tmp" in path]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(folder):
    root = folder(SITES["plain"][0])
    (root / "posts").chmod(0o500)
    with pytest.raises(MachineError, match="Cannot write"):
        BlogSource().draft(root, draft())


@pytest.mark.parametrize(
    ("more", "layout", "said"),
    [
        ({"title": " \n"}, "", "needs a title"),
        ({}, "wordpress", "no layout 'wordpress'"),
        ({"counts": {"feedback": 1}}, "", "only the layout 'ledger' keeps counts"),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is(more, layout, said, folder):
    root = folder(SITES["hugo"][0])
    with pytest.raises(InputError, match=said):
        BlogSource().draft(root, draft(**more), layout)
    assert tree(root) == {*SITES["hugo"][0]}


def test_a_missing_folder_is_not_made(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        BlogSource().draft(tmp_path / "blog", draft())


def test_the_ledger_keeps_counts_and_the_total_of_each_writer(folder, read):
    """S8: total = feedback + interactions, over all projects of the writer."""
    counts = {"contribution": 12, "feedback": 3, "interaction": 4}
    root = folder({})
    root.mkdir()
    first = BlogSource().draft(root, draft(counts=counts), "ledger")
    assert [path.relative_to(root).as_posix() for path in first] == [
        "blogs/app/Ada/A faster reader why, & how.md",
        "contributions/app/Ada_app.txt",
        "influences/app/Ada_app.txt",
        "total_influences/Ada.txt",
    ]
    BlogSource().draft(root, draft(project="web", title="Two", counts={"feedback": 1}))
    BlogSource().draft(root, draft(title="Three", counts={"feedback": 5}))  # anew, the rest stays
    assert (root / "influences/app/Ada_app.txt").read_text() == "Feedback: 5\nInteractions: 4\n"
    assert (root / "influences/web/Ada_web.txt").read_text() == "Feedback: 1\nInteractions: 0\n"
    assert (root / "total_influences/Ada.txt").read_text() == "Total: 10\n"
    found = read(root)
    assert not found.problems
    assert sum(it.weight for it in found.interactions) == 12 + 10


def test_the_source_is_found_to_write_drafts():
    assert isinstance(BlogSource(), DraftSource)
    assert set(drafts.FORMS) == {*LAYOUT_NAMES, "_posts"}
