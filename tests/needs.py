"""Programs that some tests need: skipped without them, or red where they are demanded.

MERGELAB_TESTS_REQUIRE is a list with commas, of `browser` and `postgres`; CI sets both.
"""

import os

SETTING = "MERGELAB_TESTS_REQUIRE"


def is_required(name: str) -> bool:
    """Whether these tests have to run here."""
    return name in os.environ.get(SETTING, "").replace(" ", "").split(",")
