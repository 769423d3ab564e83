"""``python -m influencekit``."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the working directory, which may be the analysed folder: nothing in it is ours

from influencekit.cli import main

if __name__ == "__main__":
    main()
