"""How each blog engine lays a blog out: one table.

A new engine is a new row. What a row cannot say is in `influencekit_blogs.sites` (settings of a
site) and `influencekit_blogs.posts` (which pages are posts).
"""

import attrs

MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
TEXT = (*MARKDOWN, ".mdx", ".qmd", ".rmd", ".dj", ".rst", ".org", ".adoc", ".asciidoc", ".ipynb")
"""What is read where the engine does not say; HTML is not among it: it may be anything's output."""

BASES = ("", "docs", "doc", "website", "site", "www", "web", "blog")
"""Folders of a repository that may hold a site; the first is the root itself."""

USUAL_SECTIONS = frozenset(
    (
        "blog",
        "blogs",
        "post",
        "posts",
        "article",
        "articles",
        "news",
        "til",
        "notes",
        "journal",
        "writing",
    )
)
"""What folders of posts are called where pages and posts share a tree."""

FALLBACK = (":filename", ":git", ":filemodtime")
"""Where a date is looked for last, in this order."""

_ANY_DATE = (
    *("date", "pubdate", "pubdatetime", "publishdate", "published", "published_at", "publishedat"),
    *("created", "created_at", "createdat", "date created"),
)
_DATED_FILE = "[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]-*.*"


@attrs.frozen(kw_only=True)
class Layout:
    """The rules of one engine. Paths are relative to the site's base."""

    name: str
    """What `Post.layout` says."""
    markers: tuple[str, ...] = ()
    """Globs: one of them must be there. ``glob=word``: a file with a line that starts with `word`."""
    folders: tuple[str, ...]
    """Globs of folders that hold posts; at least one must be there."""
    elsewhere: bool = False
    """Whether settings may name another folder, so that a marker alone tells the engine."""
    suffixes: tuple[str, ...] = MARKDOWN
    dates: tuple[str, ...] = ("date",)
    """Front-matter keys in order of precedence, before `FALLBACK`. ``:address`` is a date in the
    post's own `path` or `url`."""
    settings: tuple[str, ...] = ()
    """Globs of settings files; the first one found is read."""
    zone_key: str = ""
    """The settings key with the time zone of clock times that name none; without it UTC."""
    authors_files: tuple[str, ...] = ()
    """Globs of files that say who the ids in ``author`` are."""
    pages_too: bool = False
    """Whether pages that are no posts share the folders."""
    sections: frozenset[str] = frozenset()
    """Where pages share the folders: the names of those with posts, if there are such."""
    named_by_day: bool = False
    """Whether only files called ``YYYY-MM-DD-title.suffix`` are posts (drafts excepted)."""
    split_tags: str = ","
    """A pattern of what separates tags in one text."""
    no_posts_in: frozenset[str] = frozenset()
    """Folders among `folders`, at any depth, without posts."""


def _each(prefixes: str, names: str) -> tuple[str, ...]:
    return tuple(f"{prefix}/{name}" for prefix in prefixes.split() for name in names.split())


