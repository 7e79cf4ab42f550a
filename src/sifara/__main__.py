"""``python -m sifara`` is the command ``sifara``."""

import sys

from sifara.cli import main

sys.exit(main())
