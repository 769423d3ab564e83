"""Who a post is by."""

import pytest

from influencekit.domain import Identity

ADA, BEN = Identity("Ada"), Identity("Ben")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("author: Ada", (ADA,)),
        ("author: Ada Lovelace <Ada@Example.org>", (Identity("Ada Lovelace", "ada@example.org"),)),
        ("author: Lovelace, Ada", (Identity("Lovelace, Ada"),)),
        ("authors: Ada, Ben", (ADA, BEN)),
        ("authors: Lovelace, Ada; Ben", (Identity("Lovelace, Ada"), BEN)),
        ("authors: [Ada, Ben, Ada]", (ADA, BEN)),
        ("author: [Ada, Ben]", (ADA, BEN)),
        ("Authors:\n- name: Ada\n  email: ada@example.org", (Identity("Ada", "ada@example.org"),)),
        ("author: {name: Ada, url: x}", (ADA,)),
        ('author: "[Ada](https://x.org) and [Ben](https://y.org)"', (ADA, BEN)),
        ("author: \"<a href='https://x.org'>Ada</a>\"", (ADA,)),
        ("extra: {author: Ada}", (ADA,)),
        ("author:", ()),
        ("author: null", ()),
        ("authors: []", ()),
        ("author: {url: x}", ()),
    ],
)
def test_authors_are_read_from_front_matter(note, header, expected):
    assert note(f"---\n{header}\n---\n").authors == expected


def test_ids_are_who_the_file_of_authors_says(folder, read):
    site = folder(
        {
            "_posts/2024-01-03-a.md": "---\nauthor: ada\n---\n",
            "_posts/2024-01-04-b.md": "---\nauthor: '@ADA'\n---\n",
            "_posts/2024-01-05-c.md": "---\nauthor: ben\n---\n",
            "_data/authors.yml": "ada: {name: Ada L, email: ada@example.org}\nben: Ben N\ncyd: {}\n",
        }
    )
    authors = [post.authors for post in read(site).posts.values()]
    ada = (Identity("Ada L", "ada@example.org"),)
    assert authors == [ada, ada, (Identity("Ben N"),)]


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: [", "authors: 3", "ada: [x]\n", "\x00"])
def test_a_broken_file_of_authors_is_as_good_as_none(folder, read, text):
    site = folder({"_posts/2024-01-03-a.md": "---\nauthor: ben\n---\n", "_data/authors.yml": text})
    assert read(site).post.authors == (Identity("ben"),)
