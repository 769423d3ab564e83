"""Each engine's layout, in a small folder; what is expected was worked by hand.

Days as seconds: 2024-01-03 is 19,725 days after 1970-01-01.
"""

import pytest

from influencekit.domain import Identity

DAY = 86400
JAN_3 = 19725 * DAY


def test_jekyll_posts_carry_their_day_in_the_name_unless_front_matter_names_another(folder, read):
    site = folder(
        {
            "_config.yml": "title: x",
            "_posts/2024-01-03-first.md": "---\ntitle: First\ntags: git rails\n---\nTwo words\n",
            "_posts/sub/2024-01-04-second.markdown": "---\ndate: 2024-01-03 01:00:00 +0100\n---\n",
            "_posts/24-1-5-third.html": "---\npublished: false\n---\n<p>Three short words</p>",
            "_posts/README.md": "how to write a post",
            "_posts/undated.md": "---\ntitle: no post\n---\n",
            "_drafts/idea.md": "---\ntitle: Idea\n---\n",
            "about.md": "---\ntitle: About\n---\n",
            "en/news/_posts/2024-01-06-news.md": "News",
            "_site/2024-01-03-first.md": "output",
        }
    )
    posts = read(site).posts

    assert sorted(posts) == [
        "_drafts/idea.md",
        "_posts/2024-01-03-first.md",
        "_posts/24-1-5-third.html",
        "_posts/sub/2024-01-04-second.markdown",
        "en/news/_posts/2024-01-06-news.md",
    ]
    first = posts["_posts/2024-01-03-first.md"]
    assert (first.title, first.tags, first.words) == ("First", ("git", "rails"), 2)
    assert (first.published_at, first.date_from) == (JAN_3, "file name")
    assert first.layout == "jekyll"
    second = posts["_posts/sub/2024-01-04-second.markdown"]
    assert (second.published_at, second.date_from) == (JAN_3, "front matter")
    third = posts["_posts/24-1-5-third.html"]
    assert (third.published_at, third.draft, third.words) == (JAN_3 + 2 * DAY, True, 3)
    assert posts["_drafts/idea.md"].draft
    assert posts["en/news/_posts/2024-01-06-news.md"].published_at == JAN_3 + 3 * DAY


def test_hugo_reads_every_front_matter_and_takes_bundles_but_no_section_pages(folder, read):
    site = folder(
        {
            "hugo.toml": 'baseURL = "https://example.org"\ntimeZone = "Asia/Tokyo"',
            "content/posts/_index.md": "---\ntitle: Posts\ndate: 2024-01-03\n---\n",
            "content/posts/toml.md": '+++\ntitle = "T"\nDate = 2024-01-03T00:00:00Z\n+++\n',
            "content/posts/yaml.md": "---\npublishDate: 2024-01-03\n---\n",
            "content/posts/json.md": '{"title": "J", "pubdate": "2024-01-03"}\nBody',
            "content/posts/org.org": "#+TITLE: O\n#+DATE: 2024-01-03\n#+filetags: :a:b:\nBody",
            "content/posts/bundle/index.md": "---\nlastmod: 2024-01-03\ndraft: true\n---\n",
            "content/posts/tokyo.md": "---\ndate: 2024-01-03 09:00:00\n---\n",
            "content/about.md": "---\ndate: 2024-01-03\n---\nNo post",
        }
    )
    posts = read(site).posts

    assert sorted(posts) == [
        f"content/posts/{name}"
        for name in ("bundle/index.md", "json.md", "org.org", "tokyo.md", "toml.md", "yaml.md")
    ]
    assert {post.published_at for post in posts.values()} == {JAN_3}
    assert {post.layout for post in posts.values()} == {"hugo"}
    bundle = posts["content/posts/bundle/index.md"]
    assert (bundle.title, bundle.draft) == ("bundle", True)
    assert posts["content/posts/org.org"].title == "O"
    assert posts["content/posts/org.org"].tags == ("a", "b")


