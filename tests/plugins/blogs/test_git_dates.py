"""What git knows of a post that says nothing of itself."""

import os
import shutil

import pytest

from influencekit.domain import Identity

ADA = Identity("Ada", "ada@example.org")
BEN = Identity("Ben", "ben@example.org")
SPRING, SUMMER, AUTUMN = 1_700_000_000, 1_710_000_000, 1_720_000_000


@pytest.fixture
def site(tmp_path, git):
    """A repository with a folder of posts, and functions to change and commit it."""

    class Site:
        root = tmp_path / "repo"

        def run(self, *arguments, **environment):
            return git(self.root, *arguments, env=os.environ | environment)

        def write(self, path, text):
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text)

        def commit(self, who, when):
            self.run("add", "--all")
            self.run(
                "commit",
                "--quiet",
                "--message=x",
                GIT_AUTHOR_NAME=who.name,
                GIT_AUTHOR_EMAIL=who.email,
                GIT_AUTHOR_DATE=f"{when} +0200",
            )

    made = Site()
    made.root.mkdir()
    made.run("init", "--quiet", "--initial-branch=main")
    return made


TEXT = "One line of text\n" * 20


def test_the_commit_that_added_a_post_gives_its_date_and_its_author(site, read):
    site.write("a.md", TEXT)
    site.commit(ADA, SPRING)
    site.write("a.md", TEXT + "More")
    site.write("topic/b.md", "---\nauthor: Cyd\n---\nText")
    site.commit(BEN, SUMMER)
    posts = read(site.root, explicit=True).posts

    a, b = posts["a.md"], posts["topic/b.md"]
    assert (a.published_at, a.date_from, a.authors) == (SPRING, "git", (ADA,))
    assert (b.published_at, b.date_from, b.authors) == (SUMMER, "git", (Identity("Cyd"),))


def test_renames_are_followed_also_with_an_edit_and_over_two_steps(site, read):
    site.write("old.md", TEXT)
    site.commit(ADA, SPRING)
    site.run("mv", "old.md", "between.md")
    site.write("between.md", TEXT + "More")
    site.commit(BEN, SUMMER)
    (site.root / "posts").mkdir()
    site.run("mv", "between.md", "posts/new.markdown")
    site.commit(BEN, AUTUMN)
    post = read(site.root, explicit=True).post
    assert (post.path, post.published_at, post.authors) == ("posts/new.markdown", SPRING, (ADA,))


def test_a_name_that_was_used_before_is_another_post(site, read):
    site.write("name.md", TEXT)
    site.commit(ADA, SPRING)
    site.run("mv", "name.md", "moved.md")
    site.commit(BEN, SUMMER)
    site.write("name.md", "Something else\n" * 20)
    site.commit(BEN, AUTUMN)
    posts = read(site.root, explicit=True).posts
    assert (posts["moved.md"].published_at, posts["moved.md"].authors) == (SPRING, (ADA,))
    assert (posts["name.md"].published_at, posts["name.md"].authors) == (AUTUMN, (BEN,))


def test_a_post_may_go_back_and_forth_between_two_names(site, read):
    site.write("a.md", TEXT)
    site.commit(ADA, SPRING)
    for old, new in [("a.md", "b.md"), ("b.md", "a.md")] * 20:
        site.run("mv", old, new)
        site.commit(BEN, SUMMER)
    post = read(site.root, explicit=True).post
    assert (post.path, post.published_at) == ("a.md", SPRING)


def test_a_post_that_two_branches_renamed_is_followed_under_both_names(site, read):
    site.write("a.md", TEXT)
    site.commit(ADA, SPRING)
    site.run("switch", "--quiet", "--create=side")
    site.run("mv", "a.md", "b.md")
    site.commit(BEN, SUMMER)
    site.run("switch", "--quiet", "main")
    site.run("mv", "a.md", "c.md")
    site.commit(BEN, AUTUMN)
    site.run("merge", "--quiet", "--no-commit", "--strategy=ours", "side")
    site.run("checkout", "--quiet", "side", "--", "b.md")
    site.commit(BEN, AUTUMN)
    posts = read(site.root, explicit=True).posts
    assert {path: post.published_at for path, post in posts.items()} == {
        "b.md": SPRING,
        "c.md": SPRING,
    }


def test_a_post_that_returned_has_its_first_date(site, read):
    site.write("a.md", TEXT)
    site.commit(ADA, SPRING)
    (site.root / "a.md").unlink()
    site.commit(BEN, SUMMER)
    site.write("a.md", TEXT)
    site.commit(BEN, AUTUMN)
    assert read(site.root, explicit=True).post.published_at == SPRING


def test_a_blog_below_the_root_of_a_repository_is_dated_too(site, read):
    site.write("blog/a.md", TEXT)
    site.commit(ADA, SPRING)
    assert read(site.root / "blog", explicit=True).post.published_at == SPRING


