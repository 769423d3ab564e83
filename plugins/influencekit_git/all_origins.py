"""Where the lines of all files at one revision are from, as columns: for editors."""

import numpy as np

from influencekit.columns import Texts
from influencekit.history import LineOrigins
from influencekit_git.graph import starts_of
from influencekit_git.index import Index
from influencekit_git.ingest import stored_oids


def all_origins(index: Index, head: str, view: str) -> LineOrigins:
    """Return the origins that `view` (its columns' prefix) keeps of the files at `head`."""
    column = index.store.column
    counts = np.maximum(column(f"{view}.runs"), 0)
    version = (
        np.searchsorted(
            starts_of(column("revision.added")), column(f"{view}.run_line", np.int64), "right"
        )
        - 1
    )
    maker = column("revision.entry")
    commits = column("entry.commit")[maker[version]].astype(np.int32)
    lengths = column(f"{view}.run_length")
    starts = starts_of(counts)
    # Neighbouring runs of one commit differ only in where the lines stood in it.
    new = np.ones(len(commits), np.bool_)
    new[1:] = commits[1:] != commits[:-1]
    new[starts[:-1][counts > 0]] = True
    kept = np.flatnonzero(new)
    ends = np.append(0, np.cumsum(lengths, dtype=np.int64))
    paths = index.paths()
    blobs = stored_oids(index.store, "blob.oid", index.width)
    contents = column("entry.blob")[maker[column(f"{view}.revision")]].tolist()
    return LineOrigins(
        head=head,
        oids=Texts.of_bytes(index.oids()),
        paths=Texts.of_bytes([paths[it] for it in column(f"{view}.file_path").tolist()]),
        contents=Texts.of_bytes([blobs[it] for it in contents]),
        starts=np.searchsorted(kept, starts).astype(np.int64),
        lengths=np.diff(ends[np.append(kept, len(lengths))]).astype(np.int32),
        commits=commits[kept],
    )
