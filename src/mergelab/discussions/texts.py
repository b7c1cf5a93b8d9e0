"""What people write: checked once, before it is stored."""

import re
from typing import Final

from mergelab.kit.errors import Refused, TooLarge

MAX_TEXT: Final = 1_000_000
"""Characters of a comment or description."""

# NUL cannot be stored by PostgreSQL, and a lone surrogate (JSON can hold one) by no database.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def check_text(text: str, *, field: str, required: bool = True) -> str:
    """The text with LF line ends and no blank edges. Raises Refused or TooLarge."""
    if _UNSTORABLE.search(text):
        raise Refused("The text holds a character that cannot be stored.", field=field)
    clean = text.replace("\r\n", "\n").strip("\n").rstrip()
    if required and not clean.strip():
        raise Refused("Write something first.", field=field)
    if len(clean) > MAX_TEXT:
        raise TooLarge(f"The text is longer than {MAX_TEXT:,} characters.", field=field)
    return clean
