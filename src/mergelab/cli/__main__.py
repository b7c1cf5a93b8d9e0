"""``python -m mergelab.cli``, which is how the server starts its own processes."""

import sys

from mergelab.cli import main

sys.exit(main())
