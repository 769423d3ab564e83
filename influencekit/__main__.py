"""``python -m influencekit``."""

import sys

# The working directory may be the analysed folder: nothing that lies there is imported.
if not sys.flags.safe_path:
    del sys.path[0]

from influencekit.cli import main

if __name__ == "__main__":
    main()
