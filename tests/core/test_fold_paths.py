"""Each path of an evidence is of one kind, of one language and in one area."""

from influencekit.kinds import KINDS
from influencekit.settings.layers import Layer, load
from influencekit.testing import evidence

STORY = """
2024-01-03 ada src/a.py +10, docs/a.md +4
2024-01-04 bob src/a.py => lib/a.py +1 -2
2024-01-05 cyd lib/c.c +3
"""
TWO = """
repository app
2024-01-03 ada src/a.py +10
2024-01-04 bob src/a.py => lib/a.py +1 -2
repository docs
2024-02-03 cyd index.md +4
2024-02-04 ada src/a.py +5
2024-02-05 ada lib/b.py +1
"""


def settings(**table):
    return load([Layer("test", "user", table)])[0]


def kinds(found):
    return {path: KINDS[at] for path, at in zip(found.paths, found.path_kind, strict=True)}


def areas(found):
    return {
        path: found.areas[at].name for path, at in zip(found.paths, found.path_area, strict=True)
    }


KINDS_STORY = """
2024-01-03 ada src/a.py +10, vendor/x.js +1, gen.c +1, tests/test_a.py +1, docs/a.md +1
mark gen.c generated
"""


def test_generated_and_vendored_files_are_kept_apart():
    found = evidence(KINDS_STORY)
    assert kinds(found) == {
        "src/a.py": "code",
        "vendor/x.js": "vendored",
        "gen.c": "generated",
        "tests/test_a.py": "tests",
        "docs/a.md": "documentation",
    }
    assert dict(zip(found.paths, found.path_counts.tolist(), strict=True)) == {
        "src/a.py": True,
        "vendor/x.js": False,
        "gen.c": False,
        "tests/test_a.py": True,
        "docs/a.md": True,
    }
    assert found.layers == (
        "1 generated file left out where work is counted.",
        "1 vendored file left out where work is counted.",
    )
    counting = settings(counts={"generated": True, "vendored": True})
    assert evidence(KINDS_STORY, settings=counting).path_counts.all()
    assert evidence(KINDS_STORY, settings=counting).layers == ()


def test_the_settings_can_say_what_is_of_which_kind():
    found = evidence(KINDS_STORY, settings=settings(kinds={"vendored": ["src/*", "!vendor/*"]}))
    assert kinds(found)["src/a.py"] == "vendored"
    assert kinds(found)["vendor/x.js"] != "vendored"


def test_a_folder_means_the_same_in_one_repository_and_in_several():
    one = "2024-01-03 ada deps/x.c +1, src/a.py +1"
    alone, together = evidence(one), evidence(f"{one}\nrepository b\n2024-01-03 ada b.py +1")
    assert kinds(alone)["deps/x.c"] == kinds(together)["repo/deps/x.c"] == "vendored"


def test_languages_are_known_by_name():
    found = evidence(STORY)
    assert found.languages == ("C", "Markdown", "Python")
    assert found.path_language.tolist() == [2, 1, 2, 0]


def test_each_path_is_in_one_area_and_owners_come_from_codeowners():
    found = evidence(STORY + "codeowners lib/ @cyd")
    assert areas(found)["lib/c.c"] == areas(found)["lib/a.py"]
    lib = next(area for area in found.areas if area.name == areas(found)["lib/c.c"])
    assert lib.owners == ("@cyd",)
    assert lib.origin == "CODEOWNERS:1"


def test_areas_of_several_repositories_have_its_name_and_those_of_the_settings_span_them():
    found = evidence(TWO, settings=settings(areas={"named": {"the a": ["a.py"]}}))
    assert areas(found)["app/lib/a.py"] == areas(found)["docs/src/a.py"] == "the a"
    assert areas(found)["docs/lib/b.py"].startswith("docs/")
    assert areas(found)["docs/index.md"].startswith("docs/")
    assert len({area.name for area in found.areas}) == len(found.areas)


def test_what_was_done_to_a_file_under_its_old_name_is_of_the_area_where_it_is_now():
    found = evidence("""
        2024-01-01 ada old/a.py +9, old/b.py +9, old/c.py +9, lib/x.py +9
        2024-01-02 ada old/a.py => mid/a.py, old/b.py => src/b.py
        2024-01-03 ada mid/a.py => src/a.py
        2024-01-04 bob old/a.py +4
        2024-01-05 bob old/c.py deleted
    """)
    assert areas(found) == {
        "old/a.py": "old/",  # a new file, by its old name
        "old/b.py": "src/",
        "old/c.py": "old/",
        "lib/x.py": "lib/",
        "mid/a.py": "src/",
        "src/b.py": "src/",
        "src/a.py": "src/",
    }


def test_names_that_were_swapped_for_ever_end_somewhere():
    rows = "\n".join(
        f"2024-01-{day:02} ada {old} => tmp, {new} => {old}, tmp => {new}"
        for day, (old, new) in enumerate([("a/x", "b/x"), ("b/x", "c/x"), ("c/x", "a/x")] * 3, 2)
    )
    found = evidence(f"""
        2024-01-01 ada a/x +1, b/x +2, c/x +3
        {rows}
        2024-02-01 ada a/x deleted, b/x deleted, c/x deleted
    """)
    assert set(areas(found)) == {"a/x", "b/x", "c/x", "tmp"}
