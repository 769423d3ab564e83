"""Which folders are blogs by themselves, and which only where the user says so."""

import pytest

from influencekit_blogs.source import BlogSource

BLOGS = {
    "jekyll": ["_posts/2024-01-03-a.md"],
    "jekyll for the documentation": ["docs/_config.yml", "docs/_posts/2024-01-03-a.md"],
    "jekyll in languages": ["_config.yml", "en/news/_posts/2024-01-03-a.md"],
    "hugo": ["hugo.toml", "content/post/a.md"],
    "hugo, settings in a folder": ["config/_default/hugo.toml", "content/post/a.md"],
    "pelican": ["pelicanconf.py", "texts/a.md"],
    "hexo": ["package.json", "source/_posts/a.md"],
    "mkdocs": ["mkdocs.yml", "docs/blog/posts/a.md"],
    "docusaurus": ["website/docusaurus.config.ts", "website/blog/a.md"],
    "astro": ["astro.config.mjs", "src/content/blog/a.md"],
    "obsidian": [".obsidian/app.json", "a.md"],
    "dev.to": ["dev-to-git.json", "blog-posts/a/a.md"],
    "ledger": ["blogs/flask/Ada/a.md", "contributions/flask/Ada_flask.txt"],
    "home-made": ["posts/2024-01-03-a.md"],
}
NO_BLOGS = {
    "empty": [],
    "a package": ["README.md", "pyproject.toml", "src/a.py", "docs/index.md", "docs/guide/a.md"],
    "documentation by mkdocs": ["mkdocs.yml", "docs/index.md", "docs/posts.md"],
    "documentation by docusaurus": ["website/docusaurus.config.js", "docs/a.md"],
    "documentation by astro": ["astro.config.mjs", "src/content/docs/a.md"],
    "a JavaScript package": ["package.json", "source/index.js", "content/a.md"],
    "a program with settings": ["config.toml", "content/a.md"],
    "folders of Markdown": ["README.md", "python/a.md", "git/b.md"],
    "a folder called blog": ["blog/models.py", "blog/views.py"],
    "changes by day": ["changes/2024-01-03-a.md"],
}


@pytest.mark.parametrize("files", BLOGS.values(), ids=BLOGS)
def test_a_blog_is_detected(folder, files):
    assert BlogSource().detect(folder(dict.fromkeys(files, "")))


@pytest.mark.parametrize("files", NO_BLOGS.values(), ids=NO_BLOGS)
def test_what_is_no_blog_is_not_claimed(folder, files, tmp_path):
    root = folder(dict.fromkeys(files, "")) if files else tmp_path
    assert not BlogSource().detect(root)


@pytest.mark.parametrize(("line", "engine"), [("base_url", "zola"), ("baseURL", "hugo")])
def test_zola_and_hugo_share_a_file_name_and_differ_in_a_key(folder, read, line, engine):
    site = folder({"config.toml": f'{line} = "x"', "content/a.md": "+++\ndate = 2024-01-03\n+++\n"})
    assert read(site).post.layout == engine


def test_hexo_and_jekyll_share_a_settings_file_and_differ_in_folders(folder, read):
    files = {"_config.yml": "title: x", "source/_posts/2024-01-03-a.md": "Text"}
    assert read(folder(files)).post.layout == "jekyll"
    assert read(folder(files | {"package.json": "{}"}, "other")).post.layout == "hexo"


def test_a_plain_folder_gives_posts_only_where_the_user_says_that_it_is_a_blog(folder, read):
    root = folder({"a.md": "Text"})
    assert not read(root).posts
    assert read(root, explicit=True).posts.keys() == {"a.md"}


def test_a_folder_that_is_not_there_is_a_problem(tmp_path, read):
    (problem,) = read(tmp_path / "gone", explicit=True).problems
    assert "no such folder" in problem.message


def test_the_fingerprint_changes_with_the_posts_and_with_nothing_else(folder):
    root = folder({"_posts/2024-01-03-a.md": "Text", "main.py": "1"})
    source = BlogSource()
    before = source.fingerprint(root)
    (root / "main.py").write_text("22")
    assert source.fingerprint(root) == before
    (root / "_posts/2024-01-03-a.md").write_text("Other text")
    changed = source.fingerprint(root)
    assert changed != before
    (root / "_posts/2024-01-03-a.md").unlink()
    assert source.fingerprint(root) not in (before, changed)