def test_hugo_settings_name_folders_sections_and_where_dates_come_from(folder, read):
    site = folder(
        {
            "config/_default/hugo.yaml": (
                "contentDir: texts\n"
                "params: {mainSections: [log]}\n"
                "frontmatter: {date: [':filename', ':default']}\n"
            ),
            "content/ignored.md": "---\ndate: 2024-01-03\n---\n",
            "texts/log/2024-01-03-a.md": "---\ndate: 2020-01-01\n---\n",
            "texts/log/b.md": "---\ndate: 2024-01-03\n---\n",
            "texts/other/c.md": "---\ndate: 2024-01-03\n---\n",
            "content/x": "",
        }
    )
    posts = read(site).posts

    assert sorted(posts) == ["texts/log/2024-01-03-a.md", "texts/log/b.md"]
    assert {post.published_at for post in posts.values()} == {JAN_3}
    assert posts["texts/log/2024-01-03-a.md"].date_from == "file name"


@pytest.mark.parametrize(
    ("explicit", "expected"),
    [
        (False, ["content/en/news.md"]),
        (True, ["content/en/about.md", "content/en/install.md", "content/en/news.md"]),
    ],
)
def test_pages_without_a_date_are_posts_only_where_the_user_says_that_it_is_a_blog(
    folder, read, explicit, expected
):
    site = folder(
        {
            "config.yaml": "baseURL: https://example.org\n",
            "content/en/_index.md": "---\ntitle: Home\n---\n",
            "content/en/404.md": "---\ntitle: Gone\n---\n",
            "content/en/about.md": "---\ntitle: About\n---\n",
            "content/en/install.md": "---\ntitle: Install\n---\n",
            "content/en/news.md": "---\ntitle: News\ndate: 2024-01-03\n---\n",
        }
    )
    assert sorted(read(site, explicit=explicit).posts) == expected


def test_pages_without_a_date_stay_out_where_most_pages_have_one(folder, read):
    site = folder(
        {
            "config.toml": 'base_url = "https://example.org"\n',
            "content/a.md": "+++\ndate = 2024-01-03\n+++\n",
            "content/b.md": "+++\ndate = 2024-01-03\n+++\n",
            "content/about.md": "+++\ntitle = 'About'\n+++\n",
        }
    )
    assert sorted(read(site, explicit=True).posts) == ["content/a.md", "content/b.md"]


def test_zola_dates_come_from_front_matter_the_path_in_it_or_the_file_name(folder, read):
    site = folder(
        {
            "config.toml": 'base_url = "https://example.org"\n',
            "content/_index.md": "+++\nsort_by = 'date'\n+++\n",
            "content/a.md": (
                "+++\ntitle = 'A'\ndate = 2024-01-03\nauthors = ['Ada', 'Ben']\n"
                "[taxonomies]\ntags = ['rust']\n[extra]\nteam = 'core'\n+++\nBody\n"
            ),
            "content/b.md": "+++\npath = 'inside/2024/01/03/b'\n+++\n",
            "content/2024-01-03_c.md": "+++\n+++\n",
            "content/2024-01-03-d/index.md": "---\ntitle: D\n---\n",
        }
    )
    posts = read(site).posts

    assert sorted(posts) == [
        "content/2024-01-03-d/index.md",
        "content/2024-01-03_c.md",
        "content/a.md",
        "content/b.md",
    ]
    assert {post.published_at for post in posts.values()} == {JAN_3}
    assert {post.layout for post in posts.values()} == {"zola"}
    a = posts["content/a.md"]
    assert a.authors == (Identity("Ada"), Identity("Ben"))
    assert (a.tags, a.extra) == (("rust",), (("extra", '{"team": "core"}'),))
    assert posts["content/b.md"].extra == (("path", "inside/2024/01/03/b"),)
    assert posts["content/2024-01-03-d/index.md"].title == "D"
    assert posts["content/2024-01-03_c.md"].title == "c"


