"""HTML that a notebook or a model card brought along."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from mergelab.kit.markdown.allowed import sanitized
from mergelab.kit.markdown.emit import Emitter
from mergelab.kit.markdown.scan import is_cheap

LARGEST = 512 * 1024
"""Characters of one output."""

DEEPEST = 400

DEEPEST_WITH_IMAGES = 150
"""Levels when there are images to turn into links, which walks the tree by recursion."""


def sanitize_html(html: str) -> SafeString | None:
    """The HTML with only text, tables, links and small images; None when it is beyond the limits.

    Then the caller shows plain text and offers the original for download. No class, style, id,
    name or data attribute stays; images only as data of PNG, JPEG, GIF or WebP, others become
    links.
    """
    html = html.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    has_images = "<img" in html.lower()
    depth = DEEPEST_WITH_IMAGES if has_images else DEEPEST
    if not is_cheap(html, characters=LARGEST, depth=depth):
        return None
    if has_images:
        html = Emitter(text=_escaped, data_images=True).emit(html)
    return mark_safe(sanitized(html, own_classes=False))  # noqa: S308 -- sanitised last


def _escaped(text: str) -> str:
    return escape(text, quote=False)
