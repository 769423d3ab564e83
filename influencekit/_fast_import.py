"""A scripted repository as the input of ``git fast-import``."""

from collections.abc import Iterator, Mapping

from influencekit._script import Repository, Run
from influencekit.domain import Commit, Identity
from influencekit.history import BINARY


def stream(repository: Repository, files: Mapping[str, str | bytes]) -> bytes:
    """Return what makes `repository`; `files` replace the generated content of their paths."""
    return b"".join(_stream(repository, files))


def _stream(repository: Repository, files: Mapping[str, str | bytes]) -> Iterator[bytes]:
    mark = {commit.oid: number for number, commit in enumerate(repository.commits, 1)}
    for commit, branch, tree in zip(
        repository.commits, repository.on, repository.trees, strict=True
    ):
        yield f"commit refs/heads/{branch}\nmark :{mark[commit.oid]}\n".encode()
        yield _stamp("author", commit.author, commit.authored_at, commit.author_offset)
        yield _stamp("committer", commit.committer, commit.committed_at, commit.author_offset)
        yield _data(_message(commit).encode())
        for word, parent in zip(("from", *["merge"] * 15), commit.parents, strict=False):
            yield f"{word} :{mark[parent]}\n".encode()
        yield b"deleteall\n"
        for path, runs in sorted(tree.items()):
            content = files.get(path)
            if content is None:
                content = "".join(map(_lines, runs))
            yield f'M 100644 inline "{path}"\n'.encode()
            yield _data(content.encode() if isinstance(content, str) else content)


def _lines(run: Run) -> str:
    if run.count == BINARY:
        return f"\0 {run.commit}\n"
    numbers = range(run.start, run.start + run.count)
    return "".join(f"{run.path}, commit {run.commit}, line {number}\n" for number in numbers)


def _message(commit: Commit) -> str:
    trailers = [
        f"{known.role.capitalize()}: {known.who.name} <{known.who.email}>\n"
        for known in commit.credits
    ]
    return "\n".join([f"{commit.subject}\n", "".join(trailers)]) if trailers else commit.subject


def _stamp(word: str, who: Identity, at: int, offset: int) -> bytes:
    hours, minutes = divmod(abs(offset), 60)
    zone = f"{'-' if offset < 0 else '+'}{hours:02}{minutes:02}"
    return f"{word} {who.name} <{who.email}> {at} {zone}\n".encode()


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)