def test_pelican_headers_have_no_fence_and_its_settings_are_not_run(folder, read, tmp_path):
    trap = tmp_path / "sprung"
    site = folder(
        {
            "pelicanconf.py": (
                f"open({str(trap)!r}, 'w')\n"
                "PATH = 'texts'\nAUTHOR = u'Jake V'\nTIMEZONE = 'Europe/Rome'\n"
            ),
            "texts/a.md": (
                "Title: One: two\nDate: 2024-01-03 01:00\nTags: x, y; z\nAuthors: Ada; Ben\n"
                "Summary: long\n    and longer\n\nThree more words\n"
            ),
            "texts/cat/b.rst": (
                "A title\n#######\n\n:date: 2024-01-03 01:00\n:status: draft\n:lang: fr\n\nHello\n"
            ),
            "texts/c.html": (
                "<html><head><title>C &amp; D</title><meta name='date' content='2024-01-03 01:00'>"
                '<meta content="x,y" name="tags"></head><body>One word more</body></html>'
            ),
            "texts/2024-01-03-d.md": "Title: D\n\nBody",
            "texts/pages/about.md": "Title: About\nDate: 2024-01-03\n\nNo post",
            "texts/undated.md": "Title: No date\n\nNot published by Pelican",
        }
    )
    posts = read(site).posts

    assert not trap.exists()
    assert sorted(posts) == [
        "texts/2024-01-03-d.md",
        "texts/a.md",
        "texts/c.html",
        "texts/cat/b.rst",
    ]
    assert {post.published_at for post in posts.values()} == {JAN_3}
    a, b, c = (posts[f"texts/{name}"] for name in ("a.md", "cat/b.rst", "c.html"))
    assert (a.title, a.tags, a.words) == ("One: two", ("x", "y", "z"), 3)
    assert a.authors == (Identity("Ada"), Identity("Ben"))
    assert a.extra == (("summary", "long and longer"),)
    assert (b.title, b.draft, b.extra) == ("A title", True, (("lang", "fr"),))
    assert b.authors == (Identity("Jake V"),)
    assert (c.title, c.tags) == ("C & D", ("x", "y"))


def test_hexo_dates_may_have_slashes_and_its_front_matter_need_not_be_opened(folder, read):
    site = folder(
        {
            "_config.yml": "title: x\ntimezone: Asia/Shanghai\n",
            "package.json": "{}",
            "source/_posts/a.md": (
                "---\ntitle: 你好\ndate: 2024/1/3 8:00:00\ncategories:\n- [Web, CSS]\n- Life\n"
                "tags: [hexo]\n---\n你好 Hexo\n"
            ),
            "source/_posts/b.md": '"title": "B",\n"date": "2024/1/3 08:00:00"\n;;;\nBody\n',
            "source/_posts/c.md": "title: C\ndate: 2024-01-03\ntags:\n- x\n---\nBody\n",
            "source/_drafts/d.md": "title: D\ndate: 2024-01-03\n---\n",
            "source/about/index.md": "title: About\ndate: 2024-01-03\n---\n",
        }
    )
    posts = read(site).posts

    assert sorted(posts) == [
        "source/_drafts/d.md",
        *(f"source/_posts/{name}.md" for name in "abc"),
    ]
    assert {post.published_at for post in posts.values()} == {JAN_3}
    assert {post.layout for post in posts.values()} == {"hexo"}
    a = posts["source/_posts/a.md"]
    assert (a.title, a.words, a.tags) == ("你好", 3, ("hexo", "Web", "CSS", "Life"))
    assert posts["source/_posts/b.md"].title == "B"
    assert posts["source/_posts/c.md"].tags == ("x",)
    assert [path for path, post in posts.items() if post.draft] == ["source/_drafts/d.md"]


