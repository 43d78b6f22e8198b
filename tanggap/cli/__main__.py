"""`python -m tanggap.cli` is the same as `tanggap`."""

import sys

from tanggap.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
