"""Random secrets that are shown once and kept as a digest only."""

import hashlib
import secrets
import zlib
from typing import Final

TOKEN_PREFIX: Final = "glpat-"  # noqa: S105  (what all tokens begin with)
_BYTES: Final = 32
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_CHECKSUM_LENGTH: Final = 7  # 36 ** 7 > 2 ** 32


def new_token() -> str:
    """`glpat-`, 256 random bits in URL-safe base 64 (43 characters) and a checksum of those.

    The checksum is CRC-32 in base 36, seven digits: scanners for leaked secrets and log maskers
    can tell a token from a word that only looks like one.
    """
    body = secrets.token_urlsafe(_BYTES)
    return TOKEN_PREFIX + body + _checksum(body)


def looks_like_token(text: str) -> bool:
    """Whether the text has a token's prefix and a checksum that fits."""
    body = text.removeprefix(TOKEN_PREFIX)
    return body != text and body[-_CHECKSUM_LENGTH:] == _checksum(body[:-_CHECKSUM_LENGTH])


def new_link_secret() -> str:
    """256 random bits for a one-time link."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """What the database keeps: SHA-256 in hex. 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _checksum(body: str) -> str:
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(_CHECKSUM_LENGTH):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