def test_superseded_names_are_replaced_by_the_mailmap(site, read):
    site.write("a.md", TEXT)
    site.commit(Identity("Old Name", "old@example.org"), SPRING)
    site.write(".mailmap", "Ada <ada@example.org> <old@example.org>\n")
    site.commit(ADA, SUMMER)
    assert read(site.root, explicit=True).post.authors == (ADA,)


def test_names_of_files_may_hold_anything(site, read):
    for name in ("a b.md", "ünï.md", "new\nline.md", "tab\t.md", '"quoted".md', "\x01.md", "A.md"):
        site.write(name, TEXT + name)
    site.commit(ADA, SPRING)
    posts = read(site.root, explicit=True).posts
    assert len(posts) == 7
    assert {post.date_from for post in posts.values()} == {"git"}


def test_a_file_that_git_does_not_know_has_the_time_of_the_file_and_no_author(site, read):
    site.write("a.md", TEXT)
    site.commit(ADA, SPRING)
    site.write("b.md", TEXT)
    os.utime(site.root / "b.md", (SUMMER, SUMMER))
    found = read(site.root, explicit=True)
    b = found.posts["b.md"]
    assert (b.published_at, b.date_from, b.authors) == (SUMMER, "file time", ())
    assert not found.problems


def test_the_last_commit_of_a_shallow_clone_is_not_taken_for_the_one_that_added_all(
    site, read, tmp_path, git
):
    for number, (who, when) in enumerate([(ADA, SPRING), (BEN, SUMMER), (ADA, AUTUMN)]):
        site.write(f"{number}.md", TEXT)
        site.commit(who, when)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=2", site.root.as_uri(), clone)
    found = read(clone, explicit=True)
    assert [post.date_from for post in found.posts.values()] == ["file time", "file time", "git"]
    assert [post.authors for post in found.posts.values()] == [(), (), (ADA,)]
    (problem,) = found.problems
    assert "2 dates are the times of files: the clone is shallow" in problem.message


def test_without_git_the_time_of_the_file_is_the_date_and_a_problem_says_so(
    site, read, monkeypatch, tmp_path
):
    site.write("a.md", TEXT)
    site.commit(ADA, SPRING)
    os.utime(site.root / "a.md", (SUMMER, SUMMER))
    monkeypatch.setenv("PATH", str(tmp_path))
    found = read(site.root, explicit=True)
    assert (found.post.published_at, found.post.date_from) == (SUMMER, "file time")
    assert "git was not found" in found.problems[0].message


def test_a_damaged_repository_is_a_problem_and_the_posts_are_read(site, read):
    site.write("a.md", TEXT)
    site.commit(ADA, SPRING)
    shutil.rmtree(site.root / ".git/objects")
    (site.root / ".git/objects").mkdir()
    found = read(site.root, explicit=True)
    assert found.post.date_from == "file time"
    assert len(found.problems) == 1


def test_git_is_not_asked_where_posts_say_all_themselves(folder, read, monkeypatch, tmp_path):
    trap = tmp_path / "asked"
    program = tmp_path / "bin/git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch '{trap}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    said = {"a.md": "---\nauthor: Ada\ndate: 2024-01-03\n---\n"}
    repository = {".git/HEAD": "ref: refs/heads/main\n", ".git/objects/x": "", ".git/refs/x": ""}
    read(folder(said | repository), explicit=True)
    assert not trap.exists()
    read(folder({"b.md": "Text"} | repository, "other"), explicit=True)
    assert trap.exists()


def test_a_hostile_repository_runs_nothing_and_stays_as_it_was(site, read, tmp_path):
    trap = tmp_path / "sprung"
    program = tmp_path / "trap.sh"
    program.write_text(f"#!/bin/sh\ntouch '{trap}'\ncat\n")
    program.chmod(0o755)
    site.write("a.md", TEXT)
    site.write(".gitattributes", "*.md diff=evil filter=evil\n")
    site.commit(ADA, SPRING)
    site.run("mv", "a.md", "b.md")
    site.write("b.md", TEXT + "More\n")
    site.commit(BEN, SUMMER)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "gpg.program",
        "credential.helper",
        "alias.log",
        "pager.log",
        "remote.origin.uploadpack",
    ):
        site.run("config", key, str(program))
    site.run("config", "remote.origin.url", str(tmp_path))
    site.run("config", "remote.origin.promisor", "true")
    site.run("config", "remote.origin.partialclonefilter", "blob:none")
    site.run("config", "core.repositoryFormatVersion", "1")
    site.run("config", "extensions.partialClone", "origin")
    site.run("config", "log.showSignature", "true")
    site.run("config", "diff.orderFile", str(tmp_path / "gone"))
    blob = site.run("rev-parse", "HEAD~1:a.md").strip()
    (site.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    before = _everything(site.root)

    post = read(site.root, explicit=True, repositories=(site.root,)).post

    assert not trap.exists()
    assert _everything(site.root) == before
    assert post.published_at is not None


def _everything(root):
    return {
        path.relative_to(root): (
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in root.rglob("*")
    }