def test_mkdocs_dates_may_be_a_mapping_and_authors_are_ids(folder, read):
    site = folder(
        {
            "mkdocs.yml": "plugins: [blog]\nhooks: !!python/name:os.system\n",
            "docs/index.md": "No post",
            "docs/blog/index.md": "No post",
            "docs/blog/.authors.yml": "authors:\n  ada:\n    name: Ada L\n    description: x\n",
            "docs/blog/posts/a.md": (
                "---\ndate:\n  created: 2024-01-03\n  updated: 2025-01-01\nauthors: [ada, ben]\n"
                "categories: [Search]\ntags: [fast]\nreadtime: 15\n---\n# A heading\n\n<!-- more -->\n"
            ),
            "docs/blog/posts/b.md": "---\ndate: 2024-01-03\ndraft: true\n---\n",
        }
    )
    posts = read(site).posts

    assert sorted(posts) == ["docs/blog/posts/a.md", "docs/blog/posts/b.md"]
    assert {post.published_at for post in posts.values()} == {JAN_3}
    a = posts["docs/blog/posts/a.md"]
    assert (a.title, a.layout, a.tags) == ("A heading", "mkdocs", ("fast", "Search"))
    assert a.authors == (Identity("Ada L"), Identity("ben"))
    assert a.extra == (("readtime", "15"),)
    assert posts["docs/blog/posts/b.md"].draft


def test_docusaurus_dates_stand_in_names_of_files_and_folders(folder, read):
    site = folder(
        {
            "website/docusaurus.config.js": "module.exports = {}",
            "website/blog/authors.yml": "ada:\n  name: Ada L\n  email: ada@example.org\n",
            "website/blog/2024-01-03-a.mdx": "---\nauthors: ada\n---\nBody <Tabs />\n",
            "website/blog/2024-01-03-b/index.md": "---\nauthors:\n- name: Ben\n- ada\n---\n",
            "website/blog/2024/01/03/c.md": "---\nauthor: Cyd\n---\n",
            "website/blog/2024/01-03-d.md": "",
            "website/blog/e.md": "---\ndate: 2024-01-03T00:00:00.000Z\n---\n",
            "website/blog/_partial.mdx": "No post",
            "website/i18n/fr/docusaurus-plugin-content-blog/2024-01-03-a.mdx": "---\n---\n",
            "website/docs/intro.md": "No post",
        }
    )
    posts = {path.removeprefix("website/"): post for path, post in read(site).posts.items()}

    assert sorted(posts) == [
        "blog/2024-01-03-a.mdx",
        "blog/2024-01-03-b/index.md",
        "blog/2024/01-03-d.md",
        "blog/2024/01/03/c.md",
        "blog/e.md",
        "i18n/fr/docusaurus-plugin-content-blog/2024-01-03-a.mdx",
    ]
    assert {post.published_at for post in posts.values()} == {JAN_3}
    assert {post.layout for post in posts.values()} == {"docusaurus"}
    ada = Identity("Ada L", "ada@example.org")
    assert posts["blog/2024-01-03-a.mdx"].authors == (ada,)
    assert posts["blog/2024-01-03-b/index.md"].authors == (Identity("Ben"), ada)
    assert posts["blog/2024-01-03-b/index.md"].title == "b"


def test_astro_collections_of_posts_are_read_and_others_are_not(folder, read):
    site = folder(
        {
            "astro.config.mjs": "export default {}",
            "src/content/blog/a.md": "---\npubDate: 'Jan 03 2024'\nheroImage: x.png\n---\n",
            "src/content/docs/b.md": "---\npubDate: 2024-01-03\n---\n",
            "src/pages/posts/c.mdx": "---\npubDatetime: 2024-01-03T00:00:00Z\n---\n",
            "src/pages/about.md": "---\ntitle: About\n---\n",
        }
    )
    posts = read(site).posts

    assert sorted(posts) == ["src/content/blog/a.md", "src/pages/posts/c.mdx"]
    assert {post.published_at for post in posts.values()} == {JAN_3}
    assert posts["src/content/blog/a.md"].extra == (("heroImage", "x.png"),)