LAYOUTS = (
    Layout(
        name="ledger",
        markers=("contributions", "influences", "total_influences"),
        folders=("blogs",),
    ),
    Layout(
        name="hexo",
        markers=("scaffolds", "_config.*.yml", "package.json"),
        folders=("source/_posts", "source/_drafts"),
        suffixes=(*MARKDOWN, ".html", ".org"),
        settings=("_config.yml", "_config.yaml", "_config.json"),
        zone_key="timezone",
    ),
    Layout(
        name="jekyll",
        markers=("_posts", "_config.yml", "_config.yaml", "_config.toml"),
        folders=(
            *("_posts", "_drafts", "_notebooks"),
            *("*/_posts", "*/_drafts", "*/*/_posts"),
        ),
        suffixes=(
            *MARKDOWN,
            ".html",
            ".htm",
            ".textile",
            ".adoc",
            ".asciidoc",
            ".org",
            ".rst",
            ".ipynb",
        ),
        authors_files=("_data/authors.yml", "_data/authors.yaml", "_data/authors.json"),
        named_by_day=True,
        split_tags=r"\s+",
    ),
    Layout(
        name="zola",
        markers=("zola.toml=base_url", "config.toml=base_url"),
        folders=("content",),
        dates=("date", ":address"),
        pages_too=True,
        sections=USUAL_SECTIONS,
    ),
    Layout(
        name="hugo",
        markers=(
            *("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default", "archetypes"),
            *(
                "config.toml=baseurl",
                "config.yaml=baseurl",
                "config.yml=baseurl",
                "config.json=baseurl",
            ),
        ),
        folders=("content",),
        suffixes=(*MARKDOWN, ".html", ".htm", ".adoc", ".asciidoc", ".org", ".rst", ".qmd"),
        dates=("date", "publishdate", "pubdate", "published", "lastmod", "modified", ":address"),
        settings=("hugo.*", "config.*", "config/_default/hugo.*", "config/_default/config.*"),
        zone_key="timezone",
        authors_files=(
            "data/authors.yml",
            "data/authors.yaml",
            "data/authors.toml",
            "data/authors.json",
        ),
        pages_too=True,
        sections=USUAL_SECTIONS,
    ),
    Layout(
        name="pelican",
        markers=("pelicanconf.py",),
        folders=("content",),
        elsewhere=True,
        suffixes=(*MARKDOWN, ".rst", ".html", ".htm", ".ipynb"),
        settings=("pelicanconf.py",),
        zone_key="timezone",
        split_tags=r"[,;]",
        no_posts_in=frozenset(("pages", "extra", "extras", "static")),
        pages_too=True,
    ),
    Layout(
        name="mkdocs",
        markers=("mkdocs.yml", "mkdocs.yaml", "zensical.toml"),
        folders=("docs/blog/posts", "docs/posts", "docs/news/posts", "docs/*/blog/posts"),
        dates=("date.created", "date"),
        authors_files=("docs/blog/.authors.yml", "docs/.authors.yml", "docs/*/.authors.yml"),
    ),
    Layout(
        name="docusaurus",
        markers=("docusaurus.config.*", "siteConfig.js"),
        folders=("blog", "i18n/*/docusaurus-plugin-content-blog"),
        suffixes=(".md", ".mdx"),
        authors_files=("blog/authors.yml", "blog/authors.yaml", "blog/authors.json"),
    ),
    Layout(
        name="astro",
        markers=("astro.config.*",),
        folders=(
            *_each("src/content src/pages src/data src content", " ".join(sorted(USUAL_SECTIONS))),
        ),
        suffixes=(".md", ".mdx"),
        dates=_ANY_DATE,
    ),
    Layout(
        name="obsidian",
        markers=(".obsidian",),
        folders=("",),
        dates=_ANY_DATE,
        no_posts_in=frozenset(("templates",)),
    ),
    Layout(
        name="dev.to",
        markers=("dev-to-git.json",),
        folders=("blog-posts", "blog", "posts", "articles"),
        dates=("date", "published_at"),
    ),
    *(
        Layout(
            name="plain",
            markers=(f"{folder}/{_DATED_FILE}",),
            folders=(folder,),
            suffixes=TEXT,
            dates=_ANY_DATE,
        )
        for folder in ("_posts", "posts", "content/posts", "content/blog", "src/posts", "blog")
    ),
)

PLAIN = Layout(
    name="plain",
    folders=("",),
    suffixes=TEXT,
    dates=(*_ANY_DATE, ":address"),
    authors_files=("authors.yml", "authors.yaml", ".authors.yml", "_data/authors.yml"),
)
"""Any folder of texts, where the user says that it is a blog."""

LAYOUT_NAMES = tuple(dict.fromkeys(layout.name for layout in (*LAYOUTS, PLAIN)))
"""Each once."""
