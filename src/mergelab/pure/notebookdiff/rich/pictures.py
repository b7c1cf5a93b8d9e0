"""What the bytes of a picture say without decoding it: its size, and what of a PNG is pixels.

Formats: PNG (ISO 15948: a signature, then chunks of length, type, data, checksum), the logical
screen of GIF89a, and the frame header of JPEG (ITU T.81).
"""

from __future__ import annotations

import base64
from binascii import Error

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 32 * 1024 * 1024
"""Characters of base64 that are looked at."""

_HEAD = 65_536
_PIXELS = frozenset([b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"gAMA", b"sRGB", b"iCCP", b"cHRM"])
_ANIMATED = b"acTL"
_CHUNK = 12
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def decoded(text: str, characters: int = LARGEST) -> bytes:
    """The bytes of base64 with line breaks, up to so many characters; empty for what is none."""
    joined = "".join(text[:characters].split())
    try:
        return base64.b64decode(joined[: len(joined) // 4 * 4])
    except (Error, ValueError):
        return b""


def size(text: str) -> tuple[int, int] | None:
    """Width and height in pixels of a picture in base64, as its header says."""
    data = decoded(text, _HEAD)
    if data.startswith(PNG) and len(data) >= 24:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if data[:4] == b"GIF8" and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def pixels(text: str) -> list[bytes] | None:
    """The chunks of a PNG that say what it looks like; None for what is no plain PNG.

    Left out are texts, times and the resolution, which say who drew it and when.
    """
    data = decoded(text)
    if len(text) > LARGEST or not data.startswith(PNG):
        return None
    kept: list[bytes] = []
    at = len(PNG)
    while at + _CHUNK <= len(data):
        end = at + _CHUNK + int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if end > len(data) or kind == _ANIMATED:
            return None
        if kind in _PIXELS:
            kept.append(data[at + 4 : end])
        if kind == b"IEND":
            return kept
        at = end
    return None


def same_pixels(old: str, new: str) -> bool:
    """Whether two PNGs differ at most in their remarks: who made them, with what, when."""
    before = pixels(old)
    return before is not None and before == pixels(new)


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind in _FRAMES:
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None