def test_obsidian_notes_link_by_name(folder, read):
    site = folder(
        {
            ".obsidian/app.json": "{}",
            ".obsidian/plugins/x/README.md": "No note",
            "Daily/2024-01-03.md": "Met [[Ada L|her]] and #tag\n",
            "People/Ada L.md": "---\ntags: ['#people']\naliases: [Ada]\npublish: false\n---\nA person\n",
            "Templates/note.md": "{{title}}",
        }
    )
    posts = read(site).posts

    assert sorted(posts) == ["Daily/2024-01-03.md", "People/Ada L.md"]
    daily = posts["Daily/2024-01-03.md"]
    assert (daily.published_at, daily.date_from) == (JAN_3, "file name")
    assert daily.links == ("People/Ada L.md",)
    ada = posts["People/Ada L.md"]
    assert (ada.title, ada.tags, ada.draft) == ("Ada L", ("people",), True)
    assert ada.extra == (("aliases", '["Ada"]'),)


def test_dev_to_files_say_whether_they_are_published(folder, read):
    site = folder(
        {
            "dev-to-git.json": "[]",
            "README.md": "No post",
            "blog-posts/a/a.md": (
                "---\ntitle: A\npublished: true\ntags: python, git\ndate: 2024-01-03T00:00:00Z\n"
                "canonical_url:\n---\nText\n"
            ),
            "blog-posts/b/b.md": "---\ntitle: B\npublished: false\n---\nText\n",
        }
    )
    posts = read(site).posts

    assert sorted(posts) == ["blog-posts/a/a.md", "blog-posts/b/b.md"]
    a, b = posts.values()
    assert (a.published_at, a.draft, a.tags) == (JAN_3, False, ("python", "git"))
    assert a.extra == (("canonical_url", ""),)
    assert b.draft
    assert {a.layout, b.layout} == {"dev.to"}


def test_a_plain_folder_holds_markdown_rest_notebooks_and_more(folder, read):
    notebook = (
        '{"metadata": {"kernelspec": {"language": "julia"}}, "cells": ['
        '{"cell_type": "markdown", "source": ["# A notebook\\n", "Three words here"]},'
        '{"cell_type": "code", "source": "f(x) = 1", "outputs": [{"text": "many words"}]}]}'
    )
    plain = folder(
        {
            "README.md": "No post",
            "SECURITY.md": "No post",
            "topic/readme.md": "No post",
            "topic/security.md": "A post on security",
            "a.md": "# Title\n\nSome text\n",
            "topic/b.rst": "B\n=\n\nText\n",
            "topic/c.ipynb": notebook,
            "d.adoc": "= Title\nAda <ada@example.org>\n:revnumber: 1\n\nText\n",
            "e.dj": "# Djot\n",
            "style.css": "",
            "page.html": "output",
            "node_modules/x/README.md": "",
            "node_modules/x/x.md": "",
        }
    )
    posts = read(plain, explicit=True).posts

    assert sorted(posts) == [
        *("a.md", "d.adoc", "e.dj", "topic/b.rst", "topic/c.ipynb", "topic/security.md"),
    ]
    assert {post.layout for post in posts.values()} == {"plain"}
    assert {post.date_from for post in posts.values()} == {"file time"}
    c = posts["topic/c.ipynb"]
    assert (c.title, c.words, c.languages) == ("A notebook", 5, ("julia",))
    assert posts["d.adoc"].authors == (Identity("Ada", "ada@example.org"),)
    assert posts["d.adoc"].title == "Title"


def test_a_folder_of_posts_may_be_named_by_itself(folder, read):
    posts = folder({"_posts/2024-01-03-a.md": "Text", "_posts/notes.md": "Text"}) / "_posts"
    assert sorted(read(posts).posts) == ["2024-01-03-a.md"]


def test_posts_of_a_home_made_engine_are_known_by_the_days_in_their_names(folder, read):
    site = folder(
        {"content/posts/2024-01-03-a.dj": "Text", "content/about.dj": "Text", "README.md": "Text"}
    )
    assert sorted(read(site).posts) == ["content/posts/2024-01-03-a.dj"]


def test_each_translation_is_a_post_of_its_own(folder, read):
    site = folder(
        {
            "hugo.toml": "",
            "content/posts/a/index.md": "---\ndate: 2024-01-03\n---\n",
            "content/posts/a/index.fr.md": "---\ndate: 2024-01-04\n---\n",
        }
    )
    posts = read(site).posts
    assert [post.title for post in posts.values()] == ["a", "a"]
