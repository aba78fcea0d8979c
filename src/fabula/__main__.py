"""``python -m fabula``: the command line."""

import sys

from fabula.cli import main

sys.exit(main())
