"""The whole report in an editor: one page, drawn once for each state of the history, that follows a file."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from influencekit.errors import InputError
from influencekit_lsp.drawing import Drawing
from influencekit_lsp.roots import Root


def test_the_page_opens_at_a_file_follows_another_and_is_drawn_anew_when_history_moves_on(
    connect, project
):
    client = connect()
    client.start(project)
    first, second = (client.open(project / "src" / name) for name in ("a.py", "b.py"))
    shown = client.request("influencekit/report", {"uri": first})
    assert (shown["title"], shown["root"]) == ("project", str(project))
    here = client.request("influencekit/here", {"uri": first})["html"]
    assert "Ada Lovelace holds" in here
    assert here in shown["html"]
    assert f'href="{(project / "src" / "b.py").as_uri()}#L1"' in shown["html"]
    assert "connect-src" not in shown["html"]
    assert "example.org" not in shown["html"]
    assert "bob holds" in client.request("influencekit/here", {"uri": second})["html"]
    again = client.request("influencekit/report", {"uri": second})
    assert again["version"] == shown["version"]
    assert "bob holds" in again["html"]

    commit = ("-c", "user.email=c@example.org", "commit", "-q", "--allow-empty", "-m", "Once more")
    subprocess.run(["git", "-C", project, *commit], check=True)
    client.until_true(
        lambda: client.request("influencekit/report", {})["version"] > again["version"]
    )


def test_there_is_no_page_while_all_is_switched_off(connect, project):
    client = connect()
    client.start(project, options={"enabled": False})
    with pytest.raises(client.Error, match=r"switched off|No repository"):
        client.request("influencekit/report", {})


def known(path="/nowhere"):
    root = Root(Path(path), knowledge=object(), state="ready")
    root.settled.set()
    return root


def test_what_could_not_be_drawn_says_why_and_is_tried_again_when_somebody_asks_again():
    answers = [
        ("failed", "Needs the extra: pip install 'influencekit[report]'."),
        ("drawn", "page"),
    ]

    async def run(reader, say):
        say(*answers.pop(0))
        return "a line\nthe last line\n"

    async def asked():
        drawing, root = Drawing(run), known()
        with pytest.raises(InputError, match=r"not drawn\. Needs the extra"):
            await drawing.of(root)
        return await drawing.of(root)

    assert asyncio.run(asked()) == (2, "page")


def test_two_who_ask_at_once_get_one_drawing_and_one_who_leaves_does_not_end_it():
    readers = []

    async def run(reader, say):
        readers.append(reader)
        await asyncio.sleep(0.01)
        say("drawn", "page")
        return ""

    async def asked():
        drawing, root = Drawing(run), known()
        one, two = (asyncio.ensure_future(drawing.of(root)) for _ in range(2))
        await asyncio.sleep(0)
        one.cancel()
        return await two

    assert asyncio.run(asked()) == (1, "page")
    assert len(readers) == 1


def test_whoever_waits_for_a_drawing_that_is_no_longer_of_all_that_is_known_gets_the_next_one():
    begun = asyncio.Event()
    readers = []

    async def run(reader, say):
        readers.append(reader)
        if len(readers) == 1:
            await begun.wait()
        if not reader.stopped:
            say("drawn", "page")
        return ""

    async def asked():
        drawing, root = Drawing(run), known()
        early = asyncio.ensure_future(drawing.of(root))
        await asyncio.sleep(0.01)
        root.knowledge = object()
        late = await drawing.of(root)
        begun.set()
        return await early, late

    assert asyncio.run(asked()) == ((2, "page"), (2, "page"))
    assert [it.stopped for it in readers] == [True, False]


def test_whoever_waits_when_the_server_ends_is_let_go_and_not_told_that_drawing_failed():
    async def run(reader, say):
        while not reader.stopped:  # noqa: ASYNC110 - a process is told by no event either
            await asyncio.sleep(0)
        return ""

    async def asked():
        drawing = Drawing(run)
        waiting = asyncio.ensure_future(drawing.of(known()))
        await asyncio.sleep(0.01)
        drawing.end()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(asked())


def test_there_is_nothing_to_draw_where_reading_failed_or_was_stopped():
    async def asked(state):
        root = known()
        root.state, root.told = state, "It has no commits."
        await Drawing(None).of(root)

    for state in ("failed", "stopped"):
        with pytest.raises(InputError, match="no commits"):
            asyncio.run(asked(state))
