"""``python -m anami``."""

import sys

from anami.cli import main

if __name__ == "__main__":
    sys.exit(main())
