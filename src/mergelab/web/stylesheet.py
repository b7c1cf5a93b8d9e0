"""The shell's style sheets as one file: one request, cached for ever under the digest in its name.

Compressed together they are a fifth smaller than one by one; so are those of a page with many.
Written when first asked for, so an edit shows after a restart.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

FOLDER: Final = Path(__file__).parent / "static" / "web"
PARTS: Final = ("tokens", "base", "components", "review", "prose")
COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
VENDOR_URL: Final = re.compile(r'url\("\.\./(vendor/[^"]+)"\)')


class StyleSheet(NamedTuple):
    """The text and what its address ends in."""

    text: str
    digest: str


@cache
def style_sheet() -> StyleSheet:
    """The parts in order, without comments and indentation, their addresses made absolute."""
    return _joined([FOLDER / f"{part}.css" for part in PARTS])


@cache
def page_sheet(name: str) -> StyleSheet | None:
    """The style sheets of one heavy page as one, by its name in the setting; None for another."""
    paths = settings.PAGE_STYLE_SHEETS.get(name)
    if paths is None:
        return None
    found = [finders.find(path) for path in paths]
    return _joined([Path(path) for path in found if path is not None])


def _joined(files: Sequence[Path]) -> StyleSheet:
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    text = VENDOR_URL.sub(lambda match: f'url("{static(match[1])}")', COMMENT.sub("", text))
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return StyleSheet(text, hashlib.sha256(text.encode("utf-8")).hexdigest()[:12])
