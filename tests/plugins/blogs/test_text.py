"""Words, code and links."""

import pytest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One two three.", 3),
        ("It's well-known, isn't it?", 4),
        ("`git log` shows it", 4),
        ('A [link to](https://example.org/a/b "Title") x', 4),
        ("A ![picture](a.png) and https://example.org/path.", 3),
        ("A [link][1].\n\n[1]: https://example.org/long/path Some title\n", 3),
        ("<div class='a b'>Two words</div>", 2),
        ("{% include x y %} Two {{ site.title }} words {{< figure src=x >}}", 2),
        ("One\n\n```\nnot these words\n```\n\ntwo\n", 2),
        ("One\n\n~~~~ ruby\nnot\n~~~\nthese\n~~~~~\ntwo", 2),
        ("- item\n\n  ```js\n  not\n  ```\n\n  text\n", 2),
        ("> quoted\n> ```\n> not\n> ```\n", 1),
        ("One\n```\nnever closed", 1),
        ("One\n\n    indented code here\n\n    and more\n\ntwo", 2),
        ("- item\n\n    still the item\n", 4),
        ("1. item\n\n    still the item\n\nText\n\n    code\n", 6),
        ("A paragraph\n    goes on", 4),
        ("{% highlight ruby %}\nnot these\n{% endhighlight %}\nOne", 1),
        ("{{< highlight go >}}\nnot these\n{{< /highlight >}}\nOne", 1),
        ("<pre><code>not these</code></pre>One", 1),
        ("<!-- not\nthese --> One", 1),
        ("<script>not()</script>", 0),
        ("日本語の文章 and English", 8),
        ("Привет, мир", 2),
        ("हिन्दी में लिखा", 3),
        ("Cafe\u0301 — «au lait»", 3),
        ("Use the `<script>` tag, `<!--` and `{% highlight %}` well", 5),
        (":tada: We shipped", 3),
        ("| a | b |\n|---|---|\n| 1 | 2 |", 4),
    ],
)
def test_words_are_those_of_prose(note, text, words):
    assert note(text).words == words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.rst",
            "One::\n\n    not these\n\nTwo\n\n.. code-block:: python\n   :linenos:\n\n   not\n\nThree\n",
        ),
        (
            "a.rst",
            "One two\n\n.. image:: not.png\n   :alt: not these\n\n.. code:: python\n\n   not\n\nthree",
        ),
        (
            "a.org",
            "#+ATTR: not\nOne\n#+BEGIN_SRC python :results x\nnot these\n#+END_SRC\nTwo three\n",
        ),
        ("a.adoc", "One\n\n[source,python]\n----\nnot these\n----\n\nTwo three\n"),
        ("a.md", "One two three\n\n    :::python\n    not these\n"),
        ("a.md", '<pre class="brush: python">not these</pre>\nOne two three'),
        ("a.md", "```{.python .numberLines}\nnot\n```\nOne two three"),
        ("a.md", '```python title="a.py" {1,3}\nnot\n```\nOne two three'),
        ("a.md", "``` {python}\nnot\n```\nOne two three"),
        ("a.md", "{% codeblock A title lang:python %}\nnot\n{% endcodeblock %}\nOne two three"),
        ("a.mdx", "```python\nnot\n```\n\n    One two three"),
    ],
)
def test_code_of_every_markup_is_left_out_and_its_language_is_kept(note, name, text):
    post = note(text, name)
    assert (post.words, post.languages) == (3, ("python",))


def test_languages_come_once_in_order_of_appearance(note):
    blocks = "".join(f"```{it}\n```\n" for it in ("Rust,ignore", "c++", "", "text", "rust", "C#"))
    assert note(blocks).languages == ("rust", "c++", "c#")


def test_absolute_addresses_are_links_each_once_without_what_stands_around_them(note):
    post = note(
        "[a](https://example.org/a_(b)), <https://example.org/c>, https://example.org/d.\n"
        "(https://example.org/e) <a href='https://example.org/f?x=1&amp;y=2'>x</a> “http://g.org”\n"
        "[r]: https://example.org/h\nhttps://example.org/d\n\n```\nhttps://not.org\n```\n"
    )
    assert post.links == (
        "https://example.org/a_(b)",
        "https://example.org/c",
        "https://example.org/d",
        "https://example.org/e",
        "https://example.org/f?x=1&y=2",
        "http://g.org",
        "https://example.org/h",
    )


@pytest.mark.parametrize(
    "link",
    [
        "[x](b.md)",
        "[x](./b.md#part)",
        "[x](../topic/b.md?x=1)",
        "[x](/topic/b.md)",
        "[x](/topic/b/)",
        "[x]({filename}/topic/b.md)",
        "[x](@/topic/b.md)",
        "[x](%62.md)",
        "[x]: b.md",
        '<a href="b.md">x</a>',
        "[[b]]",
        "[[b#part|shown]]",
        "{% post_url b %}",
        "{% post_link b 'Title' %}",
        '{{< ref "b.md" >}}',
        '{{% relref "/topic/b" %}}',
        "https://example.org [x](b.md)",
    ],
)
def test_links_between_posts_lead_to_their_paths(blog, link):
    found = blog({"topic/a.md": f"See\n{link}\n", "topic/b.md": "B", "other/c.md": "C"})
    assert [it for it in found.posts["topic/a.md"].links if "://" not in it] == ["topic/b.md"]


def test_rest_links_lead_to_paths(blog):
    text = "A\n=\n\n:doc:`b` `x <c.rst>`_ `y`_\n\n.. _y: d.rst\n"
    found = blog({"a.rst": text, "b.rst": "B", "c.rst": "C", "d.rst": "D"})
    assert found.posts["a.rst"].links == ("b.rst", "c.rst", "d.rst")


def test_a_name_that_two_posts_share_leads_nowhere(blog):
    found = blog({"a.md": "[[same]]", "x/same.md": "", "y/same.md": ""})
    assert found.posts["a.md"].links == ()


def test_jekyll_posts_are_linked_by_the_name_with_the_day_or_without(folder, read):
    site = folder(
        {
            "_posts/2024-01-03-a.md": "{% post_url 2024-01-04-b %}\n",
            "_posts/2024-01-04-b.md": "[a](/2024/01/03/a.html)\n",
        }
    )
    posts = read(site).posts
    assert [post.links for post in posts.values()] == [
        ("_posts/2024-01-04-b.md",),
        ("_posts/2024-01-03-a.md",),
    ]
