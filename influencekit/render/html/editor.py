"""Links that open a file in somebody's editor."""

from collections.abc import Mapping
from urllib.parse import quote

import attrs

from influencekit.render.html.markup import Markup, tag

EDITORS: Mapping[str, str] = {
    "vscode": "vscode://file{path}:{line}",
    "vscodium": "vscodium://file{path}:{line}",
    "cursor": "cursor://file{path}:{line}",
    "zed": "zed://file{path}:{line}",
    "idea": "idea://open?file={path}&line={line}",
    "pycharm": "pycharm://open?file={path}&line={line}",
    "sublime": "subl://open?url=file://{path}&line={line}",
    "textmate": "txmt://open?url=file://{path}&line={line}",
    "emacs": "org-protocol://open-file?url=file://{path}&line={line}",
}
"""Addresses that open a file: those that the editors themselves register."""
WITHIN = "file://{path}#L{line}"
"""For a page within an editor, which hears of what is clicked and opens it itself."""
SERVED = "open/{line}{path}"
"""For a page whose own server starts the editor."""


@attrs.frozen
class Editor:
    """The files of one folder, and the addresses at which an editor opens them.

    Examples
    --------
    >>> Editor("zed://file{path}:{line}", "/home/a b").address("src/a.py")
    'zed://file/home/a%20b/src/a.py:1'
    """

    template: str
    """An address with ``{path}`` and ``{line}``."""
    root: str

    def address(self, path: str, line: int = 1) -> str:
        """Return the address of a line of `path`, which is relative to the root."""
        file = quote(f"{self.root}/{path}", errors="surrogateescape")
        return self.template.replace("{path}", file).replace("{line}", str(line))

    def link(self, path: str) -> Markup:
        """Return a link that opens `path`."""
        return tag("a", "Open in the editor", href=self.address(path))
