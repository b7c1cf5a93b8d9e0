"""Images by their bytes, and how untrusted bytes are sent to a browser."""

from __future__ import annotations

import io
import re
import struct
import warnings
from typing import Literal, NamedTuple
from urllib.parse import quote

from PIL import Image, UnidentifiedImageError

Kind = Literal["png", "jpeg", "gif", "webp", "svg"]

HEAD = 1_024
"""Bytes from the start of a file that `image_kind` and `safe_content_type` look at."""

LARGEST_PIXELS = 40_000_000

SANDBOX = "sandbox; default-src 'none'"
"""The policy of a response made of untrusted bytes: no script, no requests, its own origin."""

_SVG = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,400}-->\s*)*"
    rb"(?:<!DOCTYPE svg[^>]{0,400}>\s*)?<svg[\s>]",
    re.IGNORECASE,
)
_UNSAFE_IN_NAME = re.compile(r'[\x00-\x1f\x7f"\\/;%]')


class Size(NamedTuple):
    width: int
    height: int


def image_kind(head: bytes) -> Kind | None:
    """The kind of an image from its first bytes, or None. SVG is found by its root element."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return "svg" if _SVG.match(head[:HEAD].removeprefix(b"\xef\xbb\xbf")) else None


def image_size(data: bytes) -> Size | None:
    """Width and height in pixels, from the header alone: nothing is decoded.

    None for what is no PNG, JPEG, GIF or WebP, is broken, or has over `LARGEST_PIXELS`.
    """
    kind = image_kind(data[:HEAD])
    if kind is None or kind == "svg":
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind.upper()]) as image:
                width, height = image.size
    except (UnidentifiedImageError, Image.DecompressionBombError):
        return None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, struct.error):
        return None
    return Size(width, height) if 0 < width * height <= LARGEST_PIXELS else None


def safe_content_type(name: str, data_head: bytes) -> tuple[str, bool]:
    """The content type to serve a file of a repository with, and whether it may show inline.

    Only four image kinds, by their bytes and not their name, PDF, and text are shown inline. HTML,
    SVG and XML are text: nothing a user wrote is ever markup to the browser.
    """
    kind = image_kind(data_head)
    if kind is not None and kind != "svg":
        return f"image/{kind}", True
    if data_head.startswith(b"%PDF-") and name.lower().endswith(".pdf"):
        return "application/pdf", False
    if is_text(data_head):
        return "text/plain; charset=utf-8", True
    return "application/octet-stream", False


def is_text(head: bytes) -> bool:
    """Whether the first bytes are of a text: no NUL, as git decides it."""
    return b"\0" not in head[:8_000]


def untrusted_headers(
    content_type: str, *, filename: str | None = None, inline: bool = False
) -> dict[str, str]:
    """The headers of a response made of untrusted bytes.

    Never sniffed, in a sandbox, not framed elsewhere; the file name is safe in any header.
    """
    return {
        "Content-Type": content_type,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Disposition": content_disposition(filename, inline=inline),
    }


def content_disposition(filename: str | None, *, inline: bool = False) -> str:
    """The header's value, with the name as plain ASCII and as RFC 5987 has it."""
    kind = "inline" if inline else "attachment"
    if not filename:
        return kind
    name = filename.rsplit("/", 1)[-1].encode("utf-8", "replace").decode()
    plain = _UNSAFE_IN_NAME.sub("_", name).encode("ascii", "replace").decode().replace("?", "_")
    value = f'{kind}; filename="{plain}"'
    if plain != name:
        value += f"; filename*=UTF-8''{quote(name, safe='')}"
    return value
